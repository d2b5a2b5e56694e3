// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recordlook.h"

#include "base/text.h"
#include "widgets/recordmodel.h"
#include "widgets/theme.h"
#include "widgets/valuetext.h"

#include <QPainter>
#include <QTextLayout>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace oriel {

namespace {

constexpr int padding = 10, linePadding = 3, mostLines = 6;
constexpr qsizetype mostShaped = 4096; // bytes

QFont withWeight(QFont font, QFont::Weight weight)
{
    font.setWeight(weight);
    return font;
}

QFont italic(QFont font)
{
    font.setItalic(true);
    return font;
}

QFont small(QFont font)
{
    font.setPointSizeF(12 * 72.0 / 96);
    return font;
}

QColor colourOf(const char *role) { return Theme::current().colour(QString::fromLatin1(role)); }

} // namespace

struct RecordLook::Fonts
{
    PlainFont data{Theme::dataFont()}, null{italic(Theme::dataFont())}, type{small(Theme::dataFont())};
    QFont name = withWeight(Theme::interfaceFont(), QFont::DemiBold);
    QFontMetricsF nameMetrics{name};
    int lineHeight = int(std::ceil(data.height)), rowHeight = std::max(3 * unit, lineHeight + 2 * linePadding);
};

RecordLook::RecordLook(QTreeView *view) : QStyledItemDelegate(view), m_view(view), m_fonts(std::make_shared<const Fonts>()) {}

double RecordLook::fieldWidth(const Column &column) const
{
    const double mark = column.mark.isEmpty() ? 0 : m_fonts->type.width(column.mark) + unit;
    return 2 * padding + m_fonts->nameMetrics.horizontalAdvance(column.name.left(200)) + mark + unit +
           m_fonts->type.width(column.type.left(200));
}

double RecordLook::valueWidth() const { return m_view->columnWidth(1) - 2 * padding; }

RecordLook::Lines RecordLook::linesOf(const Cell &cell, double width) const
{
    if (cell.isNull)
        return {{QStringLiteral("NULL")}, false};
    const auto inLine = std::max<qsizetype>(8, qsizetype(width / m_fonts->data.advance));
    const qsizetype readable = std::min(mostShaped, 4 * inLine * (mostLines + 1)); // UTF-8: at most four bytes for a character
    const QString text = withMarksButLines(shownText(cell.text, readable));
    Lines lines{{}, cell.text.size() > readable || cell.isCut()};
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    for (QString part : text.split(u'\n')) {
        part.replace(u'\t', QStringLiteral("    "));
        QTextLayout layout(part, Theme::dataFont());
        layout.setTextOption(option);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid() && lines.text.size() <= mostLines; line = layout.createLine()) {
            line.setLineWidth(width);
            lines.text << part.mid(line.textStart(), line.textLength());
        }
        layout.endLayout();
        if (lines.text.size() > mostLines)
            break;
    }
    if (lines.text.size() > mostLines) {
        lines.text = lines.text.first(mostLines);
        lines.isMore = true;
    }
    return lines;
}

QSize RecordLook::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (index.column() == 0)
        return {0, m_fonts->rowHeight};
    const auto *model = static_cast<const RecordModel *>(index.model());
    const qsizetype lines = linesOf(model->cell(index.row()), valueWidth()).text.size();
    return {0, std::max(m_fonts->rowHeight, int(lines) * m_fonts->lineHeight + 2 * linePadding + 1)};
}

void RecordLook::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = static_cast<const RecordModel *>(index.model());
    const QRect rect = option.rect;
    const bool isCurrent = m_view->currentIndex().row() == index.row();
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    painter->fillRect(rect, colourOf(isCurrent ? "selection" : index.column() == 0 ? "window" : "surface"));
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colourOf("border"));
    if (index.column() == 0) {
        painter->fillRect(rect.right(), rect.top(), 1, rect.height(), colourOf("border"));
        paintField(painter, rect, model->column(index.row()));
    } else {
        paintValue(painter, rect, model->cell(index.row()));
    }
    if (isCurrent && m_view->hasFocus()) { // a frame round both cells: never colour alone
        painter->setPen(QPen(colourOf("accent"), 2));
        painter->drawRect(index.column() == 0 ? rect.adjusted(1, 1, unit, -1) : rect.adjusted(-unit, 1, -1, -1));
    }
    painter->restore();
}

void RecordLook::paintField(QPainter *painter, const QRect &rect, const Column &column) const
{
    const double baseline = rect.top() + linePadding + m_fonts->nameMetrics.ascent() + 1;
    double left = rect.left() + padding;
    const double right = rect.right() - padding;
    const QString name = m_fonts->nameMetrics.elidedText(withMarks(column.name.left(1024)), Qt::ElideRight, right - left);
    painter->setFont(m_fonts->name);
    painter->setPen(colourOf("text"));
    painter->drawText(QPointF(left, baseline), name);
    left += m_fonts->nameMetrics.horizontalAdvance(name) + unit;
    if (!column.mark.isEmpty() && left < right) {
        painter->setPen(colourOf("accent"));
        m_fonts->type.draw(painter, {left, baseline}, column.mark);
        left += m_fonts->type.width(column.mark) + unit;
    }
    const QString type =
        m_fonts->type.metrics.elidedText(withMarks(column.type.left(1024)), Qt::ElideRight, std::max(0.0, right - left));
    painter->setPen(colourOf("muted"));
    if (right - left > 3 * m_fonts->type.advance)
        m_fonts->type.draw(painter, {right - m_fonts->type.width(type), baseline}, type);
}

void RecordLook::paintValue(QPainter *painter, const QRect &rect, const Cell &cell) const
{
    const PlainFont &font = cell.isNull ? m_fonts->null : m_fonts->data;
    const Lines lines = linesOf(cell, valueWidth());
    double baseline = rect.top() + linePadding + font.ascent + 1;
    const double left = rect.left() + padding;
    for (qsizetype i = 0; i < lines.text.size(); ++i, baseline += m_fonts->lineHeight) {
        const bool isEnd = lines.isMore && i + 1 == lines.text.size();
        const QString mark = isEnd ? QStringLiteral("… ") + sizeText(std::max<qint64>(cell.size, cell.text.size())) : QString();
        const double room = valueWidth() - (isEnd ? font.width(mark) + font.advance : 0);
        const QString text = isEnd && font.width(lines.text[i]) > room
                                 ? font.metrics.elidedText(lines.text[i], Qt::ElideRight, std::max(0.0, room))
                                 : lines.text[i];
        painter->setPen(colourOf(cell.isNull ? "null" : "text"));
        font.draw(painter, {left, baseline}, text);
        if (isEnd) {
            painter->setPen(colourOf("muted"));
            font.draw(painter, {rect.right() - padding - font.width(mark), baseline}, mark);
        }
    }
}

} // namespace oriel
