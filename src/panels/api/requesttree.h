// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTimer>

namespace oriel {

class RequestLibrary;

// The saved requests in their folders, those that match a filter only. Renames and moves go to the library, which alone adds and
// removes; the tree is made again when it says so. GUI thread.
class RequestTree final : public QStandardItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestTree)
public:
    enum Role {
        IdRole = Qt::UserRole + 1, // of a request
        FolderRole,                // path: its own, or where the request stands
        MethodRole,
        PlaceRole, // address of a request that has a name as well
        MatchRole, // QList<int> into the display text
    };
    RequestTree(RequestLibrary *library, QObject *parent); // the library outlives it
    void setFilter(const QString &text);                   // every word is in the name, address, note or folder
    QString filter() const { return m_filter; }
    static bool isFolder(const QModelIndex &index);
    static QString keyOf(const QModelIndex &index); // the same after the tree has been made again
    QModelIndex indexOf(const QString &key) const;
    static QString keyOfFolder(const QString &path) { return path + u'/'; }

    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;
    bool removeRows(int, int, const QModelIndex &) override { return false; } // as the view does after a move

Q_SIGNALS:
    void aboutToRebuild();
    void rebuilt();

private:
    void rebuild();
    QStandardItem *folderItem(const QString &path);

    RequestLibrary *m_library;
    QString m_filter;
    QTimer m_soon;
};

// A folder with its sign, a request with its method as a small word before its name.
class RequestDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace oriel
