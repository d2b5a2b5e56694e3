// SPDX-License-Identifier: GPL-3.0-or-later
// What the workspace tells terminals of the project: its folder, its virtual environment, its own variables.
#include "app/project.h"
#include "app/projectvariables.h"
#include "app/workspace.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QDir>
#include <QThreadPool>

#include <utility>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString environmentKey(const QString &path) { return u"environment:"_s + path; }

} // namespace

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

// A virtual environment of the folder is a script that somebody else may have written: it runs in a shell once the user has
// agreed, and again only while the script is the same (SAFETY 6).
void Workspace::findEnvironment()
{
    m_project.virtualEnvironment.clear();
    m_isEnvironmentFound = false;
    showProject();
    struct Found
    {
        QString environment;
        QByteArray hash;
    };
    m_environment = inBackground(
        this, QThreadPool::globalInstance(),
        [folder = m_folder->trust() == Project::Trust::Given ? m_project.folder : QString()](std::stop_token) {
            if (folder.isEmpty())
                return Found();
            const QString environment = virtualEnvironments(folder).value(0);
            return Found{environment, environmentHash(environment)};
        },
        [this](const Found &found) {
            m_project.environmentHash = found.hash;
            if (std::exchange(m_agreesToEnvironment, false) && !found.hash.isEmpty()) // with the folder
                rememberEnvironment(found.environment, true);
            const QJsonObject known = m_store->value(environmentKey(found.environment));
            const bool isKnown = known.value(u"activate"_s).toString() == QString::fromLatin1(found.hash);
            if (isKnown && known.value(u"agreed"_s).toBool())
                m_project.virtualEnvironment = found.environment;
            m_isEnvironmentFound = true;
            showProject();
            if (!isKnown && !found.hash.isEmpty())
                m_terminals->offerEnvironment(found.environment);
        });
}

void Workspace::rememberEnvironment(const QString &path, bool isAgreed)
{
    m_store->setValue(environmentKey(path),
                      {{u"activate"_s, QString::fromLatin1(m_project.environmentHash)}, {u"agreed"_s, isAgreed}});
}

void Workspace::answerEnvironment(const QString &path, bool isAgreed)
{
    rememberEnvironment(path, isAgreed);
    if (!isAgreed)
        return;
    m_project.virtualEnvironment = path;
    showProject();
    m_terminals->activate(path);
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
    auto *dialog = new VariablesDialog(m_folder->folder(), m_variables->variables(), m_window.get());
    connect(dialog, &VariablesDialog::chosen, m_variables, &ProjectVariables::set);
    dialog->open();
}

} // namespace oriel
