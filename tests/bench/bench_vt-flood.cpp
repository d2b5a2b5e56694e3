// SPDX-License-Identifier: GPL-3.0-or-later
// A minute of `yes` in the visible widget, then a sixth of it with lines of 200 characters, which fill the history to its limit
// in bytes: how much the process grows, how long the GUI's turns last, and how soon after Ctrl+C the prompt is on the display
// (the worst of ten, five of each). usage: bench_vt-flood [SECONDS], under an X server
#include "bench/memory.h"
#include "bench/terminalwindow.h"
#include "bench/turns.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace oriel;

namespace {

struct Flood
{
    double p99 = 0, longest = 0, interrupt = 0; // ms
};

// The kernel's high-water mark begins anew at what is used now.
void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write("5") != 1)
        qFatal("the largest size so far cannot be reset");
}

Flood flood(bench::Application &application, bench::TerminalWindow &window, const std::string &command, int ms)
{
    const auto isPrompting = [&window] { return window.cursorRow() == bench::prompt; };
    Flood result;
    for (int round = 0; round < 5; ++round) {
        bench::runUntil(isPrompting, "no prompt");
        window.type(command + '\r');
        bench::runUntil([&window] { return window.cursorRow().isEmpty(); }, "no flood");
        if (round == 0) {
            const bench::Turns turns;
            bench::runFor(ms);
            result.p99 = turns.at(0.99);
            result.longest = turns.at(1);
            std::printf("%.20s: %zu turns, 99 %% within %.1f ms (processor %.1f), longest %.1f\n", command.c_str(), turns.count(),
                        turns.at(0.99), turns.processorAt(0.99), turns.at(1));
        } else {
            bench::runFor(500);
        }
        bool isThere = false;
        application.shown = [&] { isThere = isThere || isPrompting(); };
        QElapsedTimer clock;
        clock.start();
        window.press(Qt::Key_C, Qt::ControlModifier, QStringLiteral("\x03"));
        bench::runUntil([&isThere] { return isThere; }, "Ctrl+C ends nothing");
        result.interrupt = std::max(result.interrupt, double(clock.nsecsElapsed()) / 1e6);
        application.shown = {};
    }
    return result;
}

} // namespace

int main(int count, char **arguments)
{
    bench::Turns::prepare();
    bench::Application application(count, arguments);
    const int seconds = count > 1 ? std::max(1, std::atoi(arguments[1])) : 60;
    bench::TerminalWindow window(bench::shell(), 40, 120);
    const auto isPrompting = [&window] { return window.cursorRow() == bench::prompt; };
    bench::runUntil(isPrompting, "no prompt");
    window.type("seq 100\r"); // what a terminal needs anyway
    bench::runUntil([&] { return isPrompting() && window.canvas()->rowText(38) == u"100"; }, "no numbers");
    forgetPeak();
    const double before = bench::peakMegabytes();
    const Flood narrow = flood(application, window, "yes", seconds * 1000);
    const double grown = bench::peakMegabytes() - before;
    const Flood wide = flood(application, window, "yes " + std::string(200, 'y'), seconds * 1000 / 6);
    const double grownMost = bench::peakMegabytes() - before;
    std::printf("grown by %.1f MB with yes, by %.1f MB with lines of 200\n", grown, grownMost);
    std::printf("bench vt-flood rss_mb=%.1f cap_mb=%.0f p99_turn_ms=%.1f ctrl_c_ms=%.1f longest_turn_ms=%.1f\n", grownMost,
                double(vt::Options().historyBytes) / (1 << 20), std::max(narrow.p99, wide.p99),
                std::max(narrow.interrupt, wide.interrupt), std::max(narrow.longest, wide.longest));
    return 0;
}
