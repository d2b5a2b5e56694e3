// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requestwords.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyleOptionViewItem>
#include <QUrl>

#include <algorithm>

namespace oriel::requestwords {

using namespace Qt::StringLiterals;

namespace {

QFont wordFont()
{
    QFont font = Theme::interfaceFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

QString method(const QString &method)
{
    const QString upper = method.toUpper();
    return upper == "DELETE"_L1 ? u"DEL"_s : upper == "OPTIONS"_L1 ? u"OPT"_s : upper.left(5);
}

QString methodColour(const QString &method)
{
    const QString upper = method.toUpper();
    return upper == "GET"_L1                          ? u"function"_s
           : upper == "POST"_L1                       ? u"success"_s
           : upper == "PUT"_L1 || upper == "PATCH"_L1 ? u"warning"_s
           : upper == "DELETE"_L1                     ? u"error"_s
                                                      : u"muted"_s;
}

QString statusColour(int status)
{
    return status >= 400 || status == 0 ? u"error"_s : status >= 300 ? u"warning"_s : u"success"_s;
}

QString place(const QUrl &url)
{
    const QString path = url.path(QUrl::PrettyDecoded);
    return (path.isEmpty() ? u"/"_s : path) + (url.hasQuery() ? u'?' + url.query(QUrl::PrettyDecoded) : QString());
}

int paintMethod(QPainter *painter, const QRect &row, const QString &word)
{
    static const int width = [] {
        const QFontMetrics metrics(wordFont());
        return std::ranges::max({metrics.horizontalAdvance(u"PATCH"_s), metrics.horizontalAdvance(u"POST"_s)}) + unit;
    }();
    const QFont usual = painter->font();
    painter->setFont(wordFont());
    painter->setPen(Theme::current().colour(methodColour(word)));
    painter->drawText(QRect(row.left(), row.top(), width, row.height()), Qt::AlignVCenter | Qt::TextSingleLine, method(word));
    painter->setFont(usual);
    return row.left() + width;
}

void paintGround(QPainter *painter, const QStyleOptionViewItem &option)
{
    const Theme &theme = Theme::current();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.colour(u"currentLine"_s));
}

void paintFocus(QPainter *painter, const QStyleOptionViewItem &option)
{
    if (!(option.state & QStyle::State_HasFocus))
        return;
    painter->setPen(Theme::current().colour(u"accent"_s));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRect(0, option.rect.top(), option.rect.right(), option.rect.height() - 1)); // as the selection
}

} // namespace oriel::requestwords
