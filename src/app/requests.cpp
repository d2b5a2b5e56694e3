// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/requests.h"

#include "app/project.h"
#include "base/paths.h"
#include "engines/store/store.h"
#include "jobs/flaskroutes.h"
#include "panels/api/bodycompare.h"
#include "panels/api/bodydocument.h"
#include "panels/api/requestdocument.h"
#include "panels/api/requestspanel.h"
#include "shell/window.h"
#include "widgets/entrysheet.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QMimeData>
#include <QThreadPool>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

Requests::Requests(RequestsAround around)
    : m_around(std::move(around)),
      m_library(new RequestLibrary(m_around.store, paths::state() + u"/responses"_s, this)),
      m_panel(new RequestsPanel(m_library)),
      m_routes(new EntrySheet(u"routes"_s, tr("Routes: Return makes a request, Ctrl+Return opens the view function"),
                              m_around.window)),
      m_bodies(new EntrySheet(u"bodies"_s, tr("Compare with…"), m_around.window))
{
    m_library->setProjectEnv(m_around.env);
    connect(m_library, &RequestLibrary::failed, this,
            [this](const Error &error) { m_around.window->say(error.message, 10'000); });
    registerKinds();
    makeCommands();
}

void Requests::registerKinds()
{
    auto *const store = m_around.store;
    const RequestContext context{.library = m_library,
                                 .folder = [folder = m_around.folder] { return folder->folder(); },
                                 .text = [store](const QString &key) { return store->text(key); },
                                 .keepText = [store](const QString &key, const QString &text) { store->setText(key, text); },
                                 .dropText = [store](const QString &key) { store->removeText(key); },
                                 .editEnvironment = [this] { m_panel->editEnvironments(); },
                                 .database = m_around.database};
    m_around.window->registerKind({u"request"_s, [this, context](QWidget *parent) {
                                       auto *made = new RequestDocument(context, parent);
                                       watchBody(made);
                                       return made;
                                   }});
    m_around.window->registerKind({u"json"_s, [this](QWidget *parent) {
                                       auto *made = new BodyDocument(parent);
                                       watchBody(made);
                                       return made;
                                   }});
    m_around.window->registerKind({u"jsoncompare"_s, [](QWidget *parent) { return new BodyCompare(parent); }});
}

void Requests::add(const char *name, const QString &text, const QString &key, std::function<void()> run)
{
    auto *action = new QAction(text, m_around.window);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(QKeySequence(key));
    connect(action, &QAction::triggered, this, std::move(run));
    m_around.window->addActionTo(u"request"_s, action);
}

void Requests::makeCommands()
{
    add("request.new", tr("&New request"), u"Ctrl+Alt+N"_s, [this] { open(OpenRequest{}); });
    add("request.import", tr("&Import requests…"), {}, [this] { m_panel->openImport(); });
    add("request.environments", tr("&Environments…"), {}, [this] { m_panel->editEnvironments(); });
    add("request.routes", tr("Routes of the &Flask application…"), u"Ctrl+Alt+R"_s, [this] { listRoutes(); });
    add("request.openJson", tr("Open &JSON file…"), {}, [this] { openFile(); });
    add("request.openClipboard", tr("JSON from the &clipboard"), {}, [this] { openClipboard(); });
}

void Requests::open(const OpenRequest &wish)
{
    if (!wish.text.isEmpty())
        return open(http::requestFromJson(QJsonDocument::fromJson(wish.text.toUtf8()).object()));
    const QString key = wish.id.isEmpty() ? QString() : u"request:"_s + wish.id;
    m_around.window->open(u"request"_s, key, [this, &wish](Document *document) {
        auto *request = static_cast<RequestDocument *>(document);
        const QList<PastExchange> history = wish.past.isEmpty() ? QList<PastExchange>() : m_library->history();
        const auto past = std::ranges::find(history, wish.past, &PastExchange::id);
        if (past != history.end())
            request->openPast(*past);
        else if (!wish.id.isEmpty())
            request->openSaved(wish.id);
        else
            request->openNew();
    });
}

void Requests::open(const http::Request &request)
{
    m_around.window->open(u"request"_s, {},
                          [&request](Document *document) { static_cast<RequestDocument *>(document)->openNew(request); });
}

void Requests::open(const OpenJson &wish)
{
    const QString key = wish.path.isEmpty() ? QString() : u"json:"_s + wish.path;
    m_around.window->open(u"json"_s, key, [&wish](Document *document) {
        auto *body = static_cast<BodyDocument *>(document);
        if (wish.path.isEmpty())
            body->openText(wish.text, wish.title);
        else
            body->openFile(wish.path);
    });
}

void Requests::openFile()
{
    auto *chooser = new QFileDialog(m_around.window, tr("Open JSON"), m_around.folder->folder(),
                                    tr("JSON (*.json *.ndjson *.jsonl *.geojson *.har *.ipynb);;All files (*)"));
    chooser->setObjectName(u"request.jsonDialog"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &chosen) { open(OpenJson{chosen}); });
    chooser->open();
}

void Requests::openClipboard()
{
    const QMimeData *held = QGuiApplication::clipboard()->mimeData();
    const QString text = held ? held->text() : QString();
    if (text.trimmed().isEmpty())
        return m_around.window->say(tr("The clipboard holds no text."), 5'000);
    open(OpenJson{{}, text.toUtf8(), tr("Clipboard")});
}

void Requests::openLogged(const QString &method, const QString &path)
{
    http::Request request;
    request.method = method.isEmpty() ? request.method : method;
    request.url = path.startsWith(u'/') ? u"{{base_url}}"_s + path : path;
    open(request);
}

// Not for one that is known already, and gone with the next one.
void Requests::noticeServer(const QString &url)
{
    const auto known = m_library->lookup()(u"base_url"_s);
    if (!known || known->text == m_server)
        m_library->setVariable(u"base_url"_s, m_server = url, false, tr("terminal"));
}

// Importing the application runs it: only in a folder that is trusted.
void Requests::listRoutes()
{
    const QString folder = m_around.folder->folder();
    if (folder.isEmpty() || m_around.folder->trust() != Project::Trust::Given)
        return m_around.window->say(folder.isEmpty()
                                        ? tr("Open the application's folder first.")
                                        : tr("To ask the application for its routes is to run it: trust its folder first."),
                                    10'000);
    m_around.window->say(tr("Asking the application for its routes…"), 60'000);
    m_asking = inBackground(
        this, QThreadPool::globalInstance(),
        [python = m_around.python(), folder, environment = m_around.environment()](std::stop_token stop) {
            return flaskRoutes(python, folder, environment, stop);
        },
        [this, folder](const Result<QList<FlaskRoute>> &routes) {
            m_around.window->say({}, 1);
            if (!routes)
                m_around.say(routes.error(), tr("The routes cannot be listed"));
            else
                showRoutes(*routes, folder);
        });
}

void Requests::showRoutes(const QList<FlaskRoute> &routes, const QString &folder)
{
    QList<EntrySheet::Entry> entries;
    for (const FlaskRoute &route : routes) {
        const bool hasView = !route.file.isEmpty();
        const QString view = hasView ? u" · %1:%2"_s.arg(QDir(folder).relativeFilePath(route.file)).arg(route.line) : QString();
        entries.append(
            {route.method + u' ' + route.rule, route.endpoint + view, [this, route, hasView](Qt::KeyboardModifiers keys) {
                 if (keys.testFlag(Qt::ControlModifier) && hasView)
                     Q_EMIT m_around.window->wished(OpenFile{route.file, route.line});
                 else
                     openRoute(route);
             }});
    }
    m_routes->show(entries);
}

void Requests::openRoute(const FlaskRoute &route)
{
    http::Request request;
    request.method = route.method;
    request.name = route.method + u' ' + route.rule;
    request.url = u"{{base_url}}"_s + route.url();
    if (route.method == u"POST"_s || route.method == u"PUT"_s || route.method == u"PATCH"_s) {
        request.body.kind = http::Body::Kind::Json;
        request.body.text = u"{\n  \n}\n"_s;
    }
    open(request);
}

} // namespace oriel
