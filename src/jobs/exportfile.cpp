// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/exportfile.h"

#include "base/owned.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace oriel {

namespace {

constexpr qint64 writeBehind = 16 << 20; // bytes after which the disk begins, so that the end does not wait for all of them

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Export)
};

QString nameOf(int number)
{
    const char *name = ::strerrorname_np(number);
    return QString::fromLatin1(name ? name : "EIO");
}

QString meaningOf(int number, const QString &file)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return Words::tr("The folder of %1 does not exist. Choose another one.").arg(file);
    case EACCES:
    case EPERM:
        return Words::tr("%1 may not be written: permission denied. Choose another folder.").arg(file);
    case EROFS:
        return Words::tr("%1 lies on a file system that is read-only. Choose another folder.").arg(file);
    case EISDIR:
        return Words::tr("%1 is a folder. Name a file in it.").arg(file);
    case EEXIST:
        return Words::tr("%1 exists already and was left as it is. Choose another name, or agree to replace it.").arg(file);
    case ENAMETOOLONG:
        return Words::tr("The name %1… is too long for a file. Choose a shorter one.").arg(file.left(80));
    case ENOSPC:
    case EDQUOT:
        return Words::tr("The disk of %1 is full. Free some space there or choose another folder.").arg(file);
    case EFBIG:
        return Words::tr("%1 is larger than its file system allows a file to be. Choose another folder.").arg(file);
    case ENODEV:
        return Words::tr("%1 is no ordinary file. Choose another name.").arg(file);
    case ELOOP:
        return Words::tr("%1 is a link that leads nowhere. Choose another name.").arg(file);
    default:
        return Words::tr("%1 could not be written: %2.").arg(file, QString::fromLocal8Bit(::strerror(number)));
    }
}

} // namespace

std::unexpected<Error> ExportFile::refusal(int number) const
{
    return std::unexpected(Error{meaningOf(number, m_shown), nameOf(number), {}});
}

Result<std::shared_ptr<ExportFile>> ExportFile::make(const QString &target, bool mayReplace)
{
    const std::shared_ptr<ExportFile> file(new ExportFile);
    file->m_target = QFile::encodeName(target);
    file->m_shown = withMarks(target);
    file->m_mayReplace = mayReplace;
    bool exists = false;
    if (const auto checked = file->check(&exists); !checked)
        return std::unexpected(checked.error());
    if (exists && !mayReplace)
        return file->refusal(EEXIST);
    if (const auto opened = file->open(); !opened)
        return std::unexpected(opened.error());
    return file;
}

ExportFile::~ExportFile()
{
    if (m_file >= 0)
        ::close(m_file);
    if (!m_name.isEmpty())
        ::unlink(m_name.constData());
}

// What of the target can be known before the first byte.
Result<> ExportFile::check(bool *exists)
{
    struct stat facts{};
    *exists = ::lstat(m_target.constData(), &facts) == 0;
    if (!*exists && errno != ENOENT)
        return refusal(errno);
    if (*exists && S_ISLNK(facts.st_mode)) {
        const Owned<char, ::free> real(::realpath(m_target.constData(), nullptr));
        if (!real || ::stat(real.get(), &facts) != 0)
            return refusal(ELOOP);
        m_target = real.get();
    }
    const qsizetype slash = m_target.lastIndexOf('/');
    if (slash + 1 == m_target.size())
        return refusal(EISDIR);
    m_folder = slash < 0 ? "." : slash == 0 ? "/" : m_target.first(slash);
    if (!*exists)
        return {};
    if (S_ISDIR(facts.st_mode))
        return refusal(EISDIR);
    if (!S_ISREG(facts.st_mode))
        return refusal(ENODEV);
    if (::access(m_target.constData(), W_OK) != 0) // a rename would not mind
        return refusal(errno);
    m_mode = facts.st_mode & 0777;
    return {};
}

Result<> ExportFile::open()
{
    m_file = ::open(m_folder.constData(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (m_file >= 0)
        return {};
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) // a file system or a kernel without O_TMPFILE
        return refusal(errno);
    QByteArray name = m_folder + "/.oriel-export-XXXXXX";
    m_file = ::mkostemp(name.data(), O_CLOEXEC); // 0600
    if (m_file < 0)
        return refusal(errno);
    m_name = name;
    return {};
}

Result<> ExportFile::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(m_file, bytes.data(), size_t(std::min<qsizetype>(bytes.size(), 1 << 30)));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return refusal(written < 0 ? errno : ENOSPC);
        bytes = bytes.sliced(written);
        m_size += written;
    }
    if (m_size - m_started >= writeBehind) {
        ::sync_file_range(m_file, m_started, m_size - m_started, SYNC_FILE_RANGE_WRITE);
        m_started = m_size;
    }
    return {};
}

Result<> ExportFile::giveName()
{
    if (!m_name.isEmpty())
        return {};
    const QByteArray self = "/proc/self/fd/" + QByteArray::number(m_file);
    for (int tries = 0; tries < 100; ++tries) {
        const QByteArray name = m_folder + "/.oriel-export-" + QByteArray::number(QRandomGenerator::system()->generate(), 36);
        if (::linkat(AT_FDCWD, self.constData(), AT_FDCWD, name.constData(), AT_SYMLINK_FOLLOW) == 0) {
            m_name = name;
            return {};
        }
        if (errno != EEXIST)
            break;
    }
    return refusal(errno);
}

Result<> ExportFile::putInPlace(std::atomic_flag &isDecided)
{
    if (::fchmod(m_file, m_mode) != 0 || ::fsync(m_file) != 0)
        return refusal(errno);
    if (const auto named = giveName(); !named)
        return named;
    if (isDecided.test_and_set())
        return refusal(ECANCELED);
    const char *from = m_name.constData(), *to = m_target.constData();
    int failed = m_mayReplace ? ::rename(from, to) : ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (failed && !m_mayReplace && errno == EINVAL) // a file system that cannot see to it
        failed = ::access(to, F_OK) == 0 ? (errno = EEXIST, -1) : ::rename(from, to);
    if (failed) {
        const int number = errno;
        ::unlink(from);
        m_name.clear();
        return refusal(number);
    }
    m_name.clear();
    if (const int folder = ::open(m_folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
        ::fsync(folder); // the name too survives a power cut
        ::close(folder);
    }
    return {};
}

} // namespace oriel
