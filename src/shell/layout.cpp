// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/layout.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::layout {

namespace {

constexpr int deepest = 16;

QJsonArray sizesJson(const QList<int> &sizes)
{
    QJsonArray array;
    for (const int size : sizes)
        array.append(size);
    return array;
}

QList<int> readSizes(const QJsonArray &array, std::size_t count)
{
    QList<int> sizes;
    for (const QJsonValue &value : array)
        sizes.append(std::clamp(value.toInt(), 0, 100'000));
    const bool isUsable =
        std::size_t(sizes.size()) == count && std::any_of(sizes.cbegin(), sizes.cend(), [](int s) { return s > 0; });
    return isUsable ? sizes : QList<int>();
}

std::optional<Node> readPane(const QJsonObject &json)
{
    Node pane;
    const int front = json["current"_L1].toInt();
    for (const QJsonValue &value : json["tabs"_L1].toArray()) {
        const QJsonObject tab = value.toObject();
        const QString kind = tab["kind"_L1].toString();
        if (!kind.isEmpty())
            pane.tabs.append({kind, tab["state"_L1].toObject()});
    }
    if (pane.tabs.isEmpty())
        return {};
    pane.current = front >= 0 && front < pane.tabs.size() ? front : 0;
    pane.isCurrent = json["isCurrent"_L1].toBool();
    return pane;
}

std::optional<Node> readNode(const QJsonObject &json, int depth)
{
    if (depth > deepest)
        return {};
    if (!json.contains("parts"_L1))
        return readPane(json);
    Node split;
    split.orientation = json["split"_L1].toString() == "down"_L1 ? Qt::Vertical : Qt::Horizontal;
    for (const QJsonValue &value : json["parts"_L1].toArray()) {
        if (auto part = readNode(value.toObject(), depth + 1))
            split.parts.push_back(std::move(*part));
    }
    if (split.parts.empty())
        return {};
    if (split.parts.size() == 1) {
        Node only = std::move(split.parts.front());
        return only;
    }
    split.sizes = readSizes(json["sizes"_L1].toArray(), split.parts.size());
    return split;
}

} // namespace

QJsonObject toJson(const Node &node)
{
    QJsonObject json;
    if (node.isSplit()) {
        QJsonArray parts;
        for (const Node &part : node.parts)
            parts.append(toJson(part));
        json["split"_L1] = node.orientation == Qt::Vertical ? u"down"_s : u"right"_s;
        json["parts"_L1] = parts;
        if (!node.sizes.isEmpty())
            json["sizes"_L1] = sizesJson(node.sizes);
        return json;
    }
    QJsonArray tabs;
    for (const Tab &tab : node.tabs)
        tabs.append(QJsonObject{{"kind"_L1, tab.kind}, {"state"_L1, tab.state}});
    json["tabs"_L1] = tabs;
    json["current"_L1] = node.current;
    if (node.isCurrent)
        json["isCurrent"_L1] = true;
    return json;
}

std::optional<Node> fromJson(const QJsonObject &json) { return readNode(json, 0); }

} // namespace oriel::layout
