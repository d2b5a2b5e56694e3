// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/tabledocument.h"

#include "base/text.h"
#include "panels/table/tableprivate.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QShowEvent>
#include <QSplitter>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QAction *command(QWidget *owner, const char *name, const QString &text, const QKeySequence &key, std::function<void()> run)
{
    auto *action = new QAction(text, owner);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    owner->addAction(action);
    return action;
}

} // namespace

TableDocument::TableDocument(FindConnection find, QWidget *parent) : Document(parent), d(std::make_unique<Private>())
{
    d->q = this;
    d->find = std::move(find);
    d->first = command(this, "table.first", tr("First"), QKeySequence(u"Ctrl+Home"_s), [this] { d->jump(pg::Way::Forward); });
    d->last = command(this, "table.last", tr("Last"), QKeySequence(u"Ctrl+End"_s), [this] { d->jump(pg::Way::Backward); });
    d->refresh = command(this, "table.refresh", tr("Refresh"), QKeySequence(Qt::Key_F5), [this] { d->load(); });
    d->toConsole = command(this, "table.console", tr("Open in console"), {}, [this] {
        if (d->rows)
            Q_EMIT wished(OpenConsole{d->connectionId, d->database, d->rows->window().selectText() + u";\n"_s});
    });
    d->bar = new TableBar({d->first, d->last, d->refresh, d->toConsole}, this);
    d->notice = new NoticeBar(this);
    d->grid = new Grid(this);
    d->grid->setObjectName(u"table.grid"_s);
    d->grid->setRowModel(&d->model);
    d->value = new ValueView(this);
    d->value->hide();
    d->place = new QLabel(this);
    d->place->setObjectName(u"table.place"_s);
    d->place->setTextFormat(Qt::PlainText);
    d->zone = new QLabel(this);
    d->zone->setObjectName(u"table.zone"_s);
    d->zone->setTextFormat(Qt::PlainText);

    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(d->grid);
    split->addWidget(d->value);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(unit + unit / 2, unit / 2, unit + unit / 2, unit / 2);
    foot->addWidget(d->place, 1);
    foot->addWidget(d->zone);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d->bar);
    layout->addWidget(d->notice);
    layout->addWidget(split, 1);
    layout->addLayout(foot);

    connect(d->grid, &Grid::endReached, this, [this] { d->goOn(); });
    connect(d->grid, &Grid::startReached, this, [this] { d->goBack(); });
    connect(d->grid, &Grid::cellOpened, this, [this](const QModelIndex &index) { d->openValue(index); });
    connect(d->grid, &Grid::copied, this, [this](qint64 rows) { d->say(tr("%n row(s) copied", nullptr, int(rows))); });
    connect(d->grid, &Grid::copyRefused, this, [this](const QString &why) { d->notice->show(NoticeBar::Tone::Warning, why); });
    d->showPlace();
}

TableDocument::~TableDocument() = default;

void TableDocument::openTable(const QString &connection, const QString &database, const QString &schema, const QString &name)
{
    d->connectionId = connection;
    d->database = database;
    d->schema = schema;
    d->name = name;
    d->isWanted = true;
    Q_EMIT changed();
    if (isVisible())
        d->load();
}

QString TableDocument::title() const { return withMarks(d->name); }

QIcon TableDocument::icon() const { return Theme::icon(u"table"_s); }

QString TableDocument::key() const { return u"table:%1/%2/%3/%4"_s.arg(d->connectionId, d->database, d->schema, d->name); }

QWidget *TableDocument::home() { return d->grid; }

QList<StatusItem> TableDocument::status() const
{
    const QString who = d->connection ? d->connection->profile().name : QString();
    return {{u"table.connection"_s, withMarks(who), {}, {}}, {u"table.table"_s, withMarks(d->schema + u'.' + d->name), {}, {}}};
}

bool TableDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy: return d->grid->canCopy();
    case Verb::SelectAll: return d->model.rowCount() > 0;
    case Verb::Refresh: return !d->connectionId.isEmpty();
    case Verb::Stop: return d->query && !d->query->isFinished();
    default: return false;
    }
}

void TableDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Copy: d->grid->copy(TextFormat::Tsv, false); break;
    case Verb::SelectAll: d->grid->selectEverything(); break;
    case Verb::Refresh: d->load(); break;
    case Verb::Stop:
        if (d->query)
            d->query->cancel();
        break;
    default: break;
    }
}

QJsonObject TableDocument::state() const
{
    return {{u"connection"_s, d->connectionId}, {u"database"_s, d->database}, {u"schema"_s, d->schema}, {u"name"_s, d->name}};
}

void TableDocument::restore(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state[QLatin1String(key)].toString(); };
    openTable(text("connection"), text("database"), text("schema"), text("name"));
}

void TableDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    if (d->isWanted)
        QMetaObject::invokeMethod(this, [this] { if (d->isWanted) d->load(); }, Qt::QueuedConnection);
}

} // namespace oriel
