// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/gridlook.h"

#include <QStyledItemDelegate>

#include <memory>

class QTreeView;

namespace oriel {

// How a record's fields are drawn: name, mark and type on one line, the value in up to six. A view whose model is a RecordModel.
// GUI thread.
class RecordLook final : public QStyledItemDelegate
{
public:
    explicit RecordLook(QTreeView *view);
    double fieldWidth(const Column &column) const; // px

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Fonts;
    struct Lines
    {
        QStringList text;
        bool isMore = false; // than stands in them
    };
    Lines linesOf(const Cell &cell, double width) const;
    double valueWidth() const;
    void paintField(QPainter *painter, const QRect &rect, const Column &column) const;
    void paintValue(QPainter *painter, const QRect &rect, const Cell &cell) const;

    QTreeView *m_view;
    std::shared_ptr<const Fonts> m_fonts;
};

} // namespace oriel
