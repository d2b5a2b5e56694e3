// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "panels/terminal/terminalproject.h"

#include <QObject>

namespace oriel {

// What one terminal's shell has of the project's .env: switched on by the user, compared with what the file is now, taken back
// when it is switched off. GUI thread.
class EnvExport final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvExport)
public:
    enum class State { Off, Fresh, Changed, Removed }; // Changed, Removed: the file, since the shell has read it
    struct Reading
    {
        Variables values;
        QByteArray hash;
    };
    explicit EnvExport(QObject *parent) : QObject(parent) {}
    static Reading read(const TerminalProject &project); // blocks on the disk

    bool isOn() const { return m_isOn; }
    void setOn(bool isOn) { m_isOn = isOn; }
    State state(const TerminalProject &project) const;
    bool has(const QString &name) const { return m_names.contains(name); } // the shell, from the file
    void took(const Reading &reading);                                     // the shell was started with it
    // What the shell is to read for the switch as it stands: the file's variables, those that are no longer in it taken back.
    void hand(const TerminalProject &project, const QString &shell);

Q_SIGNALS:
    void handed(const oriel::HandedVariables &lines);
    void failed(const oriel::Error &error);

private:
    bool m_isOn = false;
    QByteArray m_hash; // of the file as the shell has it
    QStringList m_names;
    Job m_reading;
};

} // namespace oriel
