// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/table/windowrows.h"
#include "widgets/grid.h"

namespace oriel {

// The rows of a table that slide under the eye: at most 20,000 are held, the far end goes as one reads on. What is selected stays
// selected while its rows are held. GUI thread.
class WindowModel final : public RowModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowModel)
public:
    static constexpr qint64 mostRows = 20'000;

    explicit WindowModel(QObject *parent = nullptr) : RowModel(parent) {}

    void begin(const pg::TableWindow &window, const WindowRows::Rows &answer, pg::Way way); // these rows alone
    void clear();
    struct Change
    {
        qint64 added = 0, dropped = 0;
    };
    Change add(const WindowRows::Rows &answer, pg::Way way); // dropped: at the other end
    const std::shared_ptr<WindowRows> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;

private:
    std::shared_ptr<WindowRows> m_rows;
    int m_shown = 0;
};

} // namespace oriel
