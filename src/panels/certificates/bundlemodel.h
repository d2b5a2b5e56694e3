// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/bundle.h"
#include "panels/certificates/certificatedetails.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace oriel {

// A certificate in a list of them: what is told of it apart from its own text.
struct BundleRow
{
    enum class Side { First, Second, Both };
    tls::Certificate certificate;
    Validity validity;
    Side side = Side::First;
    QString mark;              // "anchors this server", "− only here"
    QString markRole;          // of theme.json
    bool isIrrelevant = false; // to the server that was given
    QString sought;            // what a filter looks into
};

// The rows of a bundle. Any thread: slow for thousands. `sent`: a server's chain, by which each is relevant or not; empty: no
// server.
QList<BundleRow> rowsOf(const tls::Bundle &bundle, const QList<tls::Certificate> &sent, const QDateTime &now);
QList<BundleRow> rowsOf(const tls::Bundle &first, const tls::Bundle &second, const QDateTime &now); // compared

// Their model; GUI thread.
class BundleModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BundleModel)
public:
    enum Column { Name, Left, Mark, ValidUntil, Key, Organization, columns };
    enum Role { SortRole = Qt::UserRole };
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(const QList<BundleRow> &rows, const QString &markTitle); // of the column Mark, which is empty without one
    const BundleRow &row(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString textOf(const BundleRow &row, int column) const;
    QVariant sortKey(const BundleRow &row, int column) const;

    QList<BundleRow> m_rows;
    QString m_markTitle;
};

// Filtered by words that all occur somewhere in a certificate, and by side; sorted.
class BundleFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BundleFilter)
public:
    explicit BundleFilter(BundleModel *model, QObject *parent = nullptr);
    void setText(const QString &text);
    void setSide(std::optional<BundleRow::Side> side); // none: all
    const BundleRow &row(const QModelIndex &index) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    BundleModel *m_model;
    QStringList m_words;
    std::optional<BundleRow::Side> m_side;
};

} // namespace oriel
