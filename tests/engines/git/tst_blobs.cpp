// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/blobs.h"
#include "support/footprint.h"
#include "support/gitroom.h"

#include <QtTest>

#include <signal.h>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::GitRoom;

namespace {

// The processes of ours that are git at work.
QList<pid_t> runningGits()
{
    QList<pid_t> found;
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string number, name, state, parent;
        if (file >> number >> name >> state >> parent && name == "(git)" && state != "Z" && std::stoi(parent) == ::getpid())
            found += std::stoi(number);
    }
    return found;
}

} // namespace

class TestBlobs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textsOfOddNames()
    {
        for (const QByteArrayList &options : {QByteArrayList{}, {"--object-format=sha256"}}) {
            GitRoom room(options);
            const QByteArrayList names{"plain", "two words", "new\nline", "caf\xe9", " first blank", "d/e", "*", "\ttab"};
            for (const QByteArray &name : names)
                room.write(name, "text of " + name + "\n");
            room.write("empty", "");
            room.write("none", "no newline");
            room.commit();
            Blobs blobs(room.place());
            for (const QByteArray &name : names + QByteArrayList{"empty", "none"}) {
                const QByteArray id = blobs.id("HEAD", name).value_or("?");
                QCOMPARE(id, room.git({"rev-parse", "HEAD:" + name}).trimmed());
                QCOMPARE(blobs.filtered(id, name).value_or("?"), room.read(name));
                QCOMPARE(blobs.raw(id).value_or("?"), room.read(name));
            }
            QCOMPARE(runningGits().size(), 2); // those that stay
            blobs.forget();
            QCOMPARE(runningGits().size(), 0);
            QCOMPARE(blobs.id("HEAD", "no such").value_or("?"), "");
            QCOMPARE(blobs.id("HEAD", "d").value_or("?").size(),
                     room.git({"rev-parse", "HEAD"}).trimmed().size()); // a folder has one too
            QVERIFY(!blobs.id("nobody", "plain"));
            QVERIFY(!blobs.id("--help", "plain"));
        }
    }
    void indexAndBeforeTheFirstCommit()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.git({"add", "f"});
        Blobs blobs(room.place());
        QCOMPARE(blobs.id("HEAD", "f").value_or("?"), "");
        QCOMPARE(blobs.raw(*blobs.id(":0", "f")).value_or("?"), "one\n");
        QCOMPARE(blobs.id(":2", "f").value_or("?"), "");
        room.commit();
        room.git({"switch", "-qc", "side"});
        room.write("f", "side\n");
        room.commit();
        room.git({"switch", "-q", "main"});
        room.write("f", "main\n");
        room.commit();
        room.tryGit({"merge", "side"});
        QCOMPARE(blobs.id(":0", "f").value_or("?"), "");
        for (const auto &[stage, text] : {std::pair(":1", "one\n"), {":2", "main\n"}, {":3", "side\n"}})
            QCOMPARE(blobs.raw(*blobs.id(stage, "f")).value_or("?"), text);
        QCOMPARE(blobs.raw(*blobs.id("side", "f")).value_or("?"), "side\n");
    }
    void asTheTreeWouldHaveIt()
    {
        GitRoom room;
        room.git({"config", "filter.large.smudge", "sed s/pointer/content/"}); // as LFS: another size than the object's
        room.git({"config", "filter.large.clean", "sed s/content/pointer/"});
        room.write(".gitattributes",
                   "*.bin filter=large\n*.win text eol=crlf\n*.u16 text working-tree-encoding=UTF-16LE\n*.id ident\n");
        const QByteArray wide("a\0b\0\n\0", 6);
        room.write("a b.bin", "the content\n");
        room.write("c.win", "one\r\ntwo\r\n");
        room.write("d.u16", wide);
        room.commit();
        room.remove("a b.bin"), room.remove("c.win"), room.remove("d.u16");
        room.git({"checkout", "--", "."}); // what git makes of them
        Blobs blobs(room.place());
        for (const char *name : {"a b.bin", "c.win", "d.u16"}) {
            const QByteArray id = blobs.id("HEAD", name).value_or("?");
            QCOMPARE(blobs.filtered(id, name).value_or("?"), room.read(name));
            QCOMPARE(blobs.raw(id).value_or("?"), room.git({"cat-file", "blob", id}));
            QVERIFY(blobs.raw(id).value_or("?") != room.read(name));
        }
        QCOMPARE(blobs.filtered(*blobs.id("HEAD", "a b.bin"), "plain").value_or("?"), "the pointer\n"); // by the path, not the id
        room.git({"config", "core.autocrlf", "true"});
        QCOMPARE(blobs.filtered(*blobs.id("HEAD", "c.win"), "plain").value_or("?"), "one\ntwo\n"); // it keeps what it has read
        blobs.forget();
        QCOMPARE(blobs.filtered(*blobs.id("HEAD", "c.win"), "plain").value_or("?"), "one\r\ntwo\r\n");
    }
    void whatIsNotThere()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        Blobs blobs(room.place());
        const QByteArray none(40, '1');
        QCOMPARE(blobs.raw(none).error().code, u"missing"_s);
        QCOMPARE(blobs.filtered(none, "f").error().code, u"missing"_s);
        QCOMPARE(blobs.raw("HEAD:f").error().code, u"missing"_s); // ids only
        QCOMPARE(blobs.raw("").error().code, u"missing"_s);
        QCOMPARE(blobs.raw(room.git({"rev-parse", "HEAD"}).trimmed()).error().code, u"not-a-blob"_s);
        const QByteArray id = blobs.id("HEAD", "f").value_or("?");
        QCOMPARE(blobs.raw(id).value_or("?"), "one\n"); // and it goes on
        room.write("g", "later\n");
        room.commit();
        QCOMPARE(blobs.raw(*blobs.id("HEAD", "g")).value_or("?"), "later\n");
    }
    void aTextCannotEndItself() // it ends with what an answer to another question would be
    {
        GitRoom room;
        const QByteArray text =
            "x\n" + QByteArray(40, '1') + " missing\n" + QByteArray(40, '2') + " blob 3\nabc\nend-0123 missing\n";
        room.write("f", text);
        room.commit();
        Blobs blobs(room.place());
        const QByteArray id = blobs.id("HEAD", "f").value_or("?");
        QCOMPARE(blobs.raw(id).value_or("?"), text);
        QCOMPARE(blobs.filtered(id, "f\nname").value_or("?"), text);
    }
    void aKilledOneIsStartedAgain()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        Blobs blobs(room.place());
        const QByteArray id = blobs.id("HEAD", "f").value_or("?");
        QCOMPARE(blobs.raw(id).value_or("?"), "one\n");
        const QList<pid_t> before = runningGits();
        QCOMPARE(before.size(), 1);
        QCOMPARE(::kill(before[0], SIGKILL), 0);
        QCOMPARE(blobs.raw(id).value_or("?"), "one\n");
        QVERIFY(runningGits().size() == 1 && runningGits() != before);
    }
    void damageIsToldInWords()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        const QByteArray id = room.git({"rev-parse", "HEAD:f"}).trimmed(),
                         file = ".git/objects/" + id.first(2) + '/' + id.sliced(2);
        room.remove(file);
        room.write(file, "damaged");
        Blobs blobs(room.place());
        const auto read = blobs.raw(id);
        QVERIFY(!read);
        QVERIFY2(read.error().code == u"missing" || read.error().message.contains(u"git fsck"_s),
                 qPrintable(read.error().message));
    }
    void tooLargeAndCancelled()
    {
        GitRoom room;
        room.write(".gitattributes", "*.bomb filter=bomb\n*.slow filter=slow\n");
        room.git({"config", "filter.bomb.smudge", "head -c 300000000 /dev/zero"});
        room.git({"config", "filter.slow.smudge", "touch '" + room.beside("begun") + "'; sleep 100"});
        room.write("f", "one\n");
        room.commit();
        Blobs blobs(room.place());
        const QByteArray id = blobs.id("HEAD", "f").value_or("?");
        QCOMPARE(blobs.filtered(id, "x.bomb").error().code, u"too-large"_s);
        std::stop_source stop;
        QThreadPool pool;
        pool.start([&] {
            for (const QDeadlineTimer limit(20s);
                 !std::filesystem::exists(room.beside("begun").toStdString()) && !limit.hasExpired();)
                QThread::yieldCurrentThread();
            stop.request_stop();
        });
        QCOMPARE(blobs.filtered(id, "x.slow", stop.get_token()).error().code, u"cancelled"_s);
        QCOMPARE(blobs.filtered(id, "x").value_or("?"), "one\n");
    }
    void manyAskAtOnceAndLeaveNoTrace()
    {
        GitRoom room;
        QByteArrayList ids;
        for (int i = 0; i < 20; ++i)
            room.write("f" + QByteArray::number(i), QByteArray(i * 10'000, char('a' + i)));
        room.commit();
        Blobs blobs(room.place());
        for (int i = 0; i < 20; ++i)
            ids += blobs.id("HEAD", "f" + QByteArray::number(i)).value_or("?");
        test::Footprint footprint(room.path());
        std::atomic<int> right = 0;
        QThreadPool pool;
        for (int worker = 0; worker < 4; ++worker)
            pool.start([&] {
                for (int i = 0; i < 20; ++i)
                    right += blobs.filtered(ids[i], "f").value_or("?") == QByteArray(i * 10'000, char('a' + i));
            });
        QVERIFY(pool.waitForDone(60'000));
        QCOMPARE(right, 80);
        QCOMPARE(footprint.steps(), QByteArrayList());
    }
};

QTEST_GUILESS_MAIN(TestBlobs)
#include "tst_blobs.moc"
