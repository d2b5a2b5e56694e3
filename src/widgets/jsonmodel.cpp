// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jsonmodel.h"

#include "base/jsontext.h"
#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace oriel {

namespace {

constexpr qint64 mostInGroup = 1000;
constexpr qsizetype shaped = 1024; // bytes

} // namespace

struct JsonModel::Node
{
    JsonItem item; // of a group: the container whose members it holds
    Node *parent = nullptr;
    int row = 0;
    qint64 first = 0, count = -1; // of a group: its members; −1: no group
    bool isFilled = false, isPart = false;
    std::vector<std::unique_ptr<Node>> nodes;

    bool isGroup() const { return count >= 0; }
    Node *add(const JsonItem &what)
    {
        nodes.push_back(std::make_unique<Node>());
        Node *node = nodes.back().get();
        node->item = what;
        node->parent = this;
        node->row = int(nodes.size()) - 1;
        return node;
    }
};

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}

JsonModel::~JsonModel() = default;

void JsonModel::show(std::shared_ptr<const JsonIndex> index)
{
    beginResetModel();
    m_json = std::move(index);
    m_root = std::make_unique<Node>();
    m_root->isFilled = true;
    if (m_json)
        m_root->add(m_json->root());
    endResetModel();
}

void JsonModel::showOnly(const QList<QList<JsonItem>> &ways)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->isFilled = true;
    for (const QList<JsonItem> &way : ways) {
        Node *node = m_root.get();
        for (const JsonItem &item : way) {
            const bool isKnown = !node->nodes.empty() && node->nodes.back()->item.begin == item.begin;
            node = isKnown ? node->nodes.back().get() : node->add(item);
            if (isKnown && !node->isPart)
                break; // found itself: all of it is there already
            node->isPart = node->isFilled = item.begin != way.last().begin;
        }
    }
    endResetModel();
}

void JsonModel::fill(Node *node) const
{
    if (node->isFilled || !node->item.isContainer())
        return;
    node->isFilled = true;
    const qint64 first = node->first, count = node->isGroup() ? node->count : m_json->count(node->item);
    if (count <= mostInGroup) {
        for (const JsonItem &item : m_json->members(node->item, first, count))
            node->add(item);
        return;
    }
    qint64 step = mostInGroup;
    while (count / step > mostInGroup)
        step *= mostInGroup;
    for (qint64 at = first; at < first + count; at += step) {
        Node *group = node->add(node->item);
        group->first = at;
        group->count = std::min(step, first + count - at);
    }
}

JsonModel::Node *JsonModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

bool JsonModel::isOnlyPart(const QModelIndex &index) const { return index.isValid() && nodeOf(index)->isPart; }

bool JsonModel::isGroup(const QModelIndex &index) const { return index.isValid() && nodeOf(index)->isGroup(); }

QByteArray JsonModel::source(const QModelIndex &index) const
{
    return index.isValid() ? m_json->source(nodeOf(index)->item).toByteArray() : QByteArray();
}

QStringList JsonModel::path(const QModelIndex &index) const
{
    QStringList path;
    for (const Node *node = nodeOf(index); node->parent && node->parent->parent; node = node->parent)
        if (!node->isGroup())
            path.prepend(node->item.key >= 0 ? m_json->key(node->item) : QString::number(node->item.number));
    return path;
}

QString JsonModel::pathText(const QModelIndex &index) const
{
    static const QRegularExpression plainName(QStringLiteral("^[A-Za-z_][A-Za-z_0-9]*$"));
    QString text;
    for (const Node *node = nodeOf(index); node->parent && node->parent->parent; node = node->parent) {
        if (node->isGroup())
            continue;
        const QString name = m_json->key(node->item);
        if (node->item.key < 0)
            text.prepend(u'[' + QString::number(node->item.number) + u']');
        else if (plainName.match(name).hasMatch())
            text.prepend(u'.' + name);
        else
            text.prepend(u'.' + QString::fromUtf8(json::quoted(name.toUtf8())));
    }
    return u'$' + text;
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= columnCount() || row >= rowCount(parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->nodes[size_t(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex &index) const
{
    const Node *parent = index.isValid() ? nodeOf(index)->parent : nullptr;
    return parent && parent->parent ? createIndex(parent->row, 0, parent) : QModelIndex();
}

bool JsonModel::hasChildren(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (node->isFilled || parent.column() > 0)
        return parent.column() <= 0 && !node->nodes.empty();
    return node->item.isContainer() && m_json->count(node->item) > 0;
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    Node *node = nodeOf(parent);
    fill(node);
    return int(node->nodes.size());
}

int JsonModel::columnCount(const QModelIndex &) const { return 3; }

QString JsonModel::text(const Node &node, int column) const
{
    const JsonItem &item = node.item;
    if (node.isGroup())
        return column == 0 ? QStringLiteral("%1 … %2").arg(exactCount(node.first), exactCount(node.first + node.count - 1))
                           : QString();
    if (column == 0)
        return item.key >= 0                    ? withMarks(m_json->key(item).left(shaped))
               : node.parent->parent == nullptr ? QStringLiteral("$")
                                                : QString::number(item.number);
    static const char *const types[] = {QT_TR_NOOP("object"), QT_TR_NOOP("array"),   QT_TR_NOOP("string"),
                                        QT_TR_NOOP("number"), QT_TR_NOOP("boolean"), QT_TR_NOOP("null")};
    if (column == 2) {
        const QString type = tr(types[int(item.kind)]);
        return m_json->isRepeated(item) ? tr("%1, key repeated").arg(type) : type;
    }
    if (item.isContainer()) {
        const qint64 count = m_json->count(item);
        const QString inside = count == 1 ? (item.kind == JsonItem::Kind::Object ? tr("1 key") : tr("1 item"))
                               : item.kind == JsonItem::Kind::Object ? tr("%1 keys").arg(exactCount(count))
                                                                     : tr("%1 items").arg(exactCount(count));
        return count == 0 ? (item.kind == JsonItem::Kind::Object ? QStringLiteral("{}") : QStringLiteral("[]")) : inside;
    }
    const QByteArrayView source = m_json->source(item);
    const QString shown = withMarks(shownText(source, shaped));
    return source.size() > shaped ? shown + QStringLiteral("… ") + sizeText(source.size()) : shown;
}

QVariant JsonModel::colour(const Node &node, int column) const
{
    static const char *const roles[] = {"muted", "muted", "string", "number", "keyword", "keyword"};
    const char *role = roles[int(node.item.kind)];
    if (column == 0)
        role = node.isGroup() || node.item.key < 0 ? "muted" : "function";
    else if (column == 2)
        role = m_json->isRepeated(node.item) ? "warning" : "muted";
    return Theme::current().colour(QString::fromLatin1(role));
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return text(node, index.column());
    case Qt::ForegroundRole:
        return colour(node, index.column());
    case Qt::FontRole:
        return index.column() == 2 ? QVariant(Theme::interfaceFont()) : QVariant();
    case Qt::ToolTipRole: {
        const bool isLong = index.column() == 1 && !node.item.isContainer() && node.item.end - node.item.begin > 24;
        return isLong ? plain(shownText(m_json->source(node.item), shaped)) : QString();
    }
    default:
        return {};
    }
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Key") : section == 1 ? tr("Value") : tr("Type");
}

} // namespace oriel
