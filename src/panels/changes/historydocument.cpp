// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/historydocument.h"

#include "base/text.h"
#include "engines/git/branches.h"
#include "jobs/worktree.h"
#include "panels/changes/diffdocument.h"
#include "panels/changes/diffpane.h"
#include "panels/changes/diffstream.h"
#include "panels/changes/gitqueue.h"
#include "panels/changes/logmodel.h"
#include "widgets/command.h"
#include "widgets/diffview.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int atOnce = 5000; // commits

QByteArray bytesOf(const QString &path) { return QByteArray::fromPercentEncoding(path.toLatin1()); }

git::LogWish wishOf(const QByteArray &path, const QString &filter, bool isAll)
{
    git::LogWish wish{.isAll = isAll, .isGraph = true, .most = atOnce};
    QStringList words;
    for (const QString &word : filter.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith("author:"_L1))
            wish.author = word.sliced(7).toUtf8();
        else if (word.startsWith("path:"_L1))
            wish.paths << word.sliced(5).toUtf8();
        else
            words << word;
    }
    wish.message = words.join(u' ').toUtf8();
    if (!path.isEmpty()) {
        wish.paths = {path};
        wish.isFollowing = true;
    }
    if (!wish.message.isEmpty() || !wish.author.isEmpty() || wish.isFollowing)
        wish.isGraph = false; // what lies between is not there
    return wish;
}

} // namespace

struct HistoryDocument::Private
{
    explicit Private(HistoryDocument *document) : q(document) {}
    void build(git::Shelf shelf);
    void makeCommands();
    QAction *command(const char *name, const QString &text, std::function<void()> run);
    void follow();
    void load(int from);
    void begin();
    void choose();
    void showFile();
    QList<int> chosen() const; // rows, from the top
    void run(const QString &question, const QByteArrayList &arguments);
    void take(const Result<> &done);
    void branchHere();
    void checkOut();

    HistoryDocument *const q;
    std::function<Worktree *()> worktree;
    std::optional<git::Place> place;
    QByteArray path, head;
    QString filterText;
    bool isDue = true;
    LogModel *model = nullptr;
    QTableView *list = nullptr;
    FilterLine *filter = nullptr;
    QCheckBox *all = nullptr;
    NoticeBar *notice = nullptr;
    QLabel *empty = nullptr;
    DiffPane *pane = nullptr;
    GitQueue *queue = nullptr;
    QList<QAction *> ofCommit;
    Stream<QList<git::Commit>> stream;
};

void HistoryDocument::Private::build(git::Shelf shelf)
{
    queue = new GitQueue(q);
    model = new LogModel(q);
    filter = new FilterLine(tr("Filter commits: words, author:NAME, path:FOLDER"), q);
    filter->setObjectName(u"history.filter"_s);
    all = new QCheckBox(tr("All branches"), q);
    all->setObjectName(u"history.all"_s);
    notice = new NoticeBar(q);
    notice->setObjectName(u"history.notice"_s);
    empty = plainLabel({}, q);
    empty->setObjectName(u"history.empty"_s);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    list = new QTableView(q);
    list->setObjectName(u"history.list"_s);
    list->setAccessibleName(tr("Commits"));
    list->setModel(model);
    list->setItemDelegate(new LogDelegate(list));
    list->setSelectionBehavior(QAbstractItemView::SelectRows);
    list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list->setShowGrid(false);
    list->setWordWrap(false);
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    list->verticalHeader()->hide();
    list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    list->verticalHeader()->setDefaultSectionSize(list->fontMetrics().height() + unit);
    list->horizontalHeader()->setSectionResizeMode(LogModel::Subject, QHeaderView::Stretch);
    list->horizontalHeader()->resizeSection(LogModel::Author, 18 * unit);
    list->horizontalHeader()->resizeSection(LogModel::When, 17 * unit);
    list->horizontalHeader()->resizeSection(LogModel::Id, 11 * unit);
    pane = new DiffPane(std::move(shelf), q);
    auto *split = new QSplitter(Qt::Vertical, q);
    split->addWidget(list);
    split->addWidget(pane);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(unit, unit / 2, unit, unit / 2);
    tools->addWidget(filter, 1);
    tools->addWidget(all);
    auto *whole = new QVBoxLayout(q);
    whole->setContentsMargins({});
    whole->setSpacing(0);
    whole->addLayout(tools);
    whole->addWidget(notice);
    whole->addWidget(empty);
    whole->addWidget(split, 1);
    empty->hide();
    q->setFocusProxy(list);
}

QAction *HistoryDocument::Private::command(const char *name, const QString &text, std::function<void()> run)
{
    ofCommit << addCommand(q, name, text, {}, std::move(run));
    return ofCommit.last();
}

void HistoryDocument::Private::makeCommands()
{
    const auto commit = [this] { return model->commit(chosen().first()); };
    const auto ask = [this, commit](const QString &question, const char *verb, const char *option) {
        run(question.arg(withMarks(shownText(commit().subject))), QByteArrayList{verb, option, commit().id});
    };
    command("history.copyId", tr("Copy id"),
            [commit] { QGuiApplication::clipboard()->setText(QString::fromLatin1(commit().id)); });
    command("history.branchHere", tr("New branch here…"), [this] { branchHere(); });
    command("history.checkOut", tr("Check out this commit"), [this] { checkOut(); });
    command("history.cherryPick", tr("Cherry-pick…"), [ask] {
        ask(tr("Make the change of “%1” once more, as a new commit on this branch?"), "cherry-pick", "--allow-empty");
    });
    command("history.revert", tr("Revert…"), [ask] { ask(tr("Take back “%1” by a new commit?"), "revert", "--no-edit"); });
    QObject::connect(list, &QWidget::customContextMenuRequested, q, [this](const QPoint &at) {
        if (chosen().size() != 1)
            return;
        auto *menu = new QMenu(q);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(ofCommit);
        menu->popup(list->viewport()->mapToGlobal(at));
    });
}

HistoryDocument::HistoryDocument(std::function<Worktree *()> worktree, git::Shelf shelf, QWidget *parent)
    : Document(parent), d(std::make_unique<Private>(this))
{
    d->worktree = std::move(worktree);
    d->build(std::move(shelf));
    d->makeCommands();
    addActions(d->pane->commands());
    connect(d->filter, &FilterLine::filterChanged, this, [this](const QString &text) {
        d->filterText = text;
        d->begin();
        Q_EMIT stateChanged();
    });
    connect(d->filter, &FilterLine::moved, d->list, qOverload<>(&QWidget::setFocus));
    connect(d->all, &QCheckBox::toggled, this, [this] {
        d->begin();
        Q_EMIT stateChanged();
    });
    connect(d->pane, &DiffPane::lookChanged, this, &Guest::stateChanged);
    connect(d->model, &LogModel::moreAsked, this, [this](int from) { d->load(from); });
    connect(d->list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { d->choose(); });
    connect(d->pane, &DiffPane::loaded, this, [this] { d->showFile(); });
    passWishes(d->pane, this, d->worktree);
    d->choose();
}

HistoryDocument::~HistoryDocument() { d->list->selectionModel()->disconnect(this); } // it lives on a little

void HistoryDocument::show(const QByteArray &path)
{
    d->path = path;
    d->isDue = true;
    if (isVisible())
        d->follow();
    Q_EMIT changed();
}

void HistoryDocument::worktreeChanged()
{
    d->isDue = true;
    if (isVisible())
        d->follow();
}

void HistoryDocument::setFilter(const QString &text) { d->filter->setText(text); }

void HistoryDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->isDue)
        d->follow();
}

void HistoryDocument::Private::follow()
{
    isDue = false;
    Worktree *const tree = worktree();
    if (tree) {
        QObject::disconnect(tree, nullptr, q, nullptr);
        QObject::connect(tree, &Worktree::found, q, &HistoryDocument::worktreeChanged);
        QObject::connect(tree, &Worktree::statusChanged, q, [this] {
            const auto status = worktree() ? worktree()->status() : nullptr;
            if (status && std::exchange(head, status->head) != status->head && !head.isEmpty())
                begin();
        });
        if (const auto status = tree->status())
            head = status->head;
    }
    const auto [where, reason] = placeOf(tree);
    place = where;
    pane->setPlace(place, reason);
    empty->setText(reason);
    empty->setVisible(!place);
    begin();
}

void HistoryDocument::Private::begin()
{
    stream.cancel();
    model->clear(wishOf(path, filterText, all->isChecked()).isGraph);
    notice->clear();
    if (place) {
        empty->setText(tr("Reading the history…"));
        empty->show();
    }
    load(0);
}

void HistoryDocument::Private::load(int from)
{
    if (!place)
        return;
    git::LogWish wish = wishOf(path, filterText, all->isChecked());
    wish.skip = from;
    stream.start(
        q,
        [where = *place, wish](const std::function<void(QList<git::Commit>)> &give, std::stop_token stop) {
            return git::log(
                where, wish,
                [&](QList<git::Commit> commits) {
                    give(std::move(commits));
                    return true;
                },
                stop);
        },
        [this](const QList<git::Commit> &commits) {
            model->append(commits);
            empty->hide();
            if (chosen().isEmpty())
                list->selectRow(0);
        },
        [this, from](const Result<> &done) {
            model->setMore(model->rowCount() - from >= atOnce);
            if (!done)
                notice->show(done.error());
            empty->setText(filterText.isEmpty() ? tr("No commit yet.") : tr("No commit fits."));
            empty->setVisible(done && model->rowCount() == 0);
            Q_EMIT q->changed();
        });
    Q_EMIT q->changed();
}

QList<int> HistoryDocument::Private::chosen() const
{
    QList<int> rows;
    for (const QModelIndex &index : list->selectionModel()->selectedRows())
        rows << index.row();
    std::ranges::sort(rows);
    return rows;
}

void HistoryDocument::Private::choose()
{
    const QList<int> rows = chosen();
    for (QAction *action : std::as_const(ofCommit))
        action->setEnabled(rows.size() == 1);
    const QByteArrayList paths = path.isEmpty() ? QByteArrayList() : QByteArrayList{path};
    if (rows.size() == 1) {
        pane->show({.kind = DiffSubject::Kind::Commit, .to = model->commit(rows.first()).id});
    } else if (rows.size() > 1) {
        const git::Commit &newer = model->commit(rows.first()), &older = model->commit(rows.last());
        pane->show({.kind = DiffSubject::Kind::Revisions, .paths = paths, .from = older.id, .to = newer.id});
    }
    Q_EMIT q->changed();
}

// Of a file's history: that file in the commit, whatever else it changed.
void HistoryDocument::Private::showFile()
{
    const QList<int> rows = chosen();
    if (path.isEmpty() || rows.size() != 1)
        return;
    const QByteArray &then = model->commit(rows.first()).path;
    DiffView *const view = pane->view();
    for (int file = 0; file < view->fileCount(); ++file)
        if (view->file(file).path == shownText(then.isEmpty() ? path : then))
            return view->showFile(file);
}

void HistoryDocument::Private::run(const QString &question, const QByteArrayList &arguments)
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("History"), {}, QMessageBox::Ok | QMessageBox::Cancel, q);
    box->setObjectName(u"history.question"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(box, question);
    QObject::connect(box, &QMessageBox::accepted, q, [this, arguments] {
        queue->run(
            [where = *place, arguments]() -> Result<> {
                const auto done = git::answer(where, {.arguments = arguments, .isWriting = true});
                return done ? Result<>() : std::unexpected(done.error());
            },
            [this](const Result<> &done) { take(done); });
    });
    box->open();
}

void HistoryDocument::Private::take(const Result<> &done)
{
    if (Worktree *tree = worktree())
        tree->refresh();
    begin();
    if (!done)
        notice->show(done.error());
}

void HistoryDocument::Private::branchHere()
{
    auto *dialog = new QInputDialog(q);
    dialog->setObjectName(u"history.branchDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("New branch"));
    dialog->setLabelText(tr("Name of the branch that begins here:"));
    QObject::connect(dialog, &QInputDialog::textValueSelected, q,
                     [this, id = model->commit(chosen().first()).id](const QString &name) {
                         queue->run([where = *place, name = name.toUtf8(), id] { return git::createBranch(where, name, id); },
                                    [this](const Result<> &done) { take(done); });
                     });
    dialog->open();
}

// A branch that ends here is switched to; else HEAD is left without one.
void HistoryDocument::Private::checkOut()
{
    const git::Commit &commit = model->commit(chosen().first());
    const auto branch = std::ranges::find_if(commit.refs, [](const QByteArray &ref) { return ref.startsWith("refs/heads/"); });
    const bool isBranch = branch != commit.refs.end();
    const QByteArray name = isBranch ? branch->sliced(11) : commit.id;
    queue->run([where = *place, name, isBranch] { return git::switchTo(where, name, !isBranch); },
               [this](const Result<> &done) { take(done); });
}

QString HistoryDocument::title() const
{
    return d->path.isEmpty() ? tr("History") : tr("%1 (history)").arg(withMarks(QFileInfo(shownText(d->path)).fileName()));
}

QIcon HistoryDocument::icon() const { return Theme::icon(u"view-history"_s); }

QString HistoryDocument::keyOf(const QByteArray &path)
{
    return u"history:"_s + QString::fromLatin1(path.toPercentEncoding("/"));
}

QString HistoryDocument::key() const { return keyOf(d->path); }

QByteArray HistoryDocument::path() const { return d->path; }

QWidget *HistoryDocument::home() { return d->list; }

QList<StatusItem> HistoryDocument::status() const
{
    const int count = d->model->rowCount();
    const QString more = d->stream.isRunning() || d->model->canFetchMore({}) ? u"+"_s : QString();
    return {{u"commits"_s, count == 1 ? tr("1 commit") : tr("%1 commits").arg(exactCount(count) + more), {}, {}}};
}

bool HistoryDocument::can(Verb verb) const
{
    return verb == Verb::Refresh || verb == Verb::Find || (verb == Verb::Copy && !d->pane->view()->selectedText().isEmpty()) ||
           (verb == Verb::Stop && d->stream.isRunning());
}

void HistoryDocument::act(Verb verb)
{
    if (verb == Verb::Refresh)
        d->begin();
    else if (verb == Verb::Find)
        d->filter->setFocus();
    else if (verb == Verb::Copy)
        d->pane->view()->copy();
    else if (verb == Verb::Stop)
        d->stream.cancel();
    Q_EMIT changed();
}

QJsonObject HistoryDocument::state() const
{
    return {{u"path"_s, QString::fromLatin1(d->path.toPercentEncoding("/"))},
            {u"filter"_s, d->filterText},
            {u"all"_s, d->all->isChecked()},
            {u"look"_s, d->pane->look()}};
}

void HistoryDocument::restore(const QJsonObject &state)
{
    d->path = bytesOf(state.value("path"_L1).toString());
    d->filterText = state.value("filter"_L1).toString();
    {
        const QSignalBlocker blocker(d->filter);
        d->filter->setText(d->filterText);
        const QSignalBlocker quiet(d->all);
        d->all->setChecked(state.value("all"_L1).toBool());
    }
    d->pane->setLook(state.value("look"_L1).toObject());
    d->isDue = true;
    Q_EMIT changed();
}

} // namespace oriel
