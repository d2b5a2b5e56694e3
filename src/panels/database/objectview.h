// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/database/objecttree.h"

#include <QSet>
#include <QTreeView>

namespace oriel {

// The view of an ObjectTree: what was open and current stays so across readings and filtering; typing goes to the filter. GUI
// thread.
class ObjectView final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ObjectView)
public:
    explicit ObjectView(ObjectTree *tree, QWidget *parent = nullptr);

    QStringList openKeys() const { return m_open.values(); }
    void setOpenKeys(const QStringList &keys);
    void openFirst(const QModelIndex &connection); // the schema one would look at, where nothing was open before

Q_SIGNALS:
    void typed(const QString &text);
    void returnPressed(const QModelIndex &index);
    void menuAsked(const QPoint &globalPosition);
    void escaped();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void keepPlace(const QModelIndex &replaced);
    void findPlace(const QModelIndex &replaced);
    void open(const QModelIndex &index);
    void reopen(const QModelIndex &below);
    void openPaths(const QModelIndex &below, int &left);

    ObjectTree *m_tree;
    QSet<QString> m_open; // keys of the rows that the user opened
    QString m_currentKey;
    QSet<QString> m_greeted; // connections whose first schema was opened
    int m_scroll = 0;
    int m_replacing = 0;
    bool m_isQuiet = false; // opening is ours, not the user's
};

} // namespace oriel
