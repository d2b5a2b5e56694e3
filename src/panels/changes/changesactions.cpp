// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel does to the chosen files.
#include "panels/changes/changespanel_p.h"

#include "base/pathtext.h"
#include "engines/git/conflict.h"
#include "panels/changes/changewords.h"
#include "panels/changes/indexlock.h"
#include "widgets/plain.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostNamed = 5;                  // files in a question
constexpr qint64 mostRead = 16 * 1024 * 1024; // bytes of a file that is searched for conflict marks

QString namesOf(const QByteArrayList &paths)
{
    QStringList names;
    for (const QByteArray &path : paths.mid(0, mostNamed))
        names << changewords::shown(path);
    if (paths.size() > mostNamed)
        names << ChangesPanel::tr("and %1 more").arg(paths.size() - mostNamed);
    return names.join(u'\n');
}

QString filesText(const QByteArrayList &paths)
{
    return paths.size() == 1 ? changewords::name(paths.first()) : ChangesPanel::tr("%1 files").arg(paths.size());
}

QByteArrayList withMarks(const git::Place &place, const QByteArrayList &paths) // those that still hold conflict marks
{
    QByteArrayList marked;
    for (const QByteArray &path : paths) {
        QFile file(QFile::decodeName(place.workTree + '/' + path));
        if (file.open(QIODevice::ReadOnly) && !git::conflictsIn(file.read(mostRead)).isEmpty())
            marked << path;
    }
    return marked;
}

Result<> addIgnored(const git::Place &place, const QByteArray &line)
{
    QFile file(QFile::decodeName(place.workTree + "/.gitignore"));
    const auto failed = [&file] {
        return std::unexpected(Error{ChangesPanel::tr(".gitignore could not be written: %1").arg(file.errorString()), {}, {}});
    };
    if (!file.open(QIODevice::ReadWrite))
        return failed();
    const QByteArray before = file.readAll();
    const QByteArray added = (before.isEmpty() || before.endsWith('\n') ? QByteArray() : "\n") + line + '\n';
    return file.write(added) == added.size() && file.flush() ? Result<>() : failed();
}

} // namespace

QList<QModelIndex> ChangesPanel::Private::targets(const QModelIndex &clicked) const { return view->chosen(clicked); }

// A rename is both of its names, but for what is done to the file as it is called now.
QByteArrayList ChangesPanel::Private::pathsOf(const QList<QModelIndex> &rows, ChangeTree::Group group) const
{
    QByteArrayList paths;
    for (const QModelIndex &index : rows) {
        const Change *change = tree->change(index);
        if (!change || ChangeTree::groupOf(index) != group)
            continue;
        paths << change->path;
        if (!change->from.isEmpty() && change->letter == 'R')
            paths << change->from;
    }
    return paths;
}

void ChangesPanel::Private::showError(const Error &error)
{
    const auto at = place();
    if (!at || !isAboutIndexLock(error))
        return notice->show(error);
    lockJob = inBackground(
        q, QThreadPool::globalInstance(), [at = *at](std::stop_token) { return std::pair(at, indexLock(at)); },
        [this, error](const std::pair<git::Place, std::optional<IndexLock>> &lock) {
            notice->show(NoticeBar::Tone::Warning, explained(lock.first, lock.second), error.detail);
        });
}

void ChangesPanel::Private::toggleStage(const QModelIndex &clicked)
{
    const auto at = place();
    const QList<QModelIndex> rows = targets(clicked);
    if (!at || rows.isEmpty())
        return;
    const QByteArrayList staged = pathsOf(rows, ChangeTree::Staged), conflicted = pathsOf(rows, ChangeTree::Conflicted);
    const QByteArrayList changed = pathsOf(rows, ChangeTree::Unstaged) + pathsOf(rows, ChangeTree::Untracked);
    if (!changed.isEmpty())
        act([place = *at, changed] { return git::stage(place, changed); });
    else if (!staged.isEmpty())
        act([place = *at, staged] { return git::unstage(place, staged); });
    if (!conflicted.isEmpty())
        markResolved(conflicted);
}

void ChangesPanel::Private::askDiscard(const QModelIndex &clicked)
{
    const QList<QModelIndex> rows = targets(clicked);
    const QByteArrayList changed = pathsOf(rows, ChangeTree::Unstaged), untracked = pathsOf(rows, ChangeTree::Untracked);
    const QByteArrayList all = changed + untracked;
    if (all.isEmpty() || !place())
        return;
    auto *question = new QMessageBox(QMessageBox::Question, tr("Discard changes"), {}, QMessageBox::Cancel, q);
    question->setObjectName(u"changes.discardBox"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    const QString what = changed.isEmpty()     ? tr("Delete %1 that git does not track?").arg(filesText(all))
                         : untracked.isEmpty() ? tr("Discard the unstaged changes in %1?").arg(filesText(all))
                                               : tr("Discard changes and delete untracked files (%1)?").arg(filesText(all));
    setPlainText(question, what,
                 namesOf(all) + u"\n\n"_s +
                     tr("What is removed is kept for 30 days: “Undo discard”, or later “Discarded and overwritten…”."));
    auto *yes = question->addButton(tr("Discard"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"changes.discardYes"_s);
    question->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(yes, &QPushButton::clicked, q, [this, all] { discard(all); });
    question->open();
}

void ChangesPanel::Private::discard(const QByteArrayList &paths)
{
    const auto at = place();
    if (!at)
        return;
    notice->clear();
    queue->run([place = *at, shelf = shelf, paths] { return git::discard(place, shelf, paths); },
               [this, guard = QPointer(q), paths](const Result<QByteArrayList> &ids) {
                   if (!guard)
                       return;
                   if (ids)
                       offerUndo(tr("Discarded: %1. It is kept for 30 days.").arg(filesText(paths)), *ids);
                   else
                       showError(ids.error());
               });
}

void ChangesPanel::Private::offerUndo(const QString &text, const QByteArrayList &ids)
{
    notice->show(NoticeBar::Tone::Info, text);
    if (!ids.isEmpty())
        notice->addButton(tr("Undo discard"), [this, ids] { undo(ids, git::Since::Refuse); })->setObjectName(u"changes.undo"_s);
}

void ChangesPanel::Private::undo(const QByteArrayList &ids, git::Since since)
{
    notice->clear();
    queue->run([shelf = shelf, ids, since] { return git::undo(shelf, ids, since); },
               [this, guard = QPointer(q), ids](const Result<QByteArrayList> &done) {
                   if (!guard)
                       return;
                   if (done)
                       return notice->show(NoticeBar::Tone::Success, tr("It stands where it stood."));
                   notice->show(done.error());
                   if (done.error().code == "changed"_L1)
                       notice->addButton(tr("Undo, and keep what stands there too"),
                                         [this, ids] { undo(ids, git::Since::KeepToo); });
               });
}

void ChangesPanel::Private::openDiff()
{
    const QList<QModelIndex> rows = targets({});
    if (rows.isEmpty() || !worktree)
        return;
    const QModelIndex current = rows.contains(view->currentIndex()) ? view->currentIndex() : rows.first();
    const auto group = ChangeTree::groupOf(current);
    const QString path = worktree->absolute(tree->change(current)->path);
    if (group == ChangeTree::Conflicted)
        Q_EMIT q->wished(OpenFile{path});
    else
        Q_EMIT q->wished(OpenChanges{path, group == ChangeTree::Staged});
}

void ChangesPanel::Private::openFile()
{
    const QList<QModelIndex> rows = targets({});
    for (const QModelIndex &index : rows)
        Q_EMIT q->wished(OpenFile{worktree->absolute(tree->change(index)->path)});
}

void ChangesPanel::Private::openHistory(bool isOfFile)
{
    const QList<QModelIndex> rows = targets({});
    if (!worktree || (isOfFile && rows.isEmpty()))
        return;
    Q_EMIT q->wished(
        OpenHistory{worktree->folder(), isOfFile ? worktree->absolute(tree->change(rows.first())->path) : QString()});
}

void ChangesPanel::Private::copyPath()
{
    QStringList paths;
    const QList<QModelIndex> rows = targets({});
    for (const QModelIndex &index : rows)
        paths << pathText(tree->change(index)->path);
    QApplication::clipboard()->setText(paths.join(u'\n'));
}

void ChangesPanel::Private::askIgnore()
{
    const auto at = place();
    const QByteArrayList paths = pathsOf(targets({}), ChangeTree::Untracked);
    if (!at || paths.isEmpty())
        return;
    const QByteArray line = changewords::ignoreLine(paths.first());
    auto *question = new QMessageBox(QMessageBox::Question, tr("Ignore"), {}, QMessageBox::Cancel, q);
    question->setObjectName(u"changes.ignoreBox"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(question, tr("Add this line to .gitignore?"), changewords::shown(line));
    auto *yes = question->addButton(tr("Add the line"), QMessageBox::AcceptRole);
    yes->setObjectName(u"changes.ignoreYes"_s);
    question->setDefaultButton(yes);
    QObject::connect(yes, &QPushButton::clicked, q,
                     [this, place = *at, line] { act([place, line] { return addIgnored(place, line); }); });
    question->open();
}

void ChangesPanel::Private::askResolve(git::Resolution resolution)
{
    const QByteArrayList paths = pathsOf(targets({}), ChangeTree::Conflicted);
    if (paths.isEmpty())
        return;
    const QString whose = resolution == git::Resolution::Ours ? tr("ours") : tr("theirs");
    auto *question = new QMessageBox(QMessageBox::Question, tr("Resolve"), {}, QMessageBox::Cancel, q);
    question->setObjectName(u"changes.resolveBox"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(question, tr("Take %1 for the whole of %2?").arg(whose, filesText(paths)),
                 namesOf(paths) + u"\n\n"_s + tr("What stands there now is kept for 30 days."));
    auto *yes = question->addButton(tr("Take %1").arg(whose), QMessageBox::AcceptRole);
    yes->setObjectName(u"changes.resolveYes"_s);
    QObject::connect(yes, &QPushButton::clicked, q, [this, resolution, paths] { resolve(resolution, paths); });
    question->open();
}

void ChangesPanel::Private::resolve(git::Resolution resolution, const QByteArrayList &paths)
{
    const auto at = place();
    if (!at)
        return;
    notice->clear();
    queue->run(
        [place = *at, shelf = shelf, paths, resolution]() -> Result<QByteArrayList> {
            QByteArrayList ids;
            for (const QByteArray &path : paths) {
                const auto done = git::resolve(place, shelf, path, resolution);
                if (!done)
                    return std::unexpected(done.error());
                ids += *done;
            }
            return ids;
        },
        [this, guard = QPointer(q), paths](const Result<QByteArrayList> &ids) {
            if (!guard)
                return;
            if (ids)
                offerUndo(tr("Resolved: %1.").arg(filesText(paths)), *ids);
            else
                showError(ids.error());
        });
}

// A file that still holds marks is most likely not resolved.
void ChangesPanel::Private::markResolved(const QByteArrayList &paths)
{
    const auto at = place();
    if (!at || paths.isEmpty())
        return;
    notice->clear();
    const auto stageAll = [this, place = *at, paths] { act([place, paths] { return git::stage(place, paths); }); };
    queue->run([place = *at, paths]() -> Result<QByteArrayList> { return withMarks(place, paths); },
               [this, guard = QPointer(q), stageAll](const Result<QByteArrayList> &marked) {
                   if (!guard)
                       return;
                   if (marked->isEmpty())
                       return stageAll();
                   notice->show(NoticeBar::Tone::Warning, tr("Conflict marks still stand in %1.").arg(filesText(*marked)),
                                namesOf(*marked));
                   notice->addButton(tr("Mark resolved all the same"), stageAll)->setObjectName(u"changes.resolveAnyway"_s);
               });
}

void ChangesPanel::Private::showMenu(const QPoint &at)
{
    const QList<QModelIndex> rows = targets({});
    if (rows.isEmpty())
        return;
    auto *menu = new QMenu(q);
    menu->setObjectName(u"changes.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](std::initializer_list<QAction *> actions) {
        for (QAction *action : actions)
            if (action->isEnabled())
                menu->addAction(action);
        menu->addSeparator();
    };
    add({diff, open});
    add({ours, theirs, resolved});
    if (!resolved->isEnabled())
        add({stage});
    add({ignore, history, versions, copy});
    add({discardFiles});
    menu->popup(at);
}

} // namespace oriel
