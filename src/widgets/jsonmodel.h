// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jsonindex.h"

#include <QAbstractItemModel>

namespace oriel {

// A JSON text as a tree of key, value and type. A node's members are made when they are looked at, in groups of a thousand where
// there are more. Numbers and strings stand as their source text. GUI thread.
class JsonModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JsonModel)
public:
    explicit JsonModel(QObject *parent = nullptr);
    ~JsonModel() override;
    void show(std::shared_ptr<const JsonIndex> index);
    void showOnly(const QList<QList<JsonItem>> &ways); // these and what leads to them
    bool isOnlyPart(const QModelIndex &index) const;   // filtered: some of its members are left out
    bool isGroup(const QModelIndex &index) const;
    const std::shared_ptr<const JsonIndex> &json() const { return m_json; }
    QByteArray source(const QModelIndex &index) const;
    QStringList path(const QModelIndex &index) const; // from the whole; places in arrays as decimal text
    QString pathText(const QModelIndex &index) const; // the same as PostgreSQL's jsonpath: $.list[0]."a b"

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node *nodeOf(const QModelIndex &index) const;
    void fill(Node *node) const;
    QString text(const Node &node, int column) const;
    QVariant colour(const Node &node, int column) const;

    std::shared_ptr<const JsonIndex> m_json;
    std::unique_ptr<Node> m_root; // stands above the first row
};

} // namespace oriel
