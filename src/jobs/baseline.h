// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/pg/rowdiff.h"
#include "engines/pg/window.h"
#include "jobs/connection.h"

#include <QDateTime>

namespace oriel {

// The rows of a table as they were, and what has become of them since: the idea of git for tables. It holds the rows that filter
// and sort select, the newest first, up to 100,000 or 64 MB; each look at the server is one short READ ONLY transaction for the
// rows, behind one for the table's columns. GUI thread; owned by who shows it.
class Baseline final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Baseline)
public:
    static constexpr qint64 mostRows = 100'000, mostBytes = 64 << 20;

    struct Mark
    {
        pg::TableWindow window;
        pg::TableWindow::Newest how;
        QString database, timeZone;
        pg::RowSet rows;
        QDateTime at;
    };
    struct Compared
    {
        pg::RowSet before, now;
        pg::RowDiff diff;
        QDateTime at;
    };

    explicit Baseline(QObject *parent = nullptr) : QObject(parent) {}
    // `by`: columns that rows are matched by; empty: the key, or whole rows where there is none. What was marked before stays
    // until the rows are here.
    void mark(Connection *connection, const QString &database, const pg::TableWindow &window, const QStringList &by,
              const QString &timeZone);
    void take(Connection *connection, const Mark &mark); // made elsewhere
    void compare();                                      // nothing where none is marked or an answer is on its way
    void stop();                                         // what is on its way; what is held stays
    void clear();

    bool isBusy() const { return m_asking || m_isComparing; }
    const std::optional<Mark> &marked() const { return m_mark; }
    std::shared_ptr<const Compared> compared() const { return m_compared; } // null: not compared yet

Q_SIGNALS:
    void wasMarked();
    void wasCompared();
    void failed(const oriel::Error &error);
    void outdated(const QString &why); // the table is another one now: the baseline is gone
    void busyChanged();

private:
    using Answer = Result<Connection::Rows>;
    void ask(pg::Ask question, void (Baseline::*then)(const Connection::Rows &));
    void takeMark(const Connection::Rows &rows);
    void takeRelation(const Connection::Rows &rows);
    void takeNow(const Connection::Rows &rows);

    QPointer<Connection> m_connection;
    std::optional<Mark> m_mark, m_marking;
    std::shared_ptr<const Compared> m_compared;
    std::unique_ptr<QObject> m_asking; // owns the question on its way
    Job m_job;
    bool m_isComparing = false;
};

} // namespace oriel
