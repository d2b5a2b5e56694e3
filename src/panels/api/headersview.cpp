// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/headersview.h"

#include "base/text.h"
#include "panels/api/factsgrid.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

HeadersView::HeadersView(QWidget *parent)
    : QWidget(parent),
      m_received(new QToolButton(this)),
      m_sent(new QToolButton(this)),
      m_first(plainLabel({}, this)),
      m_facts(new FactsGrid(tr("Headers"), {tr("header"), tr("value")}, this))
{
    m_received->setObjectName(u"response.headers.received"_s);
    m_received->setText(tr("Received"));
    m_received->setProperty("segment", u"first"_s);
    m_sent->setObjectName(u"response.headers.sent"_s);
    m_sent->setText(tr("Sent"));
    m_sent->setProperty("segment", u"last"_s);
    m_facts->setObjectName(u"response.headers"_s);
    m_first->setFont(Theme::dataFont());
    m_first->setMinimumWidth(1);
    m_first->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    head->setSpacing(0);
    auto *group = new QButtonGroup(this);
    for (QToolButton *button : {m_received, m_sent}) {
        button->setCheckable(true);
        group->addButton(button);
        head->addWidget(button);
    }
    head->addSpacing(unit * 3 / 2);
    head->addWidget(m_first, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_facts, 1);
    m_received->setChecked(true);
    connect(m_received, &QToolButton::toggled, this, &HeadersView::showChosen);
}

void HeadersView::setAnswer(const http::Answered &answer)
{
    m_answer = answer;
    showChosen();
}

void HeadersView::showChosen()
{
    const bool isReceived = m_received->isChecked();
    QList<QStringList> rows;
    for (const http::Header &each : isReceived ? m_answer.headers : m_answer.sent)
        rows << QStringList{shownText(each.name), each.isSecret ? u"••••"_s : shownText(each.value, 64 << 10)};
    m_facts->setRows(rows);
    const QString first = isReceived ? u"HTTP/%1 %2 %3"_s.arg(shownText(m_answer.version), QString::number(m_answer.status),
                                                              shownText(m_answer.reason))
                                     : shownText(m_answer.method) + u' ' + m_answer.url.toDisplayString();
    m_first->setText(m_answer.status || !isReceived ? withMarks(first.left(4096)) : QString());
}

} // namespace oriel
