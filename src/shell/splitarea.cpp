// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/splitarea.h"

#include "shell/pane.h"
#include "shell/panetabs.h"

#include <QScopedValueRollback>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

void collectPanes(QWidget *widget, QList<Pane *> &into)
{
    if (auto *splitter = qobject_cast<QSplitter *>(widget)) {
        for (int i = 0; i < splitter->count(); ++i)
            collectPanes(splitter->widget(i), into);
    } else if (auto *pane = qobject_cast<Pane *>(widget)) {
        into.append(pane);
    }
}

void collectSplitters(QWidget *widget, QList<QSplitter *> &into)
{
    if (auto *splitter = qobject_cast<QSplitter *>(widget)) {
        into.append(splitter);
        for (int i = 0; i < splitter->count(); ++i)
            collectSplitters(splitter->widget(i), into);
    }
}

QSplitter *splitterOf(const QWidget *widget) { return qobject_cast<QSplitter *>(widget->parentWidget()); }

} // namespace

SplitArea::SplitArea(QWidget *parent) : QWidget(parent), m_mark(new DropMark(this))
{
    setObjectName(u"splitArea"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
}

QList<Pane *> SplitArea::panes() const
{
    QList<Pane *> found;
    collectPanes(m_root, found);
    return found;
}

QList<Document *> SplitArea::documents() const
{
    QList<Document *> found;
    for (const Pane *pane : panes())
        found += pane->documents();
    return found;
}

Document *SplitArea::current() const { return m_current ? m_current->current() : nullptr; }

Pane *SplitArea::paneOf(const Document *document) const
{
    for (Pane *pane : panes()) {
        if (pane->documents().contains(document))
            return pane;
    }
    return nullptr;
}

Pane *SplitArea::makePane()
{
    auto *pane = new Pane(this);
    connect(pane, &Pane::currentChanged, this, [this, pane] {
        if (pane == m_current)
            Q_EMIT currentChanged();
        Q_EMIT layoutChanged();
    });
    connect(pane, &Pane::activated, this, [this, pane] {
        setCurrentPane(pane);
        if (pane->current())
            Q_EMIT activated(pane->current());
    });
    connect(pane, &Pane::closeAsked, this, &SplitArea::closeAsked);
    connect(pane, &Pane::dragMoved, this, [this, pane](Document *document, const QPoint &global) {
        DropPlace place = placeAt(document, global);
        if (place.pane == pane && place.zone == DropPlace::Zone::Tabs) { // within its own bar the tab itself shows the place
            drop(document, place);
            place.zone = DropPlace::Zone::None;
        }
        m_mark->showAt(place);
    });
    connect(pane, &Pane::dragDropped, this, [this](Document *document, const QPoint &global) {
        m_mark->hide();
        drop(document, placeAt(document, global));
    });
    connect(pane, &Pane::dragCancelled, m_mark, &QWidget::hide);
    return pane;
}

QSplitter *SplitArea::makeSplitter(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setObjectName(u"split"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    connect(splitter, &QSplitter::splitterMoved, this, &SplitArea::layoutChanged);
    return splitter;
}

void SplitArea::setRoot(QWidget *root)
{
    if (m_root)
        layout()->removeWidget(m_root);
    m_root = root;
    if (root) {
        layout()->addWidget(root);
        root->show();
    }
}

void SplitArea::setCurrentPane(Pane *pane)
{
    if (pane == m_current)
        return;
    if (m_isMaximised)
        setMaximised(false);
    if (m_current)
        m_current->setStanding(false, false);
    m_current = pane;
    if (pane)
        pane->setStanding(true, m_isFocused);
    Q_EMIT currentChanged();
    Q_EMIT layoutChanged();
}

void SplitArea::setFocused(bool isFocused)
{
    m_isFocused = isFocused;
    if (m_current)
        m_current->setStanding(true, isFocused);
}

void SplitArea::replace(QWidget *old, QWidget *with)
{
    QSplitter *parent = splitterOf(old);
    if (!parent) {
        setRoot(with);
        return;
    }
    const QList<int> sizes = parent->sizes();
    parent->replaceWidget(parent->indexOf(old), with);
    parent->setSizes(sizes);
}

void SplitArea::insertBeside(Pane *at, Pane *added, Qt::Orientation orientation, bool isBefore)
{
    QSplitter *splitter = splitterOf(at);
    if (!splitter || splitter->orientation() != orientation) {
        const int length = orientation == Qt::Horizontal ? at->width() : at->height();
        QSplitter *inner = makeSplitter(orientation);
        replace(at, inner);
        inner->addWidget(at);
        inner->insertWidget(isBefore ? 0 : 1, added);
        inner->setSizes({length / 2, length - length / 2});
        for (QWidget *widget : {static_cast<QWidget *>(inner), static_cast<QWidget *>(at), static_cast<QWidget *>(added)})
            widget->show();
        return;
    }
    const int index = splitter->indexOf(at);
    QList<int> sizes = splitter->sizes();
    const int half = sizes[index] / 2;
    sizes[index] -= half;
    sizes.insert(isBefore ? index : index + 1, half);
    splitter->insertWidget(isBefore ? index : index + 1, added);
    splitter->setSizes(sizes);
    added->show();
}

void SplitArea::removePane(Pane *pane)
{
    QSplitter *splitter = splitterOf(pane);
    pane->hide();
    if (pane == m_root)
        setRoot(nullptr);
    pane->setParent(this);
    pane->deleteLater(); // a signal of its tab bar may be on the stack
    if (splitter && splitter->count() == 1) {
        QWidget *only = splitter->widget(0);
        replace(splitter, only);
        only->show();
        splitter->hide();
        splitter->setParent(this);
        splitter->deleteLater();
    }
}

void SplitArea::add(Document *document)
{
    setMaximised(false);
    if (!m_current) {
        Pane *pane = makePane();
        setRoot(pane);
        setCurrentPane(pane);
    }
    m_current->insert(int(m_current->documents().indexOf(m_current->current())) + 1, document);
}

void SplitArea::take(Document *document)
{
    Pane *pane = paneOf(document);
    if (!pane)
        return;
    const QScopedValueRollback arranging(m_isArranging, true);
    pane->take(document);
    document->hide();
    document->setParent(this);
    if (!pane->documents().isEmpty())
        return;
    setMaximised(false);
    const QList<Pane *> all = panes();
    const int index = int(all.indexOf(pane));
    Pane *neighbour = all.size() < 2 ? nullptr : all[index > 0 ? index - 1 : 1];
    removePane(pane);
    if (pane == m_current)
        setCurrentPane(neighbour);
    Q_EMIT layoutChanged();
}

void SplitArea::setCurrent(Document *document)
{
    if (Pane *pane = paneOf(document)) {
        setCurrentPane(pane);
        pane->setCurrent(document);
    }
}

void SplitArea::refresh(Document *document)
{
    if (Pane *pane = paneOf(document))
        pane->refresh(document);
}

void SplitArea::splitInto(Document *document, Pane *at, Qt::Orientation orientation, bool isBefore)
{
    setMaximised(false);
    Pane *added = makePane();
    {
        const QScopedValueRollback arranging(m_isArranging, true);
        insertBeside(at, added, orientation, isBefore);
    }
    moveInto(document, added, 0);
}

void SplitArea::moveInto(Document *document, Pane *pane, int index)
{
    Pane *from = paneOf(document);
    setMaximised(false);
    { // between the two it stands nowhere: nobody may see that
        const QSignalBlocker still(from), quiet(pane);
        const QScopedValueRollback arranging(m_isArranging, true);
        from->take(document);
        pane->insert(index, document);
    }
    if (from->documents().isEmpty()) {
        removePane(from);
        if (from == m_current)
            m_current = nullptr;
    }
    if (pane == m_current)
        Q_EMIT currentChanged();
    setCurrentPane(pane);
    Q_EMIT activated(document);
    Q_EMIT layoutChanged();
}

bool SplitArea::canSplit() const { return m_current && m_current->documents().size() > 1; }

void SplitArea::splitCurrent(Qt::Orientation orientation)
{
    if (!canSplit())
        return;
    splitInto(current(), m_current, orientation, false);
}

bool SplitArea::canMove() const { return current() && (canSplit() || panes().size() > 1); }

void SplitArea::moveToOtherSide()
{
    if (!canMove())
        return;
    const QList<Pane *> all = panes();
    if (all.size() == 1)
        return splitCurrent(Qt::Horizontal);
    Pane *next = all[(all.indexOf(m_current) + 1) % all.size()];
    moveInto(current(), next, -1);
}

DropPlace SplitArea::placeAt(const Document *document, const QPoint &global) const
{
    using enum DropPlace::Zone;
    const Pane *own = paneOf(document);
    for (Pane *pane : panes()) {
        if (!pane->isVisible() || !pane->rect().contains(pane->mapFromGlobal(global)))
            continue;
        const bool isOwn = pane == own;
        PaneTabs *tabs = pane->tabs();
        const QPoint inTabs = tabs->mapFromGlobal(global);
        const QPoint corner = pane->mapTo(this, QPoint());
        if (tabs->rect().contains(inTabs))
            return {pane, Tabs, tabs->gapAt(inTabs), QRect(corner, tabs->size())};
        const QRect room = pane->rect().adjusted(0, tabs->height(), 0, 0);
        const DropPlace::Zone zone = zoneAt(room, pane->mapFromGlobal(global));
        if (isOwn && (zone == Centre || own->documents().size() < 2))
            return {};
        return {pane, zone, 0, halfOf(room, zone).translated(corner)};
    }
    return {};
}

void SplitArea::drop(Document *document, const DropPlace &place)
{
    Pane *from = paneOf(document);
    if (!from || place.zone == DropPlace::Zone::None)
        return;
    if (place.isSplit()) {
        splitInto(document, place.pane, place.orientation(), place.isBefore());
    } else if (place.pane != from) {
        moveInto(document, place.pane, place.zone == DropPlace::Zone::Tabs ? place.gap : -1);
    } else if (place.zone == DropPlace::Zone::Tabs) {
        from->move(document, place.gap);
        Q_EMIT layoutChanged();
    }
}

void SplitArea::stepTab(int step)
{
    if (!m_current || m_current->documents().size() < 2)
        return;
    const auto &documents = m_current->documents();
    const auto index = documents.indexOf(m_current->current()) + step + documents.size();
    m_current->setCurrent(documents[index % documents.size()]);
    Q_EMIT activated(m_current->current());
}

void SplitArea::stepPane(int step)
{
    const QList<Pane *> all = panes();
    if (all.size() < 2)
        return;
    setCurrentPane(all[(all.indexOf(m_current) + step + all.size()) % all.size()]);
    Q_EMIT activated(current());
}

void SplitArea::setMaximised(bool isMaximised)
{
    if (isMaximised == m_isMaximised || (isMaximised && panes().size() < 2))
        return;
    m_isMaximised = isMaximised;
    QList<QSplitter *> splitters;
    collectSplitters(m_root, splitters);
    for (const QSplitter *splitter : splitters) {
        if (isMaximised)
            m_sizes.insert(splitter, splitter->sizes());
    }
    for (Pane *pane : panes())
        pane->setVisible(!isMaximised || pane == m_current);
    for (QSplitter *splitter : splitters) {
        splitter->setVisible(!isMaximised || splitter->isAncestorOf(m_current));
        if (!isMaximised && m_sizes.contains(splitter)) {
            splitter->refresh(); // its handles take room again
            splitter->setSizes(m_sizes.value(splitter));
        }
    }
    if (!isMaximised)
        m_sizes.clear();
    Q_EMIT layoutChanged();
}

layout::Node SplitArea::nodeOf(const QWidget *widget) const
{
    layout::Node node;
    if (const auto *splitter = qobject_cast<const QSplitter *>(widget)) {
        node.orientation = splitter->orientation();
        node.sizes = m_sizes.value(splitter, splitter->sizes());
        for (int i = 0; i < splitter->count(); ++i)
            node.parts.push_back(nodeOf(splitter->widget(i)));
    } else if (const auto *pane = qobject_cast<const Pane *>(widget)) {
        for (const Document *document : pane->documents())
            node.tabs.append({document->kind(), document->state()});
        node.current = int(pane->documents().indexOf(pane->current()));
        node.isCurrent = pane == m_current;
    }
    return node;
}

layout::Node SplitArea::state() const { return nodeOf(m_root); }

QWidget *SplitArea::build(const layout::Node &node, const std::function<Document *(const layout::Tab &)> &make, Pane *&front)
{
    if (!node.isSplit()) {
        auto pane = std::unique_ptr<Pane>(makePane());
        Document *shown = nullptr;
        for (int i = 0; i < node.tabs.size(); ++i) {
            Document *document = make(node.tabs[i]);
            if (!document)
                continue;
            pane->insert(-1, document);
            if (i == node.current)
                shown = document;
        }
        if (pane->documents().isEmpty())
            return nullptr;
        pane->setCurrent(shown ? shown : pane->documents().constFirst());
        if (node.isCurrent || !front)
            front = pane.get();
        return pane.release();
    }
    QList<QWidget *> parts;
    QList<int> sizes;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        if (QWidget *part = build(node.parts[i], make, front)) {
            parts.append(part);
            sizes.append(node.sizes.value(qsizetype(i), 1));
        }
    }
    if (parts.size() < 2)
        return parts.value(0);
    QSplitter *splitter = makeSplitter(node.orientation);
    for (QWidget *part : parts)
        splitter->addWidget(part);
    splitter->setSizes(sizes);
    return splitter;
}

void SplitArea::restore(const layout::Node &node, const std::function<Document *(const layout::Tab &)> &make)
{
    Pane *front = nullptr;
    if (QWidget *root = build(node, make, front)) {
        setRoot(root);
        setCurrentPane(front);
    }
}

} // namespace oriel
