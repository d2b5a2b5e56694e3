// SPDX-License-Identifier: GPL-3.0-or-later
// Which tables a program has changed, beside the files that have: from the heading in the changes to the rows.
#include "day.h"

#include "app/workspace.h"
#include "panels/changes/changespanel.h"
#include "panels/table/changedtables.h"
#include "panels/table/tabledocument.h"
#include "shell/window.h"
#include "support/server.h"

#include <QAction>
#include <QToolButton>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestDataChangesDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QString m_shop, m_other;

    QToolButton *head() const
    {
        auto *section = m_day->window()->findChild<QWidget *>(u"changes.tables"_s);
        return section ? section->findChild<QToolButton *>(u"section.head"_s) : nullptr;
    }
    ChangedTables *list() const // the one in sight
    {
        for (auto *each : m_day->window()->findChildren<ChangedTables *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    QString lines() const
    {
        QStringList all;
        if (const ChangedTables *seen = list())
            for (auto *tree = seen->findChild<QTreeWidget *>(); auto *item : tree->findItems({}, Qt::MatchContains))
                all << item->text(0) + u' ' + item->text(1);
        return all.join(u", ");
    }
    void openSection()
    {
        m_day->window()->showGuest(m_day->window()->findChild<ChangesPanel *>());
        QVERIFY(m_day->waitUntil([this] { return head() && head()->isVisible(); }));
        if (!head()->isChecked())
            head()->click();
        QVERIFY(m_day->waitUntil([this] { return list() != nullptr; }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_shop = m_server->newDatabase();
        m_other = m_server->newDatabase();
        m_server->psql(m_shop, "create table orders (id int primary key, note text); insert into orders values (1, 'a'); "
                               "grant all on orders to public");
        m_server->psql(m_other, "create table logs (id int primary key); grant all on logs to public");
        m_day = std::make_unique<Day>();
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void fromTheHeadingToTheRows()
    {
        QVERIFY(m_day->connectTo(m_server->url(m_shop), u"shop"_s));
        openSection();
        QVERIFY(m_day->waitUntil([this] { return head()->text() == u"Tables of "_s + m_shop; }));
        QVERIFY(m_day->waitUntil([this] { return list()->tables() && list()->tables()->since().isValid(); }));
        auto *mark = list()->findChild<QAction *>(u"changedTables.mark"_s);
        QVERIFY(m_day->waitUntil([&] { return mark->isEnabled(); }));
        mark->trigger();
        QVERIFY(m_day->waitUntil([this] { return list()->tables()->markedCount() == 1 && !list()->tables()->isBusy(); }));

        m_server->psql(m_shop, "insert into orders values (2, 'b'); update orders set note = 'x' where id = 1"); // the program
        m_day->window()->activateWindow(); // as it is while one works
        QVERIFY2(m_day->waitUntil([this] { return lines() == u"orders +1 ~1"_s; }),
                 qPrintable(u"there: "_s + lines())); // by itself
        QCOMPARE(head()->text(), u"Tables of "_s + m_shop + u"  1"_s);

        auto *tree = list()->findChild<QTreeWidget *>();
        tree->setCurrentItem(tree->topLevelItem(0));
        Q_EMIT tree->itemActivated(tree->topLevelItem(0), 0);
        QVERIFY(
            m_day->waitUntil([this] { return qobject_cast<TableDocument *>(m_day->window()->currentDocument()) != nullptr; }));
        QVERIFY(m_day->waitUntil([this] {
            const auto *since = m_day->see<QToolButton>("table.since");
            return since && since->text().section(u": "_s, 1) == u"+1 ~1"_s;
        }));
    }

    // Each database has its list, and keeps it while another is worked with.
    void theListIsOfTheDatabaseThatIsWorkedWith()
    {
        QVERIFY(m_day->connectTo(m_server->url(m_other), u"other"_s));
        QVERIFY(m_day->openConsole({u"other"_s}));
        QVERIFY(m_day->waitUntil([this] { return head()->text().startsWith(u"Tables of "_s + m_other); }));
        QVERIFY(m_day->waitUntil([this] { return list() && list()->tables()->since().isValid(); }));
        QVERIFY(m_day->run(u"insert into logs values (1)"_s));
        QVERIFY(m_day->waitUntil([this] { return lines().startsWith(u"logs"_s); }));
        for (Document *document : m_day->window()->documents())
            if (document->kind() == "table"_L1)
                m_day->window()->showGuest(document);
        QVERIFY(m_day->waitUntil([this] { return head()->text() == u"Tables of "_s + m_shop + u"  1"_s; }));
        QCOMPARE(lines(), u"orders +1 ~1"_s);
    }
};

QTEST_MAIN(TestDataChangesDay)
#include "tst_datachangesday.moc"
