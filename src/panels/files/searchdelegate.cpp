// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/searchdelegate.h"

#include "base/text.h"
#include "panels/files/searchhits.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int arrowWidth = 2 * unit, boxWidth = 2 * unit + 4, numberWidth = 7 * unit;

const SearchHits &hitsOf(const QModelIndex &index) { return *static_cast<const SearchHits *>(index.model()); }

// Pieces of one line, one after the other, until the room ends.
class Line final
{
public:
    Line(QPainter *painter, const QRect &room) : m_painter(painter), m_room(room) {}
    void draw(const QString &text, const QColor &colour, const QColor &back = {}, bool isStruck = false)
    {
        if (text.isEmpty() || m_room.width() <= 0)
            return;
        QFont font = m_painter->font();
        font.setStrikeOut(isStruck);
        const QFontMetrics metrics(font);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, m_room.width());
        const int width = metrics.horizontalAdvance(shown);
        if (back.isValid())
            m_painter->fillRect(QRect(m_room.left(), m_room.top() + 3, width, m_room.height() - 6), back);
        const QFont usual = m_painter->font();
        m_painter->setFont(font);
        m_painter->setPen(colour);
        m_painter->drawText(m_room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
        m_painter->setFont(usual);
        m_room.setLeft(m_room.left() + width);
    }
    void skip(int width) { m_room.setLeft(m_room.left() + width); }

private:
    QPainter *m_painter;
    QRect m_room;
};

void paintArrow(QPainter *painter, const QRect &box, bool isFolded)
{
    const QPointF middle = QRectF(box).center();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(Theme::current().colour(u"muted"_s), 1.4));
    painter->drawPolyline(isFolded ? QPolygonF{middle + QPointF(-2, -3.5), middle + QPointF(2, 0), middle + QPointF(-2, 3.5)}
                                   : QPolygonF{middle + QPointF(-3.5, -2), middle + QPointF(0, 2), middle + QPointF(3.5, -2)});
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void paintFileRow(QPainter *painter, QRect room, const SearchHits::File &file)
{
    const Theme &theme = Theme::current();
    const QString count = exactCount(file.matches);
    painter->setPen(theme.colour(u"muted"_s));
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, count);
    room.setRight(room.right() - painter->fontMetrics().horizontalAdvance(count) - 2 * unit);
    const QByteArray &path = file.hits.path;
    const qsizetype slash = path.lastIndexOf('/');
    Line line(painter, room);
    QFont strong = painter->font();
    strong.setWeight(QFont::DemiBold);
    painter->setFont(strong);
    line.draw(withMarks(shownText(path.sliced(slash + 1))), theme.colour(u"text"_s));
    strong.setWeight(QFont::Normal);
    painter->setFont(strong);
    line.skip(unit);
    if (slash > 0)
        line.draw(withMarks(shownText(path.first(slash))), theme.colour(u"muted"_s));
}

// The first match is in sight, whatever stands before it.
void paintLineRow(QPainter *painter, QRect room, const SearchHits &hits, int row)
{
    const Theme &theme = Theme::current();
    const project::LineHit &hit = hits.line(row);
    painter->setFont(Theme::dataFont());
    const QRect number(room.left(), room.top(), numberWidth - unit, room.height());
    painter->setPen(theme.colour(u"muted"_s));
    painter->drawText(number, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, QString::number(hit.line));
    room.setLeft(room.left() + numberWidth);
    int begin = 0;
    while (begin < hit.text.size() && hit.text[begin].isSpace())
        ++begin;
    const int first = hit.spans.isEmpty() ? 0 : hit.spans.first().begin;
    begin = std::min(begin, first);
    const int fitting = room.width() * 2 / 3 / std::max(1, painter->fontMetrics().averageCharWidth());
    const bool isCut = hit.column > 0 || first - begin > fitting;
    if (first - begin > fitting)
        begin = first - fitting / 2;
    Line line(painter, room);
    if (isCut)
        line.draw(u"…"_s, theme.colour(u"muted"_s));
    for (const project::HitSpan &span : hit.spans) {
        line.draw(withMarks(hit.text.mid(begin, span.begin - begin)), theme.colour(u"text"_s));
        const QString match = withMarks(hit.text.mid(span.begin, span.length));
        if (!hits.isReplacing() || !hits.isPlanned(row) || hits.checked(row) == Qt::Unchecked) {
            line.draw(match, theme.colour(u"text"_s), theme.colour(u"found"_s));
        } else {
            line.draw(match, theme.colour(u"removed"_s), theme.colour(u"removedBack"_s), true);
            line.draw(withMarks(hits.after(row, span)), theme.colour(u"added"_s), theme.colour(u"addedBack"_s));
        }
        begin = span.begin + span.length;
    }
    line.draw(withMarks(hit.text.mid(begin)), theme.colour(u"text"_s));
}

} // namespace

QRect SearchDelegate::checkBox(const QRect &row, bool isFile)
{
    return {row.left() + unit / 2 + (isFile ? arrowWidth : 2 * arrowWidth), row.top(), boxWidth, row.height()};
}

void SearchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const SearchHits &hits = hitsOf(index);
    const bool isFile = hits.isFile(index.row());
    painter->save();
    painter->setFont(option.font);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.colour(u"currentLine"_s));
    const QRect box = checkBox(option.rect, isFile);
    if (isFile)
        paintArrow(painter, QRect(option.rect.left() + unit / 2, option.rect.top(), arrowWidth, option.rect.height()),
                   hits.file(index.row()).isFolded);
    if (hits.isReplacing()) {
        QStyleOptionButton button;
        const auto state = hits.checked(index.row());
        button.rect = QRect(box.left(), box.center().y() - unit, 2 * unit, 2 * unit);
        button.palette = option.palette;
        button.state = QStyle::State_Enabled | (state == Qt::Checked            ? QStyle::State_On
                                                : state == Qt::PartiallyChecked ? QStyle::State_NoChange
                                                                                : QStyle::State_Off);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_IndicatorCheckBox, &button, painter, option.widget);
    }
    QRect room = option.rect.adjusted(0, 0, -unit, 0);
    room.setLeft(hits.isReplacing() ? box.right() + unit / 2 : box.left());
    if (isFile)
        paintFileRow(painter, room, hits.file(index.row()));
    else
        paintLineRow(painter, room, hits, index.row());
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.colour(u"accent"_s));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize SearchDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, std::max(option.fontMetrics.height() + 6, unit * 3)};
}

bool SearchDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                 const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const SearchHits &hits = hitsOf(index);
    const auto *release = static_cast<QMouseEvent *>(event);
    const QPoint at = release->position().toPoint();
    if (release->button() != Qt::LeftButton)
        return false;
    const bool isFile = hits.isFile(index.row());
    if (hits.isReplacing() && checkBox(option.rect, isFile).contains(at))
        return model->setData(index, hits.checked(index.row()) == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    if (isFile)
        Q_EMIT foldAsked(index);
    else
        Q_EMIT opened(index, release->modifiers());
    return true;
}

} // namespace oriel
