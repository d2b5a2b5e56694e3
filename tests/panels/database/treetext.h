// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of an ObjectTree as text, for comparison.
#pragma once

#include "panels/database/objecttree.h"

namespace oriel::test {

// One line a row: indentation, sign of what may be opened, name, (suffix), right-hand facts after " | ". Opens nothing by itself.
inline QString treeText(const ObjectTree &tree, const QModelIndex &parent = {}, int depth = 0)
{
    QString text;
    for (int row = 0; row < tree.rowCount(parent); ++row) {
        const auto index = tree.index(row, 0, parent);
        const QString suffix = index.data(ObjectTree::SuffixRole).toString(),
                      facts = index.data(ObjectTree::FactsRole).toString();
        const int sign = index.data(ObjectTree::SignRole).toInt();
        text += QString(depth * 2, u' ');
        text += Sign(sign) == Sign::PrimaryKey   ? QStringLiteral("PK ")
                : Sign(sign) == Sign::ForeignKey ? QStringLiteral("FK ")
                                                 : QString();
        text += index.data().toString();
        text += suffix.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(suffix);
        text += facts.isEmpty() ? QStringLiteral("\n") : QStringLiteral(" | %1\n").arg(facts);
        text += treeText(tree, index, depth + 1);
    }
    return text;
}

// The row reached by these names; invalid where there is none.
inline QModelIndex rowAt(const ObjectTree &tree, const QStringList &names)
{
    QModelIndex at;
    for (const auto &name : names) {
        QModelIndex found;
        for (int row = 0; row < tree.rowCount(at) && !found.isValid(); ++row) {
            if (tree.index(row, 0, at).data().toString() == name)
                found = tree.index(row, 0, at);
        }
        if (!found.isValid())
            return {};
        at = found;
    }
    return at;
}

} // namespace oriel::test
