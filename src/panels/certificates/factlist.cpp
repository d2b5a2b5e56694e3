// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/factlist.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int labelWidth = 104; // px

} // namespace

FactList::FactList(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    m_grid->setHorizontalSpacing(unit);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnMinimumWidth(0, labelWidth);
    m_grid->setColumnStretch(1, 1);
}

void FactList::setFacts(const QList<Fact> &facts)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int row = 0; row < facts.size(); ++row) {
        const Fact &fact = facts[row];
        auto *label = plainLabel(fact.label, this);
        auto *text = plainLabel(fact.text, this);
        label->setProperty("muted", true);
        label->setFont(Theme::dataFont());
        text->setFont(Theme::dataFont());
        text->setObjectName(u"fact."_s + fact.label);
        text->setAccessibleName(marked(fact.label + u": "_s + fact.text));
        text->setWordWrap(true);
        text->setMinimumWidth(1);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        text->setFocusPolicy(Qt::ClickFocus);
        if (!fact.role.isEmpty())
            text->setProperty("role", fact.role);
        m_grid->addWidget(label, row, 0, Qt::AlignTop);
        m_grid->addWidget(text, row, 1);
    }
}

} // namespace oriel
