// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/listing.h"

#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using project::FolderEntry;
using project::IgnoreRules;

namespace {

QByteArrayList namesOf(const Result<QList<FolderEntry>> &entries)
{
    QByteArrayList names;
    for (const FolderEntry &entry : entries.value_or(QList<FolderEntry>()))
        names << entry.name;
    return names;
}

QByteArrayList walked(const QByteArray &root, const IgnoreRules *rules, const QByteArray &below = {})
{
    QByteArrayList paths;
    const auto take = [&](const QByteArray &path) {
        paths << path;
        return true;
    };
    if (const auto done = project::walk(root, rules, take, {}, below); !done)
        paths << "error " + done.error().code.toUtf8();
    return paths;
}

} // namespace

class TestListing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersComeFirstThenAsPeopleCount()
    {
        const test::GitRoom room;
        const QByteArray dir = room.path("dir");
        for (const char *name :
             {"file10", "file2", "File1", "file02", "b/x", "A/x", ".hidden", "z\xff", "\xc3\x84rger", "a10b2", "a10b10", "a9"})
            room.write("dir/" + QByteArray(name), "1");
        QCOMPARE(namesOf(project::listFolder(dir)), (QByteArrayList{"A", "b", ".hidden", "a9", "a10b2", "a10b10", "File1",
                                                                    "file02", "file2", "file10", "z\xff", "\xc3\x84rger"}));
    }
    void whatAnEntryIs()
    {
        const test::GitRoom room;
        room.write("dir/file", "12345");
        room.write("dir/.h/x", "");
        ::symlink("file", room.path("dir/link").constData());
        ::symlink(".h", room.path("dir/way").constData());
        ::symlink("nowhere", room.path("dir/broken").constData());
        ::mkfifo(room.path("dir/pipe").constData(), 0600);
        const timespec times[2] = {{1'700'000'000, 0}, {1'700'000'000, 5'000'000}};
        ::utimensat(AT_FDCWD, room.path("dir/file").constData(), times, 0);
        const auto list = project::listFolder(room.path("dir"));
        QVERIFY(list);
        const auto one = [&](const QByteArray &name) { return *std::ranges::find(*list, name, &FolderEntry::name); };
        QCOMPARE(one("file"), (FolderEntry{"file", false, false, 5, 1'700'000'000'005}));
        QVERIFY(one(".h").isFolder && one(".h").isHidden() && !one(".h").isLink);
        QVERIFY(!one("link").isFolder && one("link").isLink);
        QVERIFY(one("way").isFolder && one("way").isLink);
        QVERIFY(!one("broken").isFolder && one("broken").isLink);
        QVERIFY(!one("pipe").isFolder);
        QCOMPARE(list->size(), 6);
    }
    void whatCannotBeReadIsAnError()
    {
        const test::GitRoom room;
        room.write("file", "");
        QCOMPARE(project::listFolder(room.path("nowhere")).error().code, u"ENOENT"_s);
        QCOMPARE(project::listFolder(room.path("file")).error().code, u"ENOTDIR"_s);
        QVERIFY(!project::listFolder(room.path("file")).error().message.isEmpty());
        QCOMPARE(walked(room.path("nowhere"), nullptr), QByteArrayList{"error ENOENT"});
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(project::listFolder(room.path(), stop.get_token()).error().code, u"cancelled"_s);
    }
    void aHundredThousandEntries()
    {
        const test::GitRoom room;
        room.write("many/0", "");
        const int folder = ::open(room.path("many").constData(), O_RDONLY | O_DIRECTORY);
        for (int i = 1; i < 100'000; ++i)
            ::close(::openat(folder, QByteArray::number(i).constData(), O_CREAT | O_WRONLY, 0600));
        ::close(folder);
        const QByteArrayList names = namesOf(project::listFolder(room.path("many")));
        QCOMPARE(names.size(), 100'000);
        for (int i = 0; i < 100'000; ++i)
            QCOMPARE(names[i].toInt(), i);
    }
    void aWalkIsWhatGitListsOnRandomTrees()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 20; ++round) {
            const test::GitRoom room;
            const auto pick = [&](const QByteArrayList &list) { return list[random.bounded(int(list.size()))]; };
            for (int i = 0; i < 60; ++i) {
                QByteArray path;
                for (int depth = random.bounded(4); depth > 0; --depth)
                    path += pick({"a", "b", "venv", "src", "d\xff"}) + '/';
                room.write(path + pick({"x.py", "x.pyc", "y", "z.log", "n\xff", "two\nlines", "w.c"}), "");
            }
            for (const QByteArray &folder : {QByteArray(), QByteArray("a/"), QByteArray("src/b/"), QByteArray("b/")})
                room.write(folder + ".gitignore", pick({"*.pyc\n", "venv/\n", "/a\n", "!x.pyc\n", "y\n"}) +
                                                      pick({"*.log\n", "b/*\n!b/y\n", "**/src\n", "d*\n"}));
            room.write(".git/info/exclude", pick({"w.c\n", "z.log\n"}));
            QByteArrayList said = room.git({"ls-files", "-z", "--others", "--exclude-standard"}).split('\0');
            said.removeLast();
            IgnoreRules rules;
            rules.addFile(room.path(".git/info/exclude"));
            QByteArrayList mine = walked(room.path(), &rules);
            std::ranges::sort(said);
            std::ranges::sort(mine);
            QCOMPARE(mine, said);
            QByteArrayList below; // the rules above hold in a walk that begins further down
            for (const QByteArray &path : std::as_const(said))
                if (path.startsWith("a/"))
                    below << path;
            if (!below.isEmpty()) {
                mine = walked(room.path(), &rules, "a");
                std::ranges::sort(mine);
                QCOMPARE(mine, below);
            }
        }
    }
    void linksAreNotFollowedNestedRepositoriesAreEntered()
    {
        const test::GitRoom room, other;
        other.write("secret", "");
        room.write("sub/own/code", "");
        room.git({"init", "-q", "sub/own"});
        ::symlink(other.path().constData(), room.path("sub/away").constData());
        ::symlink("own/code", room.path("sub/link").constData());
        ::mkfifo(room.path("sub/pipe").constData(), 0600);
        const IgnoreRules none;
        QCOMPARE(walked(room.path(), &none), QByteArrayList{"sub/own/code"});
        QCOMPARE(walked(room.path(), &none, "sub/own"), QByteArrayList{"sub/own/code"});
        QCOMPARE(walked(room.path(), &none, "sub/away"), QByteArrayList{"error outside"});
        QCOMPARE(walked(room.path(), &none, "../tree"), QByteArrayList{"error outside"});
        room.write(".gitignore", "code\n");
        QCOMPARE(walked(room.path(), nullptr), (QByteArrayList{".gitignore", "sub/own/code"}));
        QCOMPARE(walked(room.path(), &none), QByteArrayList{".gitignore"});
        const IgnoreRules rules = project::rulesAt(room.path(), {}, "sub/own");
        QVERIFY(rules.isIgnored("sub/own/code", false));
    }
    void aWalkEndsWhenItIsTold()
    {
        const test::GitRoom room;
        for (int i = 0; i < 20; ++i)
            room.write("d" + QByteArray::number(i) + "/x", "");
        std::stop_source stop;
        int count = 0;
        QVERIFY(project::walk(
            room.path(), nullptr,
            [&](const QByteArray &) {
                if (++count == 5)
                    stop.request_stop();
                return true;
            },
            stop.get_token()));
        QCOMPARE(count, 5);
        QVERIFY(project::walk(room.path(), nullptr, [&](const QByteArray &) { return --count > 0; }));
        QCOMPARE(count, 0);
    }
    void whatIsVeryDeepEnds()
    {
        const test::GitRoom room;
        int at = ::open(room.path().constData(), O_RDONLY | O_DIRECTORY);
        for (int i = 0; i < 2'000; ++i) { // longer than any path the system takes
            ::mkdirat(at, "deep", 0700);
            const int next = ::openat(at, "deep", O_RDONLY | O_DIRECTORY);
            ::close(at);
            at = next;
        }
        ::close(at);
        room.write("x", "");
        QCOMPARE(walked(room.path(), nullptr), QByteArrayList{"x"});
    }
};

QTEST_GUILESS_MAIN(TestListing)
#include "tst_listing.moc"
