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

namespace oriel {

using namespace Qt::StringLiterals;

TableBar::TableBar(const QList<QAction *> &commands, QWidget *parent)
    : QWidget(parent), m_production(plainLabel(tr("production"), this)), m_readOnly(plainLabel(tr("read-only"), this)), m_name(plainLabel({}, this)),
      m_about(plainLabel({}, this))
{
    m_production->setObjectName(u"table.production"_s);
    m_production->setProperty("pill", u"production"_s);
    m_readOnly->setObjectName(u"table.readOnly"_s);
    m_readOnly->setProperty("pill", u"plain"_s);
    m_name->setObjectName(u"table.name"_s);
    QFont bold = Theme::interfaceFont();
    bold.setBold(true);
    m_name->setFont(bold);
    m_about->setProperty("muted", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit + unit / 2, unit / 2, unit, unit / 2);
    layout->setSpacing(unit);
    for (QLabel *label : {m_production, m_readOnly, m_name, m_about})
        layout->addWidget(label);
    layout->addStretch(1);
    for (QAction *command : commands) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(command);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setObjectName(command->objectName() + u".button"_s);
        layout->addWidget(button);
    }
    showTable({}, {}, nullptr);
}

void TableBar::showTable(const QString &name, const QString &about, const Profile *profile)
{
    m_production->setVisible(profile && profile->isProduction);
    m_readOnly->setVisible(profile && profile->isReadOnly);
    m_name->setText(withMarks(name));
    m_about->setText(withMarks(about));
}

} // namespace oriel
