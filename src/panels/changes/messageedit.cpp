// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/messageedit.h"

#include "engines/git/commit.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QTextBlock>

namespace oriel {

using namespace Qt::StringLiterals;

MessageEdit::MessageEdit(QWidget *parent) : QPlainTextEdit(parent)
{
    setFont(Theme::dataFont());
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    connect(this, &QPlainTextEdit::textChanged, this, &MessageEdit::markSubject);
}

QSize MessageEdit::sizeHint() const { return {unit * 24, fontMetrics().lineSpacing() * 7 + unit * 2}; }

QSize MessageEdit::minimumSizeHint() const { return {unit * 12, fontMetrics().lineSpacing() * 5 + unit * 2}; }

void MessageEdit::markSubject()
{
    QTextEdit::ExtraSelection beyond;
    const QTextBlock subject = document()->firstBlock();
    if (subject.length() - 1 > git::MessageRemark::longSubject) {
        beyond.cursor = QTextCursor(subject);
        beyond.cursor.setPosition(git::MessageRemark::longSubject);
        beyond.cursor.setPosition(subject.length() - 1, QTextCursor::KeepAnchor);
        beyond.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        beyond.format.setUnderlineColor(Theme::current().colour(u"warning"_s));
    }
    setExtraSelections(beyond.cursor.isNull() ? QList<QTextEdit::ExtraSelection>() : QList{beyond});
}

void MessageEdit::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const qreal column = QFontMetricsF(font()).horizontalAdvance(u'0') * git::MessageRemark::longSubject;
    const int x = int(contentOffset().x() + document()->documentMargin() + column);
    painter.setPen(Theme::current().colour(u"border"_s));
    painter.drawLine(x, event->rect().top(), x, event->rect().bottom());
    painter.end();
    QPlainTextEdit::paintEvent(event);
}

void MessageEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        markSubject();
    if (event->type() == QEvent::ApplicationFontChange)
        setFont(Theme::dataFont());
}

} // namespace oriel
