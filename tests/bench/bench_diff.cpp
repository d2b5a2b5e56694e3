// SPDX-License-Identifier: GPL-3.0-or-later
// What 1,000 changed files with 100 hunks each say, beside `git diff --stat`, by turns: until the first file is read and the
// last, and until the first hunk is painted; then frames of scrolling through all of it. usage: bench_diff [FILES] [PAIRS]
#include "bench/median.h"
#include "bench/memory.h"
#include "engines/git/patch.h"
#include "panels/changes/diffpane.h"
#include "support/gitroom.h"
#include "widgets/diffview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace oriel;

namespace {

constexpr int lines = 1000, every = 10, hunksOfFile = lines / every, frames = 2000;

// Notes when something of a file was painted first.
class FirstPaint final : public QObject
{
public:
    explicit FirstPaint(DiffView *view) : m_view(view) { view->viewport()->installEventFilter(this); }
    void restart() { m_timer.start(), took = 0; }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || took > 0 || m_view->fileCount() == 0 || m_isPainting)
            return false;
        m_isPainting = true;
        m_view->viewport()->repaint(); // so that it is done when the time is taken
        m_isPainting = false;
        took = double(m_timer.nsecsElapsed()) / 1e6;
        return true;
    }
    double took = 0; // ms

private:
    DiffView *m_view;
    QElapsedTimer m_timer;
    bool m_isPainting = false;
};

std::vector<double> scroll(DiffView *view)
{
    std::vector<double> took;
    QScrollBar *const bar = view->verticalScrollBar();
    for (int i = 0; i < frames; ++i) {
        QElapsedTimer timer;
        timer.start();
        // Lines, and now and then a jump.
        bar->setValue(i % 20 == 0 ? int(qint64(bar->maximum()) * (i * 7919 % frames) / frames) : bar->value() + 57);
        view->viewport()->repaint();
        took.push_back(double(timer.nsecsElapsed()) / 1e6);
        QCoreApplication::processEvents(); // colours come meanwhile
    }
    std::ranges::sort(took);
    return took;
}

} // namespace

int main(int argc, char **argv)
{
    const int files = argc > 1 ? QByteArray(argv[1]).toInt() : 1000, pairs = argc > 2 ? QByteArray(argv[2]).toInt() : 9;
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    test::GitRoom room;
    const QApplication application(argc, argv);
    Theme::load(Theme::Mode::Light)->apply();
    const auto write = [&](bool isChanged) {
        for (int i = 0; i < files; ++i) {
            QByteArray text;
            for (int line = 0; line < lines; ++line)
                text += "    line " + QByteArray::number(line) + " of file " + QByteArray::number(i) +
                        (isChanged && line % every == 0 ? " changed\n" : "\n");
            room.write("folder" + QByteArray::number(i / 50) + "/file" + QByteArray::number(i) + ".py", text);
        }
    };
    write(false);
    room.commit();
    write(true);
    std::vector<double> theirs, first, whole, painted, all;
    DiffPane pane({.folder = room.beside("shelf")});
    pane.resize(1200, 900);
    pane.show(DiffSubject{.kind = DiffSubject::Kind::Unstaged});
    pane.QWidget::show();
    FirstPaint paint(pane.view());
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
        const double engine = double(timer.nsecsElapsed()) / 1e6;
        if (!done || count != files || hunks != files * hunksOfFile)
            qFatal("%s: %d files, %lld hunks", done ? "incomplete" : qPrintable(done.error().message), count, qlonglong(hunks));
        pane.setPlace({});
        QCoreApplication::processEvents();
        paint.restart();
        timer.restart();
        pane.setPlace(room.place());
        if (!QTest::qWaitFor([&] { return !pane.isLoading(); }, 120'000) || pane.view()->fileCount() != files)
            qFatal("the view has %d files", pane.view()->fileCount());
        const double view = double(timer.nsecsElapsed()) / 1e6;
        if (pair == 0) // fills the caches
            continue;
        std::printf("git diff --stat %.1f ms, first file %.1f ms, all %.1f ms; first hunk painted %.1f ms, all shown %.1f ms\n",
                    git, toFirst, engine, paint.took, view);
        theirs.push_back(git), first.push_back(toFirst), whole.push_back(engine), painted.push_back(paint.took),
            all.push_back(view);
    }
    const std::vector<double> unified = scroll(pane.view());
    pane.view()->setSideBySide(true);
    const std::vector<double> beside = scroll(pane.view());
    const auto p99 = [](const std::vector<double> &took) { return took[took.size() * 99 / 100]; };
    std::printf(
        "bench diff ratio=%.2f p99_frame_ms=%.1f engine_ratio=%.2f first_ratio=%.2f files=%d stat_ms=%.1f painted_ms=%.1f "
        "shown_ms=%.1f first_ms=%.1f all_ms=%.1f side_p99_frame_ms=%.1f rss_mb=%.0f\n",
        bench::median(painted) / bench::median(theirs), p99(unified), bench::median(whole) / bench::median(theirs),
        bench::median(first) / bench::median(theirs), files, bench::median(theirs), bench::median(painted), bench::median(all),
        bench::median(first), bench::median(whole), p99(beside), bench::peakMegabytes());
    return 0;
}
