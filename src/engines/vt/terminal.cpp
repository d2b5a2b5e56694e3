// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/terminal.h"

#include "engines/vt/terminalprivate.h"

#include <algorithm>
#include <utility>

namespace oriel::vt {

namespace {

constexpr auto longestSynchronized = std::chrono::seconds(1);

Size bounded(Size size)
{
    size.rows = std::clamp(size.rows, 1, 1000);
    size.columns = std::clamp(size.columns, 1, 1000);
    return size;
}

} // namespace

Terminal::Private::Private(Size asked, Options &&given)
    : options(std::move(given)),
      primary(tables, asked, Screen::Kind::Primary, {options.historyLines, options.historyBytes}),
      alternate(tables, asked, Screen::Kind::Alternate),
      size(asked),
      parser(*this, options.stringBytes),
      colors(options)
{
    resetTabs();
}

void Terminal::Private::resize(Size to)
{
    if (to.rows != size.rows || to.columns != size.columns) {
        Cursor *const ofPrimary[] = {&savedPrimary.cursor}, *const ofAlternate[] = {&savedAlternate.cursor};
        primary.resize(to, ofPrimary);
        alternate.resize(to, ofAlternate);
        const std::size_t before = tabs.size();
        tabs.resize(std::size_t(to.columns));
        for (std::size_t i = (before + 7) / 8 * 8; i < tabs.size(); i += 8)
            tabs[i] = i > 0;
    }
    size = to;
    forgetCluster();
}

void Terminal::Private::sweep()
{
    const std::array<const Screen *, 2> screens{&primary, &alternate};
    const std::array styles{savedPrimary.cursor.style, savedAlternate.cursor.style};
    if (tables.isSweepDue())
        tables.sweep(screens, styles);
    if (!links.isSweepDue())
        return;
    Tables::Living living = tables.unmarked();
    for (const Screen *each : screens) {
        each->mark(living);
        living.mark(each->cursor.style);
    }
    for (const std::uint32_t style : styles)
        living.mark(style);
    std::vector<bool> used;
    for (std::uint32_t i = 0; i < living.styles.size(); ++i) {
        const std::uint32_t link = living.styles[i] ? tables.style(i).link : 0;
        if (link >= used.size())
            used.resize(link + 1);
        used[link] = true;
    }
    links.sweep(used);
}

Terminal::Terminal(Size size, Options options) : d(std::make_unique<Private>(bounded(size), std::move(options))) {}

Terminal::~Terminal() = default;

void Terminal::feed(std::string_view bytes)
{
    constexpr std::size_t slice = 64 << 10; // between two looks at what may be swept
    for (; !bytes.empty(); bytes.remove_prefix(std::min(slice, bytes.size()))) {
        d->parser.feed(bytes.substr(0, slice));
        d->sweep();
    }
}

void Terminal::resize(Size size) { d->resize(bounded(size)); }

void Terminal::reset() { d->resetHard(); }

void Terminal::clearHistory() { d->primary.clearHistory(); }

void Terminal::setColors(const Options &options)
{
    d->options.foreground = options.foreground;
    d->options.background = options.background;
    d->options.palette = options.palette;
    d->colors.setBase(d->options);
    d->events.colorsChanged = true;
}

std::string Terminal::takeReplies() { return std::exchange(d->replies, {}); }

Events Terminal::takeEvents() { return std::exchange(d->events, {}); }

const Modes &Terminal::modes() const
{
    if (d->modes.synchronized && std::chrono::steady_clock::now() - d->synchronizedSince > longestSynchronized)
        d->modes.synchronized = false;
    return d->modes;
}

Size Terminal::size() const { return d->size; }

std::string Terminal::title() const { return d->title; }

Color Terminal::color(int entry) const { return d->colors.entry(std::clamp(entry, 0, 255)); }

std::optional<Color> Terminal::color(Ink ink) const { return d->colors.setDynamic(Colors::firstDynamic + int(ink)); }

void Terminal::look(const View &view, Picture &picture) const
{
    d->screen->look(view, picture);
    picture.isCursorVisible = d->switches.isCursorVisible;
    picture.isCursorBlinking = d->switches.isCursorBlinking;
    picture.cursorShape = d->cursorShape;
    picture.isReversed = d->switches.isReversed;
    picture.commands.clear();
    if (d->screen == &d->primary)
        d->commandLog.show(d->primary, picture);
}

View Terminal::scrolled(const View &view, std::int64_t rows) const { return d->screen->scrolled(view, rows); }

View Terminal::scrolledTo(std::int64_t row) const { return d->screen->scrolledTo(row); }

Extent Terminal::extent(const View &view) const { return d->screen->extent(view); }

bool Terminal::countOn(std::chrono::microseconds atMost) { return d->primary.countOn(atMost); }

std::string_view Terminal::link(std::uint32_t number) const { return d->links.address(number); }

Anchor Terminal::anchorAt(const View &view, int row, int column) const { return d->screen->anchorAt(view, row, column); }

Anchor Terminal::cursor() const { return d->screen->anchorAtCursor(); }

void Terminal::select(std::optional<Span> span) { d->screen->select(span); }

std::optional<Span> Terminal::selection() const { return d->screen->selection(); }

std::string Terminal::text(const Span &span) const { return d->screen->text(span); }

Span Terminal::wordAt(Anchor anchor, std::u32string_view extraCharacters) const
{
    return d->screen->wordAt(anchor, extraCharacters);
}

Span Terminal::lineAt(Anchor anchor) const { return d->screen->lineAt(anchor); }

LineId Terminal::firstLine() const { return d->screen->firstLine(); }

LineId Terminal::lastLine() const { return d->screen->lastLine(); }

Terminal::LineText Terminal::lineText(LineId line) const
{
    vt::LineText text = d->screen->lineText(line);
    return {std::move(text.text), std::move(text.cells)};
}

std::vector<Command> Terminal::commands() const { return d->commandLog.all(d->primary); }

std::optional<Command> Terminal::command(std::int64_t number) const { return d->commandLog.numbered(d->primary, number); }

std::optional<Command> Terminal::commandAt(Anchor anchor) const
{
    return d->commandLog.at(d->primary, d->screen == &d->primary ? anchor : d->primary.anchorAtCursor());
}

bool Terminal::isAtPrompt() const { return d->screen == &d->primary && d->commandLog.isAtPrompt(d->primary); }

} // namespace oriel::vt
