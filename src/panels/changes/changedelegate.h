// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace oriel {

// A row of a ChangeTree: what stages it near its letter, what discards it apart at the right end, where no hand slips. GUI
// thread.
class ChangeDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeDelegate)
public:
    enum class Button { None, Stage, Discard };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QString displayText(const QVariant &value, const QLocale &locale) const override; // plain: tool tips of cut rows
    static QRect buttonRect(const QRect &row, Button button);
    static bool has(const QModelIndex &index, Button button);
    static Button buttonAt(const QRect &row, const QModelIndex &index, const QPoint &at);
    static QString wordsFor(const QModelIndex &index, Button button); // what a click does
};

} // namespace oriel
