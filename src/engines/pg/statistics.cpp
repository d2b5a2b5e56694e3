// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/statistics.h"

#include "base/text.h"
#include "engines/pg/sqlfile.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostOfText = 256; // characters

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Statistics)
};

QJsonDocument json(const QByteArray &text) { return QJsonDocument::fromJson(QString::fromUtf8(text).toUtf8()); }

Error unreadable()
{
    return {Words::tr("The server's answer has another form than asked for. Refresh; if it stays, report it with the server's "
                      "version."),
            u"form"_s,
            {}};
}

CommonValue valueOf(const QString &text, double share, qint64 rows = -1)
{
    return {text.left(mostOfText), text.size() > mostOfText, share, rows};
}

QList<double> figuresOf(const QJsonArray &json)
{
    QList<double> figures;
    for (const QJsonValue value : json) {
        if (!value.isDouble()) // "Infinity", "NaN"
            return {};
        figures << value.toDouble();
    }
    return figures;
}

} // namespace

Ask columnEstimates(quint32 relation, int column)
{
    return {sqlFile(u"statistics"_s), {QByteArray::number(relation), QByteArray::number(column)}};
}

Result<ColumnEstimates> readColumnEstimates(const RowSource &rows)
{
    if (rows.rowCount() == 0)
        return std::unexpected(Error{Words::tr("The column does not exist any more. Refresh the table."), u"missing"_s, {}});
    const QJsonObject facts = json(rows.cell(0, 0).text).object();
    if (facts.isEmpty())
        return std::unexpected(unreadable());
    ColumnEstimates found;
    found.isThere = facts["isThere"_L1].toBool();
    found.isReadable = facts["isReadable"_L1].toBool();
    found.hasRowSecurity = facts["hasRowSecurity"_L1].toBool();
    found.canGroup = facts["canGroup"_L1].toBool();
    found.rows = facts["rows"_L1].toDouble(-1);
    found.nulls = facts["nulls"_L1].toDouble();
    found.width = facts["width"_L1].toInt();
    if (const double distinct = facts["distinct"_L1].toDouble(); distinct > 0)
        found.distinct = distinct;
    else if (distinct < 0 && found.rows >= 0) // a share of the rows
        found.distinct = std::round(-distinct * found.rows);
    if (const QJsonValue correlation = facts["correlation"_L1]; correlation.isDouble())
        found.correlation = correlation.toDouble();
    const QJsonArray values = facts["values"_L1].toArray(), shares = facts["shares"_L1].toArray();
    for (qsizetype i = 0; i < std::min(values.size(), shares.size()); ++i)
        found.common << valueOf(values[i].toString(), shares[i].toDouble());
    found.bounds = facts["bounds"_L1].toVariant().toStringList();
    found.figures = figuresOf(facts["figures"_L1].toArray());
    if (const QJsonValue age = facts["age"_L1]; age.isDouble())
        found.age = std::chrono::seconds(age.toInteger());
    found.changed = facts["changed"_L1].toInteger(-1);
    return found;
}

Ask columnCounts(const Relation &relation, const TableColumn &column, bool canGroup, const QStringList &conditions)
{
    const QString name = quotedIdentifierAlways(column.name);
    QString from = quotedIdentifierAlways(relation.schema) + u'.' + quotedIdentifierAlways(relation.name);
    for (qsizetype i = 0; i < conditions.size(); ++i) // on lines of their own: one may end in a comment
        from += (i == 0 ? u" WHERE (\n"_s : u" AND (\n"_s) + conditions[i] + u"\n)"_s;
    const bool hasUserText = !conditions.isEmpty();
    if (!canGroup)
        return {u"SELECT pg_catalog.count(*), pg_catalog.count(%1) FROM %2"_s.arg(name, from).toUtf8(), {}, 5min, hasUserText};
    const QString text = u"pg_catalog.left(pg_catalog.format('%s', value), "_s + QString::number(mostOfText + 1) + u')';
    const QString end = u"(SELECT "_s + text + u" FROM groups WHERE value IS NOT NULL ORDER BY value "_s;
    const QString sql =
        u"WITH groups AS MATERIALIZED (SELECT "_s + name + u" AS value, pg_catalog.count(*) AS rows FROM "_s + from +
        u" GROUP BY 1)\nSELECT COALESCE(pg_catalog.sum(rows), 0), COALESCE(pg_catalog.sum(rows) FILTER (WHERE value IS NOT "
        u"NULL), 0),"
        u" pg_catalog.count(value),\n"_s +
        end + u"LIMIT 1),\n"_s + end + u"DESC LIMIT 1),\n(SELECT pg_catalog.json_agg(pg_catalog.json_build_array("_s + text +
        u", rows)) FROM (SELECT value, rows FROM groups WHERE value IS NOT NULL ORDER BY rows DESC, value LIMIT 10) AS top)\n"
        u"FROM groups"_s;
    return {sql.toUtf8(), {}, 5min, hasUserText};
}

Result<ColumnCounts> readColumnCounts(const RowSource &rows)
{
    if (rows.rowCount() != 1 || rows.columns().size() < 2)
        return std::unexpected(unreadable());
    ColumnCounts counts;
    counts.rows = rows.cell(0, 0).text.toLongLong();
    counts.values = rows.cell(0, 1).text.toLongLong();
    if (rows.columns().size() < 6)
        return counts;
    counts.distinct = rows.cell(0, 2).text.toLongLong();
    const auto text = [&](int column) -> std::optional<QString> {
        const Cell cell = rows.cell(0, column);
        return cell.isNull ? std::nullopt : std::optional(shownText(cell.text).left(mostOfText));
    };
    counts.least = text(3);
    counts.most = text(4);
    for (const QJsonValue value : json(rows.cell(0, 5).text).array())
        counts.common << valueOf(value[0].toString(), double(value[1].toInteger()) / double(counts.rows), value[1].toInteger());
    return counts;
}

} // namespace oriel::pg
