// SPDX-License-Identifier: GPL-3.0-or-later
// The panes under the rows: whole values, also of cells that the windows show cut; one row as a record, its own or a referenced
// one.
#include "base/excerpt.h"
#include "base/text.h"
#include "panels/table/statisticsview.h"
#include "panels/table/tableprivate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSplitter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

void TableDocument::Private::connectPanes()
{
    QObject::connect(value, &ValueView::closeAsked, q, [this] { closePanes(); });
    QObject::connect(value, &ValueView::jsonFilterAsked, q, [this](const QStringList &path, const QByteArray &json) {
        if (const int column = grid->currentIndex().column(); column >= 0)
            addCondition(pg::jsonCondition(columnAt(column), path, json));
    });
    QObject::connect(value, &ValueView::jsonColumnAsked, q, [this](const QStringList &path) {
        if (const int column = grid->currentIndex().column(); column >= 0 && window)
            describe(
                path.last(), pg::jsonExpression(columnAt(column), path),
                [this](const Error &error, qsizetype) { notify(Showing::Other, NoticeBar::Tone::Error, error.message); }, [] {});
    });
    QObject::connect(value, &ValueView::documentAsked, q,
                     [this](const QByteArray &json, const QString &title) { Q_EMIT q->wished(OpenJson{{}, json, title}); });
    QObject::connect(statistics, &StatisticsView::closeAsked, q, [this] { closePanes(); });
    QObject::connect(statistics, &StatisticsView::filterAsked, q,
                     [this](const QString &name, const std::optional<QString> &chosen) {
                         const auto column = std::ranges::find(shown()->columns(), name, &Column::name);
                         const QByteArray text = chosen.value_or(QString()).toUtf8();
                         if (column != shown()->columns().end())
                             addCondition(pg::condition(*column, pg::Compare::Equal, {text, !chosen, text.size()}));
                     });
    QObject::connect(record, &RecordView::closeAsked, q, [this] { closePanes(); });
    QObject::connect(record, &RecordView::nextAsked, q, [this] { moveRecord(1); });
    QObject::connect(record, &RecordView::previousAsked, q, [this] { moveRecord(-1); });
    QObject::connect(record, &RecordView::copyFieldAsked, q, [this](int column) { copyRecord({column}, TextFormat::Tsv); });
    QObject::connect(record, &RecordView::copyRowAsked, q, [this] { copyRecord({}, TextFormat::Json); });
    QObject::connect(record, &RecordView::fieldOpened, q, [this](int column) {
        if (!isPeeking)
            openValue(shown()->index(grid->currentIndex().row(), column));
    });
}

QString TableDocument::Private::rowTitle(int row) const
{
    QStringList keys;
    if (shown() == model)
        for (const QByteArray &part : model->rows()->placeOf(row).key)
            keys << shownText(part, 80);
    const QString table = withMarks(wanted.name.left(63));
    if (!keys.isEmpty())
        return tr("%1 %2").arg(table, withMarks(keys.join(u", ")));
    return firstNumber ? tr("%1, row %2").arg(table, exactCount(*firstNumber + row)) : table;
}

QString TableDocument::Private::titleOf(const QModelIndex &index) const
{
    return tr("%1 of %2").arg(withMarks(columnAt(index.column()).name.left(80)), rowTitle(index.row()));
}

QWidgetList TableDocument::Private::panes() const { return {value, record, statistics}; }

bool TableDocument::Private::isPaneOpen() const
{
    return std::ranges::any_of(panes(), [](const QWidget *pane) { return pane->isVisible(); });
}

void TableDocument::Private::showPane(QWidget *pane)
{
    if (pane->isVisible())
        return;
    for (QWidget *other : panes())
        other->setVisible(other == pane);
    QList<int> sizes{q->height() * 3 / 5, 0, 0, 0};
    sizes[split->indexOf(pane)] = q->height() * 2 / 5;
    split->setSizes(sizes);
    if (grid->currentIndex().isValid())
        grid->scrollTo(grid->currentIndex());
}

void TableDocument::Private::closePanes()
{
    ++valueToken;
    isPeeking = false;
    for (QWidget *pane : panes())
        pane->hide();
    grid->setFocus();
}

void TableDocument::Private::openValue(const QModelIndex &index)
{
    const int asked = ++valueToken;
    if (!index.isValid()) {
        value->showEmpty();
        return;
    }
    const Column column = columnAt(index.column());
    const Cell cell = shown()->cell(index.row(), index.column());
    const QString title = titleOf(index);
    isPeeking = false;
    showPane(value);
    if (!cell.isCut() || shown() != model || !connection)
        return value->showValue(column, cell, title);
    value->showLoading(title);
    withWhole(index, [this, asked, column, cell, title](const Result<Cell> &whole) {
        if (asked != valueToken)
            return;
        value->showValue(column, whole.value_or(cell), title); // else as far as it is known
        if (!whole)
            notify(Showing::Other, NoticeBar::Tone::Warning,
                   tr("Only the value's beginning is known. %1").arg(whole.error().message));
    });
}

// The cells as the grid has them: what is cut says so, and opens whole in the viewer.
void TableDocument::Private::openRecord(const QModelIndex &index)
{
    if (!index.isValid() || !window)
        return;
    ++valueToken;
    isPeeking = false;
    QList<Cell> cells;
    for (int column = 0; column < shown()->columns().size(); ++column)
        cells << shown()->cell(index.row(), column);
    showPane(record);
    record->showRecord(shown()->columns(), cells, rowTitle(index.row()));
    record->setCurrentField(index.column());
    record->setSteps(index.row() > 0 || backward, index.row() < shown()->rowCount() - 1 || onward);
}

// Whole values: what the window cut is read first.
void TableDocument::Private::copyRecord(const QList<int> &fields, TextFormat format)
{
    const QModelIndex now = grid->currentIndex();
    if (!now.isValid() || isPeeking)
        return;
    const auto copy = [this, format, table = pg::qualified(wanted.schema, wanted.name)](const RowSource &rows) {
        if (format == TextFormat::Tsv)
            QGuiApplication::clipboard()->setText(shownText(rows.cell(0, 0).text, rows.cell(0, 0).text.size()));
        else
            QGuiApplication::clipboard()->setText(QString::fromUtf8(rowsAsText(rows, 0, 1, {format, true, table})));
        say(tr("1 row copied"));
    };
    QList<int> columns = fields;
    for (int i = 0; fields.isEmpty() && i < shown()->columns().size(); ++i)
        columns << i;
    const bool isCut = std::ranges::any_of(columns, [&](int column) { return shown()->cell(now.row(), column).isCut(); });
    if (!isCut || shown() != model)
        return copy(Excerpt(shown()->source(), {{now.row(), 1}}, columns));
    askAside(q, model->rows()->wholeRow(now.row()), [this, copy, columns](const Answer &answer) {
        if (answer && (*answer)->rowCount() > 0)
            copy(Excerpt(*answer, {{0, 1}}, columns));
        else
            notify(Showing::Other, NoticeBar::Tone::Warning, tr("The row could not be read whole: refresh, then copy it again."));
    });
}

void TableDocument::Private::moveRecord(int by)
{
    const QModelIndex now = grid->currentIndex();
    if (const int row = now.row() + by; now.isValid() && row >= 0 && row < shown()->rowCount())
        grid->setCurrentIndex(shown()->index(row, now.column()));
}

// A referenced row without leaving: of a table that is not open, so its description is asked for first.
void TableDocument::Private::peekAt(const Wanted &what)
{
    if (!connection && !attach())
        return;
    const int asked = ++valueToken;
    const QString title = tr("%1.%2, referenced").arg(withMarks(what.schema.left(63)), withMarks(what.name.left(63)));
    isPeeking = true;
    showPane(record);
    record->showLoading(title);
    const auto refuse = [this](const Error &error) {
        closePanes();
        notify(Showing::Other, NoticeBar::Tone::Warning, tr("The referenced row could not be read: %1").arg(error.message));
    };
    askAside(q, pg::catalog::relation(what.schema, what.name), [this, asked, title, what, refuse](const Answer &answer) {
        const auto relation = answer ? pg::catalog::readRelation(**answer) : std::unexpected(answer.error());
        if (asked != valueToken)
            return;
        if (!relation)
            return refuse(relation.error());
        if (!connection && !attach())
            return;
        const pg::TableWindow other(*relation, connection->facts().serverVersion, {}, what.choice());
        pg::Ask question = other.selectAll();
        question.sql += " LIMIT 1";
        askAside(q, question, [this, asked, title, refuse, columns = other.columns()](const Answer &row) {
            if (asked != valueToken)
                return;
            if (!row)
                return refuse(row.error());
            if ((*row)->rowCount() == 0)
                return record->showEmpty();
            QList<Cell> cells;
            for (int column = 0; column < columns.size(); ++column)
                cells << (*row)->cell(0, column);
            record->showRecord(columns, cells, title);
        });
    });
}

} // namespace oriel
