// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/lanes.h"

#include <algorithm>

namespace oriel::git {

bool Lanes::isEmpty() const
{
    return std::all_of(m_lanes.begin(), m_lanes.end(), [](const Lane &lane) { return lane.waitsFor.isEmpty(); });
}

int Lanes::open(const QByteArray &parent, int color)
{
    const auto free = std::find_if(m_lanes.begin(), m_lanes.end(), [](const Lane &lane) { return lane.waitsFor.isEmpty(); });
    const auto column = int(free - m_lanes.begin());
    if (free == m_lanes.end())
        m_lanes << Lane{};
    m_lanes[column] = {parent, color};
    return column;
}

LaneRow Lanes::add(const QByteArray &id, const QByteArrayList &parents)
{
    LaneRow row;
    row.column = -1;
    QList<int> passing;
    for (int column = 0; column < m_lanes.size(); ++column) {
        const Lane &lane = m_lanes[column];
        if (lane.waitsFor == id && row.column < 0) {
            row.column = column;
            row.color = lane.color;
        }
        if (!lane.waitsFor.isEmpty())
            row.upper << LaneLine{column, lane.waitsFor == id ? row.column : column, lane.color};
        if (!lane.waitsFor.isEmpty() && lane.waitsFor != id)
            passing << column;
    }
    row.width = int(m_lanes.size());
    if (row.column < 0) { // a tip
        row.color = m_nextColor++;
        row.column = open(id, row.color);
    }
    for (Lane &lane : m_lanes)
        if (lane.waitsFor == id)
            lane = {};

    for (const int column : passing)
        row.lower << LaneLine{column, column, m_lanes[column].color};
    QByteArrayList seen; // a commit may name one parent twice
    for (const QByteArray &parent : parents) {
        if (seen.contains(parent))
            continue;
        int column = row.column, color = row.color;
        if (seen.isEmpty()) {
            m_lanes[column] = {parent, color}; // the first parent goes straight down
        } else {
            const auto known =
                std::find_if(m_lanes.begin(), m_lanes.end(), [&parent](const Lane &lane) { return lane.waitsFor == parent; });
            column = known != m_lanes.end() ? int(known - m_lanes.begin()) : open(parent, m_nextColor++);
            color = m_lanes[column].color;
        }
        row.lower << LaneLine{row.column, column, color};
        seen << parent;
    }
    row.width = std::max({row.width, int(m_lanes.size()), row.column + 1});
    while (!m_lanes.isEmpty() && m_lanes.back().waitsFor.isEmpty())
        m_lanes.removeLast();
    return row;
}

} // namespace oriel::git
