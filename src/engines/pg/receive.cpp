// SPDX-License-Identifier: GPL-3.0-or-later
// How a Run reads: the loop that every row of every result goes through.
#include "engines/pg/run.h"

#include <libpq-fe.h>

#include <poll.h>

#include <algorithm>
#include <utility>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::Clock;
using wire::Time;
using wire::Words;

namespace {

constexpr auto tellEvery = 100ms;
constexpr auto insistAfter = 1s; // PQcancel had no effect: RDS Proxy, a pooler
constexpr auto giveUpAfter = 4s; // then the socket is closed…
constexpr auto giveUpFlow = 10s; // …or then, while rows that were under way still come in
constexpr auto cancelLimit = 3s; // for PQcancel's own connection

} // namespace

bool Run::receive()
{
    while (!m_lost) {
        while (!PQisBusy(m_link)) {
            wire::Answer answer(PQgetResult(m_link));
            m_idleReads = 0;
            if (!answer) {
                if (PQstatus(m_link) == CONNECTION_BAD)
                    loseLink();
                return !m_lost;
            }
            take(std::move(answer));
            if (m_lost)
                return false;
        }
        if (!feed())
            return false;
    }
    return false;
}

// Under TLS libpq may hold back bytes that it has already taken off the socket, so poll() alone could wait for ever: after the
// socket spoke, the next waits are short. (A read that finds nothing costs more than the poll() that says so.)
bool Run::feed()
{
    if (m_store)
        m_store->publish();
    tell();
    if (!obey())
        return false;
    const int unsent = PQflush(m_link); // below 0: reading says why
    Time until = nextDuty();
    if (++m_idleReads <= 3)
        until = std::min(until, Clock::now() + (m_idleReads <= 2 ? 1ms : 100ms));
    if (wire::await(PQsocket(m_link), short(unsent > 0 ? POLLIN | POLLOUT : POLLIN), *m_line.ear.bell, until))
        m_idleReads = 0;
    if (!PQconsumeInput(m_link) && PQstatus(m_link) != CONNECTION_BAD) { // a bad link still gives what it had sent
        loseLink();
        return false;
    }
    return true;
}

void Run::take(wire::Answer answer)
{
    const pg_result *const result = answer.get();
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        takeRow(answer);
        return;
    case PGRES_TUPLES_OK:
        if (m_phase == Phase::Main) {
            if (!m_isOpen && !m_isDiscarding)
                openResult(m_host.types.columnsOf(result), TypeNames::modifiersOf(result));
            closeResult(result);
        } else if (m_phase == Phase::Types) {
            m_answer = std::move(answer);
        }
        return;
    case PGRES_COMMAND_OK:
        if (m_phase == Phase::Main)
            closeResult(result);
        return;
    case PGRES_COPY_OUT:
        takeCopyOut();
        return;
    case PGRES_COPY_IN:
    case PGRES_COPY_BOTH:
        refuseCopyIn();
        return;
    case PGRES_BAD_RESPONSE:
    case PGRES_FATAL_ERROR:
        takeError(result);
        return;
    case PGRES_EMPTY_QUERY:
    case PGRES_NONFATAL_ERROR: // never returned by PQgetResult; notices have their receiver
        return;
    case PGRES_PIPELINE_SYNC:
    case PGRES_PIPELINE_ABORTED:
#ifdef LIBPQ_HAS_CHUNK_MODE
    case PGRES_TUPLES_CHUNK: // libpq 17; only where it was asked for
#endif
        break;
    }
    lose({Words::tr("The server answered something that was not asked for; the connection was closed."), u"connection"_s, {}});
}

void Run::takeRow(const wire::Answer &row)
{
    if (m_isDiscarding) {
        m_outcome.isComplete = false;
        return;
    }
    const pg_result *const result = row.get();
    if (!m_isOpen)
        openResult(m_host.types.columnsOf(result), TypeNames::modifiersOf(result));
    const RunOptions &options = m_query.options;
    if (options.mayPause && (m_rowsSince >= options.pauseRows || m_bytesSince >= options.pauseBytes) &&
        !m_query.isFetchAllWanted) {
        pause(); // with this row in hand: so there is more on the server
        if (m_lost || m_isDiscarding) {
            m_outcome.isComplete = false;
            return;
        }
    }
    qint64 bytes = 0;
    const int count = int(m_fields.size());
    for (int i = 0; i < count; ++i) {
        const int size = PQgetlength(result, 0, i); // 0 for NULL too
        bytes += size;
        m_fields[size_t(i)] = {PQgetvalue(result, 0, i), size == 0 && PQgetisnull(result, 0, i) ? -1 : size};
    }
    if (!m_isDiscarding) // the sink took the columns
        keep(options.sink ? options.sink->row(m_fields) : m_store->append(m_fields), bytes);
}

// Counts a row. Our own side failing ends a plain read; anything that may write is read to its end all the same.
void Run::keep(const Result<> &kept, qint64 bytes)
{
    if (!kept) {
        stop(kept.error());
        return;
    }
    if (m_outcome.rows++ == 0)
        m_outcome.firstRow = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - m_start);
    m_outcome.bytes += bytes;
    m_outcome.largestRow = std::max(m_outcome.largestRow, bytes);
    ++m_rowsSince;
    m_bytesSince += bytes;
    m_hasUntold = m_store != nullptr;
}

void Run::stop(const Error &error)
{
    m_own = error;
    m_isDiscarding = true;
    m_outcome.isComplete = false;
    if (isRead())
        cancel();
}

void Run::openResult(QList<Column> columns, QList<int> modifiers)
{
    m_isOpen = true;
    m_fields.resize(size_t(columns.size()));
    if (const auto &sink = m_query.options.sink) {
        if (const auto begun = sink->begin(columns); !begun)
            stop(begun.error());
        return;
    }
    m_store = std::make_shared<ResultStore>(m_query.options.memoryBudget);
    if (std::ranges::any_of(columns, [](const Column &each) { return each.type == u"…"_s; }))
        m_host.unnamed.push_back({m_query.weak_from_this(), m_store, std::move(modifiers)});
    m_store->setColumns(std::move(columns));
    m_query.addResult(m_store);
}

void Run::closeResult(const pg_result *answer)
{
    if (answer)
        m_outcome.tag = wire::shown(PQcmdStatus(const_cast<pg_result *>(answer)));
    if (const auto store = std::exchange(m_store, nullptr)) {
        store->publish();
        m_query.tellRows();
    }
    m_isOpen = m_hasUntold = false;
    m_rowsSince = m_bytesSince = 0;
}

void Run::takeError(const pg_result *answer)
{
    const ServerError error = wire::serverError(answer, m_query.sql);
    if (error.code.isEmpty()) { // libpq's own words: the link is lost, which is found out at the end, or there is no memory
        if (PQstatus(m_link) == CONNECTION_OK && error.message.contains("memory"_L1))
            m_own = Error{Words::tr("There was not enough memory for a value. Ask for fewer or smaller ones."), u"ENOMEM"_s,
                          error.message};
        else if (PQstatus(m_link) == CONNECTION_OK)
            m_own = Error{Words::tr("The answer could not be read: %1.").arg(error.message), u"client"_s, {}};
        return;
    }
    if (wire::isFatal(answer)) {
        m_host.fatal = error;
        return;
    }
    m_hasFailed = true;
    if (m_cancel && error.code == "57014"_L1) {
        m_outcome.isCancelled = !m_isReleasing;
        m_outcome.isComplete = false;
    } else if (m_phase != Phase::Types && !m_outcome.error) {
        m_outcome.error = error;
    }
    if (m_isOpen)
        closeResult(nullptr);
}

// COPY … TO STDOUT: its lines are a result of one text column.
void Run::takeCopyOut()
{
    Column line;
    line.name = u"COPY"_s;
    line.type = u"text"_s;
    line.oid = 25;
    if (m_phase == Phase::Main && !m_isDiscarding)
        openResult({line}, {-1});
    const auto &sink = m_query.options.sink;
    while (!m_lost) {
        char *data = nullptr;
        const int size = PQgetCopyData(m_link, &data, 1);
        if (size < 0) // its end, or an error that the next result tells
            return;
        if (size == 0) {
            if (PQstatus(m_link) == CONNECTION_BAD) // what it had sent is taken; PQgetCopyData would go on to say "wait"
                loseLink();
            else
                feed();
            continue;
        }
        m_idleReads = 0;
        const int length = data[size - 1] == '\n' ? size - 1 : size;
        if (m_isOpen && !m_isDiscarding) {
            m_fields = {{data, length}};
            keep(sink ? sink->line({data, size_t(size)}) : m_store->append(m_fields), length);
        }
        PQfreemem(data);
    }
}

void Run::refuseCopyIn()
{
    while (!m_lost) {
        const int ended = PQputCopyEnd(m_link, "COPY FROM STDIN needs data: use Import");
        if (ended != 0) // below 0: the next result says why
            break;
        if (!feed())
            return;
    }
    m_query.tellCopyIn();
}

// The server is held back by not reading. Ends by resume, fetch all, release, cancel, or by itself.
void Run::pause()
{
    m_store->publish();
    m_query.isResumeWanted = false;
    m_query.isReleaseWanted = false;
    m_hasUntold = true;
    m_told = {};
    tell();
    m_line.changeState(SessionState::Paused);
    const auto limit = pauseLimit();
    m_query.tellPaused(limit);
    const Time until = Clock::now() + limit;
    while (!m_query.isResumeWanted && !m_query.isFetchAllWanted) {
        if (Clock::now() >= until)
            m_query.isReleaseWanted = true;
        if (!obey() || m_isDiscarding)
            break;
        wire::await(-1, 0, *m_line.ear.bell, until);
    }
    m_rowsSince = m_bytesSince = 0;
    m_line.changeState(SessionState::Running);
}

bool Run::obey()
{
    if (*m_line.ear.isClosing) {
        if (!m_cancel)
            m_cancel.emplace(m_link, m_line.ear.bell);
        lose({Words::tr("The session was closed."), u"closed"_s, {}});
        return false;
    }
    if (m_phase == Phase::After) // short, and the fate of what ran
        return true;
    if (!m_cancel &&
        (m_query.isCancelWanted || (m_query.isReleaseWanted && m_query.options.mayPause && m_phase == Phase::Main))) {
        m_isReleasing = !m_query.isCancelWanted;
        cancel();
    }
    if (!m_cancel)
        return true;
    const auto passed = Clock::now() - m_cancel->since();
    if (passed >= insistAfter && !m_cancel->isInsisting())
        m_cancel->insist(m_host.keywords, m_host.facts.processId, m_query.sql.toUtf8());
    if (passed < giveUpAfter || (m_idleReads == 0 && passed < giveUpFlow))
        return true;
    lose({Words::tr("The server did not react to the request to stop, so the connection was closed. The statement may still run "
                    "there as "
                    "process %1.")
              .arg(m_host.facts.processId),
          u"cancel"_s,
          {}});
    return false;
}

void Run::cancel()
{
    m_isDiscarding = true;
    if (!m_cancel)
        m_cancel.emplace(m_link, m_line.ear.bell);
}

// A request that is still under way could hit the next statement.
void Run::settleCancel()
{
    while (m_cancel && !m_lost && !m_cancel->isThrough() && Clock::now() < m_cancel->since() + cancelLimit &&
           !*m_line.ear.isClosing)
        wire::await(-1, 0, *m_line.ear.bell, m_cancel->since() + cancelLimit);
    if (m_cancel && m_isReleasing && !m_lost)
        m_outcome.isReleased = true;
    else if (m_cancel && !m_outcome.isComplete && !m_own)
        m_outcome.isCancelled = true;
    m_cancel.reset();
}

void Run::tell()
{
    if (!m_hasUntold || !m_store)
        return;
    const Time now = Clock::now();
    if (now - m_told < tellEvery)
        return;
    m_told = now;
    m_hasUntold = false;
    m_query.tellRows();
}

Time Run::nextDuty() const
{
    Time duty = Clock::now() + 1h;
    if (m_hasUntold)
        duty = std::min(duty, m_told + tellEvery);
    if (m_cancel)
        duty =
            std::min(duty, m_cancel->since() + (m_cancel->isInsisting() ? std::chrono::milliseconds(giveUpAfter) : insistAfter));
    return duty;
}

} // namespace oriel::pg
