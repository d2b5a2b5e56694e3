// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalfindline.h"

#include "panels/terminal/terminalcanvas.h"
#include "widgets/plain.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace oriel {

TerminalFindLine::TerminalFindLine(TerminalCanvas *canvas, QWidget *parent)
    : SearchLine(u"terminal.find"_s, tr("Find in the terminal"), parent),
      m_canvas(canvas),
      m_case(addOption(u"terminal.find.case"_s, u"Aa"_s, tr("Match case"))),
      m_expression(addOption(u"terminal.find.expression"_s, u".*"_s, tr("Regular expression")))
{
    m_typed.setSingleShot(true);
    m_typed.setInterval(100);
    connect(&m_typed, &QTimer::timeout, this, &TerminalFindLine::apply);
    connect(this, &SearchLine::changed, &m_typed, qOverload<>(&QTimer::start));
    connect(this, &SearchLine::stepped, this, [this](bool isForward) {
        if (m_typed.isActive())
            apply(); // the nearest of what was typed
        else
            m_canvas->stepHit(isForward);
    });
    connect(this, &SearchLine::closed, this, [this] {
        m_typed.stop();
        m_canvas->find({});
        m_canvas->setFocus(Qt::OtherFocusReason);
    });
    connect(&m_canvas->search(), &TerminalSearch::changed, this, &TerminalFindLine::showCount);
}

QToolButton *TerminalFindLine::addOption(const QString &name, const QString &sign, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(sign);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setAccessibleName(text);
    setPlainToolTip(button, text);
    auto *line = static_cast<QBoxLayout *>(layout());
    line->insertWidget(line->count() - 4, button); // before the count and the three buttons
    connect(button, &QToolButton::toggled, this, &TerminalFindLine::apply);
    return button;
}

void TerminalFindLine::find()
{
    const bool wasOpen = isVisible();
    open();
    if (!wasOpen)
        apply();
}

void TerminalFindLine::apply()
{
    m_typed.stop();
    const QString wanted = m_expression->isChecked() ? text() : QRegularExpression::escape(text());
    QRegularExpression expression(wanted, QRegularExpression::UseUnicodePropertiesOption);
    if (!m_case->isChecked())
        expression.setPatternOptions(expression.patternOptions() | QRegularExpression::CaseInsensitiveOption);
    auto *edit = findChild<QLineEdit *>(u"terminal.find"_s);
    edit->setProperty("invalid", !expression.isValid());
    edit->style()->unpolish(edit);
    edit->style()->polish(edit);
    m_isFresh = true;
    m_canvas->find(expression.isValid() ? expression : QRegularExpression());
}

void TerminalFindLine::showCount()
{
    const TerminalSearch &search = m_canvas->search();
    if (m_isFresh && !search.hits().empty()) { // the nearest above is shown as soon as it is known
        m_isFresh = false;
        return m_canvas->stepHit(false);
    }
    const auto current = search.current();
    if (search.isSearching() && search.hits().empty())
        return;
    setCount(current ? qsizetype(*current) + 1 : 0, qsizetype(search.hits().size()), search.isMore() || search.isSearching());
}

} // namespace oriel
