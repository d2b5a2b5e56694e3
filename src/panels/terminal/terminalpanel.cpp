// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalpanel.h"

#include "base/text.h"
#include "panels/terminal/envwatch.h"
#include "panels/terminal/terminalcanvas.h"
#include "panels/terminal/terminalsplits.h"
#include "panels/terminal/terminaltabs.h"
#include "panels/terminal/terminalview.h"
#include "widgets/closebutton.h"
#include "widgets/command.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int longestTitle = 28; // characters of a tab
constexpr int mostTabs = 32;     // of a restored state

QString exportMark(EnvExport::State state)
{
    switch (state) {
    case EnvExport::State::Off:
        return {};
    case EnvExport::State::Fresh:
        return u" · .env"_s;
    case EnvExport::State::Changed:
        return TerminalPanel::tr(" · .env changed");
    case EnvExport::State::Removed:
        return TerminalPanel::tr(" · .env removed");
    }
    return {};
}

} // namespace

struct TerminalPanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::TerminalPanel)
public:
    explicit Private(TerminalPanel *panel) : q(panel) {}

    void arrange();
    void makeCommands();
    QAction *command(const char *name, const QString &text, const char *icon, const QKeySequence &key,
                     std::function<void()> triggered);
    QToolButton *button(QAction *action);
    TerminalSplits *splits(int tab) const { return static_cast<TerminalSplits *>(pages->widget(tab)); }
    TerminalSplits *currentSplits() const { return pages->count() ? splits(pages->currentIndex()) : nullptr; }
    TerminalPane *pane() const { return currentSplits() ? currentSplits()->current() : nullptr; }
    TerminalSplits *addTab();
    TerminalPane *makePane(QWidget *parent);
    void newTab();
    void split(Qt::Orientation orientation);
    void closePane(TerminalPane *pane); // asked before
    void askPane(TerminalPane *pane);
    void askTab(int tab);
    void ask(const QStringList &running, std::function<void()> close);
    void removeTab(int tab);
    void showTab(int tab);
    void update();
    void spread(); // what is known of the project
    QList<TerminalPane *> panes() const;
    void withPane(const std::function<void(TerminalPane &)> &f)
    {
        if (TerminalPane *p = pane())
            f(*p);
    }

    TerminalPanel *q;
    QTabBar *tabs = nullptr;
    NoticeBar *notice = nullptr;
    QWidget *empty = nullptr;
    QStackedWidget *pages = nullptr;
    TerminalProject project;
    EnvWatch *env;
    TerminalSettings settings;
    TerminalColors colors;
    QAction *add, *right, *down, *close, *next, *previous, *upwards, *downwards, *copyOutput, *rerun, *exportEnv, *reloadEnv,
        *variables, *preferences;
};

TerminalPanel::TerminalPanel(QWidget *parent) : Panel(parent), d(std::make_unique<Private>(this))
{
    d->makeCommands();
    d->arrange();
    d->env = new EnvWatch(this);
    connect(d->env, &EnvWatch::found, this, [this](const QByteArray &hash) {
        if (d->project.envNow != hash) {
            d->project.envNow = hash;
            d->spread();
        }
    });
    d->update();
}

TerminalPanel::~TerminalPanel() = default;

QAction *TerminalPanel::Private::command(const char *name, const QString &text, const char *icon, const QKeySequence &key,
                                         std::function<void()> triggered)
{
    QAction *action = addCommand(q, name, text, {key}, std::move(triggered));
    if (*icon)
        action->setIcon(Theme::icon(QLatin1String(icon)));
    return action;
}

void TerminalPanel::Private::makeCommands()
{
    const auto key = [](Qt::Key k) { return QKeySequence(Qt::CTRL | Qt::SHIFT | k); };
    add = command("terminal.new", tr("New terminal"), "list-add", key(Qt::Key_T), [this] {
        newTab();
        q->home()->setFocus();
    });
    right = command("terminal.splitRight", tr("Split to the right"), "view-split-left-right", key(Qt::Key_D),
                    [this] { split(Qt::Horizontal); });
    down = command("terminal.splitDown", tr("Split downwards"), "view-split-top-bottom", key(Qt::Key_E),
                   [this] { split(Qt::Vertical); });
    close = command("terminal.close", tr("Close terminal"), "", key(Qt::Key_W), [this] { askPane(pane()); });
    next = command("terminal.next", tr("Next terminal of the tab"), "", key(Qt::Key_J), [this] {
        if (currentSplits())
            currentSplits()->next(1)->setFocus();
    });
    previous = command("terminal.previous", tr("Previous terminal of the tab"), "", key(Qt::Key_H), [this] {
        if (currentSplits())
            currentSplits()->next(-1)->setFocus();
    });
    upwards = command("terminal.previousCommand", tr("To the previous command"), "go-up", key(Qt::Key_Z),
                      [this] { withPane([](TerminalPane &p) { p.toCommand(-1); }); });
    downwards = command("terminal.nextCommand", tr("To the next command"), "go-down", key(Qt::Key_X),
                        [this] { withPane([](TerminalPane &p) { p.toCommand(1); }); });
    copyOutput = command("terminal.copyOutput", tr("Copy the command's output"), "edit-copy", key(Qt::Key_O),
                         [this] { withPane([](TerminalPane &p) { p.copyOutput(); }); });
    rerun = command("terminal.rerun", tr("Put the last command to the prompt"), "", key(Qt::Key_R),
                    [this] { withPane([](TerminalPane &p) { p.rerun(); }); });
    exportEnv = command("terminal.exportEnv", tr("Export .env into this terminal"), "", {},
                        [this] { withPane([this](TerminalPane &p) { p.setExported(exportEnv->isChecked()); }); });
    exportEnv->setCheckable(true);
    reloadEnv = command("terminal.reloadEnv", tr("Reload .env in this terminal"), "view-refresh", {},
                        [this] { withPane([](TerminalPane &p) { p.reloadExport(); }); });
    variables = command("terminal.variables", tr("Project variables…"), "", {}, [this] { Q_EMIT q->variablesWanted(); });
    preferences = command("terminal.settings", tr("Terminal settings…"), "configure", {}, [this] { Q_EMIT q->settingsWanted(); });
}

QToolButton *TerminalPanel::Private::button(QAction *action)
{
    auto *made = new QToolButton(q);
    made->setDefaultAction(action);
    made->setAutoRaise(true);
    made->setToolButtonStyle(Qt::ToolButtonIconOnly);
    connect(action, &QAction::changed, made, [made, action] { made->setVisible(action->isVisible()); });
    return made;
}

void TerminalPanel::Private::arrange()
{
    tabs = new TerminalTabs(q);
    tabs->setObjectName(u"terminal.tabs"_s);
    tabs->setAccessibleName(tr("Terminals"));
    tabs->setDocumentMode(true);
    tabs->setMovable(true);
    tabs->setExpanding(false);
    tabs->setDrawBase(false);
    tabs->setElideMode(Qt::ElideRight);
    pages = new QStackedWidget(q);

    auto *more = new QToolButton(q);
    more->setObjectName(u"terminal.more"_s);
    more->setText(tr("More"));
    more->setIcon(Theme::icon(u"application-menu"_s));
    more->setAutoRaise(true);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->addActions({upwards, downwards, copyOutput, rerun});
    menu->addSeparator();
    menu->addActions({exportEnv, reloadEnv, variables});
    menu->addSeparator();
    menu->addActions({preferences, close});
    more->setMenu(menu);

    auto *bar = new QWidget(q);
    bar->setObjectName(u"dock.row"_s); // stands in the dock's title
    bar->setProperty("bar", true);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 0, unit, 0);
    line->setSpacing(unit / 2);
    line->addWidget(tabs, 0, Qt::AlignBottom); // its line lies on that of the dock's title
    line->addWidget(button(add));
    line->addStretch();
    for (QAction *action : {reloadEnv, right, down})
        line->addWidget(button(action));
    line->addWidget(more);
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    notice = new NoticeBar(q);
    empty = plainLabel(tr("No terminal. %1 opens one.").arg(add->shortcut().toString(QKeySequence::NativeText)), q);
    empty->setProperty("muted", true);
    static_cast<QLabel *>(empty)->setAlignment(Qt::AlignCenter);
    layout->addWidget(bar);
    layout->addWidget(notice);
    layout->addWidget(pages, 1);
    layout->addWidget(empty, 1);

    connect(tabs, &QTabBar::currentChanged, q, [this](int tab) { showTab(tab); });
    connect(tabs, &QTabBar::tabMoved, q, [this](int from, int to) {
        const QSignalBlocker quiet(pages);
        QWidget *moved = pages->widget(from);
        pages->removeWidget(moved);
        pages->insertWidget(to, moved);
        pages->setCurrentIndex(tabs->currentIndex());
        Q_EMIT q->stateChanged();
    });
}

TerminalPane *TerminalPanel::Private::makePane(QWidget *parent)
{
    auto *made = new TerminalPane(project, parent);
    connect(made, &TerminalPane::changed, q, [this] { update(); });
    connect(made, &TerminalPane::closeAsked, q, [this, made] { closePane(made); });
    connect(made, &TerminalPane::serverSeen, q, &TerminalPanel::serverSeen);
    connect(made, &TerminalPane::commandEnded, q,
            [this, made](const QString &command, std::chrono::milliseconds took, int exitCode) {
                Q_EMIT q->commandEnded(made, command, took, exitCode);
            });
    connect(made, &TerminalPane::environmentChanged, q, &TerminalPanel::environmentChanged);
    connect(made, &TerminalPane::linkFollowed, q, &TerminalPanel::linkFollowed);
    connect(made, &TerminalPane::stateChanged, q, &TerminalPanel::stateChanged);
    made->setMenu({exportEnv, reloadEnv, variables, preferences});
    connect(made, &TerminalPane::settingsChanged, q, [this](const TerminalSettings &changed) {
        q->setSettings(changed, colors);
        Q_EMIT q->settingsChanged(changed);
    });
    made->setSettings(settings, colors);
    return made;
}

TerminalSplits *TerminalPanel::Private::addTab()
{
    auto *made = new TerminalSplits([this](QWidget *parent) { return makePane(parent); }, pages);
    connect(made, &TerminalSplits::currentChanged, q, [this] { update(); });
    pages->addWidget(made);
    {
        const QSignalBlocker quiet(tabs); // nothing is in it yet
        auto *cross = new CloseButton(tabs);
        tabs->setTabButton(tabs->addTab({}), QTabBar::RightSide, cross);
        connect(cross, &CloseButton::clicked, q, [this, made] { askTab(pages->indexOf(made)); });
    }
    return made;
}

void TerminalPanel::Private::newTab()
{
    const QString here = pane() ? pane()->folder() : QString();
    const bool isInside = !project.isTrusted || (here + u'/').startsWith(project.folder + u'/');
    QWidget *focus = q->window()->focusWidget(); // merely shown, the panel takes it from nobody
    const bool hadFocus = focus && (focus == q || q->isAncestorOf(focus));
    addTab()->start()->startShell(isInside ? here : QString()); // beside where one works, but in the project
    tabs->setCurrentIndex(tabs->count() - 1);
    showTab(tabs->count() - 1);
    if (hadFocus)
        q->home()->setFocus();
}

void TerminalPanel::Private::split(Qt::Orientation orientation)
{
    TerminalPane *beside = pane();
    if (!beside)
        return newTab();
    TerminalPane *made = currentSplits()->split(beside, orientation);
    made->startShell(beside->folder());
    made->setFocus();
    Q_EMIT q->stateChanged();
}

void TerminalPanel::Private::ask(const QStringList &running, std::function<void()> end)
{
    if (running.isEmpty())
        return end();
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Close terminal"),
                                marked(tr("%1 is still running.").arg(running.join(u", "_s))), QMessageBox::Cancel, q);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Closing the terminal ends it."));
    auto *drop = box->addButton(tr("End it"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(drop, &QPushButton::clicked, q, std::move(end));
    box->open();
}

void TerminalPanel::Private::askPane(TerminalPane *asked)
{
    if (!asked)
        return;
    ask(asked->running(), [this, asked = QPointer(asked)] {
        if (asked)
            closePane(asked);
    });
}

void TerminalPanel::Private::askTab(int tab)
{
    QStringList running;
    for (const TerminalPane *each : splits(tab)->panes())
        running += each->running();
    ask(running, [this, asked = QPointer(splits(tab))] {
        if (asked)
            removeTab(pages->indexOf(asked));
    });
}

void TerminalPanel::Private::closePane(TerminalPane *asked)
{
    for (int tab = 0; tab < pages->count(); ++tab) {
        if (!splits(tab)->panes().contains(asked))
            continue;
        if (splits(tab)->panes().size() == 1)
            return removeTab(tab);
        splits(tab)->remove(asked);
    }
    Q_EMIT q->stateChanged();
}

void TerminalPanel::Private::removeTab(int tab)
{
    QWidget *gone = pages->widget(tab);
    const bool hadFocus = gone->isAncestorOf(q->window()->focusWidget());
    {
        const QSignalBlocker quiet(tabs);
        tabs->removeTab(tab);
    }
    pages->removeWidget(gone);
    gone->deleteLater(); // possibly in its own signal
    showTab(tabs->currentIndex());
    if (hadFocus)
        q->home()->setFocus();
    Q_EMIT q->stateChanged();
}

void TerminalPanel::Private::showTab(int tab)
{
    if (tab >= 0) {
        pages->setCurrentIndex(tab);
        if (q->isVisible())
            for (TerminalPane *each : splits(tab)->panes())
                each->showFirst();
    }
    update();
    Q_EMIT q->stateChanged();
}

void TerminalPanel::Private::update()
{
    for (int tab = 0; tab < tabs->count(); ++tab) {
        const TerminalPane *shown = splits(tab)->current();
        if (!shown)
            continue;
        QString text = withMarks(shown->title());
        if (text.size() > longestTitle)
            text = text.left(longestTitle - 1) + u'…';
        if (shown->lastExit().value_or(0) != 0)
            text += u" ✗ %1"_s.arg(*shown->lastExit());
        text += exportMark(shown->exportState());
        tabs->setTabText(tab, text.replace(u'&', u"&&"_s));
        tabs->setTabToolTip(tab, plain(shown->folder()));
    }
    const TerminalPane *shown = pane();
    pages->setVisible(shown);
    empty->setVisible(!shown);
    for (QAction *action : {down, right, close, next, previous, upwards, downwards, copyOutput, rerun})
        action->setEnabled(shown);
    const auto state = shown ? shown->exportState() : EnvExport::State::Off;
    const bool isThere = !project.envNow.value_or(QByteArray()).isEmpty();
    exportEnv->setEnabled(shown && shown->isShell() && (state != EnvExport::State::Off || isThere));
    exportEnv->setChecked(state != EnvExport::State::Off);
    const bool isRemoved = state == EnvExport::State::Removed;
    reloadEnv->setText(isRemoved ? tr("Take back what .env set in this terminal") : tr("Reload .env in this terminal"));
    reloadEnv->setVisible(isRemoved || state == EnvExport::State::Changed);
    Q_EMIT q->changed();
}

void TerminalPanel::setProject(const TerminalProject &project)
{
    const bool isSameFile = d->project.envFile == project.envFile;
    const auto envNow = isSameFile ? d->project.envNow : std::nullopt;
    d->project = project;
    d->project.envNow = envNow;
    d->env->watch(project.envFile);
    d->spread();
}

void TerminalPanel::Private::spread()
{
    for (TerminalPane *each : panes())
        each->setProject(project);
    update();
}

QList<TerminalPane *> TerminalPanel::Private::panes() const
{
    QList<TerminalPane *> all;
    for (int tab = 0; tab < pages->count(); ++tab)
        all += splits(tab)->panes();
    return all;
}

void TerminalPanel::setSettings(const TerminalSettings &settings, const TerminalColors &colors)
{
    d->settings = settings;
    d->colors = colors;
    for (TerminalPane *each : d->panes())
        each->setSettings(settings, colors);
}

void TerminalPanel::run(const QString &command, const QString &folder)
{
    TerminalPane *made = d->addTab()->start();
    made->startShell(folder);
    if (!command.isEmpty())
        made->run(command);
    d->tabs->setCurrentIndex(d->tabs->count() - 1);
    d->showTab(d->tabs->count() - 1);
}

TerminalPane *TerminalPanel::open(const vt::Launch &launch, const QString &title)
{
    TerminalPane *made = d->addTab()->start();
    made->startProgram(launch, title);
    d->tabs->setCurrentIndex(d->tabs->count() - 1);
    d->showTab(d->tabs->count() - 1);
    return made;
}

void TerminalPanel::offerEnvironment(const QString &path)
{
    d->notice->show(NoticeBar::Tone::Info,
                    tr("There is a virtual environment, %1. Activate it in the terminals of this folder?")
                        .arg(QDir(d->project.folder).relativeFilePath(path)),
                    tr("Its own script is run in each shell: %1").arg(path + u"/bin/activate"_s));
    const auto answer = [this, path](bool isAgreed) {
        d->notice->clear();
        home()->setFocus(); // the button had it
        Q_EMIT environmentAnswered(path, isAgreed);
    };
    d->notice->addButton(tr("Activate"), [answer] { answer(true); }, true)->setObjectName(u"terminal.activate"_s);
    d->notice->addButton(tr("Not here"), [answer] { answer(false); })->setObjectName(u"terminal.notActivate"_s);
}

void TerminalPanel::activate(const QString &path)
{
    for (TerminalPane *each : d->panes())
        each->activate(path);
}

TerminalPane *TerminalPanel::current() const { return d->pane(); }

void TerminalPanel::reveal(TerminalPane *pane)
{
    for (int tab = 0; tab < d->pages->count(); ++tab)
        if (d->splits(tab)->panes().contains(pane)) {
            d->tabs->setCurrentIndex(tab);
            pane->setFocus();
        }
}

QAction *TerminalPanel::settingsAction() const { return d->preferences; }

QAction *TerminalPanel::variablesAction() const { return d->variables; }

QIcon TerminalPanel::icon() const { return Theme::icon(u"utilities-terminal"_s); }

QWidget *TerminalPanel::home() { return d->pane() ? static_cast<QWidget *>(d->pane()) : this; }

QList<StatusItem> TerminalPanel::status() const
{
    const TerminalPane *pane = d->pane();
    if (!pane)
        return {};
    QString folder = pane->folder();
    if (const QString home = QDir::homePath(); folder == home || folder.startsWith(home + u'/'))
        folder = u'~' + folder.mid(home.size());
    return {{u"terminal.folder"_s, folder, tr("Where this terminal's shell is"), {}}};
}

bool TerminalPanel::can(Verb verb) const
{
    const TerminalPane *pane = d->pane();
    switch (verb) {
    case Verb::Copy:
        return pane && pane->view()->canvas()->hasSelection();
    case Verb::Paste:
    case Verb::SelectAll:
    case Verb::Find:
    case Verb::FindNext:
    case Verb::FindPrevious:
    case Verb::ZoomIn:
    case Verb::ZoomOut:
    case Verb::ZoomReset:
        return pane;
    default:
        return false;
    }
}

void TerminalPanel::act(Verb verb)
{
    TerminalPane *pane = d->pane();
    if (!pane)
        return;
    TerminalView *view = pane->view();
    TerminalCanvas *canvas = view->canvas();
    switch (verb) {
    case Verb::Copy:
        return canvas->copy();
    case Verb::Paste:
        return view->paste(QApplication::clipboard()->text());
    case Verb::SelectAll:
        return canvas->selectAll();
    case Verb::Find:
        return view->find();
    case Verb::FindNext:
        return view->stepHit(true);
    case Verb::FindPrevious:
        return view->stepHit(false);
    case Verb::ZoomIn:
        return canvas->zoom(1);
    case Verb::ZoomOut:
        return canvas->zoom(-1);
    case Verb::ZoomReset:
        return canvas->zoom(0);
    default:
        return;
    }
}

QJsonObject TerminalPanel::state() const
{
    QJsonArray tabs;
    for (int tab = 0; tab < d->pages->count(); ++tab)
        tabs.append(d->splits(tab)->state());
    return {{u"tabs"_s, tabs}, {u"current"_s, d->tabs->currentIndex()}};
}

void TerminalPanel::restore(const QJsonObject &state)
{
    const QJsonArray tabs = state.value(u"tabs"_s).toArray();
    for (const QJsonValue &tab : tabs)
        if (d->pages->count() < mostTabs)
            d->addTab()->restore(tab.toObject());
    if (d->pages->count() > 0) {
        const int current = std::clamp(state.value(u"current"_s).toInt(), 0, d->pages->count() - 1);
        d->tabs->setCurrentIndex(current);
        d->showTab(current);
    }
}

QList<Stake> TerminalPanel::stakes(Leaving) const
{
    QList<Stake> stakes;
    for (const TerminalPane *each : d->panes())
        for (const QString &name : each->running())
            stakes.append({tr("%1 runs in a terminal").arg(name), {}, tr("End it")});
    return stakes;
}

void TerminalPanel::settle(Answer, Done done) { done({}); } // programs are hung up with their terminals

void TerminalPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (d->pages->count() == 0)
        d->newTab();
    else
        d->showTab(d->tabs->currentIndex());
}

} // namespace oriel
