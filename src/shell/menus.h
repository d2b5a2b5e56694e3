// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

class QAction;
class QMenu;
class QMenuBar;

namespace oriel {

// The menus by name ("file", "edit", "view", "go", "run", "database", "help"; any other name makes one before Help). A menu is
// absent from the bar while it is empty. GUI thread.
class Menus final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Menus)
public:
    explicit Menus(QMenuBar *bar);
    QMenu *menu(const QString &name);
    void add(const QString &name, QAction *action); // above the menu's tail
    void addSeparator(const QString &name);
    void addTail(const QString &name, QAction *action); // stays last: Quit, About

    struct Listed
    {
        QAction *action;
        QString place;
    }; // place: the menu's title, "View ▸ Theme"
    QList<Listed> actions() const; // every action of every menu, in order, without separators and submenus

private:
    QMenuBar *m_bar;
    QList<QMenu *> m_menus;
    QHash<QMenu *, QAction *> m_tails; // the separator above the first tail action
};

} // namespace oriel
