// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <optional>

namespace oriel {

// Messages of the desktop (org.freedesktop.Notifications). Nobody waits for one, and nothing comes of it where no desktop shows
// them. GUI thread.
class DesktopNotice final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopNotice)
public:
    explicit DesktopNotice(QObject *parent = nullptr) : QObject(parent) {}
    // Plain text, whatever the desktop makes of marks in it. clicked: not after this is gone.
    void show(const QString &title, const QString &body, std::function<void()> clicked);

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action);
    void activationToken(uint id, const QString &token);
    void notificationClosed(uint id, uint reason);

private:
    struct Message
    {
        QString title, body;
        std::function<void()> clicked;
    };
    void connectBus();
    void send(const Message &message);

    QList<Message> m_waiting;       // for the bus
    std::optional<bool> m_isMarkup; // the desktop reads a body as markup; none: not asked yet
    QHash<uint, std::function<void()>> m_clicked;
    Job m_connecting;
};

} // namespace oriel
