// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objectnames.h"

#include <QSet>

#include <algorithm>
#include <functional>

namespace oriel {

ObjectGroup groupOf(pg::Kind kind)
{
    switch (kind) {
    case pg::Kind::Table:
    case pg::Kind::PartitionedTable:
    case pg::Kind::Partition:
        return ObjectGroup::Tables;
    case pg::Kind::View:
        return ObjectGroup::Views;
    case pg::Kind::MaterializedView:
        return ObjectGroup::MaterializedViews;
    case pg::Kind::ForeignTable:
        return ObjectGroup::ForeignTables;
    case pg::Kind::Sequence:
        return ObjectGroup::Sequences;
    case pg::Kind::Function:
    case pg::Kind::Procedure:
    case pg::Kind::Aggregate:
        return ObjectGroup::Functions;
    case pg::Kind::Type:
    case pg::Kind::Enum:
    case pg::Kind::Domain:
    case pg::Kind::Composite:
    case pg::Kind::Extension:
        break;
    }
    return ObjectGroup::Types;
}

namespace {

bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }

// The run of digits that begins at `at`, without leading zeros.
QStringView digitsAt(QStringView text, qsizetype &at)
{
    while (at < text.size() && text[at] == u'0')
        ++at;
    const qsizetype begin = at;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return text.sliced(begin, at - begin);
}

} // namespace

int compareNames(QStringView left, QStringView right)
{
    qsizetype l = 0, r = 0;
    while (l < left.size() && r < right.size()) {
        if (isDigit(left[l]) && isDigit(right[r])) {
            const auto a = digitsAt(left, l), b = digitsAt(right, r);
            if (a.size() != b.size())
                return a.size() < b.size() ? -1 : 1;
            if (const int order = a.compare(b))
                return order;
            continue;
        }
        const QChar a = left[l++].toCaseFolded(), b = right[r++].toCaseFolded();
        if (a != b)
            return a < b ? -1 : 1;
    }
    if (l < left.size() || r < right.size())
        return l < left.size() ? 1 : -1;
    return left.compare(right);
}

ObjectNames::ObjectNames(QList<pg::Object> objects) : m_objects(std::move(objects))
{
    std::sort(m_objects.begin(), m_objects.end(), [](const pg::Object &a, const pg::Object &b) {
        const int order = compareNames(a.name, b.name);
        return order ? order < 0 : compareNames(a.arguments, b.arguments) < 0;
    });
    QSet<quint32> known;
    for (const auto &object : std::as_const(m_objects)) {
        if (object.kind == pg::Kind::PartitionedTable)
            known.insert(object.oid);
    }
    for (qint32 id = 0; id < m_objects.size(); ++id) {
        const auto &object = m_objects[id];
        if (object.parent && known.contains(object.parent))
            m_parts[object.parent].append(id);
        else
            m_groups[key(object.schema, groupOf(object.kind))].append(id);
    }
    addUp();
}

void ObjectNames::addUp()
{
    const std::function<void(pg::Object &, int)> add = [&](pg::Object &table, int depth) {
        const auto parts = m_parts.constFind(table.oid);
        if (parts == m_parts.cend() || depth > 32)
            return;
        double rows = 0;
        qint64 bytes = 0;
        bool isKnown = false;
        for (const qint32 id : *parts) {
            pg::Object &part = m_objects[id];
            add(part, depth + 1);
            isKnown = isKnown || part.rows >= 0;
            rows += std::max(part.rows, 0.0);
            bytes += std::max<qint64>(part.bytes, 0);
        }
        if (table.rows < 0 && isKnown)
            table.rows = rows;
        table.bytes = std::max(table.bytes, bytes);
    };
    for (auto &object : m_objects) {
        if (object.kind == pg::Kind::PartitionedTable && !object.parent)
            add(object, 0);
    }
}

ObjectNames::Ids ObjectNames::group(quint32 schema, ObjectGroup group) const { return m_groups.value(key(schema, group)); }

int ObjectNames::count(quint32 schema, ObjectGroup group) const
{
    const auto found = m_groups.constFind(key(schema, group));
    return found == m_groups.cend() ? 0 : int(found->size());
}

ObjectNames::Ids ObjectNames::parts(quint32 parent) const { return m_parts.value(parent); }

} // namespace oriel
