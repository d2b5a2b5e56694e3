// SPDX-License-Identifier: GPL-3.0-or-later
// The filter of a table: typed, from a cell, its mistakes, what it costs, what is kept of it.
#include "tablekit.h"
#include "widgets/filterchips.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QInputDialog>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace oriel;
using namespace Qt::StringLiterals;
using Kit = test::TableKit;

class TestFilteredTable : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql); }
    static QString statement(const Kit &kit)
    {
        QSignalSpy wished(kit.document.get(), &Guest::wished);
        kit.trigger("table.console");
        return std::get<OpenConsole>(wished.first().first().value<Wish>()).text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        psql(R"(alter default privileges grant all on tables to public;
            create type mood as enum ('sad', 'ok');
            create table t (id int primary key, kind int, note text, mood mood, payload jsonb) with (autovacuum_enabled = off);
            insert into t select g, nullif(g % 1000, 7), 'note ' || g, case when g % 2 = 0 then 'sad' else 'ok' end::mood,
                                 jsonb_build_object('n', g, 'city', 'Bonn ' || g % 3) from generate_series(1, 30000) g; analyze t;
            create table heap (a int, b text) with (autovacuum_enabled = off);
            insert into heap select g, 'x' || g from generate_series(1, 100000) g; analyze heap;
            create view seen as select id, kind, note from t;
            create table large (id int primary key, at int) with (autovacuum_enabled = off);
            insert into large select g, -g from generate_series(1, 300) g; analyze large;
            create table long (id int primary key, text text); insert into long values (1, repeat('x', 300)), (2, repeat('x', 300) || 'y'))");
        m_server->psql(m_database, "update pg_class set reltuples = 4e7 where relname = 'large'");
    }

    void typed()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5 and note like '%5' -- a comment"_s);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "5" && kit.place() == u"30 rows, all"_s; }));
        QVERIFY(kit.filterLine()->text().isEmpty());
        QCOMPARE(kit.bottomCell(), "29005");
        QCOMPARE(kit.how(), u"by key t_pkey"_s);
        QCOMPARE(kit.document->status().value(1).text, u"limit 30 s"_s);
        kit.filter(u"id > 15000"_s); // one more
        QVERIFY(kit.wait([&] { return kit.cell(0) == "15005" && kit.rows() == 15; }));
        kit.click(0);
        kit.click(0);
        QVERIFY(kit.wait([&] { return kit.cell(0) == "29005" && kit.rows() == 15; }));
        QCOMPARE(psql(statement(kit).toUtf8()).split('\n').size(), 15);
        Q_EMIT kit.find<FilterChips>("table.chips")->toggled(1, false);
        QVERIFY(kit.wait([&] { return kit.rows() == 30; }));
        Q_EMIT kit.find<FilterChips>("table.chips")->removed(0);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
    }
    void ofTheUsersOwnType() // its operators are found by the session's search_path
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"mood = 'sad'::mood and t.id < 100"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"49 rows, all"_s; }));
    }
    void aMistakeIsShownAtItsPlace()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5 and nosuch > 1"_s);
        QVERIFY(kit.wait([&] { return kit.flaw().contains(u"nosuch"_s); }));
        QCOMPARE(kit.filterLine()->cursorPosition(), 13);
        QCOMPARE(kit.filterLine()->text(), u"kind = 5 and nosuch > 1"_s);
        QVERIFY(kit.rows() >= 200); // what is shown stays
        QVERIFY(!kit.document->state().contains(u"filters"_s));
        QVERIFY(kit.notice().isEmpty());
        kit.filter(u"kind = 5; delete from t"_s); // is not even asked
        QVERIFY(kit.flaw().contains(u"semicolon"_s));
        kit.filter(u"1=1) or (1=1"_s);
        QVERIFY(!kit.flaw().isEmpty());
        kit.filter(u"10 / (kind - 5) > 0"_s); // as it runs
        QVERIFY(kit.wait([&] { return kit.flaw().contains(u"division by zero"_s); }));
        kit.filter(u"nextval('none') > 0 and set_config('a.b', 'c', true) = 'c'"_s);
        QVERIFY(kit.wait([&] { return kit.flaw().contains(u"none"_s); }));
        kit.trigger("table.refresh");
        QVERIFY(kit.wait([&] { return !kit.document->can(Verb::Stop); }));
        QVERIFY(kit.rows() >= 200);
        kit.filter(u"id = 77"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        QVERIFY(kit.flaw().isEmpty());
    }
    void fromACell()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(6, 1); // NULL
        kit.trigger("table.filterByValue");
        QVERIFY(kit.wait([&] { return kit.place() == u"30 rows, all"_s; }));
        QVERIFY(statement(kit).contains(u"kind IS NULL"_s));
        kit.choose(2, 0);
        kit.trigger("table.atLeast");
        QVERIFY(kit.wait([&] { return kit.rows() == 28; }));
        kit.choose(0, 2);
        kit.trigger("table.exclude");
        QVERIFY(kit.wait([&] { return kit.rows() == 27; }));
        kit.choose(0, 2);
        kit.trigger("table.contains");
        auto *dialog = kit.find<QInputDialog>("table.containsDialog");
        QVERIFY(dialog);
        dialog->setTextValue(u"NOTE 9007"_s);
        dialog->accept();
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        Q_EMIT kit.find<FilterChips>("table.chips")->clearAsked();
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QMenu menu;
        Q_EMIT kit.grid()->menuWanted(&menu, kit.model()->index(0, 1));
        QVERIFY(menu.actions().contains(kit.find<QAction>("table.filterByValue")));
    }
    void byAValueThatIsShownCut()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"long"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 2; }));
        kit.choose(1, 1);
        kit.trigger("table.filterByValue");
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        QCOMPARE(kit.cell(0), "2");
    }
    void withoutAKey()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"heap"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"a % 10000 = 0"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"10 rows, all"_s; }));
        QCOMPARE(kit.bottomCell(), "100000");
        kit.filter(u"false"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"no rows"_s; }));
    }
    void aView()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"seen"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"30 rows, all"_s; }));
        kit.filter(u"kind = 'x'"_s);
        QVERIFY(kit.wait([&] { return kit.flaw().contains(u"invalid input syntax"_s); }));
        QCOMPARE(kit.filterLine()->cursorPosition(), 7);
        QCOMPARE(kit.rows(), 30);
    }
    void aCostlyOneAsksFirst()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"large"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"at = -7"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kit.notice(), u"No index serves this filter: it reads about 40 M rows, at most 30 s"_s, 3000);
        QVERIFY(kit.rows() >= 200);
        QCOMPARE(kit.filterLine()->text(), u"at = -7"_s);
        kit.find<QPushButton>("table.filterAnyway")->click();
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        QVERIFY(kit.notice().isEmpty());
        kit.trigger("table.refresh"); // was agreed to
        QVERIFY(kit.wait([&] { return !kit.document->can(Verb::Stop); }));
        QCOMPARE(kit.rows(), 1);
    }
    void aChipIsEditedInForce()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 30 && kit.cell(0) == "5"; }));
        const auto filters = [&] { return kit.document->state()[u"filters"_s].toArray(); };
        const auto edit = [&] { Q_EMIT kit.find<FilterChips>("table.chips")->editAsked(0); };
        edit();
        QCOMPARE(kit.filterLine()->text(), u"kind = 5"_s);
        QVERIFY(!kit.document->can(Verb::Stop));
        kit.trigger("table.refresh"); // leaves line and rows alone
        QVERIFY(kit.wait([&] { return !kit.document->can(Verb::Stop); }));
        QCOMPARE(kit.rows(), 30);
        QCOMPARE(kit.filterLine()->text(), u"kind = 5"_s);
        kit.filter(u"kind = nosuch"_s);
        QVERIFY(kit.wait([&] { return !kit.flaw().isEmpty(); }));
        QCOMPARE(kit.rows(), 30);
        kit.filter(u"kind = 6"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 30 && kit.cell(0) == "6"; }));
        QCOMPARE(filters().size(), 1);
        QVERIFY(kit.filterLine()->text().isEmpty());
        edit();
        QTest::keyClick(kit.filterLine(), Qt::Key_Escape);
        kit.filter(u"id > 15000"_s); // one more
        QVERIFY(kit.wait([&] { return kit.rows() == 15; }));
        QCOMPARE(filters().size(), 2);
    }
    void statisticsFollow()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.choose(0, 1);
        kit.trigger("table.statistics");
        auto *exact = kit.find<QPushButton>("statistics.exact");
        const auto *basis = kit.find<QLabel>("statistics.basis"), *note = kit.find<QLabel>("statistics.note");
        QVERIFY(kit.wait([&] { return exact->isVisible(); }));
        QVERIFY2(!note->text().contains(u"of the filter"_s), qPrintable(note->text()));
        exact->click();
        QVERIFY(kit.wait([&] { return basis->text().startsWith(u"counted exactly"_s); }));
        kit.filter(u"kind = 5"_s);
        QVERIFY(kit.wait([&] { return exact->isVisible() && note->text().contains(u"of the filter"_s); }));
        QVERIFY2(!basis->text().startsWith(u"counted"_s), qPrintable(basis->text()));
    }
    void anEdgeIsOfTheRowsShown() // and never of what was not agreed to
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5"_s);
        kit.trigger("table.last");
        QVERIFY(kit.wait([&] { return kit.bottomCell() == "30000"; }));
        QVERIFY(!kit.document->state().contains(u"filters"_s));
        QVERIFY(!kit.find("table.chips")->isVisible());
        QCOMPARE(kit.filterLine()->text(), u"kind = 5"_s); // Return asks for it again
    }
    void isKept()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filter(u"kind = 5"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 30; }));
        QVERIFY(kit.memory.value(u"table/c1//public/t"_s)[u"history"_s].toArray().contains(QJsonValue(u"kind = 5"_s)));
        Kit other(*m_server, m_database);
        other.document->restore(kit.document->state());
        other.document->show();
        QVERIFY(other.wait([&] { return other.rows() == 30; }));
        QCOMPARE(other.document->state(), kit.document->state());
        // A column that is gone meanwhile: said, with a way out.
        QJsonObject state = kit.document->state();
        state[u"filters"_s] = QJsonArray{QJsonObject{{u"text"_s, u"gone = 1"_s}, {u"isOn"_s, true}}};
        Kit third(*m_server, m_database);
        third.document->restore(state);
        third.document->show();
        QVERIFY(third.wait([&] { return third.flaw().contains(u"gone"_s) || third.notice().contains(u"gone"_s); }));
        if (auto *without = third.find<QPushButton>("table.unfilter"))
            without->click();
        QVERIFY(third.wait([&] { return third.rows() >= 200; }));
    }
    void namesAreCompleted()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.filterLine()->setFocus();
        QTest::keyClicks(kit.filterLine(), u"pay"_s);
        auto *completer = kit.filterLine()->findChild<QCompleter *>();
        QVERIFY(completer && completer->completionCount() == 1);
        QCOMPARE(completer->currentCompletion(), u"payload"_s);
        Q_EMIT completer->activated(u"payload"_s);
        QCOMPARE(kit.filterLine()->text(), u"payload "_s);
    }
    void whatIsTypedWholeIsNotCompleted() // "IS NULL" is offered for "null": Return means the line
    {
        Kit kit(*m_server, m_database);
        kit.open(u"t"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        for (const QString &text : {u"payload is null"_s, u"note is distinct from ''::text"_s}) {
            kit.filterLine()->setFocus();
            kit.filterLine()->clear();
            QTest::keyClicks(kit.filterLine(), text);
            const auto *popup = kit.filterLine()->findChild<QCompleter *>()->popup();
            QVERIFY2(!popup->isVisible() || !popup->currentIndex().isValid(), qPrintable(text));
        }
    }
    void inAnotherTimeZone()
    {
        psql("create table times (id int primary key, at timestamptz); insert into times values (1, '2026-01-01 00:00:00+00')");
        Kit kit(*m_server, m_database);
        kit.open(u"times"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        kit.document->restore([&] {
            QJsonObject state = kit.document->state();
            state[u"timeZone"_s] = u"Asia/Tokyo"_s;
            return state;
        }());
        kit.trigger("table.refresh");
        QVERIFY(kit.wait([&] { return kit.cell(0, 1) == "2026-01-01 09:00:00+09"; }));
    }
};

QTEST_MAIN(TestFilteredTable)
#include "tst_filteredtable.moc"
