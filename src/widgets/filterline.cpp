// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterline.h"

#include "widgets/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

namespace oriel {

FilterLine::FilterLine(const QString &placeholder, QWidget *parent) : QLineEdit(parent), m_timer(new QTimer(this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    addAction(Theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_timer->setSingleShot(true);
    m_timer->setInterval(120);
    connect(m_timer, &QTimer::timeout, this, [this] { Q_EMIT filterChanged(text()); });
    connect(this, &QLineEdit::textChanged, this, [this](const QString &now) {
        if (now.isEmpty()) // cleared: the whole list at once
            flush();
        else
            m_timer->start();
    });
}

void FilterLine::flush()
{
    m_timer->stop();
    Q_EMIT filterChanged(text());
}

void FilterLine::flushTyped()
{
    if (m_timer->isActive())
        flush();
}

void FilterLine::focusOutEvent(QFocusEvent *event)
{
    flushTyped(); // what is clicked next acts on the list as it was typed
    QLineEdit::focusOutEvent(event);
}

void FilterLine::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        flushTyped();
        Q_EMIT moved();
        return event->accept();
    case Qt::Key_Escape:
        if (text().isEmpty())
            break; // its owner may close on Esc
        clear();
        return event->accept();
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace oriel
