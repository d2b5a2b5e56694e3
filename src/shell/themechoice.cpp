// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/themechoice.h"

#include "shell/systemtheme.h"
#include "widgets/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace oriel {

ThemeChoice::ThemeChoice(Memory memory, QObject *parent)
    : QObject(parent), m_memory(std::move(memory)), m_system(new SystemTheme(this)), m_mode(u"system"_s)
{
    auto *group = new QActionGroup(this);
    const std::pair<QString, QString> modes[] = {
        {u"light"_s, tr("&Light")}, {u"dark"_s, tr("&Dark")}, {u"system"_s, tr("As the &desktop")}};
    for (const auto &[mode, text] : modes) {
        auto *action = new QAction(text, group);
        action->setObjectName(u"view.theme."_s + mode);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, chosen = mode] { set(chosen); });
        m_actions.append(action);
    }
    connect(m_system, &SystemTheme::changed, this, [this] {
        if (m_mode == "system"_L1)
            apply();
    });
}

void ThemeChoice::restore()
{
    const QJsonObject stored = m_memory.read ? m_memory.read(u"theme"_s) : QJsonObject();
    const QString mode = stored["mode"_L1].toString();
    m_mode = mode == "light"_L1 || mode == "dark"_L1 ? mode : u"system"_s;
    apply();
}

void ThemeChoice::set(const QString &mode)
{
    m_mode = mode == "light"_L1 || mode == "dark"_L1 ? mode : u"system"_s;
    if (m_memory.write)
        m_memory.write(u"theme"_s, {{"mode"_L1, m_mode}});
    apply();
}

void ThemeChoice::apply()
{
    for (QAction *action : std::as_const(m_actions))
        action->setChecked(action->objectName() == u"view.theme."_s + m_mode);
    const bool isDark = m_mode == "dark"_L1 || (m_mode == "system"_L1 && m_system->isDark());
    const auto theme = Theme::load(isDark ? Theme::Mode::Dark : Theme::Mode::Light);
    if (!theme)
        return Q_EMIT failed(theme.error());
    const QFont before = QApplication::font();
    theme->apply();
    if (QApplication::font() != before) { // before the application runs, Qt tells the new font to nobody
        QEvent event(QEvent::ApplicationFontChange);
        const auto widgets = QApplication::allWidgets();
        for (QWidget *widget : widgets)
            QCoreApplication::sendEvent(widget, &event);
    }
    Q_EMIT applied();
}

} // namespace oriel
