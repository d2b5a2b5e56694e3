// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "panels/table/tableprivate.h"

#include <QHeaderView>
#include <QLabel>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int windowRows = 500;

} // namespace

void TableDocument::Private::load()
{
    isWanted = false;
    ++token;
    isReading = false;
    query.reset();
    session.reset();
    notice->clear();
    connection = find ? find(connectionId) : nullptr;
    if (!connection) {
        fail({tr("The connection of this table was removed. Open the table from the object tree of another connection."), {}, {}});
        return;
    }
    bar->showTable(schema + u'.' + name, {}, &connection->profile());
    grid->setProduction(connection->profile().isProduction);
    if (connection->state() == LinkState::Connected || connection->state() == LinkState::Lost)
        readRelation();
    else
        wait();
}

void TableDocument::Private::wait()
{
    notice->show(NoticeBar::Tone::Info, tr("Connecting to %1 …").arg(withMarks(connection->profile().info.summary())));
    QObject::disconnect(waiting);
    waiting = QObject::connect(connection, &Connection::stateChanged, q, [this](LinkState state) {
        if (state == LinkState::Connecting || !connection)
            return;
        QObject::disconnect(waiting);
        notice->clear();
        if (state == LinkState::Connected)
            readRelation();
        else
            fail(connection->error());
    });
    if (connection->profile().isSandbox && connection->state() != LinkState::Connecting)
        Q_EMIT q->wished(ConnectTo{connectionId}); // its server may have to be started first
    else
        connection->connectNow();
}

void TableDocument::Private::readRelation()
{
    say(tr("reading…"));
    connection->ask(
        q, pg::catalog::relation(schema, name),
        [this, asked = token](const Result<Connection::Rows> &answer) {
            if (asked != token)
                return;
            const Result<pg::Relation> relation = answer ? pg::catalog::readRelation(**answer) : std::unexpected(answer.error());
            if (!relation)
                fail(relation.error());
            else if (relation->leaves.isEmpty())
                show(*relation, {});
            else
                readLeaves(*relation);
        },
        database);
}

void TableDocument::Private::readLeaves(const pg::Relation &relation)
{
    connection->ask(
        q, pg::catalog::leaves(relation.leaves),
        [this, relation, asked = token](const Result<Connection::Rows> &answer) {
            if (asked != token)
                return;
            const Result<QList<pg::Relation>> leaves = answer ? pg::catalog::readLeaves(**answer, relation.leaves) : std::unexpected(answer.error());
            if (leaves)
                show(relation, *leaves);
            else
                fail(leaves.error());
        },
        database);
}

void TableDocument::Private::show(const pg::Relation &relation, const QList<pg::Relation> &leaves)
{
    const bool isFirstTime = !rows;
    rows = std::make_shared<WindowRows>(pg::TableWindow(relation, connection->facts().serverVersion, leaves));
    bar->showTable(schema + u'.' + name, relation.kind == pg::Kind::Table ? QString() : pg::kindName(relation.kind), &connection->profile());
    grid->setInsertTable(pg::qualified(schema, name));
    zone->setText(tr("TimeZone %1").arg(connection->facts().timeZone));
    last->setEnabled(rows->window().by() != pg::WindowBy::Stream);
    if (isFirstTime)
        model.setSource(nullptr);
    if (rows->window().by() == pg::WindowBy::Stream)
        stream();
    else
        jump(pg::Way::Forward);
}

void TableDocument::Private::jump(pg::Way way)
{
    if (!rows)
        return;
    if (rows->window().by() != pg::WindowBy::Stream)
        fetch(way, rows->window().start(way), true);
    else if (way == pg::Way::Forward)
        grid->scrollToTop();
}

void TableDocument::Private::goOn()
{
    if (query && query->isPaused())
        query->resume();
    else if (rows && !query && !isReading && onward)
        fetch(pg::Way::Forward, *onward, false);
}

void TableDocument::Private::goBack()
{
    if (rows && !query && !isReading && backward)
        fetch(pg::Way::Backward, *backward, false);
}

void TableDocument::Private::fetch(pg::Way way, const pg::Place &from, bool isJump)
{
    isReading = true;
    const int asked = ++token;
    connection->ask(
        q, rows->window().ask(from, way, windowRows),
        [this, way, from, isJump, asked](const Result<Connection::Rows> &answer) {
            if (asked != token)
                return;
            isReading = false;
            if (answer)
                arrived(way, *answer, from, isJump);
            else
                fail(answer.error());
        },
        database);
}

void TableDocument::Private::arrived(pg::Way way, const WindowRows::Rows &answer, const pg::Place &from, bool isJump)
{
    notice->clear();
    const std::optional<pg::Place> next = rows->window().next(*answer, from, way, windowRows);
    const qint64 count = rows->window().rowsIn(*answer);
    const bool isForward = way == pg::Way::Forward;
    if (count == 0 && next) { // a stretch of dead rows, an empty partition
        fetch(way, *next, isJump);
        return;
    }
    (isForward ? onward : backward) = next;
    if (isJump) {
        (isForward ? backward : onward).reset();
        rows = std::make_shared<WindowRows>(rows->window());
        rows->add(answer, way);
        firstNumber = isForward || !next ? std::optional<qint64>(1) : std::nullopt;
        replaceRows(0);
        grid->fitColumns();
        isForward ? grid->scrollToTop() : grid->scrollToBottom();
    } else if (count > 0) {
        put(way, answer);
    }
    if (!backward)
        firstNumber = 1;
    showPlace();
    Q_EMIT q->changed();
}

void TableDocument::Private::put(pg::Way way, const WindowRows::Rows &answer)
{
    const qint64 before = rows->rowCount();
    const qint64 dropped = rows->add(answer, way);
    const qint64 added = rows->rowCount() + dropped - before;
    if (way == pg::Way::Backward) {
        if (dropped > 0)
            onward = rows->edge(pg::Way::Forward);
        if (firstNumber)
            *firstNumber = std::max<qint64>(1, *firstNumber - added);
        replaceRows(added);
        return;
    }
    if (dropped == 0) {
        model.grow();
        return;
    }
    backward = rows->edge(pg::Way::Backward);
    if (firstNumber)
        *firstNumber += dropped;
    replaceRows(-dropped);
}

// The rows under the eye stay where they are: `shift` rows came before them (or went).
void TableDocument::Private::replaceRows(qint64 shift)
{
    const int top = grid->rowAt(0);
    const QModelIndex current = grid->currentIndex();
    const QByteArray widths = grid->horizontalHeader()->saveState();
    const bool isSame = model.columnCount() == rows->columns().size();
    model.setSource(rows);
    if (isSame && model.columnCount() > 0)
        grid->horizontalHeader()->restoreState(widths);
    if (shift == 0)
        return;
    if (top >= 0)
        grid->scrollTo(model.index(int(top + shift), std::max(0, current.column())), QAbstractItemView::PositionAtTop);
    if (const QModelIndex moved = model.index(int(current.row() + shift), current.column()); current.isValid() && moved.isValid())
        grid->selectionModel()->setCurrentIndex(moved, QItemSelectionModel::ClearAndSelect);
}

// Views and foreign tables have no key to go on from: one query, read as one scrolls.
void TableDocument::Private::stream()
{
    rows = std::make_shared<WindowRows>(rows->window());
    session = connection->lend(database);
    pg::RunOptions options;
    options.before = {"BEGIN READ ONLY; SET LOCAL search_path = ''; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '120s'"};
    options.after = {"COMMIT"};
    options.mayPause = true;
    isWhole = false;
    onward.reset();
    backward.reset();
    if (connection->profile().isProduction || connection->facts().inRecovery || connection->facts().isPooled)
        options.pauseLimit = {};
    QObject::connect(session.get(), &pg::Session::openFailed, q, [this](const Error &error) { fail(error); });
    query = session->run(rows->window().selectText(), options);
    QObject::connect(query.get(), &pg::Query::columnsArrived, q, [this] {
        if (model.source() == query->rows()) {
            model.grow();
            return;
        }
        model.setSource(query->rows());
        backward.reset();
        firstNumber = 1;
    });
    QObject::connect(query.get(), &pg::Query::rowsArrived, q, [this] {
        const bool isFirst = model.rowCount() == 0;
        model.grow();
        if (isFirst)
            grid->fitColumns();
        showPlace();
    });
    QObject::connect(query.get(), &pg::Query::paused, q, [this] { showPlace(); });
    QObject::connect(query.get(), &pg::Query::finished, q, [this](const Result<pg::Outcome> &outcome) {
        if (!outcome)
            return fail(outcome.error());
        if (outcome->error)
            return fail(errorOf(*outcome->error));
        isWhole = outcome->isComplete && !outcome->isCancelled && !outcome->isReleased;
        showPlace();
        Q_EMIT q->changed();
    });
}

void TableDocument::Private::openValue(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const std::shared_ptr<RowSource> source = model.source();
    const Column column = source->columns().value(index.column());
    const Cell cell = source->cell(index.row(), index.column());
    const QString title = column.name;
    value->show();
    if (!cell.isCut() || source != rows) {
        value->showValue(column, cell, title);
        return;
    }
    value->showLoading(title);
    connection->ask(
        q, rows->wholeValue(index.row(), index.column()),
        [this, column, title](const Result<Connection::Rows> &answer) {
            if (!answer)
                fail(answer.error());
            else if ((*answer)->rowCount() == 0)
                notice->show(NoticeBar::Tone::Warning, tr("The row is gone or its key has changed. Refresh to see the table as it is now."));
            else
                value->showValue(column, (*answer)->cell(0, 0), title);
        },
        database);
}

void TableDocument::Private::fail(const Error &error)
{
    isReading = false;
    notice->show(error);
    notice->addButton(tr("Retry"), [this] { load(); }, true);
    if (error.code == "55P03"_L1)
        nameHolder();
    showPlace();
}

void TableDocument::Private::nameHolder()
{
    if (!rows || !connection)
        return;
    connection->ask(
        q, pg::catalog::holders(rows->window().relation().oid),
        [this, asked = token](const Result<Connection::Rows> &answer) {
            const QList<pg::catalog::Blocker> holders = answer ? pg::catalog::readBlockers(**answer) : QList<pg::catalog::Blocker>();
            if (asked != token || holders.isEmpty())
                return;
            const pg::catalog::Blocker &who = holders.first();
            notice->show(NoticeBar::Tone::Warning,
                         tr("Locked by PID %1 (%2, %3): %4").arg(who.processId).arg(who.user, who.state, withMarks(who.query.simplified().left(200))));
            notice->addButton(tr("Retry"), [this] { load(); }, true);
        },
        database);
}

void TableDocument::Private::showPlace()
{
    grid->verticalHeader()->setVisible(firstNumber.has_value());
    if (firstNumber)
        model.setFirstRowNumber(*firstNumber);
    const qint64 count = model.rowCount();
    if (!model.source()) {
        place->clear();
        return;
    }
    const bool isAtEnd = query ? isWhole : !onward, isAtStart = !backward;
    const double estimate = rows ? rows->window().rows() : -1;
    const QString about = estimate < 0 ? tr("of ? (never analysed)") : tr("of about %1").arg(countText(qint64(estimate)));
    QString text;
    if (count == 0)
        text = tr("no rows");
    else if (isAtStart && isAtEnd)
        text = tr("%1 rows, all").arg(exactCount(count));
    else if (firstNumber)
        text = tr("rows %1–%2 %3").arg(exactCount(*firstNumber), exactCount(*firstNumber + count - 1), isAtEnd ? tr("(the last)") : about);
    else
        text = isAtEnd ? tr("the last %1 rows %2").arg(exactCount(count), about) : tr("%1 rows %2").arg(exactCount(count), about);
    if (query && query->isPaused())
        text += tr("  ·  paused: scroll on to read more");
    else if (query && !query->isFinished())
        text += tr("  ·  reading…");
    place->setText(text);
}

void TableDocument::Private::say(const QString &text) { place->setText(text); }

} // namespace oriel
