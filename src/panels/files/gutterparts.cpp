// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/gutterparts.h"

#include <algorithm>

namespace oriel {

namespace {

using git::LineChange;

bool hasLoneReturn(QByteArrayView text)
{
    for (qsizetype at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1))
        if (at + 1 >= text.size() || text[at + 1] != '\n')
            return true;
    return false;
}

// A removal touches the lines it stands between.
bool touches(const LineChange &change, int first, int end)
{
    if (change.afterCount == 0)
        return change.after >= first && change.after <= end;
    if (first == end)
        return change.after <= first && change.after + change.afterCount >= first;
    return change.after < end && change.after + change.afterCount > first;
}

bool isAnyIn(const QList<LineChange> &changes, int first, int end)
{
    const auto from = std::lower_bound(changes.begin(), changes.end(), first, [](const LineChange &change, int line) {
        return change.after + change.afterCount < line;
    });
    for (auto change = from; change != changes.end() && change->after <= end; ++change)
        if (touches(*change, first, end))
            return true;
    return false;
}

ChangeMark::Kind kindOf(const LineChange &change)
{
    return change.beforeCount == 0  ? ChangeMark::Kind::Added
           : change.afterCount == 0 ? ChangeMark::Kind::Removed
                                    : ChangeMark::Kind::Changed;
}

// A line of a bar is unstaged where the index has another; a removal inside counts for the line behind it.
void addMarks(QList<ChangeMark> &marks, const LineChange &change, const QList<LineChange> &unstaged)
{
    const int end = change.after + change.afterCount;
    const ChangeMark::Kind kind = kindOf(change);
    if (!isAnyIn(unstaged, change.after, end) || change.afterCount == 0) {
        marks.append({change.after, change.afterCount, kind, !isAnyIn(unstaged, change.after, end)});
        return;
    }
    const auto isStaged = [&](int line) {
        return std::none_of(unstaged.begin(), unstaged.end(), [&](const LineChange &own) {
            const bool isLast = own.after == end && line == end - 1;
            return own.afterCount == 0 ? own.after == line || isLast : line >= own.after && line < own.after + own.afterCount;
        });
    };
    for (int line = change.after; line < end; ++line) {
        const bool isOn = isStaged(line);
        if (line > change.after && marks.last().isStaged == isOn)
            ++marks.last().count;
        else
            marks.append({line, 1, kind, isOn});
    }
}

} // namespace

int GutterParts::at(int line) const
{
    const auto part = std::find_if(changes.begin(), changes.end(), [line](const LineChange &change) {
        return change.afterCount == 0 ? change.after == line : line >= change.after && line < change.after + change.afterCount;
    });
    return part == changes.end() ? -1 : int(part - changes.begin());
}

bool GutterParts::isStaged(qsizetype part) const
{
    const LineChange &change = changes[part];
    return !isAnyIn(unstaged, change.after, change.after + change.afterCount);
}

GutterParts gutterParts(const QByteArray &base, const std::optional<QByteArray> &index, const QByteArray &text)
{
    GutterParts parts;
    if (hasLoneReturn(text) || hasLoneReturn(base))
        return parts;
    parts.changes = git::compareLines(base, text).value_or(QList<LineChange>());
    parts.unstaged = index && *index != base ? git::compareLines(*index, text).value_or(QList<LineChange>()) : parts.changes;
    for (const LineChange &change : std::as_const(parts.changes))
        addMarks(parts.marks, change, parts.unstaged);
    return parts;
}

QByteArray editorText(const QByteArray &bytes, project::Encoding encoding)
{
    std::optional<QString> text = project::decoded(bytes, encoding);
    if (!text)
        text = project::decoded(bytes, project::detectEncoding(bytes).encoding);
    return text ? text->toUtf8() : bytes;
}

QByteArrayView linesOf(QByteArrayView text, int first, int count)
{
    qsizetype begin = 0;
    const auto next = [text](qsizetype at) {
        const qsizetype feed = text.indexOf('\n', at);
        return feed < 0 ? text.size() : feed + 1;
    };
    for (int line = 0; line < first; ++line)
        begin = next(begin);
    qsizetype end = begin;
    for (int line = 0; line < count; ++line)
        end = next(end);
    return text.sliced(begin, end - begin);
}

int lineCount(QByteArrayView text) { return int(text.count('\n')) + (text.isEmpty() || text.endsWith('\n') ? 0 : 1); }

} // namespace oriel
