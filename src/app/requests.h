// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/json/document.h"
#include "jobs/requestlibrary.h"
#include "panels/api/dataview.h"
#include "shell/wish.h"

#include <QObject>

namespace oriel {

class Document;
class EntrySheet;
class Project;
class ProjectEnv;
class RequestsPanel;
class Window;
struct FlaskRoute;

// What requests need of the rest of the window.
struct RequestsAround
{
    store::Store *store = nullptr;
    Project *folder = nullptr;
    ProjectEnv *env = nullptr;
    Window *window = nullptr;
    std::function<WatchedDatabase()> database;
    std::function<QString()> python;                // of the project's environment
    std::function<QList<QByteArray>()> environment; // of the project's programs
    std::function<void(const Error &error, const QString &title)> say;
};

// Opens requests and JSON, and is the menu Request. Outlives the window, whose guests use the library. GUI thread.
class Requests final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Requests)
public:
    explicit Requests(RequestsAround around);
    RequestsPanel *panel() const { return m_panel; }
    void open(const OpenRequest &wish);
    void open(const OpenJson &wish);
    void open(const http::Request &request);                     // not saved yet
    void openLogged(const QString &method, const QString &path); // a line of a development server's log; or a URL
    void noticeServer(const QString &url);                       // one has said in a terminal where it runs

private:
    void registerKinds();
    void makeCommands();
    void add(const char *name, const QString &text, const QString &key, std::function<void()> run);
    void openFile();
    void openClipboard();
    void listRoutes();
    void showRoutes(const QList<FlaskRoute> &routes, const QString &folder); // that files are named from
    void openRoute(const FlaskRoute &route);
    using Body = std::shared_ptr<const json::Document>;
    void watchBody(Document *document); // bodies.cpp
    void askOther(Document *document, const Body &own);
    QList<PastExchange> answersBefore(const Document *document) const;     // to the request in it
    using Open = std::function<Result<std::shared_ptr<json::Document>>()>; // on a worker
    using Compare = std::function<void(const QString &title, const Body &)>;
    void readFile(const QString &path, const QString &title, Compare then);
    void readOther(Open open, const QString &title, Compare then);

    RequestsAround m_around;
    RequestLibrary *m_library;
    RequestsPanel *m_panel;
    EntrySheet *m_routes, *m_bodies; // bodies: to compare with
    QString m_server;                // base_url, as long as it is the terminal's
    Job m_asking, m_reading;
};

} // namespace oriel
