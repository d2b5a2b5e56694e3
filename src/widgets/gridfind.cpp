// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridfind.h"

#include <QHeaderView>

#include <algorithm>

namespace oriel {

namespace {

constexpr int blockCells = 8192;
constexpr qint64 stepMilliseconds = 6, tellMilliseconds = 60;

QList<int> shownColumns(const Grid *grid)
{
    const QHeaderView *header = grid->horizontalHeader();
    QList<int> shown;
    for (int visual = 0; visual < header->count(); ++visual)
        if (const int column = header->logicalIndex(visual); !header->isSectionHidden(column))
            shown << column;
    return shown;
}

} // namespace

GridFind::GridFind(Grid *grid, QObject *parent) : QObject(parent), m_grid(grid)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &GridFind::run);
    connect(grid, &Grid::rowModelChanged, this, &GridFind::attach);
    connect(grid, &Grid::columnPlacesChanged, this, [this] {
        if (shownColumns(m_grid) != m_columns) // not their widths
            restart();
    });
    connect(grid, &Grid::currentCellChanged, this, [this] {
        place();
        Q_EMIT changed();
    });
    attach();
}

void GridFind::attach()
{
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = m_grid->rowModel();
    if (m_model) {
        connect(m_model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex &, int first, int last) { onInserted(first, last); });
        connect(m_model, &QObject::destroyed, this, &GridFind::restart);
        connect(m_model, &QAbstractItemModel::rowsRemoved, this, &GridFind::restart);
        connect(m_model, &QAbstractItemModel::modelReset, this, &GridFind::restart);
        connect(m_model, &QAbstractItemModel::layoutChanged, this, &GridFind::restart);
        connect(m_model, &QAbstractItemModel::dataChanged, this, &GridFind::restart);
    }
    restart();
}

void GridFind::setMatch(const GridMatch &match)
{
    m_match = match;
    m_isSeeking = false;
    m_grid->setHighlight(match);
    restart();
}

// Counts from the first row on; what is sought is sought from the current cell on, which has moved with its row.
void GridFind::restart()
{
    m_columns = shownColumns(m_grid);
    m_blockRows = std::max(1, blockCells / std::max(1, int(m_columns.size())));
    m_before.clear();
    m_counted = 0;
    m_count = m_at = 0;
    m_isCut = false;
    m_isCounting = !m_match.isEmpty() && !m_columns.isEmpty();
    if (m_isSeeking)
        step(m_isForward);
    if (m_isCounting)
        m_timer.start();
    else
        stop();
}

void GridFind::onInserted(int first, int last)
{
    if (first < m_counted || last != rowCount() - 1)
        return restart();
    m_isCounting = m_isCounting || (first == m_counted && !m_match.isEmpty() && !m_columns.isEmpty()); // not where it was stopped
    if (m_isCounting)
        m_timer.start();
}

void GridFind::stop()
{
    m_isCounting = m_isSeeking = false;
    m_timer.stop();
    Q_EMIT changed();
}

void GridFind::step(bool isForward, bool withCurrent)
{
    if (m_match.isEmpty() || m_columns.isEmpty() || rowCount() == 0)
        return;
    const QModelIndex now = m_grid->currentIndex();
    m_isForward = isForward;
    m_row = now.isValid() ? now.row() : 0;
    const int at = int(m_columns.indexOf(now.column()));
    m_from = !now.isValid() ? 0 : withCurrent ? at : at + (isForward ? 1 : -1);
    m_sought = 0;
    m_isSeeking = true;
    m_timer.start();
}

void GridFind::run()
{
    if (shownColumns(m_grid) != m_columns)
        restart();
    QElapsedTimer clock;
    clock.start();
    do {
        if (m_isSeeking)
            seekRow();
        else if (m_isCounting)
            countRow();
    } while ((m_isSeeking || m_isCounting) && clock.elapsed() < stepMilliseconds);
    if (!m_isSeeking && !m_isCounting)
        m_timer.stop();
    if (!m_timer.isActive() || !m_told.isValid() || m_told.elapsed() > tellMilliseconds)
        tell();
}

void GridFind::tell()
{
    place();
    m_told.start();
    Q_EMIT changed();
}

void GridFind::countRow()
{
    if (m_counted >= rowCount()) {
        m_isCounting = false;
        return;
    }
    if (m_counted % m_blockRows == 0)
        m_before << m_count;
    for (const int column : std::as_const(m_columns)) {
        const Cell cell = m_model->cell(m_counted, column);
        m_isCut = m_isCut || cell.isCut() || cell.text.size() > shownBytes;
        m_count += m_match.isIn(cell);
    }
    ++m_counted;
}

// Rows from m_row on in which it is known that nothing matches.
int GridFind::skipped() const
{
    const int block = blockOf(m_row), first = block * m_blockRows;
    if (block + 1 >= m_before.size() || m_before.at(block + 1) != m_before.at(block))
        return 0;
    return m_isForward ? first + m_blockRows - m_row : m_row - first + 1;
}

void GridFind::seekRow()
{
    const int rows = rowCount(), way = m_isForward ? 1 : -1;
    if (m_sought > rows || rows == 0) { // the first row was looked through twice: before the current cell and behind it
        m_isSeeking = false;
        return;
    }
    const int known = skipped();
    for (int i = m_from; known == 0 && i >= 0 && i < m_columns.size(); i += way) {
        if (!m_match.isIn(m_model->cell(m_row, m_columns.at(i))))
            continue;
        m_isSeeking = false;
        m_grid->goTo(m_model->index(m_row, m_columns.at(i)));
        return;
    }
    const int gone = std::max(1, known);
    m_sought += gone;
    m_row += way * gone;
    if (m_row < 0 || m_row >= rows)
        m_row = m_isForward ? 0 : rows - 1;
    m_from = m_isForward ? 0 : int(m_columns.size()) - 1;
}

int GridFind::inRow(int row, int end) const
{
    return int(std::count_if(m_columns.begin(), m_columns.begin() + end,
                             [this, row](int column) { return m_match.isIn(m_model->cell(row, column)); }));
}

// Which of the matches the current cell is.
void GridFind::place()
{
    const QModelIndex now = m_grid->currentIndex();
    const int at = int(m_columns.indexOf(now.column()));
    m_at = 0;
    if (!now.isValid() || at < 0 || now.row() >= m_counted || !m_match.isIn(m_model->cell(now.row(), now.column())))
        return;
    const int block = blockOf(now.row());
    m_at = m_before.at(block) + 1 + inRow(now.row(), at);
    for (int row = block * m_blockRows; row < now.row(); ++row)
        m_at += inRow(row, int(m_columns.size()));
}

GridFind::State GridFind::state() const
{
    State state{m_at, m_count, m_isCounting, m_isSeeking, m_counted >= rowCount(), m_isCut, 100};
    const qint64 rows = std::max(1, rowCount());
    if (m_isSeeking)
        state.percent = int(std::min<qint64>(100, m_sought * 100 / rows));
    else if (m_isCounting)
        state.percent = int(qint64(m_counted) * 100 / rows);
    return state;
}

} // namespace oriel
