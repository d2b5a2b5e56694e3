// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/timetext.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cstdlib>

namespace oriel {

namespace {

constexpr qint64 day = 86'400;

qint64 floorDiv(qint64 a, qint64 b) { return a / b - (a % b < 0 ? 1 : 0); }

// Howard Hinnant's days_from_civil and civil_from_days (proleptic Gregorian calendar, year 0 is 1 BC).
qint64 daysOf(qint64 year, int month, int date)
{
    year -= month <= 2;
    const qint64 era = floorDiv(year, 400), ofEra = year - era * 400;
    const qint64 ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date - 1;
    return era * 146'097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719'468;
}

struct Date
{
    qint64 year;
    int month, date;
};

Date dateOf(qint64 days)
{
    days += 719'468;
    const qint64 era = floorDiv(days, 146'097), ofEra = days - era * 146'097;
    const qint64 year = (ofEra - ofEra / 1460 + ofEra / 36'524 - ofEra / 146'096) / 365;
    const qint64 ofYear = ofEra - (365 * year + year / 4 - year / 100), month = (5 * ofYear + 2) / 153;
    const int calendar = int(month < 10 ? month + 3 : month - 9);
    return {year + era * 400 + (calendar <= 2), calendar, int(ofYear - (153 * month + 2) / 5 + 1)};
}

} // namespace

std::optional<Instant> instantOf(QByteArrayView text)
{
    static const QRegularExpression form(QStringLiteral(
        R"(^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$)"));
    const QRegularExpressionMatch match = form.match(QString::fromLatin1(text.first(std::min<qsizetype>(text.size(), 64))));
    if (!match.hasMatch())
        return {};
    const auto part = [&](int group) { return match.capturedView(group).toInt(); };
    const qint64 year = match.hasCaptured(12) ? 1 - part(1) : part(1);
    const qint64 offset = part(9) * 3600 + part(10) * 60 + part(11);
    const qint64 local = daysOf(year, part(2), part(3)) * day + part(4) * 3600 + part(5) * 60 + part(6);
    return Instant{local - (match.capturedView(8) == u'-' ? -offset : offset), match.captured(7).leftJustified(6, u'0').toInt()};
}

QString isoText(const Instant &instant, int offset)
{
    const auto two = [](qint64 value) { return QString::number(value).rightJustified(2, u'0'); };
    const qint64 local = instant.seconds + offset, days = floorDiv(local, day), time = local - days * day;
    const Date date = dateOf(days);
    const bool isBefore = date.year < 1;
    QString text = QString::number(isBefore ? 1 - date.year : date.year).rightJustified(4, u'0') + u'-' + two(date.month) + u'-' +
                   two(date.date) + u' ' + two(time / 3600) + u':' + two(time / 60 % 60) + u':' + two(time % 60);
    if (instant.micros > 0) {
        QString fraction = QString::number(instant.micros).rightJustified(6, u'0');
        while (fraction.endsWith(u'0'))
            fraction.chop(1);
        text += u'.' + fraction;
    }
    const int away = std::abs(offset);
    text += (offset < 0 ? u'-' : u'+') + two(away / 3600);
    if (away % 3600)
        text += u':' + two(away / 60 % 60);
    if (away % 60)
        text += u':' + two(away % 60);
    return isBefore ? text + QStringLiteral(" BC") : text;
}

std::optional<int> localOffset(const Instant &instant)
{
    static const qint64 first = daysOf(1, 1, 2) * day, last = daysOf(9999, 12, 30) * day;
    if (instant.seconds < first || instant.seconds > last)
        return {};
    return QDateTime::fromSecsSinceEpoch(instant.seconds).offsetFromUtc();
}

} // namespace oriel
