// SPDX-License-Identifier: GPL-3.0-or-later
// Text that arrives.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

namespace {

constexpr char32_t emojiSelector = 0xfe0f;

} // namespace

void Terminal::Private::printAscii(std::string_view run)
{
    if (!charsets.isPlain()) {
        for (const char each : run) {
            const Charset set = charsets.g[charsets.single ? charsets.single : charsets.left];
            charsets.single = 0;
            put(mapped(set, each));
        }
        return;
    }
    screen->print(run);
    lastPrinted = char32_t(run.back());
    forgetCluster(); // ASCII begins nothing but what every character begins
}

void Terminal::Private::put(char32_t code)
{
    screen->print(code, 1);
    lastPrinted = code;
    joining.begin(traits(code));
}

void Terminal::Private::printUnicode(std::span<const char32_t> run)
{
    charsets.single = 0;
    std::size_t begin = 0; // of narrow characters that are printed together
    for (std::size_t i = 0; i < run.size(); ++i) {
        const Traits each = traits(run[i]);
        const bool isJoined = each.width() == 0 || (switches.joinsClusters && joining.takes(each));
        if (!isJoined) {
            lastPrinted = run[i];
            joining.begin(each);
            if (each.width() == 1)
                continue;
        }
        printNarrow(run.subspan(begin, i - begin));
        begin = i + 1;
        isJoined ? join(run[i], each) : screen->print(run[i], each.width());
    }
    printNarrow(run.subspan(begin));
}

void Terminal::Private::printNarrow(std::span<const char32_t> run)
{
    if (!run.empty())
        screen->print(std::u32string_view(run.data(), run.size()));
}

// A mark, a joiner, the next part of a cluster: onto the character before the cursor.
void Terminal::Private::join(char32_t code, Traits each)
{
    const Cell before = screen->cellBefore();
    if (!before.text || each.breaking() == Break::Control) {
        if (each.width())
            screen->print(code, each.width());
        joining.begin(each);
        return;
    }
    std::u32string cluster;
    tables.append(before.text, cluster);
    int width = int(before.width);
    if (switches.joinsClusters) {
        width = std::max(width, each.width());
        if (each.breaking() == Break::Regional || (code == emojiSelector && traits(cluster.back()).hasEmojiForm()))
            width = 2;
        joining.add(each);
    }
    if (cluster.size() >= Tables::longestCluster)
        return;
    cluster += code;
    screen->extend(cluster, width);
}

// REP: no more than fill the screen; what went before would be scrolled away by the rest.
void Terminal::Private::repeat(int count)
{
    if (!lastPrinted)
        return;
    count = std::min(count, screen->rows() * screen->columns());
    const Traits each = traits(lastPrinted);
    if (lastPrinted >= 0x20 && lastPrinted < 0x7f) {
        screen->print(std::string(std::size_t(count), char(lastPrinted)));
    } else {
        for (int i = 0; i < count; ++i)
            screen->print(lastPrinted, std::max(each.width(), 1));
    }
    joining.begin(each);
}

} // namespace oriel::vt
