// SPDX-License-Identifier: GPL-3.0-or-later
// What 1,000 changed files say, read into hunks, beside `git diff --stat`, by turns: until the first file, and until the last.
// usage: bench_diff [FILES] [PAIRS]
#include "bench/median.h"
#include "bench/memory.h"
#include "engines/git/patch.h"
#include "support/gitroom.h"

#include <QElapsedTimer>

#include <cstdio>

using namespace oriel;

int main(int argc, char **argv)
{
    const int files = argc > 1 ? QByteArray(argv[1]).toInt() : 1000, pairs = argc > 2 ? QByteArray(argv[2]).toInt() : 9;
    test::GitRoom room;
    const auto write = [&](int every) { // 500 lines each, every nth of them changed
        for (int i = 0; i < files; ++i) {
            QByteArray text;
            for (int line = 0; line < 500; ++line)
                text += "    line " + QByteArray::number(line) + " of file " + QByteArray::number(i) +
                        (every && line % every == 0 ? " changed\n" : "\n");
            room.write("folder" + QByteArray::number(i / 50) + "/file" + QByteArray::number(i), text);
        }
    };
    write(0);
    room.commit();
    write(40);
    std::vector<double> theirs, first, whole;
    for (int pair = 0; pair <= pairs; ++pair) {
        QElapsedTimer timer;
        timer.start();
        room.git({"--no-optional-locks", "-c", "diff.autoRefreshIndex=false", "diff", "--stat"});
        const double git = double(timer.nsecsElapsed()) / 1e6;
        timer.restart();
        double toFirst = 0;
        int count = 0;
        qsizetype hunks = 0;
        const auto done = git::diff(room.place(), {}, [&](const git::FilePatch &file) {
            if (count++ == 0)
                toFirst = double(timer.nsecsElapsed()) / 1e6;
            hunks += file.hunks.size();
        });
        const double all = double(timer.nsecsElapsed()) / 1e6;
        if (!done || count != files || hunks != files * 13)
            qFatal("%s: %d files, %lld hunks", done ? "incomplete" : qPrintable(done.error().message), count, qlonglong(hunks));
        if (pair == 0) // fills the caches
            continue;
        std::printf("git diff --stat %.1f ms, first file %.1f ms, all %.1f ms\n", git, toFirst, all);
        theirs.push_back(git), first.push_back(toFirst), whole.push_back(all);
    }
    std::printf("bench diff engine_ratio=%.2f first_ratio=%.2f files=%d stat_ms=%.1f first_ms=%.1f all_ms=%.1f rss_mb=%.0f\n",
                bench::median(whole) / bench::median(theirs), bench::median(first) / bench::median(theirs), files,
                bench::median(theirs), bench::median(first), bench::median(whole), bench::peakMegabytes());
    return 0;
}
