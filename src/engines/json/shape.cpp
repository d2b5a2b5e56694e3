// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/shape.h"

#include "base/jsontext.h"
#include "engines/json/columntree.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace oriel::json {

namespace {

constexpr std::uint64_t rowsAtOnce = 256;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::Shape)
};

enum Sort : std::uint8_t { Nulls, Strings, Integers, Beyond, Decimals, Booleans, Objects, Arrays, sorts };

Sort sortOf(const Held &held, const Value &value)
{
    switch (value.kind) {
    case Kind::Sequence:
    case Kind::Array:
        return Arrays;
    case Kind::Object:
        return Objects;
    case Kind::String:
        return Strings;
    case Kind::True:
    case Kind::False:
        return Booleans;
    case Kind::Null:
        return Nulls;
    case Kind::Number:
        break;
    }
    const std::string_view number = held.view(value.begin, value.end);
    if (std::ranges::any_of(number, [](char c) { return c == '.' || c == 'e' || c == 'E'; }))
        return Decimals;
    return number.size() > 15 && lossOf(number) == Loss::Integer ? Beyond : Integers;
}

// What stands at each node of the tree, counted.
class ShapeCounts final
{
public:
    explicit ShapeCounts(int depth, std::size_t most) : tree(depth, most) {}

    void read(Held &held, const Value &row)
    {
        tree.read(
            held, row,
            [&](std::uint32_t node, const Value &value) {
                if (node >= m_counts.size())
                    m_counts.resize(tree.size());
                Counts &counts = m_counts[node];
                counts.last = sortOf(held, value);
                ++counts.of[counts.last];
            },
            [&](std::uint32_t node) { --m_counts[node].of[m_counts[node].last]; });
    }
    // A node is a column where more stands in it than objects whose members are columns.
    std::vector<ShapeColumn> columns(std::uint64_t rows)
    {
        std::vector<ShapeColumn> all;
        if (!m_counts.empty())
            append(all, 0, 0, rows);
        return all;
    }

    ColumnTree tree;

private:
    struct Counts
    {
        std::array<std::uint64_t, sorts> of{};
        Sort last = Nulls;
    };

    void append(std::vector<ShapeColumn> &all, std::uint32_t node, std::uint64_t nullsAbove, std::uint64_t rows) const
    {
        const auto &of = m_counts[node].of;
        ShapeColumn column{.path = tree.path(node), .nulls = of[Nulls] + nullsAbove};
        column.strings = of[Strings];
        column.integers = of[Integers] + of[Beyond];
        column.beyond = of[Beyond];
        column.decimals = of[Decimals];
        column.booleans = of[Booleans];
        column.objects = of[Objects];
        column.arrays = of[Arrays];
        column.seen = column.strings + column.integers + column.decimals + column.booleans + column.objects + column.arrays;
        column.missing = rows - column.seen - column.nulls;
        const std::uint64_t nulls = column.nulls;
        if (tree[node].children.empty() || column.seen > column.objects)
            all.push_back(std::move(column));
        for (const std::uint32_t child : tree[node].children)
            append(all, child, nulls, rows);
    }

    std::vector<Counts> m_counts;
};

bool isArrayOfObjects(const Document &document, const Value &value)
{
    if (value.kind != Kind::Array)
        return false;
    const std::optional<Value> first = document.child(value, 0);
    return first && first->kind == Kind::Object;
}

} // namespace

QString ShapeColumn::name() const
{
    if (path.empty())
        return Words::tr("value");
    QString text;
    for (const std::string &part : path) {
        const QString plain = QString::fromStdString(part);
        const bool isPlain =
            !plain.isEmpty() && std::ranges::none_of(plain, [](QChar c) { return c == u'.' || c == u'"' || c.isSpace(); });
        if (!text.isEmpty())
            text += u'.';
        text += isPlain ? plain : QString::fromUtf8(quoted(QByteArray::fromStdString(part)));
    }
    return text;
}

QString ShapeColumn::type() const
{
    const std::uint64_t numbers = integers + decimals;
    if (seen == 0)
        return QStringLiteral("null");
    if (numbers == seen)
        return decimals ? QStringLiteral("number") : QStringLiteral("integer");
    if (strings == seen)
        return QStringLiteral("string");
    if (booleans == seen)
        return QStringLiteral("boolean");
    if (objects == seen)
        return QStringLiteral("object");
    return arrays == seen ? QStringLiteral("array") : QStringLiteral("mixed");
}

std::optional<Value> rowsOf(const Document &document)
{
    const Value root = document.root();
    if (!root.isContainer() || (root.kind == Kind::Sequence && document.count(root) == 0))
        return {};
    if (root.kind != Kind::Object)
        return root;
    constexpr std::uint64_t mostLookedAt = 1000; // an object with more members is no envelope
    std::optional<Value> found;
    for (const Value &member : document.children(root, 0, mostLookedAt)) {
        if (!isArrayOfObjects(document, member))
            continue;
        if (found)
            return root;
        found = member;
    }
    return found ? found : root;
}

Shape shapeOf(const Document &document, const Value &rows, std::stop_token stop, int depth, std::size_t mostColumns,
              const std::function<void(std::uint64_t)> &progress)
{
    Shape shape{.rows = rows, .columns{}};
    ShapeCounts counts(depth, mostColumns);
    const std::uint64_t count = rows.kind == Kind::Object ? 1 : document.count(rows);
    while (shape.count < count && !stop.stop_requested()) {
        {
            Held held(document);
            auto walk = held.walk(rows, rows.kind == Kind::Object ? 0 : shape.count);
            for (const std::uint64_t end = std::min(count, shape.count + rowsAtOnce); shape.count < end; ++shape.count)
                counts.read(held, rows.kind == Kind::Object ? rows : walk.next());
        }
        if (progress)
            progress(shape.count);
    }
    shape.isWhole = shape.count == count;
    shape.hasMore = counts.tree.hasMore();
    shape.columns = counts.columns(shape.count);
    return shape;
}

} // namespace oriel::json
