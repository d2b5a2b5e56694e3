// SPDX-License-Identifier: GPL-3.0-or-later
// TerminalCanvas: the badges beside the prompts and what they are for.
#include "panels/terminal/terminalbadges.h"
#include "panels/terminal/terminalcanvas.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr double quietShare = 0.4;            // of the background in a duration
constexpr std::chrono::seconds longEnough{1}; // to be told
constexpr int gap = 2;                        // columns between a row's text and the duration

vt::Span outputOf(const vt::Terminal &terminal, const vt::Command &command)
{
    const vt::Anchor end{terminal.lastLine() + 1, 0}, from = command.output.value_or(end);
    return {from, std::max(from, command.end.value_or(end))};
}

} // namespace

// Left of the text, as high as the row.
QRect TerminalCanvas::badgeRect(int row) const
{
    const QRect cell = cellRect(row, 0);
    return {0, cell.top(), cell.left(), cell.height()};
}

const vt::PictureCommand *TerminalCanvas::badgeAt(QPointF point) const
{
    const auto found = std::ranges::find_if(
        m_picture.commands, [&](const vt::PictureCommand &command) { return badgeRect(command.row).contains(point.toPoint()); });
    return found == m_picture.commands.end() ? nullptr : &*found;
}

std::optional<vt::Command> TerminalCanvas::commandAt(QPointF point) const
{
    const vt::PictureCommand *badge = badgeAt(point);
    return badge ? m_host->use([&](vt::Terminal &terminal) { return terminal.command(badge->number); }) : std::nullopt;
}

void TerminalCanvas::updateBadges()
{
    if (m_picture.commands == m_before.commands)
        return;
    for (const vt::Picture *each : {&m_picture, &m_before})
        for (const vt::PictureCommand &command : each->commands)
            update(0, badgeRect(command.row).top(), width(), badgeRect(command.row).height());
}

void TerminalCanvas::paintBadges(QPainter &painter, const QRect &exposed)
{
    const QRgb back = m_picture.isReversed ? inks().foreground : inks().background;
    const auto role = [back](const QString &name) { return QColor(readable(Theme::current().colour(name).rgb(), back, 4.5)); };
    for (const vt::PictureCommand &command : m_picture.commands) {
        const QRect place = badgeRect(command.row);
        if (place.bottom() < exposed.top() || place.top() > exposed.bottom())
            continue;
        const int side = std::clamp(place.height() / 2, unit, place.width() - 6);
        QRectF box(0, 0, side, side);
        box.moveCenter(QRectF(place).center() - QPointF(1, 0)); // nearer to the edge than to the text
        paintBadge(painter, box, command.exitCode,
                   role(!command.exitCode        ? u"muted"_s
                        : *command.exitCode == 0 ? u"success"_s
                                                 : u"error"_s));
        if (command.exitCode && command.took >= longEnough)
            paintDuration(painter, command, back);
    }
}

// At the row's right end, where nothing else is.
void TerminalCanvas::paintDuration(QPainter &painter, const vt::PictureCommand &command, QRgb back)
{
    const QString text = tookText(command.took);
    const int columns = m_picture.size.columns, from = columns - int(text.size());
    const vt::PictureRow &row = m_picture.rows[std::size_t(command.row)];
    const auto *cells = m_picture.cells.data() + std::ptrdiff_t(command.row) * columns;
    const auto isBare = [&](const vt::Cell &cell) {
        const vt::Style none, &style = cell.style < m_picture.styles.size() ? m_picture.styles[cell.style] : none;
        return (cell.text == 0 || cell.text == U' ') && style == none;
    };
    const bool isUnderCursor = m_picture.cursorRow == command.row && m_picture.cursorColumn >= from;
    if (from < gap || isUnderCursor || row.selectedTo > from || !std::all_of(cells + from - gap, cells + columns, isBare))
        return;
    const Glyphs::CellBox &cell = m_painter.glyphs().cell();
    painter.setFont(textFont());
    painter.setPen(
        QColor(readable(mixed(m_picture.isReversed ? inks().background : inks().foreground, back, quietShare), back, 4.5)));
    painter.drawText(toPixels().map(QPointF(from * cell.width, command.row * cell.height + cell.baseline)), text);
}

void TerminalCanvas::selectOutput(std::int64_t number)
{
    m_host->use([number](vt::Terminal &terminal) {
        if (const auto command = terminal.command(number))
            terminal.select(outputOf(terminal, *command));
    });
    endSelection();
    m_frames.ask();
}

// At the prompt, and nothing of it would run (SAFETY 7).
bool TerminalCanvas::isInsertable(const vt::Command &command) const
{
    const bool isClear = !m_hasEnded && m_host->use([&](const vt::Terminal &terminal) {
        return terminal.isAtPrompt() && vt::isInsertable(command, terminal.modes());
    });
    return isClear && m_host->pty().foreground().isShell;
}

void TerminalCanvas::showCommandMenu(const vt::Command &command, QPoint global)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &name, const QString &text, const QString &icon, bool isEnabled, auto run) {
        QAction *action = menu->addAction(icon.isEmpty() ? QIcon() : Theme::icon(icon), text, this, run);
        action->setObjectName(u"terminal.command."_s + name);
        action->setEnabled(isEnabled);
    };
    const auto copy = [](const std::string &text) { QGuiApplication::clipboard()->setText(QString::fromStdString(text)); };
    const vt::Span output = m_host->use([&](const vt::Terminal &terminal) { return outputOf(terminal, command); });
    add(u"copyOutput"_s, tr("Copy output"), u"edit-copy"_s, output.from < output.to, [this, copy, number = command.number] {
        copy(m_host->use([number](const vt::Terminal &terminal) {
            const auto now = terminal.command(number);
            return now ? terminal.text(outputOf(terminal, *now)) : std::string();
        }));
    });
    add(u"copy"_s, tr("Copy command"), {}, !command.text.empty(), [copy, text = command.text] { copy(text); });
    menu->addSeparator();
    add(u"rerun"_s, tr("Run again…"), u"view-refresh"_s, isInsertable(command), [this, command] {
        if (isInsertable(command))
            insert(QString::fromStdString(command.text));
    });
    menu->popup(global);
}

bool TerminalCanvas::showBadgeTip(const QHelpEvent *event)
{
    const auto command = commandAt(event->pos());
    if (command)
        QToolTip::showText(event->globalPos(), plain(commandText(*command)), this, badgeRect(badgeAt(event->pos())->row));
    return command.has_value();
}

} // namespace oriel
