// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instance.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestInstance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void requestsArrive()
    {
        QTemporaryDir folder;
        const QString socket = folder.filePath(u"window"_s);
        Instance instance;
        QVERIFY(instance.listen(socket));
        QSignalSpy asked(&instance, &Instance::asked);
        for (const QJsonObject &request : {QJsonObject{{u"url"_s, u"postgresql://a@b/c"_s}}, QJsonObject{}}) {
            HandOver over;
            QSignalSpy finished(&over, &HandOver::finished);
            over.start(socket, request);
            QTRY_COMPARE(finished.size(), 1);
            QVERIFY(finished.first().first().toBool());
            QCOMPARE(asked.last().first().toJsonObject(), request);
        }
        QCOMPARE(asked.size(), 2);
    }
    // What a killed one leaves behind is no living one, and the next owner takes its place.
    void leftSocketIsReplaced()
    {
        QTemporaryDir folder;
        const QString socket = folder.filePath(u"window"_s);
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        qstrncpy(address.sun_path, socket.toUtf8().constData(), sizeof address.sun_path);
        QCOMPARE(::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        ::close(fd);
        HandOver over;
        QSignalSpy finished(&over, &HandOver::finished);
        over.start(socket, {});
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(!finished.first().first().toBool());
        Instance instance;
        QVERIFY(instance.listen(socket));
    }
    // An owner that hangs is not waited for.
    void silentOwner()
    {
        QTemporaryDir folder;
        QLocalServer silent;
        QVERIFY(silent.listen(folder.filePath(u"window"_s)));
        HandOver over;
        QSignalSpy finished(&over, &HandOver::finished);
        over.start(silent.fullServerName(), {});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 10'000);
        QVERIFY(!finished.first().first().toBool());
    }
    void garbageIsDropped()
    {
        QTemporaryDir folder;
        Instance instance;
        const QString socket = folder.filePath(u"window"_s);
        QVERIFY(instance.listen(socket));
        QSignalSpy asked(&instance, &Instance::asked);
        for (const QByteArray &bytes : {"not json\n"_ba, "[]\n"_ba, QByteArray(100'000, '{')}) {
            QLocalSocket peer;
            peer.connectToServer(socket);
            peer.write(bytes);
            QTRY_COMPARE(peer.state(), QLocalSocket::UnconnectedState);
            QVERIFY(!peer.readAll().startsWith("taken"));
        }
        QCOMPARE(asked.size(), 0);
    }
    // The socket listens to its own user alone.
    void anotherUserIsTurnedAway()
    {
        if (::geteuid() != 0)
            QSKIP("only root can become another user");
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7777)));
        const QString socket = folder.filePath(u"window"_s);
        Instance instance;
        QVERIFY(instance.listen(socket));
        QVERIFY(QFile::setPermissions(socket, QFile::Permissions(0x6666)));
        QSignalSpy asked(&instance, &Instance::asked);
        QProcess other;
        other.setChildProcessModifier([] {
            if (::setgid(65534) != 0 || ::setuid(65534) != 0)
                ::_exit(9);
        });
        other.start(u"/usr/bin/python3"_s,
                    {u"-c"_s,
                     u"import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'{}\\n'); "
                     "print('got', s.recv(9))"_s,
                     socket});
        QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, 10'000);
        QVERIFY(!other.readAllStandardOutput().contains("taken"));
        QCOMPARE(asked.size(), 0);
        QVERIFY2(other.exitCode() != 9, "the other user was none");
    }
};

QTEST_GUILESS_MAIN(TestInstance)
#include "tst_instance.moc"
