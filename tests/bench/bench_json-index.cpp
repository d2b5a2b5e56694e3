// SPDX-License-Identifier: GPL-3.0-or-later
// Indexing JSON files in the page cache, one thread's processor time: 1 GB of posts-like records and 300 MB of numbers (mb_s is
// the slower one, MB are 10^6 bytes; heap_percent the larger one), beside `jq .` on 100 MB of the records (wall time of both,
// median of three). usage: bench_json-index [PERCENT OF THESE SIZES]
#include "bench/jsonfile.h"
#include "bench/median.h"
#include "engines/json/document.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

std::string someNumber(int)
{
    const std::string text = std::to_string(int(bench::randomNumber() % 2'000'000) - 1'000'000);
    return bench::randomNumber() % 4 ? text : text + '.' + std::to_string(bench::randomNumber() % 1000);
}

struct Measured
{
    double speed = 0, heap = 0, seconds = 0; // MB/s; percent of the file; wall time
};

Measured measure(const QString &path)
{
    const double begin = bench::processorSeconds();
    QElapsedTimer wall;
    wall.start();
    const auto document = json::Document::ofFile(path);
    if (!document || !(*document)->read(true) || (*document)->fault())
        qFatal("%s is not read", qPrintable(path));
    const auto size = double((*document)->size());
    return {size / 1e6 / (bench::processorSeconds() - begin), 100 * double((*document)->indexBytes()) / size,
            double(wall.nsecsElapsed()) / 1e9};
}

Measured best(const QString &path)
{
    Measured of = measure(path);
    for (int run = 1; run < 3; ++run)
        of.speed = std::max(of.speed, measure(path).speed);
    return of;
}

double jqSeconds(const QString &path)
{
    QProcess jq;
    jq.setStandardOutputFile(QProcess::nullDevice());
    QElapsedTimer wall;
    wall.start();
    jq.start(u"jq"_s, {u"."_s, path});
    if (!jq.waitForFinished(-1) || jq.exitCode() != 0)
        qFatal("jq does not run");
    return double(wall.nsecsElapsed()) / 1e9;
}

} // namespace

int main(int count, char **arguments)
{
    const qint64 percent = count > 1 ? std::atoi(arguments[1]) : 100;
    const QTemporaryDir folder(u"/var/tmp/oriel-json-XXXXXX"_s);
    const auto file = [&](const QString &name, qint64 megabytes, std::string (*item)(int)) {
        bench::makeJson(folder.filePath(name), megabytes * 10'000 * percent, item);
        return folder.filePath(name);
    };
    const Measured records = best(file(u"records.json"_s, 1000, bench::record));
    QFile::remove(folder.filePath(u"records.json"_s));
    const Measured numbers = best(file(u"numbers.json"_s, 300, someNumber));
    const QString small = file(u"small.json"_s, 100, bench::record);
    std::vector<double> ours, theirs;
    for (int run = 0; run < 3; ++run) {
        ours.push_back(measure(small).seconds);
        theirs.push_back(jqSeconds(small));
    }
    std::printf("records %.0f MB/s, heap %.1f %%; numbers %.0f MB/s, heap %.1f %%\n", records.speed, records.heap, numbers.speed,
                numbers.heap);
    std::printf("bench json-index mb_s=%.0f heap_percent=%.1f jq_ratio=%.4f\n", std::min(records.speed, numbers.speed),
                std::max(records.heap, numbers.heap), bench::median(ours) / bench::median(theirs));
}
