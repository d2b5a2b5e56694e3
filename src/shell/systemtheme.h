// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"

#include <QObject>

class QDBusVariant;

namespace oriel {

// Whether the desktop prefers dark. At first what the platform's palette says, then what the desktop portal answers
// (org.freedesktop.appearance color-scheme; Qt 6.4 has no QStyleHints::colorScheme), and each later change. Without a session bus
// the palette's word stands. GUI thread; the bus is asked on a pool.
class SystemTheme final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemTheme)
public:
    explicit SystemTheme(QObject *parent);
    bool isDark() const { return m_isDark; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void take(int scheme);

    bool m_isDark;
    bool m_isDarkPalette;
    Job m_question;
};

} // namespace oriel
