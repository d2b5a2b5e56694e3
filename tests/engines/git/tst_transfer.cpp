// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/transfer.h"
#include "support/gitroom.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtConcurrentRun>
#include <QtTest>

using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;
using Kind = TransferWish::Kind;

namespace {

QByteArray at(const GitRoom &room, const QByteArray &revision) { return room.git({"rev-parse", revision}).trimmed(); }

// A remote, and a second clone beside it through which somebody else works.
void connectTo(GitRoom &room)
{
    room.write("f", "1\n");
    room.commit("one");
    room.git({"clone", "-q", "--bare", ".", room.beside("remote.git")});
    room.git({"remote", "add", "origin", "file://" + room.beside("remote.git")});
    room.git({"fetch", "-q", "origin"});
    room.git({"branch", "-q", "-u", "origin/main"});
    room.git({"clone", "-q", room.beside("remote.git"), room.beside("theirs")});
}

void theirCommit(GitRoom &room, const QByteArray &name, const QByteArray &text)
{
    room.tick();
    const QByteArray folder = room.beside("theirs");
    room.write("../theirs/" + name, text);
    room.git({"-C", folder, "add", "-A"});
    room.git({"-C", folder, "commit", "-q", "-m", "theirs"});
    room.git({"-C", folder, "push", "-q"});
}

void serverHook(const GitRoom &room, const QByteArray &script)
{
    room.write("../remote.git/hooks/pre-receive", "#!/bin/sh\n" + script);
    ::chmod(room.beside("remote.git/hooks/pre-receive").constData(), 0755);
}

} // namespace

class TestTransfer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QString>("phase");
        QTest::addColumn<int>("percent");
        QTest::addColumn<QList<int>>("doneTotalRemote");
        const auto row = [](const char *said, const char *phase, int percent, const QList<int> &rest) {
            QTest::newRow(said) << QByteArray(said) << QString::fromLatin1(phase) << percent << rest;
        };
        row("Receiving objects:  45% (9/20), 1.20 MiB | 3.00 MiB/s", "Receiving objects", 45, {9, 20, 0});
        row("remote: Compressing objects: 100% (3/3), done.\x1b[K", "Compressing objects", 100, {3, 3, 1});
        row("Enumerating objects: 5, done.", "Enumerating objects", -1, {5, 0, 0});
        row("remote: Enumerating objects: 7", "Enumerating objects", -1, {7, 0, 1});
        row("remote: error: 2 problems", "", -1, {0, 0, 1});
        row("To file:///x/remote.git", "", -1, {0, 0, 0});
        row("odd: 101% (1/2)", "", -1, {0, 0, 0});
        row("odd: 5% (", "", -1, {0, 0, 0});
        row("odd: 99999999999999999999", "", -1, {0, 0, 0});
    }
    void lines()
    {
        QFETCH(QByteArray, said);
        QFETCH(QString, phase);
        QFETCH(int, percent);
        QFETCH(QList<int>, doneTotalRemote);
        for (const QByteArray &end : {"\r"_ba, "\n"_ba, "\r\n"_ba, ""_ba}) {
            QList<Progress> all;
            ProgressReader reader([&all](const Progress &progress) { all << progress; });
            for (const char c : said + end) // in the smallest pieces
                reader.add({&c, 1});
            reader.finish();
            QCOMPARE(all.size(), 1);
            QCOMPARE(all[0].phase, phase);
            QCOMPARE(all[0].percent, percent);
            QCOMPARE((QList<int>{int(all[0].done), int(all[0].total), int(all[0].isRemote)}), doneTotalRemote);
        }
    }
    void fetchPullPush()
    {
        GitRoom room;
        connectTo(room);
        theirCommit(room, "g", QByteArray("line\n").repeated(1000));
        QList<Progress> said;
        const auto listen = [&said](const Progress &progress) { said << progress; };
        QVERIFY(transfer(room.place(), {.kind = Kind::Fetch}, listen));
        QCOMPARE(at(room, "origin/main"), room.git({"-C", room.beside("remote.git"), "rev-parse", "main"}).trimmed());
        QVERIFY(at(room, "HEAD") != at(room, "origin/main"));
        QVERIFY(std::any_of(said.begin(), said.end(), [](const Progress &p) { return p.percent == 100 && p.total > 0; }));
        QVERIFY(transfer(room.place(), {.kind = Kind::Pull}));
        QCOMPARE(at(room, "HEAD"), at(room, "origin/main"));
        room.write("f", "2\n");
        room.commit("two");
        said.clear();
        QVERIFY(transfer(room.place(), {.kind = Kind::Push}, listen));
        QCOMPARE(at(room, "HEAD"), room.git({"-C", room.beside("remote.git"), "rev-parse", "main"}).trimmed());
        QVERIFY(std::any_of(said.begin(), said.end(),
                            [](const Progress &p) { return p.phase == u"Writing objects" && p.percent == 100; }));
    }
    void upstreamAndTags()
    {
        GitRoom room;
        connectTo(room);
        room.git({"checkout", "-q", "-b", "topic"});
        room.git({"tag", "v1"});
        QCOMPARE(transfer(room.place(), {.kind = Kind::Push}).error().code, u"no-upstream"_s);
        QCOMPARE(transfer(room.place(), {.kind = Kind::Pull}).error().code, u"no-upstream"_s);
        const TransferWish wish{
            .kind = Kind::Push, .remote = "origin", .refs = {"topic"}, .isWithTags = true, .isSettingUpstream = true};
        QCOMPARE(terminalLine(wish), u"git push --tags --set-upstream origin topic"_s);
        QVERIFY(transfer(room.place(), wish));
        QCOMPARE(at(room, "topic@{upstream}"), at(room, "HEAD"));
        QCOMPARE(room.git({"-C", room.beside("remote.git"), "tag"}), "v1\n");
        room.git({"-C", room.beside("remote.git"), "branch", "-D", "topic"});
        QVERIFY(transfer(room.place(), {.kind = Kind::Fetch, .isPruning = true}));
        QVERIFY(room.tryGit({"rev-parse", "--verify", "--quiet", "origin/topic"}).exitCode != 0);
        QCOMPARE(terminalLine({.kind = Kind::Push, .remote = "it's", .refs = {"a b", "$(x)"}}),
                 uR"(git push 'it'\''s' 'a b' '$(x)')"_s);
    }
    void bothSidesMovedOn()
    {
        GitRoom room;
        connectTo(room);
        theirCommit(room, "g", "theirs\n");
        room.write("h", "mine\n");
        room.commit("mine");
        QCOMPARE(transfer(room.place(), {.kind = Kind::Push}).error().code, u"rejected"_s);
        QCOMPARE(transfer(room.place(), {.kind = Kind::Pull}).error().code, u"diverged"_s);
        QCOMPARE(transfer(room.place(), {.kind = Kind::Pull, .join = TransferWish::Join::FastForwardOnly}).error().code,
                 u"diverged"_s);
        QVERIFY(transfer(room.place(), {.kind = Kind::Pull, .join = TransferWish::Join::Rebase}));
        QCOMPARE(room.git({"log", "--format=%s"}), "mine\ntheirs\none\n");
        QVERIFY(transfer(room.place(), {.kind = Kind::Push}));
        room.git({"commit", "-q", "--amend", "-m", "mine, better"});
        QCOMPARE(transfer(room.place(), {.kind = Kind::Push}).error().code, u"rejected"_s);
        QVERIFY(transfer(room.place(), {.kind = Kind::Push, .isForcedWithLease = true}));
        room.git({"-C", room.beside("theirs"), "pull", "-q", "--rebase"});
        theirCommit(room, "g", "again\n");
        room.git({"commit", "-q", "--amend", "-m", "mine, best"});
        QCOMPARE(transfer(room.place(), {.kind = Kind::Push, .isForcedWithLease = true}).error().code, u"rejected"_s);
    }
    void aPullInConflict()
    {
        GitRoom room;
        connectTo(room);
        theirCommit(room, "f", "theirs\n");
        room.write("f", "not committed\n");
        const auto loses = transfer(room.place(), {.kind = Kind::Pull});
        QCOMPARE(loses.error().code, u"overwrites"_s);
        QCOMPARE(loses.error().detail, u"f"_s);
        room.commit("mine");
        QCOMPARE(transfer(room.place(), {.kind = Kind::Pull, .join = TransferWish::Join::Merge}).error().code, u"conflict"_s);
    }
    void whatAHookDeclines()
    {
        GitRoom room;
        connectTo(room);
        serverHook(room, "echo 'not on a Friday'; exit 1\n");
        room.commit("two");
        QStringList said;
        const auto declined = transfer(room.place(), {.kind = Kind::Push},
                                       [&said](const Progress &p) { said << (p.isRemote ? p.text : QString()); });
        QCOMPARE(declined.error().code, u"hook"_s);
        QVERIFY(said.contains(u"not on a Friday"_s));
        room.write(".git/hooks/pre-push", "#!/bin/sh\necho no; exit 1\n");
        ::chmod(room.path(".git/hooks/pre-push").constData(), 0755);
        QCOMPARE(transfer(room.place(), {.kind = Kind::Push}).error().code, u"hook"_s);
    }
    // Cancelled while the other side's hook waits: at once, nothing there has changed, nothing here is locked, no process is
    // left.
    void cancelledInTheMiddle()
    {
        GitRoom room;
        connectTo(room);
        const QByteArray fifo = room.beside("fifo"), before = at(room, "HEAD");
        QCOMPARE(::mkfifo(fifo.constData(), 0600), 0);
        serverHook(room, "echo waiting; read line < " + fifo + "\n");
        room.commit("two");
        std::stop_source stop;
        const auto cancelled = transfer(
            room.place(), {.kind = Kind::Push},
            [&stop](const Progress &progress) {
                if (progress.text == u"waiting")
                    stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(cancelled.error().code, u"cancelled"_s);
        QCOMPARE(room.git({"-C", room.beside("remote.git"), "rev-parse", "main"}).trimmed(), before);
        QCOMPARE(at(room, "origin/main"), before);
        QTRY_COMPARE(::open(fifo.constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC), -1); // nobody reads it any more
        serverHook(room, "exit 0\n");
        QVERIFY(transfer(room.place(), {.kind = Kind::Push}));
        QCOMPARE(room.git({"-C", room.beside("remote.git"), "rev-parse", "main"}).trimmed(), at(room, "HEAD"));
    }
    // What would be asked at a terminal is not asked at all, and the line that would ask is told.
    void questionsGoToTheTerminal()
    {
        GitRoom room;
        connectTo(room);
        room.write("../ssh", "#!/bin/sh\necho 'Host key verification failed.' >&2\nexit 255\n");
        ::chmod(room.beside("ssh").constData(), 0755);
        room.git({"config", "core.sshCommand", room.beside("ssh")});
        room.git({"remote", "set-url", "origin", "ssh://nobody@127.0.0.1/x"});
        const auto asked = transfer(room.place(), {.kind = Kind::Fetch, .remote = "origin"});
        QCOMPARE(asked.error().code, u"asks"_s);
        QVERIFY(asked.error().message.endsWith(u"git fetch origin"_s));
        room.git({"remote", "set-url", "origin", "http://127.0.0.1:9/x.git"}); // nobody listens there
        QCOMPARE(transfer(room.place(), {.kind = Kind::Fetch}).error().code, u"offline"_s);
    }
    // The user's helper is asked, and a password that it does not know is not asked for.
    void theUsersHelper()
    {
        GitRoom room;
        connectTo(room);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArrayList credentials;
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [&credentials, socket] {
                for (const QByteArray &line : socket->readAll().split('\n'))
                    if (line.toLower().startsWith("authorization:"))
                        credentials << QByteArray::fromBase64(line.trimmed().split(' ').last());
                socket->write("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
                              "0\r\nConnection: close\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        room.git({"remote", "set-url", "origin", "http://127.0.0.1:" + QByteArray::number(server.serverPort()) + "/x.git"});
        room.git({"config", "credential.helper", "!f() { echo username=ada; echo password=known; }; f"});
        const auto fetched = [&room] {
            return QtConcurrent::run(
                [place = room.place()] { return transfer(place, {.kind = Kind::Fetch, .remote = "origin"}); });
        };
        auto refused = fetched();
        QTRY_VERIFY(refused.isFinished());
        QVERIFY(!refused.result());
        QCOMPARE(credentials, QByteArrayList{"ada:known"});
        room.git({"config", "credential.helper", ""});
        auto asked = fetched();
        QTRY_VERIFY(asked.isFinished());
        QCOMPARE(asked.result().error().code, u"asks"_s);
        QVERIFY(asked.result().error().message.endsWith(u"git fetch origin"_s));
    }
};

QTEST_GUILESS_MAIN(TestTransfer)
#include "tst_transfer.moc"
