// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/keep.h"
#include "support/gitroom.h"

#include <QCoreApplication>
#include <QProcess>
#include <QScopeGuard>
#include <QtTest>

#include <sys/mount.h>

#include <random>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;

namespace {

QByteArray linkOf(const QByteArray &path)
{
    QByteArray target(4096, '\0');
    target.truncate(std::max<ssize_t>(::readlink(path.constData(), target.data(), size_t(target.size())), 0));
    return target;
}

uint modeOf(const QByteArray &path)
{
    struct stat facts{};
    return ::lstat(path.constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

bool exists(const QByteArray &path)
{
    struct stat facts{};
    return ::lstat(path.constData(), &facts) == 0;
}

QStringList namesIn(const QByteArray &folder) { return QDir(QFile::decodeName(folder)).entryList(QDir::Files | QDir::Hidden); }

// As the other process of two: keeps a file again and again until it is killed.
int child(const QByteArray &shelf, const QByteArray &tree)
{
    std::minstd_rand random(std::random_device{}());
    for (;;) {
        QFile file(QFile::decodeName(tree + "/f"));
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray(1 + random() % 300'000, char('a' + random() % 26)));
        file.close();
        static_cast<void>(keep({.folder = shelf}, tree, {"f"}, u"child"_s));
    }
}

} // namespace

class TestKeep : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Content, mode, link, names that are no UTF-8: as they were, byte for byte.
    void undoPutsBackWhatWasThere()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        const QByteArray odd = "d\xff/na\nme";
        room.write(odd, "odd\0bytes\r\n\xfe"_ba);
        room.write("script", "#!/bin/sh\n");
        room.write("empty", {});
        QCOMPARE(::chmod(room.path("script").constData(), 0751), 0);
        QCOMPARE(::symlink("nowhere\xff", room.path("link").constData()), 0);
        const QByteArrayList paths{odd, "script", "empty", "link", "absent"};
        const auto ids = keep(shelf, room.path(), paths, u"test"_s);
        QVERIFY(ids);
        QCOMPARE(ids->size(), 5);
        for (const QByteArray &path : paths)
            room.remove(path);
        room.remove("d\xff");
        room.write("absent", "came later");
        QVERIFY(settle(shelf, *ids));
        QVERIFY(undo(shelf, *ids));
        QCOMPARE(room.read(odd), "odd\0bytes\r\n\xfe"_ba);
        QCOMPARE(modeOf(room.path("script")), 0751U);
        QCOMPARE(room.read("script"), "#!/bin/sh\n");
        QVERIFY(exists(room.path("empty")));
        QCOMPARE(linkOf(room.path("link")), "nowhere\xff");
        QVERIFY(!exists(room.path("absent")));
        QCOMPARE(QDir(QFile::decodeName(room.path())).entryList({u".oriel*"_s}, QDir::Files | QDir::Hidden).size(), 0);
    }
    void isClosedToOthers()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("state/shelf")};
        room.write("f", "secret");
        const auto ids = keep(shelf, room.path(), {"f"}, u"test"_s);
        QVERIFY(ids && settle(shelf, *ids));
        QCOMPARE(modeOf(shelf.folder), 0700U);
        QCOMPARE(namesIn(shelf.folder).size(), 2);
        for (const QString &name : namesIn(shelf.folder))
            QCOMPARE(modeOf(shelf.folder + '/' + QFile::encodeName(name)), 0600U);
    }
    void aFileThatChangedSinceIsNotOverwritten()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write("f", "old");
        room.write("g", "old g");
        const auto ids = keep(shelf, room.path(), {"g", "f"}, u"test"_s);
        room.write("f", "committed");
        room.write("g", "committed");
        QVERIFY(ids && settle(shelf, *ids));
        room.write("f", "written since");
        const auto refused = undo(shelf, *ids);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"changed"_s);
        QVERIFY(refused.error().message.contains(u"f has changed"_s));
        QCOMPARE(room.read("g"), "committed"); // all or nothing
        const auto undone = undo(shelf, *ids, Since::KeepToo);
        QVERIFY(undone);
        QCOMPARE(room.read("f"), "old");
        QCOMPARE(room.read("g"), "old g");
        QCOMPARE(undone->size(), 1);
        QCOMPARE(keptText(shelf, undone->first()).value_or(QByteArray()), "written since");
    }
    // Stopped between keeping and removing: undo only fills an empty place.
    void whatWasNeverSettled()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write("f", "text");
        const auto ids = keep(shelf, room.path(), {"f"}, u"test"_s);
        QCOMPARE(undo(shelf, *ids).error().code, u"changed"_s);
        room.remove("f");
        QVERIFY(undo(shelf, *ids));
        QCOMPARE(room.read("f"), "text");
    }
    void localHistoryOfAFile()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        for (const char *text : {"one", "two", "three"}) {
            room.write("f", text);
            QVERIFY(keep(shelf, room.path(), {"f"}, u"discard"_s));
        }
        QVERIFY(keepText(shelf, room.path(), "g", "an editor's", u"overwrite"_s));
        const auto history = keptOf(shelf, room.path(), "f");
        QVERIFY(history);
        QByteArrayList texts;
        for (const Kept &kept : *history) {
            QCOMPARE(kept.path, "f");
            QCOMPARE(kept.workTree, room.path());
            QCOMPARE(kept.why, u"discard"_s);
            QVERIFY(kept.when.secsTo(QDateTime::currentDateTimeUtc()) < 100);
            texts << keptText(shelf, kept.id).value_or(QByteArray());
        }
        QCOMPARE(texts, (QByteArrayList{"three", "two", "one"}));
        QCOMPARE(history->first().size, 5);
        QCOMPARE(keptOf(shelf, room.path())->size(), 4);
        QCOMPARE(keptOf(shelf, room.path(), "g")->size(), 1);
        QCOMPARE(keptOf(shelf, "/another")->size(), 0);
        QVERIFY(forget(shelf, history->first().id));
        QCOMPARE(undo(shelf, {history->first().id}).error().code, u"not-found"_s);
        QCOMPARE(keptText(shelf, "../../etc/passwd").error().code, u"not-found"_s);
    }
    // The folder that took a file's place, and the file that took a folder's.
    void foldersAndFilesChangePlaces()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write("x/a", "1");
        room.write("x/deep/b", "2");
        const auto ids = keep(shelf, room.path(), {"x", "x/a", "x/deep", "x/deep/b"}, u"test"_s);
        room.remove("x");
        room.write("x", "a file");
        QVERIFY(ids && settle(shelf, *ids));
        QVERIFY(undo(shelf, *ids));
        QCOMPARE(room.read("x/a"), "1");
        QCOMPARE(room.read("x/deep/b"), "2");

        room.write("y", "a file");
        const auto back = keep(shelf, room.path(), {"y", "y/p/q"}, u"test"_s);
        room.remove("y");
        room.write("y/p/q", "tracked");
        QVERIFY(back && settle(shelf, *back));
        QVERIFY(undo(shelf, *back));
        QCOMPARE(room.read("y"), "a file");
    }
    void neverThroughALink()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write("d/f", "mine");
        const auto ids = keep(shelf, room.path(), {"d/f"}, u"test"_s);
        room.remove("d");
        QVERIFY(ids && settle(shelf, *ids));
        const QByteArray outside = room.beside("outside");
        QCOMPARE(::mkdir(outside.constData(), 0700), 0);
        QCOMPARE(::symlink(outside.constData(), room.path("d").constData()), 0);
        QVERIFY(!undo(shelf, *ids, Since::KeepToo));
        QVERIFY(!exists(outside + "/f"));
        for (const char *path : {"../tree/d", "/etc/passwd", "a//b", ".git/config", "d/../f", ""})
            QCOMPARE(keep(shelf, room.path(), {path}, u"test"_s).error().code, u"path"_s);
        QCOMPARE(::mkfifo(room.path("fifo").constData(), 0600), 0);
        QCOMPARE(keep(shelf, room.path(), {"fifo"}, u"test"_s).error().code, u"special"_s);
    }
    void oldAndTooMuch()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf"), .most = 100'000};
        QByteArrayList ids;
        for (int i = 0; i < 5; ++i) {
            room.write("f", QByteArray(30'000, char('a' + i)));
            const auto kept = keep(shelf, room.path(), {"f"}, u"test"_s);
            QVERIFY(kept);
            ids += *kept;
        }
        QByteArrayList left;
        const auto remaining = keptOf(shelf, room.path());
        QVERIFY(remaining);
        for (const Kept &kept : *remaining)
            left.prepend(kept.id);
        QCOMPARE(left, ids.mid(2)); // the newest that fit
        room.write("f", QByteArray(100'001, 'x'));
        QCOMPARE(keep(shelf, room.path(), {"f"}, u"test"_s).error().code, u"too-large"_s);
        QCOMPARE(keptOf(shelf, room.path())->size(), 3); // nothing went for it
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QVERIFY(prune(shelf, 0, now.addDays(29)));
        QCOMPARE(keptOf(shelf, room.path())->size(), 3);
        QFile part(QFile::decodeName(shelf.folder + "/.part-abcdef"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        QVERIFY(prune(shelf, 0, now.addDays(31)));
        QCOMPARE(namesIn(shelf.folder), QStringList());
    }
    void aFullDisk()
    {
        GitRoom room;
        const QByteArray mount = room.beside("small");
        QCOMPARE(::mkdir(mount.constData(), 0700), 0);
        if (::mount("tmpfs", mount.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("needs the right to mount a small file system");
        const auto unmount = qScopeGuard([&mount] { ::umount2(mount.constData(), MNT_DETACH); });
        const Shelf shelf{.folder = mount + "/shelf"};
        room.write("small", "s");
        room.write("large", QByteArray(2'000'000, 'x'));
        const auto failed = keep(shelf, room.path(), {"small", "large"}, u"test"_s);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, u"ENOSPC"_s);
        QCOMPARE(namesIn(shelf.folder), QStringList());
        QVERIFY(keep(shelf, room.path(), {"small"}, u"test"_s));
    }
    // Two processes at once, one of them killed at any moment: what is on the shelf is whole.
    void killedAtRandom()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write("f", "x");
        QVERIFY(QDir().mkpath(QFile::decodeName(room.beside("other"))));
        for (int round = 0; round < 8; ++round) {
            QProcess other;
            other.start(QCoreApplication::applicationFilePath(),
                        {u"--child"_s, QFile::decodeName(shelf.folder), QFile::decodeName(room.beside("other"))});
            QVERIFY(other.waitForStarted());
            const qsizetype before = namesIn(shelf.folder).size();
            for (int i = 0; i < 5 * round; ++i)
                QVERIFY(keep(shelf, room.path(), {"f"}, u"parent"_s));
            QTRY_VERIFY(namesIn(shelf.folder).size() > before + 5 * round + 3);
            other.kill();
            QVERIFY(other.waitForFinished());
        }
        const auto all = keptOf(shelf, room.beside("other"));
        QVERIFY(all && !all->isEmpty());
        for (const Kept &kept : *all) {
            const QByteArray text = keptText(shelf, kept.id).value_or(QByteArray());
            QCOMPARE(text.size(), kept.size);
            QCOMPARE(text.count(text.isEmpty() ? 'a' : text.front()), text.size());
        }
        QCOMPARE(keptOf(shelf, room.path())->size(), 5 * (8 * 7) / 2);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return child(argv[2], argv[3]);
    TestKeep test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_keep.moc"
