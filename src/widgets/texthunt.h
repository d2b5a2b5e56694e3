// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QRegularExpression>

#include <optional>
#include <stop_token>

namespace oriel {

qsizetype utf8Size(QStringView text); // bytes

struct TextPattern
{
    QString text;
    bool isExpression = false, isCaseSensitive = false, isWord = false;

    bool operator==(const TextPattern &) const = default;
};

// What is looked for in a text: as it stands, or a regular expression (PCRE, as Qt has it; ^ and $ stand at every line). A value;
// any thread.
class TextHunt final
{
public:
    struct Hit // bytes; an expression may match nothing at all, as ^ does
    {
        qint64 begin = 0, end = 0;

        auto operator<=>(const Hit &) const = default;
    };
    struct Found
    {
        QList<Hit> hits;
        QByteArrayList replacements; // of each hit, where they were asked for
        bool isTooHard = false;      // the expression needs too many steps; what was found before that stands
    };
    TextHunt() = default;                                   // finds nothing
    static Result<TextHunt> of(const TextPattern &pattern); // error: what is wrong in it
    bool isEmpty() const { return m_pattern.text.isEmpty(); }
    const TextPattern &pattern() const { return m_pattern; }

    // Hits of the UTF-8 text that begin in [from, to); what stands around it is looked at, too. With `replacement`, what each
    // becomes: $1, ${1}, $0, $$, \n, \t of an expression; else the text as it is.
    Found find(const QByteArray &text, qsizetype from, qsizetype to, const std::optional<QString> &replacement,
               std::stop_token stop) const;

private:
    QByteArray replaced(const QRegularExpressionMatch &match, const QString &replacement) const;

    TextPattern m_pattern;
    QRegularExpression m_expression;
};

} // namespace oriel
