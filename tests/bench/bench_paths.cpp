// SPDX-License-Identifier: GPL-3.0-or-later
// Quick open: letters typed one by one, and taken away again, against many paths. usage: bench_paths [PATHS]
#include "engines/project/fuzzypaths.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

#include <time.h>

using namespace oriel::project;
using namespace Qt::StringLiterals;

int main(int count, char **arguments)
{
    const QCoreApplication application(count, arguments);
    const int paths = application.arguments().value(1, u"100000"_s).toInt();
    static const char *words[] = {"user",    "view",    "model", "session", "table", "test",
                                  "request", "invoice", "stock", "query",   "static"};
    std::mt19937 random(1);
    const auto word = [&] { return QByteArray(words[random() % std::size(words)]); };
    QByteArrayList names;
    for (int i = 0; i < paths; ++i)
        names << "src/" + word() + '/' + word() + '_' + word() + '/' + word() + word() + QByteArray::number(i, 36) + ".py";
    QElapsedTimer timer;
    timer.start();
    const auto list = std::make_shared<PathList>(names);
    const double prepared = double(timer.nsecsElapsed()) / 1e6;
    PathFinder finder(list);
    std::vector<double> keystrokes, busy; // ms; busy: of the processor, where others want it too
    const auto processor = [] {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
    };
    for (const QString &whole : {u"uservie1"_s, u"s"_s, u"esessmod"_s, u"invoice/stock"_s, u"src/t"_s}) {
        QStringList typed;
        for (int length = 1; length <= whole.size(); ++length)
            typed << whole.first(length);
        for (int length = int(whole.size()) - 1; length > 0; --length)
            typed << whole.first(length);
        for (const QString &text : typed) {
            timer.restart();
            const double before = processor();
            finder.find(text, 100);
            keystrokes.push_back(double(timer.nsecsElapsed()) / 1e6);
            busy.push_back(processor() - before);
        }
    }
    std::ranges::sort(keystrokes);
    std::ranges::sort(busy);
    std::printf("bench paths max_ms=%.1f median_ms=%.1f busy_max_ms=%.1f paths=%d prepared_ms=%.0f\n", keystrokes.back(),
                keystrokes[keystrokes.size() / 2], busy.back(), paths, prepared);
    return 0;
}
