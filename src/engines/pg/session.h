// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/pg/query.h"

namespace oriel::pg {

// One connection to a server: one worker thread, one PGconn. The object lives on the GUI thread and never blocks it; open() is
// the single door to libpq (SAFETY 1). Deleting it closes the connection; a worker that hangs is left behind with its own state.
class Session final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Session)
public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // Connects; `deadline` covers DNS, TCP, TLS and authentication, and is longer where connect_timeout (per host) is. Ends in
    // opened() or openFailed(). An Error's code is the SQLSTATE where the server gave one (28P01: it refused the password), else
    // "password" (it asks for one and there is none), "timeout", "dns", "refused", "certificate", "cancelled", "guard",
    // "connection", "ENOMEM".
    void open(const ConnInfo &info, std::chrono::milliseconds deadline = std::chrono::seconds(15));
    // Connecting, though the parameters are still to come (a tunnel starts, a password is being made): statements wait from now
    // on. open() or refuse(), which ends in openFailed(), must follow.
    void awaitParameters();
    void refuse(const Error &error);
    void cancelOpen();
    void close(); // statements still under way are cancelled and finish with code "closed"

    // Statements run one after another in the order they were given, while the session opens too: then they wait. The caller owns
    // the Query.
    [[nodiscard]] std::unique_ptr<Query> run(const QString &sql, const RunOptions &options = {});

    SessionState state() const;
    SessionFacts facts() const; // after opened()
    bool isOpen() const;

    // For main() after exec(): workers of closed sessions end within milliseconds on a healthy network. False: some still hang,
    // leave by _exit. Any thread; waits.
    static bool awaitWorkers(std::chrono::milliseconds limit);

Q_SIGNALS:
    void opened(const oriel::pg::SessionFacts &facts);
    void openFailed(const oriel::Error &error);
    void stateChanged(oriel::pg::SessionState state);
    void noticeArrived(const oriel::pg::Notice &notice);
    void parameterChanged(const QString &name, const QString &value); // TimeZone, standard_conforming_strings…
    void lost(const oriel::Error &error);                             // the connection is gone; state() is Lost

private:
    friend struct Line;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::pg
