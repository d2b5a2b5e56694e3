// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/needle.h"
#include "engines/json/tablescan.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>

namespace oriel::json {

namespace {

constexpr qint64 rowsAtOnce = 256;

struct Stopped
{};

// Reads these columns of the table's rows one by one, in its order; visit(held, number of the row, cells).
void forRows(const Table &table, const Shape &columns, const std::stop_token &stop, auto visit)
{
    TableScan scan(columns);
    const Document &document = table.document();
    const Value &rows = columns.rows;
    const bool isOneRow = rows.kind == Kind::Object;
    std::vector<std::optional<Value>> cells(columns.columns.size());
    const qint64 count = table.rowCount();
    for (qint64 first = 0; first < count; first += rowsAtOnce) {
        if (stop.stop_requested())
            throw Stopped();
        Held held(document);
        auto walk = held.walk(rows, isOneRow ? 0 : table.rowNumber(first));
        for (qint64 row = first; row < std::min(count, first + rowsAtOnce); ++row) {
            const std::uint64_t number = table.rowNumber(row);
            if (number >= (isOneRow ? 1 : held.count(rows)))
                continue;
            if (!isOneRow && walk.number() != number)
                walk = held.walk(rows, number);
            scan.read(held, isOneRow ? rows : walk.next(), cells);
            visit(held, std::uint32_t(number), cells);
        }
    }
}

// A row by what it is sorted by; `key` decides, where it is the same the text does.
struct SortKey
{
    enum Rank : std::uint8_t { Number, String, Rest, Nothing };

    std::uint64_t key = 0, begin = 0;
    std::uint32_t row = 0;
    Rank rank = Nothing;
};

std::uint64_t keyOfNumber(std::string_view number)
{
    double value = 0;
    if (std::from_chars(number.begin(), number.end(), value).ec != std::errc()) {
        const bool isNegative = number.starts_with('-');
        const bool isLarge = compareNumbers(number.substr(isNegative ? 1 : 0), "1") > 0;
        value = isLarge ? std::numeric_limits<double>::infinity() : 0;
        value = isNegative ? -value : value;
    }
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0); // -0 is 0
    return bits >> 63 ? ~bits : bits | std::uint64_t(1) << 63;
}

std::uint64_t keyOfString(std::string_view text)
{
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < sizeof key; ++i)
        key = key << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
    return key;
}

std::string stringAt(const Held &held, std::uint64_t begin)
{
    const char *const at = held.data() + begin;
    return held.decoded(begin, std::uint64_t(pastString(at) - held.data()));
}

std::string_view numberAt(const Held &held, std::uint64_t begin)
{
    const char *const at = held.data() + begin;
    return {at, pastWord(at)};
}

SortKey keyOf(const Held &held, const std::optional<Value> &value, std::uint32_t row)
{
    SortKey of{.row = row};
    if (!value || value->kind == Kind::Null)
        return of;
    of.begin = value->begin;
    of.rank = SortKey::Rest;
    switch (value->kind) {
    case Kind::Number:
        of.rank = SortKey::Number;
        of.key = keyOfNumber(held.view(value->begin, value->end));
        break;
    case Kind::String:
        of.rank = SortKey::String;
        of.key = keyOfString(stringAt(held, value->begin));
        break;
    case Kind::True:
        of.key = 1;
        break;
    case Kind::Object:
        of.key = 2;
        break;
    case Kind::Array:
    case Kind::Sequence:
        of.key = 3;
        break;
    case Kind::False:
    case Kind::Null:
        break;
    }
    return of;
}

std::strong_ordering compare(const Held &held, const SortKey &left, const SortKey &right)
{
    if (left.rank != right.rank)
        return left.rank <=> right.rank;
    if (left.key != right.key || left.rank >= SortKey::Rest)
        return left.key <=> right.key;
    if (left.rank == SortKey::Number)
        return compareNumbers(numberAt(held, left.begin), numberAt(held, right.begin));
    const auto isPlain = [&](const SortKey &key) { return *firstOf<Lanes::quoteStops>(held.data() + key.begin + 1) == '"'; };
    if (!isPlain(left) || !isPlain(right))
        return stringAt(held, left.begin) <=> stringAt(held, right.begin);
    const auto plain = [&](const SortKey &key) {
        const char *const at = held.data() + key.begin + 1;
        return std::string_view(at, firstOf<Lanes::quoteStops>(at));
    };
    return plain(left) <=> plain(right);
}

} // namespace

std::vector<std::uint32_t> sortedRows(const Table &table, int column, bool isDescending, std::stop_token stop)
{
    Shape only{.rows = table.shape().rows, .columns{table.shape().columns.at(std::size_t(column))}};
    std::vector<SortKey> keys;
    keys.reserve(std::size_t(table.rowCount()));
    try {
        forRows(table, only, stop, [&](const Held &held, std::uint32_t row, const std::vector<std::optional<Value>> &cells) {
            keys.push_back(keyOf(held, cells[0], row));
        });
        Held held(table.document());
        std::ranges::sort(keys, [&](const SortKey &left, const SortKey &right) {
            held.breathe();
            if (stop.stop_requested())
                throw Stopped();
            const std::strong_ordering order = compare(held, left, right);
            if (order == 0)
                return left.row < right.row;
            const bool isLast = left.rank == SortKey::Nothing || right.rank == SortKey::Nothing;
            return isDescending && !isLast ? order > 0 : order < 0;
        });
    } catch (const Stopped &) {
        return {};
    }
    std::vector<std::uint32_t> rows(keys.size());
    std::ranges::transform(keys, rows.begin(), &SortKey::row);
    return rows;
}

std::vector<std::uint32_t> filteredRows(const Table &table, int column, const QString &text, std::stop_token stop)
{
    Shape some = table.shape();
    if (column >= 0)
        some.columns = {table.shape().columns.at(std::size_t(column))};
    std::vector<std::uint32_t> rows;
    const std::string wanted = text.toStdString();
    const Needle inScalars(wanted, false), inContainers(wanted, false, Needle::In::Plain);
    Needle::Backslashes known;
    const auto holds = [&](const Held &held, const std::optional<Value> &value) {
        if (!value || value->kind == Kind::Null)
            return false;
        const bool isString = value->kind == Kind::String;
        const Needle &needle = value->isContainer() ? inContainers : inScalars;
        const auto match = needle.find(held.data(), value->begin + isString, value->end, known);
        return match && match->end <= value->end;
    };
    try {
        forRows(table, some, stop, [&](const Held &held, std::uint32_t row, const std::vector<std::optional<Value>> &cells) {
            if (inScalars.isEmpty() ||
                std::ranges::any_of(cells, [&](const std::optional<Value> &cell) { return holds(held, cell); }))
                rows.push_back(row);
        });
    } catch (const Stopped &) {
        return {};
    }
    return rows;
}

} // namespace oriel::json
