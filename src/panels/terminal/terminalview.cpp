// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalview.h"

#include "base/text.h"
#include "panels/terminal/terminalaccess.h"
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalfindline.h"
#include "widgets/command.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype shownClipboard = 200; // characters of what a program wants to write

} // namespace

TerminalView::TerminalView(QWidget *parent)
    : QWidget(parent),
      m_canvas(new TerminalCanvas(this)),
      m_scroll(new QScrollBar(this)),
      m_notice(new NoticeBar(this)),
      m_find(new TerminalFindLine(m_canvas, this))
{
    TerminalAccess::install();
    setFocusProxy(m_canvas);
    auto *text = new QHBoxLayout;
    text->setSpacing(0);
    text->addWidget(m_canvas, 1);
    text->addWidget(m_scroll);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addWidget(m_notice);
    rows->addLayout(text, 1);
    rows->addWidget(m_find);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setRange(0, 0);
    connect(m_scroll, &QScrollBar::valueChanged, m_canvas, &TerminalCanvas::scrollTo);
    addActions();
    relay();
}

TerminalView::~TerminalView() = default;

void TerminalView::relay()
{
    connect(m_canvas, &TerminalCanvas::ended, this, &TerminalView::ended);
    connect(m_canvas, &TerminalCanvas::failed, this, &TerminalView::failed);
    connect(m_canvas, &TerminalCanvas::titleChanged, this, &TerminalView::titleChanged);
    connect(m_canvas, &TerminalCanvas::folderChanged, this, &TerminalView::folderChanged);
    connect(m_canvas, &TerminalCanvas::bell, this, &TerminalView::bell);
    connect(m_canvas, &TerminalCanvas::commandEnded, this, &TerminalView::commandEnded);
    connect(m_canvas, &TerminalCanvas::linkFollowed, this, &TerminalView::linkFollowed);
    connect(m_canvas, &TerminalCanvas::scrolled, this, &TerminalView::showScroll);
    connect(m_canvas, &TerminalCanvas::pasteAsked, this, &TerminalView::askPaste);
    connect(m_canvas, &TerminalCanvas::clipboardAsked, this, &TerminalView::askClipboard);
    connect(m_canvas, &TerminalCanvas::menuAsked, this, &TerminalView::showMenu);
    connect(m_canvas, &TerminalCanvas::refused, this,
            [this](const QString &why) { m_notice->show(NoticeBar::Tone::Warning, why); });
}

void TerminalView::addCommand(const char *name, const QString &text, const QKeySequence &key, const QString &icon,
                              std::function<void()> run)
{
    QAction *action = oriel::addCommand(this, name, text, {key}, std::move(run));
    if (!icon.isEmpty())
        action->setIcon(Theme::icon(icon));
}

void TerminalView::addActions()
{
    addCommand("terminal.copy", tr("Copy"), QKeySequence(u"Ctrl+Shift+C"_s), u"edit-copy"_s, [this] { m_canvas->copy(); });
    addCommand("terminal.paste", tr("Paste"), QKeySequence(u"Ctrl+Shift+V"_s), u"edit-paste"_s,
               [this] { paste(QGuiApplication::clipboard()->text()); });
    addCommand("terminal.selectAll", tr("Select all"), QKeySequence(u"Ctrl+Shift+A"_s), u"edit-select-all"_s,
               [this] { m_canvas->selectAll(); });
    addCommand("terminal.find", tr("Find…"), QKeySequence(u"Ctrl+Shift+F"_s), u"edit-find"_s, [this] { find(); });
    addCommand("terminal.clear", tr("Clear scrollback"), QKeySequence(u"Ctrl+Shift+K"_s), u"edit-clear-history"_s,
               [this] { m_canvas->clearHistory(); });
    addCommand("terminal.zoomIn", tr("Larger text"), {}, u"zoom-in"_s, [this] { m_canvas->zoom(1); });
    addCommand("terminal.zoomOut", tr("Smaller text"), {}, u"zoom-out"_s, [this] { m_canvas->zoom(-1); });
    addCommand("terminal.zoomReset", tr("Text as set"), {}, u"zoom-original"_s, [this] { m_canvas->zoom(0); });
}

QAction *TerminalView::action(const QString &name) const
{
    for (QAction *action : actions())
        if (action->objectName() == name)
            return action;
    return nullptr;
}

Result<> TerminalView::start(const vt::Launch &launch, vt::Options options)
{
    return m_canvas->start(launch, std::move(options));
}

vt::Host *TerminalView::host() const { return m_canvas->host(); }

void TerminalView::setSettings(const TerminalSettings &settings) { m_canvas->setSettings(settings); }

void TerminalView::setColors(const TerminalColors &colors) { m_canvas->setColors(colors); }

void TerminalView::paste(const QString &text) { m_canvas->paste(text); }

void TerminalView::find() { m_find->find(); }

void TerminalView::stepHit(bool isForward) { m_canvas->stepHit(isForward); }

void TerminalView::showScroll(qint64 top, qint64 total, int page)
{
    const QSignalBlocker blocker(m_scroll);
    constexpr qint64 most = std::numeric_limits<int>::max();
    m_scroll->setPageStep(page);
    m_scroll->setRange(0, int(std::clamp<qint64>(total - page, 0, most)));
    m_scroll->setValue(int(std::min(top, most)));
}

void TerminalView::answer()
{
    m_notice->clear();
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void TerminalView::askPaste(const QString &text, vt::PasteRisk risk)
{
    QStringList what;
    if (risk.lines > 1)
        what << tr("%n lines: each may run as a command.", nullptr, risk.lines);
    if (risk.hasControls)
        what << tr("It holds control characters; they are left out.");
    m_notice->show(NoticeBar::Tone::Warning, tr("Paste this? %1").arg(what.join(u' ')), text);
    auto *paste = m_notice->addButton(
        tr("Paste"),
        [this, text] {
            answer();
            m_canvas->insert(text);
        },
        true);
    paste->setObjectName(u"terminal.paste.yes"_s);
    paste->setFocus(Qt::OtherFocusReason);
    if (risk.lines > 1) {
        QPushButton *one = m_notice->addButton(tr("As one line"), [this, text] {
            answer();
            m_canvas->insert(text.simplified());
        });
        one->setObjectName(u"terminal.paste.line"_s);
    }
    m_notice->addButton(tr("Cancel"), [this] { answer(); })->setObjectName(u"terminal.paste.no"_s);
}

// OSC 52: what a program puts there may be pasted anywhere.
void TerminalView::askClipboard(const QString &text)
{
    const auto set = [text] { QGuiApplication::clipboard()->setText(text); };
    if (m_canvas->settings().clipboard == TerminalSettings::Clipboard::Allow)
        return set();
    m_notice->show(NoticeBar::Tone::Info,
                   tr("A program in this terminal wants to put %1 characters on the clipboard.").arg(exactCount(text.size())),
                   text.left(shownClipboard));
    m_notice
        ->addButton(tr("Allow"),
                    [this, set] {
                        answer();
                        set();
                    })
        ->setObjectName(u"terminal.clipboard.yes"_s);
    m_notice->addButton(tr("Always"), [this, set] {
        answer();
        set();
        TerminalSettings settings = m_canvas->settings();
        settings.clipboard = TerminalSettings::Clipboard::Allow;
        setSettings(settings);
        Q_EMIT settingsChanged(settings);
    });
}

void TerminalView::showMenu(QPoint global)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto link = m_canvas->link()) {
        TerminalLink request = *link;
        request.kind = TerminalLink::Kind::Request;
        if (link->kind != TerminalLink::Kind::Request)
            menu->addAction(tr("Open link"), this, [this, link] { Q_EMIT linkFollowed(*link); });
        if (link->kind != TerminalLink::Kind::File)
            menu->addAction(tr("Open as a request"), this, [this, request] { Q_EMIT linkFollowed(request); });
        menu->addAction(tr("Copy link"), this, [link] { QGuiApplication::clipboard()->setText(link->target); });
        menu->addSeparator();
    }
    menu->addActions(actions().mid(0, 3));
    menu->addSeparator();
    menu->addActions(actions().mid(3, 2));
    menu->addSeparator();
    menu->addActions(actions().mid(5));
    menu->addSeparator();
    menu->addActions(m_menu);
    menu->popup(global);
}

void TerminalView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_notice->isVisible() && !m_canvas->hasFocus())
        return answer(); // on the bar, Esc is "no"
    QWidget::keyPressEvent(event);
}

} // namespace oriel
