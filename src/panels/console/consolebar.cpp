// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/consolebar.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace oriel {

ConsoleBar::ConsoleBar(QWidget *parent) : QWidget(parent)
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    line->setSpacing(unit);
    m_commands = new QHBoxLayout;
    m_commands->setSpacing(unit);
    line->addLayout(m_commands);
    line->addStretch(1);

    m_production = plainLabel(tr("production"), this);
    m_production->setObjectName(u"console.production"_s);
    m_production->setProperty("pill", u"production"_s);
    m_readOnly = plainLabel(tr("read-only"), this);
    m_readOnly->setObjectName(u"console.readOnly"_s);
    m_who = plainLabel({}, this);
    m_who->setObjectName(u"console.who"_s);
    m_who->setMinimumWidth(1);
    m_lock = new QLabel(this);
    m_lock->setObjectName(u"console.lock"_s);
    m_tls = plainLabel({}, this);
    m_tls->setObjectName(u"console.tls"_s);
    for (auto *label : {m_production, m_readOnly, m_who, m_lock, m_tls})
        line->addWidget(label);
    showNoConnection();
}

void ConsoleBar::addCommand(QAction *action, bool isPrimary)
{
    auto *button = new QPushButton(action->text(), this);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setProperty("primary", isPrimary);
    button->setSizePolicy(QSizePolicy::Fixed,
                          QSizePolicy::Fixed); // in a narrow pane the words beside them give way, never a command
    button->setFocusPolicy(Qt::TabFocus);      // a click leaves the caret in the editor
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    if (!key.isEmpty())
        setPlainToolTip(button, action->text() + u" ("_s + key + u')');
    m_buttons.append({button, action});
    const auto follow = [this, button, action] {
        button->setEnabled(action->isEnabled());
        fit();
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    m_commands->addWidget(button);
}

void ConsoleBar::addGap() { m_commands->addItem(std::make_unique<QSpacerItem>(unit * 2, 0, QSizePolicy::Maximum).release()); }

void ConsoleBar::fit()
{
    int needed = unit * 3;
    for (const auto &[button, action] : std::as_const(m_buttons))
        needed += action->isVisible() ? button->sizeHint().width() + 2 * unit : 0;
    for (const auto &[button, action] : std::as_const(m_buttons))
        button->setVisible(action->isVisible() && (action->isEnabled() || needed <= width()));
    int room = width() - needed - 6 * unit;
    for (const QLabel *pill : {m_production, m_readOnly})
        room -= pill->isHidden() ? 0 : pill->sizeHint().width() + unit;
    room -= m_tls->isHidden() ? 0 : m_tls->sizeHint().width();
    m_tls->setMaximumWidth(room < 0 ? 0 : QWIDGETSIZE_MAX); // the lock stays, and its tool tip says it too
    m_who->setText(room < 5 * unit ? QString() : m_who->fontMetrics().elidedText(m_name, Qt::ElideRight, room));
}

void ConsoleBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void ConsoleBar::showNoConnection()
{
    for (auto *label : {m_production, m_readOnly, m_lock, m_tls})
        label->hide();
    m_name = tr("not connected");
    fit();
}

void ConsoleBar::showConnection(const Profile &profile, const pg::SessionFacts &facts, const QString &database)
{
    const bool isOpen = facts.serverVersion > 0;
    QString name = withMarks(profile.name.left(40));
    if (!database.isEmpty() && database != profile.name)
        name = withMarks(database.left(40)) + u" · "_s + name;
    const QString user = isOpen ? facts.user : profile.info.value(u"user"_s);
    m_name = user.isEmpty() ? name : tr("%1 as %2").arg(name, withMarks(user.left(40)));
    setPlainToolTip(m_who, isOpen ? profile.info.summary() + u'\n' + facts.versionText : profile.info.summary());
    m_production->setVisible(profile.isProduction);
    m_readOnly->setVisible(profile.isReadOnly);
    m_lock->setVisible(isOpen);
    m_tls->setVisible(isOpen);
    if (isOpen)
        showLock(profile, facts);
    fit();
}

void ConsoleBar::showLock(const Profile &profile, const pg::SessionFacts &facts)
{
    const bool isVerified = facts.isEncrypted && (facts.sslMode == "verify-full"_L1 || facts.sslMode == "verify-ca"_L1);
    const bool isLocal = profile.info.isLikelyLocal();
    const QString role = isVerified ? u"success"_s : isLocal ? QString() : u"warning"_s;
    m_tls->setText(facts.isEncrypted ? facts.sslMode : isLocal ? tr("local, not encrypted") : tr("not encrypted"));
    for (QLabel *each : {m_lock, m_tls})
        setPlainToolTip(each, facts.tlsLine.isEmpty() ? tr("This connection is not encrypted.") : facts.tlsLine);
    setLook(m_tls, "role", role);
    m_lockName = facts.isEncrypted ? u"object-locked"_s : u"object-unlocked"_s;
    paintLock();
}

void ConsoleBar::paintLock() { m_lock->setPixmap(Theme::icon(m_lockName).pixmap(QSize(16, 16), devicePixelRatioF())); }

void ConsoleBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && !m_lockName.isEmpty())
        paintLock();
    QWidget::changeEvent(event);
}

} // namespace oriel
