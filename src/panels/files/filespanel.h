// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <memory>

namespace oriel {

class ProjectPaths;
class Worktree;

// Left dock: the open folder as a tree, with what git says of each file; what one does to files, each with its undo. GUI thread.
class FilesPanel final : public Panel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilesPanel)
public:
    explicit FilesPanel(QWidget *parent = nullptr);
    ~FilesPanel() override;
    void setWorktree(Worktree *worktree);              // null: no folder, and before the old one dies
    void setTrustRefused(bool isRefused);              // the user only looks: said, with a way to trust
    void setRecentFolders(const QStringList &folders); // for the page without a folder
    void setCurrentFile(const QString &absolute);      // of the document the user is in; empty: none
    void reveal(const QString &absolute);              // unfolds the way to it
    ProjectPaths *paths() const;
    QByteArrayList recentFiles() const; // newest first, from the folder; without the current one

    QString kind() const override { return QStringLiteral("files"); }
    QString title() const override { return tr("Files"); }
    QIcon icon() const override;
    QWidget *home() override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }

Q_SIGNALS:
    void trustAsked();
    void moved(const QString &from, const QString &to); // a file or folder, absolute

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
