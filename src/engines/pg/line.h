// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/pg/querystate.h"
#include "engines/pg/session.h"
#include "engines/pg/wire.h"

#include <deque>
#include <optional>

namespace oriel::pg {

// One opening of a session: what the Session and its worker thread share. After close() the Session lets go of it, and what the
// worker still posts is dropped.
struct Line final : std::enable_shared_from_this<Line>
{
    ConnInfo info; // both as the worker finds them at its start
    wire::Time deadline;
    const wire::Ear ear{std::make_shared<wire::Bell>(), std::make_shared<std::atomic<bool>>(false)};
    wire::Mailbox<Session> mailbox;

    // GUI thread.
    void enqueue(const std::shared_ptr<QueryState> &query); // finishes at once when the worker is gone
    void close(const Error &reason);                        // whatever still runs or waits is finished with it

    // The worker.
    std::shared_ptr<QueryState> next(); // null: none waits
    void end(const Error &reason);      // takes no more; what waits is finished with the reason
    void opened(const SessionFacts &facts);
    void openFailed(const Error &error);
    void changeState(SessionState state);
    void notice(const Notice &notice);
    void parameter(const QString &name, const QString &value);
    void lost(const Error &error);

private:
    template<typename F>
    void post(F deliver);

    std::mutex m_mutex;
    std::deque<std::shared_ptr<QueryState>> m_waiting;
    std::weak_ptr<QueryState> m_running;
    std::optional<Error> m_end;
};

void runWorker(const std::shared_ptr<Line> &line); // the thread's whole life

} // namespace oriel::pg
