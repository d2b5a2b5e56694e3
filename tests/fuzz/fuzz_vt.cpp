// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a program prints, in whatever pieces, while the window changes: no crash, cells that are whole, and no reply that
// presses Return.
#include "engines/vt/terminal.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::vt;

namespace {

class Input
{
public:
    Input(const uint8_t *data, size_t size) : m_rest(reinterpret_cast<const char *>(data), size) {}
    bool isEmpty() const { return m_rest.empty(); }
    std::string_view take(std::size_t length)
    {
        const std::string_view taken = m_rest.substr(0, length);
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    int byte()
    {
        const std::string_view taken = take(1);
        return taken.empty() ? 0 : std::uint8_t(taken[0]);
    }

private:
    std::string_view m_rest;
};

void mustHold(bool is)
{
    if (!is)
        std::abort();
}

void mustBeWhole(const Picture &picture, const Terminal &terminal)
{
    mustHold(picture.cells.size() == std::size_t(picture.size.rows) * std::size_t(picture.size.columns));
    mustHold(picture.size.rows == terminal.size().rows && picture.size.columns == terminal.size().columns);
    for (std::size_t i = 0; i < picture.cells.size(); ++i) {
        const Cell &cell = picture.cells[i];
        mustHold(cell.style < picture.styles.size());
        mustHold(!(cell.text & Cell::clusterBit) || (cell.text & ~Cell::clusterBit) < picture.clusters.size());
        const bool isLast = (i + 1) % std::size_t(picture.size.columns) == 0;
        mustHold(cell.width != 2 || (!isLast && picture.cells[i + 1].width == 0));
    }
}

} // namespace

// Below 0xe0: so many bytes are fed, less than 64; below 0xf0: a resize by the next two; above: someone looks, selects, copies.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input(data, size);
    Options options;
    options.isHeadless = true;
    options.historyLines = 200;
    options.stringBytes = 4096;
    options.nonce = "n";
    Terminal terminal({12, 30}, options);
    Picture picture;
    while (!input.isEmpty()) {
        const int turn = input.byte();
        if (turn < 0xe0) {
            terminal.feed(input.take(std::size_t(turn % 64 + 1)));
        } else if (turn < 0xf0) {
            const int rows = input.byte() % 50 + 1;
            terminal.resize({rows, input.byte() % 120 + 1});
        } else if (turn == 0xf0) {
            terminal.clearHistory();
        } else {
            const View view = terminal.scrolled({}, -input.byte());
            terminal.look(view, picture);
            mustBeWhole(picture, terminal);
            const Span span{terminal.anchorAt(view, 0, input.byte() % 120), terminal.anchorAt({}, input.byte() % 50, 3),
                            turn % 2 == 0};
            terminal.select(span);
            terminal.text(span);
            terminal.wordAt(span.from, U"/");
            terminal.lineText(terminal.lastLine());
            terminal.countOn(std::chrono::microseconds(10));
            terminal.extent(view);
        }
        const std::string replies = terminal.takeReplies();
        mustHold(replies.find('\r') == std::string::npos && replies.find('\n') == std::string::npos);
        terminal.takeEvents();
    }
    terminal.look({}, picture);
    mustBeWhole(picture, terminal);
    for (const Command &command : terminal.commands())
        terminal.commandAt(command.prompt);
    return 0;
}
