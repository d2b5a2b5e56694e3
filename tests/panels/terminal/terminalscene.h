// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal's view with a program in it, shown, focused and of a size of its own.
#pragma once

#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalview.h"
#include "widgets/theme.h"

#include <QTest>

namespace oriel {

inline vt::Launch shellLaunch(const QByteArray &script)
{
    return {.command = {"/bin/sh", "-c", script}, .environment = vt::ownEnvironment(), .folder = QStringLiteral("/")};
}

// Shows every byte it is sent as cat -v does, once it has printed `before`.
inline QByteArray echoing(const QByteArray &before = {}) { return "stty raw -echo; printf '" + before + "ready:'; cat -v"; }

struct TerminalWindow
{
    explicit TerminalWindow(const QByteArray &script, int rows = 10, int columns = 40, const vt::Options &options = {})
    {
        const QRect cell = canvas()->cellRect(0, 0), far = canvas()->cellRect(rows, columns);
        view.resize(far.left() + cell.left() + 40, far.top() + cell.top());
        view.show();
        view.activateWindow();
        canvas()->setFocus();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("no active window");
        const QRect room = canvas()->cellRect(rows, columns); // the scroll bar's width is the style's
        view.resize(view.width() + room.left() + cell.left() - canvas()->width(), view.height());
        if (const auto started = view.start(shellLaunch(script), options); !started)
            qFatal("%s", qPrintable(started.error().message));
    }
    TerminalCanvas *canvas() { return view.canvas(); }
    QString row(int number) { return canvas()->rowText(number); }
    QString text()
    {
        QStringList rows;
        for (int row = 0; row < int(canvas()->picture().rows.size()); ++row)
            rows << canvas()->rowText(row);
        return rows.join(u'\n').trimmed();
    }
    QPoint at(int row, int column) { return canvas()->cellRect(row, column).center(); }
    QPoint before(int row, int column) { return canvas()->cellRect(row, column).topLeft() + QPoint(1, 4); }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(canvas(), Qt::LeftButton, modifiers, from);
        move(to, Qt::LeftButton, modifiers);
        QTest::mouseRelease(canvas(), Qt::LeftButton, modifiers, to);
    }
    void move(QPoint to, Qt::MouseButtons buttons = {}, Qt::KeyboardModifiers modifiers = {})
    {
        QMouseEvent event(QEvent::MouseMove, to, canvas()->mapToGlobal(to), Qt::NoButton, buttons, modifiers);
        QApplication::sendEvent(canvas(), &event);
    }
    QString selected()
    {
        return QString::fromStdString(view.host()->use([](vt::Terminal &terminal) {
            const auto selection = terminal.selection();
            return selection ? terminal.text(*selection) : std::string();
        }));
    }

    TerminalView view;
};

} // namespace oriel
