// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/history.h"
#include "engines/project/textform.h"
#include "jobs/worktree.h"

#include <QPointer>
#include <QTimer>

namespace oriel {

class FileEditor;

// Who wrote the caret's line, when and why, behind its end. git blames the unsaved text, in the background, once for each state
// of it; lines are told as soon as git has found them. Off until it is switched on. Owned by the editor's document. GUI thread.
class BlameHint final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BlameHint)
public:
    explicit BlameHint(FileEditor *editor, QObject *parent = nullptr);
    void setWorktree(Worktree *worktree); // null: none; it may die before
    void setFile(const QString &absolute, project::Encoding encoding);
    void setOn(bool isOn);
    QByteArray commit() const; // of the caret's line, where it is known and was committed

private:
    struct Found; // by git so far, shared with its thread
    void forget();
    void ask();
    void show();

    FileEditor *m_editor;
    QPointer<Worktree> m_worktree;
    QString m_file;
    project::Encoding m_encoding = project::Encoding::Utf8;
    bool m_isOn = false, m_isAsked = false;
    git::Blame m_blame;
    std::shared_ptr<Found> m_found;
    QTimer m_pause, m_look;
    Job m_job;
};

} // namespace oriel
