// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalpane.h"

#include "base/paths.h"
#include "base/text.h"
#include "jobs/envtext.h"
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalview.h"
#include "widgets/noticebar.h"

#include <QApplication>
#include <QClipboard>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileSystemWatcher>
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

constexpr qint64 largestEnv = 1 << 20; // bytes
constexpr auto looking = 250;          // ms between two looks at what runs
constexpr qint64 atOnce = 1'000;       // ms: a shell that ends sooner has not been used

QByteArray makeNonce()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return QByteArray::fromRawData(reinterpret_cast<const char *>(random.data()), sizeof random).toHex();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(largestEnv) : QByteArray();
}

QList<QPair<QString, QByteArray>> valuesOf(const QByteArray &text)
{
    return envValues(text, [](const QByteArray &name) { return qgetenv(name.constData()); });
}

QStringList namesOf(const QList<QPair<QString, QByteArray>> &values)
{
    QStringList names;
    for (const auto &[name, value] : values)
        names.append(name);
    return names;
}

QByteArray hashed(const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Sha256); }

} // namespace

TerminalPane::TerminalPane(const TerminalProject &project, QWidget *parent)
    : QWidget(parent), m_project(project), m_watcher(new QFileSystemWatcher(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    makeView();
    m_look.setSingleShot(true);
    m_look.setInterval(looking);
    connect(&m_look, &QTimer::timeout, this, &TerminalPane::look);
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, &TerminalPane::checkEnv);
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, &TerminalPane::checkEnv);
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
    layout()->addWidget(m_view);
    setFocusProxy(m_view);
    connect(m_view, &TerminalView::ended, this, &TerminalPane::ended);
    connect(m_view, &TerminalView::commandEnded, this, &TerminalPane::onCommand);
    connect(m_view, &TerminalView::linkFollowed, this, &TerminalPane::linkFollowed);
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
    m_wantedFolder = folder.isEmpty() ? m_project.folder : folder;
    m_isWaiting = true;
    if (isVisible())
        showFirst();
}

void TerminalPane::showFirst()
{
    if (!m_project.isComplete || !std::exchange(m_isWaiting, false))
        return;
    m_nonce = makeNonce();
    ShellSetup setup{m_project.shell,           m_wantedFolder,      m_project.virtualEnvironment,
                     m_project.environmentHash, m_project.variables, m_nonce};
    const QString envFile = m_isExported ? m_project.envFile : QString();
    struct Prepared
    {
        vt::Launch launch;
        QByteArray exported;
        QStringList names;
        bool isChanged = false; // the environment
    };
    m_starting = inBackground(
        this, QThreadPool::globalInstance(),
        [setup, envFile, mask = m_project.fileMask](std::stop_token) mutable {
            const QByteArray text = envFile.isEmpty() ? QByteArray() : contentOf(envFile);
            const auto values = valuesOf(text);
            setup.variables += values;
            Prepared prepared{shellLaunch(setup), hashed(text), namesOf(values)};
            prepared.launch.fileMask = mask;
            prepared.isChanged =
                !setup.virtualEnvironment.isEmpty() && environmentHash(setup.virtualEnvironment) != setup.environmentHash;
            return prepared;
        },
        [this, wasExported = !envFile.isEmpty(), environment = setup.virtualEnvironment](const Prepared &prepared) {
            m_exportedText = prepared.exported;
            m_exportedNames = prepared.names;
            start(prepared.launch);
            watchEnv();
            if (m_isExported != wasExported && m_view->host()) // what was decided meanwhile
                typeExport(m_isExported);
            if (prepared.isChanged)
                Q_EMIT environmentChanged();
            else if (m_project.virtualEnvironment != environment)
                activate(m_project.virtualEnvironment);
        });
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
    if (const auto started = m_view->start(launch, options); !started) {
        m_hasEnded = true;
        m_view->notice()->show(started.error());
        m_view->notice()->addButton(tr("Try again"), [this] { restart(); }, true);
        m_view->notice()->addButton(tr("Close"), [this] { Q_EMIT closeAsked(); });
    }
    look();
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
    const vt::Pty::Foreground now = m_view->host()->pty().foreground();
    const QString folder = now.folder.isEmpty() ? m_folder : now.folder;
    const QString name = m_program ? m_title : now.isShell ? QDir(folder).dirName() : now.name;
    const bool hadFailed = !now.isShell && std::exchange(m_lastExit, {}); // what runs has not
    if (folder != m_folder)
        Q_EMIT stateChanged();
    if (folder == m_folder && name == m_title && !hadFailed)
        return;
    m_folder = folder;
    m_title = name;
    Q_EMIT changed();
}

QString TerminalPane::title() const
{
    const QString name = m_title.isEmpty() ? QDir(folder()).dirName() : m_title;
    return name.isEmpty() ? tr("Terminal") : name;
}

QString TerminalPane::folder() const { return m_folder.isEmpty() ? m_wantedFolder : m_folder; }

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
    if (m_isWaiting && m_wantedFolder.isEmpty())
        m_wantedFolder = project.folder;
    watchEnv();
    if (isVisible())
        showFirst();
}

// With nothing typed yet: else what we type would be added to it.
bool TerminalPane::isAtPrompt() const
{
    vt::Host *host = m_view->host();
    if (!host || m_hasEnded || m_program)
        return false;
    const bool isClear = host->use([isMarked = marksCommands(shell())](const vt::Terminal &terminal) {
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
    if (!m_view->host() || m_program || m_hasEnded)
        return; // the next shell does it by itself
    type(activationLine(environment, shell()) + '\r');
}

void TerminalPane::setExported(bool isExported)
{
    if (m_isExported == isExported || m_program || (isExported && m_project.envFile.isEmpty()))
        return;
    m_isExported = isExported;
    if (m_view->host() && !m_hasEnded)
        typeExport(isExported);
    watchEnv();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

void TerminalPane::reloadExport()
{
    if (m_isExported && m_view->host() && !m_hasEnded)
        typeExport(true);
}

// A line that reads a file of the runtime folder and removes it: the values are on no command line and in no history.
void TerminalPane::typeExport(bool isOn)
{
    struct Written
    {
        std::shared_ptr<QTemporaryFile> file;
        QString failure;
        QByteArray hash;
        QStringList names;
    };
    m_exporting = inBackground(
        this, QThreadPool::globalInstance(),
        [path = m_project.envFile, shell = shell(), isOn, own = m_project.variables, before = m_exportedNames](std::stop_token) {
            const QByteArray text = isOn ? contentOf(path) : QByteArray();
            auto values = valuesOf(text);
            const QStringList names = namesOf(values);
            for (const QString &name : before) { // no longer there: as it was without it
                const auto set = std::ranges::find(own, name, &QPair<QString, QByteArray>::first);
                if (!names.contains(name))
                    values.append({name, set != own.end() ? set->second : qgetenv(name.toUtf8().constData())});
            }
            const auto file = std::make_shared<QTemporaryFile>(paths::runtime() + u"/env-XXXXXX"_s); // 0600
            if (!file->open() ||
                file->write(exportLines(values, shell) + "rm -f -- '" + QFile::encodeName(file->fileName()) + "'\n") < 0 ||
                !file->flush())
                return Written{{}, file->errorString(), {}, {}};
            return Written{file, {}, hashed(text), names};
        },
        [this](const Written &written) {
            if (!written.file) {
                m_view->notice()->show(NoticeBar::Tone::Error,
                                       tr("The variables could not be handed over: %1. Free some space in %2.")
                                           .arg(written.failure, paths::runtime()));
                return;
            }
            if (isAtPrompt())
                m_handed.clear(); // they are read
            m_handed.push_back(written.file);
            const bool isFish = QFileInfo(shell()).fileName() == "fish"_L1;
            type((isFish ? " source '" : " . '") + QFile::encodeName(written.file->fileName()) + "'\r");
            m_exportedText = written.hash;
            m_exportedNames = written.names;
            m_isStale = false;
            Q_EMIT changed();
        });
}

void TerminalPane::watchEnv()
{
    if (const QStringList watched = m_watcher->files() + m_watcher->directories(); !watched.isEmpty())
        m_watcher->removePaths(watched);
    m_isStale = m_isStale && m_isExported;
    if (m_isExported && !m_project.envFile.isEmpty()) // the folder, too: editors write a new file in its place
        m_watcher->addPaths({m_project.envFile, QFileInfo(m_project.envFile).path()});
}

void TerminalPane::checkEnv()
{
    m_checking = inBackground(
        this, QThreadPool::globalInstance(), [path = m_project.envFile](std::stop_token) { return hashed(contentOf(path)); },
        [this](const QByteArray &now) {
            if (!m_watcher->files().contains(m_project.envFile))
                m_watcher->addPath(m_project.envFile);
            const bool isStale = m_isExported && now != m_exportedText;
            if (std::exchange(m_isStale, isStale) != isStale)
                Q_EMIT changed();
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
    if (m_isExported)
        state.insert(u"exported"_s, true);
    return state;
}

void TerminalPane::restore(const QJsonObject &state)
{
    m_isExported = state.value(u"exported"_s).toBool();
    startShell(state.value(u"folder"_s).toString());
}

} // namespace oriel
