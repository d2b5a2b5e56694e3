// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findbar.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

FindBar::FindBar(Grid *grid, QWidget *parent)
    : QWidget(parent),
      m_find(grid),
      m_grid(grid),
      m_text(new QLineEdit(this)),
      m_case(addButton(u"find.case"_s, {}, tr("Match case"))),
      m_expression(addButton(u"find.expression"_s, {}, tr("Regular expression"))),
      m_previous(addButton(u"find.previous"_s, u"go-up"_s, tr("Previous (Shift+Return)"))),
      m_next(addButton(u"find.next"_s, u"go-down"_s, tr("Next (Return)"))),
      m_stop(addButton(u"find.stop"_s, u"process-stop"_s, tr("Stop searching"))),
      m_close(addButton(u"find.close"_s, u"window-close"_s, tr("Close (Esc)"))),
      m_state(plainLabel({}, this)),
      m_server(new QPushButton(tr("Search on the server"), this))
{
    setAccessibleName(tr("Find in the rows loaded"));
    m_text->setObjectName(u"find.text"_s);
    m_text->setPlaceholderText(tr("Find in the rows loaded"));
    m_text->setAccessibleName(m_text->placeholderText());
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(180);
    m_text->setMaximumWidth(420);
    m_state->setObjectName(u"find.state"_s);
    m_state->setProperty("muted", true);
    m_server->setObjectName(u"find.server"_s);
    m_server->setAutoDefault(false);
    m_server->hide();
    m_stop->hide();
    addOption(m_case, u"Aa"_s);
    addOption(m_expression, u".*"_s);

    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    line->setSpacing(unit / 2);
    line->addWidget(m_text, 2);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_case, m_expression, m_previous, m_next})
        line->addWidget(widget);
    line->addSpacing(unit / 2);
    line->addWidget(m_state, 3);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_stop, m_server, m_close})
        line->addWidget(widget);

    m_typed.setSingleShot(true);
    m_typed.setInterval(100);
    connect(&m_typed, &QTimer::timeout, this, &FindBar::apply);
    connect(m_text, &QLineEdit::textChanged, &m_typed, qOverload<>(&QTimer::start));
    connect(m_previous, &QToolButton::clicked, this, [this] { step(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(true); });
    connect(m_stop, &QToolButton::clicked, &m_find, &GridFind::stop);
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    connect(m_server, &QPushButton::clicked, this, [this] { Q_EMIT serverSearchAsked(m_text->text()); });
    connect(&m_find, &GridFind::changed, this, &FindBar::showState);
    hide();
    showState();
}

QToolButton *FindBar::addButton(const QString &name, const QString &icon, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setAutoRaise(true);
    if (!icon.isEmpty())
        button->setIcon(Theme::icon(icon));
    button->setAccessibleName(text);
    setPlainToolTip(button, text);
    return button;
}

void FindBar::addOption(QToolButton *button, const QString &sign)
{
    button->setText(sign);
    button->setCheckable(true);
    connect(button, &QToolButton::toggled, this, &FindBar::apply);
}

void FindBar::open()
{
    const bool wasOpen = isVisible();
    show();
    m_text->selectAll();
    m_text->setFocus(Qt::ShortcutFocusReason);
    if (!wasOpen)
        apply();
}

void FindBar::close()
{
    hide();
    m_typed.stop();
    m_find.setMatch({});
    m_grid->setFocus(Qt::OtherFocusReason);
}

void FindBar::apply()
{
    m_typed.stop();
    const auto match = GridMatch::of(m_text->text(), m_case->isChecked(), m_expression->isChecked());
    m_wrong = match ? QString() : match.error().message;
    setLook(m_text, "invalid", !match);
    m_find.setMatch(match.value_or(GridMatch()));
    m_find.step(true, true);
    showState();
}

void FindBar::step(bool isForward)
{
    if (m_typed.isActive()) // the first match of what was typed
        return apply();
    m_find.step(isForward);
}

void FindBar::setMore(bool isMore)
{
    m_isMore = isMore;
    showState();
}

void FindBar::setServerSearch(bool isOffered)
{
    m_isOffered = isOffered;
    showState();
}

void FindBar::showState()
{
    const GridFind::State state = m_find.state();
    const bool isFinding = !m_text->text().isEmpty() && m_wrong.isEmpty();
    m_state->setText(marked(stateText()));
    setLook(m_state, "role", m_wrong.isEmpty() ? u""_s : u"error"_s);
    m_stop->setVisible(state.isSeeking || state.isCounting);
    m_next->setEnabled(isFinding);
    m_previous->setEnabled(isFinding);
    m_server->setVisible(m_isOffered);
    m_server->setEnabled(isFinding && !m_expression->isChecked());
}

QString FindBar::stateText() const
{
    if (!m_wrong.isEmpty() || m_text->text().isEmpty() || m_typed.isActive())
        return m_wrong;
    const GridFind::State state = m_find.state();
    const QString count = exactCount(state.count) + (state.isWhole && !m_isMore ? QString() : u"+"_s);
    QStringList parts;
    if (state.at > 0)
        parts << tr("%1 of %2").arg(exactCount(state.at), count);
    else if (state.count > 0)
        parts << tr("%1 found").arg(count);
    else if (state.isWhole)
        parts << (m_isMore ? tr("Not in the rows loaded") : tr("Not found"));
    if (state.isSeeking || state.isCounting)
        parts << tr("searching: %1 %").arg(state.percent);
    else if (!state.isWhole)
        parts << tr("stopped");
    if (state.isCut)
        parts << tr("of cut values only what is shown");
    return parts.join(u" · "_s);
}

bool FindBar::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept(); // Esc closes this line before it stops a query
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool isOther = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    const int key = event->key();
    if (key == Qt::Key_Escape)
        close();
    else if (!isOther && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_F3))
        step(!event->modifiers().testFlag(Qt::ShiftModifier));
    else
        QWidget::keyPressEvent(event);
}

} // namespace oriel
