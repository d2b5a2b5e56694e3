// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/history.h"
#include "engines/git/lanes.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace oriel {

// Commits, the newest first, with their graph. It grows as its view is scrolled: fetchMore() asks, append() answers. GUI thread.
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogModel)
public:
    enum Column { Subject, Author, When, Id, Columns };

    explicit LogModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    void clear(bool hasGraph);
    void append(const QList<git::Commit> &commits);
    void setMore(bool hasMore) { m_hasMore = hasMore; } // there are older ones
    const git::Commit &commit(int row) const { return m_commits[row]; }
    const git::LaneRow &lanes(int row) const { return m_rows[row]; }
    bool hasGraph() const { return m_hasGraph; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void moreAsked(int from); // that many are known

private:
    QList<git::Commit> m_commits;
    QList<git::LaneRow> m_rows;
    git::Lanes m_lanes;
    bool m_hasGraph = true, m_hasMore = false;
};

// The graph, the refs as chips, the subject.
class LogDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

QString refText(const QByteArray &ref); // "main", "origin/main", "v1"

} // namespace oriel
