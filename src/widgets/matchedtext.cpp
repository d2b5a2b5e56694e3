// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/matchedtext.h"

#include "widgets/theme.h"

#include <QPainter>

namespace oriel {

int drawMatched(QPainter *painter, const QRect &room, const QString &text, const QList<int> &matched, const QColor &colour)
{
    const QFont usual = painter->font();
    QFont strong = usual;
    strong.setWeight(QFont::DemiBold);
    int x = room.left();
    for (qsizetype begin = 0; begin < text.size() && x < room.right();) {
        const bool isHit = matched.contains(int(begin));
        qsizetype end = begin + 1;
        while (end < text.size() && matched.contains(int(end)) == isHit)
            ++end;
        painter->setFont(isHit ? strong : usual);
        painter->setPen(isHit ? Theme::current().colour(QStringLiteral("accent")) : colour);
        const QString piece = painter->fontMetrics().elidedText(text.mid(begin, end - begin), Qt::ElideRight, room.right() - x);
        painter->drawText(QRect(x, room.top(), room.right() - x, room.height()), Qt::AlignVCenter | Qt::TextSingleLine, piece);
        x += painter->fontMetrics().horizontalAdvance(piece);
        begin = end;
    }
    painter->setFont(usual);
    return x;
}

} // namespace oriel
