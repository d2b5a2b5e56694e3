// SPDX-License-Identifier: GPL-3.0-or-later
// A connection URL taken apart by libpq's rules (fe-connect.c, conninfo_uri_parse_options), with what people forget to encode
// mended.
#include "engines/pg/conntext.h"

#include <QRegularExpression>
#include <QUrl>

namespace oriel::pg::conntext {

using namespace Qt::StringLiterals;

namespace {

QString decoded(const QString &text) { return QUrl::fromPercentEncoding(text.toUtf8()); }

bool isHex(const QString &text, qsizetype at)
{
    const auto isDigit = [&](qsizetype i) { return i < text.size() && u"0123456789abcdefABCDEF"_s.contains(text.at(i)); };
    return isDigit(at) && isDigit(at + 1);
}

// Encodes all that is not yet; `mended` collects the signs that should have been.
QString encodedAgain(const QString &text, bool keepsPercent, QString &mended)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'%' && keepsPercent && isHex(text, i + 1)) {
            result += text.sliced(i, 3);
            i += 2;
            continue;
        }
        if (u"@/#?% "_s.contains(c) && !mended.contains(c))
            mended += c;
        const qsizetype length = c.isHighSurrogate() && i + 1 < text.size() ? 2 : 1;
        result += percentEncoded(text.sliced(i, length));
        i += length - 1;
    }
    return result;
}

// What may follow the user's part: hosts, database, parameters. With `isSure` an @ may stand only in the value of a parameter
// that libpq knows, without it also in the database's name and anywhere in the parameters.
bool isPlace(const QString &text, bool isSure)
{
    static const QRegularExpression place(
        uR"(^(?:\[[0-9A-Fa-f:.%\w]*\]|[\w.~%-]*)(?::[0-9]*)?(?:,(?:\[[0-9A-Fa-f:.%\w]*\]|[\w.~%-]*)(?::[0-9]*)?)*(?:/([^/?]*)/?)?(?:\?(.*))?$)"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    const auto match = place.match(text);
    if (!match.hasMatch() || !isSure)
        return match.hasMatch();
    if (match.captured(1).contains(u'@'))
        return false;
    for (const QString &parameter : match.captured(2).split(u'&'))
        if (parameter.contains(u'@') && (!optionFor(decoded(parameter.section(u'=', 0, 0))) || !parameter.contains(u'=')))
            return false;
    return true;
}

bool isUser(const QString &text)
{
    static const QRegularExpression specials(u"[/?#\\s\\[\\]]"_s);
    return !text.section(u':', 0, 0).contains(specials);
}

struct Split
{
    QString user;
    QString place;
    bool hasUser = false;
};

// libpq's own reading where there is no doubt in it, else the only one possible.
Result<Split> splitUser(const QString &rest)
{
    const qsizetype slash = rest.indexOf(u'/'), first = rest.indexOf(u'@');
    const qsizetype libpqsAt = first >= 0 && (slash < 0 || first < slash) ? first : -1;
    QList<Split> readings;
    if (isPlace(rest, false))
        readings.append({{}, rest, false});
    if (libpqsAt < 0 && isPlace(rest, true))
        return readings.first();
    for (qsizetype at = first; at >= 0; at = rest.indexOf(u'@', at + 1)) {
        const Split reading{rest.left(at), rest.sliced(at + 1), true};
        if (!isUser(reading.user) || !isPlace(reading.place, false))
            continue;
        if (at == libpqsAt && isPlace(reading.place, true))
            return reading;
        readings.append(reading);
    }
    if (readings.size() == 1 && isPlace(readings.first().place, true))
        return readings.first();
    return std::unexpected(Error{
        first < 0
            ? Words::tr(
                  "The URL's host, port or path cannot be read. It looks like postgresql://user:password@host:5432/database.")
            : Words::tr("It cannot be told where the password ends and the host begins. Write @ as %40, / as %2F, # as %23, ? as "
                        "%3F in the password."),
        u"conninfo"_s,
        {}});
}

QString signNames(const QString &signs)
{
    QStringList names;
    for (const QChar sign : signs)
        names.append(sign == u' ' ? Words::tr("blank → %20") : sign + u" → "_s + percentEncoded(sign));
    return names.join(u", "_s);
}

void readUser(const QString &text, UrlParts &parts)
{
    const qsizetype colon = text.indexOf(u':');
    QString mended;
    parts.user = encodedAgain(colon < 0 ? text : text.left(colon), true, mended);
    if (!mended.isEmpty())
        parts.rewrites.append(Words::tr("user name encoded: %1").arg(signNames(mended)));
    if (colon < 0)
        return;
    const QString password = text.sliced(colon + 1);
    // A pasted IAM token holds %2F that the server wants to see as it is.
    const bool isToken = password.contains("?Action=connect"_L1) && password.contains("X-Amz-"_L1);
    mended.clear();
    parts.password = encodedAgain(password, !isToken, mended);
    parts.hasPassword = !password.isEmpty();
    if (mended.isEmpty())
        return;
    parts.rewrites.append(Words::tr("password encoded: %1").arg(signNames(mended)));
    parts.warnings.append(isToken ? Words::tr("The password is an IAM token that was not encoded; it is taken as a whole.")
                                  : Words::tr("The password holds an unescaped %1; other programs may read this URL differently.")
                                        .arg(QStringList(mended.split(QString(), Qt::SkipEmptyParts))
                                                 .replaceInStrings(u" "_s, Words::tr("blank"))
                                                 .join(u' ')));
}

void readPlace(const QString &text, bool plusIsBlank, UrlParts &parts)
{
    const qsizetype question = text.indexOf(u'?');
    const QString path = question < 0 ? text : text.left(question);
    const qsizetype slash = path.indexOf(u'/');
    parts.hosts = slash < 0 ? path : path.left(slash);
    QString database = slash < 0 ? QString() : path.sliced(slash + 1), mended;
    if (database.endsWith(u'/')) {
        database.chop(1);
        parts.rewrites.append(Words::tr("a / after the database name removed"));
    }
    if (const QString trimmed = decoded(database).trimmed(); trimmed != decoded(database)) {
        database = percentEncoded(trimmed);
        parts.rewrites.append(Words::tr("a blank around the database name removed"));
    }
    parts.database = encodedAgain(database, true, mended);
    if (!mended.isEmpty())
        parts.rewrites.append(Words::tr("database name encoded: %1").arg(signNames(mended)));
    if (question < 0)
        return;
    const QString query = text.sliced(question + 1);
    if (query.startsWith(u'&') || query.contains("&&"_L1)) // libpq refuses these
        parts.rewrites.append(Words::tr("a & without a parameter removed"));
    for (QString parameter : query.split(u'&', Qt::SkipEmptyParts)) {
        if (plusIsBlank)
            parameter.replace(u'+', u' ');
        const qsizetype equals = parameter.indexOf(u'=');
        const QString keyword = decoded(equals < 0 ? parameter : parameter.left(equals));
        if (hasStrayPercent(parameter))
            parts.rewrites.append(Words::tr("% → %25 in the parameter %1").arg(keyword));
        if (parameter.indexOf(u'=', equals + 1) > equals && equals >= 0)
            parts.rewrites.append(Words::tr("= in the value of %1 encoded").arg(keyword));
        parts.query.append({keyword, equals < 0 ? QString() : decoded(parameter.sliced(equals + 1))});
    }
}

} // namespace

bool hasStrayPercent(const QString &text)
{
    for (qsizetype at = text.indexOf(u'%'); at >= 0; at = text.indexOf(u'%', at + 1))
        if (!isHex(text, at + 1))
            return true;
    return false;
}

Result<UrlParts> splitUrl(const QString &rest, bool plusIsBlank)
{
    const auto split = splitUser(rest);
    if (!split)
        return std::unexpected(split.error());
    UrlParts parts;
    if (split->hasUser) {
        readUser(split->user, parts);
        parts.placeAt = split->user.size() + 1;
    }
    readPlace(split->place, plusIsBlank, parts);
    return parts;
}

} // namespace oriel::pg::conntext
