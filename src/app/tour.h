// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>

class QKeySequence;
class QWidget;

namespace oriel {

class Workspace;

// A project for the tour's shells, in a folder that becomes their HOME, so that no picture shows this machine. Answers where it
// is.
QString makeTourProject(const QString &folder);

// Drives the real window through what a user does, by keys and clicks on objectNames, and writes a picture of each scene in light
// and dark. Fails when a step's state does not come within its time. GUI thread; waits by a timer, never in a loop.
class Tour final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Tour)
public:
    Tour(Workspace *workspace, QString folder, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    void finished(bool isGood);

private:
    struct Step
    {
        QString name;
        std::function<void()> act;
        std::function<bool()> isDone;
        QString picture;                  // file name without theme and ending; empty: none
        std::function<QWidget *()> shown; // what is pictured, the window unless set
    };
    void plan();
    void planDatabase();
    void planTables();
    void planRows();
    void planConsole();
    void planDialogs();
    void planCertificates(); // tourcertificates.cpp
    void planFiles();        // tourfiles.cpp
    void planChanges();      // tourchanges.cpp
    void planTerminal();     // tourterminal.cpp
    void planRequests();     // tourrequests.cpp
    void next();
    void poll();
    void take();
    void fail(const QString &why);

    QWidget *find(const char *name) const;
    int rowsShown() const;
    bool terminalSees(const QString &text) const;
    QString notice() const;
    void click(const char *name);
    void type(const char *name, const QString &text);
    void press(QWidget *target, const QKeySequence &key);
    void trigger(const char *action);

    Workspace *m_workspace;
    QString m_folder;
    QTemporaryDir m_files; // what the tour makes for its scenes
    QList<Step> m_steps;
    int m_current = -1;
    int m_polls = 0;
    QTimer m_timer;
};

} // namespace oriel
