// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "shell/memory.h"

#include <QObject>

class QAction;

namespace oriel {

class SystemTheme;

// Light, dark or as the desktop: the three actions, the choice kept in the memory under "theme", Theme::apply(). GUI thread.
class ThemeChoice final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ThemeChoice)
public:
    ThemeChoice(Memory memory, QObject *parent);
    void restore();                // what was chosen last time; "system" at first
    void set(const QString &mode); // "light", "dark", "system"; anything else is "system"
    QList<QAction *> actions() const { return m_actions; }

Q_SIGNALS:
    void applied();
    void failed(const oriel::Error &error);

private:
    void apply();

    Memory m_memory;
    SystemTheme *m_system;
    QString m_mode;
    QList<QAction *> m_actions;
};

} // namespace oriel
