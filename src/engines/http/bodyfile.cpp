// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/bodyfile.h"

#include "base/namelessfile.h"
#include "base/paths.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace oriel::http {

using namespace Qt::StringLiterals;

std::unexpected<Error> BodyFile::failed(int number) const
{
    return std::unexpected(
        Error{QCoreApplication::translate("oriel::http", "The disk of %1 takes no more; %2 of the answer are kept. Free some "
                                                         "space there and send the request again.")
                  .arg(m_folder, sizeText(m_size)),
              u"disk"_s, QString::fromLocal8Bit(::strerror(number))});
}

Result<> BodyFile::open()
{
    int number = ENOSPC;
    for (const QString &folder : {paths::cache(), u"/var/tmp"_s}) {
        m_folder = folder;
        m_file = namelessFile(QFile::encodeName(folder));
        if (m_file && !isInMemory(m_file))
            return {};
        number = m_file ? ENOSPC : errno;
        m_file.close();
    }
    return failed(number);
}

Result<> BodyFile::append(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::pwrite(m_file, bytes.data(), size_t(bytes.size()), m_size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failed(written < 0 ? errno : ENOSPC);
        m_size += written;
        bytes = bytes.sliced(written);
    }
    return {};
}

Descriptor BodyFile::duplicate() const { return Descriptor(m_file ? ::fcntl(m_file, F_DUPFD_CLOEXEC, 0) : -1); }

} // namespace oriel::http
