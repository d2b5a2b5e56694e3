// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/valuepart.h"

#include <QAbstractItemModel>

namespace oriel {

// The parts of a value as rows of name, value and note. GUI thread.
class PartModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PartModel)
public:
    using QAbstractItemModel::QAbstractItemModel;
    void show(std::shared_ptr<const ValueList> list);
    const ValuePart *partAt(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Place // of a part that holds parts: what the rows below it point to
    {
        const ValuePart *part;
        int row, parent; // −1: the whole
    };
    int placeOf(const ValuePart *part, int row, int parent) const;
    const QList<ValuePart> &partsIn(int place) const;

    std::shared_ptr<const ValueList> m_list;
    mutable QList<Place> m_places;
    mutable QHash<const ValuePart *, int> m_placeOf;
};

} // namespace oriel
