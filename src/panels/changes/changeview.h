// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/changes/changedelegate.h"
#include "panels/changes/changetree.h"

#include <QTreeView>

namespace oriel {

// The view of a ChangeTree: several rows can be chosen, empty groups are hidden, the group's fold stays. GUI thread.
class ChangeView final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeView)
public:
    explicit ChangeView(ChangeTree *tree, QWidget *parent = nullptr);
    void fitGroups(); // after the tree has changed
    QList<QModelIndex>
    chosen(const QModelIndex &clicked = {}) const; // files; of the clicked row's group where that is one of them
    QList<QModelIndex> shownFiles() const;
    QStringList closedGroups() const; // "0", "3"
    void setClosedGroups(const QStringList &groups);

Q_SIGNALS:
    void stageAsked(const QModelIndex &index); // also of a group
    void discardAsked(const QModelIndex &index);
    void menuAsked(const QPoint &globalPosition);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    ChangeDelegate::Button buttonAt(const QPoint &at, QModelIndex *index) const;

    ChangeTree *m_tree;
    QPersistentModelIndex m_pressed;
    ChangeDelegate::Button m_button = ChangeDelegate::Button::None;
};

} // namespace oriel
