// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "engines/pg/cancel.h"
#include "engines/pg/dial.h"
#include "engines/pg/line.h"
#include "engines/pg/sink.h"
#include "engines/pg/typenames.h"

#include <vector>

namespace oriel::pg {

// What a worker knows of the server it is connected to.
struct Host
{
    wire::Link link;
    wire::Keywords keywords;
    SessionFacts facts;
    TypeNames types;
    std::optional<std::chrono::milliseconds> statementTimeout; // the session's; 0: none; unset: a statement may have changed it
    bool isQuiet = false;                                      // what runs is ours: its notices are not shown
    std::optional<ServerError> fatal;                          // the server's last words

    // Results whose type names could not be asked for yet: a transaction of the user's is never touched by questions of ours.
    struct Unnamed
    {
        std::weak_ptr<QueryState> query;
        std::weak_ptr<ResultStore> store;
        QList<int> modifiers;
    };
    std::vector<Unnamed> unnamed;
};

// One query from its first `before` to its last `after`. Worker thread.
class Run final
{
public:
    Run(Line &line, Host &host, QueryState &query);
    std::optional<Error> execute(); // finishes the query; an Error: the connection is gone

private:
    enum class Phase { Before, Main, Types, After };

    bool command(Phase phase, const QByteArray &sql); // false: it failed or the connection is gone
    void learnTimeout();
    void runMain();
    void runAfter();
    void askTypes(bool isInOurTransaction);
    void keepEncoding();
    void conclude();

    bool receive(); // all results of what was sent; false: the connection is gone
    bool feed();    // publishes, obeys, reads once from the socket, waits where nothing came; false: the connection is gone
    void take(wire::Answer answer);
    void takeRow(const wire::Answer &row);
    void takeError(const pg_result *answer);
    void takeCopyOut();
    void refuseCopyIn();
    void openResult(QList<Column> columns, QList<int> modifiers);
    void closeResult(const pg_result *answer);
    void keep(const Result<> &kept, qint64 bytes);
    void stop(const Error &error); // of our own side
    bool isRead() const { return m_query.options.mayPause || m_query.options.sink; }
    void pause();
    std::chrono::milliseconds pauseLimit() const;

    bool obey(); // what the Query or the Session was asked meanwhile; false: the connection is to be closed
    void cancel();
    void settleCancel();
    void tell();
    wire::Time nextDuty() const;
    void lose(const Error &error);
    void loseLink();

    Line &m_line;
    Host &m_host;
    QueryState &m_query;
    pg_conn *const m_link;
    Phase m_phase = Phase::Before;
    const wire::Time m_start = wire::Clock::now();
    wire::Time m_told{}, m_sent{};
    std::chrono::milliseconds m_timeout{0}; // the server's limit for the statement; 0: none
    bool m_wasIdle = false, m_isSent = false, m_hasFailed = false, m_isDiscarding = false, m_hasUntold = false,
         m_isReleasing = false, m_isOpen = false; // open: a result is arriving
    int m_idleReads = 0;                          // reads since the socket spoke or a whole message came
    qint64 m_rowsSince = 0, m_bytesSince = 0;     // since the last pause
    std::optional<wire::Cancel> m_cancel;
    std::optional<Error> m_lost, m_own; // own: our side could not go on
    std::shared_ptr<ResultStore> m_store;
    std::vector<Field> m_fields;
    wire::Answer m_answer; // to a question of ours
    Outcome m_outcome;
};

} // namespace oriel::pg
