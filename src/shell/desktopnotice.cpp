// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/desktopnotice.h"

#include "shell/sessionbus.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

const auto busName = u"oriel-notices"_s;
const auto service = u"org.freedesktop.Notifications"_s;
const auto path = u"/org/freedesktop/Notifications"_s;

// Capabilities of who shows them; none: nobody does.
std::optional<QStringList> ask()
{
    const QDBusConnection bus = openSessionBus(busName);
    if (!bus.isConnected())
        return std::nullopt;
    const QDBusMessage answer =
        bus.call(QDBusMessage::createMethodCall(service, path, service, u"GetCapabilities"_s), QDBus::Block, 2000);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
        return std::nullopt;
    return answer.arguments().constFirst().toStringList();
}

} // namespace

void DesktopNotice::show(const QString &title, const QString &body, std::function<void()> clicked)
{
    const Message message{title, body, std::move(clicked)};
    if (m_isMarkup)
        return send(message);
    m_waiting.append(message);
    if (m_waiting.size() == 1)
        connectBus();
}

void DesktopNotice::connectBus()
{
    m_connecting = inBackground(
        this, QThreadPool::globalInstance(), [](std::stop_token) { return ask(); },
        [this](const std::optional<QStringList> &capabilities) {
            const QList<Message> waiting = std::exchange(m_waiting, {});
            if (!capabilities)
                return; // the next one asks again
            m_isMarkup = capabilities->contains("body-markup"_L1);
            QDBusConnection bus(busName); // no sender below: that one would be asked for
            bus.connect({}, path, service, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString)));
            bus.connect({}, path, service, u"ActivationToken"_s, this, SLOT(activationToken(uint, QString)));
            bus.connect({}, path, service, u"NotificationClosed"_s, this, SLOT(notificationClosed(uint, uint)));
            for (const Message &message : waiting)
                send(message);
        });
}

void DesktopNotice::send(const Message &message)
{
    auto call = QDBusMessage::createMethodCall(service, path, service, u"Notify"_s);
    call.setArguments({QGuiApplication::applicationDisplayName(), 0u, u"org.oriel.Oriel"_s, message.title,
                       *m_isMarkup ? message.body.toHtmlEscaped() : message.body, QStringList{u"default"_s, tr("Show")},
                       QVariantMap{{u"desktop-entry"_s, u"org.oriel.Oriel"_s}}, -1});
    auto *answer = new QDBusPendingCallWatcher(QDBusConnection(busName).asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer, clicked = message.clicked] {
        answer->deleteLater();
        if (const QDBusPendingReply<uint> id = *answer; id.isValid())
            m_clicked.insert(id.value(), clicked);
    });
}

void DesktopNotice::actionInvoked(uint id, const QString &action)
{
    if (const auto clicked = m_clicked.value(id); clicked && action == "default"_L1)
        clicked();
}

// Wayland raises only a window that shows it was asked to.
void DesktopNotice::activationToken(uint id, const QString &token)
{
    if (m_clicked.contains(id))
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
}

void DesktopNotice::notificationClosed(uint id, uint) { m_clicked.remove(id); }

} // namespace oriel
