// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/activity.h"
#include "jobs/baseline.h"

#include <deque>
#include <map>

namespace oriel {

// Which tables of a database have changed since it was looked at first, or since markAll(). The server's counters nominate a
// table; where its rows were marked they are compared, so that what was rolled back is found equal. One question at a time; asks
// nothing by itself. GUI thread.
class TableChanges final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableChanges)
public:
    // Counted: by the server's counters alone. Equal: written to, and its rows are as they were.
    enum class Kind { Counted, Compared, Equal, Rewritten, Created, Dropped };
    struct Change
    {
        quint32 oid = 0;
        QString schema, name;
        Kind kind = Kind::Counted;
        qint64 added = 0, changed = 0, removed = 0;

        bool operator==(const Change &) const = default;
    };
    static constexpr qint64 mostPages = 1024, mostBytes = 64 << 20; // of a table whose rows are marked; of all marked

    TableChanges(Connection *connection, QString database, QObject *parent = nullptr);
    ~TableChanges() override;
    void look();    // the first one begins
    void markAll(); // begins anew, and keeps the rows of small tables
    bool isBusy() const { return m_asking || !m_due.empty(); }
    const QList<Change> &changes() const { return m_changes; } // by schema and name
    QDateTime since() const { return m_since; }                // invalid before the first look
    int markedCount() const;                                   // tables whose rows are kept
    std::optional<Baseline::Mark> markOf(quint32 table) const;
    std::shared_ptr<const Baseline::Compared> comparedOf(quint32 table) const; // null: its rows were not compared

Q_SIGNALS:
    void changed(); // the list, or whether it is busy
    void failed(const oriel::Error &error);

private:
    using Answer = Result<Connection::Rows>;
    void ask(const pg::Ask &question, std::function<void(const Connection::Rows &)> then);
    void begin(const QList<pg::TableActivity> &tables);
    void compareWith(const QList<pg::TableActivity> &tables);
    Change changeOf(const pg::TableActivity &now) const;
    void goOn(); // with the next table that is due
    void markNext(quint32 table);
    void compareNext(quint32 table);
    void settle(quint32 table);

    QPointer<Connection> m_connection;
    const QString m_database;
    QDateTime m_since;
    std::map<quint32, pg::TableActivity> m_then, m_now;
    std::map<quint32, pg::TableActivity> m_compared; // as a table was counted when its rows were compared last
    std::map<quint32, std::unique_ptr<Baseline>> m_baselines;
    std::deque<quint32> m_due; // to be marked, else to be compared
    QList<Change> m_changes;
    std::unique_ptr<QObject> m_asking;
    bool m_isMarking = false;
};

} // namespace oriel
