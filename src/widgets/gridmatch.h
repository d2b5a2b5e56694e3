// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/rows.h"

#include <QRegularExpression>

namespace oriel {

constexpr qsizetype shownBytes = 4096; // of a cell, ever shaped (SAFETY 5)

bool isPlainAscii(QByteArrayView bytes);  // its characters are its bytes, and each is drawn as it is
QString cellText(const QByteArray &text); // as a grid shows it: at most shownBytes, control and bidi characters as marks

// What is looked for in the text that a grid shows of a cell: as it stands, or a regular expression (PCRE, as Qt has it). Of a
// value that is cut, only what is shown is looked at; NULL has no text. A value; any thread.
class GridMatch final
{
public:
    struct Span // characters
    {
        qsizetype begin = 0, length = 0;
    };
    GridMatch() = default; // matches nothing
    static Result<GridMatch> of(const QString &text, bool isCaseSensitive,
                                bool isExpression = false); // error: what is wrong in it
    bool isEmpty() const { return m_text.isEmpty(); }
    bool isIn(const Cell &cell) const;
    QList<Span> spans(const QString &shown) const;

private:
    QString m_text;
    Qt::CaseSensitivity m_case = Qt::CaseInsensitive;
    std::optional<QRegularExpression> m_expression;
};

} // namespace oriel
