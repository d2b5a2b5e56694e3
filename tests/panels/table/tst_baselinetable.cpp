// SPDX-License-Identifier: GPL-3.0-or-later
// A table document that was marked, and what it shows of what was written since.
#include "panels/table/changedtables.h"
#include "tablekit.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeWidget>

using namespace oriel;
using namespace Qt::StringLiterals;

using Kit = test::TableKit;
using test::patience;

namespace {

QString since(const Kit &kit)
{
    const auto *button = kit.find<QToolButton>("table.since");
    return button->isVisible() ? button->text().section(u": "_s, 1) : QString();
}

// "+101 ~50", in the order shown; those without a sign as "50"
QByteArrayList signs(const Kit &kit)
{
    QByteArrayList all;
    for (int row = 0; row < kit.rows(); ++row)
        all << signText(kit.model()->sign(row)).toUtf8() + kit.cell(row);
    return all;
}

bool mark(const Kit &kit, const char *command = "table.baseline")
{
    kit.trigger(command);
    return kit.wait([&] { return since(kit).contains(u" row"_s); });
}

bool compare(const Kit &kit, const QString &expected)
{
    kit.trigger("table.compare");
    return kit.wait([&] { return since(kit) == expected; }) || (qWarning() << since(kit) << kit.notice(), false);
}

} // namespace

class TestBaselineTable : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql).trimmed(); }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
    }
    void init()
    {
        m_database = m_server->newDatabase();
        psql("alter default privileges grant all on tables to public; create table t (id int primary key, total numeric, note "
             "text); "
             "insert into t select g, g + 0.5, 'note ' || g from generate_series(1, 6) g; analyze t");
    }

    void signsAndOldValues()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(!kit.find<QAction>("table.compare")->isEnabled());
        QVERIFY(mark(kit));
        QCOMPARE(kit.rows(), 6); // as they stood
        QCOMPARE(kit.cell(0), "1");
        psql("insert into t values (7, 1, 'new'); update t set total = 9.00 where id = 5; delete from t where id = 3; update t "
             "set "
             "note = null where id = 2");
        kit.choose(4, 1);
        QVERIFY(compare(kit, u"+1 ~2 −1"_s));
        QAbstractItemModelTester tester(kit.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        disconnect(kit.model(), &QAbstractItemModel::headerDataChanged, &tester, nullptr); // Qt 6.4's takes columns for rows
        QCOMPARE(signs(kit), (QByteArrayList{"+7", "6", "~5", "4", "−3", "~2", "1"}));
        QCOMPARE(kit.cell(2, 1), "9.00");
        QCOMPARE(kit.model()->before(2, 1)->text, "5.5");
        QVERIFY(!kit.model()->before(2, 2));
        QCOMPARE(kit.model()->before(5, 2)->text, "note 2");
        QVERIFY(kit.model()->data(kit.model()->index(5, 2), Qt::ToolTipRole).toString().contains("note 2"_L1));
        QVERIFY(kit.model()->headerData(0, Qt::Vertical, Qt::AccessibleTextRole).toString().contains("added"_L1));
        QCOMPARE(kit.grid()->currentIndex().row(), 0); // the first change
        QCOMPARE(kit.place(), u"6 rows, all"_s);

        kit.trigger("table.onlyChanges");
        QCOMPARE(signs(kit), (QByteArrayList{"+7", "~5", "−3", "~2"}));
        psql("update t set note = 'note 2' where id = 2");
        kit.trigger("table.refresh"); // is a comparison
        QVERIFY(kit.wait([&] { return since(kit) == u"+1 ~1 −1"_s; }));
        QCOMPARE(signs(kit), (QByteArrayList{"+7", "~5", "−3"}));

        kit.trigger("table.clearBaseline");
        QVERIFY(kit.wait([&] { return signs(kit) == QByteArrayList({"1", "2", "4", "5", "6", "7"}); }));
        QCOMPARE(since(kit), QString());
        QVERIFY(!kit.find<QAction>("table.compare")->isEnabled());
    }
    void copiesSayWhatTheyHold()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(!kit.find<QAction>("grid.copyWithChanges")->isEnabled());
        QVERIFY(mark(kit));
        psql("insert into t values (7, 1, 'new'); update t set total = 0 where id = 6; delete from t where id < 6");
        QVERIFY(compare(kit, u"+1 ~1 −5"_s));
        kit.grid()->selectEverything();
        kit.trigger("grid.copyWithHeader");
        QCOMPARE(QGuiApplication::clipboard()->text(), u"id\ttotal\tnote\n7\t1\tnew\n6\t0\tnote 6\n"_s);
        QCOMPARE(kit.place(), u"2 rows copied, as they are now"_s);
        kit.trigger("grid.copyWithChanges");
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(
            u"±\tid\ttotal\tnote\n+\t7\t1\tnew\n~\t6\t0\tnote 6\n−\t5\t5.5\tnote 5\n"_s));
        kit.choose(3, 0);
        kit.grid()->selectionModel()->select(kit.grid()->currentIndex(), QItemSelectionModel::ClearAndSelect);
        kit.trigger("grid.copy");
        QVERIFY(kit.notice().contains("was removed"_L1));
    }
    void filterSortAndHiddenColumns()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        kit.filter(u"id > 2"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 4; }));
        kit.click(1);
        QVERIFY(kit.wait([&] { return kit.model()->order() == RowModel::Order{1, false} && kit.rows() == 4; }));
        kit.grid()->setHidden(2, true);
        QVERIFY(mark(kit));
        psql("update t set total = 100 where id = 3; update t set total = 0 where id = 1; insert into t values (8, 0.1, 'x')");
        QVERIFY(compare(kit, u"+1 ~1"_s));
        QCOMPARE(signs(kit), (QByteArrayList{"+8", "4", "5", "6", "~3"}));
        QVERIFY(kit.grid()->isColumnHidden(2));

        kit.filter(u"id > 3"_s); // other rows
        QVERIFY(kit.wait([&] { return kit.notice().startsWith("The baseline is dropped"_L1); }));
        QVERIFY(!kit.find<QAction>("table.compare")->isEnabled());
        QCOMPARE(since(kit), QString());
        kit.find<QPushButton>("table.markAgain")->click();
        QVERIFY(kit.wait([&] { return since(kit) == u"4 rows"_s; }));
    }
    void anotherTable()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(mark(kit));
        psql("alter table t add extra int");
        kit.trigger("table.compare");
        QVERIFY(kit.wait([&] { return kit.notice().contains("extra was added"_L1); }));
        QCOMPARE(since(kit), QString());
    }
    void triggers()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(mark(kit));
        psql("delete from t where id = 1");
        Q_EMIT kit.connection->ran(); // a console's run has ended
        QVERIFY(kit.wait([&] { return since(kit) == u"−1"_s; }));

        kit.document->hide(); // waits until it is seen
        psql("delete from t where id = 2");
        Q_EMIT kit.connection->ran();
        QVERIFY(!kit.document->can(Verb::Stop));
        kit.document->show();
        QVERIFY(kit.wait([&] { return since(kit) == u"−2"_s; }));

        QApplication::setActiveWindow(kit.document.get());
        QVERIFY(kit.wait([&] { return kit.document->isActiveWindow(); }));
        kit.trigger("table.every2");
        QVERIFY(kit.find<QAction>("table.every2")->isChecked());
        psql("delete from t where id = 3");
        QVERIFY(kit.wait([&] { return since(kit) == u"−3"_s; }));
        psql("alter table t rename to gone"); // said once, and no more by itself
        QVERIFY(kit.wait([&] { return kit.notice().contains("not any more by themselves"_L1); }));
        QVERIFY(kit.find<QAction>("table.every0")->isChecked());
        QVERIFY(kit.find<QAction>("table.compare")->isEnabled());
    }
    void productionIsAskedOnce()
    {
        Kit kit(*m_server, m_database, true);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(mark(kit));
        kit.trigger("table.every5");
        QVERIFY(kit.find<QAction>("table.every0")->isChecked());
        QVERIFY(kit.notice().startsWith("This is production"_L1));
        kit.find<QPushButton>("table.repeat")->click();
        QVERIFY(kit.find<QAction>("table.every5")->isChecked());
        kit.trigger("table.every10");
        QVERIFY(kit.find<QAction>("table.every10")->isChecked());
        QCOMPARE(kit.notice(), QString());
    }
    void aLostConnection()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        psql("create view slow as select id, pg_sleep(case when (select count(*) from t) = 5 then 30 else 0 end)::text as s from "
             "t");
        kit.open(u"slow"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 6; }));
        QVERIFY(mark(kit));
        psql("delete from t where id = 1");
        kit.trigger("table.compare");
        const QByteArray asleep = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        QVERIFY(kit.wait([&] { return psql(asleep) == "1"; }));
        psql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
        QVERIFY(kit.wait([&] { return kit.notice().startsWith("The rows could not be compared"_L1); }));
        psql("insert into t values (1)");
        kit.find<QPushButton>("table.compareAgain")->click();
        QVERIFY(kit.wait([&] { return since(kit) == u"no changes"_s; }));
        psql("delete from t where id = 1");
        kit.trigger("table.compare");
        QVERIFY(kit.wait([&] { return psql(asleep) == "1"; }));
        QVERIFY(kit.document->can(Verb::Stop));
        kit.document->act(Verb::Stop);
        QVERIFY(kit.wait([&] { return psql(asleep) == "0"; }));
        kit.trigger("table.compare");
        kit.document.reset(); // closed in the middle
    }
    void changedTablesAreListed()
    {
        psql("create table quiet (id int primary key); create table emptied (id int); insert into emptied values (1), (2); "
             "create table "
             "doomed (id int)");
        Kit kit(*m_server, m_database);
        ChangedTables list;
        list.resize(700, 300);
        list.show();
        list.setConnection(kit.connection.get());
        kit.connection->connectNow();
        auto *tree = list.findChild<QTreeWidget *>(u"changedTables.list"_s);
        QVERIFY(kit.wait([&] { return list.tables()->since().isValid(); }));
        QVERIFY(!tree->topLevelItemCount());
        const auto lines = [&] {
            QStringList all;
            for (int i = 0; i < tree->topLevelItemCount(); ++i)
                all << tree->topLevelItem(i)->text(0) + u' ' + tree->topLevelItem(i)->text(1);
            return all;
        };
        const auto seen = [&](const QStringList &expected) {
            return kit.wait([&] {
                list.findChild<QAction *>(u"changedTables.look"_s)->trigger();
                return lines() == expected;
            }) || (qWarning() << lines(), false);
        };
        psql("insert into t values (10), (11); update t set note = 'x' where id = 10; delete from t where id = 11; truncate "
             "emptied; "
             "create table made (id int); drop table doomed");
        QVERIFY(seen({u"doomed "_s, u"emptied "_s, u"made "_s, u"t +2 ~1 −1"_s}));

        QVERIFY(kit.wait([&] { return list.findChild<QAction *>(u"changedTables.mark"_s)->isEnabled(); }));
        list.findChild<QAction *>(u"changedTables.mark"_s)->trigger();
        QVERIFY(kit.wait([&] { return list.tables()->markedCount() == 4 && !list.tables()->isBusy(); }));
        QVERIFY(lines().isEmpty());
        psql("begin; update t set note = 'y'; rollback");
        QVERIFY(seen({u"t "_s}));
        QVERIFY(kit.wait([&] { return tree->topLevelItem(0)->text(2).startsWith("written, but equal"_L1); }));
        psql("delete from t where id = 10; insert into emptied values (7)");
        QVERIFY(seen({u"emptied +1"_s, u"t −1"_s}));

        QSignalSpy chosen(&list, &ChangedTables::chosen);
        tree->setCurrentItem(tree->topLevelItem(1));
        Q_EMIT tree->itemActivated(tree->topLevelItem(1), 0);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<OpenTable>().name, u"t"_s);
        const auto given = chosen[0][1].value<std::optional<Baseline::Mark>>();
        QVERIFY(given);
        kit.open(u"t"_s);
        kit.document->compareWith(*given);
        QVERIFY(kit.wait([&] { return since(kit) == u"−1"_s; }));
        QCOMPARE(signs(kit).first(), "−10");
    }
};

QTEST_MAIN(TestBaselineTable)
#include "tst_baselinetable.moc"
