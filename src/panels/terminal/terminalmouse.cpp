// SPDX-License-Identifier: GPL-3.0-or-later
// TerminalCanvas: the mouse, what it selects and where it leads.
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalkeys.h"
#include "widgets/plain.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDir>
#include <QFileInfo>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QStyleHints>
#include <QSysInfo>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

vt::Mouse::Button buttonOf(Qt::MouseButton button)
{
    switch (button) {
    case Qt::LeftButton:
        return vt::Mouse::Button::Left;
    case Qt::MiddleButton:
        return vt::Mouse::Button::Middle;
    case Qt::RightButton:
        return vt::Mouse::Button::Right;
    case Qt::BackButton:
        return vt::Mouse::Button::Back;
    case Qt::ForwardButton:
        return vt::Mouse::Button::Forward;
    default:
        return vt::Mouse::Button::None;
    }
}

vt::Span ordered(vt::Span span)
{
    if (span.to < span.from)
        std::swap(span.from, span.to);
    return span;
}

vt::Span joined(const vt::Span &one, const vt::Span &other)
{
    return {std::min(one.from, other.from), std::max(one.to, other.to)};
}

} // namespace

TerminalCanvas::Place TerminalCanvas::placeAt(QPointF point) const
{
    const Glyphs::CellBox &cell = m_painter.glyphs().cell();
    const QPointF pixel = toPixels().inverted().map(point);
    const int row = int(std::floor(pixel.y() / cell.height)), column = int(std::floor(pixel.x() / cell.width));
    const Place place{std::clamp(row, 0, m_size.rows - 1), std::clamp(column, 0, m_size.columns - 1)};
    return {place.row, place.column, place.row == row && place.column == column};
}

// The edge between two cells that is nearest.
int TerminalCanvas::boundaryAt(QPointF point) const
{
    const double column = toPixels().inverted().map(point).x() / m_painter.glyphs().cell().width;
    return std::clamp(int(std::floor(column + 0.5)), 0, m_size.columns);
}

bool TerminalCanvas::reportsMouse(Qt::KeyboardModifiers modifiers) const
{
    return m_modes.mouse != vt::MouseTracking::None && !(modifiers & Qt::ShiftModifier) && !m_hasEnded;
}

bool TerminalCanvas::sendMouse(vt::Mouse::Kind kind, vt::Mouse::Button button, QPointF point, Qt::KeyboardModifiers modifiers)
{
    const Place place = placeAt(point);
    const QPointF corner = toPixels().map(QPointF(0, 0));
    const std::string bytes = vt::encode(vt::Mouse{.kind = kind,
                                                   .button = button,
                                                   .row = place.row,
                                                   .column = place.column,
                                                   .x = std::max(0, int(point.x() - corner.x())),
                                                   .y = std::max(0, int(point.y() - corner.y())),
                                                   .modifiers = terminalModifiers(modifiers)},
                                         m_modes);
    return !bytes.empty() && send(bytes);
}

void TerminalCanvas::mousePressEvent(QMouseEvent *event)
{
    m_mouse = event->position();
    const bool isThird = event->button() == Qt::LeftButton && m_clicks == 2 && m_clicked.isValid() &&
                         !m_clicked.hasExpired(QGuiApplication::styleHints()->mouseDoubleClickInterval());
    m_clicks = isThird ? 3 : 1;
    const vt::PictureCommand *badge = event->button() == Qt::LeftButton ? badgeAt(m_mouse) : nullptr;
    if (badge) {
        selectOutput(badge->number);
    } else if (reportsMouse(event->modifiers())) {
        m_held = buttonOf(event->button());
        m_told = placeAt(m_mouse);
        sendMouse(vt::Mouse::Kind::Press, m_held, m_mouse, event->modifiers());
    } else if (event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier && m_link) {
        m_isLinkPressed = true;
    } else if (event->button() == Qt::LeftButton) {
        beginSelection(m_mouse, isThird ? Unit::Line : Unit::Character, event->modifiers());
    } else if (event->button() == Qt::MiddleButton && QGuiApplication::clipboard()->supportsSelection()) {
        paste(QGuiApplication::clipboard()->text(QClipboard::Selection));
    }
}

void TerminalCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || reportsMouse(event->modifiers()) || badgeAt(event->position()))
        return mousePressEvent(event);
    m_mouse = event->position();
    m_clicks = 2;
    m_clicked.start();
    beginSelection(m_mouse, Unit::Word, event->modifiers());
}

void TerminalCanvas::mouseMoveEvent(QMouseEvent *event)
{
    m_mouse = event->position();
    const Place place = placeAt(m_mouse);
    if (m_isSelecting) {
        const bool isBeyond = m_mouse.y() < 0 || m_mouse.y() >= height();
        if (!isBeyond)
            m_dragScroll.stop();
        else if (!m_dragScroll.isActive())
            m_dragScroll.start();
        dragSelection(m_mouse);
    } else if (reportsMouse(event->modifiers()) && (place.row != m_told.row || place.column != m_told.column ||
                                                    m_modes.mouseEncoding == vt::MouseEncoding::SgrPixels)) {
        m_told = place;
        sendMouse(vt::Mouse::Kind::Move, m_held, m_mouse, event->modifiers());
    }
    const bool isOnBadge = badgeAt(m_mouse) != nullptr;
    if (std::exchange(m_isOnBadge, isOnBadge) != isOnBadge)
        showPointer();
    setHover(m_mouse, event->modifiers());
}

void TerminalCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_held != vt::Mouse::Button::None) {
        sendMouse(vt::Mouse::Kind::Release, std::exchange(m_held, vt::Mouse::Button::None), event->position(),
                  event->modifiers());
    } else if (std::exchange(m_isLinkPressed, false)) {
        if (m_link)
            Q_EMIT linkFollowed(*m_link);
    } else if (m_isSelecting) {
        endSelection();
    }
}

void TerminalCanvas::wheelEvent(QWheelEvent *event)
{
    const bool isSideways = event->angleDelta().y() == 0;
    const int angle = isSideways ? event->angleDelta().x() : event->angleDelta().y();
    const int high = m_painter.glyphs().cell().height;
    event->accept();
    // A touchpad moves the text with the fingers, a wheel's notch (120) is three rows.
    const qint64 perRow = event->pixelDelta().isNull() ? 40 : qint64(high / devicePixelRatioF());
    m_wheel += event->pixelDelta().isNull() ? angle : event->pixelDelta().y();
    const qint64 rows = m_wheel / std::max<qint64>(1, perRow);
    m_wheel -= rows * perRow;
    if (rows == 0)
        return;
    using Button = vt::Mouse::Button;
    const bool isOurs = event->modifiers() & Qt::ShiftModifier; // the history above a pager on the main screen
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(rows > 0 ? 1 : -1);
    } else if (reportsMouse(event->modifiers())) {
        const Button button = isSideways ? rows > 0 ? Button::WheelLeft : Button::WheelRight
                              : rows > 0 ? Button::WheelUp
                                         : Button::WheelDown;
        for (qint64 i = 0; i < (std::abs(rows) + 2) / 3; ++i)
            sendMouse(vt::Mouse::Kind::Press, button, event->position(), event->modifiers());
    } else if (vt::wheelSendsArrows(m_modes) && (m_modes.alternateScreen || (!m_view.top && !isOurs))) {
        const std::string key = vt::encode(vt::Key{rows > 0 ? vt::KeyName::Up : vt::KeyName::Down}, m_modes);
        for (qint64 i = 0; i < std::abs(rows); ++i)
            send(key);
    } else if (!isSideways) {
        scrollBy(-rows);
    }
}

void TerminalCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse && reportsMouse(event->modifiers()))
        return;
    const bool isKey = event->reason() != QContextMenuEvent::Mouse;
    if (const auto command = isKey ? std::nullopt : commandAt(event->pos()))
        return showCommandMenu(*command, event->globalPos());
    setHover(event->pos(), Qt::ControlModifier); // the menu offers the link under it
    Q_EMIT menuAsked(isKey ? mapToGlobal(cellRect(m_picture.cursorRow, m_picture.cursorColumn).bottomLeft())
                           : event->globalPos());
}

vt::Span TerminalCanvas::unitAt(vt::Terminal &terminal, QPointF point) const
{
    const Place place = placeAt(point);
    vt::Anchor anchor = terminal.anchorAt(m_view, place.row, place.column);
    if (m_unit == Unit::Word)
        return terminal.wordAt(anchor, m_settings.wordCharacters.toStdU32String());
    if (m_unit == Unit::Line)
        return terminal.lineAt(anchor);
    anchor.cell += boundaryAt(point) - place.column;
    return {anchor, anchor};
}

void TerminalCanvas::beginSelection(QPointF point, Unit unit, Qt::KeyboardModifiers modifiers)
{
    if (!m_host)
        return;
    m_isSelecting = true;
    m_unit = unit;
    m_isRectangular = unit == Unit::Character && modifiers & Qt::AltModifier;
    m_originColumn = boundaryAt(point);
    const bool isExtending = unit == Unit::Character && modifiers & Qt::ShiftModifier && m_modes.mouse == vt::MouseTracking::None;
    m_host->use([&](vt::Terminal &terminal) {
        const auto selection = terminal.selection();
        m_origin = unitAt(terminal, point);
        if (isExtending && selection) // from the end that is farther away
            m_origin = m_origin.from < selection->from ? vt::Span{selection->to, selection->to}
                                                       : vt::Span{selection->from, selection->from};
        else
            terminal.select(unit == Unit::Character ? std::nullopt : std::optional(m_origin));
    });
    if (isExtending)
        dragSelection(point);
    m_frames.ask();
}

void TerminalCanvas::dragSelection(QPointF point)
{
    if (!m_isSelecting || !m_host)
        return;
    const int high = std::max(1, cellRect(0, 0).height());
    const int beyond = point.y() < 0           ? int(point.y()) / high - 1
                       : point.y() >= height() ? int(point.y() - height()) / high + 1
                                               : 0;
    m_host->use([&](vt::Terminal &terminal) {
        if (beyond != 0)
            m_view = terminal.scrolled(m_view, beyond);
        const vt::Span here = unitAt(terminal, point);
        if (!m_isRectangular) {
            const vt::Span span = joined(m_origin, here);
            return terminal.select(span.from == span.to ? std::nullopt : std::optional(span));
        }
        vt::Span span = ordered({m_origin.from, here.from, true});
        const int column = boundaryAt(point), left = std::min(column, m_originColumn), right = std::max(column, m_originColumn);
        const bool isDown = span.from == m_origin.from;
        span.from.cell += left - (isDown ? m_originColumn : column);
        span.to.cell += right - (isDown ? column : m_originColumn);
        terminal.select(left == right ? std::nullopt : std::optional(span));
    });
    m_frames.ask();
}

void TerminalCanvas::endSelection()
{
    m_isSelecting = false;
    m_dragScroll.stop();
    QClipboard *clipboard = QGuiApplication::clipboard();
    const std::string text = m_host->use([](vt::Terminal &terminal) {
        const auto selection = terminal.selection();
        return selection ? terminal.text(*selection) : std::string();
    });
    if (text.empty())
        return;
    if (clipboard->supportsSelection())
        clipboard->setText(QString::fromStdString(text), QClipboard::Selection);
    if (m_settings.copiesSelection)
        clipboard->setText(QString::fromStdString(text));
}

// OSC 8's link, over all cells beside each other that lead to it.
std::optional<TerminalLink> TerminalCanvas::hyperlinkAt(Place place) const
{
    const auto linkOf = [&](int column) -> std::uint32_t {
        const std::size_t at = std::size_t(place.row) * std::size_t(m_picture.size.columns) + std::size_t(column);
        const std::size_t style = at < m_picture.cells.size() ? m_picture.cells[at].style : 0;
        return style < m_picture.styles.size() ? m_picture.styles[style].link : 0;
    };
    const std::uint32_t number = place.isInside && place.row < m_picture.size.rows ? linkOf(place.column) : 0;
    if (number == 0)
        return {};
    const std::string address = m_host->use([&](vt::Terminal &terminal) { return std::string(terminal.link(number)); });
    auto link = addressLink(QString::fromStdString(address), QSysInfo::machineHostName());
    if (!link)
        return {};
    int from = place.column, to = place.column + 1;
    while (from > 0 && linkOf(from - 1) == number)
        --from;
    while (to < m_picture.size.columns && linkOf(to) == number)
        ++to;
    const int begin = m_picture.rows[std::size_t(place.row)].begin.cell;
    link->from = begin + from;
    link->to = begin + to;
    return link;
}

// With Control a link is underlined; from and to of m_link are cells.
void TerminalCanvas::setHover(QPointF point, Qt::KeyboardModifiers modifiers)
{
    const Place place = placeAt(point);
    if (!(modifiers & Qt::ControlModifier) || !place.isInside || !m_host || m_picture.rows.empty() || m_isSelecting)
        return showLink({}, 0);
    if (auto link = hyperlinkAt(place))
        return showLink(std::move(link), m_picture.rows[std::size_t(place.row)].begin.line);
    const auto [anchor, text, began] = m_host->use([&](vt::Terminal &terminal) {
        const vt::Anchor at = terminal.anchorAt(m_view, place.row, place.column);
        const auto command = terminal.commandAt(at);
        return std::tuple(at, terminal.lineText(at.line), command ? command->folder : std::string());
    });
    if (m_link && m_linkLine == anchor.line && anchor.cell >= m_link->from && anchor.cell < m_link->to)
        return;
    const TerminalLine line(text);
    const int unit = line.unitAt(anchor.cell);
    auto link = unit < 0 ? std::nullopt : linkAt(line.text, unit);
    if (!link)
        return showLink({}, 0);
    link->from = line.cells[std::size_t(link->from)];
    link->to = line.cells[std::size_t(link->to)];
    if (link->kind == TerminalLink::Kind::File)
        checkFile(*link, anchor.line, began.empty() ? folder() : QString::fromStdString(began));
    else
        showLink(std::move(link), anchor.line);
}

// Relative to the folder of the command that printed it.
void TerminalCanvas::checkFile(TerminalLink link, vt::LineId line, const QString &folder)
{
    showLink({}, 0);
    const QString path = linkPath(link, folder, QDir::homePath());
    if (path.isEmpty())
        return;
    m_checked = inBackground(
        this, QThreadPool::globalInstance(), [path](const std::stop_token &) { return QFileInfo::exists(path); },
        [this, link, line, path](bool isThere) mutable {
            link.target = path;
            if (isThere)
                showLink(link, line);
        });
}

void TerminalCanvas::showLink(std::optional<TerminalLink> link, vt::LineId line)
{
    m_checked.cancel();
    if (m_link == link && m_linkLine == line)
        return;
    m_link = std::move(link);
    m_linkLine = line;
    showPointer();
    repaintScene();
}

void TerminalCanvas::showPointer() { setCursor(m_link || m_isOnBadge ? Qt::PointingHandCursor : Qt::IBeamCursor); }

void TerminalCanvas::showToolTip(const QHelpEvent *event)
{
    if (showBadgeTip(event))
        return;
    const Place place = placeAt(event->pos());
    const auto link = m_link ? m_link : m_host ? hyperlinkAt(place) : std::nullopt;
    QToolTip::showText(event->globalPos(), link ? plain(tr("%1\nCtrl+click follows").arg(link->target)) : QString(), this);
}

void TerminalCanvas::leaveEvent(QEvent *)
{
    m_told = {-1, -1};
    showLink({}, 0);
}

} // namespace oriel
