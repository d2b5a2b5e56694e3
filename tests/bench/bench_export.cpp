// SPDX-License-Identifier: GPL-3.0-or-later
// N rows × 6 columns over TLS into a CSV file: psql's \copy and an Export, which also waits for the disk (fsync). usage:
// bench_export [ROWS] [PAIRS] [FOLDER]; ORIEL_BENCH_URL names a server to use instead of one of its own.
#include "bench/memory.h"
#include "bench/rows.h"
#include "jobs/export.h"
#include "support/server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <optional>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

double runPsql(const QString &url, const QString &path)
{
    QFile::remove(path);
    QProcess psql;
    psql.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    psql.start(u"psql"_s, {u"-Xq"_s, u"-c"_s, u"\\copy (select * from oriel_bench) to '%1' csv header"_s.arg(path), url});
    if (!psql.waitForFinished(-1) || psql.exitCode() != 0)
        qFatal("psql failed");
    return double(timer.nsecsElapsed()) / 1e6;
}

double runOriel(Connection &connection, const QString &path, qint64 rows)
{
    QFile::remove(path);
    QElapsedTimer timer;
    timer.start();
    Export stream(connection, {.sql = u"select * from oriel_bench"_s, .path = path});
    std::optional<Result<ExportSummary>> end;
    QObject::connect(&stream, &Export::finished, [&](const Result<ExportSummary> &result) { end = result; });
    bench::spinUntil([&end] { return end.has_value(); });
    if (!*end || (*end)->rows != rows)
        qFatal("%s", *end ? "rows are missing" : qPrintable(end->error().message));
    return double(timer.nsecsElapsed()) / 1e6;
}

void compare(const QString &a, const QString &b)
{
    QProcess cmp;
    cmp.start(u"cmp"_s, {a, b});
    if (!cmp.waitForFinished(-1) || cmp.exitCode() != 0)
        qFatal("the files differ: %s", cmp.readAll().constData());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const qint64 rows = arguments.value(1, u"5000000"_s).toLongLong();
    const int pairs = arguments.value(2, u"5"_s).toInt();
    const QTemporaryDir folder(arguments.value(3, u"/var/tmp"_s) + u"/oriel-bench-XXXXXX"_s);
    const QString theirs = folder.filePath(u"psql.csv"_s), ours = folder.filePath(u"oriel.csv"_s);
    std::optional<test::Server> server;
    QString url = qEnvironmentVariable("ORIEL_BENCH_URL");
    if (url.isEmpty()) {
        server.emplace();
        url = server->url(server->newDatabase());
    }
    bench::makeTable(url, rows);
    const auto reading = pg::ConnInfo::read(url);
    if (!reading)
        qFatal("%s", qPrintable(reading.error().message));
    Connection connection({.id = u"bench"_s, .info = reading->info});
    runPsql(url, theirs); // the table is in the server's cache from here on

    std::vector<double> psql, oriel;
    for (int i = 0; i < pairs; ++i) {
        psql.push_back(runPsql(url, theirs));
        oriel.push_back(runOriel(connection, ours, rows));
        std::printf("psql %.0f ms, oriel %.0f ms\n", psql.back(), oriel.back());
        std::fflush(stdout);
        if (i == 0)
            compare(theirs, ours);
    }
    std::printf("bench export ratio=%.2f psql_ms=%.0f oriel_ms=%.0f rss_mb=%.0f\n", bench::median(oriel) / bench::median(psql),
                bench::median(psql), bench::median(oriel), bench::peakMegabytes());
    pg::Session::awaitWorkers(std::chrono::seconds(2));
    return 0;
}
