// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel does with the other side, with what is under way, and the dialogs it opens.
#include "base/pathtext.h"
#include "panels/changes/branchdialog.h"
#include "panels/changes/changespanel_p.h"
#include "panels/changes/keptdialog.h"
#include "panels/changes/stashdialog.h"
#include "widgets/plain.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(git::TransferWish::Kind kind)
{
    const QString names[] = {ChangesPanel::tr("Fetching"), ChangesPanel::tr("Pulling"), ChangesPanel::tr("Pushing")};
    return names[int(kind)];
}

} // namespace

void ChangesPanel::Private::transfer(const git::TransferWish &wish)
{
    const auto at = place();
    if (!at || isTransferring)
        return;
    notice->clear();
    isTransferring = true;
    head->setProgress(nameOf(wish.kind) + u'…', -1);
    updateCommands();
    const auto each = [guard = QPointer(q), d = this, what = nameOf(wish.kind)](const git::Progress &progress) {
        QMetaObject::invokeMethod(
            qApp,
            [guard, d, what, progress] {
                if (guard && d->isTransferring)
                    d->head->setProgress(what + u": "_s + (progress.phase.isEmpty() ? progress.text : progress.phase),
                                         progress.percent);
            },
            Qt::QueuedConnection);
    };
    transferring = inBackground(
        q, QThreadPool::globalInstance(),
        [place = *at, wish, each](std::stop_token stop) { return git::transfer(place, wish, each, stop); },
        [this, wish](const Result<> &done) { takeTransfer(wish, done); });
}

void ChangesPanel::Private::takeTransfer(const git::TransferWish &wish, const Result<> &done)
{
    using enum git::TransferWish::Kind;
    using Join = git::TransferWish::Join;
    isTransferring = false;
    head->setProgress({}, 0);
    updateCommands();
    if (done) {
        const QString words[] = {tr("Fetched."), tr("Pulled."), tr("Pushed.")};
        return notice->show(NoticeBar::Tone::Success, words[int(wish.kind)]);
    }
    showError(done.error());
    const QString code = done.error().code;
    const auto offer = [this](const QString &text, const git::TransferWish &next) {
        notice->addButton(text, [this, next] { transfer(next); });
    };
    if (code == "asks"_L1)
        notice
            ->addButton(
                tr("Run in the terminal"),
                [this, wish] {
                    Q_EMIT q->wished(RunInTerminal{git::terminalLine(wish), worktree ? worktree->folder() : QString()});
                },
                true)
            ->setObjectName(u"changes.askInTerminal"_s);
    else if (code == "no-upstream"_L1 && wish.kind == Push && status()) {
        git::TransferWish next = wish;
        next.remote = "origin";
        next.refs = {status()->branch};
        next.isSettingUpstream = true;
        offer(tr("Push to origin and set upstream"), next);
    } else if (code == "rejected"_L1 && wish.kind == Push)
        offer(tr("Pull"), {.kind = Pull});
    else if (code == "diverged"_L1) {
        offer(tr("Merge"), {.kind = Pull, .join = Join::Merge});
        offer(tr("Rebase"), {.kind = Pull, .join = Join::Rebase});
    } else if (code == "overwrites"_L1)
        notice->addButton(tr("Stash…"), [this] { openStashes(true); });
}

void ChangesPanel::Private::proceed(git::Step step)
{
    const auto at = place();
    const git::Status *now = status();
    if (!at || !now || now->operation == git::Operation::None)
        return;
    notice->clear();
    queue->run(
        [place = *at, shelf = shelf, operation = now->operation, step] { return git::proceed(place, shelf, operation, step); },
        [this, guard = QPointer(q), step](const Result<QByteArrayList> &ids) {
            if (!guard)
                return;
            if (!ids)
                showError(ids.error());
            else if (step != git::Step::Continue && !ids->isEmpty())
                offerUndo(step == git::Step::Abort ? tr("Aborted. What differed from the last commit is kept for 30 days.")
                                                   : tr("Skipped. What differed from the last commit is kept for 30 days."),
                          *ids);
        });
}

void ChangesPanel::Private::askAbort(git::Step step)
{
    if (!status())
        return;
    const bool isAbort = step == git::Step::Abort;
    auto *question = new QMessageBox(QMessageBox::Question, isAbort ? tr("Abort") : tr("Skip"), {}, QMessageBox::Cancel, q);
    question->setObjectName(u"changes.abortBox"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(question,
                 (isAbort ? tr("Abort? (%1)") : tr("Skip this commit? (%1)")).arg(ChangesHead::operationText(*status())),
                 tr("The files go back to what they were. What differs from the last commit is kept for 30 days."));
    auto *yes = question->addButton(isAbort ? tr("Abort it") : tr("Skip it"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"changes.abortYes"_s);
    question->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(yes, &QPushButton::clicked, q, [this, step] { proceed(step); });
    question->open();
}

void ChangesPanel::Private::openList(GitPick *list)
{
    if (!notice->findChild<QPushButton *>()) // what was done has been read; an undo stays
        notice->clear();
    QObject::connect(list, &GitPick::wished, q, [this](const Wish &wish) { Q_EMIT q->wished(wish); });
    if (worktree)
        QObject::connect(worktree, &QObject::destroyed, list, &QDialog::reject);
    list->open();
}

void ChangesPanel::Private::openBranches()
{
    const auto at = place();
    if (!at)
        return;
    auto *list = new BranchDialog(*at, queue, q);
    QObject::connect(list, &BranchDialog::switched, q, [this](const QByteArray &name, bool isStashed) {
        const QString text = isStashed ? tr("On branch %1. Your changes are in a stash.") : tr("On branch %1.");
        notice->show(NoticeBar::Tone::Success, text.arg(QString::fromUtf8(name)));
        if (isStashed)
            notice->addButton(tr("Stashes…"), [this] { openStashes(false); });
    });
    openList(list);
}

void ChangesPanel::Private::openStashes(bool isPushing)
{
    const auto at = place();
    if (!at)
        return;
    auto *list = new StashDialog(*at, queue, q);
    openList(list);
    if (isPushing)
        list->askPush();
}

// No git runs for it: a folder need not be trusted, nor be a repository.
void ChangesPanel::Private::openKept(const QByteArray &file)
{
    QByteArrayList trees;
    const auto add = [&trees](const QByteArray &folder) {
        if (!folder.isEmpty() && !trees.contains(folder))
            trees << folder;
    };
    if (worktree && worktree->place())
        add(worktree->place()->workTree);
    if (worktree)
        add(pathBytes(worktree->folder()));
    if (!file.isEmpty())
        add(file.first(file.lastIndexOf('/'))); // a file of no project
    if (!trees.isEmpty())
        openList(new KeptDialog(trees, file, shelf, queue, q));
}

} // namespace oriel
