// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "panels/terminal/terminalcolors.h"
#include "panels/terminal/terminalsettings.h"

#include <QDialog>

#include <memory>

namespace oriel {

namespace Ui {
class TerminalSettingsDialog;
}

// What the user chooses of all terminals. Opened with open(); OK says chosen() once the shell has been looked at. GUI thread.
class TerminalSettingsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalSettingsDialog)
public:
    TerminalSettingsDialog(const TerminalSettings &settings, const TerminalColors &colors, QWidget *parent = nullptr);
    ~TerminalSettingsDialog() override;

Q_SIGNALS:
    void chosen(const oriel::TerminalSettings &settings, const oriel::TerminalColors &colors);

private:
    void fill();
    void show(const TerminalSettings &settings, const TerminalColors &colors);
    TerminalSettings settings() const;
    void check(); // the shell, then it is done

    std::unique_ptr<Ui::TerminalSettingsDialog> m_ui;
    TerminalSettings m_settings; // as they were: what has no field stays
    Job m_shells, m_checking;
};

} // namespace oriel
