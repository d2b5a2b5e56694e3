// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/keep.h"
#include "panels/changes/commitbox.h"
#include "shell/guest.h"

#include <memory>

namespace oriel {

class Worktree;

// What has changed since the last commit, live: staged, unstaged, untracked, in conflict; to stage, discard (kept 30 days) and
// commit; branches, stashes and transfers. GUI thread.
class ChangesPanel final : public Panel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangesPanel)
public:
    ChangesPanel(git::Shelf shelf, CommitTexts texts, QWidget *parent = nullptr);
    ~ChangesPanel() override;
    void setWorktree(Worktree *worktree); // null before the old one dies; the same again when its trust has changed
    void setTables(QWidget *tables);      // what has changed in the database stands under the files; takes it
    void setTablesHead(const QString &title, int changed);
    void openKept(const QString &file);     // absolute; empty: of the whole folder
    QList<StatusItem> projectItems() const; // branch and what is under way, for the window

    QString kind() const override { return QStringLiteral("changes"); }
    QString title() const override { return tr("Changes"); }
    QIcon icon() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }

Q_SIGNALS:
    void trustAsked();
    void itemsChanged(); // projectItems()

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
