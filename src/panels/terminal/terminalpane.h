// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/terminal/envexport.h"
#include "panels/terminal/links.h"
#include "panels/terminal/terminalcolors.h"
#include "panels/terminal/terminalsettings.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace oriel {

class TerminalView;

// One terminal: a shell or a program in its view. GUI thread.
class TerminalPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalPane)
public:
    explicit TerminalPane(const TerminalProject &project, QWidget *parent = nullptr);
    ~TerminalPane() override;                                          // what runs is hung up, without waiting
    void startShell(const QString &folder = {});                       // empty: the project's; when it is first seen
    void startProgram(const vt::Launch &launch, const QString &title); // at once; stays readable when it fails
    void run(const QString &command);                                  // typed once the shell waits at its prompt
    void activate(const QString &environment);                         // types the line, in a shell that runs
    void setProject(const TerminalProject &project);                   // for the next shell
    void setSettings(const TerminalSettings &settings, const TerminalColors &colors);
    void showFirst(); // it is seen: starts what waits for that

    void setMenu(const QList<QAction *> &actions); // further commands of its context menu

    QString title() const;  // plain text: the program that runs, else the folder
    QString folder() const; // where the shell is
    bool isShell() const { return !m_program; }
    QStringList running() const;                               // what would end with it; empty: only a shell at its prompt
    std::optional<int> lastExit() const { return m_lastExit; } // of the last command, where the shell marks them
    EnvExport::State exportState() const { return m_export->state(m_project); }
    void setExported(bool isExported);            // the switch of this terminal
    void reloadExport();                          // of a file that is gone nothing stays
    TerminalView *view() const { return m_view; } // a new one after a restart
    void toCommand(int step);                     // scrolls to the previous or next prompt
    void copyOutput();                            // of the newest command that begins above the end of what is seen
    void rerun();                                 // puts the last command to the prompt; the user presses Return

    QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void changed();            // title or marks
    void stateChanged();       // state() differs
    void environmentChanged(); // it is not the one agreed to any more; this shell has none
    void closeAsked();         // the program has ended well
    void commandEnded(const QString &command, std::chrono::milliseconds took, int exitCode); // trusted marks only
    void linkFollowed(const oriel::TerminalLink &);
    void serverSeen(const QString &address); // a development server said where it runs; once for each address
    void settingsChanged(const oriel::TerminalSettings &settings); // by a question's answer

private:
    QString startFolder() const;
    QString wantedShell() const;
    void makeView();
    void start(const vt::Launch &launch);
    void restart();
    void failed(const Error &error); // to start
    void ended(const vt::Ending &ending);
    void onCommand(const vt::Command &command);
    void look();
    void type(const QByteArray &text); // at the prompt, else as soon as it is there
    bool isAtPrompt() const;
    bool isAlive() const; // a shell, started and not ended
    void hand(const HandedVariables &lines);
    void offerVariables();
    void setVariables();

    TerminalProject m_project;
    TerminalView *m_view = nullptr;
    EnvExport *m_export;
    QList<QAction *> m_menu;
    TerminalSettings m_settings;
    TerminalColors m_colors;
    QString m_shell; // that runs
    QString m_title, m_folder, m_wantedFolder;
    std::optional<vt::Launch> m_program; // of startProgram()
    QByteArray m_waiting;                // to be typed at the first prompt
    QByteArray m_nonce;
    Variables m_offered;                                   // of which the notice spoke
    Variables m_variables;                                 // the project's own, as this shell has them
    std::vector<std::shared_ptr<QTemporaryFile>> m_handed; // to the shell, which removes it; else it goes with these
    std::optional<int> m_lastExit;
    QString m_server;
    bool m_isWaiting = false, m_hasEnded = false;
    QElapsedTimer m_since; // its start
    QTimer m_look;
    Job m_starting, m_setting;
};

} // namespace oriel
