// SPDX-License-Identifier: GPL-3.0-or-later
// How soon something is on the display. Keys, while nothing else goes on: 100 echoed by the terminal line (`cat` runs), 100 by
// bash's own line editor; from the key's event until the painted window has been handed to the display. A resize of 100,000 lines
// of history: the worst of 20, at the end and in the middle of it. A frame of 50 × 200 cells painted whole, an attribute per
// cell. usage: bench_vt-latency, under an X server
#include "bench/terminalwindow.h"
#include "panels/terminal/terminalpainter.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace oriel;

namespace {

constexpr int rows = 40, columns = 120;

double shareOf(std::vector<double> times, double share)
{
    std::ranges::sort(times);
    return times[std::min(times.size() - 1, size_t(share * double(times.size())))];
}

// ms from `act` until a window that shows what is right has left for the display.
double timeOf(bench::Application &application, const std::function<void()> &act, const std::function<bool()> &isRight)
{
    double ms = -1;
    QElapsedTimer clock;
    application.shown = [&] {
        if (ms < 0 && isRight())
            ms = double(clock.nsecsElapsed()) / 1e6;
    };
    clock.start();
    act();
    bench::runUntil([&ms] { return ms >= 0; }, "what should be seen does not come");
    application.shown = {};
    return ms;
}

std::vector<double> keys(bench::Application &application, bench::TerminalWindow &window, const QString &before)
{
    std::mt19937 random(1);
    std::vector<double> times;
    QString typed = before;
    for (int i = 0; i < 100; ++i) {
        bench::runFor(60 + int(random() % 40)); // a rest: no frame is owed
        const QChar key(u'a' + i % 26);
        typed += key;
        times.push_back(
            timeOf(application, [&] { window.press(Qt::Key_A + i % 26, {}, key); }, [&] { return window.cursorRow() == typed; }));
    }
    window.type("\x15"); // Ctrl+U
    bench::runUntil([&] { return window.cursorRow() == before; }, "the line is not cleared");
    return times;
}

qint64 rowsOf(bench::TerminalWindow &window)
{
    return window.view.host()->use([](const vt::Terminal &terminal) { return terminal.extent({}).total; });
}

// At its end (the prompt is seen) or in the middle of the history (the same line stays on top).
double resized(bench::Application &application, bench::TerminalWindow &window, bool isAtEnd)
{
    double worst = 0;
    TerminalCanvas *const canvas = window.canvas();
    const int cell = canvas->cellRect(0, 1).left() - canvas->cellRect(0, 0).left(), full = window.view.width();
    for (int i = 0; i < 10; ++i) {
        bench::runFor(300);
        if (!isAtEnd)
            canvas->scrollTo(rowsOf(window) / 2);
        const vt::LineId line = canvas->picture().rows.front().begin.line;
        const int wanted = i % 2 ? columns : 40 + 7 * i;
        const auto isRight = [&] {
            const vt::Picture &picture = canvas->picture();
            return picture.size.columns == wanted &&
                   (isAtEnd ? window.cursorRow() == bench::prompt : picture.rows.front().begin.line == line);
        };
        worst = std::max(
            worst,
            timeOf(application, [&] { window.view.resize(full - (columns - wanted) * cell, window.view.height()); }, isRight));
    }
    canvas->scrollToEnd();
    return worst;
}

// A frame of 50 × 200 cells painted whole: ms.
double frame(bool hasAttributes)
{
    vt::Terminal terminal({50, 200});
    for (int cell = 0; cell < 50 * 200; ++cell) {
        if (hasAttributes)
            terminal.feed("\x1b[38;5;" + std::to_string(cell % 256) + ";48;5;" + std::to_string((cell + 128) % 256) + ";1;3;4m");
        terminal.feed(std::string(1, char('A' + cell % 26)));
    }
    TerminalPainter painter;
    painter.setGlyphs(std::make_unique<Glyphs>(Theme::dataFont(), 1));
    painter.setInks(TerminalColors().inks(Theme::current()));
    vt::Picture picture;
    terminal.look({}, picture);
    std::vector<double> times;
    for (int i = 0; i < 100; ++i) {
        const vt::Picture before = picture;
        ++picture.epoch; // all of it is painted
        QElapsedTimer clock;
        clock.start();
        painter.paint(picture, before, {});
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    return shareOf(times, 0.5);
}

} // namespace

int main(int count, char **arguments)
{
    bench::Application application(count, arguments);
    const double painted = frame(true);
    std::printf("a frame of plain text %.2f ms, with an attribute per cell %.2f\n", frame(false), painted);
    if (count > 1)
        return 0;
    bench::TerminalWindow window(bench::shell(), rows, columns);
    const auto isPrompting = [&window] { return window.cursorRow() == bench::prompt; };
    bench::runUntil(isPrompting, "no prompt");
    std::vector<double> times = keys(application, window, bench::prompt);
    std::printf("bash: half of the keys within %.2f ms, 99 %% %.2f\n", shareOf(times, 0.5), shareOf(times, 0.99));
    window.type("cat\r");
    bench::runUntil([&window] { return window.cursorRow().isEmpty(); }, "no cat");
    const std::vector<double> echoed = keys(application, window, {});
    std::printf("cat: half of the keys within %.2f ms, 99 %% %.2f\n", shareOf(echoed, 0.5), shareOf(echoed, 0.99));
    times.insert(times.end(), echoed.begin(), echoed.end());
    window.type("\x04");
    bench::runUntil(isPrompting, "cat goes on");
    window.type(
        "seq -f '%07.0f a line that is long enough to stand in two rows, or three of them, when the window is made narrow "
        "and in one when it is wide' 100000\r");
    bench::runUntil([&] { return isPrompting() && rowsOf(window) > 100'000; }, "no history");
    const double atEnd = resized(application, window, true), within = resized(application, window, false);
    std::printf("resized at the end %.1f ms, in the middle %.1f\n", atEnd, within);
    std::printf("bench vt-latency key_p50_ms=%.2f key_p99_ms=%.2f resize_ms=%.1f frame_ms=%.1f\n", shareOf(times, 0.5),
                shareOf(times, 0.99), std::max(atEnd, within), painted);
    return 0;
}
