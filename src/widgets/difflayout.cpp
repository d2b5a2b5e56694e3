// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/difflayout.h"

#include "widgets/difftext.h"

#include <algorithm>

namespace oriel {

void DiffEntry::add(DiffRow row, int height)
{
    rows << row;
    tops << tops.last() + height;
}

int DiffEntry::heightOf(const DiffLook &look, const QByteArray &left, const QByteArray &right) const
{
    if (!look.isWrapped)
        return look.lineHeight;
    qsizetype pieces = 1;
    for (const QByteArray *text : {&left, &right})
        if (diffColumns(*text, look.tabWidth) > look.columns)
            pieces = std::max(pieces, diffPieces(diffText(*text, look.tabWidth, false).shown, look.columns).size());
    return int(pieces) * look.lineHeight;
}

int DiffEntry::gapBefore(int hunk) const
{
    if (!file.canUnfold || file.hunks.isEmpty())
        return 0;
    if (hunk == file.hunks.size()) {
        if (whole)
            return std::max(0, int(whole->size()) - firstOfGap(hunk) + 1);
        return file.hunks.last().lines.last().sign == ' ' ? -1 : 0;
    }
    return file.hunks[hunk].firstAfter() - firstOfGap(hunk);
}

int DiffEntry::firstOfGap(int hunk) const
{
    return hunk == 0 ? 1 : file.hunks[hunk - 1].firstAfter() + file.hunks[hunk - 1].afterCount;
}

DiffLine DiffEntry::gapLine(int hunk, int place) const
{
    const int after = firstOfGap(hunk) + place;
    const int first = hunk == 0 ? 1 : file.hunks[hunk - 1].firstBefore() + file.hunks[hunk - 1].beforeCount;
    return {.text = whole ? whole->value(after - 1) : QByteArray(), .before = first + place, .after = after};
}

int DiffEntry::placeOf(int hunk, int line) const
{
    int place = line;
    for (int i = 0; i < hunk; ++i)
        place += int(file.hunks[i].lines.size());
    return place;
}

const DiffLine *DiffEntry::line(const DiffRow &row, bool isRight, bool isSideBySide) const
{
    const int at = isRight && isSideBySide ? row.right : row.left;
    return row.kind == DiffRow::Line && at >= 0 ? &file.hunks[row.hunk].lines[at] : nullptr;
}

// Removed lines stand beside those that came instead of them, the first beside the first.
void DiffEntry::addLines(int hunk, const DiffLook &look)
{
    const QList<DiffLine> &lines = file.hunks[hunk].lines;
    for (int i = 0; i < lines.size();) {
        if (!look.isSideBySide || lines[i].sign == ' ') {
            add({DiffRow::Line, hunk, i, look.isSideBySide ? i : -1}, heightOf(look, lines[i].text));
            ++i;
            continue;
        }
        int added = i;
        while (added < lines.size() && lines[added].sign == '-')
            ++added;
        int end = added;
        while (end < lines.size() && lines[end].sign == '+')
            ++end;
        for (int k = 0; k < std::max(added - i, end - added); ++k) {
            const int left = i + k < added ? i + k : -1, right = added + k < end ? added + k : -1;
            add({DiffRow::Line, hunk, left, right},
                heightOf(look, left < 0 ? QByteArray() : lines[left].text, right < 0 ? QByteArray() : lines[right].text));
        }
        i = end;
    }
}

void DiffEntry::layOut(const DiffLook &look)
{
    rows.clear();
    tops = {0};
    mostColumns = 0;
    add({}, look.headerHeight);
    if (isFolded)
        return;
    for (int i = 0; i < file.remarks.size(); ++i)
        add({DiffRow::Remark, -1, i, -1}, look.lineHeight + 6);
    if (file.isPicture)
        add({DiffRow::Pictures, -1, -1, -1}, look.pictureHeight);
    for (int i = 0; i <= file.hunks.size(); ++i) {
        const int gap = gapBefore(i);
        const bool isOpen = whole && openGaps.contains(i);
        for (int k = 0; isOpen && k < gap; ++k)
            add({DiffRow::Context, i, k, k}, heightOf(look, gapLine(i, k).text));
        if (i < file.hunks.size()) {
            add({DiffRow::Hunk, i, -1, -1}, look.lineHeight + 8);
            addLines(i, look);
        } else if (gap != 0 && !isOpen) {
            add({DiffRow::Rest, i, -1, -1}, look.lineHeight + 8);
        }
    }
    for (const DiffHunk &hunk : std::as_const(file.hunks))
        for (const DiffLine &line : hunk.lines)
            mostColumns = std::max(mostColumns, int(std::min(line.text.size(), longestDiffLine)));
}

int DiffEntry::rowAt(int y) const
{
    const auto above = std::ranges::upper_bound(tops, y);
    return std::clamp(int(above - tops.begin()) - 1, 0, int(rows.size()) - 1);
}

int DiffEntry::rowOfHunk(int hunk) const
{
    const auto found =
        std::ranges::find_if(rows, [hunk](const DiffRow &row) { return row.kind == DiffRow::Hunk && row.hunk == hunk; });
    return found == rows.end() ? -1 : int(found - rows.begin());
}

} // namespace oriel
