// SPDX-License-Identifier: GPL-3.0-or-later
// The connection is cut at every message of a script with a transaction in it. Nothing runs twice, nothing that was kept is said
// to have failed, nothing that was lost is said to be kept.
#include "jobs/watch.h"

#include "engines/pg/opened.h"
#include "support/proxy.h"
#include "support/wait.h"

#include <csignal>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QString script = u"insert into t values (1); begin; insert into t values (2); insert into t values (3); commit; "
                       "insert into t values (4) returning a; select count(*) from t; insert into t values (5)"_s;
constexpr int steps = 8, commitStep = 4;
const QHash<int, int> valueOfStep{{0, 1}, {2, 2}, {3, 3}, {5, 4}, {7, 5}};

enum class Way { Reset, Close, Swallow };

} // namespace

class TestCuts final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<CutProxy> m_proxy;
    QString m_database;

    Profile profile(bool isPlain) const
    {
        Profile profile{.id = u"cut"_s, .info = infoOf(m_server->url(m_database))};
        profile.info.set(u"port"_s, QString::number(m_proxy->port()));
        if (isPlain)
            profile.info.set(u"sslmode"_s, u"disable"_s);
        return profile;
    }
    void arm(Way way, int messages)
    {
        if (way == Way::Swallow)
            m_proxy->cutBeforeMessage(messages);
        else
            m_proxy->cutAfterMessages(messages, way == Way::Close ? CutProxy::Cut::Close : CutProxy::Cut::Reset);
    }
    // The values in the table once nobody works on it any more.
    QByteArrayList kept() const
    {
        const QByteArray question = "select (select count(*) from pg_stat_activity where usename = 'oriel'), "
                                    "(select string_agg(a::text, ' ' order by a) from t)";
        QByteArrayList answer;
        if (!waitUntil([&] {
                answer = m_server->psql(m_database, question).split('|');
                return answer.value(0) == "0";
            }))
            qFatal("a backend stays");
        return answer[1].isEmpty() ? QByteArrayList() : answer[1].split(' ');
    }
    // What the console was told against what is in the table.
    void judge(const QStringList &said, const QString &end, const QByteArrayList &values) const
    {
        const QByteArray context = said.join(u'|').toUtf8() + " / " + end.toUtf8() + " / " + values.join(' ');
        QVERIFY2(QSet<QByteArray>(values.begin(), values.end()).size() == values.size(), context); // nothing ran twice
        const auto isKept = [&](int value) { return values.contains(QByteArray::number(value)); };
        const auto isGood = [&](int step) { return step < said.size() && said[step] != "unknown"_L1 && said[step] != "lost"_L1; };
        for (const auto &[step, value] : valueOfStep.asKeyValueRange()) {
            const bool isInside = step == 2 || step == 3;
            if (step >= said.size())
                QVERIFY2(!isKept(value), context); // what did not start
            else if (!isInside && isGood(step))
                QVERIFY2(isKept(value), context);
            else if (!isInside && said[step] == "lost"_L1)
                QVERIFY2(!isKept(value), context); // no false "failed"
            else if (isInside && isGood(commitStep))
                QVERIFY2(isKept(value), context);
            else if (isInside && (said.size() <= commitStep || said[commitStep] == "lost"_L1))
                QVERIFY2(!isKept(value), context);
        }
        if (said.size() == 1 && !isGood(0))
            QVERIFY2(said[0] == "unknown"_L1, context); // a write of its own
        if (end.contains(u"Committed: statement 1."_s) || end.contains(u"Committed: statements 1"_s))
            QVERIFY2(isKept(1), context);
        if (end.contains(u"Rolled back: statement"_s))
            QVERIFY2(!isKept(2) && !isKept(3), context);
        if (said.size() == commitStep + 1 && said.last() == "unknown"_L1)
            QVERIFY2(end.contains(u"Unknown: statements 2 to 4."_s), context);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_server->append(u"pg_hba.conf"_s, "hostnossl all all 127.0.0.1/32 scram-sha-256");
        m_database = m_server->newDatabase();
        m_server->psql(m_database, "create table t(a int); grant all on t to public");
        m_proxy = std::make_unique<CutProxy>(m_server->info().port);
    }
    void cleanup()
    {
        m_proxy->forgetCut();
        m_server->psql(m_database, "truncate t");
    }
    void cleanupTestCase()
    {
        QVERIFY(pg::Session::awaitWorkers(std::chrono::seconds(10)));
        m_proxy.reset();
        m_server.reset();
    }

    void atEveryMessage_data()
    {
        QTest::addColumn<Way>("way");
        QTest::addColumn<bool>("isPlain");
        QTest::newRow("reset") << Way::Reset << true;
        QTest::newRow("close") << Way::Close << true;
        QTest::newRow("the answer is lost") << Way::Swallow << true;
        QTest::newRow("the answer is lost, TLS") << Way::Swallow << false;
    }
    void atEveryMessage()
    {
        QFETCH(Way, way);
        QFETCH(bool, isPlain);
        int unknownCommits = 0, cuts = 0;
        for (bool isWhole = false; !isWhole; ++cuts) {
            m_server->psql(m_database, "truncate t");
            Connection connection(profile(isPlain)); // not connected: the console's session is the only one
            Runner runner(&connection);
            Watch watch(&runner);
            QVERIFY(watch.run(u"select 1"_s));
            watch.said.clear();
            arm(way, cuts);
            QVERIFY(watch.run(script));
            m_proxy->forgetCut();
            const QStringList said = watch.said;
            const QString end = watch.ends.last();
            isWhole = said.size() == steps && said.last() == "INSERT 0 1"_L1;
            if (!isWhole) {
                QTRY_VERIFY(!watch.gone.isEmpty());
                QTRY_COMPARE(runner.state(), pg::SessionState::Lost); // nothing connects by itself
                const QByteArrayList values = kept();
                judge(said, end, values);
                if (said.last() == "unknown"_L1 && said.size() == commitStep + 1) {
                    ++unknownCommits;
                    if (way == Way::Swallow)
                        QVERIFY(values.contains("3")); // it had happened
                }
                QVERIFY(watch.run(u"select count(*) from t"_s)); // the next run connects, and runs only what it is told
                QCOMPARE(watch.said.last(), u"SELECT 1"_s);
                QCOMPARE(runner.query()->rows()->cell(0, 0).text, QByteArray::number(values.size()));
            }
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(cuts > (isPlain ? 15 : 5), qPrintable(QString::number(cuts)));
        QVERIFY(unknownCommits > 0);
    }

    void aCommitByButtonIsUnknownToo()
    {
        Connection connection(profile(true));
        Runner runner(&connection);
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into t values (1)"_s));
        arm(Way::Swallow, 0);
        std::optional<Result<>> committed;
        runner.commit([&](const Result<> &result) { committed = result; });
        QTRY_VERIFY(committed);
        QVERIFY(!*committed);
        QCOMPARE(committed->error().code, u"unknown"_s);
        QCOMPARE(kept(), QByteArrayList{"1"});
    }

    void whileConnecting_data()
    {
        QTest::addColumn<Way>("way");
        QTest::addColumn<bool>("isPlain");
        QTest::newRow("reset") << Way::Reset << true;
        QTest::newRow("close, TLS") << Way::Close << false;
        QTest::newRow("swallowed, TLS") << Way::Swallow << false;
    }
    void whileConnecting()
    {
        QFETCH(Way, way);
        QFETCH(bool, isPlain);
        int cuts = 0;
        for (std::optional<Error> error;; ++cuts) {
            pg::Session session;
            arm(way, cuts);
            error = openError(session, profile(isPlain).info);
            m_proxy->forgetCut();
            if (!error) // all had come
                break;
            QVERIFY2(error->code == "connection"_L1, qPrintable(error->code + u' ' + error->message));
            QVERIFY2(error->message.contains(u"closed it"_s), qPrintable(error->message + error->detail));
        }
        QVERIFY2(cuts > 4, qPrintable(QString::number(cuts)));
    }

    void theServerKilledInTheMiddle_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::newRow("write") << u"insert into t select 1 from pg_sleep(60)"_s << u"unknown"_s;
        QTest::newRow("transaction") << u"begin; insert into t select 1 from pg_sleep(60)"_s << QString();
        QTest::newRow("read") << u"select count(*) from generate_series(1, 1000000000)"_s << QString();
    }
    void theServerKilledInTheMiddle()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        Connection connection(profile(true));
        Runner runner(&connection);
        Watch watch(&runner);
        QVERIFY(watch.run(u"select 1"_s));
        runner.prepare(sql, 0);
        const QByteArray active =
            "select count(*) from pg_stat_activity where state = 'active' and query ~ '60|1000000000' and pid = " +
            QByteArray::number(runner.facts().processId);
        QTRY_COMPARE(m_server->psql(u"postgres"_s, active), "1"_ba);
        m_server->killServer();
        QTRY_COMPARE(watch.ends.size(), 2);
        QVERIFY2(code.isEmpty() ? watch.said.last() != "unknown"_L1 : watch.said.last() == code, qPrintable(watch.said.last()));
        QVERIFY(watch.run(u"select 2"_s)); // nobody is there yet
        QVERIFY2(watch.said.last() == "refused"_L1 || watch.said.last() == "connection"_L1, qPrintable(watch.said.last()));
        m_server->startAgain();
        QVERIFY(watch.run(u"select 3"_s));
        QCOMPARE(watch.said.last(), u"SELECT 1"_s);
        QCOMPARE(m_server->psql(m_database, "select count(*) from t"), "0"_ba);
    }
};

QTEST_GUILESS_MAIN(TestCuts)
#include "tst_cuts.moc"
