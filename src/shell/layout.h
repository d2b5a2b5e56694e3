// SPDX-License-Identifier: GPL-3.0-or-later
// The split middle as a value, to and from JSON. Any thread; pure.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace oriel::layout {

struct Tab
{
    QString kind;
    QJsonObject state;
};

// Either a pane (tabs) or a split (two or more parts). Sizes are pixels along the orientation, empty where unknown.
struct Node
{
    std::vector<Node> parts;
    Qt::Orientation orientation = Qt::Horizontal;
    QList<int> sizes;

    QList<Tab> tabs;
    int current = 0;        // index of the tab in front
    bool isCurrent = false; // the pane that had the focus

    bool isSplit() const { return parts.size() > 1; }
};

QJsonObject toJson(const Node &node);

// Whatever cannot be read is left out: unknown shapes, empty panes, splits of one. Nothing left, or nested deeper than 16: no
// value.
std::optional<Node> fromJson(const QJsonObject &json);

} // namespace oriel::layout
