// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/grid.h"
#include "widgets/gridmatch.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace oriel {

// Finds in the rows that a grid holds, in steps of a few milliseconds on the GUI thread (a RowSource is read on one thread at a
// time): cells that match are counted from the first row on, and the next one is sought from the current cell on. Columns shown
// are looked at, in their order. It goes on with rows that arrive; where rows slide, it counts anew: no match is kept by the
// number of its row. Owned by whoever finds; it goes before its grid.
class GridFind final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GridFind)
public:
    explicit GridFind(Grid *grid, QObject *parent = nullptr);
    void setMatch(const GridMatch &match);               // also highlighted; an empty one ends all
    void step(bool isForward, bool withCurrent = false); // makes the next cell that matches current, around the end
    void stop();                                         // what was counted stays

    struct State
    {
        qint64 at = 0, count = 0; // which one the current cell is (0: none, or not known yet), and how many were found
        bool isCounting = false, isSeeking = false;
        bool isWhole = false; // all rows held were looked at
        bool isCut = false;   // some value is cut: what is not shown was not looked at
        int percent = 0;      // of the rows, of what goes on
    };
    State state() const;

Q_SIGNALS:
    void changed();

private:
    void attach();
    void restart();
    void onInserted(int first, int last);
    void run();
    void countRow();
    void seekRow();
    int skipped() const;
    void place();
    int inRow(int row, int end) const;
    int rowCount() const { return m_model ? m_model->rowCount() : 0; }
    int blockOf(int row) const { return row / m_blockRows; }
    void tell();

    Grid *m_grid;
    QPointer<RowModel> m_model;
    GridMatch m_match;
    QList<int> m_columns;               // shown, in their order
    QList<qint64> m_before;             // matches before each block of rows that was begun
    int m_blockRows = 1, m_counted = 0; // rows
    qint64 m_count = 0, m_at = 0;
    bool m_isCounting = false, m_isSeeking = false, m_isForward = true, m_isCut = false;
    int m_row = 0, m_from = 0; // where the next one is sought: the row, and the place in m_columns
    qint64 m_sought = 0;       // rows
    QTimer m_timer;
    QElapsedTimer m_told;
};

} // namespace oriel
