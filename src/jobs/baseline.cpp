// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/baseline.h"

#include "base/text.h"

#include <algorithm>

namespace oriel {

namespace {

pg::RowSet setOf(const Connection::Rows &rows)
{
    const qint64 count = rows->rowCount();
    return {rows, std::min(count, Baseline::mostRows), count > Baseline::mostRows || rows->bytes() >= Baseline::mostBytes};
}

// What of a table's columns is not as it was, in words; empty: all is.
QString changesOf(const QList<Column> &before, const QList<Column> &now)
{
    QStringList changes;
    const auto find = [](const QList<Column> &among, const QString &name) {
        const auto found = std::ranges::find(among, name, &Column::name);
        return found == among.end() ? nullptr : &*found;
    };
    for (const Column &column : now)
        if (const Column *was = find(before, column.name); !was)
            changes << Baseline::tr("%1 was added").arg(withMarks(column.name.left(63)));
        else if (was->type != column.type || was->oid != column.oid)
            changes << Baseline::tr("%1 is %2 now").arg(withMarks(column.name.left(63)), withMarks(column.type));
    for (const Column &column : before)
        if (!find(now, column.name))
            changes << Baseline::tr("%1 is gone").arg(withMarks(column.name.left(63)));
    const auto isSamePlace = [](const Column &one, const Column &other) { return one.name == other.name; };
    if (changes.isEmpty() && !std::ranges::equal(before, now, isSamePlace))
        changes << Baseline::tr("their order is another");
    return changes.join(QStringLiteral(", "));
}

} // namespace

void Baseline::mark(Connection *connection, const QString &database, const pg::TableWindow &window, const QStringList &by,
                    const QString &timeZone)
{
    stop();
    m_connection = connection;
    m_marking = Mark{window, window.newest(by, mostRows), database, timeZone, {}, QDateTime::currentDateTime()};
    ask(m_marking->how.ask, &Baseline::takeMark);
}

void Baseline::take(Connection *connection, const Mark &mark)
{
    stop();
    m_connection = connection;
    m_mark = mark;
    m_compared.reset();
}

void Baseline::ask(pg::Ask question, void (Baseline::*then)(const Connection::Rows &))
{
    const Mark &of = m_marking ? *m_marking : *m_mark;
    m_asking = std::make_unique<QObject>();
    if (!m_connection) {
        m_asking.reset();
        m_marking.reset();
        return Q_EMIT failed({tr("The connection of this table was removed."), QStringLiteral("removed"), {}});
    }
    question.timeZone = of.timeZone;
    Q_EMIT busyChanged();
    m_connection->ask(
        m_asking.get(), question,
        [this, then](const Answer &answer) {
            const std::unique_ptr<QObject> answered = std::move(m_asking);
            if (answer) {
                (this->*then)(*answer);
            } else {
                m_marking.reset();
                Q_EMIT failed(answer.error());
            }
            Q_EMIT busyChanged();
        },
        of.database, mostBytes);
}

void Baseline::takeMark(const Connection::Rows &rows)
{
    m_mark = std::exchange(m_marking, std::nullopt);
    m_mark->rows = setOf(rows);
    m_compared.reset();
    Q_EMIT wasMarked();
}

void Baseline::compare()
{
    if (!m_mark || isBusy())
        return;
    const pg::Relation &relation = m_mark->window.relation();
    ask(pg::catalog::relation(relation.schema, relation.name), &Baseline::takeRelation);
}

void Baseline::takeRelation(const Connection::Rows &rows)
{
    const Result<pg::Relation> relation = pg::catalog::readRelation(*rows);
    if (!relation)
        return Q_EMIT failed(relation.error());
    const pg::TableWindow now(*relation, m_connection ? m_connection->facts().serverVersion : 0, {}, m_mark->window.choice());
    if (const QString changes = changesOf(m_mark->window.columns(), now.columns()); !changes.isEmpty()) {
        clear();
        return Q_EMIT outdated(changes);
    }
    const pg::TableWindow::Newest how = now.newest(m_mark->how.by, mostRows);
    if (how.matching != m_mark->how.matching) {
        clear();
        return Q_EMIT outdated(tr("its rows are ordered in another way"));
    }
    ask(how.ask, &Baseline::takeNow);
}

void Baseline::takeNow(const Connection::Rows &rows)
{
    m_isComparing = true;
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [before = m_mark->rows, now = setOf(rows), matching = m_mark->how.matching](std::stop_token) {
            return std::make_shared<const Compared>(
                Compared{before, now, pg::compare(before, now, matching), QDateTime::currentDateTime()});
        },
        [this](const std::shared_ptr<const Compared> &compared) {
            m_isComparing = false;
            m_compared = compared;
            Q_EMIT wasCompared();
            Q_EMIT busyChanged();
        });
}

void Baseline::stop()
{
    const bool wasBusy = isBusy();
    m_job.cancel();
    m_isComparing = false;
    m_asking.reset();
    m_marking.reset();
    if (wasBusy)
        Q_EMIT busyChanged();
}

void Baseline::clear()
{
    stop();
    m_mark.reset();
    m_compared.reset();
}

} // namespace oriel
