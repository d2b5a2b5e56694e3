// SPDX-License-Identifier: GPL-3.0-or-later
// What the workspace tells terminals of the project: its folder, its virtual environment, its own variables.
#include "app/projectvariables.h"
#include "app/workspace.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QDir>
#include <QThreadPool>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString environmentKey(const QString &path) { return u"environment:"_s + path; }

} // namespace

void Workspace::setProjectFolder(const QString &folder, mode_t fileMask, const QList<QByteArray> &environment)
{
    m_project = {};
    m_project.folder = folder;
    m_project.envFile = QDir(folder).filePath(u".env"_s);
    m_project.environment = environment.isEmpty() ? vt::ownEnvironment() : environment;
    m_project.fileMask = fileMask;
    m_variables->load(folder);
    findEnvironment();
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
        [folder = m_project.folder](std::stop_token) {
            const QString environment = virtualEnvironments(folder).value(0);
            return Found{environment, environmentHash(environment)};
        },
        [this](const Found &found) {
            const QJsonObject known = m_store->value(environmentKey(found.environment));
            const bool isKnown = known.value(u"activate"_s).toString() == QString::fromLatin1(found.hash);
            if (isKnown && known.value(u"agreed"_s).toBool())
                m_project.virtualEnvironment = found.environment;
            m_project.environmentHash = found.hash;
            m_isEnvironmentFound = true;
            showProject();
            if (!isKnown && !found.hash.isEmpty())
                m_terminals->offerEnvironment(found.environment);
        });
}

void Workspace::answerEnvironment(const QString &path, bool isAgreed)
{
    m_store->setValue(environmentKey(path),
                      {{u"activate"_s, QString::fromLatin1(m_project.environmentHash)}, {u"agreed"_s, isAgreed}});
    if (!isAgreed)
        return;
    m_project.virtualEnvironment = path;
    showProject();
    m_terminals->activate(path);
}

// Shells wait until all of it is known.
void Workspace::showProject()
{
    m_project.isComplete = m_isEnvironmentFound && m_variables->isLoaded();
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
    auto *dialog = new VariablesDialog(m_project.folder, m_variables->variables(), m_window.get());
    connect(dialog, &VariablesDialog::chosen, m_variables, &ProjectVariables::set);
    dialog->open();
}

} // namespace oriel
