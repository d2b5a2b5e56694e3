// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/requestlibrary.h"
#include "panels/api/copyas.h"
#include "panels/api/requestspanel.h"

#include <QCoreApplication>
#include <QSet>

class QLabel;
class QMenu;
class QStackedWidget;
class QTreeView;

namespace oriel {

class FilterLine;
class FoldSection;
class HistoryView;
class NoticeBar;
class RequestTree;

struct RequestsPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::RequestsPanel)
public:
    Private(RequestsPanel *panel, RequestLibrary *library_) : q(panel), library(library_) {}

    void makeCommands();
    QAction *command(const QByteArray &name, const QString &text, const QKeySequence &key, std::function<void()> triggered);
    QWidget *makeTop();
    QWidget *makeEmptyPage();
    void makeTree();
    void makeHistory();
    void connectTree();
    void keepPlace();
    void findPlace();
    void update(); // pages, labels and actions
    void showHistory();
    void setFilter(const QString &text);
    void addMenu(QMenu *menu) const;
    void showMenu(const QPoint &globally);
    void showHistoryMenu(const QPoint &globally);
    void wish(const OpenRequest &wanted) { Q_EMIT q->wished(wanted); }

    QString currentId() const;
    QString currentFolder() const;       // where something new goes
    QList<http::Request> chosen() const; // without their secrets; of chosen folders all that is in them
    QStringList chosenFolders() const;   // outermost only
    void open();
    void newRequest();
    void newFolder();
    void duplicate();
    void remove();
    void askForgetAll();
    void offerUndo(const QString &said, std::function<void()> undo);
    // With their secrets; those that the keychain does not give come without, and `isWhole` is false.
    void loadAll(const QList<http::Request> &requests, std::function<void(const QList<http::Request> &, bool isWhole)> done);
    void saveAll(const QList<http::Request> &requests);
    void copy(const CopyWay &way);
    void saveAsHttpFile();
    void writeFile(const QString &path, const http::Exported &exported);

    RequestsPanel *q;
    RequestLibrary *library;
    FilterLine *filter = nullptr;
    NoticeBar *notice = nullptr;
    QStackedWidget *pages = nullptr;
    QWidget *empty = nullptr;
    QLabel *nothing = nullptr; // matches the filter
    RequestTree *tree = nullptr;
    QTreeView *view = nullptr;
    HistoryView *history = nullptr;
    QLabel *noHistory = nullptr;
    FoldSection *historySection = nullptr;
    QAction *openIt, *add, *addFolder, *rename, *duplicateIt, *removeIt, *import, *environments, *saveHttp, *openPast,
        *forgetPast, *forgetAll;
    QList<QAction *> copies; // in the order of copyWays()
    QSet<QString> opened;    // keys of folders
    QString currentKey, renamed;
    int scroll = 0;
    bool isQuiet = false; // opening is ours, not the user's
};

} // namespace oriel
