// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to files: each act in the background, its error in the notice, undone from there.
#include "panels/files/filespanelprivate.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "engines/project/copying.h"
#include "panels/files/filemanager.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype mostNamed = 8; // in a question

QByteArray nameOf(const QByteArray &path) { return path.sliced(path.lastIndexOf('/') + 1); }
QByteArray folderOf(const QByteArray &path) { return path.first(std::max<qsizetype>(path.lastIndexOf('/'), 0)); }
QByteArray in(const QByteArray &folder, const QByteArray &name) { return folder.isEmpty() ? name : folder + '/' + name; }
QString shown(const QByteArray &path) { return withMarks(shownText(path)); }

QString listOf(const QByteArrayList &paths)
{
    QStringList lines;
    for (const QByteArray &path : paths.first(std::min(paths.size(), mostNamed)))
        lines << shown(path);
    if (paths.size() > mostNamed)
        lines << FilesPanel::tr("and %n more", nullptr, int(paths.size() - mostNamed));
    return lines.join(u'\n');
}

QString whatOf(const QByteArrayList &paths) // "app.py", "3 files and folders"
{
    return paths.size() == 1 ? shown(nameOf(paths.first())) : FilesPanel::tr("%n files and folders", nullptr, int(paths.size()));
}

// "app.py" → "app copy.py", "app copy 2.py"…
QByteArray copyName(const QByteArray &name, int number)
{
    const qsizetype dot = name.lastIndexOf('.');
    const QByteArray stem = dot > 0 ? name.first(dot) : name, end = dot > 0 ? name.sliced(dot) : QByteArray();
    return stem + " copy" + (number > 1 ? ' ' + QByteArray::number(number) : QByteArray()) + end;
}

// Under its own name, or as a copy where `isRenaming` and that is taken.
Result<QByteArray> copied(const QByteArray &root, const QByteArray &from, const QByteArray &folder, bool isRenaming,
                          std::stop_token stop)
{
    for (int number = isRenaming ? 1 : 0;; ++number) {
        const QByteArray to = in(folder, number == 0 ? nameOf(from) : copyName(nameOf(from), number));
        const auto done = project::copyInto(root, from, to, stop);
        if (done)
            return to;
        if (done.error().code != "exists"_L1 || !isRenaming || number > 999)
            return std::unexpected(done.error());
    }
}

} // namespace

QByteArray FilesPanel::Private::folderOfCurrent() const
{
    const QModelIndex index = view->currentIndex();
    return tree->path(tree->isFolder(index) ? index : index.parent());
}

QByteArrayList FilesPanel::Private::chosen() const
{
    QByteArrayList all;
    const auto indexes = view->selectionModel()->selectedIndexes();
    for (const QModelIndex &index : indexes)
        all << tree->path(index);
    std::ranges::sort(all);
    QByteArrayList own;
    for (const QByteArray &path : std::as_const(all))
        if (own.isEmpty() || !path.startsWith(own.last() + '/'))
            own << path;
    return own;
}

void FilesPanel::Private::run(std::function<Result<>(std::stop_token)> work, std::function<void()> done)
{
    notice->clear();
    const auto job = std::make_shared<Job>(); // lives as long as it is waited for
    *job = inBackground(q, QThreadPool::globalInstance(), std::move(work),
                        [this, job, done = std::move(done)](const Result<> &result) {
                            if (!result && result.error().code != "cancelled"_L1)
                                notice->show(result.error());
                            if (result)
                                done();
                            else
                                tree->reread(); // some of it may be done
                        });
}

void FilesPanel::Private::touched(const QByteArray &path) { tree->refresh(folderOf(path)); }

void FilesPanel::Private::offerUndo(const QString &said, std::function<void()> undo)
{
    notice->show(NoticeBar::Tone::Success, said);
    notice->addButton(tr("Undo"), std::move(undo))->setObjectName(u"files.undo"_s);
}

void FilesPanel::Private::ask(const char *boxName, const QString &question, const QString &more, const QString &yes,
                              std::function<void()> agreed)
{
    auto *box = new QMessageBox(q);
    box->setObjectName(QLatin1String(boxName));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    setPlainText(box, question, more);
    auto *agree = box->addButton(yes, QMessageBox::AcceptRole);
    agree->setObjectName(u"files.yes"_s);
    auto *cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(agree);
    box->setEscapeButton(cancel);
    QObject::connect(box, &QMessageBox::finished, q, [this, box, agree, root = rootPath, agreed = std::move(agreed)] {
        if (box->clickedButton() == agree && root == rootPath)
            agreed();
    });
    box->open();
}

void FilesPanel::Private::open(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (tree->isFolder(index))
        view->setExpanded(index, !view->isExpanded(index));
    else
        Q_EMIT q->wished(OpenFile{tree->absolute(tree->path(index))});
}

void FilesPanel::Private::copy(bool isRelative)
{
    QStringList words;
    for (const QByteArray &path : chosen())
        words << (isRelative ? pathText(path) : tree->absolute(path));
    if (words.isEmpty())
        words << tree->absolute({});
    QApplication::clipboard()->setText(words.join(u'\n'));
}

void FilesPanel::Private::create(const QByteArray &path, bool isFolder)
{
    run([root = rootPath, path,
         isFolder](std::stop_token) { return isFolder ? project::createFolder(root, path) : project::createFile(root, path); },
        [this, path, isFolder] {
            tree->reread(); // folders on the way may be new too
            view->reveal(path);
            if (!isFolder)
                Q_EMIT q->wished(OpenFile{tree->absolute(path)});
        });
}

void FilesPanel::Private::move(const QList<std::pair<QByteArray, QByteArray>> &moves)
{
    run(
        [root = rootPath, moves](std::stop_token) -> Result<> {
            for (const auto &[from, to] : moves)
                if (const auto done = project::rename(root, from, to); !done)
                    return done;
            return {};
        },
        [this, moves] {
            QByteArrayList paths;
            QList<std::pair<QByteArray, QByteArray>> back;
            for (const auto &[from, to] : moves) {
                Q_EMIT q->moved(tree->absolute(from), tree->absolute(to));
                paths << from;
                back.prepend({to, from});
                touched(from);
                touched(to);
            }
            view->reveal(moves.last().second);
            const bool isRenamed = moves.size() == 1 && folderOf(moves[0].first) == folderOf(moves[0].second);
            if (isRenamed)
                offerUndo(tr("%1 is now called %2.").arg(whatOf(paths), shown(nameOf(moves[0].second))),
                          [this, back] { move(back); });
            else
                offerUndo(tr("%1 moved.").arg(whatOf(paths)), [this, back] { move(back); });
        });
}

void FilesPanel::Private::askRemoval()
{
    const QByteArrayList paths = chosen();
    if (paths.isEmpty())
        return;
    ask("files.trashQuestion", tr("Move %1 to the trash?").arg(whatOf(paths)), listOf(paths), tr("Move to the trash"),
        [this, paths] {
            using Moved = QList<std::pair<QByteArray, project::Trashed>>;
            const auto moved = std::make_shared<Moved>();
            run(
                [root = rootPath, paths, moved](std::stop_token) -> Result<> {
                    for (const QByteArray &path : paths) {
                        const auto trashed = project::moveToTrash(root, path);
                        if (!trashed)
                            return std::unexpected(trashed.error());
                        moved->append({path, *trashed});
                    }
                    return {};
                },
                [this, paths, moved] {
                    for (const QByteArray &path : paths)
                        touched(path);
                    offerUndo(tr("%1 moved to the trash.").arg(whatOf(paths)), [this, moved] {
                        run(
                            [root = rootPath, moved](std::stop_token) -> Result<> {
                                for (const auto &[path, trashed] : *moved)
                                    if (const auto back = project::restore(root, path, trashed); !back)
                                        return back;
                                return {};
                            },
                            [this, moved] {
                                tree->reread();
                                view->reveal(moved->first().first);
                            });
                    });
                });
        });
}

void FilesPanel::Private::duplicate()
{
    const QByteArray path = current();
    const auto made = std::make_shared<QByteArray>();
    run(
        [root = rootPath, path, made](std::stop_token stop) -> Result<> {
            const auto done = copied(root, root + '/' + path, folderOf(path), true, stop);
            if (!done)
                return std::unexpected(done.error());
            *made = *done;
            return {};
        },
        [this, made] {
            touched(*made);
            view->reveal(*made);
        });
}

void FilesPanel::Private::reveal()
{
    const QByteArray path = view->currentIndex().isValid() ? in(rootPath, current()) : rootPath;
    revealing = revealInFileManager(q, path, [this](const Result<> &result) {
        if (!result)
            notice->show(result.error());
    });
}

// Files of the tree are moved, others are copied, after a question.
void FilesPanel::Private::drop(const QByteArrayList &dropped, const QByteArray &into, bool isOwn)
{
    const QString where = into.isEmpty() ? heading->text() : shown(into);
    if (!isOwn) {
        ask("files.copyQuestion", tr("Copy %1 into %2?").arg(whatOf(dropped), where), listOf(dropped), tr("Copy"),
            [this, dropped, into] { copyIn(dropped, into); });
        return;
    }
    QList<std::pair<QByteArray, QByteArray>> moves;
    QByteArrayList paths;
    for (const QByteArray &file : dropped) {
        const QByteArray path = tree->relative(pathText(file));
        if (path.isEmpty() || folderOf(path) == into || path == into)
            continue;
        paths << path;
        moves.append({path, in(into, nameOf(path))});
    }
    if (!moves.isEmpty())
        ask("files.moveQuestion", tr("Move %1 into %2?").arg(whatOf(paths), where), listOf(paths), tr("Move"),
            [this, moves] { move(moves); });
}

void FilesPanel::Private::copyIn(const QByteArrayList &dropped, const QByteArray &into)
{
    const auto made = std::make_shared<QByteArrayList>();
    run(
        [root = rootPath, dropped, into, made](std::stop_token stop) -> Result<> {
            for (const QByteArray &file : dropped) {
                QByteArray from = file;
                while (from.size() > 1 && from.endsWith('/'))
                    from.chop(1);
                const bool isFromHere = folderOf(from) == in(root, into) || (into.isEmpty() && folderOf(from) == root);
                const auto done = copied(root, from, into, isFromHere, stop);
                if (!done)
                    return std::unexpected(done.error());
                made->append(*done);
            }
            return {};
        },
        [this, made] {
            tree->refresh(folderOf(made->last()));
            view->reveal(made->last());
        });
}

} // namespace oriel
