// SPDX-License-Identifier: GPL-3.0-or-later
// How a table comes to the screen: its description, then windows of rows that slide under the eye.
#include "base/text.h"
#include "panels/table/tableprivate.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int moreRows = 500; // of one window, behind the first
constexpr auto lockPatience = std::chrono::milliseconds(400);

} // namespace

bool TableDocument::Private::attach()
{
    connection = find ? find(connectionId) : nullptr;
    if (connection) {
        bar->showProfile(&connection->profile());
        QObject::disconnect(linked);
        linked = QObject::connect(connection, &Connection::stateChanged, q, &Guest::changed);
        grid->setProduction(connection->profile().isProduction);
        return true;
    }
    fail({tr("The connection of this table was removed. Open the table from the object tree of another connection."),
          u"removed"_s,
          {}});
    return false;
}

void TableDocument::Private::load(const std::optional<Jump> &jump)
{
    isWanted = false;
    ++token;
    reading.reset();
    isLooking = false;
    endStream();
    clearNotice(showing);
    jumping = jump.value_or(Jump{});
    if (!attach())
        return;
    Q_EMIT q->changed();
    if (connection->state() == LinkState::Connected || connection->state() == LinkState::Lost)
        readRelation();
    else
        wait();
}

void TableDocument::Private::refresh()
{
    if (baseline->marked() && wanted == held)
        q->compareNow();
    else
        load(wanted.asksSame(held) ? here() : std::nullopt);
}

// Where the eye is: behind which row what is in sight begins, and the current cell.
std::optional<TableDocument::Private::Jump> TableDocument::Private::here() const
{
    const int top = grid->rowAt(0);
    if (!heldWindow || shown() != model || top < 0)
        return {};
    Jump jump{.column = grid->currentIndex().column(),
              .left = grid->horizontalScrollBar()->value(),
              .relation = heldWindow->relation().oid,
              .key = heldWindow->key(),
              .sort = heldWindow->sort()};
    if (top > 0 || backward) {
        jump.from = model->rows()->placeOf(std::max(0, top - 1));
        if (firstNumber)
            jump.number = *firstNumber + std::max(1, top);
    }
    if (grid->currentIndex().isValid())
        jump.current = model->rows()->placeOf(grid->currentIndex().row());
    if (const QItemSelection chosen = grid->selectionModel()->selection(); chosen.size() == 1)
        jump.selected = Jump::Range{model->rows()->placeOf(chosen.first().top()), model->rows()->placeOf(chosen.first().bottom()),
                                    chosen.first().left(), chosen.first().right()};
    return jump;
}

void TableDocument::Private::wait()
{
    notify(Showing::Reading, NoticeBar::Tone::Info, tr("Connecting to %1…").arg(withMarks(connection->profile().info.summary())));
    QObject::disconnect(waiting);
    waiting = QObject::connect(connection, &Connection::stateChanged, q, [this](LinkState state) {
        if (state == LinkState::Connecting || !connection)
            return;
        QObject::disconnect(waiting);
        clearNotice(Showing::Reading);
        if (state == LinkState::Connected)
            readRelation();
        else if (state == LinkState::Failed)
            fail(connection->error());
        else
            fail({tr("Not connected."), u"disconnected"_s, {}});
    });
    if (connection->profile().isSandbox && connection->state() != LinkState::Connecting)
        Q_EMIT q->wished(ConnectTo{connectionId}); // its server may have to be started first
    else
        connection->connectNow();
}

bool TableDocument::Private::askAside(QObject *owner, pg::Ask question, std::function<void(const Answer &)> done)
{
    if (!connection && !attach())
        return false;
    question.timeZone = timeZone;
    connection->ask(owner, question, std::move(done), database);
    return true;
}

void TableDocument::Private::ask(pg::Ask question, std::function<void(const Answer &)> done)
{
    if (!connection && !attach())
        return;
    reading = std::make_unique<QObject>();
    sinceAsked.start();
    askedFor = question.limit;
    slow.start(lockPatience);
    ticking.start();
    showPlace();
    askAside(reading.get(), std::move(question), [this, done = std::move(done)](const Answer &answer) {
        const std::unique_ptr<QObject> answered = std::move(reading);
        slow.stop();
        took = sinceAsked.nsecsElapsed() / 1000;
        done(answer);
    });
}

void TableDocument::Private::readRelation()
{
    ask(pg::catalog::relation(wanted.schema, wanted.name), [this](const Answer &answer) {
        const Result<pg::Relation> relation = answer ? pg::catalog::readRelation(**answer) : std::unexpected(answer.error());
        if (!relation)
            fail(relation.error());
        else if (relation->leaves.isEmpty())
            show(*relation, {});
        else
            readLeaves(*relation);
    });
}

void TableDocument::Private::readLeaves(const pg::Relation &relation)
{
    ask(pg::catalog::leaves(relation.leaves), [this, relation](const Answer &answer) {
        const Result<QList<pg::Relation>> leaves =
            answer ? pg::catalog::readLeaves(**answer, relation.leaves) : std::unexpected(answer.error());
        if (leaves)
            show(relation, *leaves);
        else
            fail(leaves.error());
    });
}

void TableDocument::Private::show(const pg::Relation &relation, const QList<pg::Relation> &leaves)
{
    const pg::TableWindow next(relation, connection->facts().serverVersion, leaves, wanted.choice());
    wanted.sort = next.sort(); // the column may be gone
    window = next;
    if (isToBePriced(next))
        price(next);
    else
        begin(next);
}

void TableDocument::Private::begin(const pg::TableWindow &next)
{
    const pg::Relation &relation = next.relation();
    const bool isHere = jumping && (jumping->relation == 0 || (jumping->relation == relation.oid && jumping->key == next.key() &&
                                                               jumping->sort == next.sort()));
    if (!isHere)
        jumping = Jump{};
    showTimeZone();
    if (isStream()) {
        stream();
        return;
    }
    fetch(pg::Way::Forward, jumping->from.value_or(window->start(pg::Way::Forward)));
}

void TableDocument::Private::toEdge(pg::Way way)
{
    if (!heldWindow)
        return;
    revert(); // of what is shown, not of what is being asked for and perhaps not agreed to
    const bool isForward = way == pg::Way::Forward;
    if (isStream() && !isForward && !isCompared()) {
        isToEnd = true;
        if (query && !query->isFinished()) {
            query->fetchAll();
            showPlace();
            return;
        }
    }
    if (isCompared() || isStream() || (!jumping && holdsOrder() && !(isForward ? backward : onward))) { // it is there
        const int row = isForward ? 0 : shown()->rowCount() - 1;
        grid->setCurrentIndex(shown()->index(row, std::max(0, grid->currentIndex().column())));
        isForward ? grid->scrollToTop() : grid->scrollToBottom();
        return;
    }
    ++token;
    jumping = Jump{.left = grid->horizontalScrollBar()->value()};
    fetch(way, window->start(way));
}

void TableDocument::Private::jumpTo(const pg::Place &at)
{
    ++token;
    jumping = Jump{.from = at, .left = grid->horizontalScrollBar()->value()};
    fetch(pg::Way::Forward, at);
}

void TableDocument::Private::goOn()
{
    if (isPaused())
        query->resume();
    else if (!isStream() && !isCompared() && !reading && !isCopying && onward && holdsOrder())
        fetch(pg::Way::Forward, *onward);
}

void TableDocument::Private::goBack()
{
    if (!isStream() && !isCompared() && !reading && !isCopying && backward && holdsOrder())
        fetch(pg::Way::Backward, *backward);
}

void TableDocument::Private::fetch(pg::Way way, const pg::Place &from)
{
    const int count = jumping ? firstRows : moreRows;
    pg::Ask question = window->ask(from, way, count);
    question.limit = limit();
    ask(question, [this, way, from, count, sql = question.sql](const Answer &answer) {
        if (!answer)
            return wanted == held ? fail(answer.error()) : refuse(answer.error(), QString::fromUtf8(sql));
        clearNotice(Showing::Reading);
        const std::optional<pg::Place> next = window->next(**answer, from, way, count);
        if (isCopying) // from these very rows, piece by piece
            afterCopy = [this, way, rows = *answer, next, asked = token] {
                if (asked == token)
                    arrived(way, rows, next);
            };
        else
            arrived(way, *answer, next);
    });
}

void TableDocument::Private::arrived(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next)
{
    const qint64 count = window->rowsIn(*rows);
    if (count == 0 && next) { // a stretch of dead rows, an empty partition, nothing that the filter selects
        searched = next;
        return fetch(way, *next);
    }
    searched.reset();
    if (jumping && count == 0 && jumping->from) { // what was in sight is gone
        jumping = Jump{};
        return fetch(pg::Way::Backward, window->start(pg::Way::Backward));
    }
    const bool isMiddle = jumping && jumping->from;
    if (jumping) {
        replace(way, rows, next);
    } else {
        (way == pg::Way::Forward ? onward : backward) = next;
        put(way, rows);
    }
    if (!backward)
        firstNumber = 1;
    showPlace();
    Q_EMIT q->changed();
    if (isMiddle || (way == pg::Way::Backward && model->rowCount() < firstRows))
        goBack(); // the grid tells its start only to who scrolls
}

void TableDocument::Private::replace(pg::Way way, const WindowRows::Rows &rows, const std::optional<pg::Place> &next)
{
    const bool isForward = way == pg::Way::Forward;
    const Jump jump = *std::exchange(jumping, std::nullopt);
    const int column = grid->currentIndex().column(), left = grid->horizontalScrollBar()->value();
    model->begin(*window, rows, way);
    outcome.reset();
    if (shown() != model) {
        fitted.clear();
        grid->setRowModel(model);
    }
    hold();
    learnReferences();
    showOrder();
    const bool isMiddle = jump.from && model->rowCount() > 0;
    (isForward ? onward : backward) = next;
    (isForward ? backward : onward) = isMiddle ? std::optional(model->rows()->placeOf(0)) : std::nullopt;
    firstNumber = isMiddle ? jump.number : isForward ? std::optional<qint64>(1) : std::nullopt;
    fitOnce();
    const int edge = isForward ? 0 : model->rowCount() - 1, row = jump.current ? rowAt(*jump.current) : -1;
    grid->setCurrentIndex(model->index(row >= 0 ? row : edge, std::max(0, jump.column >= 0 ? jump.column : column)));
    if (row >= 0)
        restoreSelection(jump);
    isForward ? grid->scrollToTop() : grid->scrollToBottom();
    grid->horizontalScrollBar()->setValue(jump.left >= 0 ? jump.left : left);
    showFraction();
}

int TableDocument::Private::rowAt(const pg::Place &sought) const
{
    for (int i = 0; i < model->rowCount(); ++i)
        if (model->rows()->placeOf(i) == sought)
            return i;
    return -1;
}

// As far as its rows are there.
void TableDocument::Private::restoreSelection(const Jump &jump)
{
    if (!jump.selected || jump.selected->right >= model->columnCount())
        return;
    const int top = rowAt(jump.selected->top), bottom = rowAt(jump.selected->bottom);
    if (top >= 0 || bottom >= 0)
        grid->selectionModel()->select(
            QItemSelection(model->index(std::max(0, top), jump.selected->left),
                           model->index(bottom < 0 ? model->rowCount() - 1 : bottom, jump.selected->right)),
            QItemSelectionModel::Select);
}

void TableDocument::Private::fitOnce()
{
    if (const QList<Column> columns = shown()->columns(); shown()->rowCount() > 0 && columns != fitted) {
        fitted = columns;
        grid->fitColumns();
        restoreColumns();
    }
}

// The rows in sight stay where they are.
void TableDocument::Private::put(pg::Way way, const WindowRows::Rows &rows)
{
    const int before = grid->verticalScrollBar()->value();
    const auto [added, dropped] = model->add(rows, way);
    const bool isForward = way == pg::Way::Forward;
    const qint64 shift = isForward ? -dropped : added;
    if (dropped > 0)
        (isForward ? backward : onward) = model->rows()->placeOf(isForward ? 0 : model->rowCount() - 1);
    if (firstNumber)
        firstNumber = std::max<qint64>(1, *firstNumber - shift);
    if (shift != 0)
        grid->verticalScrollBar()->setValue(before + int(shift) * grid->rowHeight());
}

void TableDocument::Private::fail(const Error &error)
{
    const bool isOverdue = error.code == "57014"_L1 && window && !isStream();
    const quint32 relation = window ? window->relation().oid : 0;
    const Attempt asked = revert();
    if (showing == Showing::Failure && notice->isVisible() && isOnward(asked)) // what the user asked for counts
        return showPlace();
    notice->show(error);
    showing = Showing::Failure;
    const auto offer = [this](const char *name, const QString &text, const Attempt &instead, bool isFirst = false) {
        notice->addButton(text, [this, instead] { tryAgain(instead); }, isFirst)->setObjectName(QLatin1String(name));
    };
    offer("table.retry", tr("Try again"), asked, true);
    if (error.code == "certificate"_L1)
        notice->addButton(tr("Why?"), [this] { Q_EMIT q->wished(OpenCertificate{connectionId, {}}); })
            ->setObjectName(u"table.why"_s);
    Attempt other = asked;
    other.mayTakeLong = true;
    if (isOverdue && !asked.mayTakeLong)
        offer("table.longer", tr("Again, for 5 min"), other);
    other.mayTakeLong = false;
    if (asked.wanted.sort && isOverdue) { // many rows of one value, and no index that orders them by the key
        other.wanted.sort->isOneQuery = true;
        offer("table.sortInOne", tr("Sort in one query"), other);
    }
    other.wanted.sort.reset();
    if (asked.wanted.sort)
        offer("table.unsort", tr("Unsorted"), other);
    other.wanted = asked.wanted;
    other.wanted.chips.clear();
    if (!asked.wanted.choice().conditions.isEmpty())
        offer("table.unfilter", tr("Without the filter"), other);
    if (error.code == "55P03"_L1)
        nameHolder(relation, asked);
    showPlace();
    Q_EMIT q->changed();
}

// Whose lock it is: while we wait for it (at most a second), and after.
void TableDocument::Private::nameHolder(quint32 relation, const std::optional<Attempt> &failed)
{
    if (relation == 0 || !connection)
        return;
    askAside(q, pg::catalog::holders(relation), [this, failed, asked = token](const Answer &answer) {
        const auto holders = answer ? pg::catalog::readBlockers(**answer) : QList<pg::catalog::Blocker>();
        if (asked != token || holders.isEmpty() || failed.has_value() == bool(reading))
            return;
        const pg::catalog::Blocker &who = holders.first();
        QStringList about{who.user, who.application, who.state};
        about.removeAll({});
        const QString text = tr("PID %1 (%2) holds a lock on this table since %3: %4")
                                 .arg(QString::number(who.processId), withMarks(about.join(u", ")),
                                      durationText(who.waitedMs * 1000), withMarks(who.query.simplified().left(200)));
        if (!failed)
            return notify(Showing::Reading, NoticeBar::Tone::Warning, text);
        notify(Showing::Failure, NoticeBar::Tone::Error, text);
        notice->addButton(tr("Try again"), [this, failed] { tryAgain(*failed); }, true)->setObjectName(u"table.retry"_s);
    });
}

} // namespace oriel
