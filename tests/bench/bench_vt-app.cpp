// SPDX-License-Identifier: GPL-3.0-or-later
// `cat` of 32 MiB of text and of colour through the visible widget, through Konsole and alacritty of the same size, and into a
// PTY whose reader throws everything away; by turns, in one run. The clock runs inside the terminal: it stops when the terminal
// has answered a question (CSI 6 n) that stands behind the last byte, so that everything before it was read and understood.
// usage: bench_vt-app [ROUNDS], under an X server
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int rows = 40, columns = 120;
constexpr qint64 fileSize = 32 << 20;

// In the terminal: writes the file, asks, waits for the answer, leaves the milliseconds and the window's size in `result`.
int inside(const char *path, const char *result)
{
    termios raw{};
    ::tcgetattr(0, &raw);
    ::cfmakeraw(&raw);
    raw.c_oflag |= OPOST | ONLCR;
    ::tcsetattr(0, TCSANOW, &raw);
    const int file = ::open(path, O_RDONLY);
    std::vector<char> buffer(128 << 10); // as cat does
    QElapsedTimer clock;
    clock.start();
    for (ssize_t size; (size = ::read(file, buffer.data(), buffer.size())) > 0;)
        for (ssize_t done = 0; done < size;)
            if (const ssize_t written = ::write(1, buffer.data() + done, size_t(size - done)); written > 0)
                done += written;
    for (char c = 0; ::write(1, "\033[6n", 4) == 4 && c != 'R';)
        while (::read(0, &c, 1) == 1 && c != 'R')
            ;
    const double ms = double(clock.nsecsElapsed()) / 1e6;
    winsize size{};
    ::ioctl(1, TIOCGWINSZ, &size);
    QFile out(QString::fromLocal8Bit(result));
    return out.open(QIODevice::WriteOnly) && out.write(QByteArray::number(ms) + ' ' + QByteArray::number(size.ws_row) + ' ' +
                                                       QByteArray::number(size.ws_col)) > 0
               ? 0
               : 1;
}

void writeText(const QString &path, bool isColour)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    QByteArray text;
    for (int line = 0; text.size() < fileSize; ++line) {
        for (int word = 0; word < 12; ++word) {
            if (isColour)
                text += "\033[" + QByteArray::number(word % 3 ? 0 : 1) + ";38;5;" + QByteArray::number((line + word * 19) % 256) +
                        'm';
            text += "word" + QByteArray::number((line * 31 + word * 7) % 1000) + (word % 5 ? " " : ", ");
        }
        text += isColour ? "\033[m\n" : "\n";
    }
    file.write(text);
}

double resultOf(const QString &path, const char *who)
{
    QFile file(path);
    const QList<QByteArray> words = file.open(QIODevice::ReadOnly) ? file.readAll().split(' ') : QList<QByteArray>();
    if (words.size() != 3)
        qFatal("%s left no result", who);
    if (words.at(1).toInt() != rows || words.at(2).toInt() != columns)
        qFatal("%s has %s rows of %s columns", who, words.at(1).constData(), words.at(2).constData());
    file.remove();
    return words.first().toDouble();
}

double peer(const char *who, const QString &program, const QStringList &options, const QStringList &command,
            const QString &result)
{
    QProcess process;
    process.start(program, options + command);
    if (!process.waitForFinished(120'000))
        qFatal("%s: %s", who, qPrintable(process.errorString()));
    return resultOf(result, who);
}

double discard(const QStringList &command, const QString &result)
{
    int master = -1;
    winsize size{rows, columns, 0, 0};
    const pid_t child = ::forkpty(&master, nullptr, nullptr, &size);
    if (child == 0) {
        ::execl(command[0].toLocal8Bit().constData(), command[0].toLocal8Bit().constData(), command[1].toLocal8Bit().constData(),
                command[2].toLocal8Bit().constData(), command[3].toLocal8Bit().constData(), nullptr);
        ::_exit(1);
    }
    std::vector<char> buffer(64 << 10);
    for (ssize_t got; (got = ::read(master, buffer.data(), buffer.size())) > 0;)
        if (std::string_view(buffer.data(), size_t(got)).find("\033[6n") != std::string_view::npos)
            (void)!::write(master, "\033[1;1R", 6);
    ::waitpid(child, nullptr, 0);
    ::close(master);
    return resultOf(result, "the reader that discards");
}

void run(const std::function<bool()> &isDone, const char *what)
{
    QElapsedTimer clock;
    QTimer look; // wakes it; with a time of its own processEvents() would never sleep, and take a processor of two
    look.start(100);
    for (clock.start(); !isDone();) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (clock.elapsed() > 60'000)
            qFatal("our terminal: %s", what);
    }
}

// The program waits until the widget has the size; the clock is the same as everybody's.
double ours(const QStringList &command, const QString &result, const QString &go)
{
    QFile::remove(go);
    QByteArray line = "printf ready; until [ -e '" + go.toUtf8() + "' ]; do sleep 0.02; done; exec";
    for (const QString &word : command)
        line += " '" + word.toUtf8() + '\'';
    TerminalView view;
    bool hasEnded = false;
    QObject::connect(&view, &TerminalView::ended, &view, [&hasEnded] { hasEnded = true; });
    view.resize(1200, 800);
    view.show();
    if (const auto started = view.start({{"/bin/sh", "-c", line}, vt::ownEnvironment(), {}, {}}); !started)
        qFatal("our terminal: %s", qPrintable(started.error().message));
    const auto size = [&view] { return view.host()->use([](const vt::Terminal &terminal) { return terminal.size(); }); };
    const QSize cell = view.canvas()->cellRect(0, 0).size();
    run([&] { return !view.canvas()->rowText(0).isEmpty(); }, "nothing is painted");
    view.resize(view.width() + (columns - size().columns) * cell.width(), view.height() + (rows - size().rows) * cell.height());
    run([&] { return size().rows == rows && size().columns == columns; }, "it does not get its size");
    QFile(go).open(QIODevice::WriteOnly);
    run([&] { return hasEnded; }, "it does not end");
    return resultOf(result, "our terminal");
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--inside") == 0)
        return inside(argv[2], argv[3]);
    QApplication application(argc, argv);
    if (const auto theme = Theme::load(Theme::Mode::Light))
        theme->apply();
    const int rounds = argc > 1 ? std::max(1, atoi(argv[1])) : 5;
    QTemporaryDir folder;
    const QString result = folder.filePath(u"result"_s), self = QCoreApplication::applicationFilePath();
    std::map<QString, std::map<QString, std::vector<double>>> times; // kind, who
    for (const QString &kind : {u"text"_s, u"colour"_s})
        writeText(folder.filePath(kind), kind == u"colour");
    for (int round = 0; round < rounds; ++round)
        for (const QString &kind : {u"text"_s, u"colour"_s}) {
            const QStringList command{self, u"--inside"_s, folder.filePath(kind), result};
            auto &of = times[kind];
            of[u"ours"_s].push_back(ours(command, result, folder.filePath(u"go"_s)));
            of[u"pty"_s].push_back(discard(command, result));
            of[u"konsole"_s].push_back(
                peer("konsole", u"konsole"_s,
                     {u"--nofork"_s, u"--separate"_s, u"-p"_s, u"TerminalColumns=%1"_s.arg(columns), u"-p"_s,
                      u"TerminalRows=%1"_s.arg(rows), u"-p"_s, u"Font=JetBrains Mono,10"_s, u"-e"_s},
                     command, result));
            of[u"alacritty"_s].push_back(peer("alacritty", u"alacritty"_s,
                                              {u"-o"_s, u"window.dimensions.columns=%1"_s.arg(columns), u"-o"_s,
                                               u"window.dimensions.lines=%1"_s.arg(rows), u"-o"_s, u"font.size=10"_s, u"-e"_s},
                                              command, result));
        }
    std::map<QString, double> worst; // our time by another's
    for (auto &[kind, of] : times) {
        const double mine = median(of[u"ours"_s]);
        for (const auto &[who, all] : of) {
            std::printf("%s: %s %.0f ms\n", qPrintable(kind), qPrintable(who), median(all));
            worst[who] = std::max(worst[who], mine / median(all));
        }
    }
    std::printf("bench vt-app konsole_ratio=%.2f alacritty_ratio=%.2f pty_ratio=%.2f rounds=%d\n", worst[u"konsole"_s],
                worst[u"alacritty"_s], worst[u"pty"_s], rounds);
    return 0;
}
