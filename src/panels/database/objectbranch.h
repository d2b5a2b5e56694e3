// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "jobs/connection.h"
#include "panels/database/objectnames.h"

#include <QPointer>
#include <QTimer>

#include <array>

namespace oriel {

enum class Loading : quint8 { Unread, Reading, Ready, Failed };

// What is known of the objects of one database: its names by one question per kind, the details of a relation when it is opened.
// A second reading keeps the earlier answers until all new ones are there. GUI thread; sorting happens in the background.
class ObjectBranch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ObjectBranch)
public:
    enum Question { Databases, Schemas, Relations, Routines, Types, Questions };
    struct Details
    {
        Loading state = Loading::Unread;
        Error error;
        std::shared_ptr<const pg::Relation> relation; // of an earlier reading while a new one is on its way
    };

    ObjectBranch(Connection *connection, const QString &database,
                 QObject *parent = nullptr); // database empty: the connection's own

    QString database() const { return m_database; }
    void read();
    void readSoon(); // several calls, as of a script's DDL, are one reading
    void forget();   // nothing is known any more
    Loading state(Question question) const { return m_answers[question].state; }
    Error error(Question question) const { return m_answers[question].error; }
    const QList<pg::Database> &databases() const { return m_now.databases; } // other ones, sorted
    const QList<pg::Schema> &schemas() const { return m_now.schemas; }       // sorted
    const ObjectNames &names(ObjectGroup group) const;
    Loading state(ObjectGroup group) const { return state(questionOf(group)); }
    static Question questionOf(ObjectGroup group);

    const Details *details(quint32 oid) const; // null: never asked
    void readDetails(quint32 oid);

Q_SIGNALS: // `oid`: of the relation whose details differ; 0: names, everything
    void aboutToChange(quint32 oid);
    void changed(quint32 oid);

private:
    using Rows = Connection::Rows;
    struct Answer
    {
        Loading state = Loading::Unread;
        Error error;
    };
    struct Known
    {
        QList<pg::Database> databases;
        QList<pg::Schema> schemas;
        std::array<std::shared_ptr<const ObjectNames>, 3> names; // relations, routines, types
    };
    bool isReading() const;
    void ask(Question question);
    void take(Question question, Result<Rows> rows);
    void settle(Question question, const Error *error, std::function<void(Known &)> set);
    void sortInBackground(Question question, const Rows &rows);
    void setDetails(quint32 oid, Details details);
    void nameLocker(quint32 oid, const Error &error);

    QPointer<Connection> m_connection;
    const QString m_database;
    int m_reading = 0; // the number of the newest reading: answers to earlier ones are dropped
    bool m_isAgain = false;
    Known m_now, m_next;
    std::array<Answer, Questions> m_answers, m_nextAnswers;
    std::array<Job, 3> m_jobs;
    QTimer m_soon;
    QHash<quint32, Details> m_details;
};

} // namespace oriel
