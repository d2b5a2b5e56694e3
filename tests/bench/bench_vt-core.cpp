// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the terminal reads: no PTY, no painting, one thread's processor time; 200×50, a full history. MB are 10^6 bytes of
// output as a PTY hands it over (lines end with CR LF). usage: bench_vt-core [ascii|yes|sgr|unicode]
#include "engines/vt/terminal.h"

#include <cstdio>
#include <functional>
#include <random>
#include <string>

#include <time.h>

using namespace oriel;

namespace {

constexpr std::size_t bytes = 32 << 20, slice = 64 << 10;

std::string payload(const std::function<void(std::string &)> &append)
{
    std::string text;
    while (text.size() < bytes)
        append(text);
    return text;
}

// Source code as `cat` prints it: lines of 40 to 180 characters.
std::string ascii()
{
    std::mt19937 random(1);
    return payload([&](std::string &text) {
        for (unsigned left = 40 + random() % 140; left > 0; --left)
            text += random() % 6 ? char('!' + random() % 94) : ' ';
        text += "\r\n";
    });
}

std::string yes()
{
    return payload([](std::string &text) { text += "y\r\n"; });
}

// As vtebench's dense cells: every cell in a style of its own, the screen filled again and again.
std::string sgr()
{
    unsigned cell = 0;
    return payload([&](std::string &text) {
        if (cell % (200 * 50) == 0)
            text += "\x1b[H";
        const std::string n = std::to_string(cell % 256), m = std::to_string((cell + 128) % 256);
        text += "\x1b[38;5;" + n + ";48;5;" + m + ";1;3;4m";
        text += char('A' + cell++ % 26);
    });
}

// Cyrillic, Chinese, accents, box drawing, emoji with and without joiners, some ASCII.
std::string unicode()
{
    static constexpr std::string_view words[] = {"привет",
                                                 "мир",
                                                 "данные",
                                                 "终端",
                                                 "速度很快",
                                                 "日本語の文章",
                                                 "naïve",
                                                 "façade",
                                                 "─────┐",
                                                 "│",
                                                 "─┼─",
                                                 "👍",
                                                 "👨‍👩‍👧",
                                                 "🇩🇪",
                                                 "❤️",
                                                 "Ωμέγα",
                                                 "e\u0301",
                                                 "한국어",
                                                 "schema",
                                                 "SELECT",
                                                 "→",
                                                 "≤",
                                                 "…"};
    std::mt19937 random(2);
    return payload([&](std::string &text) {
        for (unsigned left = 5 + random() % 15; left > 0; --left) {
            text += words[random() % std::size(words)];
            text += ' ';
        }
        text += "\r\n";
    });
}

double seconds()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

// The best of three runs, MB/s.
double speed(const std::string &text)
{
    double best = 0;
    vt::Terminal terminal({50, 200});
    for (int run = 0; run < 3; ++run) {
        const double begin = seconds();
        for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(slice, rest.size())))
            terminal.feed(rest.substr(0, slice));
        best = std::max(best, double(text.size()) / 1e6 / (seconds() - begin));
    }
    return best;
}

} // namespace

int main(int count, char **arguments)
{
    const std::string_view only = count > 1 ? arguments[1] : "";
    const auto measured = [&](std::string_view name, std::string (*make)()) {
        return only.empty() || only == name ? speed(make()) : 0;
    };
    const double ofAscii = measured("ascii", ascii), ofYes = measured("yes", yes), ofSgr = measured("sgr", sgr),
                 ofUnicode = measured("unicode", unicode);
    std::printf("bench vt-core ascii_mb_s=%.0f yes_mb_s=%.0f sgr_mb_s=%.0f unicode_mb_s=%.0f\n", ofAscii, ofYes, ofSgr,
                ofUnicode);
}
