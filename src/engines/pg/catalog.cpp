// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/catalog.h"

#include "base/text.h"
#include "engines/pg/sqlfile.h"

#include <QCoreApplication>
#include <QHash>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Catalog)
};

QString text(const RowSource &rows, qint64 row, int column) { return shownText(rows.cell(row, column).text, 1 << 20); }
quint32 oid(const RowSource &rows, qint64 row, int column) { return rows.cell(row, column).text.toUInt(); }
bool isTrue(const RowSource &rows, qint64 row, int column) { return rows.cell(row, column).text == "t"; }

Result<> expectColumns(const RowSource &rows, int count)
{
    if (rows.rowCount() == 0 || rows.columns().size() >= count)
        return {};
    return std::unexpected(Error{
        Words::tr(
            "The server's answer has another form than asked for. Refresh; if it stays, report it with the server's version."),
        u"form"_s, u"%1 of %2 columns"_s.arg(rows.columns().size()).arg(count)});
}

char letter(const RowSource &rows, qint64 row, int column)
{
    const QByteArray value = rows.cell(row, column).text;
    return value.isEmpty() ? ' ' : value[0];
}

Kind relationKind(char letter, bool isPartition)
{
    switch (letter) {
    case 'p':
        return Kind::PartitionedTable;
    case 'v':
        return Kind::View;
    case 'm':
        return Kind::MaterializedView;
    case 'f':
        return Kind::ForeignTable;
    case 'S':
        return Kind::Sequence;
    default:
        return isPartition ? Kind::Partition : Kind::Table;
    }
}

// The estimates of partitioned tables are the sums over their partitions, however deep.
void addUp(QList<Object> &objects)
{
    QHash<quint32, qsizetype> parents;
    for (qsizetype i = 0; i < objects.size(); ++i) {
        if (objects[i].kind == Kind::PartitionedTable) {
            parents.insert(objects[i].oid, i);
            objects[i].rows = objects[i].bytes = -1;
        }
    }
    if (parents.isEmpty())
        return;
    for (const Object &leaf : std::as_const(objects)) {
        if (leaf.kind == Kind::PartitionedTable)
            continue;
        quint32 above = leaf.parent;
        for (int depth = 0; above && depth < 100; ++depth) {
            const auto found = parents.constFind(above);
            if (found == parents.cend())
                break;
            Object &parent = objects[*found];
            if (leaf.rows >= 0)
                parent.rows = std::max(parent.rows, 0.0) + leaf.rows;
            if (leaf.bytes >= 0)
                parent.bytes = std::max(parent.bytes, qint64(0)) + leaf.bytes;
            above = parent.parent;
        }
    }
}

Object namedObject(const RowSource &rows, qint64 row)
{
    Object object;
    object.oid = oid(rows, row, 0);
    object.schema = oid(rows, row, 1);
    object.parent = oid(rows, row, 2);
    object.name = text(rows, row, 4);
    return object;
}

} // namespace

QString kindName(Kind kind)
{
    switch (kind) {
    case Kind::Table:
        return u"table"_s;
    case Kind::PartitionedTable:
        return u"partitioned table"_s;
    case Kind::Partition:
        return u"partition"_s;
    case Kind::View:
        return u"view"_s;
    case Kind::MaterializedView:
        return u"materialized view"_s;
    case Kind::ForeignTable:
        return u"foreign table"_s;
    case Kind::Sequence:
        return u"sequence"_s;
    case Kind::Function:
        return u"function"_s;
    case Kind::Procedure:
        return u"procedure"_s;
    case Kind::Aggregate:
        return u"aggregate"_s;
    case Kind::Type:
        return u"type"_s;
    case Kind::Enum:
        return u"enum"_s;
    case Kind::Domain:
        return u"domain"_s;
    case Kind::Composite:
        return u"composite type"_s;
    case Kind::Extension:
        return u"extension"_s;
    }
    return {};
}

namespace catalog {

Ask databases() { return {sqlFile(u"databases"_s), {}}; }
Ask schemas() { return {sqlFile(u"schemas"_s), {}}; }
Ask relations() { return {sqlFile(u"relations"_s), {}, 30s}; }
Ask routines() { return {sqlFile(u"routines"_s), {}, 30s}; }
Ask types() { return {sqlFile(u"types"_s), {}, 30s}; }
Ask blockers(int processId) { return {sqlFile(u"blockers"_s), {QByteArray::number(processId)}}; }
Ask waiters(int processId) { return {sqlFile(u"waiters"_s), {QByteArray::number(processId)}}; }
Ask holders(quint32 relation) { return {sqlFile(u"holders"_s), {QByteArray::number(relation)}}; }
Ask relation(quint32 oid) { return {sqlFile(u"relation"_s), {"{" + QByteArray::number(oid) + "}", {}, {}, "true"}}; }
Ask relation(const QString &schema, const QString &name)
{
    return {sqlFile(u"relation"_s), {{}, schema.toUtf8(), name.toUtf8(), "true"}};
}

Ask leaves(const QList<quint32> &oids)
{
    QByteArrayList numbers;
    for (const quint32 oid : oids)
        numbers << QByteArray::number(oid);
    return {sqlFile(u"relation"_s), {"{" + numbers.join(',') + "}", {}, {}, "false"}, 30s};
}

Ask fields(const QList<quint32> &types)
{
    QByteArrayList numbers;
    for (const quint32 number : types)
        numbers << QByteArray::number(number);
    return {sqlFile(u"fields"_s), {"{" + numbers.join(',') + "}"}};
}

QHash<quint32, QStringList> readFields(const RowSource &rows)
{
    QHash<quint32, QStringList> found;
    for (qint64 row = 0; row < rows.rowCount(); ++row)
        found[oid(rows, row, 0)] << text(rows, row, 1);
    return found;
}

Ask definition(const Object &object)
{
    const auto of = [&](const QString &name) { return Ask{sqlFile(u"definition-"_s + name), {QByteArray::number(object.oid)}}; };
    switch (object.kind) {
    case Kind::View:
    case Kind::MaterializedView:
        return of(u"view"_s);
    case Kind::Function:
    case Kind::Procedure:
    case Kind::Aggregate:
        return of(u"routine"_s);
    case Kind::Sequence:
        return of(u"sequence"_s);
    case Kind::Type:
    case Kind::Enum:
    case Kind::Domain:
    case Kind::Composite:
        return of(u"type"_s);
    case Kind::Table:
    case Kind::PartitionedTable:
    case Kind::Partition:
    case Kind::ForeignTable:
    case Kind::Extension:
        break;
    }
    return {};
}

Result<QList<Database>> readDatabases(const RowSource &rows)
{
    if (auto form = expectColumns(rows, 5); !form)
        return std::unexpected(form.error());
    QList<Database> found;
    for (qint64 row = 0; row < rows.rowCount(); ++row)
        found << Database{text(rows, row, 0), text(rows, row, 1), text(rows, row, 2), isTrue(rows, row, 3), isTrue(rows, row, 4)};
    return found;
}

Result<QList<Schema>> readSchemas(const RowSource &rows)
{
    if (auto form = expectColumns(rows, 5); !form)
        return std::unexpected(form.error());
    QList<Schema> found;
    for (qint64 row = 0; row < rows.rowCount(); ++row)
        found << Schema{oid(rows, row, 0), text(rows, row, 1), text(rows, row, 2), text(rows, row, 3), isTrue(rows, row, 4)};
    return found;
}

Result<QList<Object>> readRelations(const RowSource &rows)
{
    if (auto form = expectColumns(rows, 7); !form)
        return std::unexpected(form.error());
    QList<Object> found;
    found.reserve(rows.rowCount());
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        Object object = namedObject(rows, row);
        object.kind = relationKind(letter(rows, row, 3), object.parent != 0);
        object.rows = rows.cell(row, 5).text.toDouble();
        const Cell bytes = rows.cell(row, 6);
        const bool isUnknown = bytes.isNull || (object.rows < 0 && bytes.text == "0");
        object.bytes = isUnknown ? -1 : bytes.text.toLongLong();
        found << std::move(object);
    }
    addUp(found);
    return found;
}

Result<QList<Object>> readRoutines(const RowSource &rows)
{
    if (auto form = expectColumns(rows, 6); !form)
        return std::unexpected(form.error());
    QList<Object> found;
    found.reserve(rows.rowCount());
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        Object object = namedObject(rows, row);
        const char kind = letter(rows, row, 3);
        object.kind = kind == 'p' ? Kind::Procedure : kind == 'a' ? Kind::Aggregate : Kind::Function;
        object.arguments = u'(' + text(rows, row, 5) + u')';
        found << std::move(object);
    }
    return found;
}

Result<QList<Object>> readTypes(const RowSource &rows)
{
    if (auto form = expectColumns(rows, 5); !form)
        return std::unexpected(form.error());
    QList<Object> found;
    found.reserve(rows.rowCount());
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        Object object = namedObject(rows, row);
        const char kind = letter(rows, row, 3);
        object.kind = kind == 'e' ? Kind::Enum : kind == 'd' ? Kind::Domain : kind == 'c' ? Kind::Composite : Kind::Type;
        found << std::move(object);
    }
    return found;
}

QList<Blocker> readBlockers(const RowSource &rows)
{
    QList<Blocker> found;
    if (!expectColumns(rows, 6))
        return found;
    for (qint64 row = 0; row < rows.rowCount(); ++row)
        found << Blocker{
            rows.cell(row, 0).text.toInt(),     text(rows, row, 1), text(rows, row, 2), text(rows, row, 3), text(rows, row, 4),
            rows.cell(row, 5).text.toLongLong()};
    return found;
}

} // namespace catalog

} // namespace oriel::pg
