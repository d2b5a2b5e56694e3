// SPDX-License-Identifier: GPL-3.0-or-later
// Along foreign keys and back, a row by its key, columns of the user's own, what is taken away.
#include "panels/table/referrers.h"
#include "tablekit.h"
#include "widgets/placebar.h"
#include "widgets/recordview.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace oriel;
using namespace Qt::StringLiterals;
using Kit = test::TableKit;

class TestTableTrail : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    static bool isThere(const Kit &kit, const QByteArray &id, const QString &name)
    {
        return kit.document->title().startsWith(name) && kit.cell(0) == id && !kit.document->can(Verb::Stop);
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, R"(alter default privileges grant all on tables to public;
            alter default privileges grant usage on schemas to public;
            create schema shop;
            create table shop.film (id int primary key, title text);
            create table shop.shelf (room int, place text, film_id int references shop.film, primary key (room, place));
            create table rental (id int primary key, room int, place text, returned date, foreign key (room, place) references shop.shelf);
            insert into shop.film select g, 'Film ' || g from generate_series(1, 1000) g;
            insert into shop.shelf select g % 10, 'p' || g, g from generate_series(1, 1000) g;
            insert into rental select g, case when g <> 7 then g % 10 end, case when g <> 7 then 'p' || (g - 1) % 1000 + 1 end, null
              from generate_series(1, 3000) g where true;
            create table doc (id int primary key, payload jsonb, at timestamptz);
            insert into doc select g, jsonb_build_object('city', 'Bonn', 'n', g), now() from generate_series(1, 500) g;
            create table buyer (id int primary key, name text) with (autovacuum_enabled = off);
            create table sale (id int primary key, buyer_id int references buyer) with (autovacuum_enabled = off);
            insert into buyer select g, 'Buyer ' || g from generate_series(1, 300) g;
            insert into sale select g, g from generate_series(1, 300) g;
            analyze)");
        m_server->psql(m_database, "update pg_class set reltuples = 4e7 where relname = 'sale'");
    }

    void followedAndBack()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QVERIFY(!kit.find<QAction>("table.back")->isEnabled());
        kit.scroll()->setValue(30 * kit.grid()->rowHeight());
        kit.choose(40, 2); // of a composite key
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.follow")->isEnabled(); }));
        const QByteArray top = kit.topCell();
        kit.trigger("table.follow");
        QVERIFY(kit.wait([&] { return isThere(kit, "1", u"shelf"_s) && kit.rows() == 1; }));
        QCOMPARE(kit.cell(0, 1), "p41");
        QCOMPARE(kit.document->key(), u"table:c1//shop/shelf"_s);
        kit.choose(0, 2);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.follow")->isEnabled(); }));
        kit.trigger("table.follow");
        QVERIFY(kit.wait([&] { return isThere(kit, "41", u"film"_s) && kit.rows() == 1; }));
        kit.trigger("table.back");
        QVERIFY(kit.wait([&] { return isThere(kit, "1", u"shelf"_s) && kit.rows() == 1; }));
        kit.trigger("table.back");
        QVERIFY(kit.wait([&] { return kit.document->title().startsWith(u"rental"_s) && kit.rows() > 100; }));
        QVERIFY(kit.wait([&] { return kit.topCell() == top; })); // where one was
        QCOMPARE(kit.cell(kit.grid()->currentIndex().row()), "41");
        QCOMPARE(kit.grid()->currentIndex().column(), 2);
        QVERIFY(!kit.find<QAction>("table.back")->isEnabled());
        kit.trigger("table.forward");
        QVERIFY(kit.wait([&] { return isThere(kit, "1", u"shelf"_s); }));
    }
    void nullRefersToNothing()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(6, 1);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.follow")->isEnabled(); }));
        kit.trigger("table.follow");
        QVERIFY(kit.place().contains(u"NULL"_s));
        kit.choose(6, 0);
        QVERIFY(!kit.find<QAction>("table.follow")->isEnabled());
    }
    void peekedAt()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(4, 1);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.peek")->isEnabled(); }));
        kit.trigger("table.peek");
        auto *record = kit.find<RecordView>("table.record");
        QVERIFY(record->isVisible());
        QVERIFY(kit.wait([&] { return record->findChild<QTreeView *>()->model()->rowCount() == 3; }));
        QCOMPARE(kit.document->title(), u"rental · shop"_s);
        QTest::keyClick(kit.document.get(), Qt::Key_Escape);
        QVERIFY(!record->isVisible());
    }
    void withoutItsConnection()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(4, 1);
        QVERIFY(kit.wait([&] {
            return kit.find<QAction>("table.peek")->isEnabled() && !kit.find<PlaceBar>("table.placeBar")->text().isEmpty();
        }));
        kit.connection.reset();
        kit.scroll()->setValue(30 * kit.grid()->rowHeight());
        QVERIFY(kit.wait([&] { return kit.find<PlaceBar>("table.placeBar")->text().isEmpty(); }));
        kit.trigger("table.peek");
        QVERIFY2(kit.notice().contains(u"removed"_s), qPrintable(kit.notice()));
    }
    void rowsThatRefer()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"film"_s, u"shop"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(4, 1);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.referrers")->isEnabled(); }));
        kit.trigger("table.referrers");
        auto *popup = kit.find<Referrers>("table.referrersPopup");
        QVERIFY(popup);
        auto *list = popup->findChild<QTreeWidget *>();
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(0), u"shop.shelf"_s);
        popup->findChild<QPushButton *>(u"table.countReferrers"_s)->click();
        QVERIFY(kit.wait([&] { return list->topLevelItem(0)->text(2) == u"1"_s; }));
        Q_EMIT list->itemActivated(list->topLevelItem(0), 0);
        QVERIFY(
            kit.wait([&] { return kit.document->title().startsWith(u"shelf"_s) && kit.rows() == 1 && kit.cell(0, 2) == "5"; }));
    }
    void aCostlyWalkAsksFirst() // the referring column has no index
    {
        Kit kit(*m_server, m_database);
        kit.open(u"buyer"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(4, 0);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.referrers")->isEnabled(); }));
        kit.trigger("table.referrers");
        Q_EMIT kit.find<Referrers>("table.referrersPopup")
            ->findChild<QTreeWidget *>()
            ->itemActivated(kit.find<Referrers>("table.referrersPopup")->findChild<QTreeWidget *>()->topLevelItem(0), 0);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"No index serves this filter: it reads about 40 M rows, at most 30 s"_s,
                                  test::patience);
        kit.find<QPushButton>("table.filterAnyway")->click();
        QVERIFY(kit.wait([&] { return isThere(kit, "5", u"sale"_s) && kit.rows() == 1; }));
        kit.trigger("table.back");
        QVERIFY(kit.wait([&] { return kit.document->title().startsWith(u"buyer"_s) && kit.rows() >= 200; }));
        kit.trigger("table.forward"); // ran before
        QVERIFY(kit.wait([&] { return isThere(kit, "5", u"sale"_s) && kit.rows() == 1; }));
        QVERIFY(kit.notice().isEmpty());
    }
    void whatDoesNotComeChangesNothing()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(40, 2);
        QVERIFY(kit.wait([&] { return kit.find<QAction>("table.follow")->isEnabled(); }));
        kit.scroll()->setValue(30 * kit.grid()->rowHeight());
        const QByteArray top = kit.topCell();
        const QJsonObject state = kit.document->state();
        const auto isAsBefore = [&] {
            return kit.document->title().startsWith(u"rental"_s) && kit.document->key() == u"table:c1//public/rental"_s &&
                   kit.document->state() == state && !kit.find<QAction>("table.back")->isEnabled() &&
                   kit.find<QLabel>("table.name")->text() == u"public.rental"_s && kit.topCell() == top &&
                   kit.grid()->currentIndex().row() == 40 && kit.how() == u"by key rental_pkey"_s;
        };
        kit.trigger("table.follow");
        kit.document->act(Verb::Stop);
        QVERIFY(isAsBefore());
        m_server->psql(m_database, "revoke all on shop.shelf from public");
        kit.trigger("table.follow");
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"permission denied"_s); }));
        QVERIFY(isAsBefore());
        m_server->psql(m_database, "grant all on shop.shelf to public");
        kit.find<QPushButton>("table.retry")->click(); // asks for what was asked for
        QVERIFY(kit.wait([&] { return isThere(kit, "1", u"shelf"_s) && kit.rows() == 1; }));
        m_server->psql(m_database, "revoke all on rental from public");
        kit.trigger("table.back");
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"permission denied"_s); }));
        QVERIFY(isThere(kit, "1", u"shelf"_s) && kit.find<QAction>("table.back")->isEnabled());
        QVERIFY(!kit.find<QAction>("table.forward")->isEnabled());
        m_server->psql(m_database, "grant all on rental to public");
        kit.trigger("table.back");
        QVERIFY(kit.wait([&] { return kit.document->title().startsWith(u"rental"_s) && kit.topCell() == top; }));
        QVERIFY(kit.find<QAction>("table.forward")->isEnabled());
        kit.open(u"doc"_s); // another table begins a trail of its own
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QVERIFY(!kit.find<QAction>("table.back")->isEnabled() && !kit.find<QAction>("table.forward")->isEnabled());
    }
    void toARowByItsKey()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"shelf"_s, u"shop"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QVERIFY(kit.document->can(Verb::GoTo));
        kit.document->act(Verb::GoTo);
        auto *dialog = kit.find<QDialog>("table.goToRow");
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>(u"table.key0"_s)->setText(u"7"_s);
        dialog->findChild<QLineEdit *>(u"table.key1"_s)->clear();
        QTest::keyClick(dialog->findChild<QLineEdit *>(u"table.key0"_s), Qt::Key_Return);
        QVERIFY(kit.wait([&] { return kit.cell(kit.grid()->currentIndex().row()) == "7"; }));
        QCOMPARE(kit.topCell(), "7");
        kit.document->act(Verb::GoTo);
        for (auto *again : kit.document->findChildren<QDialog *>(u"table.goToRow"_s)) {
            if (!again->isVisible())
                continue;
            again->findChild<QLineEdit *>(u"table.key0"_s)->setText(u"seven"_s);
            QTest::keyClick(again->findChild<QLineEdit *>(u"table.key0"_s), Qt::Key_Return);
        }
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"seven"_s); }));
        QCOMPARE(kit.topCell(), "7"); // what is shown stays
    }
    void aColumnOfOnesOwn()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"doc"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.trigger("table.addColumn");
        auto *dialog = kit.find<QDialog>("table.expressionDialog");
        QVERIFY(dialog);
        auto *line = dialog->findChild<QLineEdit *>(u"table.expression"_s);
        line->setText(u"nothing + 1"_s);
        QTest::keyClick(line, Qt::Key_Return);
        auto *flaw = dialog->findChild<QLabel *>(u"table.expressionFlaw"_s);
        QVERIFY(kit.wait([&] { return flaw->isVisible() && flaw->text().contains(u"nothing"_s); }));
        line->setText(u"(payload ->> 'n')::int * 2"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(kit.wait([&] { return kit.model()->columnCount() == 4 && kit.cell(4, 3) == "10"; }));
        QCOMPARE(kit.model()->columns().at(3).type, u"integer"_s);
        Kit other(*m_server, m_database);
        other.document->restore(kit.document->state());
        other.document->show();
        QVERIFY(other.wait([&] { return other.cell(4, 3) == "10"; }));
    }
    void countedExactly()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"rental"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"id > 1000"_s);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "1001"; }));
        kit.trigger("table.count");
        QVERIFY(kit.wait([&] { return kit.place().contains(u"2,000"_s); }));
    }
    void aRecordIsCopiedWhole()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"doc"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(2, 1);
        kit.trigger("table.record");
        auto *record = kit.find<RecordView>("table.record");
        QVERIFY(record->isVisible());
        Q_EMIT record->nextAsked();
        QCOMPARE(kit.grid()->currentIndex().row(), 3);
        Q_EMIT record->copyRowAsked();
        QVERIFY(kit.wait(
            [&] { return QGuiApplication::clipboard()->text().contains(u"\"payload\": {\"n\": 4, \"city\": \"Bonn\"}"_s); }));
    }
    void fieldsOfRowsHaveTheirNames()
    {
        m_server->psql(m_database, R"sql(create type place as (street text, town text); create domain spot as place;
            create table home (id int primary key, at place, more place[], spot spot);
            insert into home values (1, '("Calle 5",Bonn)', '{"(a,b)"}', '(c,d)'))sql");
        Kit kit(*m_server, m_database);
        kit.open(u"home"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        for (int column = 1; column <= 3; ++column) {
            kit.choose(0, column);
            const auto isNamed = [&] {
                Q_EMIT kit.grid()->cellOpened(kit.model()->index(0, column));
                const auto *list = kit.find("value")->findChild<QTreeView *>(u"value.list"_s);
                if (!list || !list->isVisible() || list->model()->rowCount() == 0)
                    return false;
                QModelIndex row = list->model()->index(0, 0);
                if (column == 2)
                    row = list->model()->index(0, 0, row);
                return row.data().toString() == u"street"_s;
            };
            QVERIFY2(kit.wait(isNamed), QByteArray::number(column).constData());
        }
    }
    void inUtc()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"doc"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.scroll()->setValue(50 * kit.grid()->rowHeight());
        const QByteArray top = kit.topCell();
        QTest::mouseClick(kit.find<QToolButton>("table.zone"), Qt::LeftButton);
        auto *menu = kit.find<QMenu>("table.zoneMenu");
        QVERIFY(menu);
        menu->findChild<QAction *>(u"table.zoneUtc"_s)->trigger();
        QVERIFY(kit.wait([&] { return kit.rows() > 0 && kit.cell(0, 2).endsWith("+00") && kit.topCell() == top; }));
        QCOMPARE(kit.find<QToolButton>("table.zone")->text(), u"TimeZone UTC"_s);
    }
};

QTEST_MAIN(TestTableTrail)
#include "tst_tabletrail.moc"
