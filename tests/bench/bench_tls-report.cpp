// SPDX-License-Identifier: GPL-3.0-or-later
// The doctor's report on loopback beside one connection of libpq's (verify-full, scram-sha-256, closed again): the report with
// the user's own mode confirmed, and with all six. The three take turns; medians. usage: bench_tls-report [ROUNDS];
// ORIEL_BENCH_URL names a server to use instead of one of its own.
#include "bench/rows.h"
#include "jobs/doctor.h"
#include "support/server.h"

#include <libpq-fe.h>

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cmath>
#include <cstdio>
#include <future>
#include <vector>

using namespace oriel;

namespace {

double connectOnce(const QString &url)
{
    QElapsedTimer timer;
    timer.start();
    PQfinish(bench::connectTo(url));
    return double(timer.nsecsElapsed()) / 1e6;
}

double report(const pg::ConnInfo &info, bool isWhole, double *worstSum)
{
    QElapsedTimer timer;
    timer.start();
    const Diagnosis d = Doctor::examineNow(info, {.confirmsAll = isWhole});
    const double took = double(timer.nsecsElapsed()) / 1e6;
    if (!d.verdicts[size_t(tls::Mode::VerifyFull)].connects || !d.disagreements.isEmpty() || d.legs.size() != (isWhole ? 6 : 1))
        qFatal("the report is wrong: %s", qPrintable(doctorLine(d)));
    double sum = 0;
    for (const tls::Stage &stage : d.evidence.report.stages)
        sum += stage.ms;
    const double share = sum / d.evidence.report.totalMs;
    if (std::abs(share - 1) > std::abs(*worstSum - 1))
        *worstSum = share;
    return took;
}

void measure(const QString &url, int rounds)
{
    const pg::ConnInfo info = pg::ConnInfo::read(url)->info;
    double stageSum = 1;
    std::vector<double> connects, own, whole;
    for (int round = -3; round < rounds; ++round) { // the first ones warm up
        const double one = connectOnce(url), two = report(info, false, &stageSum), six = report(info, true, &stageSum);
        if (round < 0)
            continue;
        connects.push_back(one);
        own.push_back(two);
        whole.push_back(six);
    }
    std::printf("one libpq connection %.2f ms, report with the own mode %.2f ms, with all six %.2f ms\n", bench::median(connects),
                bench::median(own), bench::median(whole));
    std::printf("bench tls-report ratio=%.2f matrix_ratio=%.2f stage_sum=%.3f\n", bench::median(own) / bench::median(connects),
                bench::median(whole) / bench::median(connects), stageSum);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 60;
    if (const QString url = qEnvironmentVariable("ORIEL_BENCH_URL"); !url.isEmpty()) {
        measure(url, rounds);
        return 0;
    }
    test::Server server;
    std::async(std::launch::async, [&] { measure(server.url(QStringLiteral("postgres")), rounds); }).get();
    return 0;
}
