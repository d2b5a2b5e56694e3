// SPDX-License-Identifier: GPL-3.0-or-later
// A project's .env in the whole application: its connection appears, connects when the user says so, follows the file by nothing
// but words, and leaves no secret behind.
#include "day.h"

#include "app/project.h"
#include "app/workspace.h"
#include "panels/database/databasepanel.h"
#include "panels/files/filedocument.h"
#include "shell/window.h"
#include "support/server.h"
#include "widgets/fileeditor.h"

#include <QAction>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLineEdit>
#include <QTabWidget>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestEnvDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Day> m_day;
    QString m_database;

    QString path(const QString &name) const { return QDir(m_folder->path()).canonicalPath() + u'/' + name; }
    QString env() const { return path(u"shop/.env"_s); }
    void write(const QByteArray &text) const
    {
        QFile to(env());
        if (!to.open(QIODevice::WriteOnly) || to.write(text) != text.size())
            qFatal("cannot write");
    }
    void writeUrl(const QString &url) const { write("FLASK_APP=shop\n# the database\nDATABASE_URL='" + url.toUtf8() + "'\n"); }
    QModelIndex reference() const { return m_day->row({u".env · DATABASE_URL"_s}); }
    bool isShown() const // now
    {
        const ObjectTree &model = m_day->objects();
        return !model.match(model.index(0, 0), Qt::DisplayRole, u".env · DATABASE_URL"_s, 1, Qt::MatchExactly).isEmpty();
    }
    Connection *connection() const { return m_day->workspace().connection(u"env:"_s + env() + u"#DATABASE_URL"_s); }
    QAction *action(const char *name) const { return m_day->window()->findChild<QAction *>(QLatin1String(name)); }
    FileDocument *file() const { return qobject_cast<FileDocument *>(m_day->window()->currentDocument()); }
    QString toolTip() const { return reference().data(Qt::ToolTipRole).toString(); }
    void open() const
    {
        m_day->workspace().answer(OpenFolder{path(u"shop"_s)});
        if (!m_day->waitFor("trust.box"))
            qFatal("nobody asks for trust");
        m_day->click("trust.no"); // a file of the folder is data: nothing of it runs
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase(true);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(path(u"shop/certs"_s)) && QDir().mkpath(path(u"state"_s)));
        m_day = std::make_unique<Day>(path(u"state"_s));
        writeUrl(m_server->url(m_database));
        open();
    }
    void cleanup() { m_day.reset(); }

    void aDay()
    {
        QVERIFY(reference().isValid());
        QVERIFY(reference().data(ObjectTree::IsMutedRole).toBool());
        QCOMPARE(connection()->state(), LinkState::Disconnected); // never by itself
        QVERIFY(!toolTip().contains(m_server->info().password));
        m_day->choose(reference());
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->row({u".env · DATABASE_URL"_s, u"public"_s}).isValid());
        QVERIFY(!reference().data(ObjectTree::IsMutedRole).toBool());
        QVERIFY(connection()->facts().isEncrypted);

        writeUrl(m_server->url(u"postgres"_s)); // while it is connected
        QTRY_VERIFY_WITH_TIMEOUT(connection()->outdated().contains(u"has changed"_s), patience);
        QCOMPARE(connection()->state(), LinkState::Connected);
        QCOMPARE(connection()->facts().database, m_database);
        QCOMPARE(reference().data(ObjectTree::FactsRole).toString(), u"changed"_s);
        m_day->choose(reference());
        QVERIFY(m_day->words("database.says").contains(u"has changed"_s));
        QVERIFY(action("database.reconnect")->isEnabled());
        action("database.reconnect")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(connection()->facts().database, u"postgres"_s, patience);
        QCOMPARE(connection()->outdated(), QString());

        QVERIFY(QFile::rename(env(), path(u"shop/.env.old"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(connection()->outdated().contains(u"gone"_s), patience);
        connection()->disconnectNow();
        QTRY_VERIFY_WITH_TIMEOUT(!isShown(), patience);
        QVERIFY(QFile::rename(path(u"shop/.env.old"_s), env()));
        QTRY_VERIFY_WITH_TIMEOUT(isShown(), patience);
        m_day->window()->findChild<QAction *>(u"file.closeFolder"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!isShown(), patience);
    }

    void savedAsAConnection()
    {
        QFile root(path(u"shop/certs/ca.pem"_s));
        QVERIFY(root.open(QIODevice::WriteOnly));
        root.close();
        writeUrl(u"postgres://app:pw0rd@db.example/shop?sslrootcert=certs/ca.pem&options=-cx%3D1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(connection() && connection()->profile().info.value(u"host"_s) == u"db.example"_s, patience);
        QVERIFY2(toolTip().contains(path(u"shop/certs/ca.pem"_s)), qPrintable(toolTip()));
        QVERIFY2(toolTip().contains(u"DATABASE_URL names no sslmode"_s), qPrintable(toolTip()));
        m_day->choose(reference());
        QVERIFY(m_day->words("database.says").contains(u"the application itself takes prefer"_s));
        QCOMPARE(action("database.editConnection")->text(), u"Save as connection…"_s);
        QVERIFY(!action("database.removeConnection")->isEnabled());
        QCOMPARE(action("database.goToLine")->text(), u"Go to line 3 in .env"_s);
        action("database.editConnection")->trigger();
        QVERIFY(m_day->waitFor("connect.host"));
        QCOMPARE(m_day->words("connect.host"), u"db.example"_s);
        QCOMPARE(m_day->words("connect.rootCert"), path(u"shop/certs/ca.pem"_s));
        QVERIFY(m_day->words("connect.notice").contains(u"options=-cx=1"_s));
    }

    void whatIsHeldIsAskedFor()
    {
        writeUrl(m_server->url(m_database) + u"&target_session_attrs=any"_s);
        QTRY_VERIFY_WITH_TIMEOUT(toolTip().contains(u"target_session_attrs=any"_s), patience);
        const auto connectAnd = [this](const char *answer) {
            m_day->choose(reference());
            action("database.connect")->trigger();
            QVERIFY(m_day->waitFor("held.box"));
            QTRY_COMPARE(QApplication::focusWidget(), m_day->see("held.cancel")); // what Return does
            m_day->click(answer);
        };
        connectAnd("held.cancel");
        QTRY_COMPARE_WITH_TIMEOUT(connection()->state(), LinkState::Disconnected, patience);
        action("database.connect")->trigger();
        QVERIFY(m_day->waitFor("held.box"));
        connection()->disconnectNow(); // meanwhile
        QVERIFY(m_day->waitUntil([this] { return !m_day->see("held.box"); }));
        connectAnd("held.leave");
        QTRY_COMPARE_WITH_TIMEOUT(connection()->state(), LinkState::Connected, patience);
        QVERIFY(!connection()->openInfo().has(u"target_session_attrs"_s));
        writeUrl(m_server->url(m_database) + u"&target_session_attrs=read-write"_s);
        QTRY_VERIFY_WITH_TIMEOUT(action("database.reconnect")->isEnabled(), patience);
        action("database.reconnect")->trigger();
        QVERIFY(m_day->waitFor("held.box"));
        m_day->click("held.take");
        QTRY_COMPARE_WITH_TIMEOUT(connection()->state(), LinkState::Connected, patience);
        QCOMPARE(connection()->openInfo().value(u"target_session_attrs"_s), u"read-write"_s);
    }

    // 192.0.2.1: nobody's (RFC 5737); a network that refuses at once does as well.
    void aFailureLeadsToTheLine()
    {
        writeUrl(u"postgres://app:pw0rd@192.0.2.1/shop?connect_timeout=1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(connection() && connection()->profile().info.value(u"host"_s) == u"192.0.2.1"_s, patience);
        m_day->choose(reference());
        action("database.connect")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(connection()->state(), LinkState::Failed, patience);
        QVERIFY(!connection()->error().message.contains(u"pw0rd"_s));
        m_day->tree()->expand(reference());
        QVERIFY(m_day->words("database.says").startsWith(connection()->error().message));
        m_day->choose(m_day->row({u".env · DATABASE_URL"_s, u"Go to line 3 in .env"_s}));
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitUntil([this] { return file() && file()->path() == env() && file()->editor()->caretLine() == 2; }));
    }

    void theVariablesAreShown()
    {
        write("FLASK_APP=shop\nSECRET_KEY=s3cr3t\nMODE=dev\nDATABASE_URL='" + m_server->url(m_database).toUtf8() + "'\n");
        QFile flask(path(u"shop/.flaskenv"_s));
        QVERIFY(flask.open(QIODevice::WriteOnly) && flask.write("FLASK_APP=other\nFLASK_DEBUG=1\n") > 0);
        flask.close();
        action("terminal.variables")->trigger();
        QVERIFY(m_day->waitFor("variables"));
        m_day->see<QLineEdit>("variables.name")->setText(u"MODE"_s); // Oriel's own counts first
        m_day->see<QLineEdit>("variables.value")->setText(u"test"_s);
        m_day->click("variables.set");
        m_day->click("variables.ok");
        QTRY_VERIFY(!m_day->see("variables"));
        action("terminal.variables")->trigger();
        QVERIFY(m_day->waitFor("variables"));
        m_day->see<QTabWidget>("variables.pages")->setCurrentIndex(1);
        QVERIFY(m_day->waitFor("env.list"));
        const auto *list = m_day->see<QTreeView>("env.list");
        const auto is = [&](int row, const QStringList &wanted) {
            return m_day->waitUntil([&] {
                QStringList cells;
                for (int column = 0; column < list->model()->columnCount(); ++column)
                    cells << list->model()->index(row, column).data().toString();
                return cells == wanted;
            });
        };
        QVERIFY(is(1, {u"SECRET_KEY"_s, u"••••••"_s, u".env:2"_s, {}}));
        QVERIFY(is(2, {u"MODE"_s, u"dev"_s, u".env:3"_s, u"hidden: set in Oriel"_s}));
        QVERIFY(is(4, {u"FLASK_APP"_s, u"other"_s, u".flaskenv:1"_s, u"hidden by .env:1"_s}));
        write("# first\nFLASK_APP=shop\n");
        QVERIFY(is(0, {u"FLASK_APP"_s, u"shop"_s, u".env:2"_s, {}})); // followed while it is shown
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(2, 2)).center());
        QVERIFY(m_day->waitUntil([this] { return file() && file()->path() == path(u"shop/.flaskenv"_s); }));
        QTRY_COMPARE(file()->editor()->caretLine(), 1);
        m_day->window()->findChild<QAction *>(u"file.closeFolder"_s)->trigger();
        QTRY_VERIFY(!m_day->see("variables")); // they were that folder's
    }

    void noSecretIsLeft()
    {
        QVERIFY(reference().isValid());
        m_day->choose(reference());
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->row({u".env · DATABASE_URL"_s, u"public"_s}).isValid());
        m_day->openConsole({u".env · DATABASE_URL"_s});
        QVERIFY(m_day->run(u"select 1"_s));
        QVERIFY(m_day->window()->close());
        m_day.reset();
        const QByteArray secret = m_server->info().password.toUtf8();
        for (QDirIterator it(path(u"state"_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY2(!text.contains(secret) && !text.contains(m_server->info().user.toUtf8() + '@'), qPrintable(file.fileName()));
        }
        m_day = std::make_unique<Day>(path(u"state"_s)); // the console is there again, its connection as before
        QTRY_VERIFY_WITH_TIMEOUT(isShown(), patience);
        QCOMPARE(connection()->state(), LinkState::Disconnected);
    }
};

QTEST_MAIN(TestEnvDay)
#include "tst_envday.moc"
