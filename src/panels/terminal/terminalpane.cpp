// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalpane.h"

#include "base/text.h"
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalview.h"
#include "widgets/noticebar.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPushButton>
#include <QRandomGenerator>
#include <QTemporaryFile>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr auto looking = 250;    // ms between two looks at what runs
constexpr qint64 atOnce = 1'000; // ms: a shell that ends sooner has not been used

QByteArray makeNonce()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return QByteArray::fromRawData(reinterpret_cast<const char *>(random.data()), sizeof random).toHex();
}

} // namespace

TerminalPane::TerminalPane(const TerminalProject &project, QWidget *parent)
    : QWidget(parent), m_project(project), m_export(new EnvExport(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    makeView();
    m_look.setSingleShot(true);
    m_look.setInterval(looking);
    connect(&m_look, &QTimer::timeout, this, &TerminalPane::look);
    connect(m_export, &EnvExport::handed, this, [this](const HandedVariables &lines) {
        hand(lines);
        Q_EMIT changed();
    });
    connect(m_export, &EnvExport::failed, this, [this](const Error &error) { m_view->notice()->show(error); });
}

TerminalPane::~TerminalPane() = default;

void TerminalPane::makeView()
{
    if (m_view) { // possibly in a signal of one of its buttons
        m_view->disconnect(this);
        m_view->canvas()->disconnect(this);
        m_view->hide();
        layout()->removeWidget(m_view);
        m_view->deleteLater();
    }
    m_view = new TerminalView(this);
    m_view->setSettings(m_settings);
    m_view->setColors(m_colors);
    m_view->setMenu(m_menu);
    layout()->addWidget(m_view);
    setFocusProxy(m_view);
    connect(m_view, &TerminalView::ended, this, &TerminalPane::ended);
    connect(m_view, &TerminalView::failed, this, &TerminalPane::failed);
    connect(m_view, &TerminalView::commandEnded, this, &TerminalPane::onCommand);
    connect(m_view, &TerminalView::linkFollowed, this, &TerminalPane::linkFollowed);
    connect(m_view, &TerminalView::settingsChanged, this, &TerminalPane::settingsChanged);
    connect(m_view->canvas(), &TerminalCanvas::painted, this, [this] {
        if (!m_look.isActive())
            m_look.start();
        if (!m_waiting.isEmpty() && isAtPrompt())
            m_view->host()->send(std::exchange(m_waiting, {}).toStdString());
    });
    connect(m_view->canvas(), &TerminalCanvas::selectionChanged, this, &TerminalPane::changed);
}

void TerminalPane::startShell(const QString &folder)
{
    m_wantedFolder = folder;
    m_isWaiting = true;
    if (isVisible())
        showFirst();
}

void TerminalPane::showFirst()
{
    if (!m_project.isComplete || !std::exchange(m_isWaiting, false))
        return;
    m_nonce = makeNonce();
    m_shell = wantedShell();
    m_variables = m_offered = m_project.variables;
    struct Prepared
    {
        vt::Launch launch;
        EnvExport::Reading exported;
        bool isChanged = false; // the environment
    };
    m_starting = inBackground(
        this, QThreadPool::globalInstance(),
        [project = m_project, shell = m_shell, folder = startFolder(), nonce = m_nonce,
         isOn = m_export->isOn()](std::stop_token) {
            const EnvExport::Reading exported = isOn ? EnvExport::read(project) : EnvExport::Reading();
            const ShellSetup setup{shell,
                                   folder,
                                   project.virtualEnvironment,
                                   project.environmentHash,
                                   project.variables + exported.values,
                                   nonce,
                                   project.environment};
            Prepared prepared{shellLaunch(setup), exported};
            prepared.launch.fileMask = project.fileMask;
            prepared.isChanged =
                !setup.virtualEnvironment.isEmpty() && environmentHash(setup.virtualEnvironment) != setup.environmentHash;
            return prepared;
        },
        [this, wasOn = m_export->isOn(), environment = m_project.virtualEnvironment](const Prepared &prepared) {
            m_export->took(prepared.exported);
            start(prepared.launch);
            if (m_export->isOn() != wasOn && isAlive()) // what was decided meanwhile
                m_export->hand(m_project, m_shell);
            offerVariables();
            Q_EMIT changed();
            if (prepared.isChanged)
                Q_EMIT environmentChanged();
            else if (m_project.virtualEnvironment != environment)
                activate(m_project.virtualEnvironment);
        });
}

QString TerminalPane::wantedShell() const
{
    for (const QString &shell : {m_project.shell, m_settings.shell})
        if (!shell.isEmpty())
            return shell;
    return userShell();
}

void TerminalPane::startProgram(const vt::Launch &launch, const QString &title)
{
    m_program = launch;
    m_program->fileMask = m_project.fileMask;
    m_title = title;
    start(*m_program);
}

void TerminalPane::start(const vt::Launch &launch)
{
    vt::Options options;
    options.nonce = m_nonce.toStdString();
    m_hasEnded = false;
    m_since.start();
    if (const auto started = m_view->start(launch, options); !started)
        failed(started.error());
    look();
}

void TerminalPane::failed(const Error &error)
{
    m_hasEnded = true;
    m_waiting.clear();
    m_handed.clear();
    m_view->notice()->show(error);
    m_view->notice()->addButton(tr("Try again"), [this] { restart(); }, true);
    m_view->notice()->addButton(tr("Close"), [this] { Q_EMIT closeAsked(); });
    Q_EMIT changed();
}

void TerminalPane::restart()
{
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    makeView();
    m_lastExit.reset();
    if (m_program)
        start(*m_program);
    else
        startShell(m_folder);
    if (hadFocus)
        setFocus();
}

void TerminalPane::ended(const vt::Ending &ending)
{
    m_hasEnded = true;
    m_waiting.clear();
    m_handed.clear();
    const bool isWell = ending.exitCode == 0 && ending.signal == 0;
    const bool isWished = isWell || (!m_program && !ending.signal); // a shell passes on its last command's status
    if (isWished && m_since.elapsed() > atOnce)
        return void(Q_EMIT closeAsked());
    const QString what = ending.signal ? tr("It was ended by signal %1.").arg(ending.signal)
                         : isWell      ? tr("It ended at once.")
                                       : tr("It ended with status %1.").arg(ending.exitCode);
    m_view->notice()->show(isWell ? NoticeBar::Tone::Info : NoticeBar::Tone::Warning, what);
    m_view->notice()->addButton(tr("Start again"), [this] { restart(); }, true)->setObjectName(u"terminal.restart"_s);
    m_view->notice()->addButton(tr("Close"), [this] { Q_EMIT closeAsked(); })->setObjectName(u"terminal.closeEnded"_s);
    Q_EMIT changed();
}

void TerminalPane::onCommand(const vt::Command &command)
{
    m_lastExit = command.exitCode;
    if (command.isTrusted && command.exitCode)
        Q_EMIT commandEnded(QString::fromStdString(command.text).simplified(),
                            std::chrono::duration_cast<std::chrono::milliseconds>(command.ended - command.began),
                            *command.exitCode);
    Q_EMIT changed();
}

// What the tab says of it.
void TerminalPane::look()
{
    if (!m_view->host() || m_hasEnded)
        return;
    for (int row = 0; row < m_view->canvas()->rows(); ++row)
        if (const QString address = serverAddress(m_view->canvas()->rowText(row)); !address.isEmpty() && address != m_server)
            Q_EMIT serverSeen(m_server = address);
    const vt::Pty::Foreground now = m_view->host()->pty().foreground();
    const QString where = now.folder.isEmpty() ? folder() : now.folder; // not started yet
    const QString name = m_program ? m_title : now.isShell ? QDir(where).dirName() : now.name;
    const bool hadFailed = !now.isShell && std::exchange(m_lastExit, {}); // what runs has not
    if (where != m_folder)
        Q_EMIT stateChanged();
    if (where == m_folder && name == m_title && !hadFailed)
        return;
    m_folder = where;
    m_title = name;
    Q_EMIT changed();
}

QString TerminalPane::title() const
{
    const QString name = m_title.isEmpty() ? QDir(folder()).dirName() : m_title;
    return name.isEmpty() ? tr("Terminal") : name;
}

QString TerminalPane::folder() const { return m_folder.isEmpty() ? startFolder() : m_folder; }

QString TerminalPane::startFolder() const
{
    return m_wantedFolder.isEmpty() || !m_project.isTrusted ? m_project.folder : m_wantedFolder;
}

QStringList TerminalPane::running() const
{
    if (!m_view->host() || m_hasEnded)
        return {};
    if (m_program)
        return {m_title};
    const vt::Pty &pty = m_view->host()->pty();
    const vt::Pty::Foreground now = pty.foreground();
    return (now.isShell ? QStringList() : QStringList{now.name}) + pty.jobs();
}

void TerminalPane::setProject(const TerminalProject &project)
{
    m_project = project;
    offerVariables();
    if (isVisible())
        showFirst();
}

void TerminalPane::setSettings(const TerminalSettings &settings, const TerminalColors &colors)
{
    m_settings = settings;
    m_colors = colors;
    m_view->setSettings(settings);
    m_view->setColors(colors);
}

void TerminalPane::setMenu(const QList<QAction *> &actions)
{
    m_menu = actions;
    m_view->setMenu(actions);
}

bool TerminalPane::isAlive() const { return m_view->host() && !m_program && !m_hasEnded; }

// With nothing typed yet: else what we type would be added to it.
bool TerminalPane::isAtPrompt() const
{
    if (!isAlive())
        return false;
    vt::Host *host = m_view->host();
    const bool isClear = host->use([isMarked = marksCommands(m_shell)](const vt::Terminal &terminal) {
        return isMarked ? terminal.isAtPrompt() : terminal.cursor().cell > 0; // a prompt, as far as one can know
    });
    return isClear && host->pty().foreground().isShell;
}

void TerminalPane::type(const QByteArray &text)
{
    if (isAtPrompt())
        m_view->host()->send(text.toStdString());
    else
        m_waiting += text;
}

void TerminalPane::run(const QString &command) { type(command.toUtf8() + '\r'); }

void TerminalPane::activate(const QString &environment)
{
    if (isAlive()) // the next shell does it by itself
        type(activationLine(environment, m_shell) + '\r');
}

void TerminalPane::setExported(bool isExported)
{
    if (m_export->isOn() == isExported || m_program || (isExported && m_project.envFile.isEmpty()))
        return;
    m_export->setOn(isExported);
    if (isAlive())
        m_export->hand(m_project, m_shell);
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void TerminalPane::reloadExport()
{
    if (exportState() == EnvExport::State::Removed)
        setExported(false);
    else if (m_export->isOn() && isAlive())
        m_export->hand(m_project, m_shell);
}

void TerminalPane::hand(const HandedVariables &lines)
{
    if (isAtPrompt())
        m_handed.clear(); // they are read
    m_handed.push_back(lines.file);
    type(lines.line);
}

// The project's own variables have been changed in Oriel while this shell runs.
void TerminalPane::offerVariables()
{
    if (!isAlive() || m_offered == m_project.variables)
        return;
    m_offered = m_project.variables;
    if (m_offered == m_variables)
        return m_view->notice()->clear();
    m_view->notice()->show(NoticeBar::Tone::Info, tr("The project's variables have changed: new terminals have them."));
    m_view->notice()
        ->addButton(tr("Set them in this one"),
                    [this] {
                        setFocus(); // the button had it
                        setVariables();
                    })
        ->setObjectName(u"terminal.setVariables"_s);
}

void TerminalPane::setVariables()
{
    Variables values;
    for (const auto &[name, old] : m_variables) // those that are gone are as they were without it
        values.append({name, m_project.valueWithoutEnv(name)});
    values += m_project.variables;
    values.removeIf([this](const auto &value) { return m_export->has(value.first); }); // .env has been exported over it
    m_variables = m_project.variables;
    m_view->notice()->clear();
    m_setting = inBackground(
        this, QThreadPool::globalInstance(), [values, shell = m_shell](std::stop_token) { return handVariables(values, shell); },
        [this](const Result<HandedVariables> &lines) {
            if (lines)
                hand(*lines);
            else
                m_view->notice()->show(lines.error());
        });
}

void TerminalPane::toCommand(int step)
{
    const auto &rows = m_view->canvas()->picture().rows;
    if (!m_view->host() || rows.empty())
        return;
    const vt::Anchor top = rows.front().begin;
    const std::optional<qint64> row = m_view->host()->use([&](const vt::Terminal &terminal) -> std::optional<qint64> {
        std::optional<vt::Anchor> found;
        for (const vt::Command &command : terminal.commands())
            if (step < 0 ? command.prompt < top : !found && command.prompt > top)
                found = command.prompt;
        return found ? std::optional(terminal.extent({*found}).top) : std::nullopt;
    });
    if (row)
        m_view->canvas()->scrollTo(*row);
    else if (step > 0)
        m_view->canvas()->scrollToEnd();
}

void TerminalPane::copyOutput()
{
    const auto &rows = m_view->canvas()->picture().rows;
    if (!m_view->host() || rows.empty())
        return;
    const vt::Anchor last = rows.back().begin;
    const std::string text = m_view->host()->use([&](const vt::Terminal &terminal) {
        const std::vector<vt::Command> commands = terminal.commands();
        const auto found = std::ranges::find_if(commands.rbegin(), commands.rend(), [&](const vt::Command &command) {
            return command.output && command.end && *command.output <= last;
        });
        return found == commands.rend() ? std::string() : terminal.text({*found->output, *found->end});
    });
    if (!text.empty())
        QApplication::clipboard()->setText(QString::fromStdString(text));
}

void TerminalPane::rerun()
{
    if (!m_view->host() || !isAtPrompt())
        return;
    const std::string bytes = m_view->host()->use([](const vt::Terminal &terminal) {
        const std::vector<vt::Command> commands = terminal.commands();
        const auto found = std::ranges::find_if(commands.rbegin(), commands.rend(), [](const vt::Command &command) {
            return command.isTrusted && command.output && !command.text.empty();
        });
        if (found == commands.rend() || !vt::isInsertable(*found, terminal.modes()))
            return std::string();
        return vt::encodePaste(found->text, terminal.modes());
    });
    m_view->host()->send(bytes);
}

QJsonObject TerminalPane::state() const
{
    QJsonObject state{{u"folder"_s, folder()}};
    if (m_export->isOn())
        state.insert(u"exported"_s, true);
    return state;
}

void TerminalPane::restore(const QJsonObject &state)
{
    m_export->setOn(state.value(u"exported"_s).toBool());
    startShell(state.value(u"folder"_s).toString());
}

} // namespace oriel
