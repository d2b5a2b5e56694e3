// SPDX-License-Identifier: GPL-3.0-or-later
// Reads that take long: they end on the server too, they leave the rows free, and nobody has to wait behind them.
#include "tablekit.h"
#include "widgets/theme.h"

using namespace oriel;
using namespace Qt::StringLiterals;
using Kit = test::TableKit;

class TestLongReads : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql); }
    int running(const QByteArray &like) const // statements on the server
    {
        return psql("select count(*) from pg_stat_activity where state = 'active' and query like '%" + like +
                    "%' and pid <> pg_backend_pid()")
            .toInt();
    }
    static bool isFiltered(const Kit &kit) // by what is slow behind the first 2,000 rows
    {
        if (!kit.wait([&] { return kit.rows() >= 200; }))
            return false;
        kit.filter(u"slowly(id)"_s);
        return kit.wait([&] { return kit.find("table.chips")->isVisible() && !kit.document->can(Verb::Stop); });
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        const auto owner = m_server->info().user.toUtf8();
        psql(R"(create function slowly(id int) returns bool language plpgsql as
                  'begin if id > 2000 then perform pg_sleep(0.05); end if; return true; end';
            create table t (id int primary key, v int) with (autovacuum_enabled = off); create index on t (v);
            insert into t select g, g from generate_series(1, 3000) g; analyze t; alter table t owner to )" +
             owner);
    }

    void aStopEndsItOnTheServer()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(isFiltered(kit));
        kit.trigger("table.last");
        QVERIFY(kit.wait([&] { return running("slowly(id)") == 1; }));
        kit.document->act(Verb::Stop);
        QVERIFY(!kit.document->can(Verb::Stop));
        QVERIFY(kit.wait([&] { return running("slowly(id)") == 0; }));
        QCOMPARE(kit.cell(0), "1");
        kit.trigger("table.last"); // a newer question ends the older
        QVERIFY(kit.wait([&] { return running("slowly(id)") == 1; }));
        kit.trigger("table.refresh");
        QVERIFY(kit.wait([&] { return !kit.document->can(Verb::Stop); }));
        QCOMPARE(running("slowly(id)"), 0);
        kit.trigger("table.last"); // and so does closing
        QVERIFY(kit.wait([&] { return running("slowly(id)") == 1; }));
        kit.document.reset();
        QVERIFY(kit.wait([&] { return running("slowly(id)") == 0; }));
    }
    void countingIsBesideTheReading()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(isFiltered(kit));
        const auto *label = kit.find<QLabel>("table.counting");
        kit.trigger("table.count");
        QVERIFY(kit.wait([&] { return running("count(*)") == 1; }));
        QVERIFY(label->isVisible() && label->text().startsWith(u"counting"_s));
        const int before = kit.rows();
        kit.scroll()->setValue(kit.scroll()->maximum());
        QVERIFY(kit.wait([&] { return kit.rows() > before; }));
        QVERIFY(label->isVisible() && running("count(*)") == 1);
        kit.document->act(Verb::Stop);
        QVERIFY(!label->isVisible());
        QVERIFY(kit.wait([&] { return running("count(*)") == 0; }));
        kit.trigger("table.count");
        QVERIFY(kit.wait([&] { return running("count(*)") == 1; }));
        kit.filter(u"id < 10"_s); // other rows: that count is of no use any more
        QVERIFY(kit.wait([&] { return kit.rows() == 9 && running("count(*)") == 0; }));
        kit.trigger("table.count");
        QVERIFY(kit.wait([&] { return kit.place().contains(u"9 rows exactly"_s); }));
    }
    // SAFETY 3: a reader, an ALTER TABLE that waits for it, the application's SELECT behind that.
    void nobodyWaits_data()
    {
        QTest::addColumn<QString>("sort");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QByteArray>("like");
        QTest::newRow("filtered window") << QString() << u"table.last"_s << QByteArray("slowly(id)");
        QTest::newRow("sorted window") << u"table.sortDescending"_s << QString() << QByteArray("slowly(id)");
        QTest::newRow("count") << QString() << u"table.count"_s << QByteArray("count(*)");
    }
    void nobodyWaits()
    {
        QFETCH(QString, sort);
        QFETCH(QString, command);
        QFETCH(QByteArray, like);
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(isFiltered(kit));
        kit.choose(0, 1);
        kit.trigger(qPrintable(sort.isEmpty() ? command : sort));
        QVERIFY(kit.wait([&] { return running(like) == 1; }));
        auto other = kit.connection->lend(), application = kit.connection->lend();
        auto alter = other->run(u"alter table t alter v set default 1"_s);
        QVERIFY(kit.wait([&] { return running("alter table t") == 1; }));
        auto select = application->run(u"select * from t limit 1"_s);
        QVERIFY(kit.wait([&] { return alter->isFinished() && select->isFinished(); }));
        QCOMPARE(select->rows()->rowCount(), 1);
        const QString who = u"PID %1"_s.arg(other->facts().processId);
        QVERIFY2(kit.wait([&] { return kit.notice().contains(who) && kit.notice().contains(u"waited for it"_s); }),
                 qPrintable(kit.notice()));
        QCOMPARE(kit.cell(0), "1"); // what was read stays
        QCOMPARE(running(like), 0);
    }
};

QTEST_MAIN(TestLongReads)
#include "tst_longreads.moc"
