// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scrollmarks.h"

#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

namespace {

constexpr int markWidth = 3, markHeight = 3; // px

} // namespace

ScrollMarks::ScrollMarks(CodeEditor *editor) : QWidget(editor->verticalScrollBar()), m_editor(editor)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    parentWidget()->installEventFilter(this);
    resize(parentWidget()->size());
}

void ScrollMarks::setLines(const char *role, bool isLeft, const QList<int> &lines)
{
    Row &row = m_rows[isLeft ? 0 : 1];
    if (row.role == role && row.lines == lines)
        return;
    row = {role, lines};
    update();
}

bool ScrollMarks::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        resize(parentWidget()->size());
    return QWidget::eventFilter(watched, event);
}

void ScrollMarks::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const double all = std::max(1, m_editor->lines());
    for (const Row &row : m_rows) {
        const int x = &row == m_rows ? 0 : width() - markWidth;
        const QColor colour = Theme::current().colour(QString::fromLatin1(row.role));
        for (int last = -markHeight; const int line : row.lines) {
            const int y = int(line / all * (height() - markHeight));
            if (y == last) // a hundred thousand hits are as many rows as there are
                continue;
            painter.fillRect(x, y, markWidth, markHeight, colour);
            last = y;
        }
    }
}

} // namespace oriel
