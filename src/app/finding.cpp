// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace shows the files of the open folder, and finds files, symbols and text in them.
#include "app/project.h"
#include "app/workspace.h"
#include "base/paths.h"
#include "jobs/worktree.h"
#include "panels/files/filedocument.h"
#include "panels/files/filespanel.h"
#include "panels/files/quickopen.h"
#include "panels/files/searchdocument.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"

#include <QAction>
#include <QApplication>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString searchKey = u"search"_s;

bool isInTerminal(const QWidget *widget)
{
    while (widget && !qobject_cast<const TerminalPanel *>(widget))
        widget = widget->parentWidget();
    return widget;
}

QString fileOf(const Document *document) // absolute; empty: it is none of the disk
{
    const QString key = document && document->kind() == "file"_L1 ? document->key() : QString();
    return key.startsWith("file:/"_L1) ? key.sliced(5) : QString();
}

} // namespace

void Workspace::makeFinding()
{
    m_files = new FilesPanel;
    m_window->addPanel(m_files);
    auto *quick = new QuickOpen(m_files->paths(), m_window.get());
    connect(quick, &QuickOpen::wished, this, &Workspace::answer);
    connect(quick, &QuickOpen::commandsAsked, m_window.get(), &Window::showCommands);
    connect(m_files, &FilesPanel::moved, this, [this](const QString &from, const QString &to) { // its tabs go along
        for (Document *document : m_window->documents())
            if (auto *file = qobject_cast<FileDocument *>(document))
                if (const QString path = file->path(); path == from || path.startsWith(from + u'/'))
                    file->moveTo(to + path.sliced(from.size()));
    });
    connect(m_files, &FilesPanel::trustAsked, this, [this] { askTrust(false); });
    const auto lend = [this, quick](Worktree *worktree) {
        m_files->setWorktree(worktree);
        quick->setWorktree(worktree);
    };
    const auto showTrust = [this] { m_files->setTrustRefused(m_folder->trust() == Project::Trust::Refused); };
    connect(m_folder.get(), &Project::aboutToChange, this, [lend] { lend(nullptr); });
    connect(m_folder.get(), &Project::trustChanged, this, showTrust);
    connect(m_folder.get(), &Project::changed, this, [this, lend, showTrust] {
        lend(m_folder->worktree());
        showTrust();
        m_files->setRecentFolders(m_folder->recent());
        m_files->setCurrentFile(fileOf(m_window->currentDocument()));
        if (std::exchange(m_isFolderWished, false) && m_folder->worktree())
            m_window->showGuest(m_files);
    });
    m_files->setRecentFolders(m_folder->recent());
    connect(m_window.get(), &Window::documentChanged, this,
            [this](const Document *document) { m_files->setCurrentFile(fileOf(document)); });
    makeSearch();

    QAction *anything = addCommand(u"go"_s, "go.anything", tr("&Go to anything…"), u"Ctrl+P"_s,
                                   [this, quick] { quick->show(m_files->recentFiles(), fileOf(m_window->currentDocument())); });
    m_window->setFindAction(anything, tr("Go to anything"));
    addCommand(u"go"_s, "go.symbol", tr("Go to a symbol of the project…"), u"Ctrl+T"_s,
               [this, quick] { quick->show(m_files->recentFiles(), fileOf(m_window->currentDocument()), u"#"_s); });
    QAction *find =
        addCommand(u"go"_s, "go.findInFiles", tr("Find &in files…"), u"Ctrl+Shift+F"_s, [this] { answer(FindInFiles{}); });
    connect(qApp, &QApplication::focusChanged, find, [find](QWidget *, const QWidget *now) { // a terminal has a find of its own
        find->setShortcutContext(isInTerminal(now) ? Qt::WidgetShortcut : Qt::WindowShortcut);
    });
}

void Workspace::makeSearch()
{
    const SearchKit kit{[this] { return m_folder->worktree(); },
                        [this] {
                            QStringList modified;
                            for (const Document *document : m_window->documents())
                                if (document->isModified() && !fileOf(document).isEmpty())
                                    modified << fileOf(document);
                            return modified;
                        },
                        paths::state() + u"/kept"_s, [this] { return m_store->value(searchKey); },
                        [this](const QJsonObject &now) { m_store->setValue(searchKey, now); }};
    m_window->registerKind({searchKey, [kit](QWidget *parent) { return new SearchDocument(kit, parent); }});
    connect(m_window.get(), &Window::documentAdded, this, [this](Document *document) {
        if (document->kind() != "file"_L1)
            return;
        for (const int by : {1, -1}) { // from match to match while one is in the files
            auto *step = new QAction(by > 0 ? tr("Next match of the search") : tr("Previous match of the search"), document);
            step->setObjectName(by > 0 ? u"file.nextMatch"_s : u"file.previousMatch"_s);
            step->setShortcut(by > 0 ? QKeySequence(Qt::Key_F4) : QKeySequence(Qt::SHIFT | Qt::Key_F4));
            step->setShortcutContext(Qt::WidgetWithChildrenShortcut);
            connect(step, &QAction::triggered, this, [this, by] {
                for (Document *each : m_window->documents())
                    if (auto *search = qobject_cast<SearchDocument *>(each))
                        search->step(by);
            });
            document->addAction(step);
        }
    });
}

void Workspace::findInFiles(const FindInFiles &wish)
{
    if (auto *search = qobject_cast<SearchDocument *>(m_window->open(searchKey, searchKey, {})))
        search->find(wish.text, wish.isWord, wish.folder);
}

} // namespace oriel
