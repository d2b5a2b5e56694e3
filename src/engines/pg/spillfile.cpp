// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/spillfile.h"

#include "base/namelessfile.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QFile>

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace oriel::pg {
namespace {

constexpr qint64 page = 4096;

} // namespace

bool SpillFile::fail(int number)
{
    const char *name = ::strerrorname_np(number);
    m_error = {QCoreApplication::translate("oriel::pg",
                                           "the disk of %1 takes no more (%2): free some space there, or ask for fewer rows")
                   .arg(m_folder, QString::fromLocal8Bit(::strerror(number))),
               QString::fromLatin1(name ? name : "EIO"),
               {}};
    return false;
}

bool SpillFile::open()
{
    if (!m_folder.isEmpty()) {
        m_file = namelessFile(QFile::encodeName(m_folder));
        return m_file || fail(errno);
    }
    int number = ENOSPC;
    for (const QString &folder : {paths::cache(), QStringLiteral("/var/tmp")}) {
        m_folder = folder;
        m_file = namelessFile(QFile::encodeName(folder));
        if (m_file && !isInMemory(m_file))
            return true;
        number = m_file ? ENOSPC : errno;
        m_file.close();
    }
    return fail(number);
}

qint64 SpillFile::reserve(qint64 size)
{
    if (!m_file && !open())
        return -1;
    const qint64 at = m_end;
    m_end += (size + page - 1) / page * page;
    if (::ftruncate(m_file, m_end) != 0) { // so that a mapping never ends beyond the file
        m_end = at;
        fail(errno);
        return -1;
    }
    return at;
}

bool SpillFile::write(qint64 at, const char *data, qint64 size)
{
    while (size > 0) {
        const ssize_t written = ::pwrite(m_file, data, size_t(std::min<qint64>(size, 1 << 30)), at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(written < 0 ? errno : ENOSPC);
        at += written;
        data += written;
        size -= written;
    }
    return true;
}

const char *SpillFile::map(qint64 at, qint64 size) const
{
    void *memory = ::mmap(nullptr, size_t(size), PROT_READ, MAP_SHARED, m_file, at);
    return memory == MAP_FAILED ? nullptr : static_cast<const char *>(memory);
}

} // namespace oriel::pg
