// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/window_p.h"

#include "base/text.h"
#include "shell/about.h"
#include "shell/commandpalette.h"
#include "shell/findbutton.h"
#include "shell/keydialog.h"
#include "shell/menus.h"
#include "shell/pane.h"
#include "shell/projectbutton.h"
#include "shell/splitarea.h"
#include "shell/themechoice.h"
#include "shell/verbs.h"
#include "shell/welcome.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

QWidget *makeCorner(QAction *find, ProjectButton *project)
{
    auto *corner = new QWidget;
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins({});
    row->setSpacing(0);
    row->addWidget(new FindButton(find, FindButton::tr("Find a command"), corner));
    row->addWidget(project);
    return corner;
}

} // namespace

QAction *Window::Private::add(const QString &menu, const char *name, const QString &text, const QString &keys,
                              const std::function<void()> &run)
{
    auto *action = new QAction(text, q);
    action->setObjectName(QLatin1String(name));
    if (!keys.isEmpty()) // the list of an empty string holds an empty key
        action->setShortcuts(QKeySequence::listFromString(keys, QKeySequence::PortableText));
    connect(action, &QAction::triggered, q, run);
    menus->add(menu, action);
    q->addAction(action);
    keymap->add(action);
    return action;
}

void Window::Private::listVerbs(const QString &menu, const QList<Verb> &some)
{
    for (const Verb verb : some) {
        QAction *action = verbs->action(verb);
        menus->add(menu, action);
        q->addAction(action);
        keymap->add(action);
    }
}

void Window::Private::makeActions()
{
    using enum Verb;
    listVerbs(u"file"_s, {Save, SaveAs, Export});
    close = add(u"file"_s, "file.close", tr("&Close tab"), u"Ctrl+W"_s, [this] { q->closeDocument(area->current()); });
    auto *quit = add(u"file"_s, "file.quit", tr("&Quit"), u"Ctrl+Q"_s, [this] { q->close(); });
    quit->setMenuRole(QAction::QuitRole);
    menus->addTail(u"file"_s, quit);

    listVerbs(u"edit"_s, {Undo, Redo});
    menus->addSeparator(u"edit"_s);
    listVerbs(u"edit"_s, {Cut, Copy, Paste, SelectAll});
    menus->addSeparator(u"edit"_s);
    listVerbs(u"edit"_s, {Find, FindNext, FindPrevious, Replace});
    auto *keys = add(u"edit"_s, "edit.keys", tr("&Keyboard shortcuts…"), {},
                     [this] { (new KeyDialog(keymap, KeyDialog::Mode::Edit, q))->open(); });
    menus->addTail(u"edit"_s, keys);

    makeTabActions();
    listVerbs(u"run"_s, {Run, Stop, Refresh});
    guestSeparator = menus->menu(u"run"_s)->addSeparator();
    connect(menus->menu(u"run"_s), &QMenu::aboutToShow, q, [this] { fillRunMenu(); });
    for (const auto &name : {u"edit"_s, u"run"_s, u"file"_s, u"view"_s})
        connect(menus->menu(name), &QMenu::aboutToShow, q, [this] { verbs->refresh(); });
    makeHelp();
    connect(keymap, &Keymap::changed, q, [this] { updateHints(); });
    updateHints();
}

void Window::Private::makeTabActions()
{
    using enum Verb;
    const auto view = u"view"_s, go = u"go"_s;
    splitRight = add(view, "view.splitRight", tr("Split &right"), u"Ctrl+\\"_s, [this] { area->splitCurrent(Qt::Horizontal); });
    splitDown = add(view, "view.splitDown", tr("Split &down"), u"Ctrl+Shift+\\"_s, [this] { area->splitCurrent(Qt::Vertical); });
    move = add(view, "view.moveToOtherSide", tr("Mo&ve to other side"), u"Ctrl+Alt+\\"_s, [this] { area->moveToOtherSide(); });
    maximise = add(view, "view.maximisePane", tr("&Maximise pane"), u"Ctrl+Shift+M"_s,
                   [this] { area->setMaximised(!area->isMaximised()); });
    maximise->setCheckable(true);
    menus->addSeparator(view);
    listVerbs(view, {ZoomIn, ZoomOut, ZoomReset});
    menus->addSeparator(view);
    auto *themes = new QMenu(tr("&Theme"), q);
    themes->setObjectName(u"menu.view.theme"_s);
    for (QAction *each : theme->actions()) {
        themes->addAction(each);
        keymap->add(each);
    }
    menus->addTail(view, themes->menuAction()); // panels come above it
    fullScreen = add(view, "view.fullScreen", tr("&Full screen"), u"F11"_s,
                     [this] { q->setWindowState(q->windowState() ^ Qt::WindowFullScreen); });
    fullScreen->setCheckable(true);
    menus->addTail(view, fullScreen);

    auto *find = add(go, "go.commands", tr("&Find a command…"), u"Ctrl+Shift+P"_s, [this] { showCommands(); });
    q->menuBar()->setCornerWidget(makeCorner(find, project), Qt::TopRightCorner);
    listVerbs(go, {GoTo});
    menus->addSeparator(go);
    tabSteps = {add(go, "go.nextTab", tr("&Next tab"), u"Ctrl+Tab; Ctrl+PgDown"_s, [this] { area->stepTab(1); }),
                add(go, "go.previousTab", tr("&Previous tab"), u"Ctrl+Shift+Tab; Ctrl+PgUp"_s, [this] { area->stepTab(-1); })};
    paneSteps = {add(go, "go.nextPane", tr("Next p&ane"), u"F6"_s, [this] { area->stepPane(1); }),
                 add(go, "go.previousPane", tr("Previous pan&e"), u"Shift+F6"_s, [this] { area->stepPane(-1); })};
    menus->addSeparator(go);
    add(go, "go.documents", tr("&Documents"), u"Alt+0"_s, [this] {
        if (Document *current = area->current())
            focus(current);
        else
            welcome->setFocus();
    });
}

void Window::Private::makeHelp()
{
    add(u"help"_s, "help.keys", tr("&Keys"), u"F1"_s, [this] { (new KeyDialog(keymap, KeyDialog::Mode::Read, q))->open(); });
    auto *about = add(u"help"_s, "help.about", tr("&About Oriel"), {}, [this] { (new About(versions, q))->open(); });
    about->setMenuRole(QAction::AboutRole);
    menus->addTail(u"help"_s, about);
}

void Window::Private::updateActions()
{
    if (!fullScreen)
        return; // not made yet
    close->setEnabled(area->current());
    splitRight->setEnabled(area->canSplit());
    splitDown->setEnabled(area->canSplit());
    move->setEnabled(area->canMove());
    const bool isSplit = area->panes().size() > 1;
    maximise->setEnabled(isSplit);
    maximise->setChecked(area->isMaximised());
    for (QAction *step : std::as_const(tabSteps))
        step->setEnabled(area->currentPane() && area->currentPane()->documents().size() > 1);
    for (QAction *step : std::as_const(paneSteps))
        step->setEnabled(isSplit);
    fullScreen->setChecked(q->isFullScreen());
}

// The current guest's own commands stand in the Run menu below the shared ones.
void Window::Private::fillRunMenu()
{
    if (!guestSeparator)
        return;
    QMenu *menu = menus->menu(u"run"_s);
    for (const QPointer<QAction> &action : std::exchange(guestActions, {})) {
        if (action)
            menu->removeAction(action);
    }
    const auto own = guest ? guest->actions() : QList<QAction *>();
    for (QAction *action : own) {
        menu->addAction(action);
        guestActions.append(action);
    }
    guestSeparator->setVisible(!own.isEmpty());
}

void Window::Private::showCommands()
{
    verbs->refresh();
    const auto own = guest ? guest->actions() : QList<QAction *>();
    QList<Command> commands;
    for (QAction *action : own) {
        if (!action->isSeparator() && action->isVisible())
            commands.append({action, guest->title()});
    }
    for (const Menus::Listed &listed : menus->actions()) {
        if (listed.action->isVisible() && !own.contains(listed.action) && listed.action->objectName() != "go.commands"_L1)
            commands.append({listed.action, listed.place});
    }
    palette->show(commands);
}

void Window::Private::triggerNamed(const QString &name)
{
    QList<QAction *> candidates = guest ? guest->actions() : QList<QAction *>();
    candidates += q->actions();
    const auto found = std::find_if(candidates.cbegin(), candidates.cend(),
                                    [&name](const QAction *action) { return action->objectName() == name; });
    if (found != candidates.cend())
        (*found)->trigger();
}

void Window::Private::updateHints()
{
    auto *page = qobject_cast<WelcomePage *>(welcome);
    if (!page)
        return;
    QList<KeyHint> hints;
    for (const auto &name : {"go.commands"_L1, "go.panel.database"_L1, "view.splitRight"_L1, "run.run"_L1, "help.keys"_L1}) {
        const QAction *action = q->findChild<QAction *>(name);
        if (action && !action->shortcut().isEmpty())
            hints.append({withMarks(nameOf(action)), action->shortcut().toString(QKeySequence::NativeText)});
    }
    page->setKeys(hints);
}

} // namespace oriel
