// SPDX-License-Identifier: GPL-3.0-or-later
// A server that says what no server should: a session against it ends with a clear error or goes on, and never spins.
#include "opened.h"
#include "scriptedserver.h"

#include <QRandomGenerator>

#include <ctime>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

double processorSeconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

} // namespace

class TestMisbehaviour final : public QObject
{
    Q_OBJECT
    std::unique_ptr<ScriptedServer> m_server;

    ConnInfo info() const { return infoOf(u"postgresql://u:p@127.0.0.1:%1/d?sslmode=disable"_s.arg(m_server->serverPort())); }

private Q_SLOTS:
    void init() { m_server = std::make_unique<ScriptedServer>(); }
    void cleanup()
    {
        m_server.reset();
        QVERIFY(Session::awaitWorkers(10s));
    }

    void itsGreeting_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<QStringList>("codes"); // of the error; empty: it opens
        const QStringList ends{u"connection"_s, u"timeout"_s, u"cancelled"_s, u"password"_s, u"28P01"_s, u"refused"_s};
        QTest::newRow("as it should be") << welcome << QStringList();
        QTest::newRow("nothing") << ""_ba << ends;
        QTest::newRow("half") << welcome.left(40) << ends;
        QTest::newRow("noise") << QByteArray(4000, 'x') << ends;
        QTest::newRow("huge length") << "R\x7f\xff\xff\xff"_ba + QByteArray(100, 0) << ends;
        QTest::newRow("negative length") << "R\xff\xff\xff\xff"_ba + QByteArray(100, 0) << ends;
        QTest::newRow("unknown way to log in") << message('R', number32(99)) << ends;
        QTest::newRow("unknown mechanism") << message('R', number32(10) + text("PLAIN") + '\0') << ends;
        QTest::newRow("no parameters") << message('R', number32(0)) + ready() << QStringList();
        QTest::newRow("another protocol") << message('v', number32(0) + number32(0)) << ends;
        QTest::newRow("rows at once") << fieldsOf({"a"}) + rowOf({"1"}) << ends;
        QTest::newRow("an error without an end") << message('E', "SFATAL\0CXX000"_ba) << ends;
        QTest::newRow("silence after the log-in") << message('R', number32(0)) << ends;
    }
    void itsGreeting()
    {
        QFETCH(QByteArray, greeting);
        QFETCH(QStringList, codes);
        m_server->greeting = greeting;
        Session session;
        const double before = processorSeconds();
        const auto error = openError(session, info(), 900ms);
        QVERIFY(processorSeconds() - before < 0.8);
        QCOMPARE(error.has_value(), !codes.isEmpty());
        if (error) {
            QVERIFY2(codes.contains(error->code) && !error->message.isEmpty(), qPrintable(error->code + u' ' + error->message));
            QCOMPARE(session.state(), SessionState::Closed);
        }
    }

    void itsFacts_data()
    {
        QTest::addColumn<QByteArray>("facts");
        QTest::addColumn<bool>("isOpened");
        QTest::newRow("error") << message('E', "SERROR\0VERROR\0C42883\0Mno such function\0\0"_ba) + ready() << true;
        QTest::newRow("nothing") << message('I') + ready() << true;
        QTest::newRow("fewer columns") << fieldsOf({"a"}) + rowOf({"1"}) + message('C', text("SELECT 1")) + ready() << true;
        QTest::newRow("no rows") << fieldsOf({"a"}) + message('C', text("SELECT 0")) + ready() << true;
        QTest::newRow("silence") << ""_ba << false;
        QTest::newRow("noise") << QByteArray(3000, '\1') << false;
    }
    void itsFacts()
    {
        QFETCH(QByteArray, facts);
        QFETCH(bool, isOpened);
        m_server->facts = facts;
        Session session;
        const auto error = openError(session, info(), 900ms);
        QVERIFY2(error.has_value() != isOpened, error ? qPrintable(error->message) : "");
        if (isOpened)
            QVERIFY(session.facts().isPooled); // what cannot answer is no server of its own
    }

    void itsAnswers_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<bool>("isKept"); // the session goes on
        const QByteArray good = fieldsOf({"a"}) + rowOf({"1"}) + message('C', text("SELECT 1")) + ready();
        QTest::newRow("as it should be") << good << true;
        QByteArray notices;
        for (int i = 0; i < 20'000; ++i)
            notices += message('N', "SNOTICE\0VNOTICE\0C00000\0Mspam\0\0"_ba);
        QTest::newRow("endless notices") << notices + good << true;
        QTest::newRow("unknown parameters") << message('S', text("nobody.knows") + text("x")) + good << true;
        QTest::newRow("a notification") << message('A', number32(1) + text("c") + text("p")) + good << true;
        QTest::newRow("unknown message") << message('~', "what") + good << false;
        QTest::newRow("more fields than columns")
            << fieldsOf({"a"}) + rowOf({"1", "2"}) + message('C', text("SELECT 1")) + ready() << false;
        QTest::newRow("fewer fields than columns") << fieldsOf({"a", "b"}) + rowOf({"1"}) + ready() << false;
        QTest::newRow("a length beyond the message")
            << fieldsOf({"a"}) + message('D', number16(1) + number32(1'000'000) + "x") + ready() << false;
        QTest::newRow("a negative length") << fieldsOf({"a"}) + message('D', number16(1) + number32(-7) + "x") + ready() << false;
        QTest::newRow("huge message") << fieldsOf({"a"}) + "D\x7f\xff\xff\xf0"_ba << false;
        QTest::newRow("rows without columns") << rowOf({"1"}) + message('C', text("SELECT 1")) + ready() << false;
        QTest::newRow("copy data out of the blue") << message('d', "1\n") + good << false;
        QTest::newRow("copy both") << message('W', QByteArray(3, 0)) + ready() << false;
        QTest::newRow("a log-in question") << message('R', number32(3)) + good << false;
        QTest::newRow("columns without end") << message('T', number16(1) + "endless") + ready() << false;
        QTest::newRow("a count below zero") << message('T', number16(-5)) + ready() << false;
        QTest::newRow("an unknown state") << fieldsOf({"a"}) + message('C', text("SELECT 0")) + ready('?') << true;
        QTest::newRow("two ends") << good + good << true;
        QTest::newRow("fatal") << message('E', "SFATAL\0VFATAL\0C57P01\0Mgo away\0\0"_ba) << false;
    }
    void itsAnswers()
    {
        QFETCH(QByteArray, reply);
        QFETCH(bool, isKept);
        Session session;
        QVERIFY(!openError(session, info()));
        QSignalSpy lost(&session, &Session::lost);
        m_server->reply = reply;
        if (!isKept) // what it began it never ends; then it goes
            m_server->afterwards = [](QTcpSocket *peer) { peer->disconnectFromHost(); };
        const double before = processorSeconds();
        Ran ran(session, u"select 1"_s);
        QVERIFY(ran.wait(20'000));
        QCOMPARE(ran.ends, 1);
        QVERIFY(processorSeconds() - before < 10);
        if (isKept) {
            QVERIFY2(ran.end->has_value(), *ran.end ? "" : qPrintable(ran.error().message));
            QCOMPARE(lost.size(), 0);
        } else if (!*ran.end) {
            QVERIFY(!ran.error().message.isEmpty() && !ran.error().code.isEmpty());
        }
    }

    // It takes the statement and never says another word.
    void silence_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::newRow("at once") << ""_ba;
        QTest::newRow("after the columns") << fieldsOf({"a"});
        QTest::newRow("after a row") << fieldsOf({"a"}) + rowOf({"1"});
        QTest::newRow("in a row") << fieldsOf({"a"}) + rowOf({"1234567890"}).left(9);
        QTest::newRow("after the end") << fieldsOf({"a"}) + rowOf({"1"}) + message('C', text("SELECT 1"));
        QTest::newRow("in a copy") << message('H', QByteArray(3, 0)) + message('d', "1\n");
        QTest::newRow("waiting for a copy") << message('G', QByteArray(3, 0));
    }
    void silence()
    {
        QFETCH(QByteArray, reply);
        Session session;
        QVERIFY(!openError(session, info()));
        m_server->reply = reply;
        Ran ran(session, u"select 1"_s);
        const double before = processorSeconds();
        QVERIFY(!ran.wait(300));
        QVERIFY(processorSeconds() - before < 0.25); // it waits, it does not spin
        session.close();
        QVERIFY(ran.wait(5000));
        QCOMPARE(ran.error().code, u"closed"_s);
    }

    void stoppedInTheSilence()
    {
        Session session;
        QVERIFY(!openError(session, info()));
        m_server->reply = fieldsOf({"a"}) + rowOf({"1"});
        Ran ran(session, u"select 1"_s);
        QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() == 1);
        ran.query->cancel();
        QVERIFY(ran.wait(15'000));
        QCOMPARE(ran.error().code, u"cancel"_s);
        QCOMPARE(session.state(), SessionState::Lost);
        QCOMPARE(ran.value(), "1"_ba); // what came is kept
    }

    // Any byte of a good answer may be another.
    void anyByteWrong()
    {
        QRandomGenerator random(23);
        const QByteArray good =
            fieldsOf({"a", "b"}) + rowOf({"1", "two"}) + rowOf({"3", "four"}) + message('C', text("SELECT 2")) + ready();
        for (int i = 0; i < 60; ++i) {
            Session session;
            QVERIFY(!openError(session, info()));
            QByteArray reply = good;
            for (int k = random.bounded(1, 4); k > 0; --k)
                reply[random.bounded(int(reply.size()))] = char(random.bounded(256));
            m_server->reply = reply;
            m_server->afterwards = [](QTcpSocket *peer) { peer->disconnectFromHost(); };
            Ran ran(session, u"select 1"_s);
            QVERIFY2(ran.wait(10'000), reply.toHex());
            QCOMPARE(ran.ends, 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestMisbehaviour)
#include "tst_misbehaviour.moc"
