// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/tablechanges.h"

#include <algorithm>

namespace oriel {

TableChanges::TableChanges(Connection *connection, QString database, QObject *parent)
    : QObject(parent), m_connection(connection), m_database(std::move(database))
{}

TableChanges::~TableChanges() = default;

void TableChanges::ask(const pg::Ask &question, std::function<void(const Connection::Rows &)> then)
{
    if (!m_connection)
        return Q_EMIT failed({tr("The connection was removed."), QStringLiteral("removed"), {}});
    m_asking = std::make_unique<QObject>();
    m_connection->ask(
        m_asking.get(), question,
        [this, then = std::move(then)](const Answer &answer) {
            const std::unique_ptr<QObject> answered = std::move(m_asking);
            if (answer) {
                then(*answer);
            } else {
                m_due.clear();
                Q_EMIT failed(answer.error());
            }
            Q_EMIT changed();
        },
        m_database);
    Q_EMIT changed();
}

void TableChanges::look()
{
    if (isBusy())
        return;
    ask(pg::activity(), [this](const Connection::Rows &rows) {
        m_since.isValid() ? compareWith(pg::readActivity(*rows)) : begin(pg::readActivity(*rows));
    });
}

void TableChanges::markAll()
{
    m_due.clear();
    m_baselines.clear();
    ask(pg::activity(), [this](const Connection::Rows &rows) {
        const QList<pg::TableActivity> tables = pg::readActivity(*rows);
        begin(tables);
        qint64 left = mostBytes;
        for (const pg::TableActivity &table : tables) {
            const qint64 bytes = table.pages * 8192;
            if (table.pages <= mostPages && bytes <= left) {
                left -= bytes;
                m_due.push_back(table.oid);
            }
        }
        m_isMarking = true;
        goOn();
    });
}

void TableChanges::begin(const QList<pg::TableActivity> &tables)
{
    m_since = QDateTime::currentDateTime();
    m_then.clear();
    m_compared.clear();
    m_changes.clear();
    for (const pg::TableActivity &table : tables)
        m_then[table.oid] = table;
    m_now = m_then;
}

void TableChanges::compareWith(const QList<pg::TableActivity> &tables)
{
    m_now.clear();
    const auto isWritten = [](const pg::TableActivity &now, const pg::TableActivity &then) {
        return now.file != then.file || now.inserted != then.inserted || now.updated != then.updated ||
               now.deleted != then.deleted;
    };
    QList<Change> changes;
    for (const pg::TableActivity &now : tables) {
        m_now[now.oid] = now;
        const auto then = m_then.find(now.oid);
        const auto known = std::ranges::find(m_changes, now.oid, &Change::oid);
        if (then != m_then.end() && !isWritten(now, then->second)) {
            if (known != m_changes.end() && m_baselines.contains(now.oid)) // counters lag: what was compared stands
                changes << *known;
            continue;
        }
        const auto compared = m_compared.find(now.oid);
        const bool isNews = compared == m_compared.end() || isWritten(now, compared->second);
        if (m_baselines.contains(now.oid) && isNews)
            m_due.push_back(now.oid);
        const bool isKnown = known != m_changes.end() && m_baselines.contains(now.oid);
        changes << (isKnown ? *known : changeOf(now));
    }
    for (const auto &[oid, then] : m_then)
        if (!m_now.contains(oid))
            changes << Change{oid, then.schema, then.name, Kind::Dropped, 0, 0, 0};
    std::ranges::sort(changes, {}, [](const Change &change) { return std::pair(change.schema, change.name); });
    m_changes = changes;
    m_isMarking = false;
    goOn();
}

TableChanges::Change TableChanges::changeOf(const pg::TableActivity &now) const
{
    const auto found = m_then.find(now.oid);
    const pg::TableActivity then = found == m_then.end() ? pg::TableActivity() : found->second;
    const auto since = [](qint64 count, qint64 before) { return count < before ? count : count - before; }; // they were reset
    return {now.oid,
            now.schema,
            now.name,
            found == m_then.end()   ? Kind::Created
            : now.file != then.file ? Kind::Rewritten
                                    : Kind::Counted,
            since(now.inserted, then.inserted),
            since(now.updated, then.updated),
            since(now.deleted, then.deleted)};
}

void TableChanges::goOn()
{
    if (m_due.empty())
        return Q_EMIT changed();
    m_isMarking ? markNext(m_due.front()) : compareNext(m_due.front());
}

void TableChanges::settle(quint32 table)
{
    std::erase(m_due, table);
    goOn();
}

void TableChanges::markNext(quint32 table)
{
    ask(pg::catalog::relation(table), [this, table](const Connection::Rows &rows) {
        const Result<pg::Relation> relation = pg::catalog::readRelation(*rows);
        if (!relation) // it is gone by now
            return settle(table);
        auto &baseline = m_baselines[table];
        baseline = std::make_unique<Baseline>();
        // Queued: it may be taken away then.
        connect(baseline.get(), &Baseline::wasMarked, this, [this, table] { settle(table); }, Qt::QueuedConnection);
        connect(
            baseline.get(), &Baseline::failed, this,
            [this, table] {
                if (m_isMarking)
                    m_baselines.erase(table);
                settle(table);
            },
            Qt::QueuedConnection);
        connect(
            baseline.get(), &Baseline::outdated, this,
            [this, table] {
                m_baselines.erase(table);
                settle(table);
            },
            Qt::QueuedConnection);
        connect(
            baseline.get(), &Baseline::wasCompared, this,
            [this, table, from = baseline.get()] {
                const pg::RowDiff &diff = from->compared()->diff;
                m_compared[table] = m_now[table];
                for (Change &change : m_changes)
                    if (change.oid == table)
                        change = {table,      change.schema, change.name, diff.isEmpty() ? Kind::Equal : Kind::Compared,
                                  diff.added, diff.changed,  diff.removed};
                settle(table);
            },
            Qt::QueuedConnection);
        baseline->mark(m_connection, m_database, pg::TableWindow(*relation, m_connection->facts().serverVersion), {}, {});
    });
}

void TableChanges::compareNext(quint32 table)
{
    if (const auto found = m_baselines.find(table); found != m_baselines.end() && found->second->marked())
        found->second->compare();
    else
        settle(table);
}

int TableChanges::markedCount() const
{
    return int(std::ranges::count_if(m_baselines, [](const auto &each) { return each.second->marked().has_value(); }));
}

std::optional<Baseline::Mark> TableChanges::markOf(quint32 table) const
{
    const auto found = m_baselines.find(table);
    return found == m_baselines.end() ? std::nullopt : found->second->marked();
}

std::shared_ptr<const Baseline::Compared> TableChanges::comparedOf(quint32 table) const
{
    const auto found = m_baselines.find(table);
    return found == m_baselines.end() ? nullptr : found->second->compared();
}

} // namespace oriel
