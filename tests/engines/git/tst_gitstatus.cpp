// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/status.h"
#include "support/footprint.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using test::GitRoom;

namespace {

QByteArray field(const QByteArray &id, qsizetype size) { return id.isEmpty() ? QByteArray(size, '0') : id; }

QByteArray octal(quint32 mode) { return QByteArray::number(mode, 8).rightJustified(6, '0'); }

// Our answer in git's own form.
QByteArray record(const Entry &entry, qsizetype idSize)
{
    const QByteArray letters{entry.index, entry.work}, submodule = entry.submodule.isEmpty() ? "N..." : entry.submodule;
    QByteArrayList fields;
    switch (entry.kind) {
    case Entry::Kind::Untracked:
    case Entry::Kind::Ignored:
        return QByteArray(1, entry.index) + ' ' + entry.path;
    case Entry::Kind::Unmerged:
        fields = {"u",
                  QByteArray(1, entry.index) + entry.work,
                  submodule,
                  octal(entry.headMode),
                  octal(entry.indexMode),
                  "",
                  octal(entry.workMode)};
        for (const QByteArray &id : entry.stages)
            fields += field(id, idSize);
        return fields.join(' ') + ' ' + entry.path;
    case Entry::Kind::Tracked:
        break;
    }
    fields = {entry.from.isEmpty() ? "1" : "2",
              QByteArray(1, entry.index) + entry.work,
              submodule,
              octal(entry.headMode),
              octal(entry.indexMode),
              octal(entry.workMode),
              field(entry.headId, idSize),
              field(entry.indexId, idSize)};
    if (!entry.from.isEmpty())
        fields += (entry.index == 'C' || entry.work == 'C' ? "C" : "R") + QByteArray::number(entry.score);
    return fields.join(' ') + ' ' + entry.path + (entry.from.isEmpty() ? "" : '\n' + entry.from);
}

QByteArrayList ours(const Status &status, qsizetype idSize = 40)
{
    QByteArrayList records;
    for (const Entry &entry : status.entries)
        records += record(entry, idSize);
    std::ranges::sort(records);
    return records;
}

// Headers apart; a conflict's third mode is left out (theirs: no one asks for it), a rename's old path on a line of its own.
QByteArrayList theirs(const GitRoom &room, const QByteArrayList &options = {}, QByteArrayList *headers = nullptr)
{
    QByteArrayList records;
    bool isFrom = false;
    for (QByteArray each :
         room.git(QByteArrayList{"--no-optional-locks", "status", "--porcelain=v2", "-z", "--branch", "--show-stash"} + options)
             .chopped(1)
             .split('\0')) {
        if (std::exchange(isFrom, false)) {
            records.last() += '\n' + each;
            continue;
        }
        isFrom = each.startsWith("2 ");
        if (each.startsWith("u ")) {
            QByteArrayList fields = each.split(' ');
            fields[5] = "";
            each = fields.join(' ');
        }
        if (!each.startsWith("# "))
            records += each;
        else if (headers)
            *headers += each;
    }
    std::ranges::sort(records);
    return records;
}

QByteArrayList headersOf(const Status &status)
{
    QByteArrayList lines{"# branch.oid " + (status.head.isEmpty() ? "(initial)" : status.head),
                         "# branch.head " + (status.branch.isEmpty() ? "(detached)" : status.branch)};
    if (!status.upstream.isEmpty()) {
        lines += "# branch.upstream " + status.upstream;
        lines += "# branch.ab +" + QByteArray::number(status.ahead) + " -" + QByteArray::number(status.behind);
    }
    if (status.stashes > 0)
        lines += "# stash " + QByteArray::number(status.stashes);
    return lines;
}

void compareWith(const GitRoom &room, const StatusWish &wish = {}, const QByteArrayList &options = {}, qsizetype idSize = 40)
{
    const auto said = status(room.place(), wish);
    QVERIFY2(said, said ? "" : qPrintable(said.error().message + said.error().detail));
    QByteArrayList headers;
    const QByteArrayList expected = theirs(room, options, &headers);
    QCOMPARE(ours(*said, idSize), expected);
    QCOMPARE(headersOf(*said), headers);
    QVERIFY(std::ranges::is_sorted(said->entries, {}, &Entry::path));
}

Status now(const GitRoom &room, const StatusWish &wish = {})
{
    const auto said = status(room.place(), wish);
    if (!said)
        qFatal("%s", qPrintable(said.error().message));
    return *said;
}

// main and side have changed the same line.
void makeConflict(GitRoom &room)
{
    room.write("f", "base\n");
    room.write("gone", "base\n");
    room.commit();
    room.git({"switch", "-qc", "side"});
    room.write("f", "side\n");
    room.write("gone", "side\n");
    room.write("both", "side\n");
    room.commit("side");
    room.git({"switch", "-q", "main"});
    room.write("f", "main\n");
    room.remove("gone");
    room.write("both", "main\n");
    room.commit("main");
}

} // namespace

class TestGitStatus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void beforeTheFirstCommit()
    {
        GitRoom room;
        compareWith(room);
        room.write("a", "a\n");
        room.write("b", "b\n");
        room.git({"add", "a"});
        compareWith(room);
        QVERIFY(now(room).head.isEmpty());
    }
    void everyKindOfChange()
    {
        GitRoom room;
        const QByteArray text = QByteArray("some line of text\n").repeated(50);
        for (const char *name : {"same", "edit", "stage", "both", "drop", "unlink", "old", "type", "mode", "crlf\r", "new\nline",
                                 "bl ank", "caf\xe9", "kind", "moved/a"})
            room.write(name, text + name);
        room.write(".gitignore", "*.o\nbuild/\n");
        room.commit();
        room.write("edit", "x\n");
        room.write("stage", "x\n");
        room.write("both", "x\n");
        room.git({"add", "stage", "both"});
        room.write("both", "y\n");
        room.git({"rm", "-q", "drop"});
        room.remove("unlink");
        room.git({"mv", "old", "n\xe9w"});
        room.write("n\xe9w", text + "old, edited\n");
        room.git({"mv", "moved", "else where"});
        room.remove("type");
        QCOMPARE(::symlink("edit", room.path("type").constData()), 0);
        QCOMPARE(::chmod(room.path("mode").constData(), 0755), 0);
        for (const char *name : {"crlf\r", "new\nline", "bl ank", "caf\xe9"})
            room.write(name, "z\n");
        room.remove("kind");
        room.write("kind/now a folder", "");
        room.write("intended", "");
        room.git({"add", "-N", "intended"});
        room.write("loose", "");
        room.write("folder/one", "");
        room.write("folder/two", "");
        room.write("a.o", "");
        room.write("build/b", "");
        room.write("folder/c.o", "");
        compareWith(room);
        compareWith(room, {.untracked = StatusWish::Untracked::All}, {"-uall"});
        compareWith(room, {.untracked = StatusWish::Untracked::None}, {"-uno"});
        compareWith(room, {.isWithIgnored = true}, {"--ignored"});
        compareWith(room, {.untracked = StatusWish::Untracked::All, .isWithIgnored = true}, {"-uall", "--ignored=matching"});
        compareWith(room, {.paths = {"caf\xe9", "new\nline", "folder"}}, {"--", "caf\xe9", "new\nline", "folder"});
        room.git({"config", "status.renames", "copies"});
        room.write("copy", text + "same");
        room.write("same", "changed\n");
        room.git({"add", "copy", "same"});
        compareWith(room);
        const Status said = now(room);
        const auto renamed = std::ranges::find(said.entries, QByteArray("n\xe9w"), &Entry::path);
        QVERIFY(renamed != said.entries.end());
        QCOMPARE(renamed->from, "old");
        QVERIFY(renamed->isStaged() && renamed->isChanged());
    }
    void pathsAreLiteral()
    {
        GitRoom room;
        room.write("*", "");
        room.write("a", "");
        room.write(":(top)", "");
        QCOMPARE(ours(now(room, {.paths = {"*", ":(top)"}})), (QByteArrayList{"? *", "? :(top)"}));
    }
    void manyPathsAreAskedAsAWhole()
    {
        GitRoom room;
        QByteArrayList paths;
        for (int i = 0; i < 60'000; ++i)
            paths += "folder/number " + QByteArray::number(i);
        for (const char *name : {"folder/number 7", "folder/number 70000", "other"})
            room.write(name, "");
        room.write("folder/tracked", "");
        room.git({"add", "folder/tracked"});
        QCOMPARE(ours(now(room, {.paths = paths})), QByteArrayList{"? folder/number 7"});
    }
    void aMergeWithConflicts()
    {
        GitRoom room;
        makeConflict(room);
        room.tryGit({"merge", "side"});
        compareWith(room);
        const Status said = now(room);
        QCOMPARE(said.operation, Operation::Merge);
        QCOMPARE(said.onto, "side");
        const auto conflict = std::ranges::find(said.entries, QByteArray("f"), &Entry::path);
        QVERIFY(conflict->kind == Entry::Kind::Unmerged && !conflict->isStaged());
        QCOMPARE(conflict->stages[1], room.git({"rev-parse", "main:f"}).trimmed());
        QCOMPARE(conflict->stages[2], room.git({"rev-parse", "side:f"}).trimmed());
    }
    void inTheMiddleOfARebase()
    {
        for (const char *backend : {"--merge", "--apply"}) {
            GitRoom room;
            makeConflict(room);
            room.tryGit({"rebase", backend, "side"});
            compareWith(room);
            const Status said = now(room);
            QCOMPARE(said.operation, Operation::Rebase);
            QVERIFY(said.branch.isEmpty());
            QCOMPARE(said.moving, "main");
            QVERIFY(said.onto == "side" || said.onto == room.git({"rev-parse", "side"}).first(10));
            QCOMPARE(said.step, 1);
            QCOMPARE(said.steps, 1);
        }
    }
    void inTheMiddleOfOtherThings()
    {
        GitRoom room;
        makeConflict(room);
        const QByteArray side = room.git({"rev-parse", "side"}).trimmed();
        const auto abort = [&room](const char *what) { room.git({what, "--abort"}); };
        room.tryGit({"cherry-pick", "side"});
        QCOMPARE(now(room).operation, Operation::CherryPick);
        QCOMPARE(now(room).onto, side.first(10));
        abort("cherry-pick");
        room.write("f", "later\n");
        room.commit();
        room.tryGit({"revert", "--no-edit", "HEAD~1"});
        QCOMPARE(now(room).operation, Operation::Revert);
        abort("revert");
        const QByteArray mail = room.git({"format-patch", "-1", "--stdout", "side"});
        room.tryGit({"am"}, mail);
        QCOMPARE(now(room).operation, Operation::Mailbox);
        abort("am");
        QCOMPARE(now(room).operation, Operation::None);
        room.git({"bisect", "start"});
        QCOMPARE(now(room).operation, Operation::Bisect);
        QCOMPARE(now(room).onto, "main");
        compareWith(room);
    }
    void branchesAndStashes()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        room.git({"branch", "base"});
        room.git({"switch", "-qc", "caf\xc3\xa9/b", "--track", "base"});
        room.write("f", "2\n");
        room.commit();
        room.write("f", "3\n");
        room.git({"stash", "-q"});
        compareWith(room);
        QCOMPARE(now(room).ahead, 1);
        QCOMPARE(now(room).stashes, 1);
        room.git({"branch", "-D", "base"}); // the upstream is gone
        QCOMPARE(now(room).branch, "caf\xc3\xa9/b");
        room.git({"switch", "-qc", "(detached)"});
        QCOMPARE(now(room).branch, "(detached)");
        room.git({"switch", "-q", "--detach"});
        QCOMPARE(now(room).branch, "");
    }
    void worktreeAndSubmodule()
    {
        GitRoom inner, room;
        inner.write("x", "x\n");
        inner.commit();
        room.write("f", "1\n");
        room.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path(), "sub"});
        room.commit();
        room.write("sub/x", "changed\n");
        const test::Footprint footprint(room.path("sub"));
        compareWith(room, {}, {"--ignore-submodules=dirty"});
        QVERIFY(now(room).entries.isEmpty());
        room.git({"-C", "sub", "commit", "-qam", "in it"});
        compareWith(room, {}, {"--ignore-submodules=dirty"});
        QCOMPARE(now(room).entries.value(0).submodule, "SC..");

        room.git({"worktree", "add", "-q", room.beside("tree2"), "-b", "two"});
        std::filesystem::remove(room.beside("tree2/f").toStdString());
        const auto second = status((*findPlace(room.beside("tree2"))).value());
        QVERIFY(second);
        QCOMPARE(second->branch, "two");
        QCOMPARE(second->entries.value(0).path, "f");
        QCOMPARE(second->entries.value(0).work, 'D');
    }
    void otherFormats()
    {
        GitRoom room({"--object-format=sha256"});
        room.write("a/x", "1\n");
        room.write("b/y", "1\n");
        room.commit();
        room.write("a/x", "2\n");
        compareWith(room, {}, {}, 64);
        GitRoom split;
        split.write("a/x", "1\n");
        split.write("b/y", "1\n");
        split.commit();
        split.git({"update-index", "--split-index"});
        split.write("a/x", "2\n");
        compareWith(split);
        split.git({"update-index", "--no-split-index", "--index-version=4", "--untracked-cache"});
        compareWith(split);
        split.git({"add", "."});
        split.commit();
        split.git({"sparse-checkout", "set", "--sparse-index", "b"});
        QVERIFY(!std::filesystem::exists(split.path("a/x").toStdString()));
        split.write("b/y", "2\n");
        compareWith(split);
    }
    void lineEndsAndFilters()
    {
        GitRoom room;
        room.write(".gitattributes", "*.txt text eol=crlf\n*.up filter=up\n");
        room.git({"config", "filter.up.clean", "tr a-z A-Z"});
        room.write("a.txt", "one\r\ntwo\r\n");
        room.write("b.up", "shout\n");
        room.commit();
        room.write("a.txt", "one\ntwo\n"); // another size is a change, whatever the filters make of it
        room.write("b.up", "SHOUT\n");
        compareWith(room);
        QCOMPARE(now(room).entries.size(), 1);
    }
    void readingLeavesNoTrace()
    {
        GitRoom room;
        makeConflict(room);
        room.tryGit({"merge", "side"});
        room.write("g", "racy\n");
        room.git({"add", "g"});
        room.write("g", "racY\n"); // the index would be refreshed by a status that may
        room.write("loose", "");
        room.write("gone", "base\n");
        test::Footprint footprint(room.path());
        now(room);
        now(room, {.paths = {"g", "f"}, .untracked = StatusWish::Untracked::All, .isWithIgnored = true});
        QCOMPARE(footprint.steps(), QByteArrayList());
        room.git({"status"}); // the trap works
        room.write("other", "");
        QVERIFY(!footprint.steps().isEmpty());
    }
    void aRefreshThatWasAskedForWritesTheIndex()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        std::filesystem::last_write_time(room.path("f").toStdString(),
                                         std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
        test::Footprint footprint(room.path(".git"));
        now(room);
        QVERIFY(footprint.steps().isEmpty());
        now(room, {.isRefreshing = true});
        QVERIFY(footprint.steps().contains(room.path(".git/index")));
        now(room, {.isRefreshing = true});
        QVERIFY(!footprint.steps().contains(room.path(".git/index")));
    }
    void withSomebodyElsesLock()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        room.write("f", "2\n");
        room.write(".git/index.lock", "");
        compareWith(room);
        QCOMPARE(now(room, {.isRefreshing = true}).entries.size(), 1); // it is left out
    }
    void whatIsNoRepositoryAnyMore()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        room.write(".git/index", "damaged");
        QVERIFY(status(room.place()).error().message.contains(u"damaged"_s));
        room.remove(".git");
        QVERIFY(status(room.place()).error().message.contains(u"no repository"_s));
        std::filesystem::remove_all(room.path().toStdString());
        QCOMPARE(status(room.place()).error().code, u"no-folder"_s);
    }
    void aFolderThatMayNotBeReadIsNoError() // git warns and goes on
    {
        GitRoom room;
        room.write("a", "");
        room.write("shut/x", "");
        QCOMPARE(::chmod(room.path("shut").constData(), 0), 0);
        compareWith(room);
        QCOMPARE(::chmod(room.path("shut").constData(), 0755), 0);
    }
    void manyAreCut()
    {
        GitRoom room;
        room.write("tracked/f", "");
        room.git({"add", "."});
        for (int i = 0; i < 3000; ++i)
            room.write("tracked/" + QByteArray::number(i), "");
        const Status said = now(room, {.most = 100});
        QVERIFY(said.isCut);
        QCOMPARE(said.entries.size(), 100);
        const Status all = now(room, {.most = 3001});
        QVERIFY(!all.isCut);
        QCOMPARE(all.entries.size(), 3001);
    }
    void partsReplaceWhatWasKnown() // steps by chance; where it says so, the whole is what git says of everything
    {
        QRandomGenerator chance(4711);
        const QByteArrayList names{"a",   "b",     "d/a", "d/b",   "d/e/f", "d/e/g", "n/a",
                                   "n/b", "n/m/c", "x.o", "d/x.o", "a-b",   "a.c",   "d-/x"};
        int told = 0;
        for (int round = 0; round < 12; ++round) {
            GitRoom room;
            room.write(".gitignore", "*.o\n");
            for (const char *name : {"a", "d/a", "d/e/f", "a-b"})
                room.write(name, QByteArray(name) + "\nand more text that makes them alike\n");
            room.commit();
            const bool isWithIgnored = round % 2;
            Status whole = now(room, {.isWithIgnored = isWithIgnored});
            for (int step = 0; step < 12; ++step) {
                QByteArrayList paths;
                for (int i = chance.bounded(1, 4); i > 0; --i) {
                    const QByteArray name = names[chance.bounded(int(names.size()))];
                    const auto file = room.path(name).toStdString();
                    switch (chance.bounded(5)) {
                    case 0:
                        room.remove(name);
                        break;
                    case 1:
                        room.tryGit({"add", "-A", "--", name});
                        break;
                    case 2:
                        room.tryGit({"reset", "-q", "--", name});
                        break;
                    default:
                        room.write(name, QByteArray::number(step) + " and more text that makes them alike\n");
                    }
                    paths += name;
                }
                const Status part = now(room, {.paths = paths, .isWithIgnored = isWithIgnored}),
                             all = now(room, {.isWithIgnored = isWithIgnored});
                if (replace(whole, part, paths)) {
                    ++told;
                    QCOMPARE(ours(whole), ours(all));
                }
                whole = all;
            }
        }
        QVERIFY2(told > 40, QByteArray::number(told).constData());
    }
};

QTEST_GUILESS_MAIN(TestGitStatus)
#include "tst_gitstatus.moc"
