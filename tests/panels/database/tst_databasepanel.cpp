// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/databasepanel.h"
#include "panels/database/objectview.h"
#include "support/server.h"
#include "treetext.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <future>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

const QByteArray sample =
    "create table customers (id int primary key, name text); create table invoices (id int primary key, total numeric default "
    "0); "
    "create view open_invoices as select * from invoices; create schema other; create table other.\"Odd name\" (a int)";

struct Kit
{
    Kit(const Server &server, const QString &database)
    {
        Profile profile{.id = u"c1"_s, .name = u"shop"_s, .info = pg::ConnInfo::read(server.url(database))->info};
        connection = std::make_unique<Connection>(profile);
        panel = std::make_unique<DatabasePanel>();
        panel->addConnection(connection.get());
        panel->resize(280, 620);
        panel->show();
    }

    ObjectView *view() const { return panel->findChild<ObjectView *>(u"database.tree"_s); }
    ObjectTree *tree() const { return panel->findChild<ObjectTree *>(); }
    FilterLine *filter() const { return panel->findChild<FilterLine *>(u"database.filter"_s); }
    QAction *action(const char *name) const { return panel->findChild<QAction *>(QLatin1String(name)); }
    QModelIndex row(const QStringList &names) const { return rowAt(*tree(), names); }
    QPoint middle(const QStringList &names) const { return view()->visualRect(row(names)).center(); }
    void doubleClick(const QStringList &names) const
    {
        view()->scrollTo(row(names));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, middle(names));
        QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, middle(names));
    }
    bool connectNow() const
    {
        connection->connectNow();
        const auto isRead = [this] { return row(customers).isValid() && !treeText(*tree()).contains(u"reading…"_s); };
        if (QTest::qWaitFor(isRead, patience))
            return true;
        qWarning("not read:\n%s", qPrintable(treeText(*tree())));
        return false;
    }

    inline static const QStringList customers{u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s};
    std::unique_ptr<Connection> connection;
    std::unique_ptr<DatabasePanel> panel;
};

} // namespace

class tst_DatabasePanel final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    QString m_database;

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        Theme::load(Theme::Mode::Light)->apply();
    }
    void cleanupTestCase() { m_server.reset(); }
    void init()
    {
        m_database = m_server->newDatabase();
        m_server->psql(m_database, sample);
    }

    void emptyStateSaysWhatToDo()
    {
        DatabasePanel panel;
        panel.show();
        QSignalSpy wishes(&panel, &Guest::wished);
        auto *url = panel.findChild<QLineEdit *>(u"database.url"_s);
        QVERIFY(url->isVisible());
        QTest::keyClicks(url, u"postgres://x"_s);
        panel.findChild<QPushButton *>(u"database.connectButton"_s)->click();
        QCOMPARE(std::get<EditConnection>(wishes.takeFirst()[0].value<Wish>()).text, u"postgres://x"_s);
        panel.findChild<QPushButton *>(u"database.sampleButton"_s)->click();
        QVERIFY(std::holds_alternative<OpenSample>(wishes.takeFirst()[0].value<Wish>()));
    }

    void doubleClicksConnectAndOpen()
    {
        Kit k(*m_server, m_database);
        QSignalSpy wishes(k.panel.get(), &Guest::wished);
        QVERIFY(!k.panel->findChild<QLineEdit *>(u"database.url"_s)->isVisible());
        k.doubleClick({u"shop"_s});
        // the way to the tables opens by itself the first time
        QTRY_VERIFY_WITH_TIMEOUT(
            k.row(Kit::customers).isValid() && k.view()->isExpanded(k.row({u"shop"_s, u"public"_s, u"Tables"_s})), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!treeText(*k.tree()).contains(u"reading…"_s), patience);
        QVERIFY(!k.view()->isExpanded(k.row({u"shop"_s, u"public"_s, u"Types"_s}))); // whichever answer came first
        k.doubleClick(Kit::customers);
        QCOMPARE(wishes.size(), 1);
        const auto wish = std::get<OpenTable>(wishes.takeFirst()[0].value<Wish>());
        QCOMPARE(wish.connection, u"c1"_s);
        QCOMPARE(wish.schema, u"public"_s);
        QCOMPARE(wish.name, u"customers"_s);
        QTest::keyClick(k.view(), Qt::Key_Return);
        QCOMPARE(wishes.size(), 1);
        QTest::keyClick(k.view(), Qt::Key_Right); // opens the columns
        QTRY_VERIFY_WITH_TIMEOUT(k.row(Kit::customers + QStringList{u"name"_s}).isValid(), patience);
        QTest::keyClick(k.view(), Qt::Key_Left);
        QVERIFY(!k.view()->isExpanded(k.row(Kit::customers)));
        k.panel->findChild<QToolButton *>(u"database.addButton"_s)->click();
        QVERIFY(std::get<EditConnection>(wishes.last()[0].value<Wish>()).connection.isEmpty());
    }

    void typingFilters()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.connectNow());
        k.view()->setFocus();
        k.view()->setCurrentIndex(k.row(Kit::customers));
        QTest::keyClicks(k.view(), u"i"_s);
        QTest::keyClicks(k.filter(), u"nvoices"_s);
        QCOMPARE(k.filter()->text(), u"invoices"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!k.row(Kit::customers).isValid(), patience);
        const QStringList invoices{u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s};
        QVERIFY(k.view()->visualRect(k.row(invoices)).isValid()); // its path is open
        QVERIFY(k.row({u"shop"_s, u"public"_s, u"Views"_s, u"open_invoices"_s}).isValid());
        QTest::keyClick(k.filter(), Qt::Key_Down);
        QVERIFY(k.view()->hasFocus() || !k.panel->isActiveWindow());
        QTest::keyClick(k.view(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(k.row(Kit::customers).isValid(), patience);
        QVERIFY(k.view()->isExpanded(k.row({u"shop"_s, u"public"_s, u"Tables"_s}))); // as before
    }

    void refreshKeepsThePlace()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.connectNow());
        k.view()->expand(k.row(Kit::customers));
        const QStringList column = Kit::customers + QStringList{u"name"_s};
        QTRY_VERIFY_WITH_TIMEOUT(k.row(column).isValid(), patience);
        k.view()->setCurrentIndex(k.row(column));
        m_server->psql(m_database, "create table added (a int); alter table customers add more int");
        k.action("database.refresh")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(k.row({u"shop"_s, u"public"_s, u"Tables"_s, u"added"_s}).isValid(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(k.row(Kit::customers + QStringList{u"more"_s}).isValid(), patience);
        QVERIFY(k.view()->isExpanded(k.row(Kit::customers)));
        QCOMPARE(k.view()->currentIndex(), k.row(column));
    }

    void stateOpensTheSameAgain()
    {
        QJsonObject state;
        {
            Kit k(*m_server, m_database);
            QVERIFY(k.connectNow());
            k.view()->expand(k.row(Kit::customers));
            k.view()->collapse(k.row({u"shop"_s, u"public"_s, u"Views"_s}));
            k.action("database.showSystem")->trigger();
            state = k.panel->state();
        }
        Kit k(*m_server, m_database);
        k.panel->restore(state);
        QCOMPARE(k.connection->state(), LinkState::Disconnected);
        k.connection->connectNow();
        QTRY_VERIFY_WITH_TIMEOUT(k.row(Kit::customers + QStringList{u"name"_s}).isValid(), patience);
        QVERIFY(k.view()->isExpanded(k.row(Kit::customers)));
        QVERIFY(k.row({u"shop"_s, u"pg_catalog"_s}).isValid());
    }

    void commands()
    {
        Kit k(*m_server, m_database);
        QSignalSpy wishes(k.panel.get(), &Guest::wished);
        QVERIFY(k.connectNow());
        QTRY_VERIFY_WITH_TIMEOUT(k.row({u"shop"_s, u"other"_s}).isValid(), patience);
        k.view()->expand(k.row({u"shop"_s, u"other"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(k.row({u"shop"_s, u"other"_s, u"Tables"_s}).isValid(), patience);
        k.view()->expand(k.row({u"shop"_s, u"other"_s, u"Tables"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(k.row({u"shop"_s, u"other"_s, u"Tables"_s, u"Odd name"_s}).isValid(), patience);
        k.view()->setCurrentIndex(k.row({u"shop"_s, u"other"_s, u"Tables"_s, u"Odd name"_s}));
        k.action("database.copyQualifiedName")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"other.\"Odd name\""_s);
        k.action("database.copyName")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"Odd name"_s);
        k.action("database.newConsole")->trigger();
        QCOMPARE(std::get<OpenConsole>(wishes.last()[0].value<Wish>()).connection, u"c1"_s);
        k.view()->setCurrentIndex(k.row({u"shop"_s}));
        QVERIFY(!k.action("database.openTable")->isEnabled());
        k.action("database.disconnect")->trigger();
        QCOMPARE(k.connection->state(), LinkState::Disconnected);
        QCOMPARE(k.tree()->rowCount(k.row({u"shop"_s})), 0);
        k.action("database.connect")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(k.connection->state(), LinkState::Connected, patience);
        k.view()->setCurrentIndex(k.row({u"shop"_s}));
        QContextMenuEvent asked(QContextMenuEvent::Mouse, k.middle({u"shop"_s}),
                                k.view()->viewport()->mapToGlobal(k.middle({u"shop"_s})));
        QApplication::sendEvent(k.view()->viewport(), &asked);
        auto *menu = k.panel->findChild<QMenu *>(u"database.menu"_s);
        QVERIFY(menu && menu->actions().contains(k.action("database.removeConnection")));
        QVERIFY(menu->actions().contains(k.action("database.editConnection")));
        menu->close();
    }

    void removalIsAskedFirst()
    {
        Kit k(*m_server, m_database);
        QSignalSpy removals(k.panel.get(), &DatabasePanel::removalAsked);
        k.view()->setCurrentIndex(k.row({u"shop"_s}));
        for (const bool isConfirmed : {false, true}) {
            k.action("database.removeConnection")->trigger();
            auto *box = k.panel->findChild<QMessageBox *>(u"database.removalQuestion"_s);
            QVERIFY(box);
            box->setObjectName({});
            if (isConfirmed)
                box->findChild<QPushButton *>(u"database.confirmRemoval"_s)->click();
            else
                box->reject();
            QCOMPARE(removals.size(), isConfirmed ? 1 : 0);
        }
        k.panel->removeConnection(u"c1"_s);
        QVERIFY(k.panel->findChild<QLineEdit *>(u"database.url"_s)->isVisible());
    }

    void aLockedNodeSaysSoAndTheRestAppears()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.connectNow());
        const auto hold = [this] {
            m_server->psql(m_database, "begin; lock table invoices, pg_catalog.pg_attrdef; select pg_sleep(6); rollback");
        };
        auto holder = std::async(std::launch::async, hold);
        QTRY_VERIFY_WITH_TIMEOUT(m_server->psql(m_database,
                                                "select count(*) from pg_locks where relation = 'pg_attrdef'::regclass "
                                                "and mode = 'AccessExclusiveLock' and granted")
                                         .trimmed() == "1",
                                 patience);
        k.view()->expand(k.row({u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}));
        const auto note = [&] {
            return k.row({u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}).model()
                       ? treeText(*k.tree(), k.row({u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}))
                       : QString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(note().startsWith(u"locked by PID "_s), 5000);
        QVERIFY(note().contains(u"Retry"_s));
        QVERIFY(k.row(Kit::customers).isValid());
        holder.wait();
        const auto retry = k.tree()->index(0, 0, k.row({u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}));
        k.view()->setCurrentIndex(retry);
        QTest::keyClick(k.view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(note().contains(u"total"_s), patience);
    }

    void endsInTheMiddle()
    {
        for (const bool isConnectionFirst : {true, false}) {
            for (const bool isRead : {true, false}) {
                Kit k(*m_server, m_database);
                k.connection->connectNow();
                if (isRead) {
                    QVERIFY(k.connectNow());
                    k.view()->expand(k.row(Kit::customers));
                }
                if (isConnectionFirst) {
                    k.connection.reset();
                    QVERIFY(k.panel->findChild<QLineEdit *>(u"database.url"_s)->isVisible());
                }
                k.panel.reset();
            }
        }
    }
};

QTEST_MAIN(tst_DatabasePanel)
#include "tst_databasepanel.moc"
