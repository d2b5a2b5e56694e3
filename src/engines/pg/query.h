// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/pg/resultstore.h"
#include "engines/pg/types.h"

#include <QObject>

#include <memory>

namespace oriel::pg {

class Session;
struct QueryState; // shared with the worker

// A statement on its way: a stream like QNetworkReply. Made by Session::run, owned by its caller, GUI thread (the thread of the
// Session). Deleting it cancels. finished is emitted exactly once; Error there means that the connection or our own side failed,
// a server's error is Outcome::error.
class Query final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Query)
public:
    ~Query() override;

    std::shared_ptr<ResultStore> rows() const;           // of the first result; null until columnsArrived
    QList<std::shared_ptr<ResultStore>> results() const; // a text with several statements has several
    bool isFinished() const;
    bool isPaused() const;

    void cancel();   // answers at once: finished comes within 100 ms on a healthy server
    void resume();   // after paused: reads on to the next pause
    void fetchAll(); // reads to the end, pausing no more
    void release();  // ends a pause and keeps the rows read: Outcome::isReleased

Q_SIGNALS:
    void columnsArrived(); // of each result; once more where type names of the database's own came later ("…" until then)
    void rowsArrived(qint64 total); // of the result that is arriving; first at once, then at most ten a second
    void paused(std::chrono::milliseconds limit);
    void copyInRefused(); // COPY … FROM STDIN was typed; it was ended with an error the server reports
    void finished(const oriel::Result<oriel::pg::Outcome> &outcome);

private:
    friend class Session;
    friend struct QueryState;
    explicit Query(std::shared_ptr<QueryState> state);
    void showRows();
    void finish(const Result<Outcome> &outcome);

    std::shared_ptr<QueryState> m_state;
    qint64 m_shownRows = 0;
    bool m_isFinished = false, m_isPaused = false;
};

} // namespace oriel::pg
