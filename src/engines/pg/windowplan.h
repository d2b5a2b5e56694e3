// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: what a TableWindow knows.
#pragma once

#include "engines/pg/windowleaf.h"

#include <algorithm>
#include <span>

namespace oriel::pg {

struct TableWindow::Plan
{
    Relation relation;
    QList<Relation> parts; // its leaves, as given
    int version = 0;
    Choice choice;
    WindowShown shown;
    QList<WindowLeaf> leaves; // one where the relation is read as a whole; sorted: values and NULLs

    int shownCount() const { return int(shown.columns.size()); }
    // The columns of the relation itself, before the extra ones.
    std::span<const TableColumn> own() const { return {shown.columns.cbegin(), size_t(shownCount() - choice.extras.size())}; }
    bool hasOwn(const QString &name) const { return std::ranges::find(own(), name, &TableColumn::name) != own().end(); }
    const Extra *extra(const QString &name) const;
    QStringList consoleOrder() const;
    const WindowLeaf &leafOf(const RowSource &answer, qint64 row) const
    {
        const int number = answer.cell(row, int(answer.columns().size()) - 1).text.toInt();
        return leaves[std::clamp(number, 0, int(leaves.size()) - 1)];
    }
    const WindowLeaf &ordered(int leaf) const; // of a sort: the part that has values
    int number(WindowLeaf::Part part) const
    {
        return int(std::ranges::find(leaves, part, &WindowLeaf::part) - leaves.cbegin()) % int(leaves.size());
    }
    bool isNulls(int leaf) const { return leaf >= 0 && leaf < leaves.size() && leaves[leaf].part == WindowLeaf::Part::Nulls; }
    Ask spreadOf(int leaf, const QList<std::optional<QByteArray>> &values) const;
    Ask whole(const RowSource &answer, qint64 row, const WindowShown &from, const QByteArrayList &values) const;
};

} // namespace oriel::pg
