// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/filespanelprivate.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "panels/files/namefilter.h"
#include "widgets/command.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int mostFound = 500, mostFolders = 10, mostUnfolded = 500, mostRecent = 8, mostRecentFiles = 40;

QString shownFolder(const QString &folder) { return withMarks(shownText(pathBytes(tilde(folder)))); }

} // namespace

FilesPanel::FilesPanel(QWidget *parent) : Panel(parent), d(std::make_unique<Private>(this))
{
    d->tree = new FolderTree(this);
    d->files = new ProjectPaths(this);
    d->makeCommands();
    d->pages = new QStackedWidget(this);
    d->pages->addWidget(d->makeEmptyPage());
    d->pages->addWidget(d->makeTreePage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->pages);
    d->update();
}

FilesPanel::~FilesPanel() = default;

QAction *FilesPanel::Private::command(const char *name, const QString &text, const QKeySequence &key,
                                      std::function<void()> triggered)
{
    return addCommand(q, name, text, {key}, std::move(triggered));
}

void FilesPanel::Private::makeCommands()
{
    const auto path = [this] { return tree->absolute(current()); };
    openFile = command("files.open", tr("Open"), {}, [this] { open(view->currentIndex()); });
    newFile = command("files.newFile", tr("New file"), {}, [this] { view->begin(tree->indexOf(folderOfCurrent()), false); });
    newFolder = command("files.newFolder", tr("New folder"), {}, [this] { view->begin(tree->indexOf(folderOfCurrent()), true); });
    rename = command("files.rename", tr("Rename"), Qt::Key_F2, [this] { view->rename(view->currentIndex()); });
    duplicateFile = command("files.duplicate", tr("Duplicate"), {}, [this] { duplicate(); });
    remove = command("files.trash", tr("Move to the trash…"), Qt::Key_Delete, [this] { askRemoval(); });
    copyPath = command("files.copyPath", tr("Copy path"), {}, [this] { copy(false); });
    copyRelative = command("files.copyRelativePath", tr("Copy relative path"), {}, [this] { copy(true); });
    revealFile = command("files.reveal", tr("Show in the file manager"), {}, [this] { reveal(); });
    terminal = command("files.terminal", tr("Open a terminal here"), {},
                       [this] { Q_EMIT q->wished(RunInTerminal{{}, tree->absolute(folderOfCurrent())}); });
    find = command("files.find", tr("Find in this folder…"), {},
                   [this] { Q_EMIT q->wished(FindInFiles{{}, tree->absolute(folderOfCurrent())}); });
    changes = command("files.changes", tr("Show changes"), {}, [this, path] { Q_EMIT q->wished(OpenChanges{path()}); });
    refresh = command("files.refresh", tr("Refresh"), Qt::Key_F5, [this] {
        tree->reread();
        worktree->refresh(true);
    });
    fold = command("files.fold", tr("Fold all folders"), {}, [this] {
        view->collapseAll();
        view->setUnfolded({});
        keepState();
    });
    following = command("files.follow", tr("Follow the current document"), {}, [this] {
        follow();
        Q_EMIT q->stateChanged();
    });
    following->setCheckable(true);
    following->setChecked(true);
    newFile->setIcon(Theme::icon(u"document-new"_s));
    newFolder->setIcon(Theme::icon(u"folder-new"_s));
    fold->setIcon(Theme::icon(u"collapse-all"_s));
}

QWidget *FilesPanel::Private::makeEmptyPage()
{
    auto *page = new QWidget(q);
    auto *said =
        plainLabel(tr("No folder is open. Open the folder of your program to see its files here, and what has changed in "
                      "them."),
                   page);
    said->setWordWrap(true);
    auto *button = new QPushButton(tr("Open a folder…"), page);
    button->setObjectName(u"files.openFolder"_s);
    button->setProperty("primary", true);
    QObject::connect(button, &QPushButton::clicked, q, [this] { Q_EMIT q->wished(OpenFolder{}); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(button);
    buttons->addStretch(1);
    recent = new QVBoxLayout;
    recent->setSpacing(0);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(unit * 3 / 2, unit * 2, unit * 3 / 2, unit * 2);
    layout->setSpacing(unit);
    layout->addWidget(said);
    layout->addLayout(buttons);
    layout->addSpacing(unit);
    layout->addLayout(recent);
    layout->addStretch(1);
    return page;
}

QWidget *FilesPanel::Private::makeTreePage()
{
    auto *page = new QWidget(q);
    heading = plainLabel({}, page);
    heading->setObjectName(u"files.folder"_s);
    QFont strong = heading->font();
    strong.setWeight(QFont::DemiBold);
    heading->setFont(strong);
    heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    filterLine = new FilterLine(tr("Filter files"), page);
    filterLine->setObjectName(u"files.filter"_s);
    nothing = plainLabel({}, page);
    nothing->setObjectName(u"files.nothing"_s);
    nothing->setWordWrap(true);
    nothing->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    nothing->hide();
    notice = new NoticeBar(page);
    notice->setObjectName(u"files.notice"_s);
    trust = new NoticeBar(page);
    trust->setObjectName(u"files.trustNotice"_s);
    view = new FolderView(tree, page);
    view->setObjectName(u"files.tree"_s);
    view->setAccessibleName(tr("Files"));

    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit + 2, unit, unit, 0);
    head->setSpacing(2);
    head->addWidget(heading, 1);
    for (QAction *action : {newFile, newFolder, fold}) {
        auto *button = new QToolButton(page);
        button->setObjectName(action->objectName() + u"Button"_s);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        setPlainToolTip(button, action->text());
        head->addWidget(button);
    }
    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit, unit / 2, unit, unit);
    line->addWidget(filterLine);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(line);
    layout->addWidget(trust);
    layout->addWidget(notice);
    layout->addWidget(nothing);
    layout->addWidget(view, 1);

    QObject::connect(filterLine, &FilterLine::filterChanged, q, [this] { filter(); });
    QObject::connect(files, &ProjectPaths::changed, q, [this] {
        if (!filterLine->text().isEmpty())
            filter();
    });
    QObject::connect(filterLine, &FilterLine::moved, view, [this] {
        view->setFocus();
        if (!view->currentIndex().isValid())
            view->setCurrentIndex(tree->index(0, 0));
    });
    QObject::connect(view, &FolderView::escaped, filterLine, [this] { filterLine->clear(); });
    QObject::connect(view, &FolderView::opened, q, [this](const QModelIndex &index) { open(index); });
    QObject::connect(view, &FolderView::menuAsked, q, [this](const QPoint &at) { showMenu(at); });
    QObject::connect(view, &FolderView::unfoldedChanged, q, [this] { keepState(); });
    QObject::connect(view, &FolderView::dropped, q,
                     [this](const QByteArrayList &paths, const QByteArray &into, bool isOwn) { drop(paths, into, isOwn); });
    QObject::connect(view->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { update(); });
    QObject::connect(tree, &FolderTree::failed, q, [this](const Error &error) { notice->show(error); });
    QObject::connect(tree, &FolderTree::named, q, [this](const QByteArray &path, bool isFolder) { create(path, isFolder); });
    QObject::connect(tree, &FolderTree::renamed, q,
                     [this](const QByteArray &path, const QByteArray &newPath) { move({{path, newPath}}); });
    return page;
}

void FilesPanel::Private::update()
{
    if (!view)
        return;
    pages->setCurrentIndex(worktree ? 1 : 0);
    const QModelIndex index = view->currentIndex();
    for (QAction *action : {openFile, rename, remove, duplicateFile})
        action->setEnabled(worktree && index.isValid());
    for (QAction *action : {newFile, newFolder, copyPath, revealFile, find, refresh, fold, following})
        action->setEnabled(worktree);
    terminal->setEnabled(worktree && worktree->isTrusted()); // a shell's prompt may run what the folder names (SAFETY 6)
    copyRelative->setEnabled(copyPath->isEnabled() && index.isValid());
    changes->setEnabled(worktree && index.isValid() && !letterOf(FileState(index.data(FolderTree::StateRole).toInt())).isEmpty());
    Q_EMIT q->changed();
}

void FilesPanel::Private::showMenu(const QPoint &at)
{
    update();
    auto *menu = new QMenu(q);
    menu->setObjectName(u"files.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QList<QList<QAction *>> groups{{openFile, changes},
                                         {newFile, newFolder},
                                         {rename, duplicateFile},
                                         {copyPath, copyRelative},
                                         {find, terminal, revealFile},
                                         {refresh, following},
                                         {remove}};
    for (const auto &group : groups) {
        for (QAction *action : group)
            if (action->isEnabled())
                menu->addAction(action);
        menu->addSeparator();
    }
    menu->popup(at);
}

void FilesPanel::Private::filter()
{
    const QString typed = filterLine->text().trimmed();
    if (typed.isEmpty()) {
        filtering.cancel();
        nothing->hide();
        const QByteArray before = tree->isFiltered() ? current() : QByteArray();
        tree->clearFound();
        if (!before.isEmpty())
            view->reveal(before); // what was found stays in sight
        return;
    }
    files->want();
    filtering = inBackground(
        q, QThreadPool::globalInstance(),
        [typed, list = files->list()](std::stop_token stop) { return namesLike(typed, *list, mostFound, stop); },
        [this, typed](const QList<FolderTree::Found> &found) {
            const QByteArray before = current();
            tree->setFound(found);
            view->unfoldAll();
            const QModelIndex again = tree->indexOf(before);
            view->setCurrentIndex(again.isValid() || found.isEmpty() ? again : tree->indexOf(found.first().path));
            nothing->setVisible(found.isEmpty() && files->isComplete());
            nothing->setText(tr("No file is named like “%1”.").arg(withMarks(typed.left(60))));
        });
}

// Calmly: nothing moves while the user is in the tree or filters.
void FilesPanel::Private::follow()
{
    const QByteArray path = tree->relative(currentFile);
    if (following->isChecked() && !path.isEmpty() && !tree->isFiltered() && path != current())
        view->reveal(path);
}

void FilesPanel::Private::watchShown()
{
    if (!worktree)
        return;
    QStringList shown{worktree->folder()};
    for (const QByteArray &folder : view->unfolded())
        shown << tree->absolute(folder);
    worktree->setShown(shown);
}

void FilesPanel::Private::keepState()
{
    watchShown();
    const QString folder = pathText(rootPath);
    for (qsizetype i = kept.size() - 1; i >= 0; --i)
        if (kept[i][u"folder"_s].toString() == folder)
            kept.removeAt(i);
    QJsonArray open;
    const QByteArrayList unfolded = view->unfolded();
    for (const QByteArray &path : unfolded.first(std::min<qsizetype>(unfolded.size(), mostUnfolded)))
        open << pathText(path);
    QJsonArray recentPaths;
    for (const QByteArray &path : std::as_const(recentFiles))
        recentPaths << pathText(path);
    kept.prepend(QJsonObject{{u"folder"_s, folder}, {u"open"_s, open}, {u"recent"_s, recentPaths}});
    while (kept.size() > mostFolders)
        kept.removeLast();
    Q_EMIT q->stateChanged();
}

void FilesPanel::setWorktree(Worktree *worktree)
{
    d->worktree = worktree;
    d->rootPath = worktree ? pathBytes(worktree->folder()) : QByteArray();
    d->filterLine->clear();
    d->notice->clear();
    d->trust->clear();
    d->tree->setWorktree(worktree);
    d->files->setWorktree(worktree);
    QByteArrayList open;
    d->recentFiles.clear();
    for (const auto &folder : std::as_const(d->kept)) {
        if (folder[u"folder"_s].toString() != pathText(d->rootPath))
            continue;
        for (const auto &path : folder[u"open"_s].toArray())
            open << pathBytes(path.toString());
        for (const auto &path : folder[u"recent"_s].toArray())
            d->recentFiles << pathBytes(path.toString());
    }
    d->view->setUnfolded(open);
    if (worktree) {
        d->heading->setText(withMarks(shownText(d->rootPath.sliced(d->rootPath.lastIndexOf('/') + 1))));
        setPlainToolTip(d->heading, withMarks(shownText(d->rootPath)));
    }
    d->watchShown();
    d->update();
    d->follow();
}

void FilesPanel::setTrustRefused(bool isRefused)
{
    d->update();
    if (!isRefused)
        return d->trust->clear();
    d->trust->show(NoticeBar::Tone::Info, tr("You only look at this folder: git is not asked what has changed in it."));
    d->trust->addButton(tr("Trust this folder…"), [this] { Q_EMIT trustAsked(); });
}

void FilesPanel::setRecentFolders(const QStringList &folders)
{
    while (QLayoutItem *item = d->recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString &folder : folders.first(std::min<qsizetype>(folders.size(), mostRecent))) {
        auto *button = new QPushButton(fontMetrics().elidedText(shownFolder(folder), Qt::ElideMiddle, 28 * unit), this);
        button->setText(button->text().replace(u'&', "&&"_L1));
        button->setObjectName(u"files.recent."_s + folder);
        button->setFlat(true);
        button->setStyleSheet(u"text-align: left"_s);
        setPlainToolTip(button, shownFolder(folder));
        connect(button, &QPushButton::clicked, this, [this, folder] { Q_EMIT wished(OpenFolder{folder}); });
        d->recent->addWidget(button);
    }
}

void FilesPanel::setCurrentFile(const QString &absolute)
{
    if (absolute == d->currentFile)
        return;
    d->currentFile = absolute;
    d->follow();
    const QByteArray path = d->tree->relative(absolute);
    if (path.isEmpty())
        return;
    d->recentFiles.removeAll(path);
    d->recentFiles.prepend(path);
    while (d->recentFiles.size() > mostRecentFiles)
        d->recentFiles.removeLast();
    d->keepState();
}

QByteArrayList FilesPanel::recentFiles() const
{
    QByteArrayList others = d->recentFiles;
    others.removeAll(d->tree->relative(d->currentFile));
    return others;
}

void FilesPanel::reveal(const QString &absolute)
{
    d->filterLine->clear();
    d->view->reveal(d->tree->relative(absolute));
}

ProjectPaths *FilesPanel::paths() const { return d->files; }

QIcon FilesPanel::icon() const { return Theme::icon(u"folder"_s); }

QWidget *FilesPanel::home()
{
    return d->worktree ? static_cast<QWidget *>(d->view) : findChild<QPushButton *>(u"files.openFolder"_s);
}

bool FilesPanel::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy:
        return d->copyPath->isEnabled() && !d->chosen().isEmpty();
    case Verb::Paste:
    case Verb::Find:
    case Verb::Refresh:
    case Verb::SelectAll:
        return d->worktree;
    default:
        return false;
    }
}

void FilesPanel::act(Verb verb)
{
    switch (verb) {
    case Verb::Copy: {
        QModelIndexList indexes;
        for (const QByteArray &path : d->chosen())
            indexes << d->tree->indexOf(path);
        QApplication::clipboard()->setMimeData(d->tree->mimeData(indexes));
        break;
    }
    case Verb::Paste:
        if (const QByteArrayList files = filesOf(QApplication::clipboard()->mimeData()); !files.isEmpty())
            d->drop(files, d->folderOfCurrent(), false);
        break;
    case Verb::Refresh:
        d->refresh->trigger();
        break;
    case Verb::Find:
        d->filterLine->setFocus();
        d->filterLine->selectAll();
        break;
    case Verb::SelectAll:
        d->view->selectAll();
        break;
    default:
        break;
    }
}

QJsonObject FilesPanel::state() const { return {{u"folders"_s, d->kept}, {u"follow"_s, d->following->isChecked()}}; }

void FilesPanel::restore(const QJsonObject &state)
{
    d->kept = state[u"folders"_s].toArray();
    d->following->setChecked(state[u"follow"_s].toBool(true));
    if (d->worktree)
        setWorktree(d->worktree);
}

} // namespace oriel
