// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/keep.h"
#include "panels/changes/diffsubject.h"
#include "shell/guest.h"

#include <functional>

namespace oriel {

class DiffPane;
class Worktree;

// A tab that compares: what has changed in the working tree, one file, a commit, two revisions, two files, an unsaved text. It
// follows the tree by itself; nothing is written but what the user asks for. GUI thread.
class DiffDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffDocument)
public:
    // worktree: the open folder's, null where none is; ask again after worktreeChanged().
    DiffDocument(std::function<Worktree *()> worktree, git::Shelf shelf, QWidget *parent = nullptr);
    void show(const DiffSubject &subject);
    void worktreeChanged();  // another folder is open, or it is trusted now
    QByteArray path() const; // of the file at hand, from the top; empty: none of a repository
    DiffPane *pane() const { return m_pane; }

    QString kind() const override { return QStringLiteral("diff"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

protected:
    void showEvent(QShowEvent *event) override; // a restored one asks nothing before it is first shown

private:
    void follow();

    std::function<Worktree *()> m_worktree;
    DiffPane *m_pane;
    DiffSubject m_subject;
    bool m_isDue = true;
};

// What the pane asks for becomes the guest's wishes.
void passWishes(DiffPane *pane, Guest *guest, const std::function<Worktree *()> &worktree);

// Where git may run, and what to say where it may not.
std::pair<std::optional<git::Place>, QString> placeOf(const Worktree *worktree);

} // namespace oriel
