// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what relation.sql answers.
#include "base/text.h"
#include "engines/pg/catalog.h"
#include "engines/pg/typenames.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace oriel::pg {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Catalog)
};

namespace type { // pg_type.dat
constexpr quint32 cidr = 650, inet = 869, bpchar = 1042, varchar = 1043, bit = 1560, varbit = 1562, numeric = 1700;
}

quint32 number(const QJsonValue &value) { return quint32(value.toInteger()); }

Kind kindOf(const QJsonObject &relation)
{
    const QString letter = relation["kind"_L1].toString();
    if (letter == u"p")
        return Kind::PartitionedTable;
    if (letter == u"v")
        return Kind::View;
    if (letter == u"m")
        return Kind::MaterializedView;
    if (letter == u"f")
        return Kind::ForeignTable;
    if (letter == u"S")
        return Kind::Sequence;
    return relation["isPartition"_L1].toBool() ? Kind::Partition : Kind::Table;
}

constexpr quint32 firstOfUsers = 16384; // FirstNormalObjectId

bool isCompound(quint32 base, const QString &category)
{
    return category == u"A" || category == u"C" || category == u"R" || (category == u"U" && base >= firstOfUsers);
}

Look lookOf(quint32 base, const QString &category)
{
    if (base < firstOfUsers)
        return TypeNames::builtInLook(base);
    if (category == u"N")
        return Look::Number;
    if (category == u"B")
        return Look::Boolean;
    return category == u"D" || category == u"T" ? Look::Time : Look::Text;
}

// Whether a value's text may be longer than 256 characters.
bool isUnbounded(quint32 base, int length, int modifier)
{
    if (length > 0)
        return false;
    switch (base) {
    case type::varchar:
    case type::bpchar:
        return modifier < 4 || modifier - 4 > 256;
    case type::bit:
    case type::varbit:
        return modifier < 0 || modifier > 256;
    case type::numeric:
        return modifier < 0;
    case type::inet:
    case type::cidr:
        return false;
    default:
        return true;
    }
}

TableColumn columnOf(const QJsonObject &json, const QString &schema)
{
    TableColumn column;
    column.name = json["name"_L1].toString();
    column.number = json["number"_L1].toInt();
    column.type = json["type"_L1].toString();
    const QString typeSchema = json["typeSchema"_L1].toString();
    if (const QString prefix = quotedIdentifier(typeSchema) + u'.'; typeSchema == schema && column.type.startsWith(prefix))
        column.type.remove(0, prefix.size()); // as psql shows it to who works in that schema
    column.defaultText = json["default"_L1].toString();
    column.comment = json["comment"_L1].toString();
    column.typeOid = number(json["typeOid"_L1]);
    column.baseOid = number(json["base"_L1]);
    column.baseType = json["baseName"_L1].toString();
    column.look = lookOf(column.baseOid, json["category"_L1].toString());
    column.isArray = json["category"_L1].toString() == u"A";
    column.isCompound = isCompound(column.baseOid, json["category"_L1].toString());
    column.isUnbounded = isUnbounded(column.baseOid, json["length"_L1].toInt(), json["modifier"_L1].toInt());
    column.isNotNull = json["isNotNull"_L1].toBool();
    column.isGenerated = !json["generated"_L1].toString().isEmpty();
    column.isIdentity = !json["identity"_L1].toString().isEmpty();
    column.isReadable = json["isReadable"_L1].toBool();
    return column;
}

KeyStep stepOf(const QJsonObject &json)
{
    const QJsonObject operators = json["operators"_L1].toObject();
    const auto by = [&](QLatin1StringView strategy) { return operators[strategy].toString(); };
    return {json["name"_L1].toString(),      by("1"_L1), by("3"_L1), by("5"_L1),
            json["collation"_L1].toString(), by("2"_L1), by("4"_L1)};
}

TableKey keyOf(const QJsonObject &json)
{
    TableKey key;
    key.name = json["name"_L1].toString();
    key.isPrimary = json["isPrimary"_L1].toBool();
    for (const QJsonValue value : json["columns"_L1].toArray()) {
        key.steps << stepOf(value.toObject());
        key.columns << key.steps.last().column;
    }
    return key;
}

QList<Detail> detailsOf(const QJsonValue &json)
{
    QList<Detail> details;
    for (const QJsonValue value : json.toArray()) {
        const QJsonObject detail = value.toObject();
        details << Detail{detail["name"_L1].toString(), detail["definition"_L1].toString(), detail["state"_L1].toString()};
    }
    return details;
}

// A partition's bound as pg_get_expr writes it, reduced to what orders it among its siblings: the first list of values, for hash
// partitions the remainder.
struct Bound
{
    struct Value
    {
        int rank = 1;
        bool isNumber = false;
        double number = 0;
        QString text;
    }; // rank: MINVALUE 0, MAXVALUE 2, NULL 3
    bool isDefault = false;
    QList<Value> values;
};

Bound::Value boundValue(const QString &text, bool isQuoted)
{
    Bound::Value value;
    value.text = text;
    value.number = text.toDouble(&value.isNumber);
    value.isNumber = value.isNumber && std::isfinite(value.number);
    if (!isQuoted)
        value.rank = text == u"MINVALUE" ? 0 : text == u"MAXVALUE" ? 2 : text == u"NULL" ? 3 : 1;
    return value;
}

bool isLess(const Bound::Value &a, const Bound::Value &b)
{
    if (a.rank != b.rank)
        return a.rank < b.rank;
    if (a.isNumber != b.isNumber)
        return a.isNumber;
    return a.isNumber ? a.number < b.number : a.text < b.text;
}

Bound boundOf(const QString &text)
{
    Bound bound;
    bound.isDefault = text == u"DEFAULT";
    if (const qsizetype remainder = text.indexOf(u"remainder "); text.contains(u" WITH (") && remainder >= 0) {
        bound.values << boundValue(text.mid(remainder + 10).chopped(1), false);
        return bound;
    }
    qsizetype at = text.indexOf(u'(');
    while (at >= 0 && ++at < text.size()) {
        while (at < text.size() && text[at] == u' ')
            ++at;
        QString value;
        const bool isQuoted = at < text.size() && text[at] == u'\'';
        if (isQuoted) {
            for (++at; at < text.size(); ++at) {
                if (text[at] == u'\'' && (at + 1 >= text.size() || text[++at] != u'\''))
                    break;
                value += text[at];
            }
        }
        while (at < text.size() && text[at] != u',' && text[at] != u')') {
            if (!isQuoted)
                value += text[at];
            ++at;
        }
        bound.values << boundValue(value, isQuoted);
        if (at >= text.size() || text[at] == u')')
            break;
    }
    if (text.contains(u" IN ("))
        std::ranges::sort(bound.values, isLess);
    return bound;
}

bool isBefore(const Bound &a, const Bound &b)
{
    if (a.isDefault != b.isDefault)
        return b.isDefault;
    return std::ranges::lexicographical_compare(a.values, b.values, isLess);
}

struct Part
{
    quint32 oid = 0;
    bool isPartitioned = false;
    Bound bound;
};

void collectLeaves(const QHash<quint32, QList<Part>> &parts, quint32 parent, QSet<quint32> &seen, QList<quint32> &leaves)
{
    QList<Part> children = parts.value(parent);
    std::stable_sort(children.begin(), children.end(), [](const Part &a, const Part &b) { return isBefore(a.bound, b.bound); });
    for (const Part &child : std::as_const(children)) {
        if (seen.contains(child.oid)) // inherited by two ways
            continue;
        seen.insert(child.oid);
        if (!child.isPartitioned)
            leaves << child.oid;
        collectLeaves(parts, child.oid, seen, leaves);
    }
}

QList<quint32> leavesOf(const QJsonArray &json, const Relation &relation)
{
    if (json.isEmpty())
        return {};
    QHash<quint32, QList<Part>> parts;
    for (const QJsonValue value : json) {
        const QJsonObject part = value.toObject();
        parts[number(part["parent"_L1])] << Part{number(part["oid"_L1]), part["kind"_L1].toString() == u"p",
                                                 boundOf(part["bound"_L1].toString())};
    }
    QList<quint32> leaves;
    QSet<quint32> seen;
    if (relation.kind != Kind::PartitionedTable)
        leaves << relation.oid;
    collectLeaves(parts, relation.oid, seen, leaves);
    return leaves;
}

Relation relationOf(const QJsonObject &json)
{
    Relation relation;
    relation.oid = number(json["oid"_L1]);
    relation.kind = kindOf(json);
    relation.schema = json["schema"_L1].toString();
    relation.name = json["name"_L1].toString();
    relation.comment = json["comment"_L1].toString();
    relation.rows = json["rows"_L1].toDouble(-1);
    relation.pages = json["pages"_L1].toInteger();
    relation.isHeap = json["isHeap"_L1].toBool();
    relation.isReadable = json["isReadable"_L1].toBool();
    relation.hasRowSecurity = json["hasRowSecurity"_L1].toBool();
    for (const QJsonValue key : json["keys"_L1].toArray())
        relation.keys << keyOf(key.toObject());
    for (const QJsonValue order : json["orders"_L1].toArray())
        relation.orders << stepOf(order.toObject());
    QSet<int> foreign;
    for (const QJsonValue column : json["foreign"_L1].toArray())
        foreign.insert(column.toInt());
    for (const QJsonValue value : json["columns"_L1].toArray()) {
        TableColumn column = columnOf(value.toObject(), relation.schema);
        column.isForeign = foreign.contains(column.number);
        column.isPrimary =
            !relation.keys.isEmpty() && relation.keys.first().isPrimary && relation.keys.first().columns.contains(column.name);
        relation.columns << std::move(column);
    }
    relation.indexes = detailsOf(json["indexes"_L1]);
    relation.constraints = detailsOf(json["constraints"_L1]);
    relation.triggers = detailsOf(json["triggers"_L1]);
    relation.leaves = leavesOf(json["parts"_L1].toArray(), relation);
    return relation;
}

Result<Relation> relationIn(const RowSource &rows, qint64 row)
{
    // Names in a SQL_ASCII database may hold anything; JSON may not.
    const QByteArray text = QString::fromUtf8(rows.cell(row, 0).text).toUtf8();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        return std::unexpected(
            Error{Words::tr("The server's description of the table cannot be read. Refresh; if it stays, report it."), u"form"_s,
                  error.errorString()});
    return relationOf(document.object());
}

Error missing()
{
    return {Words::tr("It does not exist any more, or this role may not see it. Refresh the object tree."), u"missing"_s, {}};
}

} // namespace

namespace catalog {

Result<Relation> readRelation(const RowSource &rows)
{
    if (rows.rowCount() == 0)
        return std::unexpected(missing());
    return relationIn(rows, 0);
}

Result<QList<Relation>> readLeaves(const RowSource &rows, const QList<quint32> &oids)
{
    QHash<quint32, Relation> found;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        auto relation = relationIn(rows, row);
        if (!relation)
            return std::unexpected(relation.error());
        found.insert(relation->oid, *relation);
    }
    QList<Relation> ordered;
    for (const quint32 oid : oids) {
        if (!found.contains(oid))
            return std::unexpected(missing());
        ordered << found.value(oid);
    }
    return ordered;
}

} // namespace catalog

} // namespace oriel::pg
