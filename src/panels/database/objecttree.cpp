// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objecttree.h"

#include "panels/database/objectnode.h"

#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

ObjectTree::ObjectTree(QObject *parent) : QAbstractItemModel(parent) {}

ObjectTree::~ObjectTree() = default;

void ObjectTree::addConnection(Connection *connection)
{
    auto link = std::make_unique<Link>();
    link->id = connection->profile().id;
    if (this->connection(link->id))
        return;
    link->connection = connection;
    link->own = std::make_unique<ObjectBranch>(connection, QString());
    watch(link->own.get());
    connect(connection, &Connection::stateChanged, this,
            [this, to = link.get()](LinkState state) { onConnectionState(to, state); });
    const auto tell = [this, id = link->id] {
        if (const auto index = connectionIndex(id); index.isValid())
            Q_EMIT dataChanged(index, index);
    };
    connect(connection, &Connection::profileChanged, this, tell);
    connect(connection, &Connection::progressed, this, tell);
    connect(connection, &Connection::schemaChanged, this, [to = link.get()] {
        to->own->readSoon();
        for (const auto &[database, branch] : to->others)
            branch->readSoon();
    });
    connect(connection, &QObject::destroyed, this, [this, id = link->id] { removeConnection(id); });
    const bool isConnected = connection->state() == LinkState::Connected;
    Q_EMIT aboutToReplace({});
    beginResetModel();
    const auto isReference = [](const auto &known) {
        return known->connection && known->connection->profile().reference.isSet();
    };
    const auto place = isReference(link) ? m_links.end() : std::ranges::find_if(m_links, isReference); // a project's come last
    Link *added = m_links.insert(place, std::move(link))->get();
    buildRoots();
    endResetModel();
    Q_EMIT replaced({});
    if (isConnected)
        onConnectionState(added, LinkState::Connected);
}

void ObjectTree::removeConnection(const QString &id)
{
    const auto found = std::ranges::find_if(m_links, [&](const auto &link) { return link->id == id; });
    if (found == m_links.end())
        return;
    Q_EMIT aboutToReplace({});
    beginResetModel();
    if ((*found)->connection)
        (*found)->connection->disconnect(this);
    m_roots.clear();
    m_links.erase(found);
    buildRoots();
    endResetModel();
    Q_EMIT replaced({});
}

void ObjectTree::watch(ObjectBranch *branch)
{
    const auto nodeFor = [this, branch](quint32 oid) {
        Node *node = nodeOfBranch(branch);
        return node && oid ? nodeOfObject(node, oid) : node;
    };
    connect(branch, &ObjectBranch::aboutToChange, this, [this, nodeFor](quint32 oid) { beginReplace(nodeFor(oid)); });
    connect(branch, &ObjectBranch::changed, this, [this, nodeFor](quint32 oid) { endReplace(nodeFor(oid)); });
}

Connection *ObjectTree::connection(const QString &id) const
{
    const auto found = std::ranges::find_if(m_links, [&](const auto &link) { return link->id == id; });
    return found == m_links.end() ? nullptr : (*found)->connection.data();
}

int ObjectTree::connectionCount() const { return int(m_links.size()); }

void ObjectTree::setFilter(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == m_filter)
        return;
    Q_EMIT aboutToReplace({});
    beginResetModel();
    m_filter = trimmed;
    buildRoots();
    endResetModel();
    Q_EMIT replaced({});
}

void ObjectTree::setShowSystem(bool isShown)
{
    if (isShown == m_showsSystem)
        return;
    Q_EMIT aboutToReplace({});
    beginResetModel();
    m_showsSystem = isShown;
    buildRoots();
    endResetModel();
    Q_EMIT replaced({});
}

void ObjectTree::refresh(const QModelIndex &index)
{
    const Node *node = index.isValid() ? nodeOf(index) : nullptr;
    Link *link = node ? linkOf(node) : nullptr;
    if (!link || !link->connection || link->connection->state() == LinkState::Disconnected ||
        link->connection->state() == LinkState::Failed)
        return;
    if (auto *branch = branchOf(node))
        branch->read();
}

void ObjectTree::retry(const QModelIndex &note)
{
    const Node *node = nodeOf(note);
    Node *parent = node ? node->parent : nullptr;
    if (!parent)
        return;
    Link *link = linkOf(parent);
    if (link && link->connection && parent->what == What::Connection && link->connection->state() == LinkState::Failed) {
        link->connection->connectNow();
        return;
    }
    ObjectBranch *branch = branchOf(parent);
    if (!branch)
        return;
    if (const auto *object = parent->what == What::Object ? objectOf(parent) : nullptr) {
        const quint32 oid = object->oid;
        beginReplace(parent);
        branch->readDetails(oid);
        endReplace(nodeOfObject(nodeOfBranch(branch), oid));
    } else {
        branch->read();
    }
}

void ObjectTree::onConnectionState(Link *link, LinkState state)
{
    if (state == LinkState::Connected && link->own->state(ObjectBranch::Schemas) == Loading::Unread) {
        link->own->read();
        Q_EMIT connected(connectionIndex(link->id));
        return;
    }
    Node *node = nodeOfBranch(link->own.get());
    beginReplace(node);
    if (state == LinkState::Disconnected || state == LinkState::Failed) {
        const QSignalBlocker quiet(link->own.get());
        link->own->forget();
        link->others.clear();
    }
    endReplace(nodeOfBranch(link->own.get()));
}

// Nodes found and made

ObjectTree::Node *ObjectTree::nodeOf(const QModelIndex &index) const { return static_cast<Node *>(index.internalPointer()); }

QModelIndex ObjectTree::indexOf(const Node *node) const { return node ? createIndex(node->row, 0, node) : QModelIndex(); }

ObjectTree::Link *ObjectTree::linkOf(const Node *node) const
{
    while (node->parent)
        node = node->parent;
    return m_links[node->ref].get();
}

ObjectBranch *ObjectTree::branchOf(const Node *node) const
{
    Link *link = linkOf(node);
    for (; node; node = node->parent) {
        if (node->what != What::Database)
            continue;
        const QString database = link->own->databases().at(node->ref).name;
        auto &branch = link->others[database];
        if (!branch) {
            branch = std::make_unique<ObjectBranch>(link->connection, database);
            const_cast<ObjectTree *>(this)->watch(branch.get());
        }
        return branch.get();
    }
    return link->own.get();
}

const pg::Object *ObjectTree::objectOf(const Node *node) const
{
    while (node && node->what != What::Object)
        node = node->parent;
    return node ? &branchOf(node)->names(ObjectGroup(node->sub)).at(node->ref) : nullptr;
}

const pg::Relation *ObjectTree::relationOf(const Node *node) const
{
    const auto *object = objectOf(node);
    const auto *details = object ? branchOf(node)->details(object->oid) : nullptr;
    return details ? details->relation.get() : nullptr;
}

ObjectTree::Node *ObjectTree::nodeOfBranch(const ObjectBranch *branch) const
{
    for (const auto &root : m_roots) {
        const auto &link = m_links[root->ref];
        if (link->own.get() == branch)
            return root.get();
        const auto other = std::ranges::find_if(link->others, [&](const auto &known) { return known.second.get() == branch; });
        if (other == link->others.end())
            continue;
        for (const auto &child : root->children) {
            if (child->what != What::Databases)
                continue;
            for (const auto &database : child->children) {
                if (link->own->databases().at(database->ref).name == other->first)
                    return database.get();
            }
        }
    }
    return nullptr;
}

ObjectTree::Node *ObjectTree::nodeOfObject(Node *below, quint32 oid) const
{
    if (!below)
        return nullptr;
    if (below->what == What::Object && ObjectGroup(below->sub) < ObjectGroup::Functions && objectOf(below)->oid == oid)
        return below;
    const bool isContainer = below->what != What::List && below->what != What::Databases;
    for (const auto &child : below->children) {
        if (!isContainer)
            break;
        if (Node *found = nodeOfObject(child.get(), oid))
            return found;
    }
    return nullptr;
}

ObjectTree::Node *ObjectTree::add(Nodes &nodes, Node *parent, What what, int sub, int ref)
{
    auto node = std::make_unique<Node>();
    node->parent = parent;
    node->row = int(nodes.size());
    node->what = what;
    node->sub = quint8(sub);
    node->ref = ref;
    return nodes.emplace_back(std::move(node)).get();
}

void ObjectTree::addNote(Nodes &nodes, Node *parent, const QString &text, Remedy remedy, bool isError)
{
    add(nodes, parent, What::Note, int(remedy), isError)->note = text;
}

// What stands where an answer is still to come, or never came; nothing where it is there.
void ObjectTree::addAnswer(Node *node, Nodes &nodes, Loading state, const Error &error, const QString &about)
{
    if (state == Loading::Unread || state == Loading::Reading) {
        addNote(nodes, node, tr("reading…"), Remedy::None, false);
    } else if (state == Loading::Failed) {
        const QString text = about.isEmpty() ? error.message : tr("%1: %2").arg(about, error.message);
        addNote(nodes, node, tr("%1 · Retry").arg(text), Remedy::Retry, true);
    }
}

ObjectTree::Nodes ObjectTree::children(Node *node)
{
    Nodes nodes;
    switch (node->what) {
    case What::Connection:
    case What::Database:
        addBranchChildren(node, nodes);
        break;
    case What::Databases:
        for (int i = 0; i < linkOf(node)->own->databases().size(); ++i)
            add(nodes, node, What::Database, 0, i);
        break;
    case What::Schema:
        addGroups(node, nodes);
        break;
    case What::Group: {
        const auto group = ObjectGroup(node->sub);
        const auto &names = branchOf(node)->names(group);
        addObjects(node, nodes, names.group(branchOf(node)->schemas().at(node->parent->ref).oid, group), group);
        break;
    }
    case What::Parts: {
        const auto &names = branchOf(node)->names(ObjectGroup::Tables);
        addObjects(node, nodes, names.parts(objectOf(node)->oid), ObjectGroup::Tables);
        break;
    }
    case What::Object:
        addRelationParts(node, nodes);
        break;
    case What::List: {
        const auto *relation = relationOf(node);
        const auto &list = node->sub == IndexList        ? relation->indexes
                           : node->sub == ConstraintList ? relation->constraints
                                                         : relation->triggers;
        for (int i = 0; i < list.size(); ++i)
            add(nodes, node, What::Item, node->sub, i);
        break;
    }
    case What::Column:
    case What::Item:
    case What::Note:
        break;
    }
    return nodes;
}

void ObjectTree::addBranchChildren(Node *node, Nodes &nodes)
{
    const Link *link = linkOf(node);
    const ObjectBranch *branch = branchOf(node);
    const bool isRead = branch->state(ObjectBranch::Schemas) == Loading::Ready;
    if (node->what == What::Connection && !isRead) {
        const auto state = link->connection ? link->connection->state() : LinkState::Disconnected;
        if (state == LinkState::Disconnected)
            return;
        if (state == LinkState::Connecting)
            return addNote(nodes, node, tr("connecting…"), Remedy::None, false);
        if (state == LinkState::Failed) {
            addNote(nodes, node, tr("%1 · Retry").arg(link->connection->error().message), Remedy::Retry, true);
            if (link->connection->error().code == "certificate"_L1)
                addNote(nodes, node, tr("Why? · Certificate tab"), Remedy::Certificate, false);
            const EnvReference &reference = link->connection->profile().reference;
            return addNote(nodes, node,
                           reference.isSet() ? tr("Go to line %1 in %2").arg(reference.line).arg(reference.fileName())
                                             : tr("Edit connection…"),
                           reference.isSet() ? Remedy::GoToLine : Remedy::Edit, false);
        }
    }
    if (!isRead)
        return addAnswer(node, nodes, branch->state(ObjectBranch::Schemas), branch->error(ObjectBranch::Schemas), {});
    for (int i = 0; i < branch->schemas().size(); ++i) {
        if (m_showsSystem || !branch->schemas()[i].isSystem)
            add(nodes, node, What::Schema, 0, i);
    }
    if (node->what != What::Connection)
        return;
    if (branch->state(ObjectBranch::Databases) == Loading::Failed)
        addAnswer(node, nodes, Loading::Failed, branch->error(ObjectBranch::Databases), tr("Other databases"));
    else if (!branch->databases().isEmpty())
        add(nodes, node, What::Databases, 0, 0);
}

void ObjectTree::addGroups(Node *node, Nodes &nodes)
{
    const ObjectBranch *branch = branchOf(node);
    const quint32 schema = branch->schemas().at(node->ref).oid;
    const std::pair<ObjectBranch::Question, QString> questions[] = {{ObjectBranch::Relations, tr("Tables and views")},
                                                                    {ObjectBranch::Routines, tr("Functions")},
                                                                    {ObjectBranch::Types, tr("Types")}};
    bool isReading = false;
    for (const auto &[question, about] : questions) {
        const Loading state = branch->state(question);
        if (state == Loading::Failed)
            addAnswer(node, nodes, state, branch->error(question), about);
        isReading = isReading || state == Loading::Reading || state == Loading::Unread;
        for (int i = 0; i < objectGroups; ++i) {
            const auto group = ObjectGroup(i);
            if (ObjectBranch::questionOf(group) == question && branch->names(group).count(schema, group) > 0)
                add(nodes, node, What::Group, i, 0);
        }
    }
    if (isReading)
        addNote(nodes, node, tr("reading…"), Remedy::None, false);
    else if (nodes.empty())
        addNote(nodes, node, tr("nothing here yet"), Remedy::None, false);
}

void ObjectTree::addObjects(Node *node, Nodes &nodes, const ObjectNames::Ids &ids, ObjectGroup group)
{
    nodes.reserve(ids.size());
    for (const qint32 id : ids)
        add(nodes, node, What::Object, int(group), id);
}

void ObjectTree::addRelationParts(Node *node, Nodes &nodes)
{
    const ObjectBranch *branch = branchOf(node);
    const auto *object = objectOf(node);
    const auto *details = branch->details(object->oid);
    const auto *relation = details ? details->relation.get() : nullptr;
    if (relation) {
        for (int i = 0; i < relation->columns.size(); ++i)
            add(nodes, node, What::Column, 0, i);
        if (!relation->indexes.isEmpty())
            add(nodes, node, What::List, IndexList, 0);
        if (!relation->constraints.isEmpty())
            add(nodes, node, What::List, ConstraintList, 0);
        if (!relation->triggers.isEmpty())
            add(nodes, node, What::List, TriggerList, 0);
        if (nodes.empty())
            addNote(nodes, node, tr("no columns"), Remedy::None, false);
    } else {
        addAnswer(node, nodes, details ? details->state : Loading::Reading, details ? details->error : Error{}, {});
    }
    if (!branch->names(ObjectGroup::Tables).parts(object->oid).isEmpty() && ObjectGroup(node->sub) == ObjectGroup::Tables)
        add(nodes, node, What::Parts, 0, 0);
}

bool ObjectTree::mayHaveChildren(const Node *node) const
{
    switch (node->what) {
    case What::Connection:
        return linkOf(node)->connection && linkOf(node)->connection->state() != LinkState::Disconnected;
    case What::Object:
        return ObjectGroup(node->sub) < ObjectGroup::Sequences;
    case What::Column:
    case What::Item:
    case What::Note:
        return false;
    default:
        return true;
    }
}

// The filter

bool ObjectTree::matches(const Node *node) const
{
    const bool isNamed = node->what == What::Connection || node->what == What::Database || node->what == What::Schema ||
                         node->what == What::Object || node->what == What::Column || node->what == What::Item;
    return isNamed && name(node).contains(m_filter, Qt::CaseInsensitive);
}

// Keeps below `node` what matches; false where nothing does and it does not match either. Reads nothing.
bool ObjectTree::buildFiltered(Node *node)
{
    bool isRead = node->what != What::Column && node->what != What::Item && node->what != What::Note;
    if (node->what == What::Object && isRead) {
        const bool hasParts = ObjectGroup(node->sub) == ObjectGroup::Tables && objectOf(node)->kind == pg::Kind::PartitionedTable;
        isRead = mayHaveChildren(node) && (hasParts || relationOf(node));
    }
    if (node->what == What::Database)
        isRead = branchOf(node)->state(ObjectBranch::Schemas) == Loading::Ready;
    if (isRead) {
        Nodes kept;
        for (auto &child : children(node)) {
            if (!buildFiltered(child.get()))
                continue;
            child->row = int(kept.size());
            kept.push_back(std::move(child));
        }
        node->isOnPath = node->isFetched = !kept.empty();
        node->children = std::move(kept);
    }
    return node->isOnPath || matches(node);
}

void ObjectTree::buildRoots()
{
    m_roots.clear();
    for (int i = 0; i < int(m_links.size()); ++i) {
        Node *root = add(m_roots, nullptr, What::Connection, 0, i);
        if (m_filter.isEmpty()) {
            root->children = children(root);
            root->isFetched = true;
        } else if (!buildFiltered(root)) {
            m_roots.pop_back();
        }
    }
}

bool ObjectTree::isOnFilteredPath(const QModelIndex &index) const { return index.isValid() && nodeOf(index)->isOnPath; }

// Rows that come and go

void ObjectTree::beginReplace(Node *node)
{
    if (!m_filter.isEmpty()) {
        Q_EMIT aboutToReplace({});
        beginResetModel();
        m_roots.clear();
        return;
    }
    if (!node)
        return;
    Q_EMIT aboutToReplace(indexOf(node));
    if (node->children.empty())
        return;
    beginRemoveRows(indexOf(node), 0, int(node->children.size()) - 1);
    node->children.clear();
    endRemoveRows();
}

void ObjectTree::endReplace(Node *node)
{
    if (!m_filter.isEmpty()) {
        buildRoots();
        endResetModel();
        Q_EMIT replaced({});
        return;
    }
    if (!node)
        return;
    const auto index = indexOf(node);
    if (node->isFetched) {
        Nodes made = children(node);
        if (!made.empty()) {
            beginInsertRows(index, 0, int(made.size()) - 1);
            node->children = std::move(made);
            endInsertRows();
        }
    }
    Q_EMIT dataChanged(index, index);
    Q_EMIT replaced(index);
}

void ObjectTree::askFor(const Node *node)
{
    const auto *object = node->what == What::Object ? objectOf(node) : nullptr;
    if (object && !branchOf(node)->details(object->oid))
        branchOf(node)->readDetails(object->oid);
}

bool ObjectTree::canFetchMore(const QModelIndex &parent) const
{
    return parent.isValid() && !nodeOf(parent)->isFetched && mayHaveChildren(nodeOf(parent));
}

void ObjectTree::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node *node = nodeOf(parent);
    node->isFetched = true;
    if (node->what == What::Database && branchOf(node)->state(ObjectBranch::Schemas) == Loading::Unread) {
        branchOf(node)->read(); // tells at once that it reads: endReplace() makes the row
        return;
    }
    askFor(node);
    Nodes made = children(node);
    if (made.empty())
        return;
    beginInsertRows(parent, 0, int(made.size()) - 1);
    node->children = std::move(made);
    endInsertRows();
}

QModelIndex ObjectTree::index(int row, int column, const QModelIndex &parent) const
{
    const Nodes &nodes = parent.isValid() ? nodeOf(parent)->children : m_roots;
    return column == 0 && row >= 0 && row < int(nodes.size()) ? createIndex(row, 0, nodes[row].get()) : QModelIndex();
}

QModelIndex ObjectTree::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent) : QModelIndex();
}

int ObjectTree::rowCount(const QModelIndex &parent) const
{
    return int((parent.isValid() ? nodeOf(parent)->children : m_roots).size());
}

int ObjectTree::columnCount(const QModelIndex &) const { return 1; }

bool ObjectTree::hasChildren(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return !m_roots.empty();
    const Node *node = nodeOf(parent);
    return node->isFetched ? !node->children.empty() : mayHaveChildren(node);
}

} // namespace oriel
