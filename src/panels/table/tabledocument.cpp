// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/tabledocument.h"

#include "base/text.h"
#include "engines/sql/expression.h"
#include "panels/table/exportdialog.h"
#include "panels/table/statisticsview.h"
#include "panels/table/tableprivate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QShowEvent>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto sayFor = 4s;

} // namespace

TableDocument::TableDocument(FindConnection find, QWidget *parent, TableMemory memory)
    : Document(parent), d(std::make_unique<Private>(this))
{
    d->find = std::move(find);
    d->memory = std::move(memory);
    d->model = new WindowModel(this);
    d->streamed = new RowModel(this);
    d->makeCommands();
    d->makeBaseline();
    d->makeWidgets();
    d->connectWidgets();
    d->showBaseline();
    d->showPlace();
}

TableDocument::~TableDocument()
{
    d->grid->disconnect(this); // it lives on a little
    d->endStream();
}

void TableDocument::Private::makeWidgets()
{
    bar = new TableBar({back, forward, first, last, reload, markCommand, toConsole}, q);
    notice = new NoticeBar(q);
    notice->setObjectName(u"table.notice"_s);
    filter = new FilterBar(q);
    filter->setObjectName(u"table.filter"_s);
    grid = new Grid(q);
    grid->setObjectName(u"table.grid"_s);
    grid->setRowModel(model);
    grid->setSortable(true);
    grid->horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    placeBar = new PlaceBar(q);
    placeBar->setObjectName(u"table.placeBar"_s);
    findBar = new FindBar(grid, q);
    findBar->setObjectName(u"table.find"_s);
    findBar->hide();
    findBar->setServerSearch(true);
    value = new ValueView(q);
    value->hide();
    value->setJsonCommands(true);
    record = new RecordView(q);
    record->setObjectName(u"table.record"_s);
    record->hide();
    statistics = new StatisticsView(q);
    statistics->setObjectName(u"table.statisticsPane"_s);
    statistics->hide();

    auto *rows = new QWidget(q);
    auto *beside = new QHBoxLayout;
    beside->setSpacing(0);
    beside->addWidget(grid, 1);
    beside->addWidget(placeBar);
    auto *under = new QVBoxLayout(rows);
    under->setContentsMargins(0, 0, 0, 0);
    under->setSpacing(0);
    under->addLayout(beside, 1);
    under->addWidget(findBar);

    split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(u"table.split"_s);
    split->setChildrenCollapsible(false);
    for (QWidget *part : QWidgetList{rows, value, record, statistics})
        split->addWidget(part);
    split->setStretchFactor(0, 2);

    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(filter);
    layout->addWidget(notice);
    layout->addWidget(split, 1);
    layout->addLayout(makeFoot());
    q->setFocusProxy(grid);
}

QLayout *TableDocument::Private::makeFoot()
{
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
    tally = label("table.counting", true);
    tally->hide();
    zone = button("table.zone", {}, tr("The time zone that timestamps are shown in"));
    zone->setAutoRaise(true);
    makeBaselineButton(button("table.since", {}, {}));
    release = button("table.release", tr("Release"), tr("Ends the query on the server and keeps the rows read"));
    fetchAll = button("table.fetchAll", tr("Fetch all"), tr("Reads the rest without a pause"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit / 2);
    foot->setSpacing(unit * 2);
    for (QWidget *part : QWidgetList{place, baselineButton, release, fetchAll, time, tally})
        foot->addWidget(part);
    foot->addStretch(1);
    foot->addWidget(zone);
    return foot;
}

void TableDocument::Private::connectWidgets()
{
    slow.setSingleShot(true);
    saying.setSingleShot(true);
    ticking.setInterval(1s);
    fraction.setSingleShot(true);
    QObject::connect(&slow, &QTimer::timeout, q, [this] { nameHolder(window ? window->relation().oid : 0); });
    QObject::connect(&saying, &QTimer::timeout, q, [this] { showPlace(); });
    QObject::connect(&look, &QTimer::timeout, q, [this] { lookAround(); });
    QObject::connect(&ticking, &QTimer::timeout, q, [this] { showPlace(); });
    QObject::connect(grid, &Grid::endReached, q, [this] { goOn(); });
    QObject::connect(grid, &Grid::startReached, q, [this] { goBack(); });
    QObject::connect(grid, &Grid::cellOpened, q, [this](const QModelIndex &index) { openValue(index); });
    QObject::connect(grid, &Grid::menuWanted, q, [this](QMenu *menu, const QModelIndex &index) { fillCellMenu(menu, index); });
    QObject::connect(grid, &Grid::currentCellChanged, q, [this](const QModelIndex &index) {
        if (index.isValid() && value->isVisible())
            openValue(index);
        if (index.isValid() && record->isVisible())
            openRecord(index);
        enableSort();
        enableTrail();
        Q_EMIT q->changed();
    });
    QObject::connect(grid, &Grid::sortAsked, q, [this](int column) { cycleSort(column); });
    QObject::connect(grid, &Grid::columnPlacesChanged, q, [this] { keepColumns(); });
    QObject::connect(grid->horizontalHeader(), &QWidget::customContextMenuRequested, q,
                     [this](const QPoint &at) { showHeaderMenu(at); });
    QObject::connect(filter, &FilterBar::asked, q, [this](const QList<Chip> &chips) {
        Wanted next = wanted;
        next.chips = chips;
        choose(next);
    });
    QObject::connect(filter, &FilterBar::left, q, [this] { grid->setFocus(); });
    QObject::connect(filter, &FilterBar::memoryChanged, q, [this] { keepMemory(); });
    QObject::connect(findBar, &FindBar::serverSearchAsked, q, [this](const QString &text) { searchServer(text); });
    QObject::connect(zone, &QToolButton::clicked, q, [this] { showZoneMenu(); });
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
    connectCopies();
    connectPanes();
    connectPlace();
}

void TableDocument::Private::connectCopies()
{
    const auto copyEnded = [this] {
        isCopying = false;
        if (const auto then = std::exchange(afterCopy, nullptr))
            then();
    };
    QObject::connect(grid, &Grid::copying, q, [this](qint64 rows, qint64 of) {
        isCopying = true;
        say(tr("copying, %1 of %2 rows; Esc ends it").arg(exactCount(rows), exactCount(of)));
    });
    QObject::connect(grid, &Grid::copied, q, [this, copyEnded](qint64 rows, const QString &note) {
        QString told = rows == 1 ? tr("1 row copied") : tr("%1 rows copied").arg(exactCount(rows));
        if (isCompared())
            told = tr("%1, as they are now").arg(told);
        say(note.isEmpty() ? told : tr("%1; %2").arg(told, note));
        copyEnded();
    });
    QObject::connect(grid, &Grid::copyRefused, q, [this, copyEnded](const QString &why) {
        notify(Showing::Other, NoticeBar::Tone::Warning, why);
        copyEnded();
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
        return reading ? tr("reading…") : QString();
    if (isCompared() && baseline->compared()) {
        const pg::RowSet &now = baseline->compared()->now;
        if (onlyChanges->isChecked())
            return tr("only changes, among %1 rows").arg(exactCount(now.count));
        return now.isBounded ? tr("rows 1–%1 of more").arg(exactCount(now.count)) : tr("%1 rows, all").arg(exactCount(now.count));
    }
    const bool isAtStart = !backward;
    const bool isAtEnd =
        isStream() ? outcome && outcome->isComplete && !outcome->isCancelled && !outcome->isReleased && !outcome->error : !onward;
    const double estimate = window ? window->rows() : -1;
    if (reading && searched && searched->block > 0 && window->relation().pages > 0)
        return tr("searching, ≈ %1 %").arg(std::min<qint64>(99, 100 * searched->block / window->relation().pages));
    const QString about = counted        ? tr("of %1").arg(exactCount(*counted))
                          : isFiltered() ? QString()
                          : estimate < 0 ? tr("of ? (never analysed)")
                                         : tr("of about %1").arg(countText(qint64(estimate)));
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
    if (about.isEmpty() && isAtEnd)
        return tr("rows %1–%2, to the end").arg(exactCount(*firstNumber), exactCount(*firstNumber + count - 1));
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
    const bool isStopped = outcome && outcome->isReleased && !isCompared();
    release->setVisible(isPaused());
    fetchAll->setVisible(isPaused() || isStopped);
    fetchAll->setText(isStopped ? tr("Fetch all (runs again)") : tr("Fetch all"));
    findBar->setMore(onward || backward || (isStream() && !isCompared() && !(outcome && outcome->isComplete)));
    if (!reading)
        placeBar->setBusy(false);
    if (!reading && !counting)
        ticking.stop();
    time->setText(reading && shown()->source() ? tr("reading…") + passedText(sinceAsked, askedFor)
                  : took                       ? durationText(*took)
                                               : QString());
    tally->setVisible(bool(counting));
    tally->setText(counting ? tr("counting…") + passedText(sinceCounting, countLimit) : QString());
    for (QAction *action : std::as_const(ofTable))
        action->setEnabled(window.has_value());
    enableSort();
    enableTrail();
}

// "3 s of at most 30 s"; nothing within the first second
QString TableDocument::Private::passedText(const QElapsedTimer &since, std::chrono::milliseconds limit) const
{
    const qint64 seconds = since.elapsed() / 1000;
    return seconds < 1 ? QString() : tr(" %1 of at most %2").arg(limitText(std::chrono::seconds(seconds)), limitText(limit));
}

QString TableDocument::Private::linkText() const
{
    if (!connection)
        return tr("connection removed");
    switch (connection->state()) {
    case LinkState::Connected:
        return {};
    case LinkState::Connecting:
        return tr("connecting…");
    case LinkState::Lost:
        return tr("connection lost: the next question opens a new one");
    default:
        return tr("not connected");
    }
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
    d->forget();
    d->connectionId = connection;
    d->database = database;
    d->wanted = {schema, name, {}, {}, {}};
    d->isWanted = true;
    d->bar->showTable(d->trailText(), {}, {});
    d->restoreMemory();
    if (Connection *found = d->find ? d->find(connection) : nullptr) {
        d->connection = found;
        d->bar->showProfile(&found->profile());
        d->grid->setProduction(found->profile().isProduction);
    }
    if (isVisible())
        d->load();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

// As if nothing had ever been shown.
void TableDocument::Private::forget()
{
    ++token;
    revert();
    counting.reset();
    baseline->clear();
    given.reset();
    compared->setSource(nullptr);
    showBaseline();
    endStream();
    outcome.reset();
    if (isPaneOpen())
        closePanes();
    wanted = held = {};
    window.reset();
    heldWindow.reset();
    trail = {};
    agreed.reset();
    references = {};
    referencesOf = 0;
    onward.reset();
    backward.reset();
    firstNumber.reset();
    filter->setChips({});
    model->clear();
    streamed->setSource(nullptr);
    grid->setRowModel(model);
}

QString TableDocument::title() const
{
    const QString where = d->connection ? d->connection->profile().name : QString(), name = withMarks(d->wanted.name.left(63));
    return where.isEmpty() ? name : tr("%1 · %2").arg(name, withMarks(where.left(40)));
}

QIcon TableDocument::icon() const { return Theme::icon(u"table"_s); }

QString TableDocument::key() const
{
    return u"table:%1/%2/%3/%4"_s.arg(d->connectionId, d->database, d->wanted.schema, d->wanted.name);
}

bool TableDocument::isProduction() const { return d->connection && d->connection->profile().isProduction; }

QWidget *TableDocument::home() { return d->grid; }

QList<StatusItem> TableDocument::status() const
{
    const QString how = d->readingText();
    if (how.isEmpty())
        return {};
    QList<StatusItem> items{{u"table.reading"_s, how, {}, {}}};
    if (!d->isStream())
        items << StatusItem{u"table.limit"_s,
                            tr("limit %1").arg(Private::limitText(d->limit())),
                            tr("The server ends a question of this table after that time"),
                            {}};
    if (d->baseline->marked())
        items << StatusItem{u"table.scope"_s,
                            tr("baseline: %1").arg(d->scopeText()),
                            tr("What a comparison covers: the rows that filter and sort select, up to %1 or %2")
                                .arg(exactCount(Baseline::mostRows), sizeText(Baseline::mostBytes)),
                            {}};
    if (const QString link = d->linkText(); !link.isEmpty())
        items << StatusItem{u"table.link"_s, link, {}, {}};
    return items;
}

bool TableDocument::can(Verb verb) const
{
    switch (verb) {
    case Verb::Copy:
        return d->grid->canCopy();
    case Verb::SelectAll:
    case Verb::Find:
    case Verb::FindNext:
    case Verb::FindPrevious:
        return d->shown()->rowCount() > 0;
    case Verb::Refresh:
        return !d->connectionId.isEmpty();
    case Verb::GoTo:
        return d->window && !d->window->keyColumns().isEmpty();
    case Verb::Export:
        return d->window.has_value();
    case Verb::Stop:
        return d->reading || d->counting || d->baseline->isBusy() || (d->query && !d->query->isFinished());
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
    case Verb::Find:
        d->findBar->open();
        break;
    case Verb::FindNext:
    case Verb::FindPrevious:
        d->findBar->step(verb == Verb::FindNext);
        break;
    case Verb::Refresh:
        d->refresh();
        break;
    case Verb::GoTo:
        d->askKey();
        break;
    case Verb::Export:
        d->exportRows();
        break;
    case Verb::Stop:
        d->stop();
        break;
    default:
        break;
    }
}

void TableDocument::Private::stop()
{
    if (query)
        query->cancel();
    counting.reset();
    baseline->stop();
    if (reading) {
        ++token;
        revert();
        clearNotice(Showing::Reading);
    }
    showPlace();
    Q_EMIT q->changed();
}

QList<Stake> TableDocument::stakes(Leaving) const
{
    for (const ExportDialog *dialog : findChildren<ExportDialog *>())
        if (dialog->isRunning())
            return {{tr("an export that is still running"), {}, tr("Cancel the export")}};
    return {};
}

std::pair<QString, QString> TableDocument::source() const { return {d->connectionId, d->database}; }

QJsonObject TableDocument::state() const
{
    const Private::Wanted &wanted = d->wanted;
    QJsonObject state{
        {u"connection"_s, d->connectionId}, {u"database"_s, d->database}, {u"schema"_s, wanted.schema}, {u"name"_s, wanted.name}};
    if (wanted.sort)
        state[u"sort"_s] = QJsonObject{{u"column"_s, wanted.sort->column}, {u"isDescending"_s, wanted.sort->isDescending}};
    QJsonArray chips;
    for (const Private::Chip &chip : wanted.chips)
        chips << QJsonObject{{u"text"_s, chip.text}, {u"isOn"_s, chip.isOn}};
    if (!chips.isEmpty())
        state[u"filters"_s] = chips;
    QJsonArray extras;
    for (const pg::Extra &extra : wanted.extras)
        extras << QJsonObject{{u"name"_s, extra.name},
                              {u"expression"_s, extra.expression},
                              {u"type"_s, extra.type},
                              {u"oid"_s, qint64(extra.oid)},
                              {u"look"_s, int(extra.look)}};
    if (!extras.isEmpty())
        state[u"columns"_s] = extras;
    if (!d->timeZone.isEmpty())
        state[u"timeZone"_s] = d->timeZone;
    return state;
}

void TableDocument::restore(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state[QLatin1String(key)].toString(); };
    openTable(text("connection"), text("database"), text("schema"), text("name"));
    Private::Wanted &wanted = d->wanted;
    if (const QJsonObject sort = state[u"sort"_s].toObject(); !sort.isEmpty())
        wanted.sort = pg::Sort{sort[u"column"_s].toString(), sort[u"isDescending"_s].toBool()};
    for (const QJsonValue chip : state[u"filters"_s].toArray())
        wanted.chips << Private::Chip{chip[u"text"_s].toString(), chip[u"isOn"_s].toBool()};
    wanted.chips.removeIf([](const Private::Chip &chip) { return sql::flawOf(chip.text).has_value(); });
    for (const QJsonValue extra : state[u"columns"_s].toArray())
        wanted.extras << pg::Extra{extra[u"name"_s].toString(), extra[u"expression"_s].toString(), extra[u"type"_s].toString(),
                                   quint32(extra[u"oid"_s].toInteger()),
                                   Look(std::clamp(extra[u"look"_s].toInt(), 0, int(Look::Time)))};
    wanted.extras.removeIf([](const pg::Extra &extra) { return sql::flawOf(extra.expression).has_value(); });
    d->timeZone = text("timeZone");
    d->filter->setChips(wanted.chips);
}

void TableDocument::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && d->isPaneOpen())
        d->closePanes();
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
            d->load();
    };
    if (d->isWanted)
        QMetaObject::invokeMethod(this, loadWanted, Qt::QueuedConnection);
    else if (d->isCompareDue)
        QMetaObject::invokeMethod(this, &TableDocument::compareNow, Qt::QueuedConnection);
}

} // namespace oriel
