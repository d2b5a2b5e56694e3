// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace shows what has changed: the panel on the open folder, its branch in the window's status.
#include "app/project.h"
#include "app/workspace.h"
#include "base/paths.h"
#include "jobs/worktree.h"
#include "panels/changes/changespanel.h"
#include "shell/window.h"

#include <QFile>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeChanges()
{
    const CommitTexts texts{[this](const QString &key) { return m_store->text(key).value_or(QString()); },
                            [this](const QString &key, const QString &text) {
                                if (text.isEmpty())
                                    m_store->removeText(key);
                                else
                                    m_store->setText(key, text);
                            }};
    m_changes = new ChangesPanel({QFile::encodeName(paths::state() + u"/kept"_s)}, texts);
    makeDataChanges();
    m_window->addPanel(m_changes);
    connect(m_folder.get(), &Project::aboutToChange, m_changes, [this] { m_changes->setWorktree(nullptr); });
    for (const auto signal : {&Project::changed, &Project::trustChanged})
        connect(m_folder.get(), signal, m_changes, [this] { m_changes->setWorktree(m_folder->worktree()); });
    connect(m_changes, &ChangesPanel::trustAsked, this, [this] { askTrust(false); });
    connect(m_changes, &ChangesPanel::itemsChanged, this, &Workspace::showFolder);
}

} // namespace oriel
