// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal on the display with a program in it, and the moment at which what it shows has been handed to the display.
#pragma once

#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QKeyEvent>
#include <QTimer>
#include <QWindow>

#include <functional>

namespace oriel::bench {

// Says when a window has been painted and sent to the display. In the light theme.
class Application final : public QApplication
{
public:
    Application(int &count, char **arguments) : QApplication(count, arguments)
    {
        if (const auto theme = Theme::load(Theme::Mode::Light))
            theme->apply();
    }
    bool notify(QObject *receiver, QEvent *event) override
    {
        const bool isUpdate = event->type() == QEvent::UpdateRequest;
        const bool isTaken = QApplication::notify(receiver, event);
        if (isUpdate && shown)
            shown();
        return isTaken;
    }

    std::function<void()> shown;
};

// The event loop until it is done; ends the process after a minute.
inline void runUntil(const std::function<bool()> &isDone, const char *what)
{
    QElapsedTimer clock;
    for (clock.start(); !isDone();) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (clock.elapsed() > 60'000)
            qFatal("our terminal: %s", what);
    }
}

inline void runFor(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

struct TerminalWindow
{
    TerminalWindow(const QList<QByteArray> &command, int rows, int columns)
    {
        view.resize(1200, 800);
        view.show();
        const QRect cell = canvas()->cellRect(0, 0), far = canvas()->cellRect(rows, columns);
        view.resize(view.width() + far.left() + cell.left() - canvas()->width(),
                    view.height() + far.top() + cell.top() - canvas()->height());
        runUntil([this] { return view.windowHandle()->isExposed(); }, "it is not shown");
        runFor(100);
        if (const auto started = view.start({command, vt::ownEnvironment(), {}, {}}); !started)
            qFatal("our terminal: %s", qPrintable(started.error().message));
        const vt::Size size = view.host()->use([](const vt::Terminal &terminal) { return terminal.size(); });
        if (size.rows != rows || size.columns != columns)
            qFatal("our terminal has %d rows of %d columns", size.rows, size.columns);
    }
    TerminalCanvas *canvas() const { return view.canvas(); }
    void press(int key, Qt::KeyboardModifiers modifiers, const QString &text)
    {
        QKeyEvent event(QEvent::KeyPress, key, modifiers, text);
        QCoreApplication::sendEvent(canvas(), &event);
    }
    void type(const std::string &text) { view.host()->send(text); }
    QString cursorRow() const // as painted, up to the cursor
    {
        const vt::Picture &picture = canvas()->picture();
        return picture.cursorRow < 0 || picture.cursorRow >= picture.size.rows
                   ? QString()
                   : canvas()->rowText(picture.cursorRow).leftJustified(picture.cursorColumn).left(picture.cursorColumn);
    }

    TerminalView view;
};

// A bash that waits behind this prompt.
inline const QString prompt = QStringLiteral("oriel$ ");
inline QList<QByteArray> shell() { return {"/usr/bin/env", "PS1=" + prompt.toUtf8(), "/bin/bash", "--norc", "--noprofile"}; }

} // namespace oriel::bench
