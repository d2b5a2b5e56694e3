// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace answers terminals: their settings, the end of a command, psql in one of them, what their links lead to.
#include "app/profiles.h"
#include "app/requests.h"
#include "app/workspace.h"
#include "base/paths.h"
#include "base/text.h"
#include "engines/keychain/keychain.h"
#include "jobs/psqllaunch.h"
#include "panels/table/tabledocument.h"
#include "panels/terminal/terminalpanel.h"
#include "panels/terminal/terminalsettingsdialog.h"
#include "shell/desktopnotice.h"
#include "shell/window.h"
#include "widgets/plain.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QPointer>
#include <QSettings>
#include <QThreadPool>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestCommand = 120; // characters of a notification

QString settingsFile() { return paths::config() + u"/oriel.ini"_s; }

} // namespace

void Workspace::makeTerminals()
{
    m_terminals = new TerminalPanel;
    m_project.environment = vt::ownEnvironment();
    m_window->addPanel(m_terminals);
    connect(m_terminals, &TerminalPanel::environmentChanged, this, &Workspace::findEnvironment);
    connect(m_terminals, &TerminalPanel::environmentAnswered, this, &Workspace::answerEnvironment);
    connect(m_terminals, &TerminalPanel::commandEnded, this, &Workspace::noticeEnd);
    connect(m_terminals, &TerminalPanel::settingsWanted, this, &Workspace::editTerminalSettings);
    connect(m_terminals, &TerminalPanel::settingsChanged, this, [this](const TerminalSettings &changed) {
        m_terminalSettings = changed;
        QSettings file(settingsFile(), QSettings::IniFormat);
        changed.save(file);
    });
    connect(m_terminals, &TerminalPanel::commandEnded, this, [this] { // it may have written
        for (Document *document : m_window->documents())
            if (auto *table = qobject_cast<TableDocument *>(document))
                table->compareNow();
    });
    connect(m_terminals, &TerminalPanel::linkFollowed, this, &Workspace::follow);
    auto *show = new QAction(tr("Go to the terminal"), m_window.get());
    show->setObjectName(u"app.terminal"_s);
    show->setShortcut(QKeySequence(u"Ctrl+`"_s));
    connect(show, &QAction::triggered, this, [this] { m_window->showGuest(m_terminals); });
    m_window->addActionTo(u"go"_s, show);
    m_window->addActionTo(u"edit"_s, m_terminals->settingsAction());
    m_window->addActionTo(u"edit"_s, m_terminals->variablesAction());
    m_notice = new DesktopNotice(this);
    makeVariables();
    makeEnvironments();
    loadTerminalSettings();
}

void Workspace::loadTerminalSettings()
{
    QSettings file(settingsFile(), QSettings::IniFormat);
    m_terminalSettings.load(file);
    m_terminalColors.load(file);
    m_terminals->setSettings(m_terminalSettings, m_terminalColors);
}

void Workspace::editTerminalSettings()
{
    auto *dialog = new TerminalSettingsDialog(m_terminalSettings, m_terminalColors, m_window.get());
    connect(dialog, &TerminalSettingsDialog::chosen, this,
            [this](const TerminalSettings &settings, const TerminalColors &colors) {
                m_terminalSettings = settings;
                m_terminalColors = colors;
                m_terminals->setSettings(settings, colors);
                QSettings file(settingsFile(), QSettings::IniFormat);
                settings.save(file);
                colors.save(file);
                file.sync();
                if (file.status() != QSettings::NoError)
                    show({tr("The terminal settings could not be written to %1. They are as you chose until Oriel ends.")
                              .arg(file.fileName()),
                          {},
                          {}},
                         tr("Terminal settings"));
            });
    dialog->open();
}

// command: from a mark with the session's nonce only (SAFETY 7).
void Workspace::noticeEnd(TerminalPane *where, const QString &command, std::chrono::milliseconds took, int exitCode)
{
    const std::chrono::seconds least(m_terminalSettings.noticedAfter);
    if (least.count() == 0 || took < least)
        return;
    m_window->say(exitCode == 0 ? tr("%1 has ended.").arg(command)
                                : tr("%1 has failed with status %2.").arg(command).arg(exitCode),
                  10'000);
    if (m_window->isActiveWindow())
        return;
    QApplication::alert(m_window.get());
    const QString shown = command.size() > longestCommand ? command.left(longestCommand - 1) + u'…' : command;
    const QString length = durationText(std::chrono::microseconds(took).count());
    m_notice->show(exitCode == 0 ? tr("Ended after %1").arg(length)
                                 : tr("Failed with status %1 after %2").arg(exitCode).arg(length),
                   withMarks(shown), [this, pane = QPointer(where)] {
                       raise();
                       m_window->showGuest(m_terminals);
                       if (pane)
                           m_terminals->reveal(pane);
                   });
}

void Workspace::runInTerminal(const RunInTerminal &wish)
{
    const auto isKey = [](QChar c) { return c.category() == QChar::Other_Control; };
    if (std::ranges::any_of(wish.command, isKey)) // it would be pressed
        return show({tr("This command holds control characters and is not run: %1").arg(withMarks(wish.command)), {}, {}},
                    tr("Run in a terminal"));
    m_terminals->run(wish.command, wish.folder);
    m_window->showGuest(m_terminals);
}

void Workspace::follow(const TerminalLink &link)
{
    if (link.kind == TerminalLink::Kind::File)
        openPath(link.target, link.line, link.column);
    else if (link.kind == TerminalLink::Kind::Request)
        m_requests->openLogged(link.method, link.target);
    else if (link.kind == TerminalLink::Kind::Url && !openInBrowser(link.target))
        m_window->say(tr("%1 could not be opened: no browser is set up here.").arg(link.target), 10'000);
}

void Workspace::openPsql(const OpenPsql &wish)
{
    Connection *to = connection(wish.connection);
    std::optional<pg::ConnInfo> given;
    if (const auto reading = pg::ConnInfo::read(wish.parameters); reading && !wish.parameters.isEmpty()) {
        given = reading->info;
        given->setPassword(wish.password);
    }
    if (given && (!to || !to->profile().way.isSet()))
        return startPsql(to, *given);
    if (!to)
        return;
    to->prepare(
        this,
        [this, to, given](const Result<pg::ConnInfo> &led) {
            if (!led)
                return show(led.error(), tr("psql cannot be opened"));
            pg::ConnInfo info = given.value_or(*led);
            for (const QString &keyword : {u"hostaddr"_s, u"port"_s})
                info.set(keyword, led->value(keyword));
            startPsql(to, info);
        },
        wish.database);
}

// With the password that is kept for it, where it may have that (SAFETY 2); without one psql asks for it.
void Workspace::startPsql(const Connection *of, const pg::ConnInfo &info)
{
    const QString title = of ? u"psql %1"_s.arg(of->profile().name) : u"psql"_s;
    const auto start = [this, info, title, way = of ? of->profile().way : tunnel::Way()](const Result<Secret> &kept) {
        m_psql = inBackground(
            this, QThreadPool::globalInstance(),
            [info, way, kept = kept.value_or(Secret())](std::stop_token) {
                pg::ConnInfo whole = info;
                if (!kept.isEmpty() && wayin::mayTakeStoredPassword(info, way))
                    whole.setPassword(kept);
                return psqlLaunch(whole);
            },
            [this, title](const Result<PsqlLaunch> &launch) {
                if (!launch)
                    return show(launch.error(), tr("psql cannot be opened"));
                TerminalPane *pane = m_terminals->open(launch->program, title);
                connect(pane, &QObject::destroyed, pane,
                        [file = launch->passFile] { QFile::remove(file); }); // psql never came to it
                m_window->showGuest(m_terminals);
            });
    };
    pg::ConnInfo ours = info;
    if (of && of->profile().way.isSet()) // its local end is no part of what the password is bound to
        for (const QString &keyword : {u"hostaddr"_s, u"port"_s})
            ours.set(keyword, of->profile().info.value(keyword));
    const bool mayBeKept = of && !of->profile().reference.isSet() && info.password().isEmpty() &&
                           of->profile().password.kind == PasswordSource::Kind::Keychain && mayFollow(of->profile().info, ours);
    if (mayBeKept)
        keychain::read(this, of->keychainKey(), start);
    else
        start(Secret());
}

} // namespace oriel
