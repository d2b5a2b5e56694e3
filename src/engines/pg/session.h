// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/pg/query.h"

namespace oriel::pg {

// One connection to a server: one worker thread, one PGconn. The object lives on the GUI thread and never blocks it; open() is the
// single door to libpq (SAFETY 1). Deleting it closes the connection; a worker that hangs is left behind with its own state.
class Session final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Session)
public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // Connects; `deadline` covers DNS, TCP, TLS and authentication. Ends in opened() or openFailed(). An Error's code is the
    // SQLSTATE where the server gave one, else "password", "timeout", "dns", "refused", "certificate", "cancelled", "guard", "connection".
    void open(const ConnInfo &info, std::chrono::milliseconds deadline = std::chrono::seconds(15));
    void cancelOpen();
    void close();

    // Statements run one after another in the order they were given. The caller owns the Query.
    [[nodiscard]] std::unique_ptr<Query> run(const QString &sql, const RunOptions &options = {});

    SessionState state() const;
    SessionFacts facts() const; // after opened()
    bool isOpen() const;

Q_SIGNALS:
    void opened(const oriel::pg::SessionFacts &facts);
    void openFailed(const oriel::Error &error);
    void stateChanged(oriel::pg::SessionState state);
    void noticeArrived(const oriel::pg::Notice &notice);
    void parameterChanged(const QString &name, const QString &value); // TimeZone, standard_conforming_strings…
    void lost(const oriel::Error &error); // the connection is gone; state() is Lost

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::pg
