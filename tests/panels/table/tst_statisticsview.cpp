// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/statisticsview.h"

#include "jobs/connection.h"
#include "panels/table/histogram.h"
#include "support/server.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestStatisticsView : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<StatisticsView> m_view;

    void show(const QString &table, const QString &column, const QStringList &conditions = {})
    {
        std::optional<pg::Relation> relation;
        m_connection->ask(
            this, pg::catalog::relation(u"public"_s, table),
            [&](const Result<Connection::Rows> &rows) { relation = *pg::catalog::readRelation(**rows); }, m_database);
        QVERIFY(QTest::qWaitFor([&] { return relation.has_value(); }, 20'000));
        m_view = std::make_unique<StatisticsView>();
        m_view->resize(42 * unit, 78 * unit);
        m_view->showColumn(m_connection.get(), m_database, *relation,
                           *std::ranges::find(relation->columns, column, &pg::TableColumn::name), conditions);
        m_view->show();
        QTRY_VERIFY_WITH_TIMEOUT(basis() != u"Reading…", 20'000);
    }
    void count()
    {
        find<QPushButton>("statistics.exact")->click();
        QTRY_VERIFY_WITH_TIMEOUT(note().startsWith(u"Counted in "_s), 20'000);
    }
    template<typename T>
    T *find(const char *name) const
    {
        return m_view->findChild<T *>(QLatin1StringView(name));
    }
    QString basis() const { return find<QLabel>("statistics.basis")->text(); }
    QString note() const { return find<QLabel>("statistics.note")->text(); }
    QString figures() const
    {
        const auto *form = m_view->findChild<QFormLayout *>();
        QStringList lines;
        for (int row = 0; row < form->rowCount(); ++row) {
            const auto text = [&](QFormLayout::ItemRole role) {
                return qobject_cast<QLabel *>(form->itemAt(row, role)->widget())->text();
            };
            lines << text(QFormLayout::LabelRole) + u": "_s + text(QFormLayout::FieldRole);
        }
        return lines.join(u'\n');
    }
    QString listed(const char *name) const
    {
        const auto *list = find<QListWidget>(name);
        QStringList lines;
        for (int row = 0; row < list->count() && !list->isHidden(); ++row)
            lines << list->item(row)->text() + u" "_s + list->item(row)->data(Qt::UserRole + 1).toString();
        return lines.join(u'\n');
    }
    void click(int row)
    {
        auto *list = find<QListWidget>("statistics.common");
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
    }
    void look(const char *name) const // ORIEL_PICTURES: the folder for pictures to look at
    {
        QVERIFY(!m_view->grab().isNull());
        const QString folder = qEnvironmentVariable("ORIEL_PICTURES");
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            if (folder.isEmpty())
                break;
            Theme::load(mode)->apply();
            m_view->grab().save(u"%1/statistics-%2-%3.png"_s.arg(folder, QLatin1StringView(name),
                                                                 mode == Theme::Mode::Light ? u"light"_s : u"dark"_s));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::load(Theme::Mode::Light)->apply();
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase(true);
        m_server->psql(m_database, R"(alter default privileges grant select on tables to public;
            create table t (id int, kind text, note text, doc json, skewed numeric); insert into t select g, case g % 10 when 0 then null when 1 then '' when 2 then '<b>two</b>' else 'many' end,
                md5(g::text), '{}', exp(g / 120.0)::numeric(12, 2) from generate_series(1, 1000) g;
            create table hidden (a int); revoke all on hidden from public; create table long (a text); insert into long select repeat('x', 300) from generate_series(1, 9);
            create table secured (a int); alter table secured enable row level security; create policy p on secured using (true); insert into secured values (1);
            create function slow(int) returns int language plpgsql as 'begin perform pg_catalog.pg_sleep(60); return $1; end';
            create view lazy as select public.slow(id) as a from t; analyze t; analyze hidden; analyze secured; analyze long;)");
        m_server->psql(m_database, "analyze");
        m_server->psql(m_database, "create table never (a int); grant select on never to public; create table empty (a int); "
                                   "grant select on empty to public; analyze empty");
        m_connection = std::make_unique<Connection>(
            Profile{.id = u"c1"_s, .name = u"shop"_s, .info = pg::ConnInfo::read(m_server->url(m_database))->info});
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 20'000);
    }
    void cleanupTestCase()
    {
        m_view.reset();
        m_connection.reset();
        m_server.reset();
    }

    void whatAnalyzeFound()
    {
        show(u"t"_s, u"kind"_s);
        QCOMPARE(basis(), u"of about 1,000 rows, analysed just now"_s);
        QVERIFY2(figures().startsWith(u"NULL: 10 % (≈ 100)\nDistinct: ≈ 3\nAverage size: "_s), qPrintable(figures()));
        QCOMPARE(listed("statistics.common"), u"NULL 10 %\nmany 70 %\n 10 %\n<b>two</b> 10 %"_s);
        QVERIFY(find<Histogram>("statistics.histogram")->isHidden());
        QCOMPARE(note(), u"An exact count reads about 1,000 rows, at most 5 min."_s);
    }
    void aValueIsFilteredBy()
    {
        show(u"t"_s, u"kind"_s);
        QSignalSpy asked(m_view.get(), &StatisticsView::filterAsked);
        for (const int row : {0, 1, 2})
            click(row);
        QCOMPARE(asked.size(), 3);
        QCOMPARE(asked[0][0].toString(), u"kind"_s);
        QVERIFY(!asked[0][1].value<std::optional<QString>>());
        QCOMPARE(asked[1][1].value<std::optional<QString>>(), u"many"_s);
        QCOMPARE(asked[2][1].value<std::optional<QString>>(), QString());
        show(u"long"_s, u"a"_s);
        count();
        QSignalSpy cut(m_view.get(), &StatisticsView::filterAsked);
        click(0);
        QVERIFY(note().startsWith(u"The value goes on"_s));
        QVERIFY(cut.isEmpty());
    }
    void countedExactly()
    {
        show(u"t"_s, u"kind"_s, {u"id <= 100"_s, u"id > 10"_s});
        QVERIFY(note().contains(u"those of the filter"_s));
        count();
        QCOMPARE(basis(), u"counted exactly, just now, of what the filter selects"_s);
        QCOMPARE(figures(), u"Rows: 90\nNULL: 9 (10 %)\nDistinct: 3\nLeast: \nGreatest: many"_s);
        QCOMPARE(listed("statistics.common"), u"NULL 9 · 10 %\nmany 63 · 70 %\n 9 · 10 %\n<b>two</b> 9 · 10 %"_s);
        show(u"t"_s, u"doc"_s);
        count();
        QCOMPARE(figures(), u"Rows: 1,000\nNULL: 0\nDistinct: not known: json has no equality"_s);
        show(u"t"_s, u"id"_s, {u"id >"_s});
        find<QPushButton>("statistics.exact")->click();
        QTRY_VERIFY(find<NoticeBar>("statistics.notice")->message().contains(u"syntax error"_s));
    }
    void theShapeOfNumbers()
    {
        show(u"t"_s, u"skewed"_s);
        auto *histogram = find<Histogram>("statistics.histogram");
        QVERIFY(histogram->isVisible());
        QVERIFY2(histogram->textAt(0).startsWith(u"1.01 to "_s), qPrintable(histogram->textAt(0)));
        QVERIFY(histogram->textAt(histogram->width() - 2).endsWith(u" to 4160.26"_s));
        const QImage picture = histogram->grab().toImage();
        const auto filled = [&](int x) { // px of its bar
            int count = 0;
            for (int y = 0; y < picture.height(); ++y)
                count += picture.pixelColor(x, y) == Theme::current().colour(u"accent"_s);
            return count;
        };
        QVERIFY2(filled(1) > 4 * filled(picture.width() * 9 / 10),
                 qPrintable(QString::number(filled(1)))); // dense below, sparse above
        QVERIFY(filled(picture.width() * 9 / 10) > 0);
        show(u"t"_s, u"note"_s); // texts have no distance
        QVERIFY(find<Histogram>("statistics.histogram")->isHidden());
        QCOMPARE(listed("statistics.bounds").count(u'\n'), 100);
    }
    void whyThereIsNothing()
    {
        show(u"never"_s, u"a"_s);
        QVERIFY2(basis().startsWith(u"Never analysed"_s), qPrintable(basis()));
        QVERIFY(find<QPushButton>("statistics.exact")->isVisible());
        show(u"empty"_s, u"a"_s);
        QVERIFY2(basis().startsWith(u"The last ANALYZE kept nothing"_s), qPrintable(basis()));
        show(u"hidden"_s, u"a"_s);
        QVERIFY2(basis().startsWith(u"This role may not read the column"_s), qPrintable(basis()));
        QVERIFY(!find<QPushButton>("statistics.exact")->isVisible());
        show(u"secured"_s, u"a"_s);
        QVERIFY2(basis().startsWith(u"A row security policy"_s), qPrintable(basis()));
        count();
        QVERIFY(figures().startsWith(u"Rows: 1\n"_s));
    }
    void aCountIsStopped()
    {
        show(u"lazy"_s, u"a"_s);
        find<QPushButton>("statistics.exact")->click();
        QTRY_VERIFY(find<QPushButton>("statistics.stop")->isVisible());
        QVERIFY(!find<QPushButton>("statistics.exact")->isEnabled());
        const auto running = [&] {
            return m_server->psql(m_database,
                                  "select count(*) from pg_stat_activity where query like 'WITH groups%' and state = 'active'");
        };
        QTRY_COMPARE(running(), "1");
        QTRY_VERIFY2(note().startsWith(u"Counting for "_s) && !note().contains(u"for 0 s"_s), qPrintable(note()));
        QSignalSpy closing(m_view.get(), &StatisticsView::closeAsked);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(note(), u"Stopped."_s);
        QVERIFY(find<QPushButton>("statistics.exact")->isEnabled() && closing.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(running(), "0", 10'000);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(closing.size(), 1);
        find<QPushButton>("statistics.exact")->click();
        m_view.reset(); // in the middle of it
        QTRY_COMPARE_WITH_TIMEOUT(running(), "0", 10'000);
    }
    void itIsPainted()
    {
        show(u"invoices"_s, u"status"_s);
        look("status");
        count();
        look("exact");
        show(u"invoices"_s, u"issued_at"_s);
        look("issued");
        show(u"invoices"_s, u"total"_s);
        QTest::mouseMove(find<Histogram>("statistics.histogram"), QPoint(60, 40));
        look("total");
        show(u"customers"_s, u"name"_s);
        look("name");
        show(u"never"_s, u"a"_s);
        look("never");
    }
};

QTEST_MAIN(TestStatisticsView)
#include "tst_statisticsview.moc"
