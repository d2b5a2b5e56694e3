// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

class QDockWidget;
class QMainWindow;

namespace oriel {

// The panels as docks at the window's edges: each with a calm title, an action that shows or hides it and one that goes to it
// (Alt+1, Alt+2…). GUI thread.
class Docks final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Docks)
public:
    explicit Docks(QMainWindow *window);

    struct Actions
    {
        QAction *toggle, *go;
    };
    Actions add(Panel *panel); // owned by its dock
    QList<Panel *> panels() const;
    bool reveal(Panel *panel); // shows its dock in front; false: not ours
    void showAll();
    QByteArray state() const;
    void restore(const QByteArray &state); // what cannot be read changes nothing

Q_SIGNALS:
    void changed(); // the state differs
    void goAsked(oriel::Panel *panel);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitTitles(); // none where a tab names the dock already
    struct Entry
    {
        Panel *panel;
        QDockWidget *dock;
    };
    QMainWindow *m_window;
    QList<Entry> m_entries;
};

} // namespace oriel
