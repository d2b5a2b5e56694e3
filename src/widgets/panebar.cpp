// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panebar.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace oriel {

PaneBar::PaneBar(const QString &name, const QString &closeText, QWidget *parent)
    : QWidget(parent), m_name(name), m_title(plainLabel({}, this)), m_facts(plainLabel({}, this)), m_tools(new QHBoxLayout)
{
    m_title->setObjectName(name + QStringLiteral(".title"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long name never widens the window
    m_facts->setObjectName(name + QStringLiteral(".facts"));
    m_facts->setProperty("muted", true);
    m_facts->setMinimumWidth(1); // it is cut before a tool is
    auto *bar = new QHBoxLayout(this);
    bar->setContentsMargins(unit + unit / 2, unit / 2, unit / 2, unit / 2);
    bar->setSpacing(unit);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_facts);
    m_tools->setSpacing(unit / 2);
    bar->addLayout(m_tools);
    auto *close = addTool(QStringLiteral("close"), closeText, QStringLiteral("window-close"), false);
    setPlainToolTip(close, tr("%1 (Esc)").arg(closeText));
    connect(close, &QToolButton::clicked, this, &PaneBar::closeAsked);
}

void PaneBar::setTitle(const QString &title) { m_title->setText(withMarks(title.left(1024))); }

void PaneBar::setFacts(const QString &facts) { m_facts->setText(facts); }

void PaneBar::insertWidget(int place, QWidget *widget)
{
    QWidget *close = m_tools->count() == 0 ? nullptr : m_tools->itemAt(m_tools->count() - 1)->widget();
    m_tools->insertWidget(std::clamp(place, 0, std::max(0, m_tools->count() - 1)), widget);
    if (close)
        setTabOrder(widget, close);
}

QToolButton *PaneBar::addTool(const QString &name, const QString &text, const QString &icon, bool hasText)
{
    auto *button = new QToolButton(this);
    button->setObjectName(m_name + u'.' + name);
    button->setAutoRaise(true);
    button->setText(text);
    if (!icon.isEmpty()) {
        button->setIcon(Theme::icon(icon));
        button->setToolButtonStyle(hasText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    }
    if (!hasText) {
        button->setAccessibleName(text);
        setPlainToolTip(button, text);
    }
    insertWidget(m_tools->count() - 1, button);
    return button;
}

} // namespace oriel
