// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/tablebar.h"

#include "base/text.h"
#include "jobs/connection.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

TableBar::TableBar(const QList<QAction *> &commands, QWidget *parent)
    : QWidget(parent),
      m_production(plainLabel(tr("production"), this)),
      m_readOnly(plainLabel(tr("read-only"), this)),
      m_name(plainLabel({}, this)),
      m_about(plainLabel({}, this))
{
    m_production->setObjectName(u"table.production"_s);
    m_production->setProperty("pill", u"production"_s);
    m_readOnly->setObjectName(u"table.readOnly"_s);
    m_readOnly->setProperty("pill", u"plain"_s);
    m_name->setObjectName(u"table.name"_s);
    m_name->setProperty("role", u"title"_s);
    m_name->setMinimumWidth(0);
    m_about->setObjectName(u"table.about"_s);
    m_about->setProperty("muted", true);
    m_about->setMinimumWidth(0);
    for (QLabel *label : {m_production, m_readOnly})
        label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (QLabel *label : {m_name, m_about})
        label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    layout->setSpacing(unit);
    for (QLabel *label : {m_production, m_readOnly, m_name, m_about})
        layout->addWidget(label);
    layout->addStretch(1);
    for (QAction *command : commands) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(command);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setObjectName(command->objectName() + u"Button"_s);
        const QString key = command->shortcut().toString(QKeySequence::NativeText);
        if (!key.isEmpty())
            setPlainToolTip(command, command->text() + u" ("_s + key + u')');
        layout->addWidget(button);
        m_buttons.append(button);
    }
    showProfile(nullptr);
}

QSize TableBar::minimumSizeHint() const { return {35 * unit, QWidget::minimumSizeHint().height()}; }

void TableBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void TableBar::fit()
{
    int worded = 0;
    for (QToolButton *button : std::as_const(m_buttons)) {
        button->ensurePolished(); // before it is shown it knows nothing of the theme
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        worded += button->sizeHint().width() + unit;
    }
    int room = width() - 4 * unit;
    for (const QLabel *label : {m_production, m_readOnly, m_about})
        room -= label->isHidden() || label->text().isEmpty() ? 0 : label->sizeHint().width() + unit;
    const int wanted = m_name->fontMetrics().horizontalAdvance(m_fullName);
    const bool isTight = wanted + worded > room;
    for (QToolButton *button : std::as_const(m_buttons)) {
        button->setToolButtonStyle(isTight ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        room -= isTight ? button->sizeHint().width() + unit : 0;
    }
    m_name->setText(isTight ? m_name->fontMetrics().elidedText(m_fullName, Qt::ElideRight, std::max(room, 3 * unit))
                            : m_fullName);
}

void TableBar::showTable(const QString &name, const QString &about, const QString &comment)
{
    m_fullName = withMarks(name.left(130));
    m_about->setText(withMarks(about));
    setPlainToolTip(m_name, comment.isEmpty() ? name : name + u'\n' + comment);
    fit();
}

void TableBar::showProfile(const Profile *profile)
{
    m_production->setVisible(profile && profile->isProduction);
    m_readOnly->setVisible(profile && profile->isReadOnly);
    fit();
}

} // namespace oriel
