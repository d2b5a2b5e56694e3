// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows, in which order: asked for in the filter line, in the header, in the palette or by what the document kept; and what
// that would cost the server.
#include "base/text.h"
#include "engines/pg/plan.h"
#include "panels/table/statisticsview.h"
#include "panels/table/tableprivate.h"

#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double mostRowsUnasked = 1'000'000;
constexpr std::chrono::milliseconds plainLimit = 10s, chosenLimit = 30s, longLimit = 5min;

} // namespace

pg::Choice TableDocument::Private::Wanted::choice() const
{
    pg::Choice choice{sort, {}, extras};
    for (const Chip &chip : chips)
        if (chip.isOn)
            choice.conditions << chip.text;
    return choice;
}

QString TableDocument::Private::limitText(std::chrono::milliseconds limit)
{
    const auto seconds = limit.count() / 1000;
    return seconds % 60 == 0 ? tr("%1 min").arg(seconds / 60) : tr("%1 s").arg(seconds);
}

std::chrono::milliseconds TableDocument::Private::limit() const
{
    return mayTakeLong ? longLimit : wanted.choice() == pg::Choice() ? plainLimit : chosenLimit;
}

bool TableDocument::Private::Wanted::asksSame(const Wanted &other) const
{
    return schema == other.schema && name == other.name && choice() == other.choice();
}

void TableDocument::Private::choose(const Wanted &next)
{
    wanted = next;
    mayTakeLong = false;
    load();
}

void TableDocument::Private::hold()
{
    const Wanted before = std::exchange(held, wanted);
    heldWindow = window;
    counted.reset();
    if (!before.asksSame(held)) {
        counting.reset();
        if (baseline->marked())
            QMetaObject::invokeMethod(
                q,
                [this] {
                    endBaseline(
                        tr("The baseline is dropped: it was of other rows, before the filter, the order or the columns were "
                           "changed."));
                },
                Qt::QueuedConnection);
    }
    if (pending)
        trail = *std::exchange(pending, std::nullopt);
    if (before.schema != held.schema || before.name != held.name)
        restoreMemory();
    const pg::Relation &relation = window->relation();
    filter->setColumns(window->columns());
    filter->setChips(held.chips);
    bar->showTable(trailText(), relation.kind == pg::Kind::Table ? QString() : pg::kindName(relation.kind), relation.comment);
    grid->setInsertTable(pg::qualified(held.schema, held.name));
    if (statistics->isVisible())
        statistics->setConditions(held.choice().conditions);
    if (given)
        QMetaObject::invokeMethod(q, [this] { takeGiven(); }, Qt::QueuedConnection);
    if (before == held)
        return;
    for (const QString &condition : held.choice().conditions)
        if (!before.choice().conditions.contains(condition))
            filter->remember(condition);
    Q_EMIT q->stateChanged();
}

TableDocument::Private::Attempt TableDocument::Private::revert()
{
    const Attempt asked{wanted, std::exchange(pending, std::nullopt), std::exchange(jumping, std::nullopt), mayTakeLong};
    reading.reset();
    slow.stop();
    searched.reset();
    if (heldWindow) {
        mayTakeLong = mayTakeLong && wanted == held;
        wanted = held;
        window = heldWindow;
        grid->tellEdgesAgain(!isOnward(asked));
    }
    return asked;
}

void TableDocument::Private::tryAgain(const Attempt &asked)
{
    grid->setFocus(); // its button goes with it
    wanted = asked.wanted;
    pending = asked.trail;
    mayTakeLong = asked.mayTakeLong;
    load(wanted.asksSame(held) ? here() : asked.jump);
}

bool TableDocument::Private::holdsOrder() const
{
    return model->rows() && window && heldWindow && heldWindow->relation().oid == window->relation().oid &&
           heldWindow->choice() == window->choice();
}

// Once for each choice: a refresh runs what ran.
bool TableDocument::Private::isToBePriced(const pg::TableWindow &next) const
{
    return next.choice() != pg::Choice() && !wanted.asksSame(held);
}

void TableDocument::Private::price(const pg::TableWindow &next)
{
    const pg::Ask question = next.by() == pg::WindowBy::Stream
                                 ? next.selectAll()
                                 : next.ask(next.start(pg::Way::Forward), pg::Way::Forward, firstRows);
    ask(pg::explain(question), [this, next, sql = question.sql](const Answer &answer) {
        const Result<pg::Plan> plan = answer ? pg::readPlan(**answer) : std::unexpected(answer.error());
        if (!plan)
            return refuse(plan.error(), QString::fromUtf8(pg::explain({sql, {}}).sql));
        const bool isBounded = next.by() == pg::WindowBy::Block; // a stretch of blocks at a time
        const pg::Ask tuples = isBounded ? pg::Ask() : pg::tuplesOf(*plan);
        if (tuples.sql.isEmpty())
            return judge(next, isBounded ? 0 : pg::rowsRead(*plan, pg::ResultStore()), plan->sorts);
        ask(tuples, [this, next, plan = *plan](const Answer &counts) {
            if (!counts)
                return fail(counts.error());
            const double rows = pg::rowsRead(plan, **counts);
            rows < 0 ? measure(next, plan.sorts) : judge(next, rows, plan.sorts);
        });
    });
}

// Never analysed: the planner guesses by the size of the files.
void TableDocument::Private::measure(const pg::TableWindow &next, bool sorts)
{
    const pg::Ask whole{(u"SELECT FROM "_s + pg::qualified(wanted.schema, wanted.name)).toUtf8(), {}};
    ask(pg::explain(whole), [this, next, sorts](const Answer &answer) {
        const Result<pg::Plan> plan = answer ? pg::readPlan(**answer) : std::unexpected(answer.error());
        if (!plan)
            return fail(plan.error());
        double rows = 0;
        for (const pg::PlanScan &scan : plan->scans)
            rows += scan.rows;
        judge(next, rows, sorts);
    });
}

// What would read much waits for a yes (SAFETY 3).
void TableDocument::Private::judge(const pg::TableWindow &next, double rows, bool sorts)
{
    const pg::Choice choice = next.choice();
    if (rows <= mostRowsUnasked || (agreed && agreed->asksSame(wanted)))
        return begin(next);
    const bool isStreamed = next.by() == pg::WindowBy::Stream;
    const bool isForSort = choice.sort && sorts && (isStreamed || choice.conditions.isEmpty()); // else the filter asks for it
    const QString column = choice.sort ? withMarks(choice.sort->column.left(63)) : QString(), many = countText(qint64(rows));
    const QString most = limitText(isStreamed ? longLimit : chosenLimit);
    const QString text = isForSort && isStreamed && next.hasIndexToSort()
                             ? tr("Sorting by %1 is one query: it reads about %2 rows, at most %3").arg(column, many, most)
                         : isForSort ? tr("No index on %1: sorting reads about %2 rows, at most %3").arg(column, many, most)
                                     : tr("No index serves this filter: it reads about %1 rows, at most %2").arg(many, most);
    const Attempt asked = revert();
    if (!heldWindow) { // a restored one: the table first
        wanted = {wanted.schema, wanted.name, {}, {}, {}};
        load();
    }
    notice->show(NoticeBar::Tone::Warning, text);
    showing = Showing::Other;
    const auto goAhead = [this, asked] {
        agreed = asked.wanted;
        tryAgain(asked);
    };
    notice->addButton(isForSort ? tr("Sort anyway") : tr("Filter anyway"), goAhead, true)
        ->setObjectName(isForSort ? u"table.sortAnyway"_s : u"table.filterAnyway"_s);
    notice
        ->addButton(tr("Open the statement"),
                    [this, sql = next.selectText()] { Q_EMIT q->wished(OpenConsole{connectionId, database, sql + u";\n"_s}); })
        ->setObjectName(u"table.showStatement"_s);
    showPlace();
    Q_EMIT q->changed();
}

// Where in a text of the user's a place in the statement is that holds it between parentheses.
std::optional<qsizetype> TableDocument::Private::placeIn(const QString &sql, const QString &text, int position)
{
    for (const QString &form : {u"(\n%1\n)"_s, u"(%1)"_s}) {
        const qsizetype begin = sql.indexOf(QString(form).replace(u"%1"_s, text)) + form.indexOf(u'%');
        const qsizetype inside = position - 1 - begin;
        if (begin >= form.indexOf(u'%') && position > 0 && inside >= 0 && inside <= text.size())
            return inside;
    }
    return {};
}

void TableDocument::Private::refuse(const Error &error, const QString &sql)
{
    // of the classes that a text of the user's can cause: syntax and names, data, read-only, not supported
    const bool isMistake = std::ranges::any_of(QList{"42"_L1, "22"_L1, "21"_L1, "25"_L1, "0A"_L1, "P0"_L1},
                                               [&error](QLatin1StringView of) { return error.code.startsWith(of); });
    const QStringList conditions = isMistake ? wanted.choice().conditions : QStringList();
    std::optional<qsizetype> at;
    QString flawed;
    for (const QString &condition : conditions) {
        if (const auto inside = placeIn(sql, condition, error.position)) {
            at = inside;
            flawed = condition;
        }
    }
    if (flawed.isEmpty()) // the one that is new
        for (const QString &condition : conditions)
            if (!held.choice().conditions.contains(condition))
                flawed = condition;
    if (flawed.isEmpty() || held.name != wanted.name || held.schema != wanted.schema)
        return fail(error);
    revert();
    if (filter->text() != flawed)
        filter->edit(flawed);
    filter->showFlaw(error.message, at);
    showPlace();
    Q_EMIT q->changed();
}

void TableDocument::Private::sortBy(const std::optional<pg::Sort> &by)
{
    if (!window)
        return;
    Wanted next = wanted;
    next.sort = by;
    choose(next);
}

void TableDocument::Private::sortByColumn(int column, bool isDescending)
{
    if (column >= 0 && column < shown()->columns().size())
        sortBy(pg::Sort{columnAt(column).name, isDescending});
}

void TableDocument::Private::cycleSort(int column)
{
    if (column < 0 || column >= shown()->columns().size())
        return;
    const bool isSorted = wanted.sort && wanted.sort->column == columnAt(column).name;
    if (isSorted && wanted.sort->isDescending)
        sortBy({});
    else
        sortByColumn(column, isSorted);
}

void TableDocument::Private::showOrder()
{
    const auto by = window ? window->sort() : std::nullopt;
    RowModel::Order order;
    for (int i = 0; by && i < shown()->columns().size(); ++i)
        if (columnAt(i).name == by->column)
            order = {i, by->isDescending};
    model->setOrder(order);
    streamed->setOrder(order);
}

void TableDocument::Private::enableSort()
{
    for (QAction *action : {ascending, descending})
        action->setEnabled(window && sortableColumn() >= 0);
    unsorted->setEnabled(window && wanted.sort);
}

// The current cell's; where there is none, the one sorted by.
int TableDocument::Private::sortableColumn() const
{
    return grid->currentIndex().isValid() ? grid->currentIndex().column() : shown()->order().column;
}

} // namespace oriel
