// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/statusline.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

QString shownLine(const QString &text) { return withMarks(text).left(240); }

void fill(QWidget *widget, const StatusItem &item)
{
    if (auto *button = qobject_cast<QToolButton *>(widget))
        button->setText(shownLine(item.text).replace(u'&', "&&"_L1));
    else if (auto *label = qobject_cast<QLabel *>(widget))
        label->setText(shownLine(item.text));
    setPlainToolTip(widget, item.toolTip);
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent), m_left(new QHBoxLayout), m_right(new QHBoxLayout), m_message(plainLabel({}, this))
{
    setObjectName(u"statusLine"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(unit / 2, 0, unit / 2, 0);
    row->setSpacing(unit);
    for (QHBoxLayout *side : {m_left, m_right})
        side->setSpacing(unit / 2);
    row->addLayout(m_left);
    row->addStretch(1);
    m_message->setObjectName(u"status.message"_s);
    row->addWidget(m_message);
    row->addLayout(m_right);
    m_fade.setSingleShot(true);
    connect(&m_fade, &QTimer::timeout, m_message, &QLabel::clear);
}

void StatusLine::setItems(const QList<StatusItem> &items)
{
    const auto isSameShape = [](const StatusItem &a, const StatusItem &b) { return a.id == b.id && a.action == b.action; };
    if (!std::equal(items.cbegin(), items.cend(), m_items.cbegin(), m_items.cend(), isSameShape))
        rebuild(items);
    m_items = items;
    for (qsizetype i = 0; i < items.size(); ++i)
        fill(m_widgets[i], items[i]);
}

void StatusLine::rebuild(const QList<StatusItem> &items)
{
    for (QWidget *widget : std::exchange(m_widgets, {})) {
        widget->hide();
        widget->setObjectName({});
        widget->deleteLater(); // its click may have brought us here
    }
    for (const StatusItem &item : items) {
        QWidget *widget = nullptr;
        if (item.action.isEmpty()) {
            widget = plainLabel({}, this);
            widget->setContentsMargins(unit - 2, 0, unit - 2, 0); // as the buttons have
            widget->setProperty("muted", true);
        } else {
            auto *button = new QToolButton(this);
            button->setAutoRaise(true);
            button->setFocusPolicy(Qt::TabFocus);
            connect(button, &QToolButton::clicked, this, [this, name = item.action] { Q_EMIT actionAsked(name); });
            widget = button;
        }
        widget->setObjectName(u"status."_s + item.id);
        (item.id.startsWith("right."_L1) ? m_right : m_left)->addWidget(widget);
        m_widgets.append(widget);
    }
}

void StatusLine::say(const QString &text, int milliseconds)
{
    m_message->setText(shownLine(text));
    m_fade.stop();
    if (milliseconds > 0)
        m_fade.start(milliseconds);
}

QString StatusLine::said() const { return m_message->text(); }

} // namespace oriel
