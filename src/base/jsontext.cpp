// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsontext.h"

#include "base/text.h"

#include <QString>

#include <algorithm>
#include <cstring>

namespace oriel::json {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

qint64 afterDigits(QByteArrayView text, qint64 at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

qint64 afterNumber(QByteArrayView text, qint64 at)
{
    if (at < text.size() && text[at] == '-')
        ++at;
    const qint64 whole = at;
    at = afterDigits(text, at);
    if (at == whole || (text[whole] == '0' && at > whole + 1))
        return -1;
    if (at < text.size() && text[at] == '.') {
        const qint64 fraction = at + 1;
        at = afterDigits(text, fraction);
        if (at == fraction)
            return -1;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        const qint64 exponent = at;
        at = afterDigits(text, exponent);
        if (at == exponent)
            return -1;
    }
    return at;
}

// Behind the escape whose backslash stands at `at`; −1 where it is none.
qint64 afterEscape(QByteArrayView text, qint64 at)
{
    if (at + 1 >= text.size())
        return -1;
    const char c = text[at + 1];
    if (c != 'u')
        return std::strchr("\"\\/bfnrt", c) && c ? at + 2 : -1;
    if (at + 6 > text.size())
        return -1;
    const QByteArrayView digits = text.sliced(at + 2, 4);
    return std::all_of(digits.begin(), digits.end(), isHex) ? at + 6 : -1;
}

} // namespace

qint64 afterBlanks(QByteArrayView text, qint64 at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r'))
        ++at;
    return at;
}

qint64 afterString(QByteArrayView text, qint64 at)
{
    if (at >= text.size() || text[at] != '"')
        return -1;
    for (++at; at >= 0 && at < text.size();) {
        const char c = text[at];
        if (c == '"')
            return at + 1;
        if (uchar(c) < 0x20)
            return -1;
        at = c == '\\' ? afterEscape(text, at) : at + 1;
    }
    return -1;
}

qint64 afterScalar(QByteArrayView text, qint64 at)
{
    if (at >= text.size())
        return -1;
    if (text[at] == '"')
        return afterString(text, at);
    for (const QByteArrayView word : {QByteArrayView("true"), QByteArrayView("false"), QByteArrayView("null")})
        if (text.sliced(at).startsWith(word))
            return at + word.size();
    return afterNumber(text, at);
}

bool isNumber(QByteArrayView text) { return !text.isEmpty() && afterNumber(text, 0) == text.size(); }

QByteArray unescaped(QByteArrayView quoted)
{
    const QByteArrayView inside = quoted.sliced(1, quoted.size() - 2);
    if (!inside.contains('\\'))
        return inside.toByteArray();
    QByteArray out;
    QString units; // of consecutive \u escapes: a pair is one character
    const auto flush = [&] {
        out += units.toUtf8();
        units.clear();
    };
    for (qsizetype i = 0; i < inside.size(); ++i) {
        const bool isUnit = inside[i] == '\\' && inside[i + 1] == 'u';
        if (isUnit) {
            units += QChar(inside.sliced(i + 2, 4).toByteArray().toUShort(nullptr, 16));
            i += 5;
            continue;
        }
        flush();
        if (inside[i] != '\\') {
            out += inside[i];
            continue;
        }
        static constexpr char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
        const char c = inside[++i];
        const char *letter = std::strchr(letters, c);
        out += letter ? meant[letter - letters] : c;
    }
    flush();
    return out;
}

QByteArray quoted(const QByteArray &bytes)
{
    static const char hex[] = "0123456789abcdef";
    QByteArray out = "\"";
    const QByteArray valid = isValidUtf8(bytes) ? bytes : shownText(bytes, bytes.size()).toUtf8();
    for (const char c : valid) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (uchar(c) < 0x20)
                out.append("\\u00").append(hex[uchar(c) >> 4]).append(hex[uchar(c) & 15]);
            else
                out += c;
        }
    }
    return out + '"';
}

} // namespace oriel::json
