// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/session.h"

#include "engines/pg/dial.h"
#include "engines/pg/line.h"

#include <QPointer>
#include <QTimer>

#include <utility>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using wire::Words;

namespace {

Error closedError() { return {Words::tr("The session was closed."), u"closed"_s, {}}; }

} // namespace

struct Session::Private
{
    explicit Private(Session *session) : q(session) {}

    Session *const q;
    std::shared_ptr<Line> line; // null while closed or lost
    SessionState state = SessionState::Closed;
    SessionFacts facts;
    bool isAwaiting = false; // its line has no worker yet
    QTimer overdue;          // for a worker that sits inside a call of libpq beyond the deadline

    void change(SessionState to);
    void begin();
    void drop(const Error &reason);
    void fail(const Error &error);
};

void Session::Private::change(SessionState to)
{
    if (state != to) {
        state = to;
        Q_EMIT q->stateChanged(to);
    }
}

void Session::Private::begin()
{
    drop(closedError());
    facts = {};
    line = std::make_shared<Line>();
    line->mailbox.open(q);
}

void Session::Private::drop(const Error &reason)
{
    overdue.stop();
    isAwaiting = false;
    if (const auto old = std::exchange(line, nullptr))
        old->close(reason);
}

void Session::Private::fail(const Error &error)
{
    drop(error);
    const QPointer<Session> alive(q);
    change(SessionState::Closed);
    if (alive)
        Q_EMIT q->openFailed(error);
}

// An event counts only while this is still the session's line: one of an earlier open() comes too late.
template<typename F>
void Line::post(F deliver)
{
    mailbox.post([self = shared_from_this(), deliver = std::move(deliver)](Session &session) {
        if (session.d->line == self)
            deliver(session, *session.d);
    });
}

void Line::opened(const SessionFacts &facts)
{
    post([facts](Session &session, Session::Private &d) {
        d.overdue.stop();
        d.facts = facts;
        const QPointer<Session> alive(&session);
        d.change(SessionState::Idle);
        if (alive)
            Q_EMIT session.opened(facts);
    });
}

void Line::openFailed(const Error &error)
{
    post([error](Session &, Session::Private &d) { d.fail(error); });
}

void Line::changeState(SessionState state)
{
    post([state](Session &, Session::Private &d) { d.change(state); });
}

void Line::notice(const Notice &notice)
{
    post([notice](Session &session, Session::Private &) { Q_EMIT session.noticeArrived(notice); });
}

void Line::parameter(const QString &name, const QString &value)
{
    post([name, value](Session &session, Session::Private &d) {
        if (name == "TimeZone"_L1)
            d.facts.timeZone = value;
        else if (name == "standard_conforming_strings"_L1)
            d.facts.standardStrings = value != "off"_L1;
        else if (name == "in_hot_standby"_L1)
            d.facts.inRecovery = value == "on"_L1;
        Q_EMIT session.parameterChanged(name, value);
    });
}

void Line::lost(const Error &error)
{
    post([error](Session &session, Session::Private &d) {
        d.drop(error);
        const QPointer<Session> alive(&session);
        d.change(SessionState::Lost);
        if (alive)
            Q_EMIT session.lost(error);
    });
}

void Line::enqueue(const std::shared_ptr<QueryState> &query)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_end) {
            m_waiting.push_back(query);
            ear.bell->ring();
            return;
        }
    }
    query->finish(std::unexpected(*m_end)); // set once, never again
}

void Line::close(const Error &reason)
{
    mailbox.shut();
    end(reason);
    const std::lock_guard lock(m_mutex);
    if (const auto running = m_running.lock())
        running->finish(std::unexpected(reason));
    *ear.isClosing = true;
    ear.bell->ring();
}

std::shared_ptr<QueryState> Line::next()
{
    const std::lock_guard lock(m_mutex);
    while (!m_waiting.empty()) {
        const auto query = m_waiting.front();
        m_waiting.pop_front();
        if (query->start()) {
            m_running = query;
            return query;
        }
    }
    return nullptr;
}

void Line::end(const Error &reason)
{
    std::deque<std::shared_ptr<QueryState>> left;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_end)
            m_end = reason;
        left.swap(m_waiting);
    }
    for (const auto &query : left) {
        if (query->takeBack())
            query->finish(std::unexpected(reason));
    }
}

Session::Session(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
    d->overdue.setSingleShot(true);
    connect(&d->overdue, &QTimer::timeout, this,
            [this] { d->fail({tr("The server did not answer in time. Check host, port and network."), u"timeout"_s, {}}); });
}

Session::~Session() { d->drop(closedError()); }

void Session::awaitParameters()
{
    d->begin();
    d->isAwaiting = true;
    d->change(SessionState::Connecting);
}

void Session::open(const ConnInfo &info, std::chrono::milliseconds deadline)
{
    if (!std::exchange(d->isAwaiting, false))
        d->begin();
    const auto asked = wire::connectTimeout(info.value(u"connect_timeout"_s).toLatin1()).value_or(std::chrono::seconds(0));
    const auto limit = std::max(deadline, std::chrono::milliseconds(asked * info.value(u"host"_s).split(u',').size()));
    d->line->info = info;
    d->line->deadline = wire::Clock::now() + limit;
    d->overdue.start(limit + std::chrono::milliseconds(500));
    if (!wire::detach([line = d->line] { runWorker(line); }))
        d->line->openFailed({tr("This machine has no thread left for a connection. Close something first."), u"ENOMEM"_s, {}});
    d->change(SessionState::Connecting);
}

void Session::refuse(const Error &error)
{
    if (d->isAwaiting)
        d->fail(error);
}

void Session::cancelOpen()
{
    if (d->state == SessionState::Connecting)
        d->fail({tr("The connection attempt was cancelled."), u"cancelled"_s, {}});
}

void Session::close()
{
    d->drop(closedError());
    d->change(SessionState::Closed);
}

std::unique_ptr<Query> Session::run(const QString &sql, const RunOptions &options)
{
    const auto bell = d->line ? d->line->ear.bell : std::make_shared<wire::Bell>();
    const auto state = std::make_shared<QueryState>(sql, options, bell);
    std::unique_ptr<Query> query(new Query(state));
    if (sql.contains(QChar(0)))
        state->finish(std::unexpected(
            Error{tr("The statement holds a NUL character, which PostgreSQL cannot take. Remove it."), u"guard"_s, {}}));
    else if (d->line)
        d->line->enqueue(state);
    else if (d->state == SessionState::Lost)
        state->finish(std::unexpected(Error{tr("The connection was lost. Connect again, then run it."), u"lost"_s, {}}));
    else
        state->finish(std::unexpected(closedError()));
    return query;
}

SessionState Session::state() const { return d->state; }

SessionFacts Session::facts() const { return d->facts; }

bool Session::isOpen() const { return d->line && d->state != SessionState::Connecting; }

bool Session::awaitWorkers(std::chrono::milliseconds limit) { return awaitDetached(limit); }

} // namespace oriel::pg
