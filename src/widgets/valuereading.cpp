// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuereading.h"

#include "base/text.h"
#include "base/wkb.h"
#include "widgets/picture.h"
#include "widgets/valuetext.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ValueView)
};

QByteArrayView shownPart(const QByteArray &text) { return QByteArrayView(text).first(std::min(text.size(), mostOfValue)); }

bool isHex(const Column &column, const Cell &cell) { return column.look == Look::Binary && cell.text.startsWith("\\x"); }

// The part of a bytea that is ever shown as text; nothing where it is none.
std::optional<QByteArray> textOfBytes(const QByteArray &hex)
{
    QByteArray bytes =
        QByteArray::fromHex(QByteArrayView(hex).sliced(2, std::min(hex.size() - 2, 2 * mostOfValue)).toByteArray());
    if (bytes.size() == mostOfValue) // maybe cut within a character
        while (!bytes.isEmpty() && (uchar(bytes.back()) & 0x80))
            bytes.chop(1);
    const bool hasControls =
        std::ranges::any_of(bytes, [](char c) { return uchar(c) < 0x20 && c != '\n' && c != '\t' && c != '\r'; });
    return !bytes.isEmpty() && !hasControls && isValidUtf8(bytes) ? std::optional(bytes) : std::nullopt;
}

bool mayHoldJson(const Column &column)
{
    static const QStringList texts{QString(),
                                   QStringLiteral("text"),
                                   QStringLiteral("character varying"),
                                   QStringLiteral("character"),
                                   QStringLiteral("bpchar"),
                                   QStringLiteral("varchar")};
    return column.look == Look::Json ||
           (column.look == Look::Text && (texts.contains(plainType(column.type)) || isOwnType(column)));
}

void readBytes(const Cell &cell, ValueReading *reading)
{
    if (!cell.isCut() && !pictureFormat(QByteArray::fromHex(cell.text.mid(2, 32))).isEmpty())
        reading->modes << ValueMode::Picture;
    reading->modes << ValueMode::Hex;
    if (textOfBytes(cell.text))
        reading->modes << ValueMode::Text;
}

} // namespace

ValueReading readValue(const Column &column, const Cell &cell, const QStringList &fields, std::stop_token stop)
{
    ValueReading reading;
    reading.isJson = column.look == Look::Json;
    if (isHex(column, cell)) {
        readBytes(cell, &reading);
        return reading;
    }
    const QString type = plainType(column.type), name = type.section(u'.', -1);
    if (mayHoldJson(column))
        reading.json = JsonIndex::read(cell.text, stop);
    if (reading.json)
        reading.modes << ValueMode::Tree << ValueMode::Formatted;
    else if (!cell.isCut() && (reading.list = partsOf(column, cell.text, fields, stop)))
        reading.modes << ValueMode::List;
    else if (name == QLatin1String("geometry") || name == QLatin1String("geography"))
        reading.wkt = wktOf(cell.text).value_or(QString());
    else if (name == QLatin1String("xml") && cell.text.size() <= mostOfValue)
        reading.formatted = indentedXml(shownText(cell.text, cell.text.size()));
    if (!reading.wkt.isEmpty())
        reading.modes << ValueMode::Wkt;
    const bool isCutJson = reading.isJson && !reading.json && (cell.text.startsWith('{') || cell.text.startsWith('['));
    if (!reading.formatted.isEmpty() || isCutJson)
        reading.modes << ValueMode::Formatted;
    reading.modes << ValueMode::Text;
    reading.isJson = reading.isJson || reading.json;
    return reading;
}

QString modeName(ValueMode mode)
{
    static const QStringList names{QStringLiteral("picture"), QStringLiteral("tree"),      QStringLiteral("list"),
                                   QStringLiteral("wkt"),     QStringLiteral("formatted"), QStringLiteral("hex"),
                                   QStringLiteral("text")};
    return names.at(int(mode));
}

QString modeLabel(ValueMode mode, const ValueReading &reading)
{
    switch (mode) {
    case ValueMode::Picture:
        return Words::tr("Picture");
    case ValueMode::Tree:
        return Words::tr("Tree");
    case ValueMode::List:
        return reading.list->label;
    case ValueMode::Wkt:
        return Words::tr("WKT");
    case ValueMode::Formatted:
        return Words::tr("Formatted");
    case ValueMode::Hex:
        return Words::tr("Hex");
    case ValueMode::Text:
        break;
    }
    return Words::tr("Text");
}

QString modeText(ValueMode mode, const Column &column, const Cell &cell, const ValueReading &reading)
{
    if (mode == ValueMode::Wkt)
        return reading.wkt;
    if (mode == ValueMode::Formatted && !reading.isJson)
        return withMarksButLines(reading.formatted);
    if (isHex(column, cell))
        return withMarksButLines(QString::fromUtf8(textOfBytes(cell.text).value_or(QByteArray())));
    const QString text = shownText(shownPart(cell.text), mostOfValue);
    return withMarksButLines(mode == ValueMode::Formatted ? indentedJson(text) : text);
}

} // namespace oriel
