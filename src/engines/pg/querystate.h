// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "engines/pg/query.h"
#include "engines/pg/wire.h"

namespace oriel::pg {

// What a Query and the worker that runs it share. The worker calls the upper half, the Query the lower; neither waits for the
// other.
struct QueryState final : std::enable_shared_from_this<QueryState>
{
    QueryState(const QString &text, const RunOptions &how, std::shared_ptr<wire::Bell> theBell)
        : sql(text), options(how), bell(std::move(theBell))
    {}

    const QString sql;
    const RunOptions options;

    void addResult(std::shared_ptr<ResultStore> store); // columnsArrived
    void tellColumns();
    void tellRows(); // merged while one is on its way
    void tellPaused(std::chrono::milliseconds limit);
    void tellCopyIn();
    void finish(const Result<Outcome> &outcome);  // only the first counts; any thread
    bool start() { return move(Stage::Started); } // false: it was taken back
    std::atomic<bool> isCancelWanted{false}, isResumeWanted{false}, isFetchAllWanted{false}, isReleaseWanted{false};

    bool takeBack() { return move(Stage::TakenBack); } // true: the worker will never start it
    QList<std::shared_ptr<ResultStore>> results() const;
    void ring(std::atomic<bool> &wish);
    wire::Mailbox<Query> mailbox;

private:
    enum class Stage { Waiting, Started, TakenBack };
    bool move(Stage to);

    const std::shared_ptr<wire::Bell> bell;
    std::atomic<Stage> m_stage{Stage::Waiting};
    std::atomic<bool> m_isFinished{false}, m_areRowsPosted{false};
    mutable std::mutex m_mutex;
    QList<std::shared_ptr<ResultStore>> m_results;
};

} // namespace oriel::pg
