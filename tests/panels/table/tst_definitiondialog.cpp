// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/definitiondialog.h"

#include "base/text.h"
#include "jobs/connection.h"
#include "support/server.h"
#include "widgets/codeeditor.h"
#include "widgets/filterline.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;
using Tab = DefinitionDialog::Tab;

class TestDefinitionDialog : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;
    QPointer<DefinitionDialog> m_dialog;

    // As it is shown once everything is read.
    void open(const QString &name, Tab tab = Tab::Columns)
    {
        delete m_dialog;
        std::optional<pg::Relation> relation;
        m_connection->ask(
            this, pg::catalog::relation(u"public"_s, name),
            [&](const Result<Connection::Rows> &rows) { relation = *pg::catalog::readRelation(**rows); }, m_database);
        QVERIFY(QTest::qWaitFor([&] { return relation.has_value(); }, 20'000));
        m_dialog = new DefinitionDialog(m_connection.get(), m_database, *relation, nullptr);
        m_dialog->showTab(tab);
        m_dialog->show();
        QVERIFY(QTest::qWaitFor(
            [&] {
                return facts().contains(u"owner"_s) && find<QPushButton>("definition.copy")->isEnabled() &&
                       !titles().contains(u"?"_s);
            },
            20'000));
    }
    template<typename T>
    T *find(const char *name) const
    {
        return m_dialog->findChild<T *>(QLatin1String(name));
    }
    QString facts() const { return find<QLabel>("definition.facts")->text(); }
    QString titles() const // a list that is not read yet has no count: "?"
    {
        const auto *tabs = find<QTabWidget>("definition.tabs");
        QStringList titles;
        for (int i = 0; i < tabs->count(); ++i)
            titles << (i + 1 == tabs->count() || tabs->tabText(i).back().isDigit() ? tabs->tabText(i) : u"?"_s);
        return titles.join(u" | "_s);
    }
    QString size(const QByteArray &names) const // of their pages together
    {
        return sizeText(m_server->psql(m_database, "select sum(relpages) * 8192 from pg_class where relname in (" + names + ")")
                            .toLongLong());
    }
    // The list's rows, cells apart by "; ".
    QString list(const char *name) const
    {
        const RowModel *model = find<QWidget>(name)->findChild<Grid *>()->rowModel();
        QStringList lines;
        for (int row = 0; row < model->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model->columnCount(); ++column)
                cells << QString::fromUtf8(model->cell(row, column).text);
            lines << cells.join(u"; "_s);
        }
        return lines.join(u'\n');
    }
    void look(const char *name) const // ORIEL_PICTURES: the folder for pictures to look at
    {
        QVERIFY(!m_dialog->grab().isNull());
        const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            if (folder.isEmpty())
                break;
            Theme::load(mode)->apply();
            QTest::qWait(100); // the editor colours a moment later
            m_dialog->grab().save(
                u"%1/%2-%3.png"_s.arg(folder, QLatin1String(name), mode == Theme::Mode::Light ? u"light"_s : u"dark"_s));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase(true);
        m_server->psql(m_database, R"(
            create table empty (); create table lonely (a int);
            create table t (id int primary key, "A ""b" text default 'x', n int generated always as (id + 1) stored, other int references t, check (id > 0));
            comment on table t is 'who pays'; comment on column t.id is 'the first';
            alter table t add constraint later check (n > 0) not valid;
            create unique index odd on t (lower("A ""b"), id) where id > 3; insert into t (id) select g from generate_series(1, 1000) g;
            create function f() returns trigger language plpgsql as 'begin return new; end';
            create trigger stamped before insert on t for each row execute function f(); alter table t disable trigger stamped;
            create table p (id int, at date) partition by range (at); create index on p (id);
            create table p_1 partition of p for values from ('2024-01-01') to ('2025-01-01');
            create table p_2 partition of p for values from ('2025-01-01') to (maxvalue) partition by list (id);
            create table p_2_a partition of p_2 for values in (1, 2); insert into p select 1, '2025-06-01' from generate_series(1, 500);
            create view v as select 1 as one; analyze)");
        m_connection = std::make_unique<Connection>(
            Profile{.id = u"c1"_s, .name = u"shop"_s, .info = pg::ConnInfo::read(m_server->url(m_database))->info});
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 20'000);
    }
    void cleanupTestCase()
    {
        delete m_dialog;
        m_connection.reset();
        m_server.reset();
    }

    void everyListSaysWhatIsThere()
    {
        open(u"t"_s, Tab::Indexes);
        QCOMPARE(titles(), u"Columns 4 | Indexes 2 | Constraints 3 | Foreign keys 1 | Triggers 1 | Partitions 0 | DDL"_s);
        QCOMPARE(list("definition.columns"), u"id; integer; not null; ; PK; the first\nA \"b; text; ; 'x'::text; ; \n"
                                             "n; integer; ; generated: (id + 1); ; \nother; integer; ; ; FK; "_s);
        QVERIFY2(list("definition.indexes").startsWith(u"t_pkey; "_s + size("'t_pkey'") + u"; "_s),
                 qPrintable(list("definition.indexes")));
        QVERIFY(list("definition.indexes").contains(u"; unique, partial, btree; ; CREATE UNIQUE INDEX odd ON public.t "_s));
        QCOMPARE(list("definition.constraints"),
                 u"t_pkey; primary key; PRIMARY KEY (id); ; \nlater; check; CHECK ((n > 0)) NOT VALID; not validated; \n"
                 "t_id_check; check; CHECK ((id > 0)); ; "_s);
        QCOMPARE(list("definition.references"),
                 u"→ refers to; public.t; t_other_fkey; FOREIGN KEY (other) REFERENCES public.t(id); "_s);
        QVERIFY(list("definition.triggers").startsWith(u"stamped; disabled; public.f(); CREATE TRIGGER stamped "_s));
        QCOMPARE(facts(), u"table · owner postgres · about 1,000 rows · about %1 (table %2, indexes %3)"_s.arg(
                              size("'t', 't_pkey', 'odd'"), size("'t'"), size("'t_pkey', 'odd'")));
        QCOMPARE(find<QTabWidget>("definition.tabs")->currentWidget()->objectName(), u"definition.indexes"_s);
    }
    void partitionsHaveBoundsAndSizes()
    {
        open(u"p"_s, Tab::Partitions);
        QCOMPARE(list("definition.partitions"),
                 uR"(public.p_1; ; FOR VALUES FROM ('2024-01-01') TO ('2025-01-01'); 0; 8.2 kB; partition
public.p_2; ; FOR VALUES FROM ('2025-01-01') TO (MAXVALUE); ; ; partitioned table
public.p_2_a; p_2; FOR VALUES IN (1, 2); 500; %1; partition)"_s.arg(size("'p_2_a', 'p_2_a_id_idx'")));
        QCOMPARE(facts(),
                 u"partitioned table · owner postgres · about 500 rows · about %1 (table %2, indexes %3)"_s.arg(
                     size("'p_2_a', 'p_2_a_id_idx', 'p_1_id_idx'"), size("'p_2_a'"), size("'p_2_a_id_idx', 'p_1_id_idx'")));
        QVERIFY2(list("definition.indexes").startsWith(u"p_id_idx; "_s + size("'p_2_a_id_idx', 'p_1_id_idx'") + u"; "_s),
                 qPrintable(list("definition.indexes")));
    }
    void aListIsFilteredByTyping()
    {
        open(u"t"_s);
        auto *line = find<FilterLine>("definition.filter");
        QTest::keyClicks(line, u"B"_s);
        QTRY_COMPARE(list("definition.columns"), u"A \"b; text; ; 'x'::text; ; "_s);
        QTest::keyClicks(line, u"zz"_s);
        QTRY_COMPARE(list("definition.columns"), QString());
        QVERIFY(find<QLabel>("definition.columns") == nullptr);
        QTRY_COMPARE(find<QWidget>("definition.columns")->findChild<QLabel *>()->text(), u"Nothing here contains “Bzz”."_s);
        QTest::keyClick(line, Qt::Key_Escape); // the filter first, then the dialog
        QTRY_COMPARE(list("definition.columns").count(u'\n'), 3);
        QVERIFY(m_dialog->isVisible());
        QTest::keyClick(line, Qt::Key_Escape);
        QTRY_VERIFY(!m_dialog);
    }
    void statementsAreCopiedAndOpened()
    {
        open(u"t"_s, Tab::Statements);
        const QString text = find<CodeEditor>("definition.text")->wholeText();
        QVERIFY(text.startsWith(u"CREATE TABLE public.t (\n    id integer NOT NULL,"_s));
        find<QPushButton>("definition.copy")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
        QSignalSpy asked(m_dialog, &DefinitionDialog::consoleAsked);
        find<QPushButton>("definition.toConsole")->click();
        QCOMPARE(asked.value(0).value(0).toString(), text);
        QTest::keyClicks(find<FilterLine>("definition.filter"), u"stamped"_s);
        QTRY_COMPARE(find<CodeEditor>("definition.text")->selectedText(), u"stamped"_s);
        QTest::keyClick(find<FilterLine>("definition.filter"), Qt::Key_Down); // into the text, which would keep Esc
        QTRY_VERIFY(find<CodeEditor>("definition.text")->hasFocus());
        QTest::keyClick(find<CodeEditor>("definition.text"), Qt::Key_Escape);
        QTRY_VERIFY(!m_dialog);
    }
    void whatIsNotThereIsSaid()
    {
        open(u"empty"_s);
        QCOMPARE(titles(), u"Columns 0 | Indexes 0 | Constraints 0 | Foreign keys 0 | Triggers 0 | Partitions 0 | DDL"_s);
        QCOMPARE(find<QWidget>("definition.indexes")->findChild<QLabel *>()->text(),
                 u"No index: every search reads the whole table."_s);
        open(u"v"_s, Tab::Partitions); // a view has none
        QCOMPARE(titles(), u"Columns 1 | Triggers 0 | DDL"_s);
        QCOMPARE(find<QTabWidget>("definition.tabs")->currentWidget()->objectName(), u"definition.triggers"_s);
    }
    void aTableThatIsGoneIsSaid()
    {
        open(u"lonely"_s);
        pg::Relation gone;
        gone.oid = 4'000'000'000;
        gone.schema = u"public"_s;
        gone.name = u"gone"_s;
        delete m_dialog;
        m_dialog = new DefinitionDialog(m_connection.get(), m_database, gone, nullptr);
        m_dialog->show();
        QTRY_VERIFY(!find<NoticeBar>("definition.notice")->message().isEmpty());
        QVERIFY(!find<QPushButton>("definition.copy")->isEnabled());
        m_dialog->close(); // questions on their way or not
        QTRY_VERIFY(!m_dialog);
    }
    void aLockDoesNotKeepItWaiting()
    {
        pg::Session holder;
        holder.open(pg::ConnInfo::read(m_server->url(m_database))->info);
        m_server->psql(m_database, "create table held (a int); grant all on held to public; alter table held owner to oriel");
        const auto lock = holder.run(u"begin; lock table held in access exclusive mode"_s);
        QTRY_VERIFY(lock->isFinished());
        open(u"held"_s);
        QVERIFY(find<NoticeBar>("definition.notice")->message().isEmpty());
    }
    void itIsPainted()
    {
        open(u"invoices"_s);
        look("definition-columns");
        m_dialog->showTab(Tab::Indexes);
        look("definition-indexes");
        m_dialog->showTab(Tab::References);
        look("definition-references");
        m_dialog->showTab(Tab::Partitions);
        look("definition-empty");
        m_dialog->showTab(Tab::Statements);
        look("definition-ddl");
        open(u"payments"_s, Tab::Partitions);
        look("definition-partitions");
    }
};

QTEST_MAIN(TestDefinitionDialog)
#include "tst_definitiondialog.moc"
