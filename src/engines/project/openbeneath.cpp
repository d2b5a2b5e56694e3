// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/openbeneath.h"

#include "base/text.h"

#include <QByteArrayList>
#include <QCoreApplication>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace oriel::project {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Files)
};

} // namespace

Error failure(const QString &sentence, int number)
{
    return {Words::tr("%1: %2.").arg(sentence, QString::fromLocal8Bit(::strerror(number))),
            QString::fromLatin1(::strerrorname_np(number)),
            {}};
}

Result<Descriptor> openBeneath(const QByteArray &root, const QByteArray &path, bool isMaking)
{
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    Descriptor at(::open(root.constData(), flags));
    if (!at)
        return std::unexpected(failure(Words::tr("%1 cannot be opened").arg(shownText(root)), errno));
    if (path.isEmpty())
        return at;
    for (const QByteArray &part : path.split('/')) {
        const auto outside = [&] {
            return std::unexpected(
                Error{Words::tr("%1 is not below %2: a link or “..” is on the way. Open the folder it leads to.")
                          .arg(shownText(path), shownText(root)),
                      QStringLiteral("outside"),
                      {}});
        };
        if (part.isEmpty() || part == "." || part == ".." || part.contains('\0'))
            return outside();
        if (isMaking && ::mkdirat(at.get(), part.constData(), 0777) != 0 && errno != EEXIST)
            return std::unexpected(failure(Words::tr("%1 cannot be made").arg(shownText(part)), errno));
        Descriptor next(::openat(at.get(), part.constData(), flags | O_NOFOLLOW));
        if (!next) {
            const int number = errno;
            struct stat facts{};
            if (::fstatat(at.get(), part.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(facts.st_mode))
                return outside();
            return std::unexpected(failure(Words::tr("%1 cannot be opened").arg(shownText(path)), number));
        }
        at = std::move(next);
    }
    return at;
}

} // namespace oriel::project
