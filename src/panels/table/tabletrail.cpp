// SPDX-License-Identifier: GPL-3.0-or-later
// Along foreign keys, in both directions, and back.
#include "base/text.h"
#include "panels/table/referrers.h"
#include "panels/table/tableprivate.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestTrail = 50;
constexpr int namesShown = 3;
constexpr quint32 firstOfUsers = 16384; // FirstNormalObjectId

} // namespace

void TableDocument::Private::learnReferences()
{
    if (!window || !connection || referencesOf == window->relation().oid)
        return;
    const pg::Relation &relation = window->relation();
    QList<quint32> types; // the viewer names the fields of rows
    for (const Column &column : window->columns())
        if (column.oid >= firstOfUsers)
            types << column.oid;
    if (!types.isEmpty())
        askAside(q, pg::catalog::fields(types), [this](const Answer &answer) {
            if (answer)
                value->setFieldNames(
                    [fields = pg::catalog::readFields(**answer)](const Column &column) { return fields.value(column.oid); });
        });
    askAside(q, pg::references(relation.oid),
             [this, asked = token, oid = relation.oid, schema = relation.schema, name = relation.name](const Answer &answer) {
                 const auto found = answer ? pg::readReferences(**answer, schema, name) : std::unexpected(answer.error());
                 if (asked != token || !found)
                     return;
                 references = *found;
                 referencesOf = oid;
                 enableTrail();
             });
}

const pg::ForeignKey *TableDocument::Private::keyOf(int column) const
{
    if (!window || referencesOf != window->relation().oid || column < 0 || column >= shown()->columns().size())
        return nullptr;
    const auto found = std::ranges::find_if(
        references.out, [name = columnAt(column).name](const pg::ForeignKey &key) { return key.columns.contains(name); });
    return found == references.out.end() ? nullptr : &*found;
}

// As the other table's columns have the values that this row has; empty where one is NULL or not shown whole.
QString TableDocument::Private::conditionOf(const QStringList &from, const QStringList &to, int row) const
{
    QStringList parts;
    for (qsizetype i = 0; i < from.size(); ++i) {
        const auto at = std::ranges::find(shown()->columns(), from[i], &Column::name);
        if (at == shown()->columns().end())
            return {};
        const Cell cell = shown()->cell(row, int(at - shown()->columns().begin()));
        if (cell.isNull || cell.isCut())
            return {};
        Column column = *at;
        column.name = to[i];
        parts << pg::condition(column, pg::Compare::Equal, cell);
    }
    return parts.join(u" AND "_s);
}

void TableDocument::Private::follow(bool isPeek)
{
    const QModelIndex current = grid->currentIndex();
    const pg::ForeignKey *key = current.isValid() ? keyOf(current.column()) : nullptr;
    if (!key)
        return say(tr("No foreign key on this column"));
    const QString condition = conditionOf(key->columns, key->toColumns, current.row());
    if (condition.isEmpty())
        return say(tr("NULL refers to no row"));
    const Wanted next{key->toSchema, key->toTable, {Chip{condition, true}}, {}, {}};
    if (isPeek)
        peekAt(next);
    else
        walk(next);
}

void TableDocument::Private::walk(const Wanted &next)
{
    Trail after{trail.behind, {}};
    after.behind << Stop{held, here().value_or(Jump{})};
    if (after.behind.size() > longestTrail)
        after.behind.removeFirst();
    goThere({next, Jump{.column = 0, .left = 0}}, after);
}

void TableDocument::Private::step(QList<Stop> Trail::*from, QList<Stop> Trail::*to)
{
    if ((trail.*from).isEmpty())
        return;
    Trail after = trail;
    (after.*to) << Stop{held, here().value_or(Jump{})};
    const Stop stop = (after.*from).takeLast();
    agreed = stop.wanted; // it ran before
    goThere(stop, after);
}

void TableDocument::Private::goThere(const Stop &stop, const Trail &after)
{
    mayTakeLong = false;
    wanted = stop.wanted;
    pending = after;
    closePanes();
    load(stop.jump);
}

void TableDocument::Private::enableTrail()
{
    back->setEnabled(!trail.behind.isEmpty());
    forward->setEnabled(!trail.ahead.isEmpty());
    const int column = grid->currentIndex().isValid() ? grid->currentIndex().column() : -1;
    for (QAction *action : {followKey, peek})
        action->setEnabled(keyOf(column));
    referrers->setEnabled(column >= 0 && !references.in.isEmpty() && window && referencesOf == window->relation().oid);
    for (QAction *action : std::as_const(ofCell))
        action->setEnabled(window && column >= 0);
}

// "public.rental › public.inventory › public.film"
QString TableDocument::Private::trailText() const
{
    QStringList names;
    for (const Stop &stop : trail.behind)
        names << stop.wanted.schema + u'.' + stop.wanted.name;
    names << wanted.schema + u'.' + wanted.name;
    const bool isLong = names.size() > namesShown;
    return (isLong ? u"… › "_s : QString()) + names.sliced(isLong ? names.size() - namesShown : 0).join(u" › "_s);
}

void TableDocument::Private::showReferrers()
{
    const QModelIndex current = grid->currentIndex();
    if (!current.isValid() || references.in.isEmpty())
        return;
    QList<Referrers::Entry> entries;
    for (const pg::ForeignKey &key : std::as_const(references.in))
        entries << Referrers::Entry{key, conditionOf(key.toColumns, key.columns, current.row())};
    auto *popup = new Referrers(rowTitle(current.row()), entries, q);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(popup, &Referrers::chosen, q, [this, popup](int index) {
        const Referrers::Entry entry = popup->entries().at(index);
        popup->close();
        walk({entry.key.schema, entry.key.table, {Chip{entry.condition, true}}, {}, {}});
    });
    QObject::connect(popup, &Referrers::countAsked, popup, [this, popup](int index) {
        const Referrers::Entry &entry = popup->entries().at(index);
        const QString sql =
            u"SELECT count(*) FROM %1 WHERE %2"_s.arg(pg::qualified(entry.key.schema, entry.key.table), entry.condition);
        pg::Ask question{sql.toUtf8(), {}};
        question.hasUserText = true; // equality of types of the user's own
        const auto show = [popup, index](const Answer &answer) {
            popup->showCount(index, answer && (*answer)->rowCount() > 0
                                        ? exactCount((*answer)->cell(0, 0).text.toLongLong())
                                        : tr("not counted: %1").arg(answer ? QString() : answer.error().message));
        };
        if (!askAside(popup, question, show))
            popup->showCount(index, tr("not counted"));
    });
    popup->move(grid->viewport()->mapToGlobal(grid->visualRect(current).bottomLeft()));
    popup->show();
}

} // namespace oriel
