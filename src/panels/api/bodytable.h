// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/json/shape.h"
#include "widgets/grid.h"

#include <QWidget>

#include <atomic>

class QLabel;
class QMenu;
class QToolButton;
class QTimer;

namespace oriel {

class FilterLine;

// The rows of a JSON body as a grid: columns from all rows, sorted by a click on their header, filtered by typing, copied like
// any grid. Rows and columns that come later are added. It works when it is first seen. GUI thread; shape, order and filter on
// workers.
class BodyTable final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BodyTable)
public:
    using Shared = std::shared_ptr<const json::Document>;

    explicit BodyTable(QWidget *parent = nullptr);
    ~BodyTable() override;
    using QWidget::show;
    void show(Shared document);                                      // its rows; or the same again, all of it; null: nothing
    void showOnly(Shared document, std::vector<json::Value> values); // what a filter found
    void grow();
    Grid *grid() const { return m_grid; }
    RowModel *rowModel() const { return m_model; }

Q_SIGNALS:
    void openAsked(quint64 offset);        // a cell was opened: where it stands in the body
    void noticed(const QString &sentence); // a copy said something

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Made; // by a worker
    void load();
    void shape();
    void take(const Made &made);
    void order();
    void adopt(std::shared_ptr<json::Table> table);
    void sort(int column);
    void say(const QString &text);
    void describe();
    void fillMenu(QMenu *menu, const QModelIndex &index);

    Shared m_document, m_shown; // shown: of the rows; of its own where they were put together
    std::optional<std::vector<json::Value>> m_found;
    std::shared_ptr<json::Table> m_table; // in the order shown
    json::Shape m_shape;
    quint64 m_shapedAt = 0; // how much of the document was read then, in bytes
    bool m_isDue = false, m_isShaped = false, m_isShaping = false;
    RowModel *m_model;
    Grid *m_grid;
    FilterLine *m_filter;
    QLabel *m_facts;
    QToolButton *m_stop;
    QTimer *m_clock;
    std::shared_ptr<std::atomic<quint64>> m_progress;
    Job m_shaping, m_ordering;
};

} // namespace oriel
