// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/conflict.h"

#include <algorithm>

namespace oriel::git {

namespace {

struct Mark
{
    char sign = 0; // 0: an ordinary line
    QByteArray name;
};

// git's is_conflict_marker() (merge-ll's style): the sign markSize times, then a blank and a name or the line's end.
Mark markOf(QByteArrayView line, int markSize)
{
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    const char sign = line.isEmpty() ? '\0' : line.front();
    const bool isSign = sign == '<' || sign == '|' || sign == '=' || sign == '>';
    if (!isSign || line.size() < markSize ||
        !std::all_of(line.begin(), line.begin() + markSize, [sign](char c) { return c == sign; }))
        return {};
    const QByteArrayView rest = line.sliced(markSize);
    if (!rest.isEmpty() && (rest.front() != ' ' || sign == '='))
        return {};
    return {sign, rest.isEmpty() ? QByteArray() : rest.sliced(1).toByteArray()};
}

QByteArrayView sideOf(QByteArrayView text, const Conflict::Range &range) { return text.sliced(range.begin, range.length); }

} // namespace

QList<Conflict> conflictsIn(QByteArrayView text, int markSize)
{
    QList<Conflict> all;
    Conflict open;
    char last = '>'; // the mark before: '>' outside a conflict
    for (qsizetype begin = 0; begin < text.size();) {
        const qsizetype lineEnd = text.indexOf('\n', begin);
        const qsizetype end = lineEnd < 0 ? text.size() : lineEnd + 1;
        Mark mark = markOf(text.sliced(begin, end - begin), markSize);
        if (mark.sign == '<') { // one that has begun already was no conflict
            open = {.whole = {begin, 0}, .ours = {end, 0}, .oursName = mark.name};
            last = '<';
        } else if (mark.sign == '|' && last == '<') {
            open.ours.length = begin - open.ours.begin;
            open.base = Conflict::Range{end, 0};
            open.baseName = mark.name;
            last = '|';
        } else if (mark.sign == '=' && (last == '<' || last == '|')) {
            Conflict::Range &before = last == '<' ? open.ours : *open.base;
            before.length = begin - before.begin;
            open.theirs = {end, 0};
            last = '=';
        } else if (mark.sign == '>' && last == '=') {
            open.theirs.length = begin - open.theirs.begin;
            open.theirsName = mark.name;
            open.whole.length = end - open.whole.begin;
            all << open;
            last = '>';
        }
        begin = end;
    }
    return all;
}

QByteArray chosen(QByteArrayView text, const Conflict &conflict, Side side)
{
    const QByteArray ours = sideOf(text, conflict.ours).toByteArray(), theirs = sideOf(text, conflict.theirs).toByteArray();
    switch (side) {
    case Side::Ours:
        return ours;
    case Side::Theirs:
        return theirs;
    case Side::Base:
        return conflict.base ? sideOf(text, *conflict.base).toByteArray() : QByteArray();
    case Side::OursThenTheirs:
        return ours + theirs;
    case Side::TheirsThenOurs:
        return theirs + ours;
    }
    Q_UNREACHABLE();
}

QByteArray resolved(QByteArrayView text, const Conflict &conflict, Side side)
{
    return text.first(conflict.whole.begin).toByteArray() + chosen(text, conflict, side) +
           text.sliced(conflict.whole.begin + conflict.whole.length).toByteArray();
}

} // namespace oriel::git
