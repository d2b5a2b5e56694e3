// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/tablechanges.h"
#include "shell/wish.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QTreeWidget;

namespace oriel {

class FilterLine;
class NoticeBar;

// The tables of a connection whose rows have changed, with counts. It looks every three seconds while it is in sight, on
// production only when asked. A plain widget, for whoever has a place where it says what has changed. GUI thread.
class ChangedTables final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangedTables)
public:
    explicit ChangedTables(QWidget *parent = nullptr);
    void setConnection(Connection *connection, const QString &database = {}); // null: none; begins anew
    const TableChanges *tables() const { return m_tables.get(); }

Q_SIGNALS:
    // A table is to be seen; mark: its rows as they were, where they are kept.
    void chosen(const oriel::OpenTable &table, const std::optional<oriel::Baseline::Mark> &mark);
    void countChanged(int tables); // that differ, for a heading

public Q_SLOTS:
    void lookSoon(); // something may have written; the counters lag by up to a second

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool event(QEvent *event) override;

private:
    bool isProduction() const { return m_connection && m_connection->profile().isProduction; }
    void look();
    void watch();
    void showTables();
    void showAbout();
    void choose();

    QPointer<Connection> m_connection;
    QString m_database;
    std::unique_ptr<TableChanges> m_tables;
    QList<TableChanges::Change> m_shown;
    QLabel *m_about;
    FilterLine *m_filter;
    NoticeBar *m_notice;
    QTreeWidget *m_list;
    QAction *m_look, *m_mark;
    QTimer m_every, m_soon;
};

} // namespace oriel
