// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/condition.h"

#include "engines/pg/catalog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace oriel::pg {

using namespace Qt::StringLiterals;

namespace {

namespace type { // pg_type.dat
constexpr quint32 name = 19, text = 25, json = 114, xml = 142, point = 600, path = 602, polygon = 604, real = 700, bpchar = 1042,
                  varchar = 1043, jsonb = 3802;
}

QString quoted(const QString &text) { return quotedLiteral(text).trimmed(); } // never behind a word

bool isText(quint32 oid) { return oid == type::text || oid == type::varchar || oid == type::bpchar || oid == type::name; }

// These have no equality, or one that compares something else (areas).
bool isComparedAsText(quint32 oid)
{
    return oid == type::json || oid == type::xml || oid == type::point || oid == type::path || oid == type::polygon;
}

QString asText(const Column &column)
{
    const QString name = quotedIdentifier(column.name);
    return isText(column.oid) ? name : u"CAST(%1 AS text)"_s.arg(name);
}

QString contains(const Column &column, QString text)
{
    for (const QChar c : u"\\%_"_s)
        text.replace(c, u'\\' + QString(c));
    return asText(column) + u" ILIKE "_s + quoted(u'%' + text + u'%');
}

QString pathLiteral(const QStringList &path)
{
    QStringList parts;
    static const QRegularExpression simple(u"^[A-Za-z0-9_-]+$"_s);
    for (QString part : path) {
        const bool isPlain = simple.match(part).hasMatch() && part.compare("null"_L1, Qt::CaseInsensitive) != 0;
        parts << (isPlain ? part : u'"' + part.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"');
    }
    return quoted(u'{' + parts.join(u',') + u'}');
}

bool isIndex(const QString &part)
{
    static const QRegularExpression digits(u"^[0-9]{1,9}$"_s);
    return digits.match(part).hasMatch();
}

// One key alone reads as people write it; a number might be an array's index, so it goes as a path.
QString jsonPart(const Column &column, const QStringList &path, bool isText)
{
    const QString name = quotedIdentifier(column.name);
    if (path.size() == 1 && !isIndex(path.first()))
        return name + (isText ? u" ->> "_s : u" -> "_s) + quoted(path.first());
    return name + (isText ? u" #>> "_s : u" #> "_s) + pathLiteral(path);
}

} // namespace

QString literal(const Column &column, const QByteArray &value)
{
    static const QRegularExpression number(u"^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"_s);
    const QString text = QString::fromUtf8(value);
    if (column.look == Look::Number && column.oid != type::real && number.match(text).hasMatch()) // 0.1 is no real
        return text;
    if (column.look == Look::Boolean && (text == u"t" || text == u"f"))
        return text == u"t" ? u"true"_s : u"false"_s;
    return quoted(text);
}

QString condition(const Column &column, Compare compare, const Cell &value)
{
    const QString name = quotedIdentifier(column.name);
    if (value.isNull)
        return name + (compare == Compare::Other ? u" IS NOT NULL"_s : u" IS NULL"_s);
    if (compare == Compare::Contains)
        return contains(column, QString::fromUtf8(value.text));
    const QString left = isComparedAsText(column.oid) ? asText(column) : name;
    const QString sign = compare == Compare::Equal     ? u" = "_s
                         : compare == Compare::Less    ? u" <= "_s
                         : compare == Compare::Greater ? u" >= "_s
                                                       : u" IS DISTINCT FROM "_s;
    return left + sign + literal(column, value.text);
}

QString containsAnywhere(const QList<Column> &columns, const QString &text)
{
    QStringList parts;
    for (const Column &column : columns)
        parts << contains(column, text);
    return parts.join(u" OR "_s);
}

QString jsonExpression(const Column &column, const QStringList &path) { return jsonPart(column, path, true); }

QString jsonCondition(const Column &column, const QStringList &path, const QByteArray &value)
{
    const QJsonValue read = QJsonDocument::fromJson('[' + value + ']').array().first();
    if (read.isString())
        return jsonPart(column, path, true) + u" = "_s + quoted(read.toString());
    if (read.isNull())
        return jsonPart(column, path, true) + u" IS NULL"_s;
    if (column.oid == type::jsonb)
        return jsonPart(column, path, false) + u" = "_s + quoted(QString::fromUtf8(value));
    return jsonPart(column, path, true) + u" = "_s + quoted(QString::fromUtf8(value));
}

} // namespace oriel::pg
