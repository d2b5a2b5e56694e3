// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/spantext.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QResizeEvent>
#include <QTextBlockFormat>

#include <algorithm>
#include <cmath>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int lineHeight = 130; // percent: as calm as the notices' one-line neighbours

} // namespace

SpanText::SpanText(QWidget *parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setProperty("bare", true);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::ClickFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    viewport()->setCursor(Qt::IBeamCursor);
}

void SpanText::setSpans(const QList<TextSpan> &spans)
{
    m_spans = spans;
    setAccessibleName(marked(textOf(spans)));
    write();
}

void SpanText::write()
{
    clear();
    QTextCursor cursor(document());
    QTextBlockFormat block;
    block.setLineHeight(lineHeight, QTextBlockFormat::ProportionalHeight);
    cursor.setBlockFormat(block);
    for (const TextSpan &span : std::as_const(m_spans)) {
        QTextCharFormat format;
        QFont font = span.isData ? Theme::dataFont() : Theme::interfaceFont();
        font.setBold(span.isBold);
        format.setFont(font);
        format.setForeground(Theme::current().colour(span.role));
        cursor.insertText(marked(span.text), format);
    }
    fit();
}

void SpanText::fit()
{
    document()->setTextWidth(viewport()->width());
    setFixedHeight(std::max(1, int(std::ceil(document()->size().height()))));
}

void SpanText::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fit();
}

void SpanText::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        write();
}

QString textOf(const QList<TextSpan> &spans)
{
    QString text;
    for (const TextSpan &span : spans)
        text += span.text;
    return text;
}

QList<TextSpan> emphasised(const QString &text, const QStringList &emphasis, const QString &leadRole)
{
    QList<TextSpan> spans;
    const auto nextFrom = [&](qsizetype from) {
        std::pair<qsizetype, qsizetype> best{text.size(), 0};
        for (const QString &part : emphasis)
            if (const qsizetype at = part.isEmpty() ? -1 : text.indexOf(part, from);
                at >= 0 && (at < best.first || (at == best.first && part.size() > best.second)))
                best = {at, part.size()};
        return best;
    };
    for (qsizetype at = 0; at < text.size();) {
        const auto [start, length] = nextFrom(at);
        if (start > at)
            spans << TextSpan{text.mid(at, start - at)};
        if (length > 0)
            spans << TextSpan{text.mid(start, length), start == 0 ? leadRole : u"text"_s, true};
        at = start + length;
    }
    return spans;
}

} // namespace oriel
