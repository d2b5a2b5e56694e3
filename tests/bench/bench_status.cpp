// SPDX-License-Identifier: GPL-3.0-or-later
// The first status of a repository of N files beside `git status --porcelain=v2`, by turns, and one changed path of it alone.
// usage: bench_status [FILES] [PAIRS]
#include "bench/median.h"
#include "bench/memory.h"
#include "engines/git/status.h"
#include "support/gitroom.h"

#include <QElapsedTimer>

#include <cstdio>

using namespace oriel;

namespace {

double since(const QElapsedTimer &timer) { return double(timer.nsecsElapsed()) / 1e6; }

double gitsOwn(const test::GitRoom &room)
{
    QElapsedTimer timer;
    timer.start();
    room.git({"--no-optional-locks", "status", "--porcelain=v2"});
    return since(timer);
}

double ours(const test::GitRoom &room, qsizetype count, const git::StatusWish &wish = {})
{
    QElapsedTimer timer;
    timer.start();
    const auto status = git::status(room.place(), wish);
    const double ms = since(timer);
    if (!status || status->entries.size() != count)
        qFatal("%s", status ? "entries are missing" : qPrintable(status.error().message));
    return ms;
}

} // namespace

int main(int argc, char **argv)
{
    const int files = argc > 1 ? QByteArray(argv[1]).toInt() : 100'000, pairs = argc > 2 ? QByteArray(argv[2]).toInt() : 7;
    test::GitRoom room;
    const auto name = [](int i) {
        return "folder" + QByteArray::number(i / 1000) + "/part" + QByteArray::number(i / 100) + "/file" + QByteArray::number(i);
    };
    for (int i = 0; i < files; ++i)
        room.write(name(i), QByteArray::number(i) + '\n');
    room.commit();
    room.write(name(files / 2), "edited\n");
    room.write(name(files - 1), "edited\n");
    room.write("folder0/new", "new\n");
    room.tryGit({"update-index", "-q", "--refresh"}); // 1: some are changed
    std::vector<double> theirs, mine, one;
    for (int pair = 0; pair <= pairs; ++pair) {
        const double git = gitsOwn(room), oriel = ours(room, 3), path = ours(room, 1, {.paths = {name(files / 2)}});
        if (pair == 0) // fills the caches
            continue;
        std::printf("git %.1f ms, oriel %.1f ms, one path %.1f ms\n", git, oriel, path);
        theirs.push_back(git), mine.push_back(oriel), one.push_back(path);
    }
    std::printf("bench status ratio=%.2f files=%d git_ms=%.1f oriel_ms=%.1f path_ms=%.1f rss_mb=%.0f\n",
                bench::median(mine) / bench::median(theirs), files, bench::median(theirs), bench::median(mine),
                bench::median(one), bench::peakMegabytes());
    return 0;
}
