// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/terminal/terminalpane.h"
#include "shell/guest.h"

namespace oriel {

// Bottom dock: terminals in tabs, each tab split as the user likes; tabs, splits and folders come back with the session, each
// shell starts when its tab is first seen. GUI thread.
class TerminalPanel final : public Panel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalPanel)
public:
    explicit TerminalPanel(QWidget *parent = nullptr);
    ~TerminalPanel() override;
    void setProject(const TerminalProject &project); // for shells started from now on; envNow is found out here
    void setSettings(const TerminalSettings &settings, const TerminalColors &colors); // of all terminals
    void run(const QString &command, const QString &folder);                          // in a new shell; the command stays visible
    TerminalPane *open(const vt::Launch &launch, const QString &title);               // a program in a tab of its own
    void offerEnvironment(const QString &path); // asks whether shells activate it: environmentAnswered()
    void activate(const QString &path);         // in the shells that run; they show the line
    TerminalPane *current() const;
    void reveal(TerminalPane *pane); // its tab in front, the focus in it
    QAction *settingsAction() const; // "Terminal settings…": also in the menus of terminals
    QAction *variablesAction() const;

    QString kind() const override { return QStringLiteral("terminal"); }
    QString title() const override { return tr("Terminal"); }
    QIcon icon() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    QList<Stake> stakes(Leaving leaving) const override;
    void settle(Answer answer, Done done) override;
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }

Q_SIGNALS:
    void environmentChanged(); // another than was agreed to
    void environmentAnswered(const QString &path, bool isAgreed);
    void settingsChanged(const oriel::TerminalSettings &settings); // by a question's answer in a terminal
    void linkFollowed(const oriel::TerminalLink &link);
    void serverSeen(const QString &address); // a development server said in a terminal where it runs
    void settingsWanted();
    void variablesWanted();
    void commandEnded(oriel::TerminalPane *where, const QString &command, std::chrono::milliseconds took, int exitCode);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
