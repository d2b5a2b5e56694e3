// SPDX-License-Identifier: GPL-3.0-or-later
// The project's virtual environment: found, chosen, made by a command in a terminal, shown in the window's status.
#include "app/project.h"
#include "app/workspace.h"
#include "base/text.h"
#include "jobs/worktree.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QAction>
#include <QDir>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString environmentKey(const QString &path) { return u"environment:"_s + path; }
QString wishKey(const QString &folder) { return u"environments:"_s + folder; }

} // namespace

void Workspace::makeEnvironments()
{
    auto *sheet = new EnvironmentSheet(m_window.get());
    connect(sheet, &EnvironmentSheet::chosen, this, &Workspace::chooseEnvironment);
    connect(sheet, &EnvironmentSheet::creationAsked, this, &Workspace::createEnvironment);
    const auto command = [this](const char *name, const QString &text, std::function<void()> run) {
        QAction *const action = addCommand(u"edit"_s, name, text, {}, std::move(run));
        action->setEnabled(false);
        connect(m_folder.get(), &Project::trustChanged, action,
                [this, action] { action->setEnabled(m_folder->trust() == Project::Trust::Given); });
        connect(m_folder.get(), &Project::changed, action, [action] { action->setEnabled(false); });
    };
    command("project.environment", tr("Virtual environment…"), [this, sheet] { sheet->show(m_environments); });
    command("project.createEnvironment", tr("Create a virtual environment"), [this] { createEnvironment(); });
    connect(m_terminals, &TerminalPanel::commandEnded, this, &Workspace::lookForEnvironments);
    connect(m_folder.get(), &Project::changed, this, [this] {
        const Worktree *worktree = m_folder->worktree();
        if (!worktree)
            return;
        connect(worktree, &Worktree::filesChanged, this, [this](const QStringList &paths) {
            const auto mayBeOne = [folder = m_folder->folder()](const QString &path) {
                return path.endsWith("/pyvenv.cfg"_L1) || path.lastIndexOf(u'/') <= folder.size();
            };
            if (paths.isEmpty() || std::ranges::any_of(paths, mayBeOne))
                lookForEnvironments();
        });
    });
}

std::optional<QString> Workspace::wishedEnvironment() const
{
    const QJsonValue wished = m_store->value(wishKey(m_folder->folder()))[u"chosen"_s];
    return wished.isString() ? std::optional(wished.toString()) : std::nullopt;
}

// Somebody may have made one, or removed it.
void Workspace::lookForEnvironments()
{
    if (m_folder->trust() != Project::Trust::Given || !m_isEnvironmentFound)
        return;
    m_environmentLook = inBackground(
        this, QThreadPool::globalInstance(),
        [folder = m_folder->folder(), wished = wishedEnvironment()](std::stop_token) { return Environments::in(folder, wished); },
        [this](const Environments &found) {
            if (found != m_environments)
                findEnvironment();
        });
}

// A virtual environment of the folder is a script that somebody else may have written: it runs in a shell once the user has
// agreed, and again only while the script is the same (SAFETY 6).
void Workspace::findEnvironment()
{
    m_environmentLook.cancel();
    m_project.virtualEnvironment.clear();
    m_isEnvironmentFound = false;
    showProject();
    const QString folder = m_folder->trust() == Project::Trust::Given ? m_folder->folder() : QString();
    m_environment = inBackground(
        this, QThreadPool::globalInstance(),
        [folder, wished = wishedEnvironment()](std::stop_token) { return Environments::in(folder, wished); },
        [this](const Environments &found) {
            m_environments = found;
            m_project.environmentHash = found.hash;
            if (std::exchange(m_agreesToEnvironment, false) && !found.hash.isEmpty()) // with the folder
                rememberEnvironment(found.used.path, true);
            const QJsonObject known = m_store->value(environmentKey(found.used.path));
            const bool isKnown = known.value(u"activate"_s).toString() == QString::fromLatin1(found.hash);
            if (isKnown && known.value(u"agreed"_s).toBool())
                m_project.virtualEnvironment = found.used.path;
            m_isEnvironmentFound = true;
            showProject();
            showFolder();
            if (!isKnown && !found.hash.isEmpty())
                m_terminals->offerEnvironment(found.used.path);
            if (std::exchange(m_activatesEnvironment, false) && !m_project.virtualEnvironment.isEmpty())
                m_terminals->activate(m_project.virtualEnvironment);
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
    if (isAgreed) {
        m_project.virtualEnvironment = path;
        showProject();
        m_terminals->activate(path);
    }
    showFolder();
}

// Who chooses one agrees to it.
void Workspace::chooseEnvironment(const QString &path)
{
    m_store->setValue(wishKey(m_folder->folder()), {{u"chosen"_s, path}});
    m_agreesToEnvironment = m_activatesEnvironment = !path.isEmpty();
    findEnvironment();
}

// In the words the user would type, where they can be read. What is made is found when the command has ended.
void Workspace::createEnvironment()
{
    QStringList free{u".venv"_s, u"venv"_s, u"env"_s};
    for (const auto &[path, version] : std::as_const(m_environments.all))
        free.removeAll(QDir(m_folder->folder()).relativeFilePath(path));
    if (free.isEmpty())
        return show({tr("%1 has the environments .venv, venv and env already. Remove one first.").arg(m_folder->name())},
                    tr("Create a virtual environment"));
    answer(RunInTerminal{u"python3 -m venv "_s + free.first(), m_folder->folder()});
}

QList<StatusItem> Workspace::environmentItems() const
{
    const auto &[path, version] = m_environments.used;
    if (m_environments.all.isEmpty() || m_folder->trust() != Project::Trust::Given)
        return {};
    QString text = path.isEmpty() ? tr("no virtual environment") : withMarks(QDir(m_environments.folder).relativeFilePath(path));
    if (!version.isEmpty())
        text = tr("Python %1 in %2").arg(version, text);
    if (!path.isEmpty() && m_project.virtualEnvironment != path)
        text += tr(" (not activated)");
    return {{u"environment"_s, text, tr("Virtual environment of the terminals: choose, create…"), u"project.environment"_s}};
}

} // namespace oriel
