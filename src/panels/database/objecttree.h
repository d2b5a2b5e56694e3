// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/database/objectbranch.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>
#include <vector>

namespace oriel {

// What stands in front of a row of the object tree; ObjectDelegate draws it.
enum class Sign : quint8 {
    None,
    Off,
    Connecting,
    On,
    Bad,
    Database,
    Schema,
    Table,
    View,
    MaterializedView,
    ForeignTable,
    Sequence,
    Function,
    Type,
    PrimaryKey,
    ForeignKey,
    Column,
    Index,
    Constraint,
    Trigger,
    Warning
};

// Connections → schemas → groups → objects → columns, indexes, constraints, triggers, partitions. Names are kept by ObjectBranch;
// nodes are made when their parent is opened and hold only where they point to. A filter keeps what matches anywhere in the names
// already read, and the way there. GUI thread.
class ObjectTree final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ObjectTree)
public:
    enum Role { SignRole = Qt::UserRole, SuffixRole, FactsRole, IsMutedRole, IsStrongRole, IsProductionRole };
    enum class What : quint8 { Connection, Databases, Database, Schema, Group, Object, Column, List, Item, Parts, Note };
    enum class Remedy : quint8 { None, Retry, Edit, Certificate, GoToLine }; // what activating a note does
    struct Place                                                             // what a row stands for
    {
        What what = What::Note;
        QString connection, database, schema, name, arguments; // database empty: the connection's own
        pg::Kind kind = pg::Kind::Table;
        ObjectGroup group = ObjectGroup::Tables; // of What::Group
        Remedy remedy = Remedy::None;
        bool isRelation = false; // rows can be opened
    };

    explicit ObjectTree(QObject *parent = nullptr);
    ~ObjectTree() override;

    void addConnection(Connection *connection);
    void removeConnection(const QString &id);
    Connection *connection(const QString &id) const;
    int connectionCount() const;
    void setFilter(const QString &text);
    QString filter() const { return m_filter; }
    void setShowSystem(bool isShown);
    bool showsSystem() const { return m_showsSystem; }
    void refresh(const QModelIndex &index); // reads the names of its database again
    void retry(const QModelIndex &note);

    Place place(const QModelIndex &index) const;
    QString key(const QModelIndex &index) const;                                               // names it across readings
    QModelIndex indexOf(const QString &key) const;                                             // among the nodes made so far
    QModelIndexList childrenAmong(const QModelIndex &parent, const QSet<QString> &keys) const; // those with one of the keys
    QModelIndex connectionIndex(const QString &id) const;
    bool isOnFilteredPath(const QModelIndex &index) const; // something below it matches the filter

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void aboutToReplace(const QModelIndex &index); // its children go; invalid: the whole tree
    void replaced(const QModelIndex &index);       // and are there again
    void connected(const QModelIndex &index);

private:
    struct Node;
    struct Link;
    using Nodes = std::vector<std::unique_ptr<Node>>;

    Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node *node) const;
    Link *linkOf(const Node *node) const;
    ObjectBranch *branchOf(const Node *node) const;
    const pg::Object *objectOf(const Node *node) const;
    const pg::Relation *relationOf(const Node *node) const;

    Nodes children(Node *node);
    void addBranchChildren(Node *node, Nodes &nodes);
    void addGroups(Node *node, Nodes &nodes);
    void addObjects(Node *node, Nodes &nodes, const ObjectNames::Ids &ids, ObjectGroup group);
    void addRelationParts(Node *node, Nodes &nodes);
    void addAnswer(Node *node, Nodes &nodes, Loading state, const Error &error, const QString &about);
    Node *add(Nodes &nodes, Node *parent, What what, int sub, int ref);
    void addNote(Nodes &nodes, Node *parent, const QString &text, Remedy remedy, bool isError);
    bool mayHaveChildren(const Node *node) const;
    bool matches(const Node *node) const;
    bool buildFiltered(Node *node);
    void buildRoots();
    void askFor(const Node *node);

    void beginReplace(Node *node);
    void endReplace(Node *node);
    void watch(ObjectBranch *branch);
    Node *nodeOfBranch(const ObjectBranch *branch) const;
    Node *nodeOfObject(Node *below, quint32 oid) const;
    void onConnectionState(Link *link, LinkState state);

    QString name(const Node *node) const;
    void addToken(QString &to, const Node *node) const;
    QString suffix(const Node *node) const;
    QString facts(const Node *node) const;
    QString toolTip(const Node *node) const;
    Sign sign(const Node *node) const;

    std::vector<std::unique_ptr<Link>> m_links;
    Nodes m_roots;
    QString m_filter;
    bool m_showsSystem = false;
};

} // namespace oriel
