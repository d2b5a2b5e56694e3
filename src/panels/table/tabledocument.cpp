// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/tabledocument.h"

#include "base/text.h"
#include "panels/table/tableprivate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QShowEvent>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto sayFor = 4s;

QAction *addCommand(QWidget *owner, const char *name, const QString &text, const QString &icon, const QKeySequence &key)
{
    auto *action = new QAction(text, owner);
    action->setObjectName(QLatin1String(name));
    if (!icon.isEmpty())
        action->setIcon(Theme::icon(icon));
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(action);
    return action;
}

} // namespace

TableDocument::TableDocument(FindConnection find, QWidget *parent) : Document(parent), d(std::make_unique<Private>(this))
{
    d->find = std::move(find);
    d->model = new WindowModel(this);
    d->streamed = new RowModel(this);
    d->makeCommands();
    d->makeWidgets();
    d->connectWidgets();
    d->showPlace();
}

TableDocument::~TableDocument()
{
    d->grid->disconnect(this); // it lives on a little
    d->endStream();
}

void TableDocument::Private::makeCommands()
{
    first = addCommand(q, "table.first", tr("First"), u"go-top"_s, QKeySequence(u"Ctrl+Home"_s));
    last = addCommand(q, "table.last", tr("Last"), u"go-bottom"_s, QKeySequence(u"Ctrl+End"_s));
    refresh = addCommand(q, "table.refresh", tr("Refresh"), u"view-refresh"_s, QKeySequence(Qt::Key_F5));
    toConsole = addCommand(q, "table.console", tr("Open in console"), u"dialog-scripts"_s, {});
    QObject::connect(first, &QAction::triggered, q, [this] { toEdge(pg::Way::Forward); });
    QObject::connect(last, &QAction::triggered, q, [this] { toEdge(pg::Way::Backward); });
    QObject::connect(refresh, &QAction::triggered, q, [this] { load(true); });
    QObject::connect(toConsole, &QAction::triggered, q, [this] {
        if (window)
            Q_EMIT q->wished(OpenConsole{connectionId, database, window->selectText() + u";\n"_s});
    });
    ascending = addCommand(q, "table.sortAscending", tr("Sort ascending"), {}, {});
    descending = addCommand(q, "table.sortDescending", tr("Sort descending"), {}, {});
    unsorted = addCommand(q, "table.unsorted", tr("Unsorted"), {}, {});
    QObject::connect(ascending, &QAction::triggered, q, [this] { sortByColumn(sortableColumn(), false); });
    QObject::connect(descending, &QAction::triggered, q, [this] { sortByColumn(sortableColumn(), true); });
    QObject::connect(unsorted, &QAction::triggered, q, [this] { sortBy({}); });
}

void TableDocument::Private::makeWidgets()
{
    bar = new TableBar({first, last, refresh, toConsole}, q);
    notice = new NoticeBar(q);
    notice->setObjectName(u"table.notice"_s);
    grid = new Grid(q);
    grid->setObjectName(u"table.grid"_s);
    grid->setRowModel(model);
    grid->setSortable(true);
    grid->horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);

    value = new ValueView(q);
    value->hide();
    QObject::connect(value, &ValueView::closeAsked, q, [this] { closeValue(); });

    split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(u"table.split"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(grid);
    split->addWidget(value);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 1);

    const auto label = [this](const char *objectName, bool isMuted) {
        QLabel *made = plainLabel({}, q);
        made->setObjectName(QLatin1String(objectName));
        made->setProperty("muted", isMuted);
        return made;
    };
    const auto button = [this](const char *objectName, const QString &text, const QString &toolTip) {
        auto *made = new QToolButton(q);
        made->setObjectName(QLatin1String(objectName));
        made->setText(text);
        setPlainToolTip(made, toolTip);
        made->hide();
        return made;
    };
    place = label("table.place", false);
    time = label("table.time", true);
    zone = label("table.zone", true);
    release = button("table.release", tr("Release"), tr("Ends the query on the server and keeps the rows read"));
    fetchAll = button("table.fetchAll", tr("Fetch all"), tr("Reads the rest without a pause"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    foot->setSpacing(unit * 2);
    for (QWidget *part : QWidgetList{place, release, fetchAll, time})
        foot->addWidget(part);
    foot->addStretch(1);
    foot->addWidget(zone);

    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(notice);
    layout->addWidget(split, 1);
    layout->addLayout(foot);
    q->setFocusProxy(grid);
}

void TableDocument::Private::connectWidgets()
{
    slow.setSingleShot(true);
    saying.setSingleShot(true);
    QObject::connect(&slow, &QTimer::timeout, q, [this] { nameHolder(false); });
    QObject::connect(&saying, &QTimer::timeout, q, [this] { showPlace(); });
    QObject::connect(&look, &QTimer::timeout, q, [this] { lookAround(); });
    QObject::connect(grid, &Grid::endReached, q, [this] { goOn(); });
    QObject::connect(grid, &Grid::startReached, q, [this] { goBack(); });
    QObject::connect(grid, &Grid::cellOpened, q, [this](const QModelIndex &index) { openValue(index); });
    QObject::connect(grid, &Grid::currentCellChanged, q, [this](const QModelIndex &index) {
        if (value->isVisible() && index.isValid())
            openValue(index);
        enableSort();
        Q_EMIT q->changed();
    });
    QObject::connect(grid, &Grid::sortAsked, q, [this](int column) { cycleSort(column); });
    QObject::connect(grid->horizontalHeader(), &QWidget::customContextMenuRequested, q,
                     [this](const QPoint &at) { showHeaderMenu(at); });
    const auto copyEnded = [this] {
        isCopying = false;
        if (const auto then = std::exchange(afterCopy, nullptr))
            then();
    };
    QObject::connect(grid, &Grid::copying, q, [this](qint64 rows, qint64 of) {
        isCopying = true;
        say(tr("copying, %1 of %2 rows; Esc ends it").arg(exactCount(rows), exactCount(of)));
    });
    QObject::connect(grid, &Grid::copied, q, [this, copyEnded](qint64 rows) {
        say(rows == 1 ? tr("1 row copied") : tr("%1 rows copied").arg(exactCount(rows)));
        copyEnded();
    });
    QObject::connect(grid, &Grid::copyRefused, q, [this, copyEnded](const QString &why) {
        notify(Showing::Other, NoticeBar::Tone::Warning, why);
        copyEnded();
    });
    QObject::connect(release, &QToolButton::clicked, q, [this] {
        if (query)
            query->release();
    });
    QObject::connect(fetchAll, &QToolButton::clicked, q, [this] {
        if (query && !query->isFinished()) {
            query->fetchAll();
            showPlace();
        } else if (connection) {
            isToEnd = true;
            stream();
        }
    });
}

void TableDocument::Private::notify(Showing about, NoticeBar::Tone tone, const QString &text)
{
    if (showing == about && notice->message() == text)
        return;
    notice->show(tone, text);
    showing = about;
}

void TableDocument::Private::clearNotice(Showing about)
{
    if (showing == about && about != Showing::Nothing) {
        notice->clear();
        showing = Showing::Nothing;
    }
}

void TableDocument::Private::say(const QString &text)
{
    place->setText(text);
    saying.start(sayFor);
}

QString TableDocument::Private::placeText() const
{
    const qint64 count = shown()->rowCount();
    if (!shown()->source())
        return isReading ? tr("reading…") : QString();
    const bool isAtStart = !backward;
    const bool isAtEnd =
        isStream() ? outcome && outcome->isComplete && !outcome->isCancelled && !outcome->isReleased && !outcome->error : !onward;
    const double estimate = window ? window->rows() : -1;
    const QString about = estimate < 0 ? tr("of ? (never analysed)") : tr("of about %1").arg(countText(qint64(estimate)));
    if (isAtStart && isAtEnd)
        return count == 0 ? tr("no rows") : count == 1 ? tr("1 row, all") : tr("%1 rows, all").arg(exactCount(count));
    if (isStream() && outcome)
        return outcome->isReleased ? tr("the first %1 rows; more are on the server").arg(exactCount(count))
                                   : tr("%1 rows, not all").arg(exactCount(count));
    if (isPaused()) {
        const auto left = std::max<qint64>(0, (pauseLimit.count() - sincePaused.elapsed() + 999) / 1000);
        return tr("paused at %1 rows, scroll on for more; the server may hold a snapshot · %2 s")
            .arg(exactCount(count))
            .arg(left);
    }
    if (isStream())
        return tr("%1 rows so far").arg(exactCount(count));
    if (!firstNumber)
        return isAtEnd ? tr("the last %1 rows %2").arg(exactCount(count), about) : tr("%1 rows %2").arg(exactCount(count), about);
    const QString range = tr("rows %1–%2").arg(exactCount(*firstNumber), exactCount(*firstNumber + count - 1));
    return isAtEnd ? tr("%1, to the end").arg(range) : range + u' ' + about;
}

void TableDocument::Private::showPlace()
{
    grid->verticalHeader()->setVisible(firstNumber.has_value());
    if (firstNumber)
        shown()->setFirstRowNumber(*firstNumber);
    if (!saying.isActive())
        place->setText(placeText());
    const bool isStopped = outcome && outcome->isReleased;
    release->setVisible(isPaused());
    fetchAll->setVisible(isPaused() || isStopped);
    fetchAll->setText(isStopped ? tr("Fetch all (runs again)") : tr("Fetch all"));
    time->setText(isReading && shown()->source() ? tr("reading…") : took ? durationText(*took) : QString());
    for (QAction *action : {first, last, toConsole})
        action->setEnabled(window.has_value());
    enableSort();
}

QString TableDocument::Private::readingText() const
{
    if (!window)
        return {};
    const auto sorted = window->sort();
    const QString column =
        sorted ? withMarks(sorted->column.left(63)) + (sorted->isDescending ? tr(" descending") : QString()) : QString();
    if (isStream())
        return sorted ? tr("one query, sorted by %1, for at most 5 minutes").arg(column) : tr("one query, for at most 5 minutes");
    if (sorted)
        return tr("by %1, then key %2").arg(column, withMarks(window->key()));
    if (!window->key().isEmpty())
        return tr("by key %1").arg(withMarks(window->key()));
    if (!window->relation().leaves.isEmpty())
        return tr("partition by partition");
    return tr("no key: block by block");
}

void TableDocument::openTable(const QString &connection, const QString &database, const QString &schema, const QString &name)
{
    d->connectionId = connection;
    d->database = database;
    d->schema = schema;
    d->name = name;
    d->sort.reset();
    d->agreedColumn.clear();
    d->isWanted = true;
    d->bar->showTable(schema + u'.' + name, {}, {});
    if (Connection *found = d->find ? d->find(connection) : nullptr) {
        d->connection = found;
        d->bar->showProfile(&found->profile());
        d->grid->setProduction(found->profile().isProduction);
    }
    if (isVisible())
        d->load(false);
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

QString TableDocument::title() const
{
    const QString where = d->connection ? d->connection->profile().name : QString();
    return where.isEmpty() ? withMarks(d->name.left(63))
                           : tr("%1 · %2").arg(withMarks(d->name.left(63)), withMarks(where.left(40)));
}

QIcon TableDocument::icon() const { return Theme::icon(u"table"_s); }

QString TableDocument::key() const { return u"table:%1/%2/%3/%4"_s.arg(d->connectionId, d->database, d->schema, d->name); }

bool TableDocument::isProduction() const { return d->connection && d->connection->profile().isProduction; }

QWidget *TableDocument::home() { return d->grid; }

QList<StatusItem> TableDocument::status() const
{
    const QString how = d->readingText();
    return how.isEmpty() ? QList<StatusItem>() : QList<StatusItem>{{u"table.reading"_s, how, {}, {}}};
}

bool TableDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy:
        return d->grid->canCopy();
    case Verb::SelectAll:
        return d->shown()->rowCount() > 0;
    case Verb::Refresh:
        return !d->connectionId.isEmpty();
    case Verb::Stop:
        return d->isReading || (d->query && !d->query->isFinished());
    default:
        return false;
    }
}

void TableDocument::act(Verb verb)
{
    switch (verb) {
    case Verb::Copy:
        d->grid->copy(TextFormat::Tsv, false);
        break;
    case Verb::SelectAll:
        d->grid->selectEverything();
        break;
    case Verb::Refresh:
        d->load(true);
        break;
    case Verb::Stop:
        if (d->query)
            d->query->cancel();
        if (d->isReading) { // the question ends by itself: its limits are short
            ++d->token;
            d->isReading = false;
            d->slow.stop();
            d->jumping.reset();
            if (d->shown() == d->model && d->model->rows()) { // back to what is shown
                d->window = d->model->rows()->window();
                d->sort = d->window->sort();
            }
            d->clearNotice(Private::Showing::Reading);
            d->showPlace();
        }
        break;
    default:
        break;
    }
}

QJsonObject TableDocument::state() const
{
    QJsonObject state{
        {u"connection"_s, d->connectionId}, {u"database"_s, d->database}, {u"schema"_s, d->schema}, {u"name"_s, d->name}};
    if (d->sort)
        state[u"sort"_s] = QJsonObject{{u"column"_s, d->sort->column}, {u"isDescending"_s, d->sort->isDescending}};
    return state;
}

void TableDocument::restore(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state[QLatin1String(key)].toString(); };
    openTable(text("connection"), text("database"), text("schema"), text("name"));
    if (const QJsonObject sort = state[u"sort"_s].toObject(); !sort.isEmpty())
        d->sort = pg::Sort{sort[u"column"_s].toString(), sort[u"isDescending"_s].toBool()};
}

void TableDocument::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && d->value->isVisible())
        d->closeValue();
    else if (event->key() == Qt::Key_Escape && d->notice->isVisible())
        d->clearNotice(d->showing);
    else
        Document::keyPressEvent(event);
}

void TableDocument::showEvent(QShowEvent *event)
{
    Document::showEvent(event);
    const auto loadWanted = [this] {
        if (d->isWanted)
            d->load(false);
    };
    if (d->isWanted)
        QMetaObject::invokeMethod(this, loadWanted, Qt::QueuedConnection);
}

} // namespace oriel
