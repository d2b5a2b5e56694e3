// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/querytext.h"

#include <QUrl>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

// Where one of `wanted` stands first outside of {{…}}, from `at` on; else the end.
qsizetype findOutside(QStringView text, QStringView wanted, qsizetype at = 0)
{
    for (; at < text.size(); ++at) {
        if (text.mid(at).startsWith(u"{{")) {
            const qsizetype end = text.indexOf(u"}}"_s, at);
            if (end >= 0)
                at = end + 1;
        } else if (wanted.contains(text[at])) {
            return at;
        }
    }
    return text.size();
}

QString escaped(const QString &text, bool isName)
{
    static const QString unsafe = u" %&#+\"<>\\^`|"_s;
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype end = QStringView(text).mid(i).startsWith(u"{{") ? text.indexOf(u"}}"_s, i) : -1;
        if (end >= 0) {
            out += QStringView(text).mid(i, end + 2 - i);
            i = end + 1;
        } else if (text[i] < u' ' || unsafe.contains(text[i]) || (isName && text[i] == u'=')) {
            out += QString::asprintf("%%%02X", text[i].unicode());
        } else {
            out += text[i];
        }
    }
    return out;
}

// What the escapes stand for, where writing that again gives the same escapes.
QString readable(QStringView raw, bool isName)
{
    const QString text = QUrl::fromPercentEncoding(raw.toUtf8());
    return escaped(text, isName) == raw ? text : raw.toString();
}

struct Parts
{
    qsizetype query, end; // of the question mark and behind the query
};

Parts partsOf(const QString &url)
{
    const qsizetype end = findOutside(url, u"#");
    return {std::min(findOutside(url, u"?"), end), end};
}

QStringList piecesOf(const QString &url)
{
    const auto [query, end] = partsOf(url);
    QStringList pieces;
    for (qsizetype at = query + 1; at < end;) {
        const qsizetype next = std::min(findOutside(url, u"&", at), end);
        if (next > at)
            pieces << url.mid(at, next - at);
        at = next + 1;
    }
    return pieces;
}

http::Field fieldOf(const QString &piece)
{
    const qsizetype equals = findOutside(piece, u"=");
    return {readable(QStringView(piece).left(equals), true),
            equals < piece.size() ? readable(QStringView(piece).mid(equals + 1), false) : QString()};
}

} // namespace

QList<http::Field> queryOf(const QString &url)
{
    QList<http::Field> rows;
    for (const QString &piece : piecesOf(url))
        rows << fieldOf(piece);
    return rows;
}

QString withQuery(const QString &url, const QList<http::Field> &rows)
{
    QStringList known = piecesOf(url), pieces;
    for (const http::Field &row : rows) {
        const auto same = std::ranges::find_if(known, [&](const QString &piece) {
            const http::Field was = fieldOf(piece);
            return was.name == row.name && was.value == row.value;
        });
        pieces << (same == known.end() ? escaped(row.name, true) + u'=' + escaped(row.value, false) : *same);
        if (same != known.end())
            known.erase(same);
    }
    const auto [query, end] = partsOf(url);
    return url.left(query) + (pieces.isEmpty() ? QString() : u'?' + pieces.join(u'&')) + url.mid(end);
}

} // namespace oriel
