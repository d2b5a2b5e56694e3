// SPDX-License-Identifier: GPL-3.0-or-later
// The graph beside a history: commits in, rows of lanes out. Pure; belongs to one thread at a time.
#pragma once

#include <QByteArrayList>
#include <QList>

namespace oriel::git {

// A line inside one row: from column `from` at one height to column `to` at the next.
struct LaneLine
{
    int from = 0, to = 0;
    int color = 0; // of its lane: the same all the way down; count it modulo the palette

    bool operator==(const LaneLine &) const = default;
};

// A commit's row. Lines run from its upper edge to its middle, where the commit stands, and on to its lower edge; a lane keeps
// its column as long as it lives, so the lower edge of a row and the upper one of the next hold the same columns.
struct LaneRow
{
    int column = 0, color = 0;    // of the commit
    QList<LaneLine> upper, lower; // upper.to and lower.from: the commit's column, or a lane that only passes
    int width = 0;                // columns that this row touches

    bool operator==(const LaneRow &) const = default;
};

// Give it every commit before its parents (`LogWish::isGraph`): the line to a parent that came earlier would never end.
class Lanes final
{
public:
    LaneRow add(const QByteArray &id, const QByteArrayList &parents);
    bool isEmpty() const; // no lane waits for a parent that is still to come

private:
    struct Lane
    {
        QByteArray waitsFor; // empty: free
        int color = 0;
    };
    int open(const QByteArray &parent, int color);

    QList<Lane> m_lanes;
    int m_nextColor = 0;
};

} // namespace oriel::git
