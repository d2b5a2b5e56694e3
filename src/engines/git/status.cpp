// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/status.h"

#include "base/text.h"
#include "engines/git/config.h"

#include <QCoreApplication>
#include <QSet>

#include <unistd.h>

#include <algorithm>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Status)
};

// The fields of a record, parted by single blanks; the path is what is left.
struct Fields
{
    QByteArrayView rest;
    bool isWhole = true; // all that was asked for was there

    QByteArrayView next()
    {
        const qsizetype end = rest.indexOf(' ');
        isWhole = isWhole && end > 0;
        const QByteArrayView field = end < 0 ? rest : rest.first(end);
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        return field;
    }
    quint32 mode()
    {
        bool isNumber = false;
        const quint32 value = next().toByteArray().toUInt(&isNumber, 8);
        isWhole = isWhole && isNumber;
        return value;
    }
    QByteArray id()
    {
        const QByteArray hex = next().toByteArray();
        return std::ranges::all_of(hex, [](char c) { return c == '0'; }) ? QByteArray() : hex;
    }
};

// Records of `status --porcelain=v2 -z`, however they are cut.
class StatusReader final
{
public:
    StatusReader(Status &status, int most) : m_status(status), m_most(most) {}

    bool feed(QByteArrayView piece) // false: enough, or nonsense
    {
        m_pending += piece;
        qsizetype begin = 0;
        for (qsizetype end; (end = m_pending.indexOf('\0', begin)) >= 0; begin = end + 1) {
            if (m_status.entries.size() >= m_most && !m_isFromNext) {
                m_status.isCut = true;
                return false;
            }
            if (!read(QByteArrayView(m_pending).sliced(begin, end - begin))) {
                m_isBroken = true;
                return false;
            }
        }
        m_pending.remove(0, begin);
        return true;
    }
    bool isWhole() const { return !m_isBroken && !m_isFromNext && (m_pending.isEmpty() || m_status.isCut); }

private:
    bool read(QByteArrayView record)
    {
        if (m_isFromNext) {
            m_status.entries.last().from = record.toByteArray();
            m_isFromNext = false;
            return true;
        }
        if (record.size() < 3 || record[1] != ' ')
            return false;
        const QByteArrayView rest = record.sliced(2);
        switch (record[0]) {
        case '#':
            readHeader(rest);
            return true;
        case '1':
        case '2':
        case 'u':
            return readEntry(rest, record[0]);
        case '?':
        case '!': {
            const auto kind = record[0] == '?' ? Entry::Kind::Untracked : Entry::Kind::Ignored;
            m_status.entries += Entry{.path = rest.toByteArray(), .kind = kind, .index = record[0], .work = record[0]};
            return true;
        }
        default:
            return true; // git's manual: ignore what you do not know
        }
    }
    bool readEntry(QByteArrayView rest, char type)
    {
        Fields fields{rest};
        Entry entry;
        const QByteArrayView letters = fields.next(), submodule = fields.next();
        if (letters.size() != 2)
            return false;
        entry.index = letters[0];
        entry.work = letters[1];
        if (submodule.startsWith('S'))
            entry.submodule = submodule.toByteArray();
        entry.headMode = fields.mode();
        entry.indexMode = fields.mode();
        entry.workMode = fields.mode();
        if (type == 'u') { // the third is theirs
            entry.kind = Entry::Kind::Unmerged;
            entry.workMode = fields.mode();
            for (QByteArray &id : entry.stages)
                id = fields.id();
        } else {
            entry.headId = fields.id();
            entry.indexId = fields.id();
        }
        if (type == '2') {
            entry.score = fields.next().sliced(1).toByteArray().toInt();
            m_isFromNext = true;
        }
        entry.path = fields.rest.toByteArray();
        m_status.entries += std::move(entry);
        return fields.isWhole && !fields.rest.isEmpty();
    }
    void readHeader(QByteArrayView rest)
    {
        Fields fields{rest};
        const QByteArrayView name = fields.next();
        const QByteArray value = fields.rest.toByteArray();
        if (name == "branch.oid")
            m_status.head = value == "(initial)" ? QByteArray() : value;
        else if (name == "branch.head")
            m_status.branch = value;
        else if (name == "branch.upstream")
            m_status.upstream = value;
        else if (name == "stash")
            m_status.stashes = value.toInt();
        else if (name == "branch.ab" && value.contains(' ')) // "+1 -2"
            m_status.ahead = value.first(value.indexOf(' ')).toInt(),
            m_status.behind = -value.sliced(value.indexOf(' ') + 1).toInt();
    }

    Status &m_status;
    const int m_most;
    QByteArray m_pending;
    bool m_isFromNext = false, m_isBroken = false;
};

QByteArray lineOf(const QByteArray &path) // empty: there is no such file
{
    return readFile(path).value_or(QByteArray()).split('\n').first().trimmed();
}

bool exists(const QByteArray &path) { return ::access(path.constData(), F_OK) == 0; }

QByteArray shortId(const QByteArray &id) { return id.first(std::min<qsizetype>(id.size(), 10)); }

// "Merge branch 'side' into main": side. Else the id.
QByteArray merged(const QByteArray &gitDir)
{
    const QByteArray message = lineOf(gitDir + "/MERGE_MSG");
    const qsizetype open = message.indexOf('\''), close = message.indexOf('\'', open + 1);
    if (message.startsWith("Merge ") && open > 0 && close > open && !message.startsWith("Merge commit "))
        return message.sliced(open + 1, close - open - 1);
    return shortId(lineOf(gitDir + "/MERGE_HEAD"));
}

// What the rebase was told, from the log of HEAD ("rebase (start): checkout side"). Else the id.
QByteArray rebasedOnto(const QByteArray &gitDir, const QByteArray &folder)
{
    static constexpr QByteArrayView words = "(start): checkout ";
    const QByteArray log = readFile(gitDir + "/logs/HEAD").value_or(QByteArray());
    const qsizetype found = log.lastIndexOf(words), begin = found + words.size(), end = log.indexOf('\n', begin);
    return found > 0 && end > begin ? log.sliced(begin, end - begin) : shortId(lineOf(folder + "/onto"));
}

QByteArray withoutRef(const QByteArray &name) { return name.startsWith("refs/heads/") ? name.sliced(11) : QByteArray(); }

// What stands half done, by the files git keeps of it: wt-status.c, wt_status_get_state(); a rebase first, for it merges and
// picks.
void readOperation(const QByteArray &gitDir, Status &status)
{
    const QByteArray merging = gitDir + "/rebase-merge", applying = gitDir + "/rebase-apply",
                     steps = lineOf(gitDir + "/sequencer/todo");
    const auto set = [&](Operation operation, const QByteArray &onto) {
        status.operation = operation;
        status.onto = onto;
    };
    if (exists(merging) || exists(applying)) {
        const bool isMerging = exists(merging);
        const QByteArray folder = isMerging ? merging : applying;
        const bool isMailbox = !isMerging && !exists(applying + "/rebasing");
        set(isMailbox ? Operation::Mailbox : Operation::Rebase, isMailbox ? QByteArray() : rebasedOnto(gitDir, folder));
        status.step = lineOf(folder + (isMerging ? "/msgnum" : "/next")).toInt();
        status.steps = lineOf(folder + (isMerging ? "/end" : "/last")).toInt();
        status.moving = withoutRef(lineOf(folder + "/head-name"));
    } else if (exists(gitDir + "/MERGE_HEAD")) {
        set(Operation::Merge, merged(gitDir));
    } else if (exists(gitDir + "/CHERRY_PICK_HEAD") || steps.startsWith("pick ")) {
        set(Operation::CherryPick, shortId(lineOf(gitDir + "/CHERRY_PICK_HEAD")));
    } else if (exists(gitDir + "/REVERT_HEAD") || steps.startsWith("revert ")) {
        set(Operation::Revert, shortId(lineOf(gitDir + "/REVERT_HEAD")));
    } else if (exists(gitDir + "/BISECT_LOG")) {
        set(Operation::Bisect, lineOf(gitDir + "/BISECT_START"));
    }
}

bool isBefore(const Entry &a, const Entry &b) { return a.path < b.path; }

QByteArray withoutSlash(const QByteArray &path) { return path.endsWith('/') ? path.chopped(1) : path; }

// Paths, each with what lies below it.
class Paths final
{
public:
    explicit Paths(const QByteArrayList &paths)
    {
        for (const QByteArray &path : paths)
            m_paths += withoutSlash(path);
        std::ranges::sort(m_paths);
    }
    bool cover(QByteArrayView path) const
    {
        for (qsizetype end = path.size(); end > 0; end = path.first(end).lastIndexOf('/')) {
            if (std::ranges::binary_search(m_paths, path.first(end), {},
                                           [](const QByteArray &each) { return QByteArrayView(each); }))
                return true;
        }
        return m_paths.contains(QByteArray());
    }
    bool isSomeBelow(const QByteArray &folder) const // "a/": is "a/b" one of them?
    {
        const auto next = std::ranges::lower_bound(m_paths, folder);
        return next != m_paths.end() && next->startsWith(folder);
    }

private:
    QByteArrayList m_paths;
};

// What git's search for renames looks at: while it stays the same, so do the pairs.
QList<QByteArrayList> pairing(const QList<Entry> &entries)
{
    static constexpr QByteArrayView letters = "ADRC";
    QList<QByteArrayList> facts;
    for (const Entry &entry : entries) {
        const char work = letters.contains(entry.work) ? entry.work : '.';
        if (entry.kind == Entry::Kind::Tracked && (letters.contains(entry.index) || work != '.'))
            facts += QByteArrayList{entry.path, entry.from, QByteArray(1, entry.index) + work, entry.indexId};
    }
    return facts;
}

// Whether a folder of untracked files stands for them as a whole, as far as what is shown tells.
class Folding final
{
public:
    Folding(const QList<Entry> &kept, const QList<Entry> &gone, const Paths &asked)
    {
        for (const Entry &entry : kept) {
            open(entry);
            if (isFolder(entry))
                m_folders += {entry.path, asked.isSomeBelow(entry.path)};
        }
        for (const Entry &entry : gone) {
            open(entry);
            m_before += entry.path;
        }
    }
    bool isFolded(const Entry &entry) const // what stands for it is there
    {
        return isLoose(entry) &&
               std::ranges::any_of(m_folders, [&](const auto &folder) { return entry.path.startsWith(folder.first); });
    }
    bool isKnownWith(const QList<Entry> &entries) const
    {
        const auto isExpected = [this](const Entry &entry) {
            return !isLoose(entry) || isFolded(entry) || m_before.contains(entry.path) || m_open.contains(parent(entry.path));
        };
        const auto isStillThere =
            [&](const std::pair<QByteArray, bool> &folder) { // its last file may have been the one asked for
                return !folder.second || std::ranges::any_of(entries, [&](const Entry &entry) {
                    return isLoose(entry) && entry.path.startsWith(folder.first);
                });
            };
        return std::ranges::all_of(entries, isExpected) && std::ranges::all_of(m_folders, isStillThere);
    }

private:
    static bool isLoose(const Entry &entry) { return entry.kind == Entry::Kind::Untracked || entry.kind == Entry::Kind::Ignored; }
    static bool isFolder(const Entry &entry) { return isLoose(entry) && entry.path.endsWith('/'); }
    static QByteArray parent(const QByteArray &path) { return path.first(withoutSlash(path).lastIndexOf('/') + 1); }
    void open(const Entry &entry)
    {
        for (QByteArray folder = parent(entry.path); !folder.isEmpty() && !m_open.contains(folder); folder = parent(folder))
            m_open += folder;
    }

    QSet<QByteArray> m_open{QByteArray()}, m_before; // folders that are not folded; paths that were shown
    QList<std::pair<QByteArray, bool>> m_folders;    // folded ones; true: some path within was asked for
};

constexpr qsizetype longestArguments = 512 * 1024; // bytes; the kernel takes 2 MB with the environment

} // namespace

Result<Status> status(const Place &place, const StatusWish &wish, std::stop_token stop)
{
    const auto begin = std::chrono::steady_clock::now();
    const bool isAll = wish.untracked == StatusWish::Untracked::All, isNone = wish.untracked == StatusWish::Untracked::None;
    Command command{.arguments = {"status", "--porcelain=v2", "-z", "--branch", "--show-stash", "--ignore-submodules=dirty",
                                  isAll    ? "--untracked-files=all"
                                  : isNone ? "--untracked-files=no"
                                           : "--untracked-files=normal"},
                    .isWriting = wish.isRefreshing,
                    .outputLimit = 0,
                    .limit = std::chrono::minutes(10)};
    if (wish.isWithIgnored && !isNone)
        command.arguments += isAll ? "--ignored=matching" : "--ignored=traditional";
    qsizetype length = 0;
    for (const QByteArray &path : wish.paths)
        length += path.size() + 9; // and its pointer
    const bool isAsked = length <= longestArguments;
    if (isAsked && !wish.paths.isEmpty())
        command.arguments += QByteArrayList{"--"} + wish.paths;

    Status status;
    StatusReader reader(status, wish.most);
    command.each = [&reader](QByteArrayView piece) { return reader.feed(piece); };
    const auto output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (!output->isEnough && output->exitCode != 0)
        return std::unexpected(failure(place, command, *output));
    if (!reader.isWhole())
        return std::unexpected(Error{
            Words::tr("git said something about %1 that is not understood. Which git is it?").arg(shownText(place.workTree)),
            u"malformed"_s,
            {}});
    if (!isAsked)
        status.entries.removeIf([paths = Paths(wish.paths)](const Entry &entry) { return !paths.cover(entry.path); });
    if (!std::ranges::is_sorted(status.entries, isBefore))
        std::ranges::stable_sort(status.entries, isBefore);
    if (status.branch == "(detached)") { // a branch may have that name
        const QByteArray head = lineOf(place.gitDir + "/HEAD");
        status.branch = head.startsWith("ref: ") ? withoutRef(head.sliced(5)) : QByteArray();
    }
    readOperation(place.gitDir, status);
    status.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    return status;
}

bool replace(Status &whole, const Status &part, const QByteArrayList &paths)
{
    const Paths asked(paths);
    QList<Entry> kept, gone;
    for (Entry &entry : whole.entries)
        (asked.cover(entry.path) ? gone : kept) += std::move(entry);
    const bool isHalfAsked = std::ranges::any_of(kept, [&](const Entry &entry) { return asked.cover(entry.from); });
    const Folding folding(kept, gone, asked);
    const bool isSame =
        whole.head == part.head && pairing(gone) == pairing(part.entries) && !isHalfAsked && folding.isKnownWith(part.entries);
    for (const Entry &entry : part.entries) {
        if (!folding.isFolded(entry))
            kept += entry;
    }
    std::ranges::stable_sort(kept, isBefore);
    const bool isCut = whole.isCut;
    whole = part;
    whole.entries = std::move(kept);
    whole.isCut = isCut;
    return isSame;
}

} // namespace oriel::git
