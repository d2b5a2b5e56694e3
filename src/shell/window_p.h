// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/window.h"

#include <QHash>
#include <QPointer>
#include <QTimer>

class QStackedWidget;

namespace oriel {

class CommandPalette;
class Docks;
class Keymap;
class Menus;
class ProjectButton;
class SplitArea;
class StatusLine;
class ThemeChoice;
class Verbs;

// What the window's source files share. GUI thread.
struct Window::Private
{
    Private(Window *window, Memory store) : q(window), memory(std::move(store)) {}

    // window.cpp
    void build(QWidget *page);
    void adopt(Guest *guest);
    void remove(Document *document);
    QList<Guest *> guests() const; // documents, then panels
    void setGuest(Guest *guest);
    void focus(Guest *guest);
    void focusFirst();                         // the current document, else the welcome page
    Guest *guestAround(QWidget *widget) const; // null: none
    void focusMoved(QWidget *now);
    void pressed(QWidget *on);
    void documentsChanged();
    void guestChanged(Guest *guest);
    void depart(const QList<Guest *> &departing, Leaving how, const std::function<void()> &free);

    // windowstate.cpp
    void scheduleSave();
    void save();
    void restore();
    void restoreDocuments();
    void setDocumentsOf(const QString &folder);
    Document *make(const QString &kind) const;

    // windowproject.cpp
    void showStatus();
    void showTitle();

    // windowactions.cpp
    QAction *add(const QString &menu, const char *name, const QString &text, const QString &keys,
                 const std::function<void()> &run);
    void makeActions();
    void makeTabActions();
    void makeHelp();
    void listVerbs(const QString &menu, const QList<Verb> &some);
    void updateActions();
    void fillRunMenu();
    void showCommands();
    void triggerNamed(const QString &name);
    void updateHints();

    Window *q;
    Memory memory;
    QWidget *welcome = nullptr;
    QStackedWidget *middle = nullptr; // the welcome page or the documents
    SplitArea *area = nullptr;
    Docks *docks = nullptr;
    Menus *menus = nullptr;
    Keymap *keymap = nullptr;
    Verbs *verbs = nullptr;
    StatusLine *status = nullptr;
    CommandPalette *palette = nullptr;
    ThemeChoice *theme = nullptr;
    ProjectButton *project = nullptr;
    QList<StatusItem> projectItems; // behind those of the current guest
    QHash<QString, DocumentKind> kinds;
    QPointer<Guest> guest; // the current one
    QList<QPointer<Guest>> leaving;
    QTimer saveTimer;
    QStringList versions;
    QString documentsKey = QStringLiteral("documents"); // where what stands in the middle is kept
    bool isRestored = false, mayClose = false, isWindowLeaving = false, isCloseWanted = false;

    QAction *close = nullptr, *splitRight = nullptr, *splitDown = nullptr, *move = nullptr, *maximise = nullptr,
            *fullScreen = nullptr;
    QList<QAction *> tabSteps, paneSteps;
    QAction *guestSeparator = nullptr; // of the Run menu: the current guest's own actions follow
    QList<QPointer<QAction>> guestActions;
};

} // namespace oriel
