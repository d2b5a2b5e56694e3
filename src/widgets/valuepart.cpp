// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuepart.h"

#include "base/pgtext.h"
#include "base/text.h"
#include "base/timetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <cstdlib>

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ValueView)
};

constexpr quint32 firstOwnOid = 16384, recordOid = 2249, recordArrayOid = 2287;

QList<ValuePart> fieldParts(const QList<pgtext::Item> &items, const QStringList &names);

// What stands inside a field of a row whose type is not known: an array or a row, where it reads as one.
QList<ValuePart> insideOf(const QByteArray &text);

QList<ValuePart> elementParts(const QList<pgtext::Item> &items, const QList<qint64> &lower, qsizetype dimension,
                              const QStringList *fields)
{
    QList<ValuePart> parts;
    parts.reserve(items.size());
    qint64 number = lower.value(dimension, 1);
    for (const pgtext::Item &item : items) {
        ValuePart part{QString::number(number++), item.text, item.isNull, {}, {}};
        if (item.isList)
            part.parts = elementParts(item.items, lower, dimension + 1, fields);
        else if (const auto row = fields && !item.isNull ? pgtext::composite(item.text) : std::nullopt)
            part.parts = fieldParts(*row, *fields);
        parts << part;
    }
    return parts;
}

QList<ValuePart> insideOf(const QByteArray &text)
{
    const QStringList unnamed;
    if (const auto row = pgtext::composite(text))
        return fieldParts(*row, unnamed);
    if (const auto array = text.startsWith('{') ? pgtext::array(text) : std::nullopt)
        return elementParts(array->items, array->lower, 0, &unnamed);
    return {};
}

QList<ValuePart> fieldParts(const QList<pgtext::Item> &items, const QStringList &names)
{
    QList<ValuePart> parts;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const bool isNamed = names.size() == items.size();
        parts << ValuePart{
            isNamed ? names[i] : QString::number(i + 1), items[i].text, items[i].isNull, {}, insideOf(items[i].text)};
    }
    return parts;
}

QList<ValuePart> boundParts(const pgtext::Range &range)
{
    if (range.isEmpty)
        return {{Words::tr("Range"), "empty", false, Words::tr("it has no values"), {}}};
    const auto bound = [](const QString &name, const std::optional<QByteArray> &text, bool isInside) {
        if (!text)
            return ValuePart{name, {}, false, Words::tr("unbounded"), {}};
        return ValuePart{name, *text, false, isInside ? Words::tr("included") : Words::tr("not included"), {}};
    };
    return {bound(Words::tr("Lower bound"), range.lower, range.hasLower),
            bound(Words::tr("Upper bound"), range.upper, range.hasUpper)};
}

QList<ValuePart> pairParts(const QList<pgtext::Pair> &pairs)
{
    QList<ValuePart> parts;
    for (const pgtext::Pair &pair : pairs)
        parts << ValuePart{shownText(pair.key), pair.value, pair.isNull, {}, {}};
    return parts;
}

QString distanceText(qint64 seconds) // later than now: positive
{
    static constexpr struct
    {
        qint64 seconds;
        const char *one, *many;
    } units[] = {
        {31'556'952, QT_TRANSLATE_NOOP("oriel::ValueView", "1 year"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 years")},
        {2'629'746, QT_TRANSLATE_NOOP("oriel::ValueView", "1 month"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 months")},
        {86'400, QT_TRANSLATE_NOOP("oriel::ValueView", "1 day"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 days")},
        {3'600, QT_TRANSLATE_NOOP("oriel::ValueView", "1 hour"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 hours")},
        {60, QT_TRANSLATE_NOOP("oriel::ValueView", "1 minute"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 minutes")},
        {1, QT_TRANSLATE_NOOP("oriel::ValueView", "1 second"), QT_TRANSLATE_NOOP("oriel::ValueView", "%1 seconds")}};
    for (const auto &unit : units) {
        const qint64 count = std::abs(seconds) / unit.seconds;
        if (count == 0)
            continue;
        const QString length = count == 1 ? Words::tr(unit.one) : Words::tr(unit.many).arg(exactCount(count));
        return seconds < 0 ? Words::tr("%1 ago").arg(length) : Words::tr("in %1").arg(length);
    }
    return Words::tr("now");
}

ValueList timeList(const QByteArray &text, bool hasZone)
{
    ValueList list{Words::tr("Time"), Words::tr("Time"), {{Words::tr("As sent"), text, false, {}, {}}}, 0};
    const auto instant = hasZone ? instantOf(text) : std::nullopt;
    if (text == "infinity" || text == "-infinity")
        list.parts.first().note =
            text == "infinity" ? Words::tr("later than any other time") : Words::tr("earlier than any other time");
    else if (!hasZone)
        list.parts.first().note = Words::tr("no time zone");
    if (!instant)
        return list;
    list.parts << ValuePart{Words::tr("UTC"), isoText(*instant, 0).toLatin1(), false, {}, {}};
    if (const auto offset = localOffset(*instant))
        list.parts << ValuePart{Words::tr("Local time"),
                                isoText(*instant, *offset).toLatin1(),
                                false,
                                QString::fromLatin1(QTimeZone::systemTimeZoneId()),
                                {}};
    list.parts << ValuePart{
        Words::tr("Seen from now"), distanceText(instant->seconds - QDateTime::currentSecsSinceEpoch()).toUtf8(), false, {}, {}};
    return list;
}

// "" where the type is no array.
QString elementType(const QString &type) { return type.endsWith(QLatin1String("[]")) ? type.chopped(2) : QString(); }

std::optional<ValueList> arrayList(const Column &column, const QByteArray &text, const QStringList &fields, std::stop_token stop)
{
    const QString element = elementType(plainType(column.type));
    const auto array = pgtext::array(text, element == QLatin1String("box") ? ';' : ',', mostListed, std::move(stop));
    if (!array)
        return {};
    const bool isOwn = isOwnType(column) || column.oid == recordArrayOid;
    return ValueList{Words::tr("List"), Words::tr("Index"),
                     elementParts(array->items, array->lower, 0, isOwn ? &fields : nullptr), array->count};
}

std::optional<ValueList> rangeList(const QString &type, const QByteArray &text)
{
    ValueList list{Words::tr("Bounds"), Words::tr("Bound"), {}, 0};
    if (!type.endsWith(QLatin1String("multirange"))) {
        const auto range = pgtext::range(text);
        if (!range)
            return {};
        list.parts = boundParts(*range);
        return list;
    }
    const auto ranges = pgtext::multirange(text);
    if (!ranges)
        return {};
    for (const pgtext::Range &range : *ranges)
        list.parts << ValuePart{Words::tr("Range %1").arg(list.parts.size() + 1), {}, false, {}, boundParts(range)};
    return list;
}

std::optional<ValueList> pairList(const std::optional<QList<pgtext::Pair>> &pairs, const QString &nameHeader)
{
    if (!pairs)
        return {};
    return ValueList{Words::tr("List"), nameHeader, pairParts(*pairs), pairs->size()};
}

std::optional<ValueList> listOf(const Column &column, const QByteArray &text, const QStringList &fields, std::stop_token stop)
{
    const QString type = plainType(column.type), name = type.section(u'.', -1);
    if (type.startsWith(QLatin1String("timestamp")) && elementType(type).isEmpty())
        return timeList(text, type == QLatin1String("timestamp with time zone"));
    if (type == QLatin1String("date"))
        return timeList(text, false);
    if (!elementType(type).isEmpty())
        return arrayList(column, text, fields, std::move(stop));
    if (name.endsWith(QLatin1String("range")))
        return rangeList(name, text);
    if (name == QLatin1String("tsvector"))
        return pairList(pgtext::tsvector(text), Words::tr("Lexeme"));
    if (name == QLatin1String("hstore"))
        return pairList(pgtext::hstore(text), Words::tr("Key"));
    if (!isOwnType(column))
        return {};
    if (text.startsWith('(')) {
        const auto row = pgtext::composite(text);
        return row ? std::optional(ValueList{Words::tr("List"), Words::tr("Field"), fieldParts(*row, fields), row->size()})
                   : std::nullopt;
    }
    return text.startsWith('{') || text.startsWith('[') ? arrayList(column, text, fields, std::move(stop))
                                                        : std::nullopt; // a domain
}

} // namespace

QString plainType(const QString &type)
{
    static const QRegularExpression inParentheses(QStringLiteral(R"( ?\([^)]*\))"));
    return QString(type).remove(inParentheses);
}

bool isOwnType(const Column &column) { return column.oid >= firstOwnOid || column.oid == recordOid; }

std::shared_ptr<const ValueList> partsOf(const Column &column, const QByteArray &text, const QStringList &fields,
                                         std::stop_token stop)
{
    const auto list = listOf(column, text, fields, std::move(stop));
    return list ? std::make_shared<const ValueList>(*list) : nullptr;
}

} // namespace oriel
