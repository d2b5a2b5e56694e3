// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/windowmodel.h"

namespace oriel {

void WindowModel::begin(const pg::TableWindow &window, const WindowRows::Rows &answer, pg::Way way)
{
    auto rows = std::make_shared<WindowRows>(window);
    rows->append(answer, way);
    m_rows = rows;
    m_shown = int(rows->rowCount());
    // RowModel answers for as many rows as its source had when it was set; how many there are is said here.
    rows->claim(2 * mostRows);
    setSource(rows);
    rows->claim(-1);
}

void WindowModel::clear()
{
    m_rows.reset();
    m_shown = 0;
    setSource(nullptr);
}

WindowModel::Change WindowModel::add(const WindowRows::Rows &answer, pg::Way way)
{
    const bool isForward = way == pg::Way::Forward;
    Change change{m_rows->window().rowsIn(*answer), 0};
    if (change.added == 0)
        return change;
    const int at = isForward ? m_shown : 0;
    beginInsertRows({}, at, at + int(change.added) - 1);
    m_rows->append(answer, way);
    m_shown += int(change.added);
    endInsertRows();

    const pg::Way far = isForward ? pg::Way::Backward : pg::Way::Forward;
    change.dropped = m_rows->surplus(far, mostRows);
    if (change.dropped > 0) {
        const int from = isForward ? 0 : m_shown - int(change.dropped);
        beginRemoveRows({}, from, from + int(change.dropped) - 1);
        m_rows->drop(far, change.dropped);
        m_shown -= int(change.dropped);
        endRemoveRows();
    }
    return change;
}

int WindowModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_shown; }

} // namespace oriel
