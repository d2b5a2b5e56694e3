// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <QLocale>
#include <QStringDecoder>

namespace oriel {

namespace {

// Length of the valid UTF-8 sequence at `at`, 0 where there is none (overlong forms, surrogates and > U+10FFFF included).
int sequenceLength(QByteArrayView bytes, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return i < bytes.size() ? uchar(bytes[i]) : 0; };
    const auto tail = [&](qsizetype i) { return (byte(i) & 0xC0) == 0x80; };
    const uchar first = byte(at), second = byte(at + 1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return tail(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool isShort = first == 0xE0 && second < 0xA0, isSurrogate = first == 0xED && second > 0x9F;
        return tail(at + 1) && tail(at + 2) && !isShort && !isSurrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool isShort = first == 0xF0 && second < 0x90, isBeyond = first == 0xF4 && second > 0x8F;
        return tail(at + 1) && tail(at + 2) && tail(at + 3) && !isShort && !isBeyond ? 4 : 0;
    }
    return 0;
}

bool isBidiOrInvisible(QChar c)
{
    const ushort u = c.unicode();
    return (u >= 0x200B && u <= 0x200F) || (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069) || u == 0x061C ||
           u == 0xFEFF || u == 0x2028 || u == 0x2029;
}

} // namespace

bool isValidUtf8(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const int length = sequenceLength(bytes, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

QString shownText(QByteArrayView bytes, qsizetype limit)
{
    if (bytes.size() > limit) { // cut between characters
        qsizetype begin = limit;
        while (begin > 0 && limit - begin < 3 && (uchar(bytes[begin]) & 0xC0) == 0x80)
            --begin;
        const bool isInside = begin < limit && begin + sequenceLength(bytes, begin) > limit;
        bytes = bytes.first(isInside ? begin : limit);
    }
    if (isValidUtf8(bytes))
        return QString::fromUtf8(bytes);
    QString text;
    qsizetype good = 0;
    for (qsizetype at = 0; at < bytes.size();) {
        const int length = sequenceLength(bytes, at);
        if (length > 0) {
            at += length;
            continue;
        }
        text += QString::fromUtf8(bytes.sliced(good, at - good));
        text += QStringLiteral("\\x%1").arg(uchar(bytes[at]), 2, 16, QLatin1Char('0'));
        good = ++at;
    }
    return text + QString::fromUtf8(bytes.sliced(good));
}

QString withMarks(const QString &text)
{
    QString marked;
    marked.reserve(text.size());
    for (const QChar c : text) {
        const ushort u = c.unicode();
        if (u < 0x20)
            marked += QChar(0x2400 + u);
        else if (u == 0x7F)
            marked += QChar(0x2421);
        else if ((u >= 0x80 && u < 0xA0) || isBidiOrInvisible(c))
            marked += QStringLiteral("⟦U+%1⟧").arg(u, 4, 16, QLatin1Char('0')).toUpper();
        else
            marked += c;
    }
    return marked;
}

QString sizeText(qint64 bytes)
{
    if (bytes < 1000)
        return QStringLiteral("%1 B").arg(bytes);
    double value = double(bytes);
    int step = -1;
    while (value >= 999.5 && step < 4) {
        value /= 1000;
        ++step;
    }
    const int digits = value < 9.95 ? 1 : 0;
    return QString::number(value, 'f', digits) + QStringLiteral(" %1B").arg(QStringLiteral("kMGTP").at(step));
}

QString countText(qint64 count)
{
    if (count < 10'000)
        return exactCount(count);
    if (count < 999'500)
        return QStringLiteral("%1 k").arg((count + 500) / 1000);
    const bool isBillions = count >= 999'950'000;
    const double value = double(count) / (isBillions ? 1e9 : 1e6);
    return QString::number(value, 'f', value < 9.95 ? 1 : 0) + (isBillions ? QStringLiteral(" G") : QStringLiteral(" M"));
}

QString durationText(qint64 microseconds)
{
    if (microseconds < 1000)
        return QStringLiteral("%1 ms").arg(QString::number(double(microseconds) / 1000, 'f', 1));
    if (microseconds < 999'500)
        return QStringLiteral("%1 ms").arg((microseconds + 500) / 1000);
    if (microseconds < 59'995'000)
        return QStringLiteral("%1 s").arg(double(microseconds) / 1e6, 0, 'f', 2);
    const qint64 seconds = (microseconds + 500'000) / 1'000'000;
    return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

QString exactCount(qint64 count) { return QLocale(QLocale::English, QLocale::UnitedStates).toString(count); }

} // namespace oriel
