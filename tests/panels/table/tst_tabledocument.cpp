// SPDX-License-Identifier: GPL-3.0-or-later
#include "tablekit.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>

using namespace oriel;
using namespace Qt::StringLiterals;

using Kit = test::TableKit;
using test::patience;

class TestTableDocument : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(Theme::load(Theme::Mode::Light));
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase(true);
        psql(R"(alter default privileges grant all on tables to public;
            create table big (id int primary key, note text, doc jsonb); insert into big select g, case when g % 4 > 0 then 'note ' || g end, jsonb_build_object('g', g) from generate_series(1, 100000) g;
            create table heap (a int, b text); insert into heap select g, md5(g::text) from generate_series(1, 30000) g;
            create table sparse (a int) with (autovacuum_enabled = off); insert into sparse select g from generate_series(1, 100000) g; delete from sparse where a between 50 and 99990;
            create table nobody (a int, b text); create table none ();
            create view many as select g as id, 'row ' || g as note from generate_series(1, 45000) g; analyze big; analyze heap; analyze sparse)");
    }

    void firstRows()
    {
        Kit kit(*m_server, m_database);
        QAbstractItemModelTester tester(kit.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        // Qt 6.4's tester takes the columns for the rows of a vertical header.
        disconnect(kit.model(), &QAbstractItemModel::headerDataChanged, &tester, nullptr);
        kit.open(u"invoices"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QCOMPARE(kit.model()->headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"id"_s);
        QCOMPARE(kit.model()->headerData(0, Qt::Horizontal, RowModel::TypeRole).toString(), u"bigint"_s);
        QCOMPARE(kit.model()->headerData(0, Qt::Horizontal, RowModel::MarkRole).toString(), u"PK"_s);
        QTRY_VERIFY2(kit.place().startsWith(u"rows 1–"_s) && kit.place().contains(u" of about 24 k"_s), qPrintable(kit.place()));
        QCOMPARE(kit.cell(0), psql("select min(id) from invoices"));
        QCOMPARE(kit.find<QToolButton>("table.zone")->text(), u"TimeZone "_s + kit.connection->facts().timeZone);
        QVERIFY(!kit.find<QLabel>("table.time")->text().isEmpty());
        QCOMPARE(kit.document->title(), u"invoices · shop"_s);
        QCOMPARE(kit.document->key(), u"table:c1//public/invoices"_s);
        QCOMPARE(kit.document->status().value(0).text, u"by key invoices_pkey"_s);
        QVERIFY(kit.notice().isEmpty());
        QVERIFY(!kit.find("table.production")->isVisible());
        QVERIFY(kit.document->can(Verb::Refresh) && kit.document->can(Verb::SelectAll));
    }
    void toTheLastRowAndBack()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"big"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.grid()->setFocus();
        kit.key(Qt::Key_End, Qt::ControlModifier);
        QVERIFY(kit.wait([&] { return kit.bottomCell() == "100000"; }));
        QCOMPARE(kit.grid()->currentIndex().row(), kit.rows() - 1);
        QCOMPARE(kit.scroll()->value(), kit.scroll()->maximum());
        QVERIFY2(kit.place().startsWith(u"the last 200 rows of about 100 k"_s), qPrintable(kit.place()));
        QVERIFY(!kit.grid()->verticalHeader()->isVisible());
        // Backwards, the row in sight stays where it is.
        for (int step = 0; step < 3; ++step) {
            const int before = kit.rows();
            kit.scroll()->setValue(1000);
            const QByteArray top = kit.topCell();
            QVERIFY(kit.wait([&] { return kit.rows() == before + 500; }));
            QCOMPARE(kit.topCell(), top);
            QCOMPARE(kit.cell(0), QByteArray::number(100'001 - kit.rows()));
        }
        kit.key(Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(kit.wait([&] { return kit.rows() > 0 && kit.cell(0) == "1"; }));
        QTRY_VERIFY(kit.place().startsWith(u"rows 1–"_s));
        QVERIFY(kit.grid()->verticalHeader()->isVisible());
    }
    void slidesOverManyRows()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"big"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        const auto isTrue = [&] { // numbers and rows agree wherever one stands
            const int row = kit.grid()->rowAt(1);
            return kit.cell(row).toLongLong() == kit.model()->headerData(row, Qt::Vertical, Qt::DisplayRole).toLongLong();
        };
        while (kit.bottomCell().toInt() < 26'000) {
            const QByteArray bottom = kit.bottomCell();
            kit.scroll()->setValue(kit.scroll()->maximum());
            const QByteArray top = kit.topCell();
            QVERIFY(kit.wait([&] { return kit.bottomCell() != bottom; }));
            QCOMPARE(kit.topCell(), top);
            QVERIFY(isTrue());
            QVERIFY(kit.rows() <= 20'500);
        }
        QVERIFY(kit.cell(0) != "1");
        while (kit.cell(0) != "1") {
            const QByteArray first = kit.cell(0);
            kit.scroll()->setValue(kit.scroll()->value() + 40);
            QCoreApplication::processEvents();
            kit.scroll()->setValue(0);
            const QByteArray top = kit.topCell();
            QVERIFY(kit.wait([&] { return kit.cell(0) != first; }));
            QCOMPARE(kit.topCell(), top);
            QVERIFY(isTrue());
        }
        QCOMPARE(kit.model()->firstRowNumber(), 1);
        QVERIFY(kit.bottomCell().toInt() <= 20'500);
    }
    void byBlock()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"heap"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QCOMPARE(kit.document->status().value(0).text, u"no key: block by block"_s);
        QCOMPARE(kit.cell(0), "1");
        kit.find<QAction>("table.last")->trigger();
        QVERIFY(kit.wait([&] { return kit.bottomCell() == "30000"; }));
        kit.open(u"sparse"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"59 rows, all"_s; }));
        QCOMPARE(kit.bottomCell(), "100000");
        QCOMPARE(kit.cell(48), "49");
        kit.open(u"sparse"_s); // and from the end
        QVERIFY(kit.wait([&] { return kit.rows() > 0; }));
        kit.find<QAction>("table.last")->trigger();
        QVERIFY(kit.wait([&] { return kit.place() == u"59 rows, all"_s; }));
    }
    void emptyOnes()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"nobody"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"no rows"_s; }));
        QCOMPARE(kit.model()->columnCount(), 2);
        kit.find<QAction>("table.last")->trigger();
        kit.open(u"none"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"no rows"_s && kit.model()->columnCount() == 0; }));
    }
    void partitioned()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"payments"_s);
        const QByteArray count = psql("select count(*) from payments");
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QCOMPARE(kit.find<QLabel>("table.about")->text(), u"partitioned table"_s);
        kit.find<QAction>("table.last")->trigger();
        const QByteArray lastId = psql("select id from only payments_later order by 1 desc limit 1");
        const QByteArray expected = lastId.isEmpty() ? psql("select id from only payments_2026 order by 1 desc limit 1") : lastId;
        QVERIFY(kit.wait([&] { return kit.bottomCell() == expected; }));
        while (kit.place().startsWith(u"the last"_s)) { // all of it, backwards
            const int before = kit.rows();
            kit.scroll()->setValue(kit.scroll()->value() + 40);
            QCoreApplication::processEvents();
            kit.scroll()->setValue(0);
            QVERIFY(kit.wait([&] { return kit.rows() != before || !kit.place().startsWith(u"the last"_s); }));
        }
        QVERIFY(count.toInt() > 20'000 || kit.rows() == count.toInt());
    }
    void viewsAreOneQueryReadAsOneScrolls()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"many"_s);
        QVERIFY(kit.wait([&] { return kit.place().startsWith(u"paused at 10,000 rows"_s); }));
        QCOMPARE(kit.model()->headerData(0, Qt::Horizontal, RowModel::TypeRole).toString(), u"integer"_s);
        QVERIFY(kit.find("table.release")->isVisible() && kit.find("table.fetchAll")->isVisible());
        kit.scroll()->setValue(kit.scroll()->maximum());
        QVERIFY(kit.wait([&] { return kit.rows() == 20'000; }));
        kit.grid()->setFocus();
        kit.key(Qt::Key_End, Qt::ControlModifier);
        QVERIFY(kit.wait([&] { return kit.place() == u"45,000 rows, all"_s; }));
        QCOMPARE(kit.scroll()->value(), kit.scroll()->maximum());
        QCOMPARE(kit.bottomCell(), "45000");
        QVERIFY(!kit.find("table.release")->isVisible() && !kit.find("table.fetchAll")->isVisible());
        kit.find<QAction>("table.refresh")->trigger();
        QVERIFY(kit.wait([&] { return kit.place().startsWith(u"paused"_s); }));
        QTest::mouseClick(kit.find("table.release"), Qt::LeftButton);
        QVERIFY(kit.wait([&] { return kit.place() == u"the first 10,000 rows; more are on the server"_s; }));
        QTest::mouseClick(kit.find("table.fetchAll"), Qt::LeftButton);
        QVERIFY(kit.wait([&] { return kit.place() == u"45,000 rows, all"_s; }));
    }
    void aPauseEndsWhenSomebodyWaits()
    {
        psql("create table under (id int, note text); insert into under select g, repeat('x', 500) from generate_series(1, "
             "60000) g; create view over as select * from under");
        Kit kit(*m_server, m_database);
        kit.open(u"over"_s);
        QVERIFY(kit.wait([&] { return kit.place().startsWith(u"paused"_s); }));
        auto other = kit.connection->lend();
        auto alter = other->run(u"select 1"_s); // an ordinary role owns nothing here
        QVERIFY(kit.wait([&] { return alter->isFinished(); }));
        auto lock = other->run(u"begin; lock table under in access exclusive mode"_s);
        QVERIFY(kit.wait([&] { return lock->isFinished(); }));
        QVERIFY2(kit.wait([&] { return kit.notice().contains(u"waited for it"_s); }), qPrintable(kit.notice()));
        QVERIFY(kit.place().startsWith(u"the first "_s));
    }
    void productionStaysNotPaused()
    {
        Kit kit(*m_server, m_database, true);
        kit.open(u"many"_s);
        QVERIFY(kit.wait([&] { return kit.place() == u"the first 10,000 rows; more are on the server"_s; }));
        QVERIFY(kit.find("table.production")->isVisible());
        QVERIFY(kit.document->isProduction());
        QVERIFY(kit.grid()->property("production").toBool());
    }
    void valuesInTheViewer()
    {
        psql("create table texts (id int primary key, note text, doc jsonb); insert into texts values (1, repeat('long ', 5000), "
             "'{\"n\": 9007199254740993, \"list\": [1, 2]}'), (2, 'short', null)");
        Kit kit(*m_server, m_database);
        kit.open(u"texts"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 2; }));
        QVERIFY(kit.model()->index(0, 1).data(RowModel::IsCutRole).toBool());
        kit.grid()->setFocus();
        kit.grid()->setCurrentIndex(kit.model()->index(0, 1));
        kit.key(Qt::Key_Return);
        auto *text = kit.find<QPlainTextEdit>("value.text");
        QVERIFY(kit.wait([&] { return text->toPlainText().remove(u'\n').size() == 25'000; }));
        QVERIFY2(kit.find<QLabel>("value.title")->text().contains(u"note of texts 1"_s),
                 qPrintable(kit.find<QLabel>("value.title")->text()));
        kit.grid()->setCurrentIndex(kit.model()->index(1, 1)); // the viewer follows
        QVERIFY(kit.wait([&] { return text->toPlainText() == u"short"_s; }));
        kit.grid()->setCurrentIndex(kit.model()->index(0, 2));
        const auto firstKey = [&] {
            const auto *tree = kit.document->findChild<QTreeView *>(u"value.tree"_s);
            return tree && tree->isVisible() ? tree->model()->index(0, 1, tree->model()->index(0, 0)).data().toString()
                                             : QString();
        };
        QVERIFY(kit.wait([&] { return firstKey() == u"9007199254740993"_s; }));
        kit.find<QTreeView>("value.tree")->setFocus();
        QTest::keyClick(kit.find<QTreeView>("value.tree"), Qt::Key_Escape);
        QVERIFY(!kit.find<QWidget>("value")->isVisible());
        QVERIFY(kit.grid()->hasFocus());
        psql("delete from texts where id = 1");
        kit.grid()->setCurrentIndex(kit.model()->index(0, 1));
        kit.key(Qt::Key_Return);
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"changed or deleted"_s); }));
        QCOMPARE(text->toPlainText().left(10), u"long long "_s);
        kit.grid()->setFocus();
        kit.key(Qt::Key_Escape); // from the rows too, one thing at a time
        QVERIFY(!kit.find<QWidget>("value")->isVisible() && !kit.notice().isEmpty());
        kit.key(Qt::Key_Escape);
        QVERIFY(kit.notice().isEmpty());
    }
    void refreshStaysInPlace()
    {
        psql("create table moving (id int primary key, note text); insert into moving select g * 10, 'x' from generate_series(1, "
             "5000) g");
        Kit kit(*m_server, m_database);
        kit.open(u"moving"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        kit.scroll()->setValue(100 * kit.grid()->rowHeight());
        QCOMPARE(kit.topCell(), "1010");
        psql("insert into moving values (1011, 'new'); update moving set note = 'y' where id = 1020");
        kit.grid()->setFocus();
        kit.key(Qt::Key_F5);
        QVERIFY(kit.wait([&] { return kit.cell(101) == "1011"; })); // what is before comes by itself
        QCOMPARE(kit.topCell(), "1010");
        QCOMPARE(kit.cell(0), "10");
        QCOMPARE(kit.cell(102, 1), "y");
        QCOMPARE(kit.model()->firstRowNumber(), 1);
        psql("truncate moving");
        kit.key(Qt::Key_F5);
        QVERIFY(kit.wait([&] { return kit.place() == u"no rows"_s; }));
        psql("alter table moving add extra int");
        kit.key(Qt::Key_F5);
        QVERIFY(kit.wait([&] { return kit.model()->columnCount() == 3; }));
    }
    void aLockIsNamed()
    {
        psql("create table locked (id int primary key); insert into locked values (1)");
        Kit kit(*m_server, m_database);
        kit.open(u"locked"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 1; }));
        auto holder = kit.connection->lend();
        auto lock = holder->run(u"begin; lock table locked in access exclusive mode"_s);
        QVERIFY(kit.wait([&] { return lock->isFinished(); }));
        QElapsedTimer clock;
        clock.start();
        kit.find<QAction>("table.refresh")->trigger();
        const QString pid = u"PID %1"_s.arg(holder->facts().processId);
        QVERIFY(kit.wait([&] { return kit.notice().startsWith(pid); }));
        QVERIFY(kit.wait([&] { return kit.find<QPushButton>("table.retry") && kit.notice().startsWith(pid); }));
        QCOMPARE(kit.rows(), 1); // what was read stays
        auto end = holder->run(u"rollback"_s);
        QVERIFY(kit.wait([&] { return end->isFinished(); }));
        QTest::mouseClick(kit.find<QPushButton>("table.retry"), Qt::LeftButton);
        QVERIFY(kit.wait([&] { return kit.notice().isEmpty() && !kit.document->can(Verb::Stop); }));
    }
    void whatCannotBeRead()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"gone"_s);
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"does not exist"_s); }));
        psql("create table secret (id int primary key); revoke all on secret from public");
        kit.open(u"secret"_s);
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"permission denied"_s); }));
        kit.document->openTable(u"other"_s, {}, u"public"_s, u"big"_s);
        QVERIFY2(kit.notice().contains(u"removed"_s), qPrintable(kit.notice()));
        kit.open(u"big"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200 && kit.notice().isEmpty(); }));
        kit.connection.reset();
        kit.find<QAction>("table.last")->trigger();
        QVERIFY2(kit.notice().contains(u"removed"_s), qPrintable(kit.notice()));
    }
    void readingOnIsNotTriedForEver()
    {
        psql("create table once (id int primary key); insert into once select generate_series(1, 5000)");
        Kit kit(*m_server, m_database);
        kit.open(u"once"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200 && !kit.document->can(Verb::Stop); }));
        const int before = kit.rows();
        psql("revoke all on once from public");
        kit.scroll()->setValue(kit.scroll()->maximum());
        QVERIFY(kit.wait([&] { return kit.notice().contains(u"permission denied"_s); }));
        // Room for the notice is another reason to look at the end; then it rests.
        QVERIFY(kit.wait([&] { return !QTest::qWaitFor([&] { return kit.document->can(Verb::Stop); }, 300); }));
        psql("grant all on once to public");
        kit.scroll()->setValue(0);
        kit.scroll()->setValue(kit.scroll()->maximum());
        QVERIFY(kit.wait([&] { return kit.rows() > before; }));
    }
    void copies()
    {
        psql("create table \"Co py\" (id int primary key, note text); insert into \"Co py\" values (1, 'it''s'), (2, null)");
        Kit kit(*m_server, m_database);
        kit.open(u"Co py"_s);
        QVERIFY(kit.wait([&] { return kit.rows() == 2; }));
        kit.document->act(Verb::SelectAll);
        kit.grid()->copy(TextFormat::Insert);
        QVERIFY2(QApplication::clipboard()->text().contains(u"public.\"Co py\""_s),
                 qPrintable(QApplication::clipboard()->text()));
        QVERIFY(QApplication::clipboard()->text().contains(u"'it''s'"_s));
        QCOMPARE(kit.place(), u"2 rows copied"_s);
        QVERIFY(kit.document->can(Verb::Copy));
    }
    void copyingAndSlidingDoNotMix()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"big"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        while (kit.rows() < 19'900) {
            const int before = kit.rows();
            kit.scroll()->setValue(kit.scroll()->maximum());
            QVERIFY(kit.wait([&] { return kit.rows() != before; }));
        }
        kit.document->act(Verb::SelectAll);
        const QByteArray first = kit.cell(0), last = kit.bottomCell();
        QSignalSpy copied(kit.grid(), &Grid::copied);
        kit.scroll()->setValue(kit.scroll()->maximum());
        QCoreApplication::processEvents(); // the next windows are on their way
        kit.grid()->copy(TextFormat::Csv, false);
        QVERIFY(kit.wait([&] { return copied.size() == 1; }));
        const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() >= 19'900);
        for (int i = 0; i < lines.size(); ++i)
            QCOMPARE(lines[i].section(u',', 0, 0).toLongLong(), first.toLongLong() + i);
    }
    void restoredOnesReadNothingBeforeTheyAreShown()
    {
        Kit kit(*m_server, m_database);
        kit.document->restore(
            {{u"connection"_s, u"c1"_s}, {u"database"_s, QString()}, {u"schema"_s, u"public"_s}, {u"name"_s, u"invoices"_s}});
        QSignalSpy states(kit.connection.get(), &Connection::stateChanged);
        QTest::qWait(50);
        QCOMPARE(states.size(), 0);
        QCOMPARE(kit.document->title(), u"invoices · shop"_s);
        QCOMPARE(kit.document->state()[u"name"_s].toString(), u"invoices"_s);
        kit.document->show();
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
    }
    void narrowBarKeepsNameAndCommands()
    {
        Kit kit(*m_server, m_database);
        kit.open(u"invoices"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        for (const int width : {900, 420, 900}) {
            kit.document->resize(width, 600);
            QCoreApplication::processEvents();
            QVERIFY(kit.find<QLabel>("table.name")->text().startsWith(u"public.inv"_s));
            for (const char *name : {"table.firstButton", "table.lastButton", "table.refreshButton", "table.consoleButton"}) {
                const auto *button = kit.find<QToolButton>(name);
                QVERIFY(button->width() >= button->sizeHint().width());
                QVERIFY(button->mapTo(kit.document.get(), QPoint(button->width(), 0)).x() <= width);
                QCOMPARE(button->toolButtonStyle() == Qt::ToolButtonIconOnly, width < 500);
            }
        }
    }
    void asksItsSiblings()
    {
        Kit kit(*m_server, m_database);
        QSignalSpy wishes(kit.document.get(), &Guest::wished);
        kit.open(u"big"_s);
        QVERIFY(kit.wait([&] { return kit.rows() >= 200; }));
        QTest::mouseClick(kit.find("table.consoleButton"), Qt::LeftButton);
        QCOMPARE(wishes.size(), 1);
        QCOMPARE(std::get<OpenConsole>(wishes[0][0].value<Wish>()).text, u"SELECT * FROM public.big;\n"_s);
    }
    void closesInTheMiddleOfAnything()
    {
        const QStringList tables{u"big"_s, u"many"_s, u"payments"_s, u"heap"_s};
        for (int i = 0; i < 24; ++i) {
            Kit kit(*m_server, m_database);
            kit.open(tables[i % 4]);
            QElapsedTimer clock;
            clock.start();
            bool wasMoved = false;
            while (clock.elapsed() < i * i) {
                QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
                if (kit.rows() > 0 && !wasMoved) {
                    wasMoved = true;
                    kit.find<QAction>(i % 3 ? "table.last" : "table.refresh")->trigger();
                    kit.grid()->setCurrentIndex(kit.model()->index(0, 1));
                    kit.key(Qt::Key_Return);
                }
            }
            if (i % 2)
                kit.connection.reset();
            QCoreApplication::processEvents();
        }
    }
};

QTEST_MAIN(TestTableDocument)
#include "tst_tabledocument.moc"
