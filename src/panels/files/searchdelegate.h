// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace oriel {

// The rows of SearchHits: files with their counts; lines with their number, the matches marked and, beside them, what would take
// their place. GUI thread.
class SearchDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // A click on the check box or on a file's arrow is not one on the row.
    static QRect checkBox(const QRect &row, bool isFile);

Q_SIGNALS:
    void foldAsked(const QModelIndex &file);
    void opened(const QModelIndex &line, Qt::KeyboardModifiers modifiers);

protected:
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
};

} // namespace oriel
