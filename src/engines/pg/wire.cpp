// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/wire.h"

#include "base/text.h"

#include <libpq-fe.h>

#include <poll.h>

namespace oriel::pg::wire {

void CloseConnection::operator()(pg_conn *connection) const { PQfinish(connection); }

void ClearAnswer::operator()(pg_result *answer) const { PQclear(answer); }

Answer ask(pg_conn *connection, const QByteArray &sql, const Ear &ear, Time until)
{
    if (!PQsendQuery(connection, sql.constData()))
        return nullptr;
    Answer last;
    while (!*ear.isClosing && Clock::now() < until) {
        while (!PQisBusy(connection)) {
            Answer next(PQgetResult(connection));
            if (!next)
                return last;
            last = std::move(next);
        }
        const int unsent = PQflush(connection);
        const short events = await(PQsocket(connection), short(unsent ? POLLIN | POLLOUT : POLLIN), *ear.bell, until);
        if (unsent < 0 || (events && !PQconsumeInput(connection)))
            return nullptr;
    }
    return nullptr;
}

QByteArray text(const Answer &answer, int row, int column)
{
    return QByteArray(PQgetvalue(answer.get(), row, column), PQgetlength(answer.get(), row, column));
}

bool hasRows(const Answer &answer, int rows)
{
    return PQresultStatus(answer.get()) == PGRES_TUPLES_OK && PQntuples(answer.get()) >= rows;
}

std::optional<std::chrono::milliseconds> duration(const QByteArray &setting)
{
    qsizetype digits = 0;
    while (digits < setting.size() && setting[digits] >= '0' && setting[digits] <= '9')
        ++digits;
    const qint64 number = setting.first(digits).toLongLong();
    for (const auto &[unit, factor] : {std::pair("", 1), std::pair("ms", 1), std::pair("s", 1000), std::pair("min", 60'000),
                                       std::pair("h", 3'600'000), std::pair("d", 86'400'000)})
        if (digits > 0 && setting.sliced(digits) == unit)
            return std::chrono::milliseconds(number * factor);
    return std::nullopt;
}

QString shown(const char *bytes) { return bytes ? shownText(bytes, 1 << 20) : QString(); }

// The server counts characters, a QString UTF-16 units.
static int positionIn(const QString &sql, int characters)
{
    qsizetype at = 0;
    for (int passed = 1; passed < characters && at < sql.size(); ++passed)
        at += sql[at].isHighSurrogate() && at + 1 < sql.size() ? 2 : 1;
    return int(at) + 1;
}

ServerError serverError(const pg_result *answer, const QString &sql)
{
    const auto field = [answer](int code) { return shown(PQresultErrorField(answer, code)); };
    ServerError error{.severity = field(PG_DIAG_SEVERITY),
                      .message = field(PG_DIAG_MESSAGE_PRIMARY),
                      .code = field(PG_DIAG_SQLSTATE),
                      .detail = field(PG_DIAG_MESSAGE_DETAIL),
                      .hint = field(PG_DIAG_MESSAGE_HINT),
                      .where = field(PG_DIAG_CONTEXT),
                      .schema = field(PG_DIAG_SCHEMA_NAME),
                      .table = field(PG_DIAG_TABLE_NAME),
                      .column = field(PG_DIAG_COLUMN_NAME),
                      .constraint = field(PG_DIAG_CONSTRAINT_NAME)};
    if (error.message.isEmpty()) // libpq's own
        error.message = shown(PQresultErrorMessage(answer)).trimmed();
    if (const int position = field(PG_DIAG_STATEMENT_POSITION).toInt(); position > 0)
        error.position = positionIn(sql, position);
    return error;
}

bool isFatal(const pg_result *answer)
{
    const QByteArrayView severity = PQresultErrorField(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == "FATAL" || severity == "PANIC";
}

English::English()
    : m_english(::newlocale(LC_MESSAGES_MASK, "C", locale_t(0))), m_before(m_english ? ::uselocale(m_english) : locale_t(0))
{}

English::~English()
{
    if (!m_english)
        return;
    ::uselocale(m_before);
    ::freelocale(m_english);
}

} // namespace oriel::pg::wire
