// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal panel in a window, on a project of its own, with the real bash.
#pragma once

#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalpanel.h"
#include "panels/terminal/terminalview.h"
#include "support/wait.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace oriel::test {

inline void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

inline bool isAlive(int process) { return ::kill(process, 0) == 0; }
inline bool goes(int process)
{
    return waitUntil([process] { return !isAlive(process); });
}
inline int processOf(const TerminalPane *pane) { return pane->view()->host()->pty().process(); }

// The shell waits for a line, nothing is typed.
inline bool isReady(const TerminalPane *pane)
{
    vt::Host *host = pane->view()->host();
    return host && host->use([](const vt::Terminal &terminal) {
        const auto commands = terminal.commands();
        return !commands.empty() && commands.back().input && !commands.back().output;
    });
}
inline bool becomesReady(const TerminalPane *pane)
{
    return waitUntil([pane] { return isReady(pane); });
}

inline QString textOf(const TerminalPane *pane) // of the screen and all before it; wrapped rows joined
{
    vt::Host *host = pane->view()->host();
    return host ? QString::fromStdString(host->use([](const vt::Terminal &terminal) {
        return terminal.text({{terminal.firstLine(), 0}, {terminal.lastLine() + 1, 0}});
    }))
                : QString();
}
inline bool says(const TerminalPane *pane, const QString &text)
{
    return waitUntil([&] { return textOf(pane).contains(text); }, 15'000);
}
inline void type(const TerminalPane *pane, const QByteArray &text) { pane->view()->host()->send(text.toStdString()); }
// A command, typed at the prompt, and its end awaited.
inline bool run(const TerminalPane *pane, const QByteArray &command)
{
    const auto ended = [pane] {
        return pane->view()->host()->use([](const vt::Terminal &terminal) {
            return std::ranges::count_if(terminal.commands(), [](const vt::Command &each) { return each.end && each.output; });
        });
    };
    if (!becomesReady(pane))
        return false;
    const auto before = ended();
    type(pane, command + '\r');
    return waitUntil([&] { return ended() > before && isReady(pane); }, 15'000);
}
// What a command prints, trimmed.
inline QString said(const TerminalPane *pane, const QByteArray &command)
{
    if (!run(pane, command))
        return QStringLiteral("no answer: ") + textOf(pane);
    return QString::fromStdString(pane->view()->host()->use([](const vt::Terminal &terminal) {
               const auto commands = terminal.commands();
               const auto last =
                   std::ranges::find_if(commands.rbegin(), commands.rend(), [](const auto &c) { return c.output && c.end; });
               return terminal.text({*last->output, *last->end});
           }))
        .trimmed();
}

struct TerminalRoom
{
    TerminalRoom()
    {
        project.folder = QDir(folder.path()).canonicalPath();
        project.shell = QStringLiteral("/bin/bash");
        panel = std::make_unique<TerminalPanel>();
        panel->setProject(project);
        panel->resize(900, 500);
    }
    void show()
    {
        panel->show();
        panel->activateWindow();
        if (!QTest::qWaitForWindowActive(panel.get()))
            qFatal("no active window");
    }
    TerminalPane *start() // shown, at its prompt, with the focus
    {
        show();
        TerminalPane *first = pane();
        if (!first || !becomesReady(first))
            qFatal("no shell");
        first->setFocus();
        return first;
    }
    TerminalPane *pane() const { return panel->current(); }
    QList<TerminalPane *> panes() const { return panel->findChildren<TerminalPane *>(); }
    void closeTab(int tab) const { static_cast<QAbstractButton *>(tabs()->tabButton(tab, QTabBar::RightSide))->click(); }
    QTabBar *tabs() const { return panel->findChild<QTabBar *>(QStringLiteral("terminal.tabs")); }
    QAction *action(const char *name) const
    {
        return panel->findChild<QAction *>(QLatin1String(name), Qt::FindDirectChildrenOnly);
    }
    void trigger(const char *name) const
    {
        if (!action(name)->isEnabled())
            qFatal("%s is off", name);
        action(name)->trigger();
    }
    TerminalPane *split(const char *name) const
    {
        trigger(name);
        return becomesReady(pane()) ? pane() : nullptr;
    }
    QMessageBox *box() const
    {
        for (QMessageBox *each : panel->findChildren<QMessageBox *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    bool answer(const QString &button) const // "End it"; closes the question
    {
        for (QAbstractButton *each : box()->buttons())
            if (each->text().remove(u'&') == button)
                each->click();
        return waitUntil([this] { return !box(); }, 5'000);
    }
    QPushButton *button(const char *name) const
    {
        for (auto *each : panel->findChildren<QPushButton *>(QLatin1String(name)))
            if (each->isVisible())
                return each;
        return nullptr;
    }
    static QStringList handed() // files left for shells
    {
        return QDir(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/oriel")).entryList({QStringLiteral("env-*")});
    }

    QTemporaryDir folder;
    TerminalProject project;
    std::unique_ptr<TerminalPanel> panel;
};

} // namespace oriel::test
