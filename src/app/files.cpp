// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace makes files' documents and opens them.
#include "app/project.h"
#include "app/workspace.h"
#include "base/paths.h"
#include "panels/files/filedocument.h"
#include "shell/window.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>

namespace oriel {

using namespace Qt::StringLiterals;

void Workspace::makeFiles()
{
    const FileMemory memory{[this](const QString &key) { return m_store->text(key); },
                            [this](const QString &key, const QString &text) { m_store->setText(key, text); },
                            [this](const QString &key) { m_store->removeText(key); },
                            [this](const QString &key) { return m_store->value(key); },
                            [this](const QString &key, const QJsonObject &value) { m_store->setValue(key, value); },
                            paths::state() + u"/kept"_s,
                            [this] { return 0666 & ~quint32(m_project.fileMask.value_or(077)); }};
    m_window->registerKind({u"file"_s, [this, memory](QWidget *parent) {
                                auto *document = new FileDocument(memory, parent);
                                document->setWorktree(m_folder->worktree());
                                return document;
                            }});
    const auto lend = [this](Worktree *worktree) {
        for (Document *document : m_window->documents())
            if (auto *file = qobject_cast<FileDocument *>(document))
                file->setWorktree(worktree);
    };
    connect(m_folder.get(), &Project::aboutToChange, this, [lend] { lend(nullptr); });
    connect(m_folder.get(), &Project::changed, this, [this, lend] { lend(m_folder->worktree()); });

    addCommand(u"file"_s, "file.new", tr("&New file"), u"Ctrl+N"_s, [this] {
        m_window->open(u"file"_s, {}, [](Document *document) { static_cast<FileDocument *>(document)->openNew(); });
    });
    addCommand(u"file"_s, "file.saveAll", tr("Save a&ll"), u"Ctrl+Alt+S"_s, [this] {
        for (Document *document : m_window->documents())
            if (document->kind() == "file"_L1 && document->can(Verb::Save) && document->isModified())
                document->act(Verb::Save);
    });
}

void Workspace::openFile(const OpenFile &wish)
{
    if (!wish.path.isEmpty()) {
        const QString path = QDir::cleanPath(wish.path);
        const Document *before = m_window->currentDocument();
        bool isNew = false;
        Document *shown = m_window->open(u"file"_s, u"file:"_s + path, [&](Document *document) {
            isNew = true;
            static_cast<FileDocument *>(document)->openFile(path, wish.line, wish.column);
        });
        if (!isNew)
            static_cast<FileDocument *>(shown)->goTo(wish.line, wish.column);
        if (wish.isBeside && before)
            m_window->moveToOtherSide(shown, before);
        return;
    }
    auto *dialog = new QFileDialog(m_window.get(), tr("Open file"), m_folder->folder());
    dialog->setObjectName(u"file.dialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &paths) {
        for (const QString &path : paths)
            answer(OpenFile{path});
    });
    dialog->open();
}

} // namespace oriel
