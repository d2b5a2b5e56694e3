// SPDX-License-Identifier: GPL-3.0-or-later
// How the workspace answers terminals: where their shells start, psql in one of them, what their links lead to.
#include "app/profiles.h"
#include "app/workspace.h"
#include "base/shellwords.h"
#include "engines/keychain/keychain.h"
#include "jobs/psqllaunch.h"
#include "panels/table/tabledocument.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"
#include "widgets/plain.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QStandardPaths>
#include <QThreadPool>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds noticed{10}; // a command that took so long is told when it ends

QString environmentKey(const QString &path) { return u"environment:"_s + path; }

} // namespace

void Workspace::makeTerminals()
{
    m_terminals = new TerminalPanel;
    m_window->addPanel(m_terminals);
    connect(m_terminals, &TerminalPanel::environmentChanged, this, &Workspace::findEnvironment);
    connect(m_terminals, &TerminalPanel::environmentAnswered, this, &Workspace::answerEnvironment);
    connect(m_terminals, &TerminalPanel::commandEnded, this,
            [this](const QString &command, std::chrono::milliseconds took, int exitCode) {
                if (took < noticed)
                    return;
                if (!m_window->isActiveWindow())
                    QApplication::alert(m_window.get());
                m_window->say(exitCode == 0 ? tr("%1 has ended.").arg(command)
                                            : tr("%1 has failed with status %2.").arg(command).arg(exitCode),
                              10'000);
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
}

// A file opens in the user's own editor, in a terminal beside the one it was named in.
void Workspace::follow(const TerminalLink &link)
{
    if (link.kind == TerminalLink::Kind::Url && !openInBrowser(link.target))
        return m_window->say(tr("%1 could not be opened: no browser is set up here.").arg(link.target), 10'000);
    if (link.kind != TerminalLink::Kind::File)
        return;
    QString editor = qEnvironmentVariable("VISUAL", qEnvironmentVariable("EDITOR"));
    for (const char *known : {"nvim", "vim", "nano", "vi"})
        if (editor.isEmpty() && !QStandardPaths::findExecutable(QLatin1String(known)).isEmpty())
            editor = QLatin1String(known);
    if (editor.isEmpty())
        return m_window->say(tr("No editor was found. Set EDITOR, or install one, as vim or nano."), 10'000);
    const auto words = shellWords(editor);
    if (!words || words->words.isEmpty())
        return m_window->say(tr("EDITOR cannot be read: %1").arg(editor), 10'000);
    vt::Launch launch{{}, vt::ownEnvironment(), QFileInfo(link.target).path(), {}};
    for (const QString &word : words->words)
        launch.command.append(word.toLocal8Bit());
    if (link.line > 0)
        launch.command.append('+' + QByteArray::number(link.line));
    launch.command.append(QFile::encodeName(link.target)); // absolute: never an option
    m_terminals->open(launch, QFileInfo(link.target).fileName());
    m_window->showGuest(m_terminals);
}

void Workspace::setProjectFolder(const QString &folder, mode_t fileMask)
{
    m_project = {};
    m_project.folder = folder;
    m_project.fileMask = fileMask;
    findEnvironment();
}

// A virtual environment of the folder is a script that somebody else may have written: it runs in a shell once the user has
// agreed, and again only while the script is the same (SAFETY 6).
void Workspace::findEnvironment()
{
    m_project.virtualEnvironment.clear();
    m_project.isComplete = false;
    m_terminals->setProject(m_project);
    struct Found
    {
        QString environment, envFile;
        QByteArray hash;
    };
    m_environment = inBackground(
        this, QThreadPool::globalInstance(),
        [folder = m_project.folder](std::stop_token) {
            const QString environment = virtualEnvironments(folder).value(0), envFile = QDir(folder).filePath(u".env"_s);
            return Found{environment, QFileInfo(envFile).isFile() ? envFile : QString(), environmentHash(environment)};
        },
        [this](const Found &found) {
            const QJsonObject known = m_store->value(environmentKey(found.environment));
            const bool isKnown = known.value(u"activate"_s).toString() == QString::fromLatin1(found.hash);
            if (isKnown && known.value(u"agreed"_s).toBool())
                m_project.virtualEnvironment = found.environment;
            m_project.environmentHash = found.hash;
            m_project.envFile = found.envFile;
            m_project.isComplete = true;
            m_terminals->setProject(m_project);
            if (!isKnown && !found.hash.isEmpty())
                m_terminals->offerEnvironment(found.environment);
        });
}

void Workspace::answerEnvironment(const QString &path, bool isAgreed)
{
    m_store->setValue(environmentKey(path),
                      {{u"activate"_s, QString::fromLatin1(m_project.environmentHash)}, {u"agreed"_s, isAgreed}});
    if (!isAgreed)
        return;
    m_project.virtualEnvironment = path;
    m_terminals->setProject(m_project);
    m_terminals->activate(path);
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
    const bool mayBeKept = of && info.password().isEmpty() && of->profile().password.kind == PasswordSource::Kind::Keychain &&
                           mayFollow(of->profile().info, ours);
    if (mayBeKept)
        keychain::read(this, of->keychainKey(), start);
    else
        start(Secret());
}

} // namespace oriel
