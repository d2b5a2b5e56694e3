// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objectdelegate.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int signWidth = 16;
constexpr int leastName = 48; // px; below it the facts make way

QFont smallDataFont()
{
    QFont font = Theme::dataFont();
    if (font.pixelSize() < 0 || font.pixelSize() > 12)
        font.setPixelSize(12);
    return font;
}

void paintLetters(QPainter *painter, const QRect &box, const QString &letters)
{
    QFont font = painter->font();
    font.setBold(true);
    font.setPixelSize(letters.size() > 1 ? 10 : 13);
    painter->setFont(font);
    painter->drawText(box, Qt::AlignCenter, letters);
}

// A small table: frame, head line and a column line; `isHeadFilled` for what is stored, dashed for what is only defined.
void paintTable(QPainter *painter, const QRectF &box, bool isDashed, bool isHeadFilled)
{
    QPen pen = painter->pen();
    if (isDashed) {
        pen.setDashPattern({2, 1.5});
        painter->setPen(pen);
    }
    painter->drawRect(box);
    const QRectF head(box.left(), box.top(), box.width(), 4);
    if (isHeadFilled)
        painter->fillRect(head, pen.color());
    painter->drawLine(head.bottomLeft(), head.bottomRight());
    const qreal across = (head.bottom() + box.bottom()) / 2;
    painter->drawLine(QPointF(box.left(), across), QPointF(box.right(), across));
    painter->drawLine(QPointF(box.left() + box.width() * 0.4, head.bottom()),
                      QPointF(box.left() + box.width() * 0.4, box.bottom()));
}

// A pill of one word; its width.
int paintPill(QPainter *painter, const QRect &row, int left, const QString &word)
{
    QFont font = painter->font();
    font.setBold(true);
    painter->setFont(font);
    const int width = QFontMetrics(font).horizontalAdvance(word) + unit * 2;
    const QRectF pill(left, row.center().y() - 9, width, 19);
    if (pill.right() > row.right())
        return 0;
    painter->setPen(Qt::NoPen);
    painter->setBrush(Theme::current().colour(u"productionBack"_s));
    painter->drawRoundedRect(pill, 9, 9);
    painter->setPen(Theme::current().colour(u"production"_s));
    painter->drawText(pill, Qt::AlignCenter, word);
    return width;
}

} // namespace

void ObjectDelegate::paintSign(QPainter *painter, const QRect &box, Sign sign, bool isProduction)
{
    const auto &theme = Theme::current();
    const QColor accent = theme.colour(isProduction                                 ? u"production"_s
                                       : sign == Sign::Bad || sign == Sign::Warning ? u"error"_s
                                                                                    : u"accent"_s);
    const QRectF in = QRectF(box).adjusted(2.5, 2.5, -2.5, -2.5);
    const QPointF middle = in.center();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(accent, 1.3));
    painter->setBrush(Qt::NoBrush);
    switch (sign) {
    case Sign::On:
        painter->drawEllipse(in);
        painter->setBrush(accent);
        painter->drawEllipse(middle, 2.6, 2.6);
        break;
    case Sign::Off:
        painter->drawEllipse(in);
        break;
    case Sign::Connecting:
        painter->drawArc(in, 90 * 16, 240 * 16);
        break;
    case Sign::Bad:
        painter->drawEllipse(in);
        painter->drawLine(middle - QPointF(2.4, 2.4), middle + QPointF(2.4, 2.4));
        painter->drawLine(middle + QPointF(-2.4, 2.4), middle + QPointF(2.4, -2.4));
        break;
    case Sign::Database:
        painter->drawEllipse(QRectF(in.left(), in.top(), in.width(), 4));
        painter->drawLine(QPointF(in.left(), in.top() + 2), QPointF(in.left(), in.bottom() - 2));
        painter->drawLine(QPointF(in.right(), in.top() + 2), QPointF(in.right(), in.bottom() - 2));
        painter->drawArc(QRectF(in.left(), in.bottom() - 4, in.width(), 4), 180 * 16, 180 * 16);
        break;
    case Sign::Schema:
        painter->drawRect(in);
        for (const qreal at : {0.33, 0.66})
            painter->drawLine(QPointF(in.left() + 2, in.top() + in.height() * at),
                              QPointF(in.right() - 2, in.top() + in.height() * at));
        break;
    case Sign::Table:
        paintTable(painter, in, false, true);
        break;
    case Sign::View:
        paintTable(painter, in, true, false);
        break;
    case Sign::MaterializedView:
        paintTable(painter, in, true, true);
        break;
    case Sign::ForeignTable:
        paintTable(painter, in.adjusted(0, 0, -2, -2), false, false);
        painter->drawLine(middle, in.bottomRight());
        break;
    case Sign::Sequence:
        paintLetters(painter, box, u"12"_s);
        break;
    case Sign::Function:
        paintLetters(painter, box, u"ƒ"_s);
        break;
    case Sign::Type:
        paintLetters(painter, box, u"T"_s);
        break;
    case Sign::PrimaryKey:
        paintLetters(painter, box, u"PK"_s);
        break;
    case Sign::ForeignKey:
        painter->drawLine(in.bottomLeft() + QPointF(1, -1), in.topRight() + QPointF(-1, 1));
        painter->drawPolyline(
            QPolygonF{in.topLeft() + QPointF(4, 1), in.topRight() + QPointF(-1, 1), in.bottomRight() + QPointF(-1, -4)});
        break;
    case Sign::Column:
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.colour(u"muted"_s));
        painter->drawEllipse(middle, 1.5, 1.5);
        break;
    case Sign::Index:
        for (int i = 0; i < 3; ++i)
            painter->drawLine(QPointF(in.left() + i * 2, in.top() + 1 + i * 4), QPointF(in.right(), in.top() + 1 + i * 4));
        break;
    case Sign::Constraint:
        paintLetters(painter, box, u"="_s);
        break;
    case Sign::Trigger:
        painter->setBrush(accent);
        painter->drawPolygon(QPolygonF{QPointF(middle.x() + 1, in.top()), QPointF(in.left() + 1, middle.y() + 1),
                                       QPointF(middle.x(), middle.y() + 1), QPointF(middle.x() - 1, in.bottom()),
                                       QPointF(in.right() - 1, middle.y() - 1), QPointF(middle.x(), middle.y() - 1)});
        break;
    case Sign::Warning:
        painter->drawPolygon(QPolygonF{QPointF(middle.x(), in.top()), in.bottomRight(), in.bottomLeft()});
        painter->drawLine(QPointF(middle.x(), middle.y() - 1), QPointF(middle.x(), in.bottom() - 3));
        break;
    case Sign::None:
        break;
    }
}

void ObjectDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto &theme = Theme::current();
    const auto sign = Sign(index.data(ObjectTree::SignRole).toInt());
    const bool isProduction = index.data(ObjectTree::IsProductionRole).toBool();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.colour(u"currentLine"_s));

    QRect row = option.rect.adjusted(2, 0, -unit, 0);
    if (sign != Sign::None) {
        painter->save();
        paintSign(painter, QRect(row.left(), row.center().y() - signWidth / 2 + 1, signWidth, signWidth), sign, isProduction);
        painter->restore();
        row.setLeft(row.left() + signWidth + unit);
    }

    const QFont small = smallDataFont();
    const QFontMetrics smallMetrics(small);
    QString facts = index.data(ObjectTree::FactsRole).toString();
    QFont font = option.font;
    font.setBold(index.data(ObjectTree::IsStrongRole).toBool());
    const QFontMetrics metrics(font);
    const QString name = index.data().toString();
    const int wanted = std::min(metrics.horizontalAdvance(name), leastName * 2);
    const int room = row.width() - std::max(wanted, leastName) - unit;
    const bool isCount = !facts.isEmpty() && (facts[0].isDigit() || facts[0] == u'?'); // half a number would be a wrong one
    if (isCount && smallMetrics.horizontalAdvance(facts) > room)
        facts = facts.section(u" · "_s, 0, 0); // the size goes before the rows
    if (!isCount && smallMetrics.horizontalAdvance(facts) > room)
        facts = room >= leastName ? smallMetrics.elidedText(facts, Qt::ElideRight, room) : QString();
    const int factsWidth = smallMetrics.horizontalAdvance(facts);
    if (factsWidth > 0 && factsWidth <= room) {
        painter->setFont(small);
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, facts);
        row.setRight(row.right() - factsWidth - unit);
    }

    painter->setFont(font);
    painter->setPen(theme.colour(sign == Sign::Warning                          ? u"error"_s
                                 : index.data(ObjectTree::IsMutedRole).toBool() ? u"muted"_s
                                                                                : u"text"_s));
    const QString shown = metrics.elidedText(name, Qt::ElideRight, row.width());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    row.setLeft(row.left() + metrics.horizontalAdvance(shown) + unit);
    if (isProduction)
        row.setLeft(row.left() + paintPill(painter, row, row.left(), tr("production")) + unit);
    const QString suffix = index.data(ObjectTree::SuffixRole).toString();
    if (!suffix.isEmpty() && row.width() > leastName / 2) {
        painter->setFont(small);
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          smallMetrics.elidedText(suffix, Qt::ElideRight, row.width()));
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.colour(u"accent"_s));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, std::max(option.fontMetrics.height() + 6, unit * 3)};
}

} // namespace oriel
