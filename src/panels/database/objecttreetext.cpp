// SPDX-License-Identifier: GPL-3.0-or-later
// What the object tree says of its rows.
#include "base/text.h"
#include "jobs/outside.h"
#include "panels/database/objectnode.h"
#include "widgets/plain.h"

#include <functional>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr QChar keySeparator(0x1f);
constexpr qsizetype longestName = 256; // drawn; a name of PostgreSQL has at most 63 bytes, a note is longer

QString groupLabel(ObjectGroup group)
{
    switch (group) {
    case ObjectGroup::Tables:
        return ObjectTree::tr("Tables");
    case ObjectGroup::Views:
        return ObjectTree::tr("Views");
    case ObjectGroup::MaterializedViews:
        return ObjectTree::tr("Materialized views");
    case ObjectGroup::ForeignTables:
        return ObjectTree::tr("Foreign tables");
    case ObjectGroup::Sequences:
        return ObjectTree::tr("Sequences");
    case ObjectGroup::Functions:
        return ObjectTree::tr("Functions");
    case ObjectGroup::Types:
        return ObjectTree::tr("Types");
    }
    return {};
}

QString listLabel(int list)
{
    return list == IndexList        ? ObjectTree::tr("Indexes")
           : list == ConstraintList ? ObjectTree::tr("Constraints")
                                    : ObjectTree::tr("Triggers");
}

const QList<pg::Detail> &listOf(const pg::Relation &relation, int list)
{
    return list == IndexList ? relation.indexes : list == ConstraintList ? relation.constraints : relation.triggers;
}

QString sizesText(const pg::Object &object)
{
    const QString rows = object.rows < 0 ? u"?"_s : countText(qint64(object.rows));
    return object.bytes > 0 ? rows + u" · "_s + sizeText(object.bytes) : rows;
}

Sign signOf(ObjectGroup group)
{
    switch (group) {
    case ObjectGroup::Tables:
        return Sign::Table;
    case ObjectGroup::Views:
        return Sign::View;
    case ObjectGroup::MaterializedViews:
        return Sign::MaterializedView;
    case ObjectGroup::ForeignTables:
        return Sign::ForeignTable;
    case ObjectGroup::Sequences:
        return Sign::Sequence;
    case ObjectGroup::Functions:
        return Sign::Function;
    case ObjectGroup::Types:
        break;
    }
    return Sign::Type;
}

// Where a reference's parameters stand, and what of them is worth a word.
void sayReference(const Connection &connection, const std::function<void(const QString &)> &say)
{
    const EnvReference &reference = connection.profile().reference;
    if (!reference.isSet())
        return;
    say(connection.outdated());
    say(ObjectTree::tr("Read from %1, line %2, at every connect; nothing of it is stored.")
            .arg(reference.file, QString::number(reference.line)));
    const auto &target = connection.target();
    if (!target)
        return;
    say(target->application);
    for (const QString &keyword : {QStringLiteral("sslrootcert"), QStringLiteral("sslcert"), QStringLiteral("sslkey")})
        if (const QString path = connection.profile().info.value(keyword); !path.isEmpty())
            say(keyword + u": "_s + path);
    if (!target->held.isEmpty())
        say(ObjectTree::tr("Asked for when connecting: %1").arg(heldText(target->held)));
    if (!target->unknown.isEmpty())
        say(ObjectTree::tr("Left out, this libpq does not know: %1").arg(target->unknown.join(u", "_s)));
    if (!target->isRead)
        say(ObjectTree::tr("The environment sets %1 too, and wins: applications started here do not read this one.")
                .arg(reference.variable));
}

} // namespace

QString ObjectTree::name(const Node *node) const
{
    switch (node->what) {
    case What::Connection: {
        const Link *link = linkOf(node);
        return link->connection ? link->connection->profile().name : QString();
    }
    case What::Databases:
        return tr("Other databases");
    case What::Database:
        return linkOf(node)->own->databases().at(node->ref).name;
    case What::Schema:
        return branchOf(node)->schemas().at(node->ref).name;
    case What::Group:
        return groupLabel(ObjectGroup(node->sub));
    case What::Object:
        return objectOf(node)->name;
    case What::Column:
        return relationOf(node)->columns.at(node->ref).name;
    case What::List:
        return listLabel(node->sub);
    case What::Item:
        return listOf(*relationOf(node), node->sub).at(node->ref).name;
    case What::Parts:
        return tr("Partitions");
    case What::Note:
        return node->note;
    }
    return {};
}

// Added to `to`: thousands of them are compared in one turn, without an allocation each.
void ObjectTree::addToken(QString &to, const Node *node) const
{
    switch (node->what) {
    case What::Connection:
        to += u'c' + linkOf(node)->id;
        break;
    case What::Databases:
        to += u'D';
        break;
    case What::Group:
        to += u'g' + QString::number(node->sub);
        break;
    case What::Object: {
        const auto *object = objectOf(node);
        (to += u'o').append(object->name).append(object->arguments);
        break;
    }
    case What::List:
        to += u'l' + QString::number(node->sub);
        break;
    case What::Parts:
        to += u'p';
        break;
    case What::Note:
        to += u'n';
        break;
    default:
        to += u'x' + name(node);
    }
}

QString ObjectTree::suffix(const Node *node) const
{
    if (node->what == What::Object) {
        const auto *object = objectOf(node);
        if (ObjectGroup(node->sub) == ObjectGroup::Functions)
            return object->arguments;
        if (object->kind != pg::Kind::PartitionedTable)
            return {};
        const auto parts = branchOf(node)->names(ObjectGroup::Tables).parts(object->oid).size();
        return parts == 1 ? tr("1 part") : tr("%1 parts").arg(parts);
    }
    if (node->what == What::Column) {
        const auto &column = relationOf(node)->columns.at(node->ref);
        QStringList said;
        if (column.isNotNull && !column.isPrimary)
            said << tr("not null");
        if (column.isIdentity)
            said << tr("identity");
        else if (column.isGenerated)
            said << tr("generated");
        else if (!column.defaultText.isEmpty())
            said << u"= "_s + column.defaultText.left(longestName);
        return said.join(u", "_s);
    }
    if (node->what == What::Item) {
        const auto &item = listOf(*relationOf(node), node->sub).at(node->ref);
        const QString definition = node->sub == ConstraintList ? item.definition.left(longestName) : QString();
        return item.state.isEmpty() || definition.isEmpty() ? item.state + definition : item.state + u", "_s + definition;
    }
    return {};
}

QString ObjectTree::facts(const Node *node) const
{
    switch (node->what) {
    case What::Connection: {
        const auto *connection = linkOf(node)->connection.data();
        if (!connection)
            return {};
        if (connection->state() == LinkState::Connecting)
            return connection->progress().isEmpty() ? tr("connecting…") : connection->progress();
        if (connection->state() == LinkState::Failed)
            return tr("failed");
        if (connection->state() == LinkState::Lost)
            return tr("lost");
        if (!connection->outdated().isEmpty())
            return tr("changed");
        const auto &profile = connection->profile();
        return profile.isSandbox ? tr("sandbox") : profile.isReadOnly ? tr("read-only") : QString();
    }
    case What::Databases:
        return exactCount(linkOf(node)->own->databases().size());
    case What::Schema: {
        const auto *branch = branchOf(node);
        int count = 0;
        for (int group = 0; group < relationGroups; ++group)
            count += branch->names(ObjectGroup(group)).count(branch->schemas().at(node->ref).oid, ObjectGroup(group));
        return branch->state(ObjectBranch::Relations) == Loading::Ready ? exactCount(count) : QString();
    }
    case What::Group:
        if (node->isOnPath)
            return exactCount(qint64(node->children.size()));
        return exactCount(branchOf(node)
                              ->names(ObjectGroup(node->sub))
                              .count(branchOf(node)->schemas().at(node->parent->ref).oid, ObjectGroup(node->sub)));
    case What::Object: {
        const auto *object = objectOf(node);
        const auto group = ObjectGroup(node->sub);
        if (group == ObjectGroup::Tables || group == ObjectGroup::MaterializedViews || group == ObjectGroup::ForeignTables)
            return sizesText(*object);
        const bool isPlain = object->kind == pg::Kind::Function || object->kind == pg::Kind::Type;
        return int(group) < relationGroups || isPlain ? QString() : pg::kindName(object->kind);
    }
    case What::Column:
        return relationOf(node)->columns.at(node->ref).type;
    case What::List:
        return exactCount(listOf(*relationOf(node), node->sub).size());
    case What::Parts:
        return exactCount(branchOf(node)->names(ObjectGroup::Tables).parts(objectOf(node)->oid).size());
    case What::Database:
    case What::Item:
    case What::Note:
        break;
    }
    return {};
}

QString ObjectTree::toolTip(const Node *node) const
{
    QStringList lines{name(node)};
    const auto say = [&](const QString &text) {
        if (!text.isEmpty())
            lines << text;
    };
    switch (node->what) {
    case What::Connection:
        if (const auto *connection = linkOf(node)->connection.data()) {
            say(connection->profile().info.summary());
            say(connection->error().message);
            if (connection->state() == LinkState::Connected)
                say(connection->facts().versionText);
            sayReference(*connection, say);
        }
        break;
    case What::Database:
        say(linkOf(node)->own->databases().at(node->ref).comment);
        break;
    case What::Schema:
        say(branchOf(node)->schemas().at(node->ref).comment);
        break;
    case What::Object: {
        const auto *object = objectOf(node);
        say(object->arguments);
        say(pg::kindName(object->kind));
        if (object->rows >= 0 && int(node->sub) < relationGroups)
            say(tr("about %1 rows").arg(exactCount(qint64(object->rows))));
        if (const auto *relation = relationOf(node))
            say(relation->comment);
        break;
    }
    case What::Column:
        say(facts(node));
        say(suffix(node));
        say(relationOf(node)->columns.at(node->ref).comment);
        break;
    case What::Item:
        say(listOf(*relationOf(node), node->sub).at(node->ref).definition);
        break;
    default:
        break;
    }
    return lines.join(u'\n');
}

Sign ObjectTree::sign(const Node *node) const
{
    switch (node->what) {
    case What::Connection:
        switch (linkOf(node)->connection ? linkOf(node)->connection->state() : LinkState::Disconnected) {
        case LinkState::Disconnected:
            return Sign::Off;
        case LinkState::Connecting:
            return Sign::Connecting;
        case LinkState::Connected:
            return Sign::On;
        case LinkState::Failed:
        case LinkState::Lost:
            return Sign::Bad;
        }
        return Sign::Off;
    case What::Database:
        return Sign::Database;
    case What::Schema:
        return Sign::Schema;
    case What::Object:
        return signOf(ObjectGroup(node->sub));
    case What::Column: {
        const auto &column = relationOf(node)->columns.at(node->ref);
        return column.isPrimary ? Sign::PrimaryKey : column.isForeign ? Sign::ForeignKey : Sign::Column;
    }
    case What::Item:
        return node->sub == IndexList ? Sign::Index : node->sub == ConstraintList ? Sign::Constraint : Sign::Trigger;
    case What::Note:
        return node->ref ? Sign::Warning : Sign::None;
    case What::Databases:
    case What::Group:
    case What::List:
    case What::Parts:
        break;
    }
    return Sign::None;
}

QVariant ObjectTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    const bool isConnection = node->what == What::Connection;
    switch (role) {
    case Qt::DisplayRole: {
        const auto *object = node->what == What::Object ? objectOf(node) : nullptr;
        QString shown = name(node);
        if (object && node->parent->what == What::Parts && object->schema != objectOf(node->parent)->schema) {
            for (const auto &schema : branchOf(node)->schemas()) {
                if (schema.oid == object->schema)
                    shown = schema.name + u'.' + shown;
            }
        }
        return withMarks(shown.left(longestName));
    }
    case Qt::ToolTipRole:
        return plain(toolTip(node));
    case Qt::AccessibleTextRole:
        return QStringList{name(node), suffix(node), facts(node)}.join(u' ').simplified();
    case SignRole:
        return int(sign(node));
    case SuffixRole:
        return withMarks(suffix(node));
    case FactsRole:
        return withMarks(facts(node));
    case IsMutedRole:
        return node->what == What::Group || node->what == What::List || node->what == What::Parts ||
               node->what == What::Databases || (node->what == What::Note && !node->ref) ||
               (isConnection && linkOf(node)->connection && linkOf(node)->connection->profile().reference.isSet() &&
                linkOf(node)->connection->state() == LinkState::Disconnected);
    case IsStrongRole:
        return isConnection && linkOf(node)->connection && linkOf(node)->connection->state() == LinkState::Connected;
    case IsProductionRole:
        return isConnection && linkOf(node)->connection && linkOf(node)->connection->profile().isProduction;
    default:
        return {};
    }
}

ObjectTree::Place ObjectTree::place(const QModelIndex &index) const
{
    Place place;
    if (!index.isValid())
        return place;
    const Node *node = nodeOf(index);
    place.what = node->what;
    place.connection = linkOf(node)->id;
    if (node->what == What::Note)
        place.remedy = Remedy(node->sub);
    if (node->what == What::Group)
        place.group = ObjectGroup(node->sub);
    const Node *at = node;
    for (; at->parent; at = at->parent) {
        if (at->what == What::Schema && place.schema.isEmpty())
            place.schema = name(at);
        else if (at->what == What::Database)
            place.database = name(at);
    }
    if (const auto *object = objectOf(node)) {
        place.kind = object->kind;
        place.arguments = object->arguments;
        place.isRelation = node->what == What::Object && ObjectGroup(node->sub) < ObjectGroup::Sequences;
        for (const auto &schema : branchOf(node)->schemas()) {
            if (schema.oid == object->schema)
                place.schema = schema.name; // a partition may live in another schema than its parent
        }
    }
    place.name = name(node);
    return place;
}

QString ObjectTree::key(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    QString found = index.parent().isValid() ? key(index.parent()) + keySeparator : QString();
    addToken(found, nodeOf(index));
    return found;
}

QModelIndex ObjectTree::indexOf(const QString &key) const
{
    const Nodes *nodes = &m_roots;
    const Node *found = nullptr;
    QString token;
    for (const auto &wanted : key.split(keySeparator)) {
        const auto at = std::ranges::find_if(*nodes, [&](const auto &node) {
            token.resize(0);
            addToken(token, node.get());
            return token == wanted;
        });
        if (at == nodes->end())
            return {};
        found = at->get();
        nodes = &found->children;
    }
    return indexOf(found);
}

QModelIndexList ObjectTree::childrenAmong(const QModelIndex &parent, const QSet<QString> &keys) const
{
    QString child = parent.isValid() ? key(parent) + keySeparator : QString();
    const qsizetype before = child.size();
    QModelIndexList found;
    if (std::ranges::none_of(keys, [&](const QString &known) { return known.startsWith(child); }))
        return found;
    for (const auto &node : parent.isValid() ? nodeOf(parent)->children : m_roots) {
        child.resize(before);
        addToken(child, node.get());
        if (keys.contains(child))
            found << indexOf(node.get());
    }
    return found;
}

QModelIndex ObjectTree::connectionIndex(const QString &id) const { return indexOf(u'c' + id); }

} // namespace oriel
