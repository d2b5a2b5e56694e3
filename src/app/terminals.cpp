// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace answers terminals: where their shells start, psql in one of them, what their links lead to.
#include "app/workspace.h"
#include "jobs/psqllaunch.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QThreadPool>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeTerminals()
{
    m_terminals = new TerminalPanel;
    m_window->addPanel(m_terminals);
    connect(m_terminals, &TerminalPanel::commandEnded, this,
            [this](const QString &command, std::chrono::milliseconds, int exitCode) {
                if (!m_window->isActiveWindow())
                    QApplication::alert(m_window.get());
                m_window->say(exitCode == 0 ? tr("%1 has ended.").arg(command)
                                            : tr("%1 has failed with status %2.").arg(command).arg(exitCode),
                              10'000);
            });
    auto *show = new QAction(tr("Go to the terminal"), m_window.get());
    show->setObjectName(u"app.terminal"_s);
    show->setShortcut(QKeySequence(u"Ctrl+`"_s));
    connect(show, &QAction::triggered, this, [this] { m_window->showGuest(m_terminals); });
    m_window->addActionTo(u"go"_s, show);
}

void Workspace::setProjectFolder(const QString &folder, mode_t fileMask)
{
    TerminalProject project;
    project.folder = folder;
    project.fileMask = fileMask;
    if (const QString path = QDir(folder).filePath(u".env"_s); QFileInfo(path).isFile())
        project.envFile = path;
    m_terminals->setProject(project);
}

void Workspace::openPsql(const OpenPsql &wish)
{
    Connection *to = connection(wish.connection);
    if (!to)
        return;
    const QString title = u"psql %1"_s.arg(to->profile().name);
    to->prepare(
        this,
        [this, title](const Result<pg::ConnInfo> &info) {
            if (!info)
                return show(info.error(), tr("psql cannot be opened"));
            m_psql = inBackground(
                this, QThreadPool::globalInstance(), [info = *info](std::stop_token) { return psqlLaunch(info); },
                [this, title](const Result<Launch> &launch) {
                    if (!launch)
                        return show(launch.error(), tr("psql cannot be opened"));
                    m_terminals->open(*launch, title);
                    m_window->showGuest(m_terminals);
                });
        },
        wish.database);
}

} // namespace oriel
