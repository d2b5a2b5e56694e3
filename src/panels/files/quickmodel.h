// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QByteArray>

namespace oriel {

// One thing to go to: a place in a file, or what the line is to begin with.
struct QuickRow
{
    QString text, place, key;
    QList<int> letters = {}; // of the text, that were found
    QByteArray path = {};    // absolute
    int line = 0, column = 0;
    QString prefix = {}; // no path: typed for the user
};

// What the sheet shows. GUI thread.
class QuickModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QuickModel)
public:
    using QAbstractListModel::QAbstractListModel;
    void setRows(QList<QuickRow> rows);
    const QList<QuickRow> &rows() const { return m_rows; }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<QuickRow> m_rows;
};

} // namespace oriel
