// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/environmentsheet.h"
#include "app/sample.h"
#include "engines/store/store.h"
#include "jobs/connection.h"
#include "panels/terminal/terminalpane.h"
#include "shell/wish.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

class QAction;

namespace oriel {

class ChangesPanel;
class Comparing;
class Requests;
class ConnectDialog;
class DataChanges;
class DatabasePanel;
class FilesPanel;
class DesktopNotice;
class Project;
class ProjectEnv;
class ProjectVariables;
class TerminalPanel;
class WelcomePage;
class Window;
struct StatusItem;

// Makes store, connections, guests and the window, and answers their wishes: the one place that knows everything. GUI thread.
class Workspace final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Workspace)
public:
    Workspace(std::unique_ptr<store::Store> store, sandbox::Lifetime sampleLifetime, QObject *parent = nullptr);
    ~Workspace() override;

    Window *window() const { return m_window.get(); }
    Connection *connection(const QString &id) const;
    Project *project() const { return m_folder.get(); }
    void setDefaults(const QList<QPair<QString, QString>> &environment); // PG*: what a new connection's fields start with
    // fileMask: the user's own umask, environment: vt::ownEnvironment() before Oriel changed its own; for shells.
    void setStart(mode_t fileMask, const QList<QByteArray> &environment);
    void openSample();
    void take(const QJsonObject &request); // a start's or a later start's: {"sample": true}, {"url": "…"}, {"path": "/…",
                                           // "line": 3, "column": 0}; raises the window
    void answer(const Wish &wish);

private:
    void makeGuests();
    Connection *add(Profile profile);
    void remove(const QString &id);
    void drop(const QString &id); // from the window only
    void edit(const EditConnection &wish);
    void openDialog(const Profile &profile, const QString &text);
    void onChosen(const Profile &profile, const Secret &secret, bool isKept);
    void onSampleReady(const sandbox::ClusterInfo &info);
    void connectTo(const QString &id);
    void askSecret(Connection *connection, const QString &reason);
    void showRecent();
    void raise();
    QAction *addCommand(const QString &menu, const char *name, const QString &text, const QString &key,
                        std::function<void()> run);
    void makeFolders(); // folders.cpp
    void openFolder(const OpenFolder &wish);
    void enter(const QString &folder);
    void openPath(const QString &path, int line, int column);
    void askTrust(bool hasChanged);
    void answerTrust(bool isTrusted);
    void showFolder();
    void makeFiles(); // files.cpp
    void openFile(const OpenFile &wish);
    void makeFinding(); // finding.cpp
    void makeSearch();
    void findInFiles(const FindInFiles &wish);
    void makeChanges();     // changes.cpp
    void makeDataChanges(); // datachanges.cpp
    void followDatabase(Connection *connected);
    void makeTerminals(); // terminals.cpp
    void follow(const TerminalLink &link);
    void noticeEnd(TerminalPane *where, const QString &command, std::chrono::milliseconds took, int exitCode);
    void loadTerminalSettings();
    void editTerminalSettings();
    void runInTerminal(const RunInTerminal &wish);
    void makeVariables(); // terminalproject.cpp
    void editVariables();
    QList<QByteArray> applicationEnvironment() const;
    void setTerminalProject();
    void showProject();
    void makeEnvironments(); // environments.cpp
    void findEnvironment();
    void lookForEnvironments();
    std::optional<QString> wishedEnvironment() const;
    void answerEnvironment(const QString &path, bool isAgreed);
    void rememberEnvironment(const QString &path, bool isAgreed);
    void chooseEnvironment(const QString &path);
    void createEnvironment();
    QList<StatusItem> environmentItems() const;
    void openPsql(const OpenPsql &wish);
    void startPsql(const Connection *of, const pg::ConnInfo &info);
    void makeReferences(); // references.cpp
    void showReferences();
    Connection *connectionFor(const QString &id);
    void askHeld(Connection *connection, const QList<QPair<QString, QString>> &parameters);
    void saveReference(const Connection *connection);
    void makeRequests();     // requestsjoin.cpp
    void makeCertificates(); // certificates.cpp
    void openCertificate(const OpenCertificate &wish);
    void openBundle(const OpenBundle &wish);
    void correct(const CorrectConnection &wish);
    void bringSecret(QWidget *owner, const QString &connection, const pg::ConnInfo &info, const QString &reason, bool mayBeStored,
                     std::function<void(const Secret &)> done);
    void show(const Error &error, const QString &title);

    std::unique_ptr<store::Store> m_store;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<std::unique_ptr<Connection>> m_removed; // documents may still show their last state
    std::unique_ptr<Project> m_folder;
    QString m_documentsOf; // the folder whose documents the window shows
    std::unique_ptr<Requests> m_requests;
    std::unique_ptr<Window> m_window; // after the connections and the folder: guests go first
    WelcomePage *m_welcome = nullptr;
    DatabasePanel *m_panel = nullptr;
    FilesPanel *m_files = nullptr;
    bool m_isFolderWished = false; // by the user: it is shown
    Sample m_sample;
    pg::ConnInfo m_defaults;
    bool m_isSampleOpened = false;
    QAction *m_trustAction = nullptr, *m_closeFolder = nullptr;
    ChangesPanel *m_changes = nullptr;
    DataChanges *m_dataChanges = nullptr;
    Comparing *m_comparing = nullptr;
    QPointer<TerminalPanel> m_terminals; // goes with the window
    TerminalProject m_project;
    ProjectVariables *m_variables = nullptr;
    DesktopNotice *m_notice = nullptr;
    TerminalSettings m_terminalSettings;
    TerminalColors m_terminalColors;
    bool m_isEnvironmentFound = false, m_agreesToEnvironment = false, m_activatesEnvironment = false;
    Environments m_environments; // of the trusted folder
    ProjectEnv *m_env = nullptr;
    Job m_psql, m_environment, m_environmentLook, m_reference;
};

} // namespace oriel
