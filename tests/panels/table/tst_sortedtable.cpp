// SPDX-License-Identifier: GPL-3.0-or-later
#include "tablekit.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace oriel;
using namespace Qt::StringLiterals;

using Kit = test::TableKit;
using test::patience;

class TestSortedTable : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql); }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        psql(R"(alter default privileges grant all on tables to public;
            create table t (id int primary key, total int, note text) with (autovacuum_enabled = off); create index on t (total);
            insert into t select g, nullif(g % 1000, 7), 'note ' || 30000 - g from generate_series(1, 30000) g; analyze t;
            create table large (id int primary key, at int, v int) with (autovacuum_enabled = off); create index on large (v);
            insert into large select g, -g, g from generate_series(1, 300) g; analyze large;
            create view many as select g as id, 45000 - g as down from generate_series(1, 45000) g)");
        m_server->psql(m_database, "update pg_class set reltuples = 4e7 where relname = 'large'");
    }

    void aClickSorts()
    {
        Kit kit(*m_server, m_database);
        QAbstractItemModelTester tester(kit.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        disconnect(kit.model(), &QAbstractItemModel::headerDataChanged, &tester, nullptr); // Qt 6.4's takes columns for rows
        QSignalSpy kept(kit.document.get(), &Guest::stateChanged);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QCOMPARE(kit.said(1), u"total, integer"_s);
        QVERIFY(!kit.find<QAction>("table.unsorted")->isEnabled());
        const auto before = kept.size();

        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1000"; }));
        QCOMPARE(kit.cell(29, 0), "30000");
        QCOMPARE(kit.cell(30, 0), "1");
        QVERIFY(kept.size() > before);
        QCOMPARE(kit.how(), u"by total, then key t_pkey"_s);
        QCOMPARE(kit.said(1), u"total, integer, sorted ascending"_s);
        QCOMPARE(kit.model()->order(), (RowModel::Order{1, false}));
        QVERIFY(kit.grid()->selectionModel()->selectedColumns().isEmpty());
        kit.find<QAction>("table.last")->trigger();
        QVERIFY(kit.wait([&] { return kit.bottomCell() == "29007"; }));
        QVERIFY(kit.model()->cell(kit.rows() - 1, 1).isNull);
        QVERIFY(kit.wait([&] { return kit.rows() >= 230; })); // 30 NULLs, then on by itself
        QCOMPARE(kit.cell(kit.rows() - 31, 1), "999");

        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "29007"; }));
        QVERIFY(kit.wait([&] { return kit.rows() > 30; }));
        QCOMPARE(kit.cell(30), "29999");
        QCOMPARE(kit.how(), u"by total descending, then key t_pkey"_s);
        QCOMPARE(kit.said(1), u"total, integer, sorted descending"_s);
        QSignalSpy wished(kit.document.get(), &Guest::wished);
        kit.find<QAction>("table.console")->trigger();
        QCOMPARE(std::get<OpenConsole>(wished.first().first().value<Wish>()).text,
                 u"SELECT * FROM public.t ORDER BY total DESC, id DESC;\n"_s);

        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1"; }));
        QCOMPARE(kit.how(), u"by key t_pkey"_s);
        QCOMPARE(kit.model()->order(), RowModel::Order());
        QVERIFY(!kit.document->state().contains(u"sort"_s));
    }
    void columnsAreStillSelected()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(1, Qt::ControlModifier);
        QCOMPARE(kit.grid()->selectionModel()->selectedColumns().size(), 1);
        kit.click(2, Qt::ShiftModifier);
        QCOMPARE(kit.grid()->selectionModel()->selectedColumns().size(), 2);
        QCOMPARE(kit.how(), u"by key t_pkey"_s);
        QTest::mousePress(kit.header()->viewport(), Qt::LeftButton, Qt::ControlModifier, kit.headerAt(0)); // nor does a drag sort
        QMouseEvent move(QEvent::MouseMove, kit.headerAt(1), kit.header()->viewport()->mapToGlobal(kit.headerAt(1)), Qt::NoButton,
                         Qt::LeftButton, Qt::ControlModifier);
        QApplication::sendEvent(kit.header()->viewport(), &move);
        QTest::mouseRelease(kit.header()->viewport(), Qt::LeftButton, Qt::ControlModifier, kit.headerAt(1));
        QCOMPARE(kit.grid()->selectionModel()->selectedColumns().size(), 2);
        QCOMPARE(kit.how(), u"by key t_pkey"_s);
    }
    void byMenuAndCommand()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        Q_EMIT kit.header()->customContextMenuRequested(kit.headerAt(1));
        auto *menu = kit.find<QMenu>("table.headerMenu");
        QVERIFY(menu);
        menu->findChild<QAction *>(u"table.sortDescendingHere"_s)->trigger();
        menu->close();
        QVERIFY(kit.wait([&] { return kit.cell(0) == "29007"; }));
        kit.grid()->setCurrentIndex(kit.model()->index(3, 0));
        kit.find<QAction>("table.sortDescending")->trigger();
        QVERIFY(kit.wait([&] { return kit.cell(0) == "30000"; }));
        QCOMPARE(kit.how(), u"by id descending, then key t_pkey"_s);
        kit.find<QAction>("table.sortAscending")->trigger();
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1"; }));
        kit.find<QAction>("table.unsorted")->trigger();
        QVERIFY(kit.wait([&] { return kit.how() == u"by key t_pkey"_s; }));
    }
    void refreshAndRestoreKeepIt()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1000"; }));
        kit.grid()->verticalScrollBar()->setValue(100 * kit.grid()->rowHeight());
        const QByteArray top = kit.cell(kit.grid()->rowAt(1));
        psql("insert into t values (30001, 0, 'new')");
        kit.find<QAction>("table.refresh")->trigger();
        QVERIFY(kit.wait([&] { return kit.cell(30) == "30001"; }));
        QCOMPARE(kit.cell(kit.grid()->rowAt(1)), top);
        psql("delete from t where id = 30001");

        Kit other(*m_server, m_database);
        other.document->restore(kit.document->state());
        other.document->show();
        QVERIFY(other.wait([&] { return other.cell(0) == "1000"; }));
        QCOMPARE(other.said(1), u"total, integer, sorted ascending"_s);
        QCOMPARE(other.document->state(), kit.document->state());
    }
    void withoutAnIndexItIsOneQuery()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(2);
        QVERIFY(kit.wait([&] { return kit.place().startsWith(u"paused at 10,000"_s); }));
        QCOMPARE(kit.how(), u"one query, sorted by note, for at most 5 minutes"_s);
        QCOMPARE(kit.cell(0), psql("select id from t order by note, id limit 1"));
        QCOMPARE(kit.model()->order(), (RowModel::Order{2, false}));
        QVERIFY(kit.grid()->currentIndex().isValid()); // what is done to a cell can be done at once
        kit.find<QAction>("table.last")->trigger();
        QVERIFY(kit.wait([&] { return kit.place() == u"30,000 rows, all"_s; }));
        QCOMPARE(kit.bottomCell(), psql("select id from t order by note desc, id desc limit 1"));
        kit.click(1); // back into windows
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1000" && kit.rows() < 1000; }));
        QCOMPARE(kit.model()->order(), (RowModel::Order{1, false}));
        kit.open(u"many"_s);
        QVERIFY(kit.wait([&] { return kit.model()->columnCount() == 2 && kit.cell(0) == "1"; }));
        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "45000"; }));
        QCOMPARE(kit.how(), u"one query, sorted by down, for at most 5 minutes"_s);
    }
    void aLargeOneAsksFirst()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"large"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(2); // by its index
        QVERIFY(kit.wait([&] { return kit.how() == u"by v, then key large_pkey"_s && kit.model()->order().column == 2; }));
        QVERIFY(kit.notice().isEmpty());
        kit.click(1);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"No index on at: sorting reads about 40 M rows, at most 5 min"_s, patience);
        QCOMPARE(kit.how(), u"by v, then key large_pkey"_s); // nothing has happened yet
        kit.find<QPushButton>("table.sortAnyway")->click();
        QVERIFY(kit.wait([&] { return kit.cell(0) == "300"; }));
        QVERIFY(kit.notice().isEmpty());
        kit.find<QAction>("table.refresh")->trigger(); // was agreed to
        QVERIFY(kit.wait([&] { return kit.place() == u"300 rows, all"_s; }));
        QCOMPARE(kit.how(), u"one query, sorted by at, for at most 5 minutes"_s);

        Kit other(*m_server, m_database);
        other.document->restore(kit.document->state());
        other.document->show();
        QVERIFY(other.wait([&] { return other.rows() >= 200; }));
        QCOMPARE(other.cell(0), "1");
        QTRY_VERIFY_WITH_TIMEOUT(other.notice().startsWith(u"No index on at"_s), patience);
        other.find<QPushButton>("table.sortAnyway")->click();
        QVERIFY(other.wait([&] { return other.cell(0) == "300"; }));
    }
    void aFilterUnderASortIsNamedAsSuch()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"large"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(2); // in windows, by its index
        QVERIFY(kit.wait([&] { return kit.how() == u"by v, then key large_pkey"_s && !kit.document->can(Verb::Stop); }));
        kit.filter(u"at = -7"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"No index serves this filter: it reads about 40 M rows, at most 30 s"_s,
                                  patience);
    }
    void stoppedIsAsBefore()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.click(1);
        kit.document->act(Verb::Stop);
        QVERIFY(!kit.document->state().contains(u"sort"_s));
        QCOMPARE(kit.how(), u"by key t_pkey"_s);
        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1000"; }));
        QCOMPARE(kit.model()->order(), (RowModel::Order{1, false}));
    }
    void whatCannotBeSorted()
    {
        psql("create table odd (id int primary key, doc json); insert into odd values (1, '1'), (2, '2')");
        Kit kit(*m_server, m_database);
        kit.open(u"odd"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 2; }));
        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"ordering operator"_s); }));
        QCOMPARE(kit.how(), u"by key odd_pkey"_s); // what is shown
        QVERIFY(!kit.document->state().contains(u"sort"_s));
        kit.find<QPushButton>("table.unsort")->click();
        QVERIFY(kit.wait([&] { return kit.how() == u"by key odd_pkey"_s && kit.rows() == 2; }));
    }
    void whatTakesTooLong()
    {
        psql(
            R"(create table gate (isOpen bool); insert into gate values (true); create table slow (id int primary key, total int);
            create index on slow (total); insert into slow select g, -g from generate_series(1, 30000) g; analyze slow;
            alter table slow enable row level security; create policy by_gate on slow using (exists (select from gate)))");
        Kit kit(*m_server, m_database);
        kit.open(u"slow"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        auto holder = kit.connection->lend();
        auto lock = holder->run(u"begin; lock table gate in access exclusive mode"_s);
        QVERIFY(kit.wait([&] { return lock->isFinished(); }));
        const int before = kit.rows();
        kit.click(1);
        QVERIFY(kit.wait([&] { // ended by the server, as at the time limit; the lock's own limit may come first
            psql("select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'");
            auto *retry = kit.find<QPushButton>("table.retry");
            if (retry && !kit.find("table.sortInOne"))
                retry->click();
            return kit.find("table.sortInOne") != nullptr;
        }));
        auto unlock = holder->run(u"rollback"_s);
        QVERIFY(kit.wait([&] { return unlock->isFinished(); }));
        kit.scroll()->setValue(kit.scroll()->maximum()); // what is shown goes on in its own order
        QVERIFY(kit.wait([&] { return kit.rows() > before; }));
        QCOMPARE(kit.bottomCell(), QByteArray::number(kit.rows()));
        QCOMPARE(kit.model()->order(), RowModel::Order());
        kit.find<QPushButton>("table.sortInOne")->click();
        QVERIFY(kit.wait([&] { return kit.cell(0) == "30000"; }));
        QCOMPARE(kit.how(), u"one query, sorted by total, for at most 5 minutes"_s);
    }
};

QTEST_MAIN(TestSortedTable)
#include "tst_sortedtable.moc"
