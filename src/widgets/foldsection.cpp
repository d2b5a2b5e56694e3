// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/foldsection.h"

#include "widgets/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

FoldSection::FoldSection(QWidget *inside, QWidget *parent) : QWidget(parent), m_head(new QToolButton(this)), m_inside(inside)
{
    m_head->setObjectName(u"section.head"_s);
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setArrowType(Qt::RightArrow);
    m_head->setAutoRaise(true);
    m_head->setCheckable(true);
    m_head->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, unit / 2, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_head);
    rows->addWidget(m_inside, 1);
    m_inside->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_head, &QToolButton::toggled, this, [this](bool isOpen) {
        m_head->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
        m_inside->setVisible(isOpen);
        setSizePolicy(QSizePolicy::Preferred, isOpen ? QSizePolicy::Expanding : QSizePolicy::Maximum);
        Q_EMIT toggled(isOpen);
    });
}

void FoldSection::setHead(const QString &title, int count)
{
    const QString name = QString(title).replace(u'&', "&&"_L1);
    m_head->setText(count > 0 ? u"%1  %2"_s.arg(name).arg(count) : name);
}

void FoldSection::setOpen(bool isOpen) { m_head->setChecked(isOpen); }

bool FoldSection::isOpen() const { return m_head->isChecked(); }

} // namespace oriel
