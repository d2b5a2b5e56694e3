// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/systemtheme.h"

#include "shell/sessionbus.h"

#include <QDBusMessage>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

const auto busName = u"oriel-appearance"_s;
const auto path = u"/org/freedesktop/portal/desktop"_s;
const auto interface = u"org.freedesktop.portal.Settings"_s;
const auto space = u"org.freedesktop.appearance"_s;
const auto key = u"color-scheme"_s;

QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

int askPortal() // 0: no preference, 1: dark, 2: light; -1: nobody answers
{
    QDBusConnection bus = openSessionBus(busName);
    if (!bus.isConnected())
        return -1;
    auto question = QDBusMessage::createMethodCall(u"org.freedesktop.portal.Desktop"_s, path, interface, u"Read"_s);
    question.setArguments({space, key});
    const QDBusMessage answer = bus.call(question, QDBus::Block, 2000);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
        return -1;
    return unwrapped(answer.arguments().constFirst()).toInt();
}

} // namespace

SystemTheme::SystemTheme(QObject *parent)
    : QObject(parent), m_isDark(QGuiApplication::palette().color(QPalette::Window).lightness() < 128), m_isDarkPalette(m_isDark)
{
    m_question = inBackground(
        this, QThreadPool::globalInstance(), [](std::stop_token) { return askPortal(); },
        [this](int scheme) {
            if (scheme >= 0)
                take(scheme);
            QDBusConnection(busName).connect({}, path, interface, u"SettingChanged"_s,
                                             this, // no sender: that one would be asked for
                                             SLOT(settingChanged(QString, QString, QDBusVariant)));
        });
}

void SystemTheme::settingChanged(const QString &where, const QString &what, const QDBusVariant &value)
{
    if (where == space && what == key)
        take(unwrapped(value.variant()).toInt());
}

void SystemTheme::take(int scheme)
{
    const bool isDark = scheme == 1 || (scheme != 2 && m_isDarkPalette);
    if (std::exchange(m_isDark, isDark) != isDark)
        Q_EMIT changed();
}

} // namespace oriel
