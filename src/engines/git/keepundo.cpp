// SPDX-License-Identifier: GPL-3.0-or-later
// The way back: what the shelf holds, into the working tree.
#include "base/text.h"
#include "engines/git/keepfile.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Keep)
};

struct Return
{
    Kept kept;
    Descriptor file; // of the shelf
    qint64 begin = 0;
    bool isChanged = false; // somebody has been there since
};

Result<Return> returnOf(const Shelf &shelf, const QByteArray &id)
{
    Return item{.file = Descriptor(::open((shelf.folder + '/' + id + ".kept").constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC))};
    if (id.contains('/') || item.file < 0)
        return std::unexpected(Error{Words::tr("It is no longer kept."), u"not-found"_s, QString::fromLatin1(id)});
    const Result<Kept> kept = readDescription(item.file, id, &item.begin);
    if (!kept)
        return std::unexpected(kept.error());
    item.kept = *kept;
    const Result<QByteArray> state = stateOf(kept->workTree, kept->path);
    if (!state)
        return std::unexpected(state.error());
    const Descriptor note(::open((shelf.folder + '/' + id + ".left").constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    QByteArray left(256, '\0');
    left.truncate(note >= 0 ? std::max<ssize_t>(::read(note, left.data(), size_t(left.size())), 0) : 0);
    if (*state == "special")
        return systemError(EEXIST, kept->path);
    // What was never settled was never removed, or the machine stopped in between: only an empty place is sure.
    item.isChanged = left.isEmpty() ? *state != "absent" : *state != left;
    return item;
}

// The file that was put in place of a folder, or where there was nothing; then the folders on the way that are empty now.
Result<> clear(const Return &item)
{
    const Kept &kept = item.kept;
    Result<Spot> spot = spotOf(kept.workTree, kept.path);
    if (!spot)
        return std::unexpected(spot.error());
    const auto facts = lookAt(*spot);
    if (facts && !S_ISDIR(facts->st_mode) && ::unlinkat(spot->folder, spot->name.constData(), 0) != 0)
        return systemError(errno, kept.path);
    if (kept.kind == Kept::Kind::Folder) {
        if ((!facts || !S_ISDIR(facts->st_mode)) && ::mkdirat(spot->folder, spot->name.constData(), kept.mode) != 0)
            return systemError(errno, kept.path);
        return {};
    }
    for (QByteArray above = kept.path; above.contains('/');) {
        above.truncate(above.lastIndexOf('/'));
        const Result<Spot> parent = spotOf(kept.workTree, above);
        if (!parent || parent->folder < 0 || ::unlinkat(parent->folder, parent->name.constData(), AT_REMOVEDIR) != 0)
            break;
    }
    return {};
}

Result<> place(const Return &item)
{
    const Kept &kept = item.kept;
    Result<Spot> spot = spotOf(kept.workTree, kept.path, true);
    if (!spot)
        return std::unexpected(spot.error());
    const int folder = spot->folder;
    const QByteArray part =
        ".oriel-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16); // for a blink, until renamed
    bool isDone = false;
    if (kept.kind == Kept::Kind::Link) {
        QByteArray target(kept.size, Qt::Uninitialized);
        isDone = ::pread(item.file, target.data(), size_t(target.size()), item.begin) == target.size() &&
                 ::symlinkat(target.constData(), folder, part.constData()) == 0;
    } else {
        const Descriptor file(::openat(folder, part.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        isDone = file >= 0 && ::lseek(item.file, item.begin, SEEK_SET) >= 0 && copyBytes(item.file, file) &&
                 ::fchmod(file, kept.mode) == 0 && ::fsync(file) == 0;
    }
    if (isDone && ::renameat(folder, part.constData(), folder, spot->name.constData()) != 0)
        isDone = (errno == EISDIR || errno == EEXIST || errno == ENOTEMPTY) && // an empty folder in its place
                 ::unlinkat(folder, spot->name.constData(), AT_REMOVEDIR) == 0 &&
                 ::renameat(folder, part.constData(), folder, spot->name.constData()) == 0;
    if (isDone)
        return {};
    const int number = errno;
    ::unlinkat(folder, part.constData(), 0);
    return systemError(number, kept.path);
}

} // namespace

Result<QByteArrayList> undo(const Shelf &shelf, const QByteArrayList &ids, Since since)
{
    std::vector<Return> items;
    for (const QByteArray &id : ids) {
        Result<Return> item = returnOf(shelf, id);
        if (!item)
            return std::unexpected(item.error());
        if (item->isChanged && since == Since::Refuse)
            return std::unexpected(Error{
                Words::tr("%1 has changed since. Undo can keep what stands there now as well.").arg(shownText(item->kept.path)),
                u"changed"_s, QString::fromLatin1(id)});
        items.push_back(std::move(*item));
    }
    QByteArrayList present;
    for (const Return &item : items) {
        if (!item.isChanged)
            continue;
        const Result<QByteArrayList> more = keep(shelf, item.kept.workTree, {item.kept.path}, Words::tr("undo"));
        if (!more)
            return more;
        present += *more;
    }
    // First what stands where folders were and folders will be, the deepest first; then what was there, the shallowest first.
    std::sort(items.begin(), items.end(), [](const Return &a, const Return &b) { return a.kept.path < b.kept.path; });
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        if (item->kept.kind == Kept::Kind::Absent)
            if (const Result<> cleared = clear(*item); !cleared)
                return std::unexpected(cleared.error());
    for (const Return &item : items) {
        const Result<> done = item.kept.kind == Kept::Kind::Folder   ? clear(item)
                              : item.kept.kind == Kept::Kind::Absent ? Result<>()
                                                                     : place(item);
        if (!done)
            return std::unexpected(done.error());
    }
    return present;
}

} // namespace oriel::git
