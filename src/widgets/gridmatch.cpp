// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridmatch.h"

#include "base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel {

namespace {

// Steps in one value, so that (a+)+b holds nobody up (the default of ten million takes a second).
constexpr auto stepLimit = "(*LIMIT_MATCH=20000)";

} // namespace

bool isPlainAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

QString cellText(const QByteArray &text) { return withMarks(shownText(text, shownBytes)); }

Result<GridMatch> GridMatch::of(const QString &text, bool isCaseSensitive, bool isExpression)
{
    GridMatch match;
    match.m_text = text;
    match.m_case = isCaseSensitive ? Qt::CaseSensitive : Qt::CaseInsensitive;
    if (!isExpression || text.isEmpty())
        return match;
    match.m_expression.emplace(QLatin1String(stepLimit) + text,
                               isCaseSensitive ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption);
    if (!match.m_expression->isValid())
        return std::unexpected(Error{QCoreApplication::translate("oriel::GridMatch", "Not a regular expression: %1.")
                                         .arg(match.m_expression->errorString()),
                                     QStringLiteral("regex"),
                                     {}});
    return match;
}

bool GridMatch::isIn(const Cell &cell) const
{
    if (isEmpty() || cell.isNull)
        return false;
    const QByteArrayView bytes = QByteArrayView(cell.text).first(std::min(cell.text.size(), shownBytes));
    if (!m_expression && isPlainAscii(bytes)) // no text made of it
        return QLatin1String(bytes.data(), bytes.size()).contains(m_text, m_case);
    const QString shown = cellText(cell.text);
    return m_expression ? !spans(shown).isEmpty() : shown.contains(m_text, m_case);
}

QList<GridMatch::Span> GridMatch::spans(const QString &shown) const
{
    QList<Span> spans;
    if (isEmpty())
        return spans;
    if (m_expression) {
        for (auto found = m_expression->globalMatch(shown); found.hasNext();)
            if (const QRegularExpressionMatch match = found.next(); match.capturedLength() > 0)
                spans << Span{match.capturedStart(), match.capturedLength()};
        return spans;
    }
    for (qsizetype at = shown.indexOf(m_text, 0, m_case); at >= 0; at = shown.indexOf(m_text, at + m_text.size(), m_case))
        spans << Span{at, m_text.size()};
    return spans;
}

} // namespace oriel
