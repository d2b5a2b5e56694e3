// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel of requests does: new, rename, duplicate, remove, copy and save as other tools write them.
#include "panels/api/requestspanel_p.h"

#include "base/background.h"
#include "base/text.h"
#include "panels/api/historyview.h"
#include "panels/api/requesttree.h"
#include "widgets/command.h"
#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"

#include <QDir>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

QAction *RequestsPanel::Private::command(const QByteArray &name, const QString &text, const QKeySequence &key,
                                         std::function<void()> triggered)
{
    return addCommand(q, name, text, {key}, std::move(triggered));
}

void RequestsPanel::Private::makeCommands()
{
    openIt = command("requests.open", tr("Open request"), {}, [this] { open(); });
    add = command("requests.new", tr("New request"), {}, [this] { newRequest(); });
    addFolder = command("requests.newFolder", tr("New folder"), {}, [this] { newFolder(); });
    rename = command("requests.rename", tr("Rename"), Qt::Key_F2, [this] { view->edit(view->currentIndex()); });
    duplicateIt = command("requests.duplicate", tr("Duplicate request"), {}, [this] { duplicate(); });
    removeIt = command("requests.remove", tr("Delete request"), Qt::Key_Delete,
                       [this] { history->hasFocus() ? forgetPast->trigger() : remove(); });
    import = command("requests.import", tr("Import requests…"), {}, [this] { q->openImport(); });
    environments = command("requests.environments", tr("Edit environments…"), {}, [this] { q->editEnvironments(); });
    for (const CopyWay &way : copyWays())
        copies << command(QByteArray("requests.") + way.name, tr("Copy as %1").arg(way.to), {}, [this, way] { copy(way); });
    saveHttp = command("requests.saveHttp", tr("Save as .http file…"), {}, [this] { saveAsHttpFile(); });
    openPast = command("requests.openPast", tr("Open what was sent"), {}, [this] { wish({{}, history->current(), {}}); });
    forgetPast =
        command("requests.forgetPast", tr("Remove from the history"), {}, [this] { library->forget(history->current()); });
    forgetAll = command("requests.forgetAll", tr("Clear the history…"), {}, [this] { askForgetAll(); });
}

void RequestsPanel::Private::addMenu(QMenu *menu) const
{
    menu->addAction(add);
    menu->addAction(addFolder);
    menu->addSeparator();
    menu->addAction(import);
    menu->addAction(environments);
}

void RequestsPanel::Private::showMenu(const QPoint &globally)
{
    if (!view->indexAt(view->viewport()->mapFromGlobal(globally)).isValid())
        view->clearSelection();
    auto *menu = new QMenu(q);
    menu->setObjectName(u"requests.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto put = [menu](const QList<QAction *> &actions) {
        for (QAction *action : actions)
            if (action->isEnabled())
                menu->addAction(action);
        menu->addSeparator();
    };
    put({openIt, rename, duplicateIt});
    put(copies + QList{saveHttp});
    addMenu(menu);
    menu->addSeparator();
    put({removeIt});
    menu->popup(globally);
}

void RequestsPanel::Private::showHistoryMenu(const QPoint &globally)
{
    auto *menu = new QMenu(q);
    menu->setObjectName(u"requests.historyMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(openPast);
    menu->addSeparator();
    menu->addAction(forgetPast);
    menu->addAction(forgetAll);
    menu->popup(globally);
}

QString RequestsPanel::Private::currentId() const { return view->currentIndex().data(RequestTree::IdRole).toString(); }

QString RequestsPanel::Private::currentFolder() const { return view->currentIndex().data(RequestTree::FolderRole).toString(); }

QStringList RequestsPanel::Private::chosenFolders() const
{
    QStringList all, outer;
    for (const QModelIndex &index : view->selectionModel()->selectedIndexes())
        if (RequestTree::isFolder(index))
            all << index.data(RequestTree::FolderRole).toString();
    all.sort();
    for (const QString &folder : std::as_const(all))
        if (std::ranges::none_of(outer, [&](const QString &one) { return folder.startsWith(one + u'/'); }))
            outer << folder;
    return outer;
}

QList<http::Request> RequestsPanel::Private::chosen() const
{
    QStringList ids;
    for (const QModelIndex &index : view->selectionModel()->selectedIndexes())
        if (!RequestTree::isFolder(index))
            ids << index.data(RequestTree::IdRole).toString();
    const QStringList folders = chosenFolders();
    QList<http::Request> requests = library->requests();
    requests.removeIf([&](const http::Request &request) {
        const bool isWithin =
            std::ranges::any_of(folders, [&](const QString &one) { return (request.folder + u'/').startsWith(one + u'/'); });
        return !isWithin && !ids.contains(request.id);
    });
    return requests;
}

void RequestsPanel::Private::open()
{
    const QModelIndex index = view->currentIndex();
    if (!currentId().isEmpty())
        wish({currentId(), {}, {}});
    else if (index.isValid())
        view->setExpanded(index, !view->isExpanded(index));
}

void RequestsPanel::Private::newRequest()
{
    const QString folder = currentFolder();
    http::Request request;
    request.folder = folder;
    wish({{}, {}, folder.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(http::toJson(request)).toJson())});
}

void RequestsPanel::Private::newFolder()
{
    const QStringList known = library->folders();
    const QString above = currentFolder().isEmpty() ? QString() : currentFolder() + u'/';
    QString name = above + tr("New folder");
    for (int count = 2; known.contains(name); ++count)
        name = above + tr("New folder %1").arg(count);
    filter->clear();
    if (!above.isEmpty())
        opened << RequestTree::keyOfFolder(above.chopped(1));
    renamed = RequestTree::keyOfFolder(name);
    library->addFolder(name);
}

void RequestsPanel::Private::duplicate()
{
    library->load(q, currentId(), [this](const Result<http::Request> &loaded) {
        if (!loaded)
            return notice->show(loaded.error());
        http::Request copy = *loaded;
        copy.id.clear();
        copy.name = tr("%1 (copy)").arg(copy.name.isEmpty() ? copy.url : copy.name);
        library->save(q, copy, [this](const Result<QString> &id) {
            if (!id)
                return notice->show(id.error());
            renamed = *id;
        });
    });
}

void RequestsPanel::Private::loadAll(const QList<http::Request> &requests,
                                     std::function<void(const QList<http::Request> &, bool)> done)
{
    struct Loading
    {
        QList<http::Request> all;
        qsizetype missing = 0;
        bool isWhole = true;
    };
    const auto loading = std::make_shared<Loading>(Loading{requests, requests.size()});
    if (requests.isEmpty())
        return done({}, true);
    for (qsizetype at = 0; at < requests.size(); ++at)
        library->load(q, requests.at(at).id, [loading, at, done](const Result<http::Request> &loaded) {
            if (loaded)
                loading->all[at] = *loaded;
            else
                loading->isWhole = false;
            if (--loading->missing == 0)
                done(loading->all, loading->isWhole);
        });
}

void RequestsPanel::Private::saveAll(const QList<http::Request> &requests)
{
    for (const http::Request &request : requests)
        library->save(q, request, [this](const Result<QString> &saved) {
            if (!saved)
                notice->show(saved.error());
        });
}

void RequestsPanel::Private::offerUndo(const QString &said, std::function<void()> undo)
{
    notice->show(NoticeBar::Tone::Success, said);
    notice
        ->addButton(tr("Undo"),
                    [this, undo = std::move(undo)] {
                        notice->clear();
                        undo();
                    })
        ->setObjectName(u"requests.undo"_s);
}

void RequestsPanel::Private::remove()
{
    const QStringList gone = chosenFolders();
    QStringList folders = library->folders();
    folders.removeIf([&](const QString &folder) {
        return std::ranges::none_of(gone, [&](const QString &one) { return (folder + u'/').startsWith(one + u'/'); });
    });
    loadAll(chosen(), [this, gone, folders](const QList<http::Request> &requests, bool isWhole) {
        for (const http::Request &request : requests)
            library->remove(request.id);
        for (const QString &folder : gone)
            library->removeFolder(folder);
        QString said = requests.size() == 1 && gone.isEmpty()
                           ? tr("Deleted %1.")
                                 .arg(withMarks(requests.first().name.isEmpty() ? requests.first().url.left(80)
                                                                                : requests.first().name.left(80)))
                       : requests.size() == 1 ? tr("Deleted 1 request.")
                       : requests.isEmpty()   ? tr("Deleted the folder.")
                                              : tr("Deleted %1 requests.").arg(requests.size());
        if (!isWhole)
            said += u' ' + tr("The keychain did not give their secrets: Undo brings them back without.");
        offerUndo(said, [this, folders, requests] {
            for (const QString &folder : folders)
                library->addFolder(folder);
            saveAll(requests);
        });
    });
}

void RequestsPanel::Private::askForgetAll()
{
    auto *box = new QMessageBox(q);
    box->setObjectName(u"requests.forgetQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Clear the history?"));
    setPlainText(box, tr("Clear the history of requests?"),
                 tr("What was sent and the bodies that were kept are removed from this computer. Saved requests stay."));
    auto *yes = box->addButton(tr("Clear"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"requests.confirmForget"_s);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    connect(box, &QMessageBox::finished, q, [this, box, yes] {
        if (box->clickedButton() == yes)
            library->forget({});
    });
    box->open();
}

void RequestsPanel::Private::copy(const CopyWay &way)
{
    loadAll(chosen(), [this, way](const QList<http::Request> &requests, bool) {
        if (!requests.isEmpty())
            notice->show(NoticeBar::Tone::Success, copyAs(way, requests));
    });
}

void RequestsPanel::Private::saveAsHttpFile()
{
    loadAll(chosen(), [this](const QList<http::Request> &requests, bool) {
        auto *chooser = new QFileDialog(q, tr("Save as .http file"), QDir::homePath(), tr("Requests (*.http);;All files (*)"));
        chooser->setObjectName(u"requests.saveDialog"_s);
        chooser->setAttribute(Qt::WA_DeleteOnClose);
        chooser->setAcceptMode(QFileDialog::AcceptSave);
        chooser->setDefaultSuffix(u"http"_s);
        connect(chooser, &QFileDialog::fileSelected, q,
                [this, exported = http::toHttpFile(requests, {})](const QString &path) { writeFile(path, exported); });
        chooser->open();
    });
}

void RequestsPanel::Private::writeFile(const QString &path, const http::Exported &exported)
{
    const auto job = std::make_shared<Job>(); // lives as long as it is waited for
    *job = inBackground(
        q, QThreadPool::globalInstance(),
        [path, bytes = exported.text.toUtf8()](std::stop_token) -> Result<> {
            QSaveFile file(path);
            if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
                return {};
            return std::unexpected(
                Error{RequestsPanel::tr("%1 was not written: %2").arg(path, file.errorString()), u"write"_s, {}});
        },
        [this, job, path, left = exported.left](const Result<> &written) {
            if (!written)
                return notice->show(written.error());
            notice->show(NoticeBar::Tone::Success, tr("Saved as %1.").arg(withMarks(path)) + leftOut(left));
        });
}

} // namespace oriel
