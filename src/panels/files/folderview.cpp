// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/folderview.h"

#include "panels/files/folderdelegate.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>
#include <QScopedValueRollback>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

QByteArrayList filesOf(const QMimeData *data)
{
    QByteArrayList files;
    const auto lines = data->data(u"text/uri-list"_s).split('\n');
    for (const QByteArray &line : lines) {
        const QByteArray address = line.trimmed();
        const QByteArray path = address.startsWith("file:///")            ? address.sliced(7)
                                : address.startsWith("file://localhost/") ? address.sliced(16)
                                                                          : QByteArray();
        if (!path.isEmpty())
            files << QByteArray::fromPercentEncoding(path);
    }
    return files;
}

FolderView::FolderView(FolderTree *tree, QWidget *parent) : QTreeView(parent), m_tree(tree)
{
    setModel(tree);
    setItemDelegate(new FolderDelegate(this));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(unit * 2);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ExtendedSelection);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(DragDrop);
    setDragDropOverwriteMode(true); // onto a folder, never between two
    setDefaultDropAction(Qt::CopyAction);
    header()->setStretchLastSection(true);

    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (m_isQuiet || m_tree->isFiltered())
            return;
        m_unfolded.insert(m_tree->path(index));
        Q_EMIT unfoldedChanged();
        unfoldBelow(index);
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (m_isQuiet || m_tree->isFiltered())
            return;
        m_unfolded.remove(m_tree->path(index));
        Q_EMIT unfoldedChanged();
    });
    connect(tree, &FolderTree::listed, this, [this](const QModelIndex &folder) {
        unfoldBelow(folder);
        goOn();
    });
    connect(itemDelegate(), &QAbstractItemDelegate::closeEditor, tree, &FolderTree::endDraft, Qt::QueuedConnection);
}

QByteArrayList FolderView::unfolded() const
{
    QByteArrayList all(m_unfolded.begin(), m_unfolded.end());
    std::ranges::sort(all);
    return all;
}

void FolderView::setUnfolded(const QByteArrayList &folders)
{
    m_wanted.clear();
    m_unfolded = QSet<QByteArray>(folders.begin(), folders.end());
    unfoldBelow({});
}

// What the user had unfolded in this folder.
void FolderView::unfoldBelow(const QModelIndex &folder)
{
    if (m_tree->isFiltered())
        return;
    const QScopedValueRollback quiet(m_isQuiet, true);
    const QByteArray above = m_tree->path(folder);
    const QSet<QByteArray> all = m_unfolded;
    for (const QByteArray &path : all) {
        if (path.first(std::max<qsizetype>(path.lastIndexOf('/'), 0)) != above)
            continue;
        const QModelIndex index = m_tree->indexOf(path);
        if (!index.isValid() || isExpanded(index))
            continue;
        expand(index);
        unfoldBelow(index);
    }
}

void FolderView::reveal(const QByteArray &path)
{
    m_wanted = path;
    goOn();
}

void FolderView::goOn()
{
    if (m_wanted.isEmpty() || m_tree->isFiltered())
        return;
    if (const QModelIndex there = m_tree->indexOf(m_wanted); there.isValid()) {
        m_wanted.clear();
        if (there != currentIndex())
            setCurrentIndex(there);
        return scrollTo(there);
    }
    for (qsizetype slash = m_wanted.lastIndexOf('/'); slash > 0; slash = m_wanted.lastIndexOf('/', slash - 1)) {
        const QModelIndex folder = m_tree->indexOf(m_wanted.first(slash));
        if (!folder.isValid())
            continue;
        if (m_tree->isRead(folder) && isExpanded(folder))
            m_wanted.clear(); // it is not there
        else
            expand(folder);
        return;
    }
    if (m_tree->isRead({}))
        m_wanted.clear();
}

void FolderView::unfoldAll()
{
    const QScopedValueRollback quiet(m_isQuiet, true);
    const std::function<void(const QModelIndex &)> unfold = [&](const QModelIndex &above) {
        for (int row = 0; row < m_tree->rowCount(above); ++row) {
            const QModelIndex index = m_tree->index(row, 0, above);
            if (m_tree->rowCount(index) == 0)
                continue;
            expand(index);
            unfold(index);
        }
    };
    unfold({});
}

void FolderView::rename(const QModelIndex &index)
{
    if (index.isValid())
        edit(index);
}

void FolderView::begin(const QModelIndex &folder, bool isFolder)
{
    if (folder.isValid())
        expand(folder);
    const QModelIndex draft = m_tree->beginDraft(folder, isFolder);
    scrollTo(draft);
    edit(draft);
}

void FolderView::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (state() != EditingState && isPlain && event->key() == Qt::Key_Escape)
        return Q_EMIT escaped();
    if (state() != EditingState && isPlain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (currentIndex().isValid())
            Q_EMIT opened(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void FolderView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    if (!isByKey && !indexAt(event->pos()).isValid())
        setCurrentIndex({}); // the folder itself
    Q_EMIT menuAsked(isByKey ? viewport()->mapToGlobal(visualRect(currentIndex()).center()) : event->globalPos());
}

void FolderView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    QTreeView::mouseDoubleClickEvent(event);
    if (index.isValid() && event->button() == Qt::LeftButton)
        Q_EMIT opened(index);
}

void FolderView::dropEvent(QDropEvent *event)
{
    QModelIndex into = indexAt(event->position().toPoint());
    if (!m_tree->isFolder(into))
        into = into.parent();
    const QByteArrayList files = filesOf(event->mimeData());
    event->setDropAction(Qt::CopyAction); // whatever happens is ours to do: nobody else is to remove something
    event->accept();
    setState(NoState);
    viewport()->update();
    if (!files.isEmpty())
        Q_EMIT dropped(files, m_tree->path(into), event->source() == this);
}

void FolderView::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace oriel
