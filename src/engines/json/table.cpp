// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/columntree.h"
#include "engines/json/shape.h"
#include "engines/json/tablescan.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace oriel::json {

namespace {

constexpr std::uint64_t mostShown = 4 << 20; // bytes of a cell

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::Table)
};

Look lookOf(const QString &type)
{
    using namespace Qt::StringLiterals;
    return type == "integer"_L1 || type == "number"_L1 ? Look::Number
           : type == "boolean"_L1                      ? Look::Boolean
           : type == "object"_L1 || type == "array"_L1 ? Look::Json
                                                       : Look::Text;
}

// "998 strings, 1 null, 1 missing of 1000 rows".
QString detailOf(const ShapeColumn &column, std::uint64_t rows)
{
    QStringList parts;
    const auto say = [&](std::uint64_t count, const QString &text) {
        if (count)
            parts << text.arg(count);
    };
    say(column.strings, Words::tr("%1 strings"));
    say(column.integers, Words::tr("%1 integers"));
    say(column.beyond, Words::tr("%1 of them beyond ±2^53"));
    say(column.decimals, Words::tr("%1 decimal numbers"));
    say(column.booleans, Words::tr("%1 booleans"));
    say(column.objects, Words::tr("%1 objects"));
    say(column.arrays, Words::tr("%1 arrays"));
    say(column.nulls, Words::tr("%1 null"));
    say(column.missing, Words::tr("%1 missing"));
    return Words::tr("%1; of %2 rows").arg(parts.join(QStringLiteral(", "))).arg(rows);
}

// Where a text may be cut: before an escape or a character of several bytes, not in one.
std::uint64_t cutAt(std::string_view text, std::uint64_t at)
{
    const std::size_t escape = text.substr(at - 12, 12).find('\\');
    at = escape == text.npos ? at : at - 12 + escape;
    while (at > 1 && (text[at - 1] == '\\' || (text[at] & 0xC0) == 0x80))
        --at;
    return at;
}

} // namespace

TableScan::TableScan(const Shape &shape) : m_tree(64, std::size_t(-1) - 1)
{
    for (std::size_t column = 0; column < shape.columns.size(); ++column) {
        std::uint32_t node = 0;
        for (const std::string &name : shape.columns[column].path)
            node = m_tree.place(node, name);
        m_columns.resize(m_tree.size(), -1);
        m_columns[node] = int(column);
    }
    m_columns.resize(m_tree.size(), -1);
    m_tree.close();
}

void TableScan::read(Held &held, const Value &row, std::vector<std::optional<Value>> &cells)
{
    std::ranges::fill(cells, std::nullopt);
    m_tree.read(
        held, row, [&](std::uint32_t node, const Value &value) { put(node, value, cells); },
        [&](std::uint32_t node) { put(node, {}, cells); });
}

void TableScan::put(std::uint32_t node, const std::optional<Value> &value, std::vector<std::optional<Value>> &cells) const
{
    if (m_columns[node] >= 0)
        cells[std::size_t(m_columns[node])] = value;
    if (value && value->kind != Kind::Null)
        return;
    for (const std::uint32_t child : m_tree[node].children)
        put(child, value, cells);
}

struct Table::Private
{
    struct Row
    {
        std::uint64_t number = std::uint64_t(-1);
        std::vector<std::optional<Value>> cells;
        Value whole;
    };

    Private(std::shared_ptr<const Document> of, Shape as, std::optional<std::vector<std::uint32_t>> ordered)
        : document(std::move(of)), shape(std::move(as)), order(std::move(ordered)), scan(shape)
    {}
    bool isOneRow() const { return shape.rows.kind == Kind::Object; }
    std::uint64_t count() const { return isOneRow() ? 1 : document->count(shape.rows); }
    // The row's cells, kept while others near it are asked for; not those of the last one while it may grow.
    const Row *row(std::uint64_t number)
    {
        Row &kept = rows[number % rows.size()];
        if (kept.number == number)
            return &kept;
        Held held(*document);
        const std::uint64_t count = isOneRow() ? 1 : held.count(shape.rows);
        if (number >= count)
            return nullptr;
        kept.whole = isOneRow() ? shape.rows : held.walk(shape.rows, number).next();
        kept.cells.resize(shape.columns.size());
        scan.read(held, kept.whole, kept.cells);
        kept.number = number + 1 < count || held.index().isDone() ? number : std::uint64_t(-1);
        return &kept;
    }

    const std::shared_ptr<const Document> document;
    const Shape shape;
    const std::optional<std::vector<std::uint32_t>> order;
    TableScan scan;
    std::mutex mutex; // of scan and rows
    std::array<Row, 128> rows;
};

Table::Table(std::shared_ptr<const Document> document, Shape shape, std::optional<std::vector<std::uint32_t>> order)
    : d(std::make_shared<Private>(std::move(document), std::move(shape), std::move(order)))
{}

QList<Column> Table::columns() const
{
    QList<Column> all;
    for (const ShapeColumn &column : d->shape.columns) {
        const QString type = column.type();
        all.append({.name = column.name(),
                    .type = type,
                    .look = lookOf(type),
                    .mark = column.beyond ? QStringLiteral(">2⁵³") : QString(),
                    .detail = detailOf(column, d->shape.count)});
    }
    return all;
}

qint64 Table::rowCount() const { return qint64(d->order ? d->order->size() : d->count()); }

std::uint64_t Table::rowNumber(qint64 row) const { return d->order ? (*d->order)[std::size_t(row)] : std::uint64_t(row); }

std::optional<Value> Table::value(qint64 row, int column) const
{
    if (row < 0 || row >= rowCount() || column >= int(d->shape.columns.size()))
        return {};
    const std::lock_guard lock(d->mutex);
    const Private::Row *found = d->row(rowNumber(row));
    if (!found)
        return {};
    return column < 0 ? found->whole : found->cells[std::size_t(column)];
}

bool Table::isMissing(qint64 row, int column) const { return !value(row, column); }

Cell Table::cell(qint64 row, int column) const
{
    const std::optional<Value> value = this->value(row, column);
    if (!value || value->kind == Kind::Null)
        return {};
    const Document &document = *d->document;
    const std::uint64_t size = value->end - value->begin;
    const bool isString = value->kind == Kind::String;
    std::string text;
    if (size <= mostShown) {
        text = isString ? document.text(*value) : document.bytes(*value);
        return {QByteArray::fromStdString(text), false, qint64(text.size())};
    }
    text = document.bytes(value->begin, value->begin + mostShown);
    text.resize(cutAt(text, text.size() - 1));
    if (isString)
        text = Document::ofText(text + '"')->text({.kind = Kind::String, .end = text.size() + 1});
    return {QByteArray::fromStdString(text), false, qint64(size)};
}

const Shape &Table::shape() const { return d->shape; }

const Document &Table::document() const { return *d->document; }

} // namespace oriel::json
