// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace oriel {

// How parts of a value stand in a tree: data font, one height, a header of names; Return and double click tell, Ctrl+C copies
// through copyAsked(). GUI thread.
class PartTree final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PartTree)
public:
    PartTree(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);
    void showModel(QAbstractItemModel *model); // widths and the first row
    void expandMore();                         // all there is, or as many levels as are told
    void setLevels(int levels);                // how many expandMore() opens; −1: all

Q_SIGNALS:
    void copyAsked();
    void menuAsked(const QPoint &global);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int m_levels = -1;
};

} // namespace oriel
