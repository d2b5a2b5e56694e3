// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/branches.h"

#include "base/text.h"
#include "engines/git/acting.h"

#include <algorithm>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Branches)
};

constexpr qsizetype fields = 9; // of one branch

QByteArray shortName(const QByteArray &ref)
{
    for (const QByteArrayView prefix : {"refs/heads/", "refs/remotes/"})
        if (ref.startsWith(prefix))
            return ref.sliced(prefix.size());
    return ref;
}

Branch branchOf(const QByteArrayList &part)
{
    Branch branch{.ref = part[0], .id = part[1], .upstream = part[3], .target = part[6], .workTree = part[7], .subject = part[8]};
    branch.isCurrent = part[2] == "*";
    branch.when = QDateTime::fromSecsSinceEpoch(part[5].toLongLong(), Qt::UTC);
    branch.isGone = part[4] == "gone";
    for (const QByteArray &word : part[4].split(',')) { // "ahead 1, behind 2"
        const QByteArray count = word.trimmed();
        if (count.startsWith("ahead "))
            branch.ahead = count.sliced(6).toInt();
        else if (count.startsWith("behind "))
            branch.behind = count.sliced(7).toInt();
    }
    return branch;
}

// What git leaves to be resolved ends a command with 1.
Result<> actToConflict(const Place &place, const Command &command, std::stop_token stop)
{
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode == 0)
        return {};
    const QByteArray all = output->text + output->errors;
    for (const char *words :
         {"CONFLICT", "Automatic merge failed", "unmerged files", "needs merge", "unmerged paths", "fix conflicts"})
        if (all.contains(words))
            return std::unexpected(Error{Words::tr("There are conflicts: resolve them and continue, or abort."), u"conflict"_s,
                                         redacted(shownText(all.right(4000)))});
    return std::unexpected(knownError(*output, command.arguments).value_or(failure(place, command, *output)));
}

std::optional<QByteArray> nameOf(Operation operation)
{
    switch (operation) {
    case Operation::Merge:
        return "merge";
    case Operation::Rebase:
        return "rebase";
    case Operation::CherryPick:
        return "cherry-pick";
    case Operation::Revert:
        return "revert";
    case Operation::Mailbox:
        return "am";
    case Operation::None:
    case Operation::Bisect:
        break;
    }
    return {};
}

} // namespace

QByteArray Branch::name() const { return shortName(ref); }

Result<QList<Branch>> branches(const Place &place, std::stop_token stop)
{
    const Result<QByteArray> text =
        answer(place,
               {.arguments = {"for-each-ref",
                              "--format=%(refname)%00%(objectname)%00%(HEAD)%00%(upstream)%00%(upstream:track,nobracket)%00"
                              "%(committerdate:unix)%00%(symref)%00%(worktreepath)%00%(contents:subject)%00",
                              "refs/heads", "refs/remotes"}},
               stop);
    if (!text)
        return std::unexpected(text.error());
    QList<Branch> all;
    const QByteArrayList parts = text->split('\0');
    for (qsizetype at = 0; at + fields < parts.size(); at += fields) {
        QByteArrayList part = parts.mid(at, fields);
        if (part[0].startsWith('\n')) // the end of the line before
            part[0].remove(0, 1);
        all << branchOf(part);
    }
    return all;
}

Result<> checkBranchName(QByteArrayView name)
{
    const auto wrong = [](const QString &why) { return std::unexpected(Error{why, u"name"_s, {}}); };
    if (name.isEmpty())
        return wrong(Words::tr("A branch needs a name."));
    if (name.startsWith('-'))
        return wrong(Words::tr("A branch's name cannot begin with “-”."));
    if (name == "HEAD" || name == "@")
        return wrong(Words::tr("“%1” means the current commit: choose another name.").arg(shownText(name)));
    for (const char c : name)
        if (uchar(c) < 0x20 || c == 0x7f || QByteArrayView(" ~^:?*[\\").contains(c))
            return wrong(Words::tr("A branch's name cannot contain %1.")
                             .arg(c == ' ' ? Words::tr("blanks") : withMarks(QString(QLatin1Char(c)))));
    for (const QByteArrayView part : {"..", "@{", "//"})
        if (name.contains(part))
            return wrong(Words::tr("A branch's name cannot contain “%1”.").arg(QLatin1StringView(part.data(), part.size())));
    for (const QByteArray &part : name.toByteArray().split('/')) {
        if (part.isEmpty() || part.startsWith('.'))
            return wrong(Words::tr("No part of a branch's name can be empty or begin with “.”."));
        if (part.endsWith(".lock"))
            return wrong(Words::tr("No part of a branch's name can end with “.lock”."));
    }
    if (name.endsWith('.'))
        return wrong(Words::tr("A branch's name cannot end with “.”."));
    return {};
}

Result<> createBranch(const Place &place, const QByteArray &name, const QByteArray &from, std::stop_token stop)
{
    if (const Result<> checked = checkBranchName(name); !checked)
        return checked;
    QByteArrayList words{"branch", "--quiet", "--", name};
    if (!from.isEmpty())
        words << from;
    return act(place, action(words), stop);
}

Result<> renameBranch(const Place &place, const QByteArray &from, const QByteArray &to, std::stop_token stop)
{
    if (const Result<> checked = checkBranchName(to); !checked)
        return checked;
    return act(place, action({"branch", "--move", "--", from, to}), stop);
}

Result<QByteArray> deleteBranch(const Place &place, const QByteArray &name, bool isForced, std::stop_token stop)
{
    const Result<QByteArray> id = answer(place, {.arguments = {"rev-parse", "--verify", "--quiet", "refs/heads/" + name}}, stop);
    if (!id)
        return std::unexpected(
            Error{Words::tr("There is no branch %1.").arg(shownText(name)), u"not-found"_s, id.error().detail});
    const Result<> done = act(place, action({"branch", "--quiet", isForced ? "-D" : "-d", "--", name}), stop);
    if (done)
        return id->trimmed();
    if (done.error().detail.contains(u"not fully merged"_s))
        return std::unexpected(Error{
            Words::tr("%1 has commits that are nowhere else. Merge it first, or delete it all the same.").arg(shownText(name)),
            u"unmerged"_s, done.error().detail});
    return std::unexpected(done.error());
}

Result<> switchTo(const Place &place, const QByteArray &name, bool isDetached, std::stop_token stop)
{
    if (const Result<> checked = checkBranchName(name); !checked && !isDetached)
        return checked;
    QByteArrayList words{"switch", "--quiet", "--no-recurse-submodules", "--no-overwrite-ignore"};
    words << (isDetached ? "--detach" : "--guess") << "--end-of-options" << name;
    return act(place, action(words), stop);
}

Result<> merge(const Place &place, const QByteArray &revision, std::stop_token stop)
{
    return actToConflict(place, action({"merge", "--quiet", "--no-edit", "--no-overwrite-ignore", "--end-of-options", revision}),
                         stop);
}

Result<QByteArrayList> proceed(const Place &place, const Shelf &shelf, Operation operation, Step step, std::stop_token stop)
{
    const std::optional<QByteArray> name = nameOf(operation);
    if (!name || (operation == Operation::Merge && step == Step::Skip))
        return std::unexpected(Error{Words::tr("Nothing of that kind is under way."), u"not-found"_s, {}});
    QByteArrayList ids;
    if (step != Step::Continue) {
        const auto changed = answer(
            place,
            {.arguments = {"diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", "HEAD"}},
            stop);
        if (!changed)
            return std::unexpected(changed.error());
        QByteArrayList paths = nulSeparated(*changed);
        std::sort(paths.begin(), paths.end()); // what is in conflict stands twice
        paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
        const auto kept =
            keep(shelf, place.workTree, paths, QString::fromLatin1(*name + (step == Step::Abort ? " --abort" : " --skip")), stop);
        if (!kept)
            return kept;
        ids = *kept;
    }
    const QByteArray option = step == Step::Continue ? "--continue" : step == Step::Skip ? "--skip" : "--abort";
    const Result<> done = actToConflict(place, action({*name, option}), stop);
    const Result<> settled = settle(shelf, ids);
    if (!done || !settled)
        return std::unexpected(!done ? done.error() : settled.error());
    return ids;
}

Result<QList<Stash>> stashes(const Place &place, std::stop_token stop)
{
    const Result<Output> there = run(place, {.arguments = {"rev-parse", "--verify", "--quiet", "refs/stash"}}, stop);
    if (!there)
        return std::unexpected(there.error());
    if (there->exitCode != 0)
        return QList<Stash>();
    const Result<QByteArray> text =
        answer(place, {.arguments = {"log", "--walk-reflogs", "-z", "--format=%H%x00%ct%x00%gs", "refs/stash", "--"}}, stop);
    if (!text)
        return std::unexpected(text.error());
    QList<Stash> all;
    const QByteArrayList parts = nulSeparated(*text);
    for (qsizetype at = 0; at + 2 < parts.size(); at += 3)
        all << Stash{parts[at], parts[at + 2], QDateTime::fromSecsSinceEpoch(parts[at + 1].toLongLong(), Qt::UTC)};
    return all;
}

Result<> stashPush(const Place &place, const StashWish &wish, std::stop_token stop)
{
    const Result<QList<Stash>> before = stashes(place, stop);
    if (!before)
        return std::unexpected(before.error());
    QByteArrayList words{"stash", "push", "--quiet"};
    if (!wish.message.isEmpty())
        words << "--message=" + wish.message;
    if (wish.isWithUntracked)
        words << "--include-untracked";
    if (wish.isKeepingIndex)
        words << "--keep-index";
    Command whole = action(words);
    whole.isLiteral = false;
    const Result<> done = wish.paths.isEmpty() ? act(place, whole, stop) : actOn(place, words, wish.paths, stop);
    if (!done)
        return done;
    const Result<QList<Stash>> after = stashes(place, stop);
    if (after && *after == *before)
        return std::unexpected(Error{Words::tr("There are no changes to put away."), u"nothing"_s, {}});
    return {};
}

Result<> stashApply(const Place &place, const QByteArray &id, bool isDropping, std::stop_token stop)
{
    const Result<> applied = actToConflict(place, action({"stash", "apply", "--quiet", "--index", id}), stop);
    if (!applied && applied.error().detail.contains(u"Try without --index"_s)) {
        if (const Result<> plain = actToConflict(place, action({"stash", "apply", "--quiet", id}), stop); !plain)
            return plain;
    } else if (!applied) {
        return applied;
    }
    return isDropping ? stashDrop(place, id, stop) : Result<>();
}

Result<> stashDrop(const Place &place, const QByteArray &id, std::stop_token stop)
{
    const Result<QList<Stash>> all = stashes(place, stop);
    if (!all)
        return std::unexpected(all.error());
    const auto at = std::find_if(all->begin(), all->end(), [&id](const Stash &stash) { return stash.id == id; });
    if (at == all->end())
        return std::unexpected(Error{Words::tr("This stash is no longer there."), u"not-found"_s, QString::fromLatin1(id)});
    return act(place, action({"stash", "drop", "--quiet", "stash@{" + QByteArray::number(at - all->begin()) + '}'}), stop);
}

Result<> stashStore(const Place &place, const Stash &stash, std::stop_token stop)
{
    return act(place, action({"stash", "store", "--quiet", "--message=" + stash.subject, stash.id}), stop);
}

} // namespace oriel::git
