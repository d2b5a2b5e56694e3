// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/vtcommand.h"

#include "base/bell.h"
#include "base/detach.h"
#include "cli/tlscommand.h"
#include "cli/vtscript.h"
#include "engines/vt/host.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTextStream>

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <optional>

namespace oriel::cli {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds noNews = 1h; // nothing to be looked at before something is written
constexpr int gaveUp = 124, notExecutable = 126, notFound = 127, bySignal = 128; // as timeout, env and the shells have it

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::cli)
};

struct VtOptions
{
    QCommandLineParser parser;
    QCommandLineOption help{{u"h"_s, u"help"_s}, Words::tr("Show this help.")};
    QCommandLineOption rows{u"rows"_s, Words::tr("Rows of the screen, 1 to 1000 (24)."), u"N"_s, u"24"_s};
    QCommandLineOption columns{u"cols"_s, Words::tr("Columns of the screen, 1 to 1000 (80)."), u"N"_s, u"80"_s};
    QCommandLineOption dumpScreen{u"dump-screen"_s, Words::tr("Print the last screen row by row, not the whole text.")};
    QCommandLineOption type{u"type"_s, Words::tr("Type what this file holds; - is standard input."), u"FILE"_s};
    QCommandLineOption timeout{u"timeout"_s, Words::tr("Give up when a wait in FILE takes so many seconds (60)."), u"S"_s,
                               u"60"_s};

    VtOptions()
    {
        parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
        parser.setApplicationDescription(
            Words::tr(
                "Runs a command in Oriel's terminal, without a display: for tests of terminals (esctest, vttest) and of "
                "programs.\n\n"
                "What the command writes is shown to nobody but the terminal, whose answers the command reads on its standard\n"
                "input; nothing else is relayed. When it has ended, the text it left is printed as UTF-8 without control\n"
                "characters: history and screen with wrapped lines joined or, with --dump-screen, the screen row by row.\n"
                "Checksums and titles are reported here (DECRQCRA, CSI 21 t), as test programs need them.\n\n") +
            scriptHelp() +
            Words::tr(
                "\nExit codes: the command's · 128 + N signal N ended it, or this · 2 wrong usage · 124 a wait took too long ·\n"
                "126 the command may not be run · 127 there is none. Ctrl+C or TERM here hangs up there."));
        parser.addPositionalArgument(u"command"_s, Words::tr("The command and its arguments."), u"[--] COMMAND [ARGUMENT…]"_s);
        parser.addOptions({help, rows, columns, dumpScreen, type, timeout});
    }
};

int fail(const QString &message, int code)
{
    QTextStream(stderr) << u"oriel-cli: "_s << message << u'\n';
    return code;
}

void print(const QByteArray &text)
{
    QFile out;
    if (out.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered))
        out.write(text);
}

void appendText(QString &row, const vt::Cell &cell, const vt::Picture &picture)
{
    if (cell.width == 0 || cell.isSpacer)
        return;
    if (cell.text & vt::Cell::clusterBit)
        row += QString::fromStdU32String(picture.clusters[cell.text & ~vt::Cell::clusterBit]);
    else
        row += QString::fromUcs4(reinterpret_cast<const char32_t *>(&cell.text), 1);
}

// Its rows, without blanks at their ends and without empty rows at the end.
QByteArray screenText(const vt::Terminal &terminal)
{
    vt::Picture picture;
    terminal.look({}, picture);
    QString text;
    for (int row = 0; row < picture.size.rows; ++row) {
        QString line;
        for (int column = 0; column < picture.size.columns; ++column) {
            vt::Cell cell = picture.cells[std::size_t(row * picture.size.columns + column)];
            if (cell.text == 0)
                cell.text = U' ';
            appendText(line, cell, picture);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    while (text.endsWith("\n\n"_L1) || text == "\n"_L1)
        text.chop(1);
    return text.toUtf8();
}

QByteArray wholeText(const vt::Terminal &terminal)
{
    QByteArray text =
        QByteArray::fromStdString(terminal.text({{terminal.firstLine(), 0}, {terminal.lastLine(), INT_MAX}, false}));
    while (text.endsWith('\n'))
        text.chop(1);
    return text.isEmpty() ? text : text + '\n';
}

// One command in one terminal. Its own thread waits on the bell, which the reader thread rings.
class VtCommand final
{
public:
    VtCommand(vt::Size size, std::chrono::seconds limit) : m_size(size), m_limit(limit)
    {
        sigset_t signals;
        ::sigemptyset(&signals);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            ::sigaddset(&signals, signal);
        ::pthread_sigmask(SIG_BLOCK, &signals, nullptr); // for the reader thread too
        m_signals = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    ~VtCommand() { ::close(m_signals); }
    Q_DISABLE_COPY_MOVE(VtCommand)

    Result<> start(const vt::Launch &launch)
    {
        vt::Options options;
        options.isHeadless = true;
        auto host = vt::Host::start(launch, m_size, options,
                                    {.changed =
                                         [this] {
                                             const std::lock_guard lock(m_mutex);
                                             m_lastNews = Clock::now();
                                             m_bell.ring();
                                         },
                                     .ended =
                                         [this](vt::Ending ending) {
                                             const std::lock_guard lock(m_mutex);
                                             m_ending = ending;
                                             m_bell.ring();
                                         }});
        if (!host)
            return std::unexpected(host.error());
        m_host = std::move(*host);
        return {};
    }

    // The exit code, after all steps and the command's end.
    int run(const QList<Step> &steps)
    {
        for (const Step &step : steps) {
            if (std::visit([this](const auto &action) { return perform(action); }, step.action))
                continue;
            if (m_signal)
                break;
            if (ending()) {
                fail(Words::tr("the command ended before line %1 of what is typed").arg(step.line), 0);
                break;
            }
            return hangUp(
                fail(Words::tr("what line %1 waits for has not come in %2 s").arg(step.line).arg(m_limit.count()), gaveUp));
        }
        await([] { return noNews; });
        if (m_signal)
            return hangUp(bySignal + m_signal);
        return ending()->signal ? bySignal + ending()->signal : ending()->exitCode;
    }

    QByteArray screen()
    {
        return m_host->use([](const vt::Terminal &terminal) { return screenText(terminal); });
    }
    QByteArray text()
    {
        return m_host->use([](const vt::Terminal &terminal) { return wholeText(terminal); });
    }

private:
    std::optional<vt::Ending> ending() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ending;
    }

    // `left` says when to ask it again if nothing happens before; 0: it is so (true). False: the time is up, a signal has come
    // or the command ended.
    template<typename F>
    bool await(F &&left, Clock::time_point until = Clock::time_point::max())
    {
        for (;;) {
            const bool isOver = ending().has_value(); // before the look: all it wrote is in it
            look();
            const std::chrono::milliseconds next = left();
            if (next <= next.zero())
                return true;
            const auto now = Clock::now();
            if (isOver || m_signal || now >= until)
                return false;
            const auto atMost = std::chrono::ceil<std::chrono::milliseconds>(std::min<Clock::duration>(until - now, next));
            pollfd files[2] = {{m_bell.file(), POLLIN, 0}, {m_signals, POLLIN, 0}};
            ::poll(files, 2, int(atMost.count()));
            if (files[0].revents)
                m_bell.hush();
            signalfd_siginfo facts;
            if (files[1].revents && ::read(m_signals, &facts, sizeof facts) == sizeof facts)
                m_signal = int(facts.ssi_signo);
        }
    }

    int hangUp(int code)
    {
        m_host->pty().hangUp();
        while (!ending()) { // Pty sees to it in three seconds
            m_signal = 0;
            await([] { return noNews; });
        }
        return code;
    }

    // Asks to be told of the next change.
    void look()
    {
        const vt::Events events = m_host->use([](vt::Terminal &terminal) { return terminal.takeEvents(); });
        if (events.sizeAsked)
            m_host->pty().resize(*events.sizeAsked); // the terminal itself has it already, or even the next one
    }

    bool perform(const Typed &typed)
    {
        const std::string_view bytes(typed.bytes.constData(), std::size_t(typed.bytes.size()));
        return await([&] { return m_host->send(bytes) ? 0ms : 20ms; }, Clock::now() + m_limit);
    }
    bool perform(const vt::Key &key)
    {
        const std::string bytes = m_host->use([&key](const vt::Terminal &terminal) { return vt::encode(key, terminal.modes()); });
        return perform(Typed{QByteArray::fromStdString(bytes)});
    }
    bool perform(const Until &until)
    {
        return await([&] { return screen().contains(until.text) ? 0ms : noNews; }, Clock::now() + m_limit);
    }
    bool perform(const Quiet &quiet)
    {
        const auto begin = Clock::now();
        const auto left = [&] {
            const std::lock_guard lock(m_mutex);
            return std::chrono::ceil<std::chrono::milliseconds>(std::max(begin, m_lastNews) + quiet.length - Clock::now());
        };
        return await(left, begin + m_limit);
    }
    bool perform(const Show &show)
    {
        print("== " + show.title + " ==\n" + screen());
        return true;
    }
    bool perform(vt::Size size)
    {
        m_host->resize(size);
        return true;
    }

    const vt::Size m_size;
    const std::chrono::seconds m_limit;
    int m_signals = -1, m_signal = 0; // the one that came
    Bell m_bell;
    mutable std::mutex m_mutex;
    Clock::time_point m_lastNews = Clock::now();
    std::optional<vt::Ending> m_ending;
    std::unique_ptr<vt::Host> m_host; // last: its callbacks end before the rest goes
};

std::optional<int> numberIn(const QString &text, int most)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= 1 && number <= most ? std::optional(number) : std::nullopt;
}

Result<QList<Step>> stepsOf(const QString &name)
{
    QFile file(name);
    const bool isOpen = name == "-"_L1 ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return std::unexpected(Error{Words::tr("%1 cannot be read: %2.").arg(name, file.errorString()), {}, {}});
    return stepsFrom(file.readAll());
}

} // namespace

int runVt(const QStringList &arguments, mode_t fileMask)
{
    VtOptions options;
    const QCommandLineParser &parser = options.parser;
    if (!options.parser.parse(QStringList{u"oriel-cli vt"_s} + arguments))
        return fail(parser.errorText(), usageError);
    if (parser.isSet(options.help)) {
        QTextStream(stdout) << parser.helpText();
        return 0;
    }
    const auto rows = numberIn(parser.value(options.rows), 1000), columns = numberIn(parser.value(options.columns), 1000);
    const auto seconds = numberIn(parser.value(options.timeout), 86'400);
    if (!rows || !columns || !seconds)
        return fail(seconds ? Words::tr("--rows and --cols want numbers from 1 to 1000.")
                            : Words::tr("--timeout wants a number of seconds from 1 to 86400."),
                    usageError);
    if (parser.positionalArguments().isEmpty())
        return fail(Words::tr("Which command? oriel-cli vt [OPTIONS] -- COMMAND [ARGUMENT…] (see --help)."), usageError);
    QList<Step> steps;
    if (parser.isSet(options.type)) {
        auto read = stepsOf(parser.value(options.type));
        if (!read)
            return fail(read.error().message, usageError);
        steps = std::move(*read);
    }
    vt::Launch launch{{}, vt::ownEnvironment(), QDir::currentPath(), fileMask};
    for (const QString &argument : parser.positionalArguments())
        launch.command.append(QFile::encodeName(argument));
    int code = 0;
    {
        VtCommand command({*rows, *columns}, std::chrono::seconds(*seconds));
        if (const auto started = command.start(launch); !started)
            return fail(started.error().message, started.error().code == QString::number(ENOENT) ? notFound : notExecutable);
        code = command.run(steps);
        print(parser.isSet(options.dumpScreen) ? command.screen() : command.text());
    }
    awaitDetached(1s); // the reader thread has nothing left to do
    return code;
}

} // namespace oriel::cli
