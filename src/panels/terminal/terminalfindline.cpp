// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalfindline.h"

#include "panels/terminal/terminalcanvas.h"
#include "widgets/theme.h"

#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace oriel {

TerminalFindLine::TerminalFindLine(TerminalCanvas *canvas, QWidget *parent)
    : SearchLine(u"terminal.find"_s, tr("Find in the terminal"), parent),
      m_canvas(canvas),
      m_case(addOption(u"terminal.find.case"_s, u"Aa"_s, tr("Match case"))),
      m_expression(addOption(u"terminal.find.expression"_s, u".*"_s, tr("Regular expression")))
{
    for (QToolButton *option : {m_case, m_expression})
        connect(option, &QToolButton::toggled, this, &TerminalFindLine::apply);
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
    setLook(line(), "invalid", !expression.isValid());
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
