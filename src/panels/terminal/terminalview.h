// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/vt/host.h"
#include "engines/vt/keys.h"
#include "panels/terminal/links.h"
#include "panels/terminal/terminalcolors.h"
#include "panels/terminal/terminalsettings.h"

#include <QWidget>

class QAction;
class QScrollBar;

namespace oriel {

class NoticeBar;
class TerminalCanvas;
class TerminalFindLine;

// One terminal as it is seen: text, scroll bar, the line that finds, the bar that asks. Its commands are its actions
// ("terminal.…"), with the keys the program leaves to the window. GUI thread.
class TerminalView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalView)
public:
    explicit TerminalView(QWidget *parent = nullptr);
    ~TerminalView() override;

    Result<> start(const vt::Launch &, vt::Options = {}); // once, without waiting: failed()
    vt::Host *host() const;                               // none before start()
    TerminalCanvas *canvas() const { return m_canvas; }   // has the focus
    NoticeBar *notice() const { return m_notice; }
    void setSettings(const TerminalSettings &);
    void setColors(const TerminalColors &);
    void setMenu(const QList<QAction *> &actions) { m_menu = actions; } // the context menu's last ones; they outlive it
    QAction *action(const QString &name) const;                         // "terminal.copy"

    void paste(const QString &text); // asks first where that is risky
    void find();
    void stepHit(bool isForward);

Q_SIGNALS:
    void ended(oriel::vt::Ending);
    void failed(const oriel::Error &); // it was not started after all
    void titleChanged(const QString &);
    void folderChanged(const QString &);
    void bell();
    void commandEnded(const oriel::vt::Command &);
    void linkFollowed(const oriel::TerminalLink &);        // target: absolute where it is a file
    void settingsChanged(const oriel::TerminalSettings &); // by a question's answer

protected:
    void keyPressEvent(QKeyEvent *) override;

private:
    void addActions();
    void addCommand(const char *name, const QString &text, const QKeySequence &key, const QString &icon,
                    std::function<void()> run);
    void relay();
    void showScroll(qint64 top, qint64 total, int page);
    void askPaste(const QString &text, vt::PasteRisk);
    void askClipboard(const QString &text);
    void answer(); // the question is gone
    void showMenu(QPoint global);

    TerminalCanvas *m_canvas;
    QScrollBar *m_scroll;
    NoticeBar *m_notice;
    TerminalFindLine *m_find;
    QList<QAction *> m_menu;
};

} // namespace oriel
