// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/querystate.h"

#include <QPointer>

#include <utility>

namespace oriel::pg {

void QueryState::addResult(std::shared_ptr<ResultStore> store)
{
    {
        const std::lock_guard lock(m_mutex);
        m_results.append(std::move(store));
    }
    tellColumns();
}

void QueryState::tellColumns()
{
    mailbox.post([](Query &query) {
        if (query.m_isFinished)
            return;
        query.m_shownRows = 0;
        Q_EMIT query.columnsArrived();
    });
}

void QueryState::tellRows()
{
    if (m_areRowsPosted.exchange(true))
        return;
    mailbox.post([self = shared_from_this()](Query &query) {
        self->m_areRowsPosted = false;
        query.showRows();
    });
}

void QueryState::tellPaused(std::chrono::milliseconds limit)
{
    mailbox.post([self = shared_from_this(), limit](Query &query) {
        if (query.m_isFinished || self->isFetchAllWanted)
            return;
        query.m_isPaused = true;
        Q_EMIT query.paused(limit);
    });
}

void QueryState::tellCopyIn()
{
    mailbox.post([](Query &query) {
        if (!query.m_isFinished)
            Q_EMIT query.copyInRefused();
    });
}

void QueryState::finish(const Result<Outcome> &outcome)
{
    if (!m_isFinished.exchange(true))
        mailbox.post([outcome](Query &query) { query.finish(outcome); });
}

QList<std::shared_ptr<ResultStore>> QueryState::results() const
{
    const std::lock_guard lock(m_mutex);
    return m_results;
}

void QueryState::ring(std::atomic<bool> &wish)
{
    wish = true;
    bell->ring();
}

bool QueryState::move(Stage to)
{
    Stage expected = Stage::Waiting;
    return m_stage.compare_exchange_strong(expected, to);
}

Query::Query(std::shared_ptr<QueryState> state) : m_state(std::move(state)) { m_state->mailbox.open(this); }

Query::~Query()
{
    m_state->mailbox.shut();
    if (!m_isFinished && !m_state->takeBack())
        m_state->ring(m_state->isCancelWanted);
}

std::shared_ptr<ResultStore> Query::rows() const { return m_state->results().value(0); }

QList<std::shared_ptr<ResultStore>> Query::results() const { return m_state->results(); }

bool Query::isFinished() const { return m_isFinished; }

bool Query::isPaused() const { return m_isPaused; }

void Query::cancel()
{
    if (m_isFinished)
        return;
    if (m_state->takeBack())
        m_state->finish(Outcome{.isCancelled = true, .isComplete = false});
    else
        m_state->ring(m_state->isCancelWanted);
}

void Query::resume()
{
    if (std::exchange(m_isPaused, false))
        m_state->ring(m_state->isResumeWanted);
}

void Query::fetchAll()
{
    m_isPaused = false;
    m_state->ring(m_state->isFetchAllWanted);
}

void Query::release()
{
    if (std::exchange(m_isPaused, false))
        m_state->ring(m_state->isReleaseWanted);
}

void Query::showRows()
{
    const auto results = m_state->results();
    if (m_isFinished || results.isEmpty())
        return;
    if (const qint64 total = results.last()->rowCount(); total != m_shownRows) {
        m_shownRows = total;
        Q_EMIT rowsArrived(total);
    }
}

void Query::finish(const Result<Outcome> &outcome)
{
    const QPointer<Query> self(this); // a slot may delete it
    showRows();
    if (!self)
        return;
    m_isFinished = true;
    m_isPaused = false;
    Q_EMIT finished(outcome);
}

} // namespace oriel::pg
