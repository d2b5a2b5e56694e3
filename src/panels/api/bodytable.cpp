// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/bodytable.h"

#include "base/text.h"
#include "engines/json/path.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr std::size_t mostGathered = 256 << 20; // bytes of what a filter found, put together to be rows
constexpr int clockPause = 200;                 // ms

constexpr qsizetype largeCell = 256 << 10; // bytes
constexpr int aScreen = 64;                // rows

// A table whose missing cells are told from null. The large cells last asked for are kept: to paint one takes it several times.
class BodyRows final : public RowSource
{
public:
    explicit BodyRows(std::shared_ptr<const json::Table> table) : m_table(std::move(table)) {}
    QList<Column> columns() const override { return m_table->columns(); }
    qint64 rowCount() const override { return m_table->rowCount(); }
    Cell cell(qint64 row, int column) const override
    {
        for (const Large &large : m_large)
            if (large.row == row && large.column == column)
                return large.cell;
        Cell cell = m_table->cell(row, column);
        cell.isMissing = cell.isNull && m_table->isMissing(row, column);
        if (cell.text.size() > largeCell)
            m_large[m_next++ % m_large.size()] = {row, column, cell};
        return cell;
    }

private:
    struct Large
    {
        qint64 row = -1;
        int column = -1;
        Cell cell;
    };
    const std::shared_ptr<const json::Table> m_table;
    mutable std::array<Large, 4> m_large;
    mutable std::size_t m_next = 0;
};

// With the first rows looked up: an object may have a million names.
std::shared_ptr<json::Table> looked(std::shared_ptr<const json::Document> document, const json::Shape &shape,
                                    std::optional<std::vector<std::uint32_t>> rows)
{
    auto table = std::make_shared<json::Table>(std::move(document), shape, std::move(rows));
    for (qint64 row = 0; row < std::min<qint64>(aScreen, table->rowCount()); ++row)
        table->value(row, 0);
    return table;
}

// One container is its own rows; else the values are put together as a document.
std::shared_ptr<const json::Document> gathered(const json::Document &document, const std::vector<json::Value> &values,
                                               std::stop_token stop)
{
    std::string text = "[";
    for (const json::Value &value : values) {
        if (stop.stop_requested() || text.size() + (value.end - value.begin) > mostGathered)
            break;
        text += text.size() > 1 ? "," : "";
        text += document.bytes(value);
    }
    return json::Document::ofText(text + ']');
}

} // namespace

struct BodyTable::Made
{
    Shared document;
    json::Shape shape;
    std::shared_ptr<json::Table> table;
    QString from; // the JSONPath of the rows, where it is not the whole
};

BodyTable::BodyTable(QWidget *parent)
    : QWidget(parent),
      m_model(new RowModel(this)),
      m_grid(new Grid(this)),
      m_filter(new FilterLine(tr("Filter rows"), this)),
      m_facts(plainLabel({}, this)),
      m_stop(new QToolButton(this)),
      m_clock(new QTimer(this))
{
    setFocusProxy(m_grid);
    m_grid->setObjectName(u"body.grid"_s);
    m_grid->setAccessibleName(tr("Rows of the body"));
    m_grid->setRowModel(m_model);
    m_grid->setSortable(true);
    m_grid->setInsertTable(u"body"_s);
    m_model->setFirstRowNumber(0);
    m_filter->setObjectName(u"body.table.filter"_s);
    m_filter->setMinimumWidth(12 * unit);
    m_facts->setObjectName(u"body.table.facts"_s);
    m_facts->setProperty("muted", true);
    m_stop->setObjectName(u"body.table.stop"_s);
    m_stop->setText(tr("Stop"));
    m_stop->hide();
    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit, 0, unit, unit);
    line->setSpacing(unit);
    line->addWidget(m_filter, 1);
    line->addWidget(m_facts);
    line->addWidget(m_stop);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(line);
    rows->addWidget(m_grid, 1);
    m_clock->setInterval(clockPause);
    connect(m_clock, &QTimer::timeout, this,
            [this] { say(tr("looking at the rows… %1").arg(exactCount(qint64(m_progress->load())))); });
    connect(m_stop, &QToolButton::clicked, this, [this] {
        m_shaping.cancel();
        m_ordering.cancel();
        m_isShaping = false;
        m_isDue = !m_isShaped; // looked at again when it is shown again
        describe();
    });
    connect(m_filter, &FilterLine::filterChanged, this, &BodyTable::order);
    connect(m_filter, &FilterLine::moved, m_grid, qOverload<>(&QWidget::setFocus));
    connect(m_grid, &Grid::sortAsked, this, &BodyTable::sort);
    connect(m_grid, &Grid::cellOpened, this, [this](const QModelIndex &index) {
        const auto value = m_table ? m_table->value(index.row(), index.column()) : std::nullopt;
        if (value && m_shown == m_document)
            Q_EMIT openAsked(value->begin);
    });
    connect(m_grid, &Grid::menuWanted, this, &BodyTable::fillMenu);
    connect(m_grid, &Grid::copyRefused, this, &BodyTable::noticed);
}

BodyTable::~BodyTable() = default;

void BodyTable::fillMenu(QMenu *menu, const QModelIndex &index)
{
    const auto value = m_table ? m_table->value(index.row(), index.column()) : std::nullopt;
    QAction *before = menu->actions().value(0);
    auto *show = new QAction(tr("Show in the tree"), menu);
    show->setObjectName(u"body.showInTree"_s);
    show->setEnabled(value && m_shown == m_document);
    if (show->isEnabled())
        connect(show, &QAction::triggered, this, [this, at = value->begin] { Q_EMIT openAsked(at); });
    menu->insertAction(before, show);
    menu->insertSeparator(before);
}

void BodyTable::show(Shared document)
{
    if (document != m_document)
        m_filter->clear();
    m_document = std::move(document);
    m_found.reset();
    load();
}

void BodyTable::showOnly(Shared document, std::vector<json::Value> values)
{
    m_document = std::move(document);
    m_found = std::move(values);
    load();
}

// What is not in sight waits until it is.
void BodyTable::load()
{
    m_shaping.cancel();
    m_ordering.cancel();
    m_isShaped = m_isShaping = false;
    m_isDue = !isVisible() && m_document;
    if (!m_document) {
        m_table.reset();
        m_model->setSource(nullptr);
        m_model->setOrder({});
        return say({});
    }
    if (m_isDue)
        return;
    m_clock->start();
    m_stop->show();
    shape();
}

void BodyTable::shape()
{
    m_isShaping = true;
    m_shapedAt = m_document->position();
    m_progress = std::make_shared<std::atomic<quint64>>(0);
    m_shaping = inBackground(
        this, QThreadPool::globalInstance(),
        [document = m_document, found = m_found, progress = m_progress](std::stop_token stop) {
            Made made{.document = document, .shape = {}, .table = {}, .from = {}};
            std::optional<json::Value> rows;
            if (!found)
                rows = json::rowsOf(*document);
            else if (found->size() == 1 && found->front().isContainer())
                rows = found->front();
            else if (made.document = gathered(*document, *found, stop); made.document)
                rows = made.document->root();
            if (rows && made.document == document && rows->begin != document->root().begin)
                made.from = QString::fromStdString(json::normalizedPath(*document, *rows));
            if (rows)
                made.shape = json::shapeOf(*made.document, *rows, stop, 4, 1000, [&](std::uint64_t done) { *progress = done; });
            made.table = looked(made.document, made.shape, {});
            return made;
        },
        [this](const Made &made) {
            take(made);
            grow(); // more may have come meanwhile
        });
}

void BodyTable::take(const Made &made)
{
    const bool isSame = m_shown == made.document && m_table, isMore = std::exchange(m_isShaped, true);
    m_isShaping = false;
    if (isMore && made.shape.rows.begin == m_shape.rows.begin && made.shape.columns.size() == m_shape.columns.size()) {
        m_shape.count = made.shape.count;
        return; // what is in sight stays as it is
    }
    m_shown = made.document;
    m_shape = made.shape;
    m_facts->setProperty("from", made.from);
    if (!isSame)
        m_model->setOrder({});
    if (m_filter->text().isEmpty() && m_model->order().column < 0)
        adopt(made.table);
    else
        order();
    if (!isSame || isMore)
        m_grid->fitColumns();
}

void BodyTable::adopt(std::shared_ptr<json::Table> table)
{
    m_table = std::move(table);
    m_model->setSource(std::make_shared<BodyRows>(m_table));
    describe();
}

void BodyTable::sort(int column)
{
    const RowModel::Order order = m_model->order();
    if (order.column != column)
        m_model->setOrder({column, false});
    else
        m_model->setOrder(order.isDescending ? RowModel::Order{} : RowModel::Order{column, true});
    this->order();
}

void BodyTable::order()
{
    if (!m_isShaped)
        return;
    const QString filter = m_filter->text();
    const RowModel::Order by = m_model->order();
    m_ordering.cancel();
    m_stop->show();
    say(tr("ordering the rows…"));
    m_ordering = inBackground(
        this, QThreadPool::globalInstance(),
        [document = m_shown, shape = m_shape, filter, by](std::stop_token stop) {
            std::optional<std::vector<std::uint32_t>> rows;
            if (!filter.isEmpty())
                rows = json::filteredRows(json::Table(document, shape), -1, filter, stop);
            if (by.column >= 0)
                rows = json::sortedRows(json::Table(document, shape, rows), by.column, by.isDescending, stop);
            return looked(document, shape, std::move(rows));
        },
        [this](const std::shared_ptr<json::Table> &table) { adopt(table); });
}

void BodyTable::grow()
{
    if (!m_document || m_found || m_isDue || (m_table && m_shown != m_document))
        return;
    if (m_table) {
        m_model->grow();
        describe();
    }
    // Looked at again when there is twice as much: all of it together costs no more than the last look.
    if (m_isShaped && !m_isShaping && m_document->position() >= 2 * m_shapedAt)
        shape();
}

void BodyTable::describe()
{
    m_clock->stop();
    m_stop->hide();
    if (!m_table)
        return say({});
    const qint64 rows = m_table->rowCount(), all = qint64(m_shape.count);
    if (m_model->columns().isEmpty())
        return say(tr("no rows: a table is made of a list of objects"));
    QStringList facts{m_filter->text().isEmpty() ? tr("%1 rows").arg(exactCount(rows))
                                                 : tr("%1 of %2 rows").arg(exactCount(rows), exactCount(all)),
                      tr("%1 columns").arg(exactCount(m_model->columns().size()))};
    if (m_shape.hasMore)
        facts[1] += tr(", more are not shown");
    if (const QString from = m_facts->property("from").toString(); !from.isEmpty())
        facts.prepend(from);
    if (m_model->rowLimitHit())
        facts << tr("the first %1 are shown").arg(exactCount(m_model->rowCount()));
    say(facts.join(u" · "_s));
}

void BodyTable::say(const QString &text) { m_facts->setText(marked(text)); }

void BodyTable::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isDue)
        load();
}

} // namespace oriel
