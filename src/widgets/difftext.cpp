// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/difftext.h"

#include "base/text.h"
#include "widgets/difffile.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

bool isWide(char32_t c)
{
    return c >= 0x1100 && (c <= 0x115f || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                           (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd));
}

// A character from `at` on: its code point and how many units it takes.
std::pair<char32_t, int> characterAt(QStringView text, qsizetype at)
{
    if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return {QChar::surrogateToUcs4(text[at], text[at + 1]), 2};
    return {text[at].unicode(), 1};
}

bool isHidden(char32_t c)
{
    return c < 0x20 || QChar::category(c) == QChar::Other_Format || QChar::category(c) == QChar::Other_Control;
}

} // namespace

QStringView withoutEnd(QStringView line)
{
    if (line.endsWith(u'\n'))
        line.chop(line.endsWith("\r\n"_L1) ? 2 : 1);
    return line;
}

QByteArrayView withoutEnd(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(line.endsWith("\r\n") ? 2 : 1);
    return line;
}

DiffText diffText(QByteArrayView line, int tabWidth, bool areBlanksShown)
{
    DiffText text;
    text.hasCr = line.endsWith("\r\n");
    QByteArrayView bytes = withoutEnd(line);
    if (bytes.size() > longestDiffLine) {
        qsizetype end = longestDiffLine;
        while (end > 0 && (uchar(bytes[end]) & 0xc0) == 0x80) // not inside a character
            --end;
        text.cut = bytes.size() - end;
        bytes = bytes.first(end);
    }
    text.source = QString::fromUtf8(bytes);
    text.at.reserve(text.source.size() + 1);
    int column = 0;
    for (qsizetype i = 0; i < text.source.size();) {
        const auto [c, units] = characterAt(text.source, i);
        for (int unit = 0; unit < units; ++unit)
            text.at << int(text.shown.size());
        if (c == '\t') {
            const int width = tabWidth - column % tabWidth;
            text.shown += areBlanksShown ? u'→' : u' ';
            text.shown += QString(width - 1, u' ');
            column += width;
        } else if (isHidden(c)) {
            const QString mark = withMarks(text.source.mid(i, units));
            text.shown += mark;
            column += int(mark.size());
        } else {
            text.shown += c == ' ' && areBlanksShown ? u"·"_s : text.source.mid(i, units);
            column += isWide(c) ? 2 : 1;
        }
        i += units;
    }
    text.at << int(text.shown.size());
    return text;
}

int DiffText::sourceAt(int place) const
{
    const auto after = std::ranges::upper_bound(at, place);
    return std::max(0, int(after - at.begin()) - 1);
}

int diffColumns(QByteArrayView line, int tabWidth)
{
    line = withoutEnd(line);
    line = line.first(std::min(line.size(), longestDiffLine));
    int column = 0;
    for (const char c : line) {
        if (c == '\t')
            column += tabWidth - column % tabWidth;
        else if ((uchar(c) & 0xc0) != 0x80)
            column += uchar(c) >= 0xe1 ? 2 : 1;
    }
    return column;
}

QList<int> diffPieces(QStringView shown, int columns)
{
    QList<int> pieces{0};
    int column = 0;
    for (qsizetype i = 0; i < shown.size();) {
        const auto [c, units] = characterAt(shown, i);
        const int width = isWide(c) ? 2 : 1;
        if (column + width > columns && column > 0) {
            pieces << int(i);
            column = 0;
        }
        column += width;
        i += units;
    }
    return pieces;
}

} // namespace oriel
