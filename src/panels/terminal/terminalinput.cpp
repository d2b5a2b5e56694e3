// SPDX-License-Identifier: GPL-3.0-or-later
// TerminalCanvas: what is typed, composed, pasted and dropped.
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalkeys.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextLayout>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

bool TerminalCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        if (!isWindowKey(key, m_settings.windowKeys) || ownAction(key)) {
            event->accept(); // the program has it before any shortcut, and the terminal's own command before the window's
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        showToolTip(static_cast<QHelpEvent *>(event));
        return true;
    }
    return QWidget::event(event);
}

// A command of the view or of the panel around it that has this key.
QAction *TerminalCanvas::ownAction(const QKeyEvent &event) const
{
    const QKeySequence key(event.keyCombination());
    for (const QWidget *owner = this; owner && !owner->isWindow(); owner = owner->parentWidget())
        for (QAction *action : owner->actions())
            if (action->isEnabled() && action->shortcuts().contains(key))
                return action;
    return nullptr;
}

bool TerminalCanvas::send(const std::string &bytes)
{
    if (!m_host || m_hasEnded || bytes.empty())
        return !bytes.empty();
    const bool isTaken = m_host->send(bytes);
    if (!isTaken)
        Q_EMIT refused(tr("The program does not read: what was typed was not sent. Ctrl+C interrupts it."));
    return isTaken;
}

// What is typed is seen where it appears.
void TerminalCanvas::typed()
{
    scrollToEnd();
    restartBlink();
}

bool TerminalCanvas::scrollKey(const QKeyEvent &event)
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const int page = std::max(1, m_size.rows - 1);
    if (modifiers == Qt::ShiftModifier && !m_modes.alternateScreen) {
        switch (event.key()) {
        case Qt::Key_PageUp:
            scrollBy(-page);
            return true;
        case Qt::Key_PageDown:
            scrollBy(page);
            return true;
        case Qt::Key_Home:
            scrollTo(0);
            return true;
        case Qt::Key_End:
            scrollToEnd();
            return true;
        }
    }
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier) && (event.key() == Qt::Key_Up || event.key() == Qt::Key_Down)) {
        scrollBy(event.key() == Qt::Key_Up ? -1 : 1);
        return true;
    }
    if (modifiers == Qt::ShiftModifier && event.key() == Qt::Key_Insert) {
        const QClipboard *clipboard = QGuiApplication::clipboard();
        paste(clipboard->text(clipboard->supportsSelection() ? QClipboard::Selection : QClipboard::Clipboard));
        return true;
    }
    return false;
}

void TerminalCanvas::keyPressEvent(QKeyEvent *event)
{
    setHover(m_mouse, event->modifiers() | (event->key() == Qt::Key_Control ? Qt::ControlModifier : Qt::NoModifier));
    const auto windowOnly = Qt::ControlModifier | Qt::ShiftModifier;
    const bool isWindows = (event->modifiers() & windowOnly) == windowOnly && isWindowKey(*event, m_settings.windowKeys);
    if (QAction *own = isWindows ? ownAction(*event) : nullptr)
        return own->trigger();
    if (!m_host || isWindows) // nobody wanted it: a slip of Ctrl+Shift+C must not interrupt a program
        return event->ignore();
    if (scrollKey(*event))
        return;
    const vt::Modes modes = m_host->use([](vt::Terminal &terminal) { return terminal.modes(); });
    const std::string bytes = vt::encode(terminalKey(*event), modes);
    if (bytes.empty())
        return event->ignore();
    send(bytes);
    typed();
}

void TerminalCanvas::keyReleaseEvent(QKeyEvent *event)
{
    setHover(m_mouse, event->modifiers() & ~(event->key() == Qt::Key_Control ? Qt::ControlModifier : Qt::NoModifier));
    event->ignore();
}

void TerminalCanvas::inputMethodEvent(QInputMethodEvent *event)
{
    if (const std::string text = event->commitString().toStdString(); !text.empty() && m_host) {
        const vt::Modes modes = m_host->use([](vt::Terminal &terminal) { return terminal.modes(); });
        send(vt::encode(vt::Key{.text = text}, modes));
        typed();
    }
    m_preedit = event->preeditString();
    m_preeditLook = event->attributes();
    if (!m_preedit.isEmpty())
        scrollToEnd();
    event->accept();
    update();
}

// What is being composed, over the text from the cursor on. Of what is wider than the row its end is seen.
void TerminalCanvas::paintPreedit(QPainter &painter)
{
    if (m_preedit.isEmpty() || m_picture.cursorRow < 0 || m_picture.cursorRow >= m_picture.size.rows)
        return;
    QTextCharFormat composed;
    composed.setFontUnderline(true);
    QList<QTextLayout::FormatRange> formats{{0, int(m_preedit.size()), composed}};
    int caret = int(m_preedit.size());
    bool isCaretSeen = true;
    for (const QInputMethodEvent::Attribute &each : m_preeditLook) {
        if (each.type == QInputMethodEvent::TextFormat) {
            formats.append({each.start, each.length, each.value.value<QTextFormat>().toCharFormat()});
        } else if (each.type == QInputMethodEvent::Cursor) {
            caret = each.start;
            isCaretSeen = each.length > 0;
        }
    }
    QTextLayout layout(m_preedit, textFont());
    layout.setFormats(formats);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    const int width = int(std::ceil(line.naturalTextWidth())) + 1, columns = m_picture.size.columns;
    const QRect row = cellRect(m_picture.cursorRow, 0).united(cellRect(m_picture.cursorRow, columns - 1));
    QRect place = cellRect(m_picture.cursorRow, m_picture.cursorColumn);
    place.setWidth(width);
    place.moveLeft(std::min(place.left(), row.right() + 1 - width));
    painter.save();
    painter.setClipRect(row);
    painter.fillRect(place, QColor(m_picture.isReversed ? inks().foreground : inks().background));
    painter.setPen(QColor(m_picture.isReversed ? inks().background : inks().foreground));
    const double baseline = m_painter.glyphs().cell().baseline / devicePixelRatioF();
    const QPointF corner(place.left(), place.top() + baseline - line.ascent());
    layout.draw(&painter, corner);
    if (isCaretSeen)
        layout.drawCursor(&painter, corner, caret);
    painter.restore();
}

QVariant TerminalCanvas::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return m_host != nullptr;
    case Qt::ImCursorRectangle:
        return cellRect(m_picture.cursorRow, m_picture.cursorColumn);
    case Qt::ImHints:
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhMultiLine);
    default:
        return QWidget::inputMethodQuery(query);
    }
}

void TerminalCanvas::copy() const
{
    if (!m_host)
        return;
    const std::string text = m_host->use([](vt::Terminal &terminal) {
        const auto selection = terminal.selection();
        return selection ? terminal.text(*selection) : std::string();
    });
    if (!text.empty())
        QGuiApplication::clipboard()->setText(QString::fromStdString(text));
}

void TerminalCanvas::selectAll()
{
    if (!m_host)
        return;
    m_host->use([](vt::Terminal &terminal) {
        terminal.select(vt::Span{{terminal.firstLine(), 0}, terminal.lineAt({terminal.lastLine(), 0}).to});
    });
    frame();
}

void TerminalCanvas::paste(const QString &text)
{
    if (text.isEmpty() || !m_host)
        return;
    const vt::PasteRisk risk = vt::examinePaste(text.toStdString());
    const bool runsAtOnce = !m_host->use([](vt::Terminal &terminal) { return terminal.modes().bracketedPaste; });
    using Ask = TerminalSettings::Ask;
    const bool asksLines = m_settings.askLines == Ask::Always || (m_settings.askLines == Ask::WhereItRuns && runsAtOnce);
    if (risk.hasControls || (risk.lines > 1 && asksLines))
        Q_EMIT pasteAsked(text, risk);
    else
        insert(text);
}

void TerminalCanvas::insert(const QString &text)
{
    if (!m_host)
        return;
    const vt::Modes modes = m_host->use([](vt::Terminal &terminal) { return terminal.modes(); });
    send(vt::encodePaste(text.toStdString(), modes));
    typed();
}

void TerminalCanvas::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void TerminalCanvas::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    setFocus(Qt::MouseFocusReason);
    QStringList files;
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    if (files.isEmpty())
        return paste(event->mimeData()->text());
    if (const auto names = shellNames(files))
        insert(*names);
    else
        Q_EMIT refused(tr("A name with a control character is not typed into a terminal: it would press keys."));
}

} // namespace oriel
