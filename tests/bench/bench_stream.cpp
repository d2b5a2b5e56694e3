// SPDX-License-Identifier: GPL-3.0-or-later
// `select *` of N rows × 6 columns over TLS: psql, a bare libpq loop that throws every row away, and Session + ResultStore that
// keep and publish every cell. usage: bench_stream [ROWS] [PAIRS]; ORIEL_BENCH_URL names a server to use instead of one of its
// own.
#include "bench/memory.h"
#include "bench/rows.h"
#include "engines/pg/session.h"
#include "support/server.h"

#include <libpq-fe.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QThread>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

using namespace oriel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto selectAll = "select * from oriel_bench";

struct Measured
{
    double total = 0, firstRow = 0, processor = 0;
}; // ms; processor: of this process

double processorTime()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval &time) { return double(time.tv_sec) * 1e3 + double(time.tv_usec) / 1e3; };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

Measured runPsql(const QString &url)
{
    QProcess psql;
    psql.setStandardOutputFile(QProcess::nullDevice());
    psql.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    psql.start(u"psql"_s, {u"-XAt"_s, u"-v"_s, u"FETCH_COUNT=10000"_s, u"-c"_s, QLatin1String(selectAll), url});
    if (!psql.waitForFinished(-1) || psql.exitCode() != 0)
        qFatal("psql failed");
    return {double(timer.nsecsElapsed()) / 1e6, 0};
}

Measured runFloor(const QString &url, qint64 rows)
{
    PGconn *connection = bench::connectTo(url);
    QElapsedTimer timer;
    timer.start();
    PQsendQuery(connection, selectAll);
    PQsetSingleRowMode(connection);
    qint64 seen = 0;
    Measured measured{.processor = -processorTime()};
    while (PGresult *result = PQgetResult(connection)) {
        if (PQresultStatus(result) == PGRES_SINGLE_TUPLE && ++seen == 1)
            measured.firstRow = double(timer.nsecsElapsed()) / 1e6;
        PQclear(result);
    }
    measured.total = double(timer.nsecsElapsed()) / 1e6;
    measured.processor += processorTime();
    if (seen != rows)
        qFatal("the bare loop saw %lld rows", seen);
    PQfinish(connection);
    return measured;
}

void resetPeak()
{
    QFile file(u"/proc/self/clear_refs"_s);
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
        qFatal("cannot reset the peak of the resident set");
}

// Reads every cell back, so that nothing was only counted.
void readAll(const pg::ResultStore &store, qint64 rows)
{
    if (store.rowCount() != rows || store.columns().size() != 6)
        qFatal("the store holds %lld rows", store.rowCount());
    qint64 bytes = 0, ids = 0;
    for (qint64 row = 0; row < rows; ++row) {
        ids += store.cell(row, 0).text.toLongLong();
        for (int column = 0; column < 6; ++column)
            bytes += store.cell(row, column).size;
    }
    if (bytes != store.bytes() || ids != rows * (rows + 1) / 2)
        qFatal("cells are missing: %lld of %lld bytes", bytes, store.bytes());
}

Measured runOriel(const QString &url, qint64 rows, bool isVerified, double *peak)
{
    pg::Session session;
    const auto reading = pg::ConnInfo::read(url);
    if (!reading)
        qFatal("%s", qPrintable(reading.error().message));
    QObject::connect(&session, &pg::Session::openFailed,
                     [](const Error &error) { qFatal("%s", qPrintable(error.message + error.detail)); });
    session.open(reading->info);
    bench::spinUntil([&session] { return session.isOpen(); });

    resetPeak();
    QElapsedTimer timer;
    timer.start();
    Measured measured{.processor = -processorTime()};
    std::optional<Result<pg::Outcome>> end;
    const auto query = session.run(QLatin1String(selectAll));
    QObject::connect(query.get(), &pg::Query::rowsArrived, [&] {
        if (measured.firstRow == 0)
            measured.firstRow = double(timer.nsecsElapsed()) / 1e6;
    });
    QObject::connect(query.get(), &pg::Query::finished, [&](const Result<pg::Outcome> &outcome) { end = outcome; });
    bench::spinUntil([&end] { return end.has_value(); });
    measured.total = double(timer.nsecsElapsed()) / 1e6;
    measured.processor += processorTime();
    *peak = std::max(*peak, bench::peakMegabytes());
    if (!*end)
        qFatal("%s", qPrintable(end->error().message));
    if (isVerified)
        readAll(*query->rows(), rows);
    return measured;
}

// Stop while it streams, or while it is paused with all buffers on the way full: ms until `finished`.
double cancelTime(const QString &url, bool isPaused)
{
    pg::Session session;
    session.open(pg::ConnInfo::read(url)->info);
    bench::spinUntil([&session] { return session.isOpen(); });
    pg::RunOptions options;
    options.mayPause = isPaused;
    std::optional<Result<pg::Outcome>> end;
    const auto query = session.run(QLatin1String(selectAll), options);
    QObject::connect(query.get(), &pg::Query::finished, [&](const Result<pg::Outcome> &outcome) { end = outcome; });
    const auto rows = [&query] { return query->rows() ? query->rows()->rowCount() : 0; };
    bench::spinUntil([&] { return isPaused ? query->isPaused() : rows() > 200'000; });
    if (isPaused)
        QThread::msleep(300);
    QElapsedTimer timer;
    timer.start();
    query->cancel();
    bench::spinUntil([&end] { return end.has_value(); });
    if (!*end || !(*end)->isCancelled)
        qFatal("the query was not cancelled");
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const qint64 rows = arguments.value(1, u"5000000"_s).toLongLong();
    const int pairs = arguments.value(2, u"5"_s).toInt();
    std::optional<test::Server> server;
    QString url = qEnvironmentVariable("ORIEL_BENCH_URL");
    if (url.isEmpty()) {
        server.emplace();
        url = server->url(server->newDatabase());
    }
    bench::makeTable(url, rows);
    runFloor(url, rows); // the table is in the server's cache from here on

    std::vector<double> psql, floor, oriel, firstRow;
    double peak = 0;
    for (int i = 0; i < pairs; ++i) {
        const Measured peer = runPsql(url), bare = runFloor(url, rows), ours = runOriel(url, rows, i == 0, &peak);
        std::printf(
            "psql %.0f ms, bare loop %.0f ms (processor %.0f, first row %.1f), oriel %.0f ms (processor %.0f, first row %.1f)\n",
            peer.total, bare.total, bare.processor, bare.firstRow, ours.total, ours.processor, ours.firstRow);
        std::fflush(stdout);
        psql.push_back(peer.total);
        floor.push_back(bare.total);
        oriel.push_back(ours.total);
        firstRow.push_back(ours.firstRow - bare.firstRow);
    }
    std::vector<double> cancel, cancelPaused;
    for (int i = 0; i < 5; ++i) {
        cancel.push_back(cancelTime(url, false));
        cancelPaused.push_back(cancelTime(url, true));
    }
    std::printf("stop while streaming %.0f ms (slowest %.0f), while paused %.0f ms (slowest %.0f)\n", bench::median(cancel),
                std::ranges::max(cancel), bench::median(cancelPaused), std::ranges::max(cancelPaused));
    std::printf("bench stream ratio=%.2f floor_ratio=%.2f rss_mb=%.0f first_row_ms=%.1f cancel_ms=%.0f\n",
                bench::median(oriel) / bench::median(psql), bench::median(oriel) / bench::median(floor), peak,
                bench::median(firstRow), std::max(bench::median(cancel), bench::median(cancelPaused)));
    pg::Session::awaitWorkers(2s);
    return 0;
}
