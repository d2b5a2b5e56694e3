// SPDX-License-Identifier: GPL-3.0-or-later
// A day with requests in the whole application: a Flask application started in the terminal, its routes, a POST with the row it
// inserted, a login whose token goes into the next call.
#include "day.h"

#include "app/workspace.h"
#include "panels/api/bodyview.h"
#include "panels/api/requestdocument.h"
#include "panels/files/filedocument.h"
#include "panels/table/tabledocument.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"
#include "support/server.h"
#include "widgets/codeeditor.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProcess>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// One that has Flask and psycopg2; empty: none.
QString pythonWithFlask()
{
    for (const QString &python : {u"/usr/bin/python3"_s, u"python3"_s}) {
        QProcess asked;
        asked.start(python, {u"-c"_s, u"import flask, psycopg2"_s});
        if (asked.waitForFinished(30'000) && asked.exitStatus() == QProcess::NormalExit && asked.exitCode() == 0)
            return python;
    }
    return {};
}

} // namespace

class TestRequestDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QTemporaryDir m_folder;
    QString m_shop, m_python;

    RequestDocument *request() const { return qobject_cast<RequestDocument *>(m_day->window()->currentDocument()); }
    template<typename T>
    T *part(const char *name) const
    {
        T *const found = request() ? request()->findChild<T *>(QLatin1String(name)) : nullptr;
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    QString status() const { return part<QLabel>("response.status")->text(); }
    void send() const { m_day->press(QKeySequence(u"Ctrl+Return"_s)); }

private Q_SLOTS:
    void initTestCase()
    {
        m_python = pythonWithFlask();
        if (m_python.isEmpty())
            QSKIP("no Python has Flask and psycopg2");
        m_server = std::make_unique<Server>();
        m_shop = m_server->newDatabase();
        m_server->psql(m_shop, "create table invoices (id bigint generated always as identity primary key, customer_id bigint, "
                               "total numeric(12,2), note text); create table customers (id int primary key); "
                               "insert into invoices (customer_id, total) values (7, 10), (8, 20); "
                               "grant all on all tables in schema public to public; analyze");
        QVERIFY(QFile::copy(QStringLiteral(ORIEL_SOURCE_DIR "/resources/sample/shop.py"), m_folder.filePath(u"shop.py"_s)));
        // An environment of the project's own, as venv makes it, on that Python.
        QVERIFY(QDir(m_folder.path()).mkpath(u".venv/bin"_s));
        const QString python = QStandardPaths::findExecutable(m_python);
        QVERIFY(QFile::link(python, m_folder.filePath(u".venv/bin/python"_s)));
        QFile about(m_folder.filePath(u".venv/pyvenv.cfg"_s));
        QVERIFY(about.open(QIODevice::WriteOnly));
        about.write("home = " + QFileInfo(python).path().toUtf8() + "\ninclude-system-site-packages = true\nversion = 3\n");
        about.close();
        QVERIFY(QFile(m_folder.filePath(u".venv/bin/activate"_s)).open(QIODevice::WriteOnly));
        QFile env(m_folder.filePath(u".env"_s));
        QVERIFY(env.open(QIODevice::WriteOnly));
        env.write("FLASK_APP=shop\nDATABASE_URL=" + m_server->url(m_shop).toUtf8() + '\n');
        env.close();
        m_day = std::make_unique<Day>();
        m_day->workspace().answer(OpenFolder{m_folder.path()});
        QVERIFY(m_day->waitFor("trust.box"));
        m_day->click("trust.yes");
        QVERIFY(m_day->connectTo(m_server->url(m_shop), u"shop"_s));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void aServerInTheTerminalIsTheBase()
    {
        m_day->workspace().answer(RunInTerminal{u"PYTHONDONTWRITEBYTECODE=1 %1 -m flask run --port 0"_s.arg(m_python)});
        m_day->window()->findChild<QAction *>(u"request.new"_s)->trigger();
        QVERIFY(request());
        m_day->focus("request.url");
        m_day->type(u"{{base_url}}/invoices?limit=1"_s);
        QVERIFY2(m_day->waitUntil([this] { return part<QLabel>("request.way")->text().startsWith(u"http://127.0.0.1:"_s); }),
                 qPrintable(part<QLabel>("request.way")->text()));
        send();
        QVERIFY2(m_day->waitUntil([this] { return status() == u"200 OK"_s; }), qPrintable(status()));
        auto *body = request()->findChild<BodyView *>();
        QVERIFY(m_day->waitUntil([&] { return body->isRead(); }));
        QCOMPARE(body->document()->count(body->document()->root()), 1u);
    }

    void aPostShowsTheRowItInserted()
    {
        part<QComboBox>("request.method")->setCurrentText(u"POST"_s);
        part<QLineEdit>("request.url")->setText(u"{{base_url}}/invoices"_s);
        part<QComboBox>("request.body.kind")->setCurrentIndex(1); // JSON
        part<CodeEditor>("request.body.text")->setText(u"{\"customer_id\": 9, \"total\": 1500.00, \"note\": \"by hand\"}"_s);
        m_day->focus("request.url");
        send();
        QVERIFY2(m_day->waitUntil([this] { return status() == u"201 CREATED"_s; }), qPrintable(status()));
        const auto counts = [this] {
            const auto *label = request()->findChild<QLabel *>(u"response.data.counts"_s);
            return label ? label->text() : QString();
        };
        QVERIFY2(m_day->waitUntil([&] { return counts() == u"+1"_s; }), qPrintable(counts()));
        QCOMPARE(m_server->psql(m_shop, "select total from invoices where note = 'by hand'").trimmed(), "1500.00");
    }

    void routesLeadToRequestsAndViews()
    {
        m_day->window()->findChild<QAction *>(u"request.routes"_s)->trigger();
        QVERIFY(m_day->waitFor("routes.line"));
        m_day->focus("routes.line");
        m_day->type(u"post login"_s);
        m_day->press(Qt::Key_Return);
        QVERIFY(request());
        QCOMPARE(part<QLineEdit>("request.url")->text(), u"{{base_url}}/login"_s);
        QCOMPARE(part<QComboBox>("request.method")->currentText(), u"POST"_s);
        m_day->window()->findChild<QAction *>(u"request.routes"_s)->trigger();
        QVERIFY(m_day->waitFor("routes.line"));
        m_day->focus("routes.line");
        m_day->type(u"show_invoice"_s);
        m_day->press(QKeySequence(u"Ctrl+Return"_s));
        auto *file = qobject_cast<FileDocument *>(m_day->window()->currentDocument());
        QVERIFY(file);
        QVERIFY(m_day->waitUntil([&] { return file->isLoaded(); }));
        QVERIFY(file->title().startsWith(u"shop.py"_s));
    }
};

QTEST_MAIN(TestRequestDay)
#include "tst_requestday.moc"
