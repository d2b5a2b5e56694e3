// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/plan.h"

#include "engines/pg/sqlfile.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto planLimit = 5s;

QString textOf(const QJsonObject &node, QLatin1StringView key) { return node[key].toString(); }

bool isScan(const QJsonObject &node) { return node.contains("Relation Name"_L1) && node.contains("Alias"_L1); }

PlanScan scanOf(const QJsonObject &node, double fraction)
{
    const QString type = textOf(node, "Node Type"_L1);
    const bool walksIndex = type == "Index Scan"_L1 || type == "Index Only Scan"_L1;
    return {textOf(node, "Schema"_L1), textOf(node, "Relation Name"_L1),
            type == "Seq Scan"_L1 || type == "Foreign Scan"_L1 || (walksIndex && !node.contains("Index Cond"_L1)), fraction,
            node["Plan Rows"_L1].toDouble()};
}

// What must read all its input before it gives its first row.
bool isBlocking(const QString &type, const QJsonObject &node)
{
    return type == "Sort"_L1 || type == "Hash"_L1 || type == "Bitmap Heap Scan"_L1 ||
           (type == "Aggregate"_L1 && textOf(node, "Strategy"_L1) != "Sorted"_L1);
}

void walk(const QJsonObject &node, double fraction, Plan &plan)
{
    const QString type = textOf(node, "Node Type"_L1);
    const double rows = node["Plan Rows"_L1].toDouble();
    if (isScan(node) && type != "ModifyTable"_L1)
        plan.scans << scanOf(node, fraction);
    plan.sorts = plan.sorts || type == "Sort"_L1 || type == "Incremental Sort"_L1;
    double outer = 1;
    for (const QJsonValue value : node["Plans"_L1].toArray()) {
        const QJsonObject child = value.toObject();
        const double given = child["Plan Rows"_L1].toDouble();
        const bool isInner = textOf(child, "Parent Relationship"_L1) == "Inner"_L1;
        double part = isBlocking(type, node) ? 1 : fraction;
        if (type == "Limit"_L1 && given > 0)
            part *= std::min(1.0, rows / given);
        if (type == "Nested Loop"_L1 && isInner)
            part *= std::max(1.0, outer);
        outer = given;
        walk(child, part, plan);
    }
}

QByteArray arrayOf(const QStringList &names)
{
    QStringList quoted;
    for (QString name : names)
        quoted << u'"' + name.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
    return (u'{' + quoted.join(u',') + u'}').toUtf8();
}

} // namespace

Ask explain(const Ask &question)
{
    Ask ask = question;
    ask.sql = "EXPLAIN (VERBOSE, FORMAT JSON) " + question.sql;
    ask.limit = planLimit;
    return ask;
}

Result<Plan> readPlan(const RowSource &rows)
{
    QByteArray text; // EXPLAIN gives one row, a pooler in between may make lines of it
    for (qint64 row = 0; row < rows.rowCount(); ++row)
        text += rows.cell(row, 0).text;
    QJsonParseError error;
    const QJsonArray list = QJsonDocument::fromJson(text, &error).array();
    if (list.isEmpty())
        return std::unexpected(Error{QCoreApplication::translate("oriel::pg::Plan", "The server's plan cannot be read."),
                                     u"form"_s, error.errorString()});
    Plan plan;
    walk(list.first()["Plan"_L1].toObject(), 1, plan);
    return plan;
}

Ask tuplesOf(const Plan &plan)
{
    QStringList schemas, names;
    for (const PlanScan &scan : plan.scans) {
        if (scan.isWhole) {
            schemas << scan.schema;
            names << scan.relation;
        }
    }
    return names.isEmpty() ? Ask() : Ask{sqlFile(u"tuples"_s), {arrayOf(schemas), arrayOf(names)}};
}

double rowsRead(const Plan &plan, const RowSource &tuples)
{
    QHash<QPair<QByteArray, QByteArray>, double> known;
    for (qint64 row = 0; row < tuples.rowCount(); ++row)
        known.insert({tuples.cell(row, 0).text, tuples.cell(row, 1).text}, tuples.cell(row, 2).text.toDouble());
    double sum = 0;
    for (const PlanScan &scan : plan.scans) {
        const double rows = scan.isWhole ? known.value({scan.schema.toUtf8(), scan.relation.toUtf8()}, -1) : scan.rows;
        if (rows < 0)
            return -1;
        sum += rows * scan.fraction;
    }
    return sum;
}

} // namespace oriel::pg
