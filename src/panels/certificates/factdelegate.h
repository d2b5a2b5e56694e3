// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTreeWidget;

namespace oriel {

// A row of the tab's lists: a sign, a text, a muted word behind it and a fact at the right end, coloured by roles of the theme at
// the time of painting. Texts come marked (withMarks). GUI thread.
class FactDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FactDelegate)
public:
    enum class Sign { None, Good, Warning, Bad, Missing }; // they differ in shape, not in colour alone
    enum Role {
        SignRole = Qt::UserRole + 100,
        ColourRole,   // of the text, a role of the theme; empty: "text"
        SuffixRole,   // muted, behind the text
        FactRole,     // right-aligned, in the data font
        FactColour,   // a role of the theme; empty: "muted"
        IsInForceRole // the row is drawn as chosen, whatever is current
    };
    static constexpr int rowHeight = 24; // px

    explicit FactDelegate(bool isData, QObject *parent = nullptr); // isData: the text is in the data font

    static Sign signOf(const QString &role);           // "success" or none: Good, "warning": Warning, else Bad
    static void dress(QTreeWidget *list, bool isData); // as a list of such rows, without a head

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    bool m_isData;
};

} // namespace oriel
