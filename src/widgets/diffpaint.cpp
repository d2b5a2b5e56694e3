// SPDX-License-Identifier: GPL-3.0-or-later
// How a DiffView looks.
#include "widgets/diffviewprivate.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QColor roleColour(const char *role) { return Theme::current().colour(QLatin1String(role)); }

QColor backOf(char sign) { return roleColour(sign == '+' ? "addedBack" : sign == '-' ? "removedBack" : "surface"); }

QColor inkOf(char sign) { return roleColour(sign == '+' ? "added" : sign == '-' ? "removed" : "muted"); }

QTextLayout::FormatRange range(int begin, int end, const QColor &ink, const QColor &back = {})
{
    QTextLayout::FormatRange made{begin, end - begin, {}};
    if (ink.isValid())
        made.format.setForeground(ink);
    if (back.isValid())
        made.format.setBackground(back);
    return made;
}

} // namespace

void DiffView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), roleColour("surface"));
    if (d->entries.empty()) {
        painter.setPen(roleColour("muted"));
        painter.setFont(Theme::interfaceFont());
        painter.drawText(viewport()->rect().adjusted(3 * unit, 3 * unit, -3 * unit, -3 * unit),
                         Qt::AlignCenter | Qt::TextWordWrap, d->emptyText);
        return;
    }
    const int bottom = event->rect().bottom();
    auto [file, row] = d->rowAt(event->rect().top());
    for (; file < fileCount(); ++file, row = 0) {
        const DiffEntry &entry = d->entries[size_t(file)];
        for (; row < entry.rows.size(); ++row) {
            const int top = d->topOf(file, row);
            if (top > bottom)
                break;
            if (row > 0)
                d->paintRow(painter, file, row, {0, top, viewport()->width(), entry.tops[row + 1] - entry.tops[row]});
        }
        if (d->topOf(file, 0) > bottom)
            break;
    }
    const int last = std::min(file, fileCount() - 1);
    for (int i = d->stickyFile(); i <= last; ++i)
        if (const QRect rect = d->headerRect(i); rect.intersects(event->rect()))
            d->paintHeader(painter, i, rect);
    d->askForSeen();
}

void DiffView::Private::paintRow(QPainter &painter, int of, int row, const QRect &rect)
{
    const DiffEntry &entry = entries[size_t(of)];
    switch (entry.rows[row].kind) {
    case DiffRow::Header:
        return;
    case DiffRow::Remark:
        return paintRemark(painter, of, row, rect);
    case DiffRow::Pictures:
        return paintPictures(painter, entry, rect);
    case DiffRow::Hunk:
    case DiffRow::Rest:
        return paintHunk(painter, of, row, rect);
    case DiffRow::Line:
    case DiffRow::Context:
        break;
    }
    const QList<Column> sides = columns();
    for (int i = 0; i < sides.size(); ++i)
        paintSide(painter, of, row, i, sides[i], rect);
    if (look.isSideBySide)
        painter.fillRect(sides[1].left, rect.top(), 1, rect.height(), roleColour("border"));
    if (of == file && entry.rows[row].hunk == hunk && entry.rows[row].kind == DiffRow::Line)
        painter.fillRect(0, rect.top(), 3, rect.height(), roleColour(q->hasFocus() ? "accent" : "outline"));
}

void DiffView::Private::paintSide(QPainter &painter, int of, int row, int at, const Column &column, const QRect &rect)
{
    const DiffEntry &entry = entries[size_t(of)];
    const auto line = lineAt(of, row, at);
    const QRect area(column.left, rect.top(), column.right - column.left, rect.height());
    if (!line) {
        painter.fillRect(area, roleColour("window"));
        painter.fillRect(area, QBrush(roleColour("border"), Qt::BDiagPattern));
        return;
    }
    painter.fillRect(area, backOf(line->sign));
    const DiffRow &what = entry.rows[row];
    const int chosenAt = what.kind == DiffRow::Line ? entry.placeOf(what.hunk, at == 1 ? what.right : what.left) : -1;
    const bool isChosen = line->sign != ' ' && chosenAt >= 0 && chosenAt < entry.chosen.size() && entry.chosen.testBit(chosenAt);
    const int numbersEnd = std::max(column.numbers[0], column.numbers[1]);
    if (isChosen)
        painter.fillRect(column.left + 4, rect.top(), numbersEnd - column.left, rect.height(), roleColour("accent"));
    painter.setFont(Theme::dataFont());
    painter.setPen(isChosen ? roleColour("onAccent") : line->sign == ' ' ? roleColour("muted") : inkOf(line->sign));
    const int numbers[] = {line->before, line->after};
    for (int i = 0; i < 2; ++i)
        if (column.numbers[i] >= 0 && numbers[i] > 0)
            painter.drawText(QRect(column.numbers[i] - digits * cell - 12, rect.top(), digits * cell + 6, look.lineHeight),
                             Qt::AlignRight | Qt::AlignVCenter, QString::number(numbers[i]));
    if (isChosen)
        painter.drawText(QRect(column.left + 6, rect.top(), 2 * cell, look.lineHeight), Qt::AlignVCenter, u"✓"_s);
    painter.setPen(inkOf(line->sign));
    if (line->sign != ' ')
        painter.drawText(QRect(column.sign, rect.top(), cell * 2, look.lineHeight), Qt::AlignVCenter,
                         line->sign == '+' ? u"+"_s : u"−"_s);
    painter.save();
    painter.setClipRect(QRect(column.text, rect.top(), column.right - column.text, rect.height()));
    paintText(painter, *line, dressAt(of, row, at), of, row, at, column, rect);
    painter.restore();
}

void DiffView::Private::paintText(QPainter &painter, const DiffLine &line, const DiffDress *dress, int of, int row, int at,
                                  const Column &column, const QRect &rect)
{
    const DiffText text = diffText(line.text, look.tabWidth, look.areBlanksShown);
    QString shown = text.shown;
    const int end = int(shown.size());
    if (text.cut > 0)
        shown += u" … "_s + tr("%1 more bytes").arg(exactCount(text.cut));
    if (text.hasCr)
        shown += u"␍"_s;
    if (!line.hasNewline)
        shown += u"  ⌀ "_s + tr("no newline at end of file");
    const auto place = [&](qsizetype at16) { return text.at[std::clamp<qsizetype>(at16, 0, text.source.size())]; };
    QList<QTextLayout::FormatRange> formats;
    if (dress)
        for (const Stretch &stretch : dress->colours)
            formats << range(place(stretch.begin), place(stretch.end), roleColour(stretch.role));
    if (shown.size() > end)
        formats << range(end, int(shown.size()), roleColour(line.sign == ' ' ? "muted" : "null"));
    if (!wanted.isEmpty())
        for (qsizetype hit = text.source.indexOf(wanted, 0, Qt::CaseInsensitive); hit >= 0;
             hit = text.source.indexOf(wanted, hit + wanted.size(), Qt::CaseInsensitive))
            formats << range(place(hit), place(hit + wanted.size()), roleColour("text"), roleColour("found"));
    const auto [first, last] = selection();
    if (first != last && at == side && std::pair(of, row) >= std::pair(first.file, first.row) &&
        std::pair(of, row) <= std::pair(last.file, last.row)) {
        const bool isFirst = of == first.file && row == first.row, isLast = of == last.file && row == last.row;
        formats << range(isFirst ? place(first.unit) : 0, isLast ? place(last.unit) : int(shown.size()), {},
                         roleColour("selection"));
    }
    const int x = column.text - (look.isWrapped ? 0 : q->horizontalScrollBar()->value());
    QList<int> pieces = look.isWrapped ? diffPieces(text.shown, look.columns) : QList<int>{0};
    pieces << int(shown.size());
    QTextLayout layout(shown, Theme::dataFont());
    layout.setFormats(formats);
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::ManualWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine laid = layout.createLine();
    layout.endLayout();
    painter.setPen(roleColour("text"));
    for (int i = 0; i + 1 < pieces.size(); ++i) {
        const double shift = laid.cursorToX(pieces[i]);
        const QRect piece(column.text, rect.top() + i * look.lineHeight, column.right - column.text, look.lineHeight);
        painter.save();
        if (look.isWrapped && i + 2 < pieces.size())
            painter.setClipRect(piece.x(), piece.y(), int(laid.cursorToX(pieces[i + 1]) - shift + 0.5), piece.height());
        else
            painter.setClipRect(piece);
        layout.draw(&painter, QPointF(x - shift, piece.top() + 1));
        for (const DiffSpan &word : dress ? dress->words : QList<DiffSpan>()) {
            const double begin = x - shift + laid.cursorToX(place(word.begin)),
                         stop = x - shift + laid.cursorToX(place(word.begin + word.length));
            painter.fillRect(QRectF(begin, piece.bottom() - 1, std::max(stop - begin, 2.0), 2), inkOf(line.sign));
        }
        painter.restore();
    }
}

void DiffView::Private::paintRemark(QPainter &painter, int of, int row, const QRect &rect)
{
    const DiffEntry &entry = entries[size_t(of)];
    painter.setFont(Theme::interfaceFont());
    painter.setPen(roleColour("muted"));
    painter.drawText(rect.adjusted(4 * unit, 0, -unit, 0), Qt::AlignVCenter, entry.file.remarks[entry.rows[row].left]);
}

void DiffView::Private::paintPictures(QPainter &painter, const DiffEntry &entry, const QRect &rect)
{
    if (!entry.pictures)
        return;
    painter.setFont(Theme::interfaceFont());
    const QImage *const images[] = {&entry.pictures->before, &entry.pictures->after};
    const QString words[] = {tr("Before: %1").arg(entry.pictures->beforeWords), tr("After: %1").arg(entry.pictures->afterWords)};
    for (int i = 0; i < 2; ++i) {
        const QRect half =
            QRect(i * rect.width() / 2, rect.top(), rect.width() / 2, rect.height()).adjusted(unit, unit, -unit, -unit);
        const QRect area = half.adjusted(1, 1, -1, -3 * unit - 1);
        painter.setPen(QPen(inkOf(i == 0 ? '-' : '+'), 1));
        painter.drawRect(half.adjusted(0, 0, 0, -3 * unit));
        if (const QImage &image = *images[i]; !image.isNull()) {
            QSize size = image.size();
            if (size.width() > area.width() || size.height() > area.height())
                size.scale(area.size(), Qt::KeepAspectRatio);
            QRect there({}, size);
            there.moveCenter(area.center());
            painter.drawImage(there, image);
        }
        painter.setPen(roleColour("muted"));
        painter.drawText(half.adjusted(0, half.height() - 3 * unit, 0, 0), Qt::AlignCenter, words[i]);
    }
}

QString DiffView::Private::hunkText(const DiffEntry &entry, int at) const
{
    const int gap = entry.gapBefore(at);
    const QString count = gap < 0                                      ? tr("⋯ the rest")
                          : gap == 0                                   ? QString()
                          : entry.whole && entry.openGaps.contains(at) ? tr("⌃ fold %1 lines").arg(gap)
                          : gap == 1                                   ? tr("⋯ 1 line")
                                                                       : tr("⋯ %1 lines").arg(exactCount(gap));
    return count;
}

void DiffView::Private::paintHunk(QPainter &painter, int of, int row, const QRect &rect)
{
    const DiffEntry &entry = entries[size_t(of)];
    const DiffRow &what = entry.rows[row];
    const bool isCurrent = of == file && what.hunk == hunk && what.kind == DiffRow::Hunk;
    painter.fillRect(rect, roleColour(isCurrent ? "selection" : "currentLine"));
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, roleColour("border"));
    if (isCurrent)
        painter.fillRect(0, rect.top(), 3, rect.height(), roleColour(q->hasFocus() ? "accent" : "outline"));
    int left = columns().first().text, right = rect.right() - unit;
    for (const Button &button : buttonsOf(of, row, rect)) {
        paintButton(painter, button);
        if (button.what == Button::Gap)
            left = std::max(left, button.rect.right() + 2 * unit);
        else
            right = std::min(right, button.rect.left() - unit);
    }
    if (what.kind != DiffRow::Hunk)
        return;
    const DiffHunk &at = entry.file.hunks[what.hunk];
    painter.setFont(Theme::dataFont());
    painter.setPen(roleColour("muted"));
    const QString heading = at.heading.isEmpty() ? tr("line %1").arg(at.firstAfter()) : withMarks(at.heading);
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(heading, Qt::ElideRight, right - left));
}

void DiffView::Private::paintHeader(QPainter &painter, int of, const QRect &rect)
{
    const DiffEntry &entry = entries[size_t(of)];
    const DiffFile &what = entry.file;
    painter.fillRect(rect, roleColour("window"));
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, roleColour("border"));
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, roleColour("border"));
    if (of == file)
        painter.fillRect(0, rect.top(), 3, rect.height(), roleColour(q->hasFocus() ? "accent" : "outline"));
    int right = rect.right() - unit;
    for (const Button &button : buttonsOf(of, 0, rect)) {
        paintButton(painter, button);
        if (button.what != Button::Fold)
            right = std::min(right, button.rect.left() - 2 * unit);
    }
    int x = rect.left() + 4 * unit;
    const auto draw = [&](const QString &text, const QColor &ink, bool isBold, int most) {
        QFont font = Theme::interfaceFont();
        font.setBold(isBold);
        painter.setFont(font);
        painter.setPen(ink);
        const QString fit = painter.fontMetrics().elidedText(text, Qt::ElideMiddle, std::max(0, most));
        painter.drawText(QRect(x, rect.top(), right - x, rect.height()), Qt::AlignVCenter, fit);
        x += painter.fontMetrics().horizontalAdvance(fit) + 3 * unit / 2;
    };
    const char *role = what.state == 'D' || what.state == 'U'   ? "removed"
                       : what.state == 'A' || what.state == '?' ? "success"
                                                                : "warning";
    draw(QString(QLatin1Char(what.state)), roleColour(role), true, 3 * unit);
    draw(withMarks(what.path), roleColour("text"), true, right - x - std::min(18 * unit, (right - x) / 3));
    if (what.added > 0)
        draw(u'+' + exactCount(what.added), roleColour("success"), false, right - x);
    if (what.removed > 0)
        draw(u'−' + exactCount(what.removed), roleColour("error"), false, right - x);
    if (!what.group.isEmpty())
        draw(what.group, roleColour("muted"), false, right - x);
}

void DiffView::Private::paintButton(QPainter &painter, const Button &button)
{
    const bool isHot = button.rect.contains(hover), isDiscard = button.what == Button::Discard;
    painter.setFont(Theme::interfaceFont());
    const QRectF frame = QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (button.what == Button::Stage || button.what == Button::Unstage || isDiscard) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(roleColour(isDiscard ? "error"
                                       : isHot   ? "accent"
                                                 : "outline"),
                            1, isDiscard ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(roleColour(isHot ? isDiscard ? "removedBack" : "selection" : "surface"));
        painter.drawRoundedRect(frame, 4, 4);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
    } else if (isHot) {
        painter.fillRect(button.rect, roleColour("selection"));
    }
    painter.setPen(roleColour(isDiscard ? "error" : button.what == Button::Fold ? "text" : "accent"));
    if (button.what == Button::Stage || button.what == Button::Unstage)
        painter.setPen(roleColour("text"));
    painter.drawText(button.rect, Qt::AlignCenter, button.text);
}

} // namespace oriel
