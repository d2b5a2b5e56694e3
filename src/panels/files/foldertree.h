// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/listing.h"
#include "jobs/worktree.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace oriel {

// The files of the open folder, level by level: a folder is read in the background when it is unfolded, and again when the
// worktree tells that something in it has changed; what stays keeps its place. `.git` is left out. Paths are bytes from the
// folder. GUI thread.
class FolderTree final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FolderTree)
public:
    // StateRole: FileState as int. MatchRole: QList<int>, letters of the display text that a filter found.
    enum Role { StateRole = Qt::UserRole, IsFolderRole, IsLinkRole, MatchRole };
    struct Found // by a filter
    {
        QByteArray path;
        bool isFolder = false;
        QList<int> letters = {}; // of its name
    };

    explicit FolderTree(QObject *parent = nullptr);
    ~FolderTree() override;
    void setWorktree(Worktree *worktree);     // null: none; before the old one dies
    void setFound(const QList<Found> &found); // only these, and the folders on the way
    void clearFound();
    bool isFiltered() const { return m_isFiltered; }
    void refresh(const QByteArray &folder); // reads it again, if it was read
    void reread();                          // every one

    QByteArray path(const QModelIndex &index) const;
    QString absolute(const QByteArray &path) const;
    QByteArray relative(const QString &absolute) const; // empty: not below the folder, or itself
    bool isFolder(const QModelIndex &index) const;
    QModelIndex indexOf(const QByteArray &path) const; // among what was read
    bool isRead(const QModelIndex &folder) const;

    // A row for the name of something new, the first of its folder; gone with endDraft(), which its view calls after editing.
    QModelIndex beginDraft(const QModelIndex &folder, bool isFolder);
    void endDraft();

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // asks: named() or renamed()
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction | Qt::MoveAction; }

Q_SIGNALS:
    void listed(const QModelIndex &folder); // read; invalid: the top
    void failed(const oriel::Error &error);
    void named(const QByteArray &path, bool isFolder);               // the user's name of a draft
    void renamed(const QByteArray &path, const QByteArray &newPath); // the user's wish

private:
    struct Node;
    Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node *node) const;
    QByteArray pathOf(const Node *node) const;
    Node *find(const QByteArray &path) const;
    bool isShown(const Node *node) const;
    void read(Node *folder);
    void take(Node *folder, QList<project::FolderEntry> entries);
    void removeOthers(Node *folder, const QList<project::FolderEntry> &entries);
    void insertNew(Node *folder, QList<project::FolderEntry> &entries);
    static void number(Node *folder, std::size_t from);
    void onFilesChanged(const QStringList &absolute);
    void onStates();

    Worktree *m_worktree = nullptr;
    QByteArray m_root; // absolute
    std::unique_ptr<Node> m_top, m_found;
    Node *m_shown = nullptr; // one of both
    Node *m_draft = nullptr;
    bool m_isFiltered = false;
};

QString letterOf(FileState state); // M A D R U and !, as VS Code; empty: nothing to say
QString wordsOf(FileState state);
QString colourOf(FileState state); // a role of the theme

} // namespace oriel
