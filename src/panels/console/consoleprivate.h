// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of ConsoleDocument: consoledocument.cpp holds its face as a guest, consolerun.cpp what happens from Run to the last
// row.
#pragma once

#include "base/background.h"
#include "jobs/runner.h"
#include "panels/console/busyline.h"
#include "panels/console/consolebar.h"
#include "panels/console/consoledocument.h"
#include "panels/console/findline.h"
#include "panels/console/resulttabs.h"
#include "panels/console/sqltext.h"
#include "widgets/codeeditor.h"
#include "widgets/noticebar.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QSplitter;

namespace oriel {

struct ConsoleDocument::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ConsoleDocument)
public:
    enum class Phase { Ready, Locating, Connecting, Preparing, Running };
    enum class Showing { Nothing, Connecting, Waiting, Error, Lost };
    struct Request
    {
        QString text;
        qsizetype offset = 0;
        bool isWhole = false;
    }; // isWhole: reads to the end without a pause

    explicit Private(ConsoleDocument *console) : q(console) {}

    void makeCommands();
    void makeWidgets();
    void connectWidgets();
    void keepText();

    bool isBusy() const { return phase != Phase::Ready; }
    void setPhase(Phase next);
    void update();    // commands and progress; tells the shell
    void updateBar(); // and to whom the console speaks
    QString stateText() const;
    void attach(); // finds the connection
    void connectFirst();
    void runText(bool isScript);
    void start(const Request &wanted);
    void prepare();
    void makeRunner();
    void stopRun();
    void endTransaction(bool isCommit, Done done);
    QList<Stake> stakes() const;
    void settle(Answer answer, Done done);

    void onConnectionState(LinkState state);
    void onGated(const Gate &gate);
    void ask(const QString &reason);
    void go();
    void onStepStarted(const Step &step, pg::Query *query);
    void onColumns(pg::Query *query);
    void onStepFinished(const Result<pg::Outcome> &outcome);
    void onServerError(const pg::ServerError &error);
    void onRunFinished(const QString &summary);
    void onNotice(const pg::Notice &notice);
    void onWaiting(const QString &whom);
    void onLost(const Error &error, const QStringList &gone);
    void showError(const Error &error, Showing what = Showing::Error);
    bool isStillThere(const Step &step) const; // the statement stands in the editor where it was

    ConsoleDocument *q;
    FindConnection find;
    ConsoleTexts texts;
    QString id, connectionId, database, lastName;
    QPointer<Connection> connection;
    std::unique_ptr<Runner> runner;
    Job locating;

    ConsoleBar *bar = nullptr;
    NoticeBar *notice = nullptr;
    BusyLine *busy = nullptr;
    CodeEditor *editor = nullptr;
    FindLine *findLine = nullptr;
    ResultTabs *results = nullptr;
    QSplitter *split = nullptr;
    QAction *run, *runAll, *stop, *fetchAll, *commit, *rollback, *comment, *dismiss;

    Phase phase = Phase::Ready;
    Showing noticeOf = Showing::Nothing; // what the notice bar holds
    std::optional<Request> request;      // waits for the connection or runs
    Step step;                           // the running or last statement
    QPointer<ResultPane> pane;           // its rows
    QString failure;                     // the last server error's words, for the run's summary
    std::function<void()> whenReady;
    QTimer keepTimer, clock;
    QElapsedTimer sinceStart;
    bool isTextKept = true, isLeaving = false;
};

} // namespace oriel
