// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/requestspanel.h"

#include "base/text.h"
#include "panels/api/environmentsdialog.h"
#include "panels/api/historyview.h"
#include "panels/api/importdialog.h"
#include "panels/api/requestspanel_p.h"
#include "panels/api/requesttree.h"
#include "widgets/filterline.h"
#include "widgets/foldsection.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/taborder.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

// Return opens; letters go to the filter.
class RequestsView final : public QTreeView
{
public:
    RequestsView(QWidget *parent, std::function<void()> returned, std::function<void(const QString &)> typed)
        : QTreeView(parent), m_returned(std::move(returned)), m_typed(std::move(typed))
    {}

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool isLetter = !(event->modifiers() & ~Qt::ShiftModifier) && !event->text().isEmpty() &&
                              event->text().at(0).isPrint() && event->text() != " "_L1;
        if (state() == EditingState)
            QTreeView::keyPressEvent(event);
        else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            m_returned();
        else if (isLetter || event->key() == Qt::Key_Escape)
            m_typed(event->key() == Qt::Key_Escape ? QString() : event->text());
        else
            QTreeView::keyPressEvent(event);
    }

private:
    std::function<void()> m_returned;
    std::function<void(const QString &)> m_typed; // empty: Esc
};

} // namespace

RequestsPanel::RequestsPanel(RequestLibrary *library, QWidget *parent)
    : Panel(parent), d(std::make_unique<Private>(this, library))
{
    d->makeCommands();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(d->makeTop());
    d->notice = new NoticeBar(this);
    d->notice->setObjectName(u"requests.notice"_s);
    auto *said = new QVBoxLayout;
    said->setContentsMargins(unit, 0, unit, 0);
    said->addWidget(d->notice);
    rows->addLayout(said);
    d->makeTree();
    d->pages = new QStackedWidget(this);
    d->empty = d->makeEmptyPage();
    d->pages->addWidget(d->empty);
    d->pages->addWidget(d->view);
    rows->addWidget(d->nothing);
    rows->addWidget(d->pages, 3);
    d->makeHistory();
    rows->addWidget(d->historySection, 2);
    d->connectTree();
    connect(library, &RequestLibrary::historyChanged, this, [this] { d->showHistory(); });
    connect(library, &RequestLibrary::failed, this, [this](const Error &error) { d->notice->show(error); });
    d->showHistory();
    d->update();
    tabAsLaidOut(this);
}

RequestsPanel::~RequestsPanel() = default;

QWidget *RequestsPanel::Private::makeTop()
{
    auto *top = new QWidget(q);
    filter = new FilterLine(tr("Filter requests"), top);
    filter->setObjectName(u"requests.filter"_s);
    auto *plus = new QToolButton(top);
    plus->setObjectName(u"requests.addButton"_s);
    plus->setText(u"+"_s);
    plus->setAccessibleName(tr("New"));
    setPlainToolTip(plus, tr("New request, new folder, import"));
    connect(plus, &QToolButton::clicked, q, [this, plus] {
        auto *menu = new QMenu(q);
        menu->setObjectName(u"requests.addMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addMenu(menu);
        menu->popup(plus->mapToGlobal(QPoint(0, plus->height())));
    });
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(unit, unit, unit, unit);
    line->setSpacing(unit);
    line->addWidget(filter, 1);
    line->addWidget(plus);
    connect(filter, &FilterLine::filterChanged, q, [this](const QString &text) { setFilter(text); });
    connect(filter, &FilterLine::moved, q, [this] {
        view->setFocus();
        if (!view->currentIndex().isValid())
            view->setCurrentIndex(tree->index(0, 0));
    });
    return top;
}

QWidget *RequestsPanel::Private::makeEmptyPage()
{
    auto *page = new QWidget(q);
    auto *said =
        plainLabel(tr("No saved request yet. Write one, or bring along what you have: a cURL line, a .http file, a Postman "
                      "collection, an OpenAPI description, a HAR file."),
                   page);
    said->setWordWrap(true);
    auto *first = new QPushButton(tr("New request"), page), *second = new QPushButton(tr("Import…"), page);
    first->setObjectName(u"requests.newButton"_s);
    first->setProperty("primary", true);
    second->setObjectName(u"requests.importButton"_s);
    connect(first, &QPushButton::clicked, add, &QAction::trigger);
    connect(second, &QPushButton::clicked, import, &QAction::trigger);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    buttons->addWidget(first);
    buttons->addWidget(second);
    buttons->addStretch(1);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    rows->setSpacing(unit * 3 / 2);
    rows->addWidget(said);
    rows->addLayout(buttons);
    rows->addStretch(1);
    return page;
}

void RequestsPanel::Private::makeTree()
{
    tree = new RequestTree(library, q);
    view = new RequestsView(
        q, [this] { open(); },
        [this](const QString &text) {
            if (text.isEmpty())
                return filter->clear();
            filter->setFocus();
            filter->insert(text);
        });
    view->setObjectName(u"requests.tree"_s);
    view->setAccessibleName(tr("Saved requests"));
    view->setModel(tree);
    view->setItemDelegate(new RequestDelegate(view));
    view->setHeaderHidden(true);
    view->setUniformRowHeights(true);
    view->setIndentation(2 * unit);
    view->setMouseTracking(true);
    view->setExpandsOnDoubleClick(false);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setDragDropMode(QAbstractItemView::DragDrop);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    nothing = plainLabel({}, q);
    nothing->setObjectName(u"requests.nothing"_s);
    nothing->setWordWrap(true);
    nothing->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    nothing->hide();
}

void RequestsPanel::Private::connectTree()
{
    connect(tree, &RequestTree::aboutToRebuild, q, [this] { keepPlace(); });
    connect(tree, &RequestTree::rebuilt, q, [this] { findPlace(); });
    connect(view, &QTreeView::doubleClicked, q, [this] { open(); });
    connect(view, &QTreeView::customContextMenuRequested, q,
            [this](const QPoint &at) { showMenu(view->viewport()->mapToGlobal(at)); });
    connect(view->selectionModel(), &QItemSelectionModel::selectionChanged, q, [this] { update(); });
    const auto remember = [this](const QModelIndex &index, bool isOpen) {
        if (isQuiet || !tree->filter().isEmpty())
            return;
        isOpen ? void(opened.insert(RequestTree::keyOf(index))) : void(opened.remove(RequestTree::keyOf(index)));
        Q_EMIT q->stateChanged();
    };
    connect(view, &QTreeView::expanded, q, [remember](const QModelIndex &index) { remember(index, true); });
    connect(view, &QTreeView::collapsed, q, [remember](const QModelIndex &index) { remember(index, false); });
}

void RequestsPanel::Private::makeHistory()
{
    auto *inside = new QWidget(q);
    history = new HistoryView(inside);
    history->setObjectName(u"requests.history"_s);
    noHistory = plainLabel({}, inside);
    noHistory->setObjectName(u"requests.noHistory"_s);
    noHistory->setWordWrap(true);
    noHistory->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    auto *rows = new QVBoxLayout(inside);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(noHistory);
    rows->addWidget(history, 1);
    historySection = new FoldSection(inside, q);
    historySection->setObjectName(u"requests.historySection"_s);
    connect(historySection, &FoldSection::toggled, q, &Guest::stateChanged);
    connect(history, &HistoryView::openAsked, q, [this](const QString &id) { wish({{}, id, {}}); });
    connect(history, &HistoryView::forgetAsked, q, [this](const QString &id) { library->forget(id); });
    connect(history, &HistoryView::menuAsked, q, [this](const QPoint &at) { showHistoryMenu(at); });
    connect(history->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { update(); });
}

void RequestsPanel::Private::setFilter(const QString &text)
{
    tree->setFilter(text);
    history->history()->setFilter(text);
    showHistory();
    update();
}

void RequestsPanel::Private::showHistory()
{
    const QString before = history->current();
    history->history()->setPast(library->history());
    const int count = history->history()->rowCount();
    for (int row = 0; row < count && !before.isEmpty(); ++row)
        if (history->history()->at(row).id == before)
            history->setCurrentIndex(history->history()->index(row));
    historySection->setHead(tr("History"), count);
    noHistory->setText(library->history().isEmpty()
                           ? tr("Nothing was sent yet. What you send stays here for 30 days, without what is secret.")
                           : tr("Nothing that was sent matches “%1”.").arg(withMarks(tree->filter().left(60))));
    noHistory->setVisible(count == 0);
    history->setVisible(count > 0);
    update();
}

void RequestsPanel::Private::keepPlace()
{
    currentKey = RequestTree::keyOf(view->currentIndex());
    scroll = view->verticalScrollBar()->value();
    isQuiet = true;
}

void RequestsPanel::Private::findPlace()
{
    isQuiet = true;
    if (!tree->filter().isEmpty())
        view->expandAll();
    else
        for (const QString &key : std::as_const(opened))
            view->expand(tree->indexOf(key));
    isQuiet = false;
    view->setCurrentIndex(tree->indexOf(currentKey));
    view->verticalScrollBar()->setValue(scroll);
    if (const QModelIndex index = tree->indexOf(std::exchange(renamed, {})); index.isValid()) { // new: named at once
        view->setCurrentIndex(index);
        view->edit(index);
    }
    update();
}

void RequestsPanel::Private::update()
{
    const bool isEmpty = library->requests().isEmpty() && library->folders().isEmpty();
    pages->setCurrentWidget(isEmpty ? empty : view);
    const bool isMissed = !isEmpty && !tree->filter().isEmpty() && tree->rowCount() == 0;
    nothing->setText(isMissed ? tr("No saved request matches “%1”.").arg(withMarks(tree->filter().left(60))) : QString());
    nothing->setVisible(isMissed);
    const auto count = view->selectionModel()->selectedIndexes().size();
    const bool isRequest = count == 1 && !currentId().isEmpty();
    openIt->setEnabled(isRequest);
    rename->setEnabled(count == 1);
    duplicateIt->setEnabled(isRequest);
    removeIt->setEnabled(count > 0);
    const bool isAny = count > 0 && !chosen().isEmpty();
    for (qsizetype at = 0; const CopyWay &way : copyWays())
        copies[at++]->setEnabled(way.isOfOne ? isRequest : isAny);
    saveHttp->setEnabled(isAny);
    openPast->setEnabled(!history->current().isEmpty());
    forgetPast->setEnabled(!history->current().isEmpty());
    forgetAll->setEnabled(!library->history().isEmpty());
    Q_EMIT q->changed();
}

void RequestsPanel::reveal(const QString &request)
{
    if (!d->tree->indexOf(request).isValid())
        d->filter->clear();
    const QModelIndex index = d->tree->indexOf(request);
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        d->view->expand(above);
    d->view->setCurrentIndex(index);
    d->view->scrollTo(index);
}

void RequestsPanel::openImport(const QString &text, const QString &file)
{
    auto *dialog = new ImportDialog(d->library, d->currentFolder(), this);
    connect(dialog, &ImportDialog::imported, this, [this](const QStringList &ids) {
        if (!ids.isEmpty())
            reveal(ids.first());
    });
    dialog->open();
    if (!file.isEmpty())
        dialog->readFile(file);
    else if (!text.isEmpty())
        dialog->setText(text);
}

void RequestsPanel::editEnvironments()
{
    auto *dialog = new EnvironmentsDialog(d->library, this);
    dialog->open();
}

QIcon RequestsPanel::icon() const { return Theme::icon(u"network-connect"_s); }

QWidget *RequestsPanel::home()
{
    return d->pages->currentWidget() == d->view ? static_cast<QWidget *>(d->view)
                                                : findChild<QPushButton *>(u"requests.newButton"_s);
}

bool RequestsPanel::can(Verb verb) const { return verb == Verb::Find || (verb == Verb::Copy && d->copies.first()->isEnabled()); }

void RequestsPanel::act(Verb verb)
{
    if (verb == Verb::Copy)
        d->copies.first()->trigger();
    if (verb == Verb::Find) {
        d->filter->setFocus();
        d->filter->selectAll();
    }
}

QJsonObject RequestsPanel::state() const
{
    QStringList keys = d->opened.values();
    keys.sort();
    return {{u"open"_s, QJsonArray::fromStringList(keys.mid(0, 500))}, {u"history"_s, d->historySection->isOpen()}};
}

void RequestsPanel::restore(const QJsonObject &state)
{
    d->opened.clear();
    for (const QJsonValue &key : state[u"open"_s].toArray())
        d->opened << key.toString();
    d->historySection->setOpen(state[u"history"_s].toBool());
    d->keepPlace();
    d->findPlace();
}

} // namespace oriel
