// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole window costs while nothing happens, with a project, an editor and a terminal open: clock ticks (1/100 s) of
// user and system time, children included, over a minute each with the editor in focus, with the terminal in focus, and with the
// focus elsewhere. The goals are 60, 60 and 0. Who was woken by a timer is printed before.
// usage: bench_idle [SECONDS], under an X server
#include "app/day.h"

#include "app/workspace.h"
#include "base/pathtext.h"
#include "bench/terminalwindow.h"
#include "panels/files/filedocument.h"
#include "panels/files/gutter.h"
#include "panels/terminal/terminalpane.h"
#include "panels/terminal/terminalpanel.h"
#include "shell/window.h"
#include "support/gitroom.h"
#include "widgets/fileeditor.h"

#include <QAbstractEventDispatcher>
#include <QFile>

#include <xcb/xcb.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

long ticks() // fields 14 to 17 of proc(5)'s stat
{
    QFile file(u"/proc/self/stat"_s);
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    const QByteArrayList words = text.mid(text.lastIndexOf(')') + 2).split(' ');
    if (words.size() < 15)
        qFatal("no /proc/self/stat");
    return words[11].toLong() + words[12].toLong() + words[13].toLong() + words[14].toLong();
}

class Timers final : public QObject // who is woken by one
{
public:
    bool eventFilter(QObject *receiver, QEvent *event) override
    {
        if (event->type() == QEvent::Timer)
            ++m_counts[QByteArray(receiver->metaObject()->className()) + " of " +
                       (receiver->parent() ? receiver->parent()->metaObject()->className() : "nobody")];
        return false;
    }
    void print() const
    {
        for (const auto &[who, count] : m_counts)
            std::printf("  %d times: %s\n", count, who.constData());
    }

private:
    std::map<QByteArray, int> m_counts;
};

long measure(const char *what, int seconds)
{
    bench::runFor(5'000); // what was begun ends
    Timers timers;
    int awake = 0;
    const auto counting =
        QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, qApp, [&awake] { ++awake; });
    qApp->installEventFilter(&timers);
    const long before = ticks();
    bench::runFor(seconds * 1'000);
    const long spent = ticks() - before;
    qApp->removeEventFilter(&timers);
    QObject::disconnect(counting);
    std::printf("%s: %ld ticks, awake %d times in %d s\n", what, spent, awake, seconds);
    timers.print();
    return spent;
}

void takeFocusAway()
{
    const std::unique_ptr<xcb_connection_t, decltype(&xcb_disconnect)> display(xcb_connect(nullptr, nullptr), &xcb_disconnect);
    const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(display.get())).data->root;
    xcb_set_input_focus(display.get(), XCB_INPUT_FOCUS_POINTER_ROOT, root, XCB_CURRENT_TIME);
    xcb_flush(display.get());
    bench::runUntil([] { return !QApplication::activeWindow(); }, "the focus stays");
}

} // namespace

int main(int argc, char **argv)
{
    GitRoom room; // HOME is there
    qputenv("SHELL", "/bin/bash");
    qputenv("XDG_STATE_HOME", room.beside("state"));
    qputenv("XDG_CONFIG_HOME", room.beside("config"));
    QApplication application(argc, argv);
    const int seconds = argc > 1 ? std::max(1, atoi(argv[1])) : 60;
    for (int i = 0; i < 500; ++i)
        room.write("src/f" + QByteArray::number(i) + ".py", "def f():\n    pass\n");
    room.commit();
    room.write("src/f1.py", "def f():\n    return 1\n");

    Day day;
    day.workspace().answer(OpenFolder{pathText(room.path())});
    if (!day.waitFor("trust.box"))
        qFatal("nobody asks for trust");
    day.click("trust.yes");
    if (!day.waitFor("status.branch"))
        qFatal("no branch");
    const auto goToTheTerminal = [&day] {
        day.press(QKeySequence(u"Ctrl+`"_s));
        const auto *panel = day.window()->findChild<TerminalPanel *>();
        const auto isThere = [&] {
            return panel->current() && panel->current()->view()->host() && panel->isAncestorOf(QApplication::focusWidget());
        };
        if (!day.waitUntil(isThere))
            qFatal("no terminal in focus");
    };
    goToTheTerminal();
    day.workspace().answer(OpenFile{pathText(room.path("src/f1.py"))});
    auto *file = qobject_cast<FileDocument *>(day.window()->currentDocument());
    if (!file || !day.waitUntil([&] { return file->isLoaded() && file->gutter()->hasBase() && file->editor()->hasFocus(); }))
        qFatal("the file is not open");

    const long editing = measure("editor in focus", seconds);
    goToTheTerminal();
    const long waiting = measure("terminal in focus", seconds);
    takeFocusAway();
    const long away = measure("focus elsewhere", seconds);
    std::printf("bench idle focused_ticks=%ld unfocused_ticks=%ld seconds=%d\n", std::max(editing, waiting), away, seconds);
    return 0;
}
