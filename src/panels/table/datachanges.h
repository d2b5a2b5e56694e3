// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/table/changedtables.h"

class QStackedLayout;

namespace oriel {

// The changed tables of the database that is worked with: each has its list from the time when it was worked with first. GUI
// thread.
class DataChanges final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataChanges)
public:
    explicit DataChanges(QWidget *parent = nullptr);
    void follow(Connection *connection, const QString &database); // empty: the connection's own
    bool isFollowing() const;                                     // a database that is connected
    std::pair<Connection *, QString> followed() const;            // null: none is connected

Q_SIGNALS:
    void chosen(const oriel::OpenTable &table, const std::optional<oriel::Baseline::Mark> &mark);
    void headChanged(const QString &title, int tables);

public Q_SLOTS:
    void lookSoon(); // something may have written

private:
    struct Followed
    {
        QPointer<Connection> connection;
        QString database;
        ChangedTables *list;
        int count = 0;
    };
    void tellHead();

    QStackedLayout *m_lists;
    QList<Followed> m_followed; // the one in sight comes first
};

} // namespace oriel
