// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "engines/pg/wire.h"

namespace oriel::pg::wire {

// A request to end the running statement. PQcancel can block for long (SAFETY 4), so it has a thread of its own; the bell rings
// when it is through. Worker thread.
class Cancel final
{
public:
    Cancel(pg_conn *connection, std::shared_ptr<Bell> bell); // sends the request
    bool isThrough() const { return *m_isThrough; }          // nothing of it can hit a later statement
    Time since() const { return m_since; }
    bool isInsisting() const { return m_isInsisting; }

    // Where the request had no effect: pg_cancel_backend over a second connection, only if that process still runs this very
    // statement (behind a pooler the process may have become another client's).
    void insist(Keywords keywords, int processId, const QByteArray &sql);

private:
    std::shared_ptr<std::atomic<bool>> m_isThrough = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<Bell> m_bell;
    Time m_since = Clock::now();
    bool m_isInsisting = false;
};

} // namespace oriel::pg::wire
