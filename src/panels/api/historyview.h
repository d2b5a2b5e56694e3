// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/requesthistory.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace oriel {

// What was sent, newest first, that matches a filter. GUI thread.
class HistoryModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HistoryModel)
public:
    enum Role { StatusRole = Qt::UserRole + 1, MethodRole, FactsRole };
    using QAbstractListModel::QAbstractListModel;
    void setPast(const QList<PastExchange> &past);
    void setFilter(const QString &text); // every word is in the method, address, status, name or environment
    const PastExchange &at(int row) const { return m_shown.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_shown.size()); }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void pick();

    QList<PastExchange> m_past, m_shown;
    QString m_filter;
};

// Status, method and place over when, how long and how much.
class HistoryDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

// The list of it; a double click or Return opens one. GUI thread.
class HistoryView final : public QListView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HistoryView)
public:
    explicit HistoryView(QWidget *parent = nullptr);
    HistoryModel *history() const { return m_model; }
    QString current() const; // id; empty: none

Q_SIGNALS:
    void openAsked(const QString &past);
    void forgetAsked(const QString &past);
    void menuAsked(const QPoint &globally);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    HistoryModel *m_model;
};

} // namespace oriel
