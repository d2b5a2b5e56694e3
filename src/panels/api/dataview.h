// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/tablechanges.h"
#include "shell/wish.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace oriel {

class NoticeBar;

// The database that requests are looked at with; no connection: none is connected.
struct WatchedDatabase
{
    Connection *connection = nullptr;
    QString database;
};

// What a request changed in the project's database: rows are marked before it is sent and compared behind the answer. The server
// counts what was written up to ten seconds late, so it looks several times. GUI thread.
class DataView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataView)
public:
    explicit DataView(std::function<WatchedDatabase()> source, QWidget *parent = nullptr);
    ~DataView() override;
    // then: once, as soon as the rows are marked, at once where there is no database or it takes too long; not after stop().
    void mark(std::function<void()> then);
    void follow();                              // the answer is here
    void stop();                                // nothing more is looked at
    void showIdle();                            // nothing was watched: what would be
    QString counts() const { return m_counts; } // "+1 ~1"

Q_SIGNALS:
    void countsChanged();
    void tableChosen(const oriel::OpenTable &table);

private:
    void goOn();
    void look();
    void showTables();
    void showAbout(const QString &text);
    void addTable(const TableChanges::Change &change);
    void clearTables();

    const std::function<WatchedDatabase()> m_source;
    QPointer<Connection> m_connection;
    QString m_database, m_counts;
    std::unique_ptr<TableChanges> m_tables;
    QList<TableChanges::Change> m_shown;
    std::function<void()> m_then;
    QTimer m_patience, m_next;
    int m_look = 0;
    bool m_isFollowing = false;
    QLabel *m_about;
    NoticeBar *m_notice;
    QVBoxLayout *m_list;
};

} // namespace oriel
