// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/sql/splitter.h"
#include "engines/sql/statement.h"
#include "jobs/connection.h"

namespace oriel {

// What a run needs to be asked before it starts (production marks; SAFETY 3).
struct Gate
{
    enum class Verdict { Free, Ask, Refuse } verdict = Verdict::Free;
    QString reason; // "3 statements write or cannot be parsed", "this connection is read-only: UPDATE is not allowed"
};

struct Step // one statement of a run
{
    QString sql;
    qsizetype offset = 0; // of its first character in the text given
    sql::Statement facts;
};

// text → split → gate → run, statement by statement as psql does: stops at the first error and says what was committed. One per
// console; owns the console's session. GUI thread; splitting and inspection of long texts happen in the background.
class Runner final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Runner)
public:
    explicit Runner(Connection *connection, const QString &database = {}, QObject *parent = nullptr);
    ~Runner() override;

    pg::SessionState state() const;
    pg::SessionFacts facts() const;
    bool isBusy() const;
    bool isInTransaction() const;
    int uncommitted() const; // writing statements in the open transaction

    // Prepares the steps, then emits gated(); go() starts them, once. offset: where `text` stands in the editor. What was
    // refused, or prepared for a session that was lost since, does not run: runFinished() says why.
    void prepare(const QString &text, qsizetype offset);
    void go();
    void stop(); // cancels the running statement and drops the rest
    // `done` is called once, at once where no transaction is open, never after the runner is gone; not while isBusy().
    void commit(std::function<void(Result<>)> done);
    void rollback(std::function<void(Result<>)> done);
    void reopen(); // after lost(): a new session; what is gone has been said

    pg::Query *query() const; // the running or last statement's; null before the first

Q_SIGNALS:
    void gated(const oriel::Gate &gate);
    void stateChanged(oriel::pg::SessionState state);
    void stepStarted(int index, const oriel::Step &step,
                     oriel::pg::Query *query); // the query is alive until `results` are dropped by the next go()
    // An Error whose code is "unknown": the connection was lost while the statement's effect was under way (COMMIT, or a write of
    // its own). A session that cannot be opened is told as stepFinished(0) without stepStarted.
    void stepFinished(int index, const oriel::Result<oriel::pg::Outcome> &outcome);
    void runFinished(const QString &summary); // "3 of 5 statements ran; statement 4 failed; the first 3 are committed"
    void noticeArrived(const oriel::pg::Notice &notice);
    void waiting(const QString &whom); // "waits for PID 4711 (app, idle in transaction, 12 s): update invoices…"; empty: no more
    void lost(const oriel::Error &error, const QStringList &gone); // gone: transaction, temporary tables, SET, role, LISTEN

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
