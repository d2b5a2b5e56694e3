// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: libpq's handles with their owners, and how a worker thread waits and talks to the GUI thread.
#pragma once

#include "base/answer.h"
#include "base/result.h"
#include "engines/pg/types.h"

#include <QCoreApplication>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include <locale.h>

struct pg_conn;
struct pg_result;

namespace oriel::pg::wire {

using oriel::await, oriel::Bell, oriel::Clock, oriel::detach, oriel::Mailbox;
using Time = Clock::time_point;
using Keywords = QList<QPair<QByteArray, QByteArray>>; // as for PQconnectStartParams

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::Session)
};

struct CloseConnection
{
    void operator()(pg_conn *connection) const;
};
struct ClearAnswer
{
    void operator()(pg_result *answer) const;
};
using Link = std::unique_ptr<pg_conn, CloseConnection>;
using Answer = std::unique_ptr<pg_result, ClearAnswer>;

// What a wait listens to: the session's bell, and whether everything is to stop.
struct Ear
{
    std::shared_ptr<Bell> bell;
    std::shared_ptr<std::atomic<bool>> isClosing;
};

// One short question of our own on a connection that is not in use; null when it is lost, late or the ear says stop.
Answer ask(pg_conn *connection, const QByteArray &sql, const Ear &ear, Time until);
QByteArray text(const Answer &answer, int row, int column); // empty for NULL
bool hasRows(const Answer &answer, int rows);               // PGRES_TUPLES_OK with at least so many

inline constexpr auto timeoutQuestion = "SELECT pg_catalog.current_setting('statement_timeout')";
std::optional<std::chrono::milliseconds> duration(const QByteArray &setting); // "1500ms", "2min", "0", as SHOW prints it

QString shown(const char *bytes);                                     // a server's text, invalid bytes visible; null is empty
ServerError serverError(const pg_result *answer, const QString &sql); // position in UTF-16 units of `sql`
bool isFatal(const pg_result *answer);                                // FATAL or PANIC in whatever language

// oriel::answerOf(), as long as the ear says.
template<typename Work>
auto answerOf(Work work, const Ear &ear, Time until)
{
    return oriel::answerOf(std::move(work), ear.bell, [&ear] { return ear.isClosing->load(); }, until);
}

// libpq's and the system's messages of this thread are in English while it lives.
class English final
{
public:
    English();
    ~English();
    Q_DISABLE_COPY_MOVE(English)

private:
    const locale_t m_english, m_before;
};

} // namespace oriel::pg::wire
