// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/card.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int headHeight = 34; // px

} // namespace

Card::Card(QWidget *parent)
    : QFrame(parent),
      m_title(plainLabel({}, this)),
      m_remark(plainLabel({}, this)),
      m_pill(plainLabel({}, this)),
      m_head(new QHBoxLayout),
      m_body(new QVBoxLayout)
{
    setProperty("card", true);
    m_title->setProperty("role", u"title"_s);
    m_title->setMinimumWidth(1);
    m_remark->setMinimumWidth(1); // cut before it widens the window
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_pill->hide();
    auto *head = new QWidget(this);
    head->setProperty("cardHead", true);
    head->setFixedHeight(headHeight);
    head->setLayout(m_head);
    m_head->setContentsMargins(unit * 3 / 2, 0, unit, 0);
    m_head->setSpacing(unit);
    m_head->addWidget(m_title);
    m_head->addWidget(m_remark, 1);
    m_head->addWidget(m_pill, 0, Qt::AlignVCenter);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(1, 1, 1, 1); // inside the frame
    whole->setSpacing(0);
    whole->addWidget(head);
    whole->addLayout(m_body, 1);
}

void Card::setTitle(const QString &title)
{
    m_title->setText(marked(title));
    setAccessibleName(marked(title));
}

void Card::setRemark(const QString &remark, const QString &role)
{
    m_remark->setText(marked(remark));
    setPlainToolTip(m_remark, remark);
    setLook(m_remark, "role", role);
    setLook(m_remark, "muted", role.isEmpty());
}

void Card::setPill(const QString &text, const QString &role)
{
    m_pill->setText(marked(text));
    setLook(m_pill, "pill", role);
    m_pill->setVisible(!text.isEmpty());
}

void Card::addTool(QWidget *tool) { m_head->addWidget(tool); }

} // namespace oriel
