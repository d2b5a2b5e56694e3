// SPDX-License-Identifier: GPL-3.0-or-later
// Tables used as a developer does: an overdue row found, followed to what it refers to and back, looked at in every way, taken
// away. On the sample shop, and on Pagila, a schema that is not ours.
#include "day.h"
#include "pagila.h"

#include "shell/window.h"
#include "support/server.h"
#include "widgets/grid.h"

#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestTableDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QTemporaryDir m_folder;
    QString m_shop, m_pagila;

    bool open(const QString &connection, const QString &name) const
    {
        return m_day->openTable({connection, u"public"_s, u"Tables"_s, name});
    }
    bool isAt(const QString &table, const QString &column, const QString &value) const
    {
        return m_day->waitUntil([&] {
            return m_day->window()->currentDocument()->title().startsWith(table + u" "_s) && m_day->isIdle() &&
                   m_day->table()->currentIndex().isValid() && m_day->currentValue(column) == value;
        });
    }
    bool canFollow() const
    {
        return m_day->waitUntil(
            [this] { return m_day->window()->currentDocument()->findChild<QAction *>(u"table.follow"_s)->isEnabled(); });
    }
    // F4 on a cell leads to the row whose key it holds.
    void follow(const QString &column, const QString &table, const QString &key)
    {
        const QString wanted = m_day->currentValue(column);
        m_day->chooseCell(m_day->table()->currentIndex().row(), column);
        QVERIFY(canFollow());
        m_day->press(Qt::Key_F4);
        QVERIFY2(isAt(table, key, wanted), qPrintable(table + m_day->tableNotice()));
        QCOMPARE(m_day->table()->model()->rowCount(), 1);
    }
    void exportTo(const QString &path) const
    {
        m_day->press(QKeySequence(u"Ctrl+Shift+E"_s));
        QVERIFY(m_day->waitFor("export.path"));
        m_day->focus("export.path");
        m_day->paste(path);
        m_day->click("export.start");
        QVERIFY2(m_day->waitUntil([this] { return m_day->words("export.notice") == u"Exported."_s; }),
                 qPrintable(m_day->words("export.notice")));
        m_day->click("export.close");
        QTRY_VERIFY(!m_day->see("export"));
    }
    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    // What psql's \copy writes: the same COPY by the server.
    QByteArray copied(const QString &database, const QByteArray &sql) const
    {
        return m_server->psql(database, "set timezone = 'Etc/UTC'; copy (" + sql + ") to stdout (format csv, header)") + '\n';
    }
    void closeAll() const
    {
        while (QWidget *popup = QApplication::activePopupWidget())
            popup->close();
        for (Document *document : m_day->window()->documents())
            m_day->window()->closeDocument(document);
        QTRY_VERIFY(m_day->window()->documents().isEmpty());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_shop = m_server->newDatabase(true);
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->connectTo(m_server->url(m_shop), u"shop"_s));
    }
    void cleanup() { closeAll(); }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void anOverdueInvoiceToItsCustomerAndBack()
    {
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        m_day->filterBy(u"status = 'overdue' and total > 900"_s);
        QVERIFY(m_day->waitUntil([this] { return m_day->isIdle() && m_day->value(0, u"status"_s) == u"overdue"_s; }));
        QVERIFY(m_day->see("table.chips"));
        m_day->chooseCell(4, u"total"_s);
        const QString invoice = m_day->currentValue(u"id"_s);
        m_day->chooseCell(4, u"customer_id"_s);
        QVERIFY(canFollow());
        m_day->press(QKeySequence(u"Alt+F12"_s)); // a look without leaving
        QVERIFY(m_day->waitFor("record.fields"));
        const auto *fields = m_day->see<QTreeView>("record.fields");
        QTRY_COMPARE_WITH_TIMEOUT(fields->model()->rowCount(), 13, patience);
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_day->see("record.fields"));
        follow(u"customer_id"_s, u"customers"_s, u"id"_s);
        m_day->press(QKeySequence(u"Alt+Left"_s));
        QVERIFY(isAt(u"invoices"_s, u"id"_s, invoice));
        QCOMPARE(m_day->value(0, u"status"_s), u"overdue"_s);
        m_day->press(QKeySequence(u"Alt+Right"_s));
        QVERIFY(m_day->waitUntil([this] { return m_day->window()->currentDocument()->title().startsWith(u"customers "_s); }));
        QVERIFY(m_day->settles());
    }

    void rowsThatRefer()
    {
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        m_day->chooseCell(3, u"id"_s);
        const QString invoice = m_day->currentValue(u"id"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_day->window()->currentDocument()->findChild<QAction *>(u"table.referrers"_s)->isEnabled(),
                                 patience);
        m_day->press(QKeySequence(u"Shift+F4"_s));
        QVERIFY(m_day->waitFor("table.referrersList"));
        auto *list = m_day->see<QTreeWidget>("table.referrersList");
        m_day->click("table.countReferrers");
        const QByteArray lines =
            m_server->psql(m_shop, "select count(*) from public.invoice_lines where invoice_id = " + invoice.toUtf8());
        const QList<QTreeWidgetItem *> found = list->findItems(u"public.invoice_lines"_s, Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(found.first()->text(2), QString::fromUtf8(lines), patience);
        list->setCurrentItem(found.first());
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(isAt(u"invoice_lines"_s, u"invoice_id"_s, invoice));
        QCOMPARE(m_day->table()->model()->rowCount(), lines.toInt());
        follow(u"product_id"_s, u"products"_s, u"id"_s);
        m_day->press(QKeySequence(u"Alt+Left"_s));
        QVERIFY(isAt(u"invoice_lines"_s, u"invoice_id"_s, invoice));
        m_day->press(QKeySequence(u"Alt+Left"_s));
        QVERIFY(isAt(u"invoices"_s, u"id"_s, invoice));
    }

    void filtersFromCellsAndTheirChips()
    {
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        const QByteArray all = m_server->psql(m_shop, "select count(*) from public.invoices");
        m_day->chooseCell(0, u"status"_s);
        const QString status = m_day->currentValue(u"status"_s);
        m_day->action("table.exclude")->trigger();
        QVERIFY(m_day->waitUntil([&] { return m_day->isIdle() && m_day->currentValue(u"status"_s) != status; }));
        m_day->action("table.count")->trigger();
        const QByteArray others =
            m_server->psql(m_shop, "select count(*) from public.invoices where status <> '" + status.toUtf8() + '\'');
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("table.place").remove(u',').contains(QString::fromUtf8(others)),
                                  qPrintable(m_day->words("table.place")), patience);
        m_day->click("chip.use"); // off, but kept
        QVERIFY(m_day->waitUntil([&] { return m_day->isIdle() && m_day->value(0, u"status"_s) == status; }));
        m_day->action("table.count")->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("table.place").remove(u',').contains(QString::fromUtf8(all)),
                                  qPrintable(m_day->words("table.place")), patience);
    }

    void columnsAreRemembered()
    {
        QVERIFY(open(u"shop"_s, u"products"_s));
        m_day->chooseCell(0, u"vat"_s);
        m_day->action("table.hideColumn")->trigger();
        m_day->chooseCell(0, u"price"_s);
        m_day->action("table.pinColumn")->trigger();
        QVERIFY(m_day->table()->isColumnHidden(m_day->columnOf(u"vat"_s)));
        m_day->press(QKeySequence(u"Ctrl+Shift+O"_s));
        QVERIFY(m_day->waitFor("columns.filter"));
        m_day->paste(u"rating"_s);
        m_day->press(Qt::Key_Return);
        QTRY_VERIFY(!m_day->see("columns.filter"));
        QCOMPARE(m_day->table()->currentIndex().column(), m_day->columnOf(u"rating"_s));
        closeAll();
        QVERIFY(open(u"shop"_s, u"products"_s));
        QVERIFY(m_day->table()->isColumnHidden(m_day->columnOf(u"vat"_s)));
        QVERIFY(m_day->table()->isPinned(m_day->columnOf(u"price"_s)));
    }

    void aJsonKeyBecomesAColumn()
    {
        QVERIFY(open(u"shop"_s, u"products"_s));
        const int before = m_day->table()->model()->columnCount();
        m_day->chooseCell(2, u"attributes"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitFor("value.tree"));
        auto *tree = m_day->see<QTreeView>("value.tree");
        QModelIndex key;
        QVERIFY(m_day->waitUntil([&] {
            const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, u"colour"_s, 1,
                                                               Qt::MatchStartsWith | Qt::MatchRecursive);
            key = found.value(0);
            return key.isValid();
        }));
        const auto choose = [&](const char *name) {
            tree->setCurrentIndex(key);
            const QPoint at = tree->visualRect(key).center();
            QContextMenuEvent wish(QContextMenuEvent::Keyboard, at, tree->mapToGlobal(at));
            QApplication::sendEvent(tree, &wish);
            QVERIFY(m_day->waitFor("value.tree.menu"));
            auto *menu = m_day->see<QMenu>("value.tree.menu");
            menu->findChild<QAction *>(QLatin1String(name))->trigger();
            menu->close();
        };
        choose("value.tree.asColumn");
        QTRY_COMPARE_WITH_TIMEOUT(m_day->table()->model()->columnCount(), before + 1, patience);
        QVERIFY(m_day->settles());
        QCOMPARE(m_day->value(2, u"colour"_s),
                 QString::fromUtf8(
                     m_server->psql(m_shop, "select attributes ->> 'colour' from public.products order by id offset 2 limit 1")));
        QTRY_VERIFY_WITH_TIMEOUT(m_day->see("value.tree"), patience);
    }

    void findThenSearchOnTheServer()
    {
        QVERIFY(open(u"shop"_s, u"customers"_s));
        const QByteArray last = m_server->psql(m_shop, "select email from public.customers order by id desc limit 1");
        m_day->press(QKeySequence(QKeySequence::Find));
        QVERIFY(m_day->waitFor("find.text"));
        m_day->paste(QString::fromUtf8(last));
        QVERIFY(m_day->waitFor("find.server"));
        QTRY_VERIFY2(!m_day->words("find.state").isEmpty(), "says that it is not among the rows loaded");
        m_day->click("find.server");
        QVERIFY(m_day->waitUntil([&] { return m_day->isIdle() && m_day->value(0, u"email"_s) == QString::fromUtf8(last); }));
        m_day->press(Qt::Key_Escape);
    }

    void takenAway()
    {
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        m_day->filterBy(u"status = 'overdue' and note <> ''"_s);
        QVERIFY(m_day->waitUntil([this] { return m_day->isIdle() && m_day->value(0, u"status"_s) == u"overdue"_s; }));
        const QString path = m_folder.filePath(u"overdue.csv"_s);
        exportTo(path);
        const QByteArray expected = copied(m_shop, "select * from public.invoices where status = 'overdue' and note <> ''");
        QVERIFY(expected.size() > 10'000);
        QCOMPARE(contents(path), expected);

        m_day->table()->selectionModel()->clearSelection();
        m_day->action("table.report")->trigger();
        QVERIFY(m_day->waitFor("report.preview"));
        auto *masks = m_day->see<QListWidget>("columns.list");
        const QListWidgetItem *note = masks->findItems(u"note"_s, Qt::MatchExactly).value(0);
        QVERIFY(note);
        const_cast<QListWidgetItem *>(note)->setCheckState(Qt::Checked);
        m_day->click("report.copy");
        const QString report = QGuiApplication::clipboard()->text();
        QVERIFY2(report.contains(u"PostgreSQL"_s) && report.contains(u"overdue"_s) && report.contains(u"FROM"_s),
                 qPrintable(report.left(400)));
        QVERIFY2(!report.contains(u"neighbour"_s) && !report.contains(u"Gift"_s), "the masked column");
    }

    void whatIsKnownOfTheTable()
    {
        m_server->psql(m_shop, "analyze public.invoices");
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        m_day->chooseCell(1, u"status"_s);
        m_day->press(QKeySequence(u"Ctrl+I"_s));
        QVERIFY(m_day->waitFor("definition.facts"));
        QTRY_VERIFY_WITH_TIMEOUT(m_day->words("definition.facts").contains(u"owner"_s), patience);
        QVERIFY2(m_day->words("definition.notice").isEmpty(), qPrintable(m_day->words("definition.notice")));
        m_day->see("definition")->close();
        QTRY_VERIFY(!m_day->see("definition"));
        m_day->focus("table.grid");
        m_day->action("table.statistics")->trigger();
        QVERIFY(m_day->waitFor("statistics.basis"));
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("statistics.basis").contains(u"analysed"_s),
                                  qPrintable(m_day->words("statistics.basis") + m_day->words("statistics.note")), patience);
        m_day->click("statistics.exact");
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("statistics.basis").contains(u"exactly"_s),
                                  qPrintable(m_day->words("statistics.basis")), patience);
        m_day->click("statistics.close");
        QTRY_VERIFY(!m_day->see("statistics.basis"));
    }

    void anotherTimeZoneAndARowByItsKey()
    {
        QVERIFY(open(u"shop"_s, u"invoices"_s));
        m_day->press(QKeySequence(u"Ctrl+G"_s));
        QVERIFY(m_day->waitFor("table.key0"));
        m_day->focus("table.key0");
        m_day->paste(u"23456"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(isAt(u"invoices"_s, u"id"_s, u"23456"_s));
        m_day->click("table.zone");
        QVERIFY(m_day->waitFor("table.zoneMenu"));
        m_day->see("table.zoneMenu")->findChild<QAction *>(u"table.zoneUtc"_s)->trigger();
        m_day->see<QMenu>("table.zoneMenu")->close();
        QVERIFY(m_day->waitUntil([this] { return m_day->isIdle() && m_day->currentValue(u"issued_at"_s).endsWith(u"+00"_s); }));
        QVERIFY(isAt(u"invoices"_s, u"id"_s, u"23456"_s)); // the place stays
        QCOMPARE(m_day->see<QToolButton>("table.zone")->text(), u"TimeZone UTC"_s);
    }

    void pagila()
    {
        const auto made = test::pagila(*m_server);
        if (!made)
            QSKIP("Pagila is not at ../shared/data/sql");
        m_pagila = *made;
        QVERIFY(m_day->connectTo(m_server->url(m_pagila), u"pagila"_s));
        QVERIFY(open(u"pagila"_s, u"rental"_s));
        m_day->filterBy(u"return_date is null"_s);
        QVERIFY(m_day->waitUntil([this] {
            return m_day->isIdle() && m_day->table()->model()->rowCount() > 7 && m_day->value(0, u"return_date"_s).isEmpty();
        }));
        m_day->chooseCell(7, u"rental_id"_s);
        const QString rental = m_day->currentValue(u"rental_id"_s), inventory = m_day->currentValue(u"inventory_id"_s);
        const QByteArray title =
            m_server->psql(m_pagila, "select title from public.film join public.inventory using (film_id) where inventory_id = " +
                                         inventory.toUtf8());
        follow(u"inventory_id"_s, u"inventory"_s, u"inventory_id"_s);
        follow(u"film_id"_s, u"film"_s, u"film_id"_s);
        QCOMPARE(m_day->currentValue(u"title"_s), QString::fromUtf8(title));
        m_day->press(QKeySequence(u"Alt+Left"_s));
        QVERIFY(isAt(u"inventory"_s, u"inventory_id"_s, inventory));
        m_day->press(QKeySequence(u"Alt+Left"_s));
        QVERIFY(isAt(u"rental"_s, u"rental_id"_s, rental));
        const QString path = m_folder.filePath(u"rentals.csv"_s);
        exportTo(path);
        QCOMPARE(contents(path), copied(m_pagila, "select * from public.rental where return_date is null"));
    }
};

QTEST_MAIN(TestTableDay)
#include "tst_tableday.moc"
