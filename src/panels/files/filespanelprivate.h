// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel's source files share. GUI thread.
#pragma once

#include "base/background.h"
#include "engines/project/operations.h"
#include "panels/files/filespanel.h"
#include "panels/files/folderview.h"
#include "panels/files/projectpaths.h"

#include <QCoreApplication>
#include <QJsonArray>

class QLabel;
class QStackedWidget;
class QVBoxLayout;

namespace oriel {

class FilterLine;
class NoticeBar;

struct FilesPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::FilesPanel)
public:
    explicit Private(FilesPanel *panel) : q(panel) {}

    // filespanel.cpp
    void makeCommands();
    QWidget *makeEmptyPage();
    QWidget *makeTreePage();
    QAction *command(const char *name, const QString &text, const QKeySequence &key, std::function<void()> triggered);
    void update();
    void showMenu(const QPoint &at);
    void filter();
    void follow();
    void watchShown();
    void keepState(); // of the folder that is open

    // filescommands.cpp
    void open(const QModelIndex &index);
    void copy(bool isRelative);
    void askRemoval();
    void duplicate();
    void reveal();
    void create(const QByteArray &path, bool isFolder);
    void move(const QList<std::pair<QByteArray, QByteArray>> &moves); // from, to
    void drop(const QByteArrayList &dropped, const QByteArray &into, bool isOwn);
    void copyIn(const QByteArrayList &dropped, const QByteArray &into);
    void ask(const char *name, const QString &question, const QString &more, const QString &yes, std::function<void()> agreed);
    void offerUndo(const QString &said, std::function<void()> undo);
    void run(std::function<Result<>(std::stop_token)> work, std::function<void()> done); // errors into the notice
    void touched(const QByteArray &path);                                                // look at its folder now

    QByteArray current() const { return tree->path(view->currentIndex()); }
    QByteArray folderOfCurrent() const; // itself, or the one it is in
    QByteArrayList chosen() const;      // what is selected, without what lies in another chosen folder

    FilesPanel *q;
    FolderTree *tree = nullptr;
    FolderView *view = nullptr;
    ProjectPaths *files = nullptr;
    FilterLine *filterLine = nullptr;
    QStackedWidget *pages = nullptr;
    QLabel *heading = nullptr, *nothing = nullptr;
    QVBoxLayout *recent = nullptr;
    NoticeBar *notice = nullptr, *trust = nullptr;
    Worktree *worktree = nullptr;
    QByteArray rootPath; // absolute
    QString currentFile;
    QByteArrayList recentFiles; // from the folder, newest first; the current one too
    QJsonArray kept;            // by folder, newest first: {"folder", "open", "recent"}
    Job filtering, revealing;
    QAction *openFile, *newFile, *newFolder, *rename, *remove, *duplicateFile, *copyPath, *copyRelative, *revealFile, *terminal,
        *find, *changes, *refresh, *fold, *following;
};

} // namespace oriel
