// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objectview.h"

#include "panels/database/objectdelegate.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {
constexpr int mostPaths = 200; // rows opened by one filter text
}

ObjectView::ObjectView(ObjectTree *tree, QWidget *parent) : QTreeView(parent), m_tree(tree)
{
    setModel(tree);
    setItemDelegate(new ObjectDelegate(this));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(unit * 2);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerItem);
    header()->setStretchLastSection(true);

    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_isQuiet && m_tree->filter().isEmpty())
            m_open.insert(m_tree->key(index));
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_isQuiet && !m_replacing && m_tree->filter().isEmpty())
            m_open.remove(m_tree->key(index));
    });
    connect(tree, &ObjectTree::aboutToReplace, this, &ObjectView::keepPlace);
    connect(tree, &ObjectTree::replaced, this, &ObjectView::findPlace);
}

void ObjectView::setOpenKeys(const QStringList &keys)
{
    m_open = QSet<QString>(keys.begin(), keys.end());
    for (const auto &key : keys)
        m_greeted.insert(key.section(QChar(0x1f), 0, 0));
    reopen({});
}

void ObjectView::keepPlace(const QModelIndex &)
{
    if (++m_replacing > 1)
        return;
    if (currentIndex().isValid())
        m_currentKey = m_tree->key(currentIndex());
    m_scroll = verticalScrollBar()->value();
}

void ObjectView::findPlace(const QModelIndex &replaced)
{
    if (--m_replacing > 0)
        return;
    const QScopedValueRollback quiet(m_isQuiet, true);
    if (m_tree->filter().isEmpty()) {
        reopen(replaced);
        if (!replaced.parent().isValid())
            openFirst(replaced);
    } else {
        int left = mostPaths;
        openPaths({}, left);
    }
    const auto current = m_tree->indexOf(m_currentKey);
    if (current.isValid() && current != currentIndex())
        setCurrentIndex(current);
    verticalScrollBar()->setValue(m_scroll);
    if (!m_tree->filter().isEmpty() && current.isValid())
        scrollTo(current);
}

// expand() leaves the reading to the next layout; here the rows are needed at once.
void ObjectView::open(const QModelIndex &index)
{
    if (m_tree->canFetchMore(index))
        m_tree->fetchMore(index);
    expand(index);
}

// Opens `below` and what was open below it before.
void ObjectView::reopen(const QModelIndex &below)
{
    if (below.isValid()) {
        if (!m_open.contains(m_tree->key(below)))
            return;
        open(below);
    }
    const auto children = m_tree->childrenAmong(below, m_open);
    for (const QPersistentModelIndex &child : QList<QPersistentModelIndex>(children.begin(), children.end())) {
        if (m_tree->hasChildren(child))
            reopen(child);
    }
}

void ObjectView::openPaths(const QModelIndex &below, int &left)
{
    for (int row = 0; row < m_tree->rowCount(below) && left > 0; ++row) {
        const auto child = m_tree->index(row, 0, below);
        if (!m_tree->isOnFilteredPath(child))
            continue;
        --left;
        open(child);
        openPaths(child, left);
    }
}

void ObjectView::openFirst(const QModelIndex &connection)
{
    if (!connection.isValid() || !m_tree->filter().isEmpty())
        return;
    const QString key = m_tree->key(connection);
    if (m_greeted.contains(key))
        return;
    QModelIndex chosen;
    int schemas = 0;
    for (int row = 0; row < m_tree->rowCount(connection); ++row) {
        const auto child = m_tree->index(row, 0, connection);
        const auto place = m_tree->place(child);
        if (place.what != ObjectTree::What::Schema)
            continue;
        ++schemas;
        if (!chosen.isValid() || place.name == "public"_L1)
            chosen = child;
    }
    if (!chosen.isValid() || m_tree->place(chosen).name != "public"_L1)
        chosen = schemas == 1 ? chosen : QModelIndex();
    if (!chosen.isValid())
        return;
    m_open.insert(key);
    m_open.insert(m_tree->key(chosen));
    open(connection);
    open(chosen);
    // Answers come in any order: types may be there before the tables.
    const int rows = m_tree->rowCount(chosen);
    for (int row = 0; row < rows; ++row) {
        const auto group = m_tree->index(row, 0, chosen);
        const auto place = m_tree->place(group);
        if (place.what != ObjectTree::What::Group || int(place.group) >= relationGroups)
            continue;
        m_greeted.insert(key);
        m_open.insert(m_tree->key(group));
        open(group);
        break;
    }
}

void ObjectView::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const QString text = event->text();
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escaped();
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT returnPressed(currentIndex());
        return;
    }
    const bool isSign = text == "+"_L1 || text == "-"_L1 || text == "*"_L1; // open and close, as in every tree
    if (isPlain && !text.isEmpty() && text[0].isPrint() && text[0] != u' ' && !isSign) {
        Q_EMIT typed(text);
        return;
    }
    QTreeView::keyPressEvent(event);
}

void ObjectView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard)
        Q_EMIT menuAsked(viewport()->mapToGlobal(visualRect(currentIndex()).center()));
    else
        Q_EMIT menuAsked(event->globalPos());
}

void ObjectView::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace oriel
