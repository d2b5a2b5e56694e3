// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/commandlog.h"

#include <algorithm>
#include <ranges>

namespace oriel::vt {

namespace {

constexpr std::size_t longestText = 65536;

// The newest place counts: a shell that draws its prompt anew marks it again.
void mark(Screen &screen, int &id)
{
    if (id >= 0)
        screen.release(id);
    id = screen.track(screen.anchorAtCursor());
}

std::optional<Anchor> place(const Screen &screen, int id) { return id < 0 ? std::nullopt : screen.tracked(id); }

} // namespace

bool isInsertable(const Command &command, const Modes &modes)
{
    const bool hasLines = command.text.find('\n') != std::string::npos;
    return !command.text.empty() && (!hasLines || (command.isTextSaid && modes.bracketedPaste));
}

// The newest that has not ended; the shell of a nested session has its own.
CommandLog::Marked *CommandLog::open(bool isTrusted)
{
    for (Marked &each : m_marked | std::views::reverse) {
        if (each.command.isTrusted == isTrusted)
            return each.isEnded ? nullptr : &each;
    }
    return nullptr;
}

void CommandLog::prompt(Screen &screen, bool isTrusted)
{
    screen.setPrompt(true);
    if (Marked *last = open(isTrusted)) {
        if (!last->isRunning && last->input < 0) { // drawn anew
            mark(screen, last->prompt);
            return;
        }
        finish(screen, *last, std::nullopt, nullptr);
    }
    if (m_marked.size() == most) {
        release(screen, m_marked.front());
        m_marked.pop_front();
    }
    Marked &next = m_marked.emplace_back();
    next.command.isTrusted = isTrusted;
    next.command.number = m_next++;
    mark(screen, next.prompt);
}

void CommandLog::input(Screen &screen, bool isTrusted)
{
    if (Marked *last = open(isTrusted); last && !last->isRunning)
        mark(screen, last->input);
}

void CommandLog::output(Screen &screen, bool isTrusted, std::optional<std::string> text, const std::string &folder)
{
    Marked *last = open(isTrusted);
    if (!last || last->isRunning)
        return;
    last->isRunning = true;
    last->command.began = last->command.ended = std::chrono::steady_clock::now();
    last->command.beganAt = std::chrono::system_clock::now();
    last->command.folder = folder;
    mark(screen, last->output);
    last->command.isTextSaid = text.has_value();
    const std::optional<Anchor> from = place(screen, last->input), to = place(screen, last->output);
    if (!text && from && to && *from < *to)
        text = screen.text({*from, *to});
    if (text) {
        text->resize(std::min(text->size(), longestText));
        const auto last1 = text->find_last_not_of(" \n");
        text->resize(last1 == std::string::npos ? 0 : last1 + 1);
        last->command.text = *std::move(text);
    }
}

void CommandLog::finish(Screen &screen, bool isTrusted, std::optional<int> exitCode, Events &events)
{
    if (Marked *last = open(isTrusted); last && last->isRunning)
        finish(screen, *last, exitCode, &events);
}

void CommandLog::finish(Screen &screen, Marked &marked, std::optional<int> exitCode, Events *events)
{
    marked.isEnded = true;
    marked.command.exitCode = exitCode;
    if (!marked.isRunning)
        return;
    marked.isRunning = false;
    marked.command.ended = std::chrono::steady_clock::now();
    mark(screen, marked.end);
    constexpr std::size_t mostEvents = 100;
    if (!events)
        return;
    if (events->commands.size() == mostEvents)
        events->commands.erase(events->commands.begin());
    if (std::optional<Command> command = shown(screen, marked))
        events->commands.push_back(*std::move(command));
}

std::optional<Command> CommandLog::shown(const Screen &screen, const Marked &marked) const
{
    const std::optional<Anchor> prompt = place(screen, marked.prompt);
    if (!prompt)
        return std::nullopt;
    Command command = marked.command;
    command.prompt = *prompt;
    command.input = place(screen, marked.input);
    command.output = place(screen, marked.output);
    command.end = place(screen, marked.end);
    return command;
}

std::vector<Command> CommandLog::all(const Screen &screen) const
{
    std::vector<Command> commands;
    for (const Marked &each : m_marked) {
        if (std::optional<Command> command = shown(screen, each))
            commands.push_back(*std::move(command));
    }
    return commands;
}

std::optional<Command> CommandLog::at(const Screen &screen, Anchor anchor) const
{
    for (const Marked &each : m_marked | std::views::reverse) {
        const std::optional<Anchor> prompt = place(screen, each.prompt);
        if (prompt && *prompt <= anchor)
            return shown(screen, each);
    }
    return std::nullopt;
}

std::optional<Command> CommandLog::numbered(const Screen &screen, std::int64_t number) const
{
    const std::int64_t index = m_marked.empty() ? -1 : number - m_marked.front().command.number;
    return index < 0 || index >= std::ssize(m_marked) ? std::nullopt : shown(screen, m_marked[std::size_t(index)]);
}

// A row that was erased holds no prompt any more, though the place of one is still in it. Of several in a row the newest counts.
void CommandLog::show(const Screen &screen, Picture &picture) const
{
    constexpr std::int64_t none = -1; // a prompt at which nothing has run
    for (const Marked &each : m_marked | std::views::reverse) {
        const Command &command = each.command;
        const std::optional<Anchor> prompt = command.isTrusted ? place(screen, each.prompt) : std::nullopt;
        if (!prompt)
            continue;
        const auto below = std::ranges::upper_bound(picture.rows, *prompt, {}, &PictureRow::begin);
        if (below == picture.rows.begin())
            break;
        const PictureRow &at = *std::prev(below);
        const int row = int(below - picture.rows.begin()) - 1;
        const bool isInRow = at.begin.line == prompt->line && prompt->cell <= at.begin.cell + picture.size.columns;
        const bool isFree = std::ranges::find(picture.commands, row, &PictureCommand::row) == picture.commands.end();
        if (isInRow && at.isPrompt && isFree)
            picture.commands.push_back({row, each.isRunning || command.exitCode ? command.number : none, command.exitCode,
                                        duration_cast<std::chrono::milliseconds>(command.ended - command.began)});
    }
    std::erase_if(picture.commands, [](const PictureCommand &each) { return each.number == none; });
}

bool CommandLog::isAtPrompt(const Screen &screen) const
{
    if (m_marked.empty())
        return false;
    const Marked &last = m_marked.back();
    return last.command.isTrusted && !last.isRunning && !last.isEnded && place(screen, last.input) == screen.anchorAtCursor();
}

void CommandLog::release(Screen &screen, const Marked &marked)
{
    for (const int id : {marked.prompt, marked.input, marked.output, marked.end}) {
        if (id >= 0)
            screen.release(id);
    }
}

} // namespace oriel::vt
