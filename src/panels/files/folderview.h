// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/files/foldertree.h"

#include <QSet>
#include <QTreeView>
#include <QUrl>

namespace oriel {

// The view of a FolderTree: what was unfolded stays so across readings and filtering, names are edited in place, files are
// dragged out and in. GUI thread.
class FolderView final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FolderView)
public:
    explicit FolderView(FolderTree *tree, QWidget *parent = nullptr);

    QByteArrayList unfolded() const; // in the order of bytes
    void setUnfolded(const QByteArrayList &folders);
    void reveal(const QByteArray &path); // unfolds the way to it as it is read, then makes it current
    void unfoldAll();                    // what is read: of a filter's answer
    void rename(const QModelIndex &index);
    void begin(const QModelIndex &folder, bool isFolder); // something new, named in place

Q_SIGNALS:
    void opened(const QModelIndex &index); // Return or a double click
    void menuAsked(const QPoint &globalPosition);
    void escaped();
    void unfoldedChanged();
    void dropped(const QByteArrayList &files, const QByteArray &into, bool isOwn); // absolute; into: from the folder

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void unfoldBelow(const QModelIndex &folder);
    void goOn();

    FolderTree *m_tree;
    QSet<QByteArray> m_unfolded;
    QByteArray m_wanted;    // to be revealed
    bool m_isQuiet = false; // unfolding is ours, not the user's
};

// The local files of dragged or copied addresses, as bytes.
QByteArrayList filesOf(const QMimeData *data);

} // namespace oriel
