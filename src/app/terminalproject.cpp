// SPDX-License-Identifier: GPL-3.0-or-later
// What the workspace tells terminals of the project: its folder, its own variables.
#include "app/project.h"
#include "app/projectvariables.h"
#include "app/workspace.h"
#include "jobs/projectenv.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QDir>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::setStart(mode_t fileMask, const QList<QByteArray> &environment)
{
    m_project.fileMask = fileMask;
    m_project.environment = environment;
    setTerminalProject();
}

// Before a folder is trusted shells start at home; until the user has said, they wait (SAFETY 6).
void Workspace::setTerminalProject()
{
    const bool isTrusted = m_folder->trust() == Project::Trust::Given;
    m_project.folder = isTrusted ? m_folder->folder() : QDir::homePath();
    m_project.isTrusted = isTrusted || m_folder->folder().isEmpty();
    m_project.envFile = isTrusted ? QDir(m_project.folder).filePath(u".env"_s) : QString();
    findEnvironment();
    m_variables->load(m_folder->folder());
}

// Shells wait until all of it is known.
void Workspace::showProject()
{
    const bool isSaid = !m_folder->isFinding() && (m_project.isTrusted || m_folder->trust() == Project::Trust::Refused);
    m_project.isComplete = isSaid && m_isEnvironmentFound && m_variables->isLoaded();
    m_project.variables.clear();
    for (const ProjectVariable &each : m_variables->variables())
        if (!each.isSecret || !each.value.isEmpty()) // the keychain has not given it
            m_project.variables.append({each.name, each.value});
    m_terminals->setProject(m_project);
    m_env->setFolder(m_folder->folder(), applicationEnvironment());
}

// What the project's programs inherit in its terminals; of a name twice the first counts.
QList<QByteArray> Workspace::applicationEnvironment() const
{
    QList<QByteArray> environment;
    for (const auto &[name, value] : m_project.variables)
        environment.append(name.toUtf8() + '=' + value);
    return environment + m_project.environment;
}

void Workspace::makeVariables()
{
    m_variables = new ProjectVariables(m_store.get(), this);
    connect(m_variables, &ProjectVariables::loaded, this, &Workspace::showProject);
    connect(m_variables, &ProjectVariables::failed, this, [this](const Error &error) { m_window->say(error.message, 30'000); });
    connect(m_terminals, &TerminalPanel::variablesWanted, this, &Workspace::editVariables);
}

void Workspace::editVariables()
{
    auto *dialog = m_window->findChild<VariablesDialog *>();
    if (!dialog || !dialog->isVisible()) { // or it is going
        dialog = new VariablesDialog(m_folder->folder(), m_variables->variables(), m_env, m_window.get());
        connect(dialog, &VariablesDialog::chosen, m_variables, &ProjectVariables::set);
        connect(dialog, &VariablesDialog::lineAsked, this,
                [this](const QString &file, int line) { answer(OpenFile{file, line}); });
        connect(m_folder.get(), &Project::aboutToChange, dialog, &QWidget::close); // they are of this folder
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace oriel
