// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/databasepanel.h"

#include "base/text.h"
#include "panels/database/objectview.h"
#include "widgets/command.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace oriel {

struct DatabasePanel::Private
{
    Q_DECLARE_TR_FUNCTIONS(oriel::DatabasePanel)
public:
    explicit Private(DatabasePanel *panel) : q(panel) {}

    void makeCommands();
    QWidget *makeEmptyPage();
    QWidget *makeTreePage();
    QAction *command(const char *name, const QString &text, const QKeySequence &key, std::function<void()> triggered);
    void update(); // page and actions
    ObjectTree::Place current() const { return tree->place(view->currentIndex()); }
    Connection *currentConnection() const { return tree->connection(current().connection); }
    QString currentDatabase() const
    {
        const auto place = current();
        return place.what == ObjectTree::What::Database ? place.name : place.database;
    }
    void activate(const QModelIndex &index);
    void openConsole();
    void copyName(bool isQualified);
    void askRemoval();
    void showMenu(const QPoint &at);

    DatabasePanel *q;
    ObjectTree *tree = nullptr;
    ObjectView *view = nullptr;
    FilterLine *filter = nullptr;
    QStackedWidget *pages = nullptr;
    QLabel *nothing = nullptr; // no name matches the filter
    QLabel *says = nullptr;    // what is worth a word of the current connection
    QAction *add, *open, *console, *psql, *copy, *copyQualified, *refresh, *connectTo, *disconnectFrom, *edit, *certificate,
        *remove, *showSystem, *reconnect, *goToLine;
};

DatabasePanel::DatabasePanel(QWidget *parent) : Panel(parent), d(std::make_unique<Private>(this))
{
    d->tree = new ObjectTree(this);
    d->makeCommands();
    d->pages = new QStackedWidget(this);
    d->pages->addWidget(d->makeEmptyPage());
    d->pages->addWidget(d->makeTreePage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->pages);
    d->update();
}

DatabasePanel::~DatabasePanel() = default;

QAction *DatabasePanel::Private::command(const char *name, const QString &text, const QKeySequence &key,
                                         std::function<void()> triggered)
{
    return addCommand(q, name, text, {key}, std::move(triggered));
}

void DatabasePanel::Private::makeCommands()
{
    add = command("database.add", tr("Connect…"), {}, [this] { Q_EMIT q->wished(EditConnection{}); });
    open = command("database.openTable", tr("Open table"), {}, [this] { activate(view->currentIndex()); });
    console = command("database.newConsole", tr("New console"), Qt::CTRL | Qt::SHIFT | Qt::Key_N, [this] { openConsole(); });
    psql = command("database.openPsql", tr("Open psql here"), {},
                   [this] { Q_EMIT q->wished(OpenPsql{current().connection, currentDatabase()}); });
    copy = command("database.copyName", tr("Copy name"), {}, [this] { copyName(false); });
    copyQualified = command("database.copyQualifiedName", tr("Copy qualified name"), {}, [this] { copyName(true); });
    refresh = command("database.refresh", tr("Refresh"), Qt::Key_F5, [this] { tree->refresh(view->currentIndex()); });
    connectTo = command("database.connect", tr("Connect"), {}, [this] {
        if (auto *connection = currentConnection())
            connection->connectNow();
    });
    disconnectFrom = command("database.disconnect", tr("Disconnect"), {}, [this] {
        if (auto *connection = currentConnection())
            connection->disconnectNow();
    });
    reconnect = command("database.reconnect", tr("Reconnect"), {}, [this] {
        if (auto *connection = currentConnection()) {
            connection->disconnectNow();
            if (auto *still = currentConnection()) // a reference whose variable is gone goes with it
                still->connectNow();
        }
    });
    goToLine = command("database.goToLine", tr("Go to its line"), {}, [this] {
        if (const auto *connection = currentConnection())
            Q_EMIT q->wished(OpenFile{connection->profile().reference.file, connection->profile().reference.line});
    });
    edit = command("database.editConnection", tr("Edit connection…"), {},
                   [this] { Q_EMIT q->wished(EditConnection{current().connection, {}}); });
    certificate = command("database.certificate", tr("Certificate…"), {},
                          [this] { Q_EMIT q->wished(OpenCertificate{current().connection, {}}); });
    remove = command("database.removeConnection", tr("Remove connection…"), {}, [this] { askRemoval(); });
    showSystem = command("database.showSystem", tr("Show system schemas"), {}, [this] {
        tree->setShowSystem(showSystem->isChecked());
        Q_EMIT q->stateChanged();
    });
    showSystem->setCheckable(true);
}

QWidget *DatabasePanel::Private::makeEmptyPage()
{
    auto *page = new QWidget(q);
    auto *said = plainLabel(tr("No connection yet: paste a DATABASE_URL"), page);
    said->setWordWrap(true);
    auto *url = new QLineEdit(page);
    url->setObjectName(u"database.url"_s);
    url->setPlaceholderText(u"postgres://…"_s);
    url->setAccessibleName(tr("DATABASE_URL"));
    auto *button = new QPushButton(tr("Connect…"), page);
    button->setObjectName(u"database.connectButton"_s);
    button->setProperty("primary", true);
    auto *sample = new QPushButton(tr("Open sample database"), page);
    sample->setObjectName(u"database.sampleButton"_s);
    const auto read = [this, url] { // a pasted text is data: the dialog shows it, nothing connects by itself
        Q_EMIT q->wished(EditConnection{{}, url->text()});
        url->clear();
    };
    QObject::connect(url, &QLineEdit::returnPressed, q, read);
    QObject::connect(button, &QPushButton::clicked, q, read);
    QObject::connect(sample, &QPushButton::clicked, q, [this] { Q_EMIT q->wished(OpenSample{}); });
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(unit * 3 / 2, unit * 2, unit * 3 / 2, unit * 2);
    layout->setSpacing(unit);
    layout->addWidget(said);
    layout->addWidget(url);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(button);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addSpacing(unit);
    auto *others = new QHBoxLayout;
    others->addWidget(sample);
    others->addStretch(1);
    layout->addLayout(others);
    layout->addStretch(1);
    return page;
}

QWidget *DatabasePanel::Private::makeTreePage()
{
    auto *page = new QWidget(q);
    filter = new FilterLine(tr("Filter objects"), page);
    filter->setObjectName(u"database.filter"_s);
    auto *plus = new QToolButton(page);
    plus->setObjectName(u"database.addButton"_s);
    plus->setText(u"+"_s);
    plus->setAccessibleName(add->text());
    setPlainToolTip(plus, tr("Connect to another database"));
    QObject::connect(plus, &QToolButton::clicked, add, &QAction::trigger);
    view = new ObjectView(tree, page);
    view->setObjectName(u"database.tree"_s);
    view->setAccessibleName(tr("Connections and their objects"));
    nothing = plainLabel({}, page);
    nothing->setObjectName(u"database.nothing"_s);
    nothing->setWordWrap(true);
    nothing->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    nothing->hide();
    says = plainLabel({}, page);
    says->setObjectName(u"database.says"_s);
    says->setWordWrap(true);
    says->setContentsMargins(unit * 3 / 2, unit, unit * 3 / 2, unit);
    says->hide();

    auto *line = new QHBoxLayout;
    line->setContentsMargins(unit, unit, unit, unit);
    line->setSpacing(unit);
    line->addWidget(filter, 1);
    line->addWidget(plus);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(nothing);
    layout->addWidget(view, 1);
    layout->addWidget(says);

    QObject::connect(filter, &FilterLine::filterChanged, tree, &ObjectTree::setFilter);
    QObject::connect(filter, &FilterLine::moved, view, [this] {
        view->setFocus();
        if (!view->currentIndex().isValid())
            view->setCurrentIndex(tree->index(0, 0));
    });
    QObject::connect(view, &ObjectView::typed, filter, [this](const QString &text) {
        filter->setFocus();
        filter->insert(text);
    });
    QObject::connect(view, &ObjectView::escaped, filter, [this] {
        if (!filter->text().isEmpty())
            filter->clear();
    });
    QObject::connect(view, &ObjectView::doubleClicked, q, [this](const QModelIndex &index) { activate(index); });
    QObject::connect(view, &ObjectView::returnPressed, q, [this](const QModelIndex &index) { activate(index); });
    QObject::connect(view, &ObjectView::menuAsked, q, [this](const QPoint &at) { showMenu(at); });
    QObject::connect(view->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { update(); });
    QObject::connect(view, &QTreeView::expanded, q, [this] { Q_EMIT q->stateChanged(); });
    QObject::connect(view, &QTreeView::collapsed, q, [this] { Q_EMIT q->stateChanged(); });
    QObject::connect(tree, &ObjectTree::replaced, q, [this] { update(); });
    QObject::connect(tree, &ObjectTree::connected, q, [this](const QModelIndex &index) { view->expand(index); });
    return page;
}

void DatabasePanel::Private::update()
{
    if (!view)
        return;
    const auto place = current();
    const auto *connection = currentConnection();
    const auto state = connection ? connection->state() : LinkState::Disconnected;
    const bool isLinked = state == LinkState::Connected || state == LinkState::Lost;
    const bool isNamed = place.what != ObjectTree::What::Note && place.what != ObjectTree::What::Group &&
                         place.what != ObjectTree::What::List && place.what != ObjectTree::What::Parts &&
                         place.what != ObjectTree::What::Databases;
    pages->setCurrentIndex(tree->connectionCount() > 0 ? 1 : 0);
    const bool isEmpty = !tree->filter().isEmpty() && tree->rowCount() == 0;
    nothing->setText(isEmpty ? tr("Nothing is named like “%1” in what was read so far.").arg(withMarks(tree->filter().left(60)))
                             : QString());
    nothing->setVisible(isEmpty);
    const bool isOutdated = connection && !connection->outdated().isEmpty();
    QStringList said; // whole: the tree has no room for it
    if (isOutdated)
        said << connection->outdated();
    else if (state == LinkState::Failed)
        said << connection->error().message;
    if (connection && connection->target() && !isOutdated && !connection->target()->application.isEmpty())
        said << connection->target()->application;
    says->setText(marked(said.join(u"\n\n"_s)));
    says->setVisible(!says->text().isEmpty());
    setLook(says, "role", isOutdated ? u"warning"_s : QString());
    setLook(says, "muted", !isOutdated);
    open->setEnabled(place.isRelation);
    console->setEnabled(connection);
    psql->setEnabled(connection);
    copy->setEnabled(connection && isNamed);
    copyQualified->setEnabled(copy->isEnabled() && place.what == ObjectTree::What::Object);
    refresh->setEnabled(connection && isLinked);
    connectTo->setEnabled(connection &&
                          (state == LinkState::Disconnected || state == LinkState::Failed || state == LinkState::Lost));
    disconnectFrom->setEnabled(connection && state != LinkState::Disconnected);
    const EnvReference reference = connection ? connection->profile().reference : EnvReference();
    edit->setEnabled(connection);
    edit->setText(reference.isSet() ? tr("Save as connection…") : tr("Edit connection…"));
    goToLine->setEnabled(reference.isSet());
    goToLine->setText(reference.isSet() ? tr("Go to line %1 in %2").arg(reference.line).arg(withMarks(reference.fileName()))
                                        : tr("Go to its line"));
    reconnect->setEnabled(isOutdated);
    certificate->setEnabled(connection);
    remove->setEnabled(connection && !reference.isSet());
    Q_EMIT q->changed();
}

void DatabasePanel::Private::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto place = tree->place(index);
    auto *connection = tree->connection(place.connection);
    if (place.remedy == ObjectTree::Remedy::Retry)
        tree->retry(index);
    else if (place.remedy == ObjectTree::Remedy::Edit)
        Q_EMIT q->wished(EditConnection{place.connection, {}});
    else if (place.remedy == ObjectTree::Remedy::GoToLine)
        goToLine->trigger();
    else if (place.remedy == ObjectTree::Remedy::Certificate)
        Q_EMIT q->wished(OpenCertificate{place.connection, {}});
    else if (place.isRelation)
        Q_EMIT q->wished(OpenTable{place.connection, place.database, place.schema, place.name});
    else if (place.what == ObjectTree::What::Connection && connection && connection->state() == LinkState::Disconnected)
        connection->connectNow();
    else if (tree->hasChildren(index))
        view->setExpanded(index, !view->isExpanded(index));
}

void DatabasePanel::Private::openConsole() { Q_EMIT q->wished(OpenConsole{current().connection, currentDatabase(), {}, false}); }

void DatabasePanel::Private::copyName(bool isQualified)
{
    const auto place = current();
    QString text = place.name;
    if (isQualified && place.what == ObjectTree::What::Object)
        text = pg::qualified(place.schema, place.name);
    QApplication::clipboard()->setText(text);
}

void DatabasePanel::Private::askRemoval()
{
    auto *connection = currentConnection();
    if (!connection)
        return;
    auto *box = new QMessageBox(q);
    box->setObjectName(u"database.removalQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Remove connection?"));
    setPlainText(box, tr("Remove the connection %1?").arg(connection->profile().name.left(80)),
                 tr("Its saved parameters are forgotten. Nothing is changed in the database."));
    auto *yes = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"database.confirmRemoval"_s);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    QObject::connect(box, &QMessageBox::finished, q, [this, box, yes, id = connection->profile().id] {
        if (box->clickedButton() == yes)
            Q_EMIT q->removalAsked(id);
    });
    box->open();
}

void DatabasePanel::Private::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(q);
    menu->setObjectName(u"database.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto place = current();
    if (place.isRelation)
        menu->addAction(open);
    for (auto *action : {console, psql}) {
        if (action->isEnabled())
            menu->addAction(action);
    }
    menu->addSeparator();
    for (auto *action : {copy, copyQualified}) {
        if (action->isEnabled())
            menu->addAction(action);
    }
    menu->addSeparator();
    if (refresh->isEnabled())
        menu->addAction(refresh);
    menu->addAction(showSystem);
    if (place.what == ObjectTree::What::Connection) {
        menu->addSeparator();
        for (auto *action : {reconnect, connectTo, disconnectFrom, certificate, edit, goToLine}) {
            if (action->isEnabled())
                menu->addAction(action);
        }
        if (remove->isEnabled()) {
            menu->addSeparator();
            menu->addAction(remove);
        }
    }
    menu->popup(at);
}

void DatabasePanel::addConnection(Connection *connection)
{
    d->tree->addConnection(connection);
    connect(connection, &Connection::stateChanged, this, [this] { d->update(); });
    connect(connection, &Connection::profileChanged, this, [this] { d->update(); });
    d->update();
}

void DatabasePanel::removeConnection(const QString &id)
{
    if (auto *connection = d->tree->connection(id))
        connection->disconnect(this);
    d->tree->removeConnection(id);
    d->update();
}

void DatabasePanel::reveal(const QString &connection)
{
    d->filter->clear();
    d->tree->setFilter({});
    const auto index = d->tree->connectionIndex(connection);
    if (!index.isValid())
        return;
    d->view->expand(index);
    d->view->setCurrentIndex(index);
    d->view->scrollTo(index);
}

QIcon DatabasePanel::icon() const { return Theme::icon(u"server-database"_s); }

QWidget *DatabasePanel::home()
{
    return d->tree->connectionCount() > 0 ? static_cast<QWidget *>(d->view) : findChild<QLineEdit *>(u"database.url"_s);
}

bool DatabasePanel::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy:
        return d->copy->isEnabled();
    case Verb::Refresh:
        return d->refresh->isEnabled();
    case Verb::Find:
        return d->tree->connectionCount() > 0;
    case Verb::Paste:
        return d->tree->connectionCount() == 0;
    default:
        return false;
    }
}

void DatabasePanel::act(Verb verb)
{
    switch (verb) {
    case Verb::Copy:
        d->copyName(true);
        break;
    case Verb::Refresh:
        d->refresh->trigger();
        break;
    case Verb::Find:
        d->filter->setFocus();
        d->filter->selectAll();
        break;
    case Verb::Paste:
        findChild<QLineEdit *>(u"database.url"_s)->paste();
        break;
    default:
        break;
    }
}

QJsonObject DatabasePanel::state() const
{
    QStringList keys = d->view->openKeys();
    keys.sort();
    return {{u"open"_s, QJsonArray::fromStringList(keys.mid(0, 500))}, {u"showSystem"_s, d->tree->showsSystem()}};
}

void DatabasePanel::restore(const QJsonObject &state)
{
    QStringList keys;
    for (const auto &key : state[u"open"_s].toArray())
        keys << key.toString();
    d->view->setOpenKeys(keys);
    d->showSystem->setChecked(state[u"showSystem"_s].toBool());
    d->tree->setShowSystem(d->showSystem->isChecked());
}

} // namespace oriel
