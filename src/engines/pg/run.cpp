// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/run.h"

#include "base/text.h"

#include <libpq-fe.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::Clock;
using wire::Words;

Run::Run(Line &line, Host &host, QueryState &query) : m_line(line), m_host(host), m_query(query), m_link(host.link.get()) {}

std::optional<Error> Run::execute()
{
    m_line.changeState(SessionState::Running);
    m_wasIdle = PQtransactionStatus(m_link) == PQTRANS_IDLE;
    bool isReady = true;
    for (const QByteArray &sql : m_query.options.before)
        isReady = isReady && command(Phase::Before, sql);
    if (isReady)
        learnTimeout();
    if (isReady && m_query.isCancelWanted)
        m_outcome.isComplete = !(m_outcome.isCancelled = m_hasFailed = true);
    else if (isReady)
        runMain();
    settleCancel();
    if (m_query.options.mayPause)
        askTypes(true);
    runAfter();
    askTypes(false);
    keepEncoding();
    conclude();
    return m_lost;
}

bool Run::command(Phase phase, const QByteArray &sql)
{
    if (m_lost)
        return false;
    m_phase = phase;
    const bool hadFailed = std::exchange(m_hasFailed, false);
    m_host.isQuiet = phase != Phase::After;
    if (!PQsendQuery(m_link, sql.constData()))
        loseLink();
    else
        receive();
    m_host.isQuiet = false;
    const bool isGood = !m_lost && !m_hasFailed;
    m_hasFailed |= hadFailed;
    return isGood;
}

// What the server's own limit leaves of a pause. It is asked for again only where a statement may have changed it.
void Run::learnTimeout()
{
    const RunOptions &options = m_query.options;
    const bool isOwn =
        std::ranges::any_of(options.before, [](const QByteArray &sql) { return sql.contains("statement_timeout"); });
    if (!options.mayPause)
        m_host.statementTimeout.reset();
    if (!options.mayPause || options.pauseLimit == 0ms || m_host.facts.isPooled)
        return;
    auto known = isOwn ? std::nullopt : m_host.statementTimeout;
    if (!known) {
        m_answer = nullptr;
        const bool hadFailed = m_hasFailed;
        command(Phase::Types, wire::timeoutQuestion);
        m_hasFailed = hadFailed;
        known = wire::hasRows(m_answer, 1) ? wire::duration(wire::text(m_answer, 0, 0)) : 0ms;
    }
    m_timeout = *known;
    if (!isOwn)
        m_host.statementTimeout = known;
}

// At most what was asked for; less where the server's statement_timeout would end the statement before, with an error. Where
// nobody can see who waits, or where holding a snapshot hurts (a pooler, a standby), nothing stays paused (SAFETY 3).
std::chrono::milliseconds Run::pauseLimit() const
{
    if (m_host.facts.isPooled || m_host.facts.inRecovery)
        return 0ms;
    const auto asked = m_query.options.pauseLimit;
    if (m_timeout == 0ms)
        return asked;
    const auto left = m_timeout - std::min<std::chrono::milliseconds>(m_timeout / 10, 1s) - (Clock::now() - m_sent);
    return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(left), 0ms, asked);
}

void Run::runMain()
{
    m_phase = Phase::Main;
    m_sent = Clock::now();
    const QByteArray sql = m_query.sql.toUtf8();
    const auto &parameters = m_query.options.parameters;
    std::vector<const char *> values;
    for (const auto &parameter : parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    const bool isSent =
        m_query.options.isExtended || !parameters.isEmpty()
            ? PQsendQueryParams(m_link, sql.constData(), int(values.size()), nullptr, values.data(), nullptr, nullptr, 0)
            : PQsendQuery(m_link, sql.constData());
    if (!isSent && PQstatus(m_link) == CONNECTION_OK) { // too many parameters, no memory
        m_own = Error{Words::tr("The statement could not be sent: %1.").arg(wire::shown(PQerrorMessage(m_link)).trimmed()),
                      u"client"_s,
                      {}};
        return;
    }
    m_isSent = true;
    if (!isSent) {
        loseLink();
        return;
    }
    PQsetSingleRowMode(m_link);
    receive();
}

// In a transaction that `before` opened nothing is left behind: what failed ends in ROLLBACK, whatever `after` says.
void Run::runAfter()
{
    const auto &after = m_query.options.after;
    const auto isOurs = [this] {
        return m_wasIdle && !m_query.options.before.isEmpty() && PQtransactionStatus(m_link) != PQTRANS_IDLE;
    };
    if (m_hasFailed && isOurs()) {
        command(Phase::After, "ROLLBACK"_ba);
        return;
    }
    for (const QByteArray &sql : after)
        command(Phase::After, sql);
    if (isOurs())
        command(Phase::After, "ROLLBACK"_ba);
}

// Names the types of results that are the database's own. Inside a transaction only when it is ours and reads: a question that
// fails would take a user's work with it.
void Run::askTypes(bool isInOurTransaction)
{
    const auto status = PQtransactionStatus(m_link);
    const bool isAllowed = status == PQTRANS_IDLE ||
                           (isInOurTransaction && status == PQTRANS_INTRANS && m_wasIdle && !m_query.options.before.isEmpty());
    if (m_lost || m_host.unnamed.empty() || !isAllowed || m_query.isCancelWanted)
        return;
    if (m_host.types.hasQuestions()) {
        m_answer = nullptr;
        const bool hadFailed = m_hasFailed;
        command(Phase::Types, m_host.types.question());
        m_hasFailed = hadFailed;
        m_host.types.learn(m_answer);
    }
    for (const Host::Unnamed &each : std::exchange(m_host.unnamed, {})) {
        const auto store = each.store.lock();
        const auto query = each.query.lock();
        if (store)
            store->setColumns(m_host.types.named(store->columns(), each.modifiers));
        if (store && query)
            query->tellColumns();
    }
}

// What is shown was asked for in one encoding (dial.cpp says which); a SET client_encoding in the user's text is undone and said.
void Run::keepEncoding()
{
    const auto status = PQtransactionStatus(m_link);
    const QByteArrayView encoding = PQparameterStatus(m_link, "client_encoding");
    const QByteArray wanted = m_host.facts.encoding == "SQL_ASCII"_L1 ? "SQL_ASCII"_ba : "UTF8"_ba;
    if (m_lost || encoding.isEmpty() || encoding == wanted || (status != PQTRANS_IDLE && status != PQTRANS_INTRANS))
        return;
    if (command(Phase::After, "SET client_encoding TO '"_ba + wanted + '\''))
        m_line.notice({u"NOTICE"_s,
                       Words::tr("client_encoding was set back to %1: Oriel shows all text as UTF-8.").arg(QLatin1String(wanted)),
                       {},
                       {},
                       {}});
}

void Run::conclude()
{
    const auto microseconds = [](auto span) { return std::chrono::duration_cast<std::chrono::microseconds>(span); };
    m_outcome.total = microseconds(Clock::now() - m_start);
    if (m_isOpen)
        closeResult(nullptr);
    if (m_lost)
        return; // the worker says so, then finishes the query
    switch (PQtransactionStatus(m_link)) {
    case PQTRANS_IDLE:
        m_line.changeState(SessionState::Idle);
        break;
    case PQTRANS_INERROR:
        m_line.changeState(SessionState::Failed);
        break;
    default:
        m_line.changeState(SessionState::InTransaction);
    }
    if (m_own) {
        if (!isRead() && !m_outcome.tag.isEmpty())
            m_own->message += u' ' + Words::tr("The statement itself was carried out: %1.").arg(m_outcome.tag);
        m_query.finish(std::unexpected(*m_own));
    } else {
        m_query.finish(m_outcome);
    }
}

void Run::lose(const Error &error)
{
    if (m_lost)
        return;
    m_lost = error;
    if (!m_isSent)
        m_lost->message += u' ' + Words::tr("The statement had not been sent.");
    else if (!isRead() && m_phase != Phase::Types)
        m_lost->message += u' ' + Words::tr("Whether the statement took effect is unknown: look before you run it again.");
    else if (m_outcome.rows > 0 && !m_query.options.sink)
        m_lost->message += u' ' + Words::tr("The %1 rows read before are kept.").arg(exactCount(m_outcome.rows));
}

void Run::loseLink()
{
    const QString words = redacted(wire::shown(PQerrorMessage(m_link)).trimmed());
    if (const auto &fatal = m_host.fatal)
        lose({Words::tr("The server ended the connection: %1.").arg(fatal->message),
              fatal->code.isEmpty() ? u"lost"_s : fatal->code, words});
    else if (words.contains("memory"_L1))
        lose({Words::tr("There was not enough memory for a value, and the connection had to be closed. Ask for fewer or smaller "
                        "values."),
              u"ENOMEM"_s, words});
    else
        lose({Words::tr("The connection to %1 was lost: the server crashed, was restarted, or the network is gone. The next run "
                        "connects again.")
                  .arg(m_host.facts.host),
              u"lost"_s, words});
}

} // namespace oriel::pg
