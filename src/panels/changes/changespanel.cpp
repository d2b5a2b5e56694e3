// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changespanel_p.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "engines/git/history.h"
#include "panels/changes/changewords.h"
#include "widgets/command.h"
#include "widgets/foldsection.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

ChangesPanel::Private::Private(ChangesPanel *panel, git::Shelf where, CommitTexts texts)
    : q(panel), shelf(std::move(where)), queue(new GitQueue(panel)), tree(new ChangeTree(panel))
{
    makeCommands();
    makePages(std::move(texts));
    connectParts();
    soon.setSingleShot(true);
    QObject::connect(&soon, &QTimer::timeout, q, [this] { countLines(); });
}

ChangesPanel::ChangesPanel(git::Shelf shelf, CommitTexts texts, QWidget *parent)
    : Panel(parent), d(std::make_unique<Private>(this, std::move(shelf), std::move(texts)))
{
    d->update();
}

ChangesPanel::~ChangesPanel() = default;

QAction *ChangesPanel::Private::command(const char *name, const QString &text, const QKeySequence &key,
                                        std::function<void()> triggered)
{
    QAction *action = addCommand(q, name, text, {key}, std::move(triggered));
    action->setShortcutContext(Qt::WidgetShortcut); // of the list: Space and Delete belong to a field that is typed in
    return action;
}

void ChangesPanel::Private::makeCommands()
{
    using Kind = git::TransferWish::Kind;
    stage = command("changes.stage", tr("Stage or unstage"), Qt::Key_Space, [this] { toggleStage(); });
    discardFiles = command("changes.discard", tr("Discard changes…"), Qt::Key_Delete, [this] { askDiscard(); });
    diff = command("changes.openDiff", tr("Open differences"), Qt::Key_Return, [this] { openDiff(); });
    open = command("changes.openFile", tr("Open file"), {}, [this] { openFile(); });
    history = command("changes.history", tr("History…"), {}, [this] { openHistory(true); });
    versions = command("changes.versions", tr("Kept versions…"), {}, [this] {
        const QList<QModelIndex> rows = targets({});
        if (!rows.isEmpty() && worktree)
            openKept(pathBytes(worktree->absolute(tree->change(rows.first())->path)));
    });
    copy = command("changes.copyPath", tr("Copy path"), {}, [this] { copyPath(); });
    ignore = command("changes.ignore", tr("Ignore…"), {}, [this] { askIgnore(); });
    ours = command("changes.ours", tr("Take ours…"), {}, [this] { askResolve(git::Resolution::Ours); });
    theirs = command("changes.theirs", tr("Take theirs…"), {}, [this] { askResolve(git::Resolution::Theirs); });
    resolved = command("changes.resolved", tr("Mark as resolved"), {},
                       [this] { markResolved(pathsOf(targets({}), ChangeTree::Conflicted)); });
    refresh = command("changes.refresh", tr("Refresh the index"), Qt::Key_F5, [this] { worktree->refresh(true); });
    branches = command("changes.branches", tr("Branches…"), {}, [this] { openBranches(); });
    fetch = command("changes.fetch", tr("Fetch"), {}, [this] { transfer({.kind = Kind::Fetch}); });
    pull = command("changes.pull", tr("Pull"), {}, [this] { transfer({.kind = Kind::Pull}); });
    push = command("changes.push", tr("Push"), {}, [this] { transfer({.kind = Kind::Push}); });
    stash = command("changes.stash", tr("Stash changes…"), {}, [this] { openStashes(true); });
    stashes = command("changes.stashes", tr("Stashes…"), {}, [this] { openStashes(false); });
    kept = command("changes.kept", tr("Discarded and overwritten…"), {}, [this] { openKept(); });
    log = command("changes.log", tr("History…"), {}, [this] { openHistory(false); });
    commit = command("changes.goCommit", tr("Write a commit message"), {}, [this] { box->editor()->setFocus(); });
}

void ChangesPanel::Private::makePages(CommitTexts texts)
{
    head = new ChangesHead(q);
    auto *menu = new QMenu(head);
    menu->addActions({fetch, pull, push});
    menu->addSeparator();
    menu->addActions({branches, log, stash, stashes, kept});
    menu->addSeparator();
    menu->addAction(refresh);
    head->menuButton()->setMenu(menu);
    notice = new NoticeBar(q);
    notice->setObjectName(u"changes.notice"_s);
    cut = plainLabel({}, q);
    cut->setObjectName(u"changes.cut"_s);
    cut->setProperty("muted", true);
    cut->setWordWrap(true);
    cut->setContentsMargins(unit, 0, unit, unit / 2);
    cut->hide();
    view = new ChangeView(tree, q);
    view->setObjectName(u"changes.tree"_s);
    view->setAccessibleName(tr("Changed files"));
    for (QAction *action : {stage, discardFiles, diff, refresh})
        view->addAction(action);
    auto *empty = new QWidget(q);
    said = plainLabel({}, empty);
    said->setObjectName(u"changes.said.empty"_s);
    said->setWordWrap(true);
    saidButton = new QPushButton(empty);
    saidButton->setObjectName(u"changes.remedy"_s);
    auto *words = new QVBoxLayout(empty);
    words->setContentsMargins(unit * 3 / 2, unit * 2, unit * 3 / 2, unit * 2);
    words->setSpacing(unit);
    words->addWidget(said);
    words->addWidget(saidButton, 0, Qt::AlignLeft);
    words->addStretch(1);
    pages = new QStackedWidget(q);
    pages->addWidget(empty);
    pages->addWidget(view);
    box = new CommitBox(queue, std::move(texts), q);
    split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(u"changes.split"_s);
    split->addWidget(pages);
    split->addWidget(box);
    split->setStretchFactor(0, 1);
    split->setChildrenCollapsible(false);
    auto *rows = new QVBoxLayout(q);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(head);
    rows->addWidget(notice);
    rows->addWidget(cut);
    rows->addWidget(split, 1);
}

void ChangesPanel::Private::connectParts()
{
    const auto on = [this](auto *from, auto signal, auto run) { QObject::connect(from, signal, q, run); };
    on(view, &ChangeView::stageAsked, [this](const QModelIndex &index) { toggleStage(index); });
    on(view, &ChangeView::discardAsked, [this](const QModelIndex &index) { askDiscard(index); });
    on(view, &ChangeView::menuAsked, [this](const QPoint &at) { showMenu(at); });
    on(view, &ChangeView::doubleClicked, [this](const QModelIndex &index) {
        if (tree->change(index))
            openDiff();
    });
    for (const auto signal : {&QTreeView::expanded, &QTreeView::collapsed})
        on(view, signal, [this] {
            countSoon(false);
            Q_EMIT q->stateChanged();
        });
    on(view->verticalScrollBar(), &QScrollBar::valueChanged, [this] { countSoon(false); });
    on(view->selectionModel(), &QItemSelectionModel::selectionChanged, [this] { updateCommands(); });
    on(saidButton, &QPushButton::clicked, [this] {
        if (saidClicked)
            saidClicked();
    });
    on(head, &ChangesHead::branchesAsked, [this] { openBranches(); });
    on(head, &ChangesHead::stepAsked, [this](git::Step step) {
        if (step == git::Step::Continue)
            proceed(step);
        else
            askAbort(step);
    });
    on(head, &ChangesHead::stopAsked, [this] {
        transferring.cancel();
        isTransferring = false;
        head->setProgress({}, 0);
        updateCommands();
    });
    on(box, &CommitBox::wished, [this](const Wish &wish) { Q_EMIT q->wished(wish); });
    on(box, &CommitBox::looked, [this] {
        if (tree->count(ChangeTree::Staged) > 0)
            view->scrollTo(tree->groupIndex(ChangeTree::Staged), QTreeView::PositionAtTop);
    });
    on(box, &CommitBox::committed, [this](const QByteArray &id, const QString &subjectLine) {
        notice->show(NoticeBar::Tone::Success, tr("Committed %1: %2").arg(QString::fromLatin1(id.first(7)), subjectLine));
    });
}

void ChangesPanel::setWorktree(Worktree *worktree)
{
    if (worktree != d->worktree) {
        if (d->worktree)
            d->worktree->disconnect(this);
        d->worktree = worktree;
        d->transferring.cancel();
        d->isTransferring = false;
        d->head->setProgress({}, 0);
        d->counting.cancel();
        d->subjectOf.clear();
        d->subject.clear();
        d->trouble.reset();
        d->notice->clear();
        d->connectWorktree();
    }
    d->update();
}

void ChangesPanel::Private::connectWorktree()
{
    if (!worktree)
        return;
    for (const auto signal : {&Worktree::found, &Worktree::statusChanged, &Worktree::fingerprintChanged})
        QObject::connect(worktree, signal, q, [this] { update(); });
    QObject::connect(worktree, &Worktree::filesChanged, q, [this] { countSoon(true); });
    QObject::connect(worktree, &Worktree::failed, q, [this](const Error &error) { takeFailure(error); });
    QObject::connect(worktree, &Worktree::slow, q, [this] {
        notice->show(NoticeBar::Tone::Info,
                     tr("git status has become slow here. Refreshing the index may help; it rewrites .git/index."));
        notice
            ->addButton(tr("Refresh the index"),
                        [this] {
                            notice->clear();
                            if (worktree)
                                worktree->refresh(true);
                        })
            ->setObjectName(u"changes.refreshIndex"_s);
    });
}

std::optional<git::Place> ChangesPanel::Private::place() const
{
    return worktree && worktree->isTrusted() ? worktree->place() : std::nullopt;
}

void ChangesPanel::Private::update()
{
    const auto now = worktree ? worktree->status() : nullptr;
    tree->setStatus(now ? *now : git::Status());
    view->fitGroups();
    head->setStatus(now.get());
    if (now)
        trouble.reset();
    cut->setVisible(now && now->isCut);
    if (now && now->isCut)
        cut->setText(tr("The first %1 changes are shown: there are more. What a build writes belongs into .gitignore.")
                         .arg(exactCount(now->entries.size())));
    box->setPlace(now ? place() : std::nullopt);
    box->setVisible(now != nullptr);
    const bool hasChanges = now && !now->entries.isEmpty();
    if (!hasChanges)
        showEmpty();
    pages->setCurrentIndex(hasChanges ? 1 : 0);
    showContent();
    countSoon(true);
    updateCommands();
    Q_EMIT q->changed();
    Q_EMIT q->itemsChanged();
}

void ChangesPanel::Private::say(const QString &text, const QString &button, std::function<void()> clicked)
{
    said->setText(marked(text));
    saidButton->setText(button);
    saidButton->setVisible(!button.isEmpty());
    saidClicked = std::move(clicked);
}

void ChangesPanel::Private::showEmpty()
{
    if (!worktree)
        return say(tr("Open a folder to see what has changed in it."), tr("Open folder…"),
                   [this] { Q_EMIT q->wished(OpenFolder{}); });
    if (!worktree->isFound())
        return say(tr("Reading the folder…"));
    if (trouble && !status() && (!worktree->place() || worktree->isTrusted()))
        return remedy(*trouble);
    if (!worktree->place())
        return say(tr("This folder is in no git repository."), tr("Initialise git here"),
                   [this] { Q_EMIT q->wished(RunInTerminal{u"git init"_s, worktree->folder()}); });
    if (!worktree->isTrusted())
        return say(tr("git does not run in this folder until you trust it."), tr("Trust…"), [this] { Q_EMIT q->trustAsked(); });
    const git::Status *now = status();
    if (!now)
        return say(tr("git looks…"));
    if (now->head.isEmpty())
        return say(tr("There is no commit yet, and nothing to commit: the folder is empty."));
    if (subjectOf != now->head)
        showSubject();
    else
        say(subject.isEmpty() ? tr("Nothing has changed since the last commit.")
                              : tr("Nothing has changed since %1").arg(subject));
}

// Where git has answered before, that stands still.
void ChangesPanel::Private::takeFailure(const Error &error)
{
    if (status())
        return showError(error);
    trouble = error;
    update();
}

// What stands in the way of a first answer, and the way out.
void ChangesPanel::Private::remedy(const Error &error)
{
    const auto at = place();
    if (!at)
        say(error.message, tr("Open another folder…"), [this] { Q_EMIT q->wished(OpenFolder{}); });
    else if (error.detail.contains("index file"_L1)) // corrupt, smaller than expected
        say(error.message, tr("Rebuild it in the terminal"), [this, index = pathText(at->gitDir + "/index")] {
            const QString quoted = u'\'' + QString(index).replace(u'\'', uR"('\'')"_s);
            Q_EMIT q->wished(RunInTerminal{u"mv %1' %1.damaged' && git reset"_s.arg(quoted), worktree->folder()});
        });
    else
        say(error.message, tr("Look again"), [this] { worktree->refresh(); });
}

void ChangesPanel::Private::showSubject()
{
    say(tr("Nothing has changed since the last commit."));
    subjectJob = inBackground(
        q, QThreadPool::globalInstance(),
        [at = *place(), head = status()->head](std::stop_token stop) {
            return std::pair(head, git::log(at, {.revisions = {head}, .most = 1}, stop));
        },
        [this](const std::pair<QByteArray, Result<QList<git::Commit>>> &last) {
            subjectOf = last.first;
            subject.clear();
            if (last.second && !last.second->isEmpty())
                subject = u"“%1” · %2"_s.arg(shownText(last.second->first().subject),
                                             changewords::ago(last.second->first().committer.when));
            if (const git::Status *now = status(); now && now->entries.isEmpty())
                showEmpty();
        });
}

void ChangesPanel::Private::showContent()
{
    const git::Status *now = status();
    if (!now)
        return;
    CommitContent content{tree->count(ChangeTree::Staged), total.added, total.removed};
    for (const Change &change : tree->changes(ChangeTree::Unstaged))
        content.unstaged << change.path;
    content.conflicts = tree->count(ChangeTree::Conflicted);
    content.hasHead = !now->head.isEmpty();
    content.isMerge = now->operation == git::Operation::Merge;
    box->setContent(content);
}

void ChangesPanel::Private::countSoon(bool isAll)
{
    changes += isAll;
    if (!soon.isActive())
        soon.start(80);
}

// Of the rows that are seen; of what is staged the sum, too.
void ChangesPanel::Private::countLines()
{
    const auto at = place();
    if (!at || !status())
        return;
    const bool isAll = counted != changes;
    QByteArrayList wanted[2];
    const QList<QModelIndex> shown = view->shownFiles();
    for (const QModelIndex &index : shown) {
        const auto group = ChangeTree::groupOf(index);
        const Change *change = tree->change(index);
        if ((group != ChangeTree::Staged && group != ChangeTree::Unstaged) || (change->lines && !isAll))
            continue;
        wanted[group == ChangeTree::Staged ? 0 : 1] << change->path;
        if (!change->from.isEmpty())
            wanted[group == ChangeTree::Staged ? 0 : 1] << change->from;
    }
    const bool isSum = isAll && tree->count(ChangeTree::Staged) > 0;
    if (isAll && !isSum)
        total = {};
    if (wanted[0].isEmpty() && wanted[1].isEmpty() && !isSum) {
        counted = changes;
        return;
    }
    struct Counts
    {
        LineCounts staged, unstaged;
        bool isSum;
    };
    counting = inBackground(
        q, QThreadPool::globalInstance(),
        [place = *at, staged = wanted[0], unstaged = wanted[1], isSum](std::stop_token stop) {
            Counts counts{{}, {}, isSum};
            if (isSum || !staged.isEmpty())
                counts.staged = lineCounts(place, true, isSum ? QByteArrayList() : staged, stop).value_or(LineCounts());
            if (!unstaged.isEmpty())
                counts.unstaged = lineCounts(place, false, unstaged, stop).value_or(LineCounts());
            return counts;
        },
        [this, number = changes](const Counts &counts) {
            counted = number;
            tree->setLines(ChangeTree::Unstaged, counts.unstaged);
            tree->setLines(ChangeTree::Staged, counts.staged);
            if (!counts.isSum)
                return;
            total = {};
            for (const LineCount &one : counts.staged) {
                total.added += one.added;
                total.removed += one.removed;
            }
            showContent();
        });
}

void ChangesPanel::Private::updateCommands()
{
    const bool isReady = status() != nullptr;
    const QList<QModelIndex> rows = view->chosen();
    const auto any = [&rows](auto is) { return std::ranges::any_of(rows, is); };
    const bool hasConflict = any([](const QModelIndex &index) { return ChangeTree::groupOf(index) == ChangeTree::Conflicted; });
    const bool hasUntracked = any([](const QModelIndex &index) { return ChangeTree::groupOf(index) == ChangeTree::Untracked; });
    for (QAction *action : {stage, open, copy, diff})
        action->setEnabled(!rows.isEmpty());
    discardFiles->setEnabled(
        any([](const QModelIndex &index) { return ChangeDelegate::has(index, ChangeDelegate::Button::Discard); }));
    history->setEnabled(rows.size() == 1 && !hasUntracked);
    versions->setEnabled(rows.size() == 1);
    ignore->setEnabled(rows.size() == 1 && hasUntracked);
    for (QAction *action : {ours, theirs, resolved})
        action->setEnabled(hasConflict);
    for (QAction *action : {refresh, branches, stash, stashes, kept, log, commit})
        action->setEnabled(isReady);
    for (QAction *action : {fetch, pull, push})
        action->setEnabled(isReady && !isTransferring);
}

QList<StatusItem> ChangesPanel::projectItems() const
{
    const git::Status *now = d->status();
    if (!now)
        return {};
    const QString arrows = ChangesHead::arrows(*now), operation = ChangesHead::operationText(*now);
    QString text = ChangesHead::branchText(*now);
    for (const QString &more : {arrows, operation.isEmpty() ? QString() : u"· "_s + operation})
        if (!more.isEmpty())
            text += u' ' + more;
    return {{u"branch"_s, text, tr("Branch: switch, create…"), u"changes.branches"_s}};
}

void ChangesPanel::openKept(const QString &file) { d->openKept(pathBytes(file)); }

QIcon ChangesPanel::icon() const { return Theme::icon(u"vcs-diff"_s); }

QWidget *ChangesPanel::home()
{
    return d->pages->currentIndex() == 1      ? static_cast<QWidget *>(d->view)
           : d->saidButton->isVisibleTo(this) ? static_cast<QWidget *>(d->saidButton)
                                              : this;
}

bool ChangesPanel::can(Verb verb) const
{
    return (verb == Verb::Refresh && d->refresh->isEnabled()) ||
           (verb == Verb::Copy && d->view->hasFocus() && d->copy->isEnabled());
}

void ChangesPanel::act(Verb verb)
{
    if (verb == Verb::Refresh)
        d->refresh->trigger();
    else if (verb == Verb::Copy)
        d->copyPath();
}

void ChangesPanel::setTables(QWidget *tables)
{
    d->tables = new FoldSection(tables, this);
    d->tables->setObjectName(u"changes.tables"_s);
    connect(d->tables, &FoldSection::toggled, this, &ChangesPanel::stateChanged);
    d->split->addWidget(d->tables);
}

void ChangesPanel::setTablesHead(const QString &title, int changed) { d->tables->setHead(title, changed); }

QJsonObject ChangesPanel::state() const
{
    return {{u"closed"_s, QJsonArray::fromStringList(d->view->closedGroups())}, {u"tables"_s, d->tables && d->tables->isOpen()}};
}

void ChangesPanel::restore(const QJsonObject &state)
{
    QStringList closed;
    for (const auto &group : state[u"closed"_s].toArray())
        closed << group.toString();
    d->view->setClosedGroups(closed);
    if (d->tables)
        d->tables->setOpen(state[u"tables"_s].toBool());
}

} // namespace oriel
