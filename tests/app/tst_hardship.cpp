// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong after the connection stands: a console, the tree and a table say it in their own place, and the window goes on.
#include "day.h"

#include "panels/console/consoledocument.h"
#include "shell/window.h"
#include "support/server.h"
#include "widgets/grid.h"

#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestHardship final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QString m_database;

    bool goesOn()
    {
        return !QApplication::activeModalWidget() && m_day->run(u"select 'still here'"_s) && m_day->cell(0, 0) == "still here"_L1;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<Server>(); }
    void cleanupTestCase() { m_server.reset(); }
    void init()
    {
        m_database = m_server->newDatabase();
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->connectTo(m_server->url(m_database), u"here"_s));
    }
    void cleanup() { m_day.reset(); }

    void theServerIsKilledInTheMiddleOfAQuery()
    {
        m_day->openConsole({u"here"_s});
        QVERIFY(m_day->run(u"create temp table kept (a int); begin; insert into kept values (1);"_s));
        m_day->focus("console.editor");
        m_day->paste(u"select pg_sleep(60)"_s);
        m_day->press(QKeySequence(u"Ctrl+Return"_s));
        QTRY_VERIFY(m_server->psql(u"postgres"_s, "select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'") ==
                    "1");
        m_server->killServer();
        QTRY_VERIFY_WITH_TIMEOUT(m_day->isIdle(), patience);
        const QString said = m_day->notice();
        QVERIFY2(said.contains(u"Gone with the session"_s) && said.contains(u"transaction"_s) && said.contains(u"temporary"_s) &&
                     said.contains(u"The next run opens a new session."_s),
                 qPrintable(said));
        QVERIFY2(m_day->messages().contains(u"Gone with the session"_s), qPrintable(m_day->messages()));
        QVERIFY(m_day->run(u"select 1"_s)); // the server is still down: said, nothing hangs
        QVERIFY2(m_day->notice().contains(u"Nothing listens"_s), qPrintable(m_day->notice()));
        QTRY_VERIFY(m_day->see("console.retry"));
        m_server->startAgain();
        QVERIFY(goesOn());
        QVERIFY2(m_day->notice().isEmpty(), qPrintable(m_day->notice()));
        QVERIFY(m_day->run(u"select * from kept"_s));
        QVERIFY2(m_day->notice().contains(u"\"kept\" does not exist"_s), qPrintable(m_day->notice()));
        QVERIFY(m_day->row({u"here"_s, u"public"_s}).isValid());
    }

    void copyFromAndToTheClient()
    {
        m_day->openConsole({u"here"_s});
        QVERIFY(m_day->run(u"create table c (a int, b text); copy c from stdin; select 1"_s));
        QVERIFY2(m_day->messages().contains(u"sends none"_s), qPrintable(m_day->messages()));
        QVERIFY2(m_day->notice().contains(u"COPY"_s), qPrintable(m_day->notice()));
        QVERIFY(goesOn());
        QVERIFY(m_day->run(u"insert into c values (1, 'x'), (2, null); copy c to stdout"_s));
        QVERIFY2(m_day->grid() || m_day->messages().contains(u"COPY 2"_s), qPrintable(m_day->messages()));
        QVERIFY2(m_day->notice().isEmpty(), qPrintable(m_day->notice()));
        QVERIFY(goesOn());
    }

    void sixteenHundredColumnsAndNone()
    {
        QStringList columns;
        for (int i = 1; i <= 1600; ++i)
            columns << u"c%1 int"_s.arg(i);
        m_server->psql(m_database, "create table wide (" + columns.join(u',').toUtf8() +
                                       "); insert into wide (c1, c1600) values (1, 2); "
                                       "create table none (); insert into none default values; insert into none default values; "
                                       "grant all on all tables in schema public to oriel");
        m_day->openConsole({u"here"_s});
        QVERIFY(m_day->run(u"select * from wide"_s));
        QCOMPARE(m_day->cell(0, 1599), u"2"_s);
        QVERIFY(m_day->run(u"select * from none"_s));
        QVERIFY2(m_day->words("result.counts").startsWith(u"2 rows"_s), qPrintable(m_day->words("result.counts")));
        QVERIFY(m_day->run(u"select"_s));
        QVERIFY2(m_day->notice().isEmpty(), qPrintable(m_day->notice()));
        m_day->choose(m_day->row({u"here"_s}));
        m_day->press(Qt::Key_F5);
        for (const QString &name : {u"wide"_s, u"none"_s}) {
            const QModelIndex row = m_day->row({u"here"_s, u"public"_s, u"Tables"_s, name});
            QVERIFY(row.isValid());
            m_day->choose(row);
            m_day->press(Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(m_day->see("table.place") && m_day->words("table.place").contains(u"row"_s), patience);
            QVERIFY2(m_day->words("table.notice").isEmpty(), qPrintable(m_day->words("table.notice")));
            const auto *grid = m_day->see<Grid>("table.grid");
            QCOMPARE(grid->model()->columnCount(), name == "wide"_L1 ? 1600 : 0);
            QTRY_COMPARE(grid->model()->rowCount(), name == "wide"_L1 ? 1 : 2);
        }
    }

    void bytesThatAreNoText()
    {
        m_server->psql(u"postgres"_s,
                       "create database ascii owner oriel encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        m_server->psql(u"ascii"_s,
                       "create table t (id int primary key, v text); insert into t values (1, E'gut \\xfc\\xff'), (2, 'ok'); "
                       "grant all on t to oriel");
        QVERIFY(m_day->connectTo(m_server->url(u"ascii"_s), u"ascii"_s));
        m_day->openConsole({u"ascii"_s});
        QVERIFY(m_day->run(u"select v from t order by id"_s));
        QCOMPARE(m_day->cell(0, 0), u"gut \\xfc\\xff"_s);
        QCOMPARE(m_day->cell(1, 0), u"ok"_s);
        m_day->choose(m_day->row({u"ascii"_s, u"public"_s, u"Tables"_s, u"t"_s}));
        m_day->press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_day->see<Grid>("table.grid") && m_day->see<Grid>("table.grid")->model()->rowCount() == 2,
                                 patience);
        QCOMPARE(m_day->see<Grid>("table.grid")->model()->index(0, 1).data().toString(), u"gut \\xfc\\xff"_s);
    }

    void oddNames()
    {
        const QStringList names{u"with \"quotes\""_s, u"it's"_s, u"a.b.c"_s, u"UPPER case"_s,
                                u"naïve 😀"_s,        u"100%"_s, u"&amp"_s,  u"select"_s};
        QByteArray sql;
        for (const QString &name : names) {
            const QByteArray quoted = '"' + QString(name).replace(u'"', u"\"\""_s).toUtf8() + '"';
            sql += "create schema " + quoted + "; create table " + quoted + '.' + quoted + " (" + quoted +
                   " int primary key); insert into " + quoted + '.' + quoted + " values (7); grant usage on schema " + quoted +
                   " to oriel; grant all on " + quoted + '.' + quoted + " to oriel; ";
        }
        m_server->psql(m_database, sql);
        m_day->choose(m_day->row({u"here"_s}));
        m_day->press(Qt::Key_F5);
        for (const QString &name : names) {
            const QModelIndex row = m_day->row({u"here"_s, name, u"Tables"_s, name});
            QVERIFY2(row.isValid(), qPrintable(name));
            m_day->choose(row);
            m_day->press(Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(
                m_day->window()->currentDocument() && m_day->window()->currentDocument()->title().contains(name), patience);
            QTRY_VERIFY_WITH_TIMEOUT(m_day->see<Grid>("table.grid") && m_day->see<Grid>("table.grid")->model()->rowCount() == 1,
                                     patience);
            QCOMPARE(m_day->see<Grid>("table.grid")->model()->index(0, 0).data().toString(), u"7"_s);
            QVERIFY2(m_day->words("table.notice").isEmpty(), qPrintable(m_day->words("table.notice")));
            QVERIFY(m_day->row({u"here"_s, name, u"Tables"_s, name, name}).isValid()); // its column
            m_day->press(QKeySequence(u"Ctrl+W"_s));
            QTRY_VERIFY(m_day->window()->documents().isEmpty());
        }
    }

    void aVeryLargeValue()
    {
        m_day->openConsole({u"here"_s});
        QVERIFY(m_day->run(u"select repeat('x', 150000000) as large, 1 as small"_s));
        QVERIFY2(m_day->notice().isEmpty(), qPrintable(m_day->notice()));
        QCOMPARE(m_day->cell(0, 1), u"1"_s);
        QVERIFY(m_day->cell(0, 0).size() <= 4096);
        m_day->grid()->setCurrentIndex(m_day->grid()->model()->index(0, 0));
        m_day->focus("result.grid");
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitFor("value.text"));
        QVERIFY(goesOn());
        QVERIFY(
            m_day->run(u"create table large (id int primary key, v text); insert into large select 1, repeat('y', 20000000)"_s));
        m_day->choose(m_day->row({u"here"_s, u"public"_s, u"Tables"_s, u"large"_s}));
        m_day->press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_day->see<Grid>("table.grid") && m_day->see<Grid>("table.grid")->model()->rowCount() == 1,
                                 patience);
        QVERIFY(m_day->see<Grid>("table.grid")->model()->index(0, 1).data().toString().size() <= 4096);
    }
};

QTEST_MAIN(TestHardship)
#include "tst_hardship.moc"
