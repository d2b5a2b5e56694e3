// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/factdelegate.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTreeWidget>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int signWidth = 20, inset = 10; // px; inset: as a header's

void paintSign(QPainter *painter, const QRect &box, FactDelegate::Sign sign)
{
    using enum FactDelegate::Sign;
    const auto colour = [](const QString &role) { return Theme::current().colour(role); };
    const QPointF middle = QRectF(box).center();
    painter->setRenderHint(QPainter::Antialiasing);
    switch (sign) {
    case None:
        break;
    case Good:
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour(u"success"_s));
        painter->drawEllipse(middle, 4.5, 4.5);
        break;
    case Warning:
        painter->setPen(QPen(colour(u"warning"_s), 1.4));
        painter->drawPolygon(QPolygonF{middle + QPointF(0, -5), middle + QPointF(5.5, 4.5), middle + QPointF(-5.5, 4.5)});
        painter->drawLine(middle + QPointF(0, -1), middle + QPointF(0, 1.5));
        break;
    case Bad:
        painter->setPen(QPen(colour(u"error"_s), 1.6));
        painter->drawLine(middle - QPointF(3.5, 3.5), middle + QPointF(3.5, 3.5));
        painter->drawLine(middle + QPointF(-3.5, 3.5), middle + QPointF(3.5, -3.5));
        break;
    case Missing: {
        QPen pen(colour(u"error"_s), 1.4);
        pen.setDashPattern({1.4, 1.4});
        painter->setPen(pen);
        painter->drawEllipse(middle, 4.5, 4.5);
        break;
    }
    }
}

QFont fontOf(bool isData) { return isData ? Theme::dataFont() : Theme::interfaceFont(); }

} // namespace

FactDelegate::FactDelegate(bool isData, QObject *parent) : QStyledItemDelegate(parent), m_isData(isData) {}

FactDelegate::Sign FactDelegate::signOf(const QString &role)
{
    return role.isEmpty() || role == "success"_L1 ? Sign::Good : role == "warning"_L1 ? Sign::Warning : Sign::Bad;
}

void FactDelegate::dress(QTreeWidget *list, bool isData)
{
    list->setHeaderHidden(true);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setItemDelegate(new FactDelegate(isData, list));
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

QSize FactDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(fontOf(m_isData)), facts(Theme::dataFont());
    const auto width = [](const QFontMetrics &of, const QString &text) {
        return text.isEmpty() ? 0 : of.horizontalAdvance(text) + unit;
    };
    int needed = inset + unit + width(metrics, index.data().toString()) + width(metrics, index.data(SuffixRole).toString()) +
                 width(facts, index.data(FactRole).toString());
    if (index.data(SignRole).toInt() != 0)
        needed += signWidth;
    if (!option.features.testFlag(QStyleOptionViewItem::WrapText) || needed <= option.rect.width())
        return {needed, rowHeight};
    const QRect room(0, 0, option.rect.width() - inset - unit, 1000);
    return {needed, metrics.boundingRect(room, Qt::TextWordWrap, index.data().toString()).height() + unit};
}

void FactDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const auto role = [&index](int of, const QString &otherwise) {
        const QString named = index.data(of).toString();
        return named.isEmpty() ? otherwise : named;
    };
    painter->save();
    const bool isChosen = option.state.testFlag(QStyle::State_Selected) || index.data(IsInForceRole).toBool();
    if (isChosen)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(theme.colour(u"accent"_s));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    QRect rest = option.rect.adjusted(inset, 0, -unit, 0);
    if (const auto sign = Sign(index.data(SignRole).toInt()); sign != Sign::None) {
        paintSign(painter, QRect(rest.left(), rest.top(), signWidth - 4, rest.height()), sign);
        rest.setLeft(rest.left() + signWidth);
    }
    const auto write = [&](const QRect &box, const QString &text, const QFont &font, const QString &colour, Qt::Alignment where,
                           Qt::TextElideMode elide = Qt::ElideRight) {
        painter->setFont(font);
        painter->setPen(theme.colour(colour));
        const QString shown = QFontMetrics(font).elidedText(text, elide, box.width());
        painter->drawText(box, int(where | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
        return QFontMetrics(font).horizontalAdvance(shown);
    };
    const QString fact = index.data(FactRole).toString(), suffix = index.data(SuffixRole).toString();
    if (!fact.isEmpty()) {
        // A long fact leaves the text its place, up to the half.
        const int text = QFontMetrics(fontOf(m_isData)).horizontalAdvance(index.data().toString());
        const QRect box = rest.adjusted(std::min(text, rest.width() / 2) + unit, 0, 0, 0);
        const int width = write(box, fact, Theme::dataFont(), role(FactColour, u"muted"_s), Qt::AlignRight);
        rest.setRight(rest.right() - width - unit);
    }
    const bool isLong = QFontMetrics(fontOf(m_isData)).horizontalAdvance(index.data().toString()) > rest.width();
    if (isLong && option.features.testFlag(QStyleOptionViewItem::WrapText)) {
        painter->setFont(fontOf(m_isData));
        painter->setPen(theme.colour(role(ColourRole, u"text"_s)));
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, index.data().toString());
        return painter->restore();
    }
    const int width =
        write(rest, index.data().toString(), fontOf(m_isData), role(ColourRole, u"text"_s), Qt::AlignLeft, option.textElideMode);
    if (!suffix.isEmpty()) {
        rest.setLeft(rest.left() + width + unit);
        write(rest, suffix, fontOf(m_isData), u"muted"_s, Qt::AlignLeft);
    }
    painter->restore();
}

} // namespace oriel
