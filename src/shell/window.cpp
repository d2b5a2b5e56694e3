// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/window_p.h"

#include "base/text.h"
#include "shell/commandpalette.h"
#include "shell/departure.h"
#include "shell/docks.h"
#include "shell/keymap.h"
#include "shell/menus.h"
#include "shell/pane.h"
#include "shell/presses.h"
#include "shell/projectbutton.h"
#include "shell/splitarea.h"
#include "shell/statusline.h"
#include "shell/themechoice.h"
#include "shell/verbs.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>

using namespace Qt::StringLiterals;

namespace oriel {

Window::Window(Memory memory, QWidget *welcome, QWidget *parent)
    : QMainWindow(parent), d(std::make_unique<Private>(this, std::move(memory)))
{
    setObjectName(u"window"_s);
    setAcceptDrops(true);
    resize(1280, 800);
    d->build(welcome);
    d->makeActions();
    d->theme->restore();
    d->documentsChanged();
}

Window::~Window()
{
    // Guests die while the window is whole, and nothing they or the panes say meanwhile reaches it.
    disconnect(qApp, nullptr, this, nullptr);
    for (QObject *speaker : std::initializer_list<QObject *>{d->area, d->docks, d->keymap, d->theme, d->status, d->menus})
        disconnect(speaker, nullptr, this, nullptr);
    for (Guest *guest : d->guests())
        disconnect(guest, nullptr, this, nullptr);
    qDeleteAll(findChildren<Departure *>(Qt::FindDirectChildrenOnly));
    delete d->area;
    qDeleteAll(d->docks->panels());
}

void Window::Private::build(QWidget *page)
{
    area = new SplitArea;
    middle = new QStackedWidget(q);
    middle->setObjectName(u"middle"_s);
    welcome = page ? page : new QWidget;
    middle->addWidget(welcome);
    middle->addWidget(area);
    q->setCentralWidget(middle);
    docks = new Docks(q);
    menus = new Menus(q->menuBar());
    keymap = new Keymap(memory, q);
    verbs = new Verbs(q);
    theme = new ThemeChoice(memory, q);
    status = new StatusLine;
    q->statusBar()->setSizeGripEnabled(false);
    q->statusBar()->addWidget(status, 1);
    palette = new CommandPalette(q);
    project = new ProjectButton;

    connect(area, &SplitArea::currentChanged, q, [this] { documentsChanged(); });
    connect(area, &SplitArea::activated, q, [this](Document *document) { q->showGuest(document); });
    connect(area, &SplitArea::closeAsked, q, [this](Document *document) { q->closeDocument(document); });
    connect(area, &SplitArea::layoutChanged, q, [this] {
        updateActions();
        scheduleSave();
    });
    connect(docks, &Docks::changed, q, [this] { scheduleSave(); });
    connect(docks, &Docks::goAsked, q, [this](Panel *panel) { q->showGuest(panel); });
    connect(status, &StatusLine::actionAsked, q, [this](const QString &name) { triggerNamed(name); });
    connect(theme, &ThemeChoice::failed, q, [this](const Error &error) { q->say(error.message, 0); });
    connect(qApp, &QApplication::focusChanged, q, [this](QWidget *, QWidget *now) { focusMoved(now); });
    connect(new Presses(q), &Presses::pressed, q, [this](QWidget *on) { pressed(on); });
    saveTimer.setSingleShot(true);
    saveTimer.setInterval(1000);
    connect(&saveTimer, &QTimer::timeout, q, [this] { save(); });
}

void Window::Private::adopt(Guest *each)
{
    connect(each, &Guest::changed, q, [this, each] { guestChanged(each); });
    connect(each, &Guest::stateChanged, q, [this] { scheduleSave(); });
    connect(each, &Guest::wished, q, &Window::wished);
    if (auto *document = qobject_cast<Document *>(each))
        connect(each, &Guest::closeAsked, q, [this, document] { q->closeDocument(document); });
    keymap->addGuest(each);
}

QList<Guest *> Window::Private::guests() const
{
    QList<Guest *> all;
    for (Document *document : area->documents())
        all.append(document);
    for (Panel *panel : docks->panels())
        all.append(panel);
    return all;
}

Guest *Window::Private::guestAround(QWidget *widget) const
{
    for (; widget; widget = widget->parentWidget())
        if (auto *each = qobject_cast<Guest *>(widget); each && guests().contains(each))
            return each;
    return nullptr;
}

void Window::Private::focusMoved(QWidget *now)
{
    Guest *each = area->isArranging() ? nullptr : guestAround(now);
    if (!each)
        return;
    if (auto *document = qobject_cast<Document *>(each))
        area->setCurrent(document);
    setGuest(each);
    if (now == each && each->home() != each)
        each->home()->setFocus();
}

// A press on a button or on bare ground makes the guest around it current; where its focus is already, it stays.
void Window::Private::pressed(QWidget *on)
{
    Guest *each = on->window()->windowType() == Qt::Popup ? nullptr : guestAround(on);
    const QWidget *now = on->window()->focusWidget(); // also of a window that is about to become the active one
    if (each && now != each && !each->isAncestorOf(now))
        q->showGuest(each);
}

void Window::Private::setGuest(Guest *each)
{
    if (guest == each)
        return;
    guest = each;
    area->setFocused(!qobject_cast<Panel *>(each));
    verbs->setGuest(each);
    showStatus();
    fillRunMenu();
    updateActions();
    for (QDockWidget *dock : q->findChildren<QDockWidget *>(Qt::FindDirectChildrenOnly)) {
        if (QWidget *title = dock->titleBarWidget())
            title->update(); // it shows the focus
    }
}

void Window::Private::focus(Guest *each)
{
    if (QWidget *home = each->home())
        home->setFocus(Qt::OtherFocusReason);
    setGuest(each); // the window may be inactive, and then no focus moves
}

// Else Qt gives the focus to whatever comes first, a terminal perhaps.
void Window::Private::focusFirst()
{
    if (Document *current = area->current())
        focus(current);
    else
        welcome->setFocus(Qt::OtherFocusReason);
}

void Window::Private::documentsChanged()
{
    Document *current = area->current();
    QWidget *page = area->documents().isEmpty() ? welcome : area;
    if (middle->currentWidget() != page)
        middle->setCurrentWidget(page);
    if (!guest || qobject_cast<Document *>(guest.data()))
        setGuest(current);
    showTitle();
    updateActions();
    Q_EMIT q->documentChanged(current);
}

void Window::Private::guestChanged(Guest *each)
{
    if (auto *document = qobject_cast<Document *>(each)) {
        area->refresh(document);
        if (document == area->current())
            documentsChanged();
    }
    if (each == guest) {
        verbs->refresh();
        showStatus();
    }
}

void Window::Private::remove(Document *document)
{
    if (!area->paneOf(document))
        return;
    const bool wasCurrent = guest == document || document->isAncestorOf(QApplication::focusWidget());
    if (guest == document)
        setGuest(nullptr);
    disconnect(document, nullptr, q, nullptr);
    const QPointer<QWidget> before = QApplication::focusWidget();
    if (wasCurrent)
        q->setFocus(); // else Qt passes the focus on to whatever comes next, a panel perhaps
    area->take(document);
    document->deleteLater();
    documentsChanged();
    if (!wasCurrent) {
        if (before) // its pane may have got another parent
            before->setFocus();
    } else
        focusFirst();
}

// Asks and settles; `free` runs (perhaps before this returns) when all of them may go.
void Window::Private::depart(const QList<Guest *> &departing, Leaving how, const std::function<void()> &free)
{
    for (Guest *each : departing)
        leaving.append(each);
    auto *departure = new Departure(departing, how, q);
    connect(departure, &Departure::stayed, q, [this](Guest *each, const Error &error) {
        q->showGuest(each);
        q->say(error.message, 8000);
    });
    connect(departure, &Departure::finished, q, [this, departing, how, free](bool isFree) {
        leaving.removeIf([&departing](const QPointer<Guest> &each) { return !each || departing.contains(each.data()); });
        isWindowLeaving = isWindowLeaving && how == Leaving::Tab;
        if (isFree)
            free();
        if (leaving.isEmpty() && std::exchange(isCloseWanted, false) && isFree)
            q->close();
    });
    departure->start();
}

void Window::closeDocument(Document *document)
{
    if (!document || d->leaving.contains(document) || !d->area->paneOf(document))
        return;
    d->depart({document}, Leaving::Tab, [this, closing = QPointer<Document>(document)] {
        if (closing)
            d->remove(closing);
    });
}

void Window::closeEvent(QCloseEvent *event)
{
    if (!d->mayClose && !d->leaving.isEmpty()) { // a tab is being settled: afterwards
        d->isCloseWanted = !d->isWindowLeaving;
        return event->ignore();
    }
    if (!d->mayClose) {
        const auto isInside = std::make_shared<bool>(true); // QWidget::close() ignores a second one within itself
        d->isWindowLeaving = true;
        d->depart(d->guests(), Leaving::Window, [this, isInside] {
            d->mayClose = true;
            if (!*isInside)
                close();
        });
        *isInside = false;
    }
    event->setAccepted(d->mayClose);
    if (d->mayClose)
        d->save();
    d->mayClose = false;
}

void Window::addPanel(Panel *panel)
{
    const Docks::Actions actions = d->docks->add(panel);
    d->adopt(panel);
    d->menus->add(u"view"_s, actions.toggle);
    d->menus->add(u"go"_s, actions.go);
    for (QAction *action : {actions.toggle, actions.go}) {
        addAction(action);
        d->keymap->add(action);
    }
    d->updateHints();
}

void Window::registerKind(DocumentKind kind)
{
    const QString name = kind.kind;
    d->kinds.insert(name, std::move(kind));
}

Document *Window::open(const QString &kind, const QString &key, std::function<void(Document *)> setUp)
{
    for (Document *document : documents()) {
        if (document->kind() == kind && document->key() == key && !key.isEmpty()) {
            showGuest(document);
            return document;
        }
    }
    Document *document = d->make(kind);
    if (!document)
        return nullptr;
    if (setUp)
        setUp(document);
    addDocument(document);
    return document;
}

void Window::addDocument(Document *document)
{
    d->adopt(document);
    d->area->add(document);
    d->documentsChanged();
    d->focus(document);
    Q_EMIT documentAdded(document);
}

QList<Document *> Window::documents() const { return d->area->documents(); }

Guest *Window::currentGuest() const { return d->guest; }

Document *Window::currentDocument() const { return d->area->current(); }

void Window::showGuest(Guest *guest)
{
    if (auto *document = qobject_cast<Document *>(guest); document && d->area->paneOf(document))
        d->area->setCurrent(document);
    else if (auto *panel = qobject_cast<Panel *>(guest); !panel || !d->docks->reveal(panel))
        return;
    d->focus(guest);
}

void Window::addActionTo(const QString &menu, QAction *action)
{
    d->menus->add(menu, action);
    addAction(action);
    d->keymap->add(action);
}

void Window::splitCurrent(Qt::Orientation orientation) { d->area->splitCurrent(orientation); }

void Window::moveToOtherSide(Document *document, const Document *from)
{
    if (document == from || d->area->paneOf(document) != d->area->paneOf(from))
        return;
    d->area->setCurrent(document);
    d->area->moveToOtherSide();
    d->focus(document);
}

void Window::maximisePane(bool isMaximised) { d->area->setMaximised(isMaximised); }

bool Window::isPaneMaximised() const { return d->area->isMaximised(); }

void Window::showCommands() { d->showCommands(); }

void Window::restoreLayout(const QString &project)
{
    d->setDocumentsOf(project);
    d->restore();
    d->focusFirst();
}

void Window::setTheme(const QString &mode) { d->theme->set(mode); }

void Window::setVersions(const QStringList &lines) { d->versions = lines; }

void Window::say(const QString &text, int milliseconds) { d->status->say(text, milliseconds); }

void Window::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        d->updateActions();
}

void Window::moveEvent(QMoveEvent *event)
{
    QMainWindow::moveEvent(event);
    d->scheduleSave();
}

void Window::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    d->scheduleSave();
}

} // namespace oriel
