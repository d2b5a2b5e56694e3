// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/actions.h"
#include "engines/git/transfer.h"
#include "jobs/worktree.h"
#include "panels/changes/changeshead.h"
#include "panels/changes/changespanel.h"
#include "panels/changes/changeview.h"
#include "panels/changes/gitqueue.h"
#include "panels/changes/linecounts.h"
#include "widgets/noticebar.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace oriel {

class FoldSection;
class GitPick;

struct ChangesPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ChangesPanel)
public:
    Private(ChangesPanel *panel, git::Shelf where, CommitTexts texts);

    QAction *command(const char *name, const QString &text, const QKeySequence &key, std::function<void()> triggered);
    void makeCommands();
    void makePages(CommitTexts texts);
    void connectParts();
    void connectWorktree();
    std::optional<git::Place> place() const; // that git may be asked about
    const git::Status *status() const { return worktree ? worktree->status().get() : nullptr; }
    void update();
    void showEmpty();
    void takeFailure(const Error &error);
    void remedy(const Error &error);
    void say(const QString &text, const QString &button = {}, std::function<void()> clicked = {});
    void showSubject();
    void showContent();
    void countSoon(bool isAll); // isAll: what was counted may be another now
    void countLines();
    void updateCommands();

    // changesactions.cpp
    QList<QModelIndex> targets(const QModelIndex &clicked) const;
    QByteArrayList pathsOf(const QList<QModelIndex> &rows, ChangeTree::Group group) const;
    template<typename Work>
    void act(Work work);
    void showError(const Error &error);
    void toggleStage(const QModelIndex &clicked = {});
    void askDiscard(const QModelIndex &clicked = {});
    void discard(const QByteArrayList &paths);
    void offerUndo(const QString &said, const QByteArrayList &ids);
    void undo(const QByteArrayList &ids, git::Since since);
    void openDiff();
    void openFile();
    void openHistory(bool isOfFile);
    void copyPath();
    void askIgnore();
    void resolve(git::Resolution resolution, const QByteArrayList &paths);
    void markResolved(const QByteArrayList &paths);
    void askResolve(git::Resolution resolution);
    void showMenu(const QPoint &at);

    // changestransfer.cpp
    void transfer(const git::TransferWish &wish);
    void takeTransfer(const git::TransferWish &wish, const Result<> &done);
    void proceed(git::Step step);
    void askAbort(git::Step step);
    void openList(GitPick *list);
    void openBranches();
    void openStashes(bool isPushing);
    void openKept(const QByteArray &file = {}); // absolute; empty: of everything

    ChangesPanel *q;
    const git::Shelf shelf;
    QPointer<Worktree> worktree;
    GitQueue *queue;
    ChangeTree *tree;
    ChangesHead *head = nullptr;
    NoticeBar *notice = nullptr;
    ChangeView *view = nullptr;
    CommitBox *box = nullptr;
    FoldSection *tables = nullptr;
    QSplitter *split = nullptr;
    QStackedWidget *pages = nullptr;
    QLabel *said = nullptr;
    QPushButton *saidButton = nullptr;
    QLabel *cut = nullptr;             // there is more than the list shows
    std::optional<Error> trouble = {}; // why there is no status
    std::function<void()> saidClicked = {};
    QAction *stage, *discardFiles, *diff, *open, *history, *versions, *copy, *ignore, *ours, *theirs, *resolved, *refresh,
        *branches, *fetch, *pull, *push, *stash, *stashes, *kept, *log, *commit;
    QTimer soon;
    int changes = 1, counted = 0; // counts are of an earlier change while they differ
    LineCount total = {};         // staged
    QByteArray subjectOf = {};    // the commit that `subject` belongs to
    QString subject = {};         // "Begin · 2 h ago"
    Job counting = {}, subjectJob = {}, lockJob = {}, transferring = {};
    bool isTransferring = false;
};

template<typename Work>
void ChangesPanel::Private::act(Work work)
{
    notice->clear();
    queue->run(std::move(work), [this, guard = QPointer(q)](const auto &done) {
        if (guard && !done)
            showError(done.error());
    });
}

} // namespace oriel
