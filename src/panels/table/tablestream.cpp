// SPDX-License-Identifier: GPL-3.0-or-later
// Views, foreign tables and sequences have no key to go on from: one query, read as one scrolls, paused in between (SAFETY 3).
#include "base/text.h"
#include "panels/table/tableprivate.h"

#include <QLabel>
#include <QScrollBar>
#include <QToolButton>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 1s, streamLimit = 300s;

} // namespace

bool TableDocument::Private::isPaused() const { return query && !query->isFinished() && query->isPaused(); }

void TableDocument::Private::endStream()
{
    look.stop();
    if (query && !query->isFinished()) // what it read stays on the screen
        outcome = pg::Outcome{.isReleased = true, .isComplete = false};
    query.reset();
    session.reset();
    released.clear();
    waitedFor.reset();
}

void TableDocument::Private::stream()
{
    endStream();
    outcome.reset();
    pg::RunOptions options;
    pg::Ask question = window->selectAll();
    question.limit = streamLimit;
    question.timeZone = timeZone;
    options.before = {browsePrelude(question)};
    options.after = {"COMMIT"};
    options.isExtended = true;
    options.mayPause = !isToEnd;
    const pg::SessionFacts facts = connection->facts();
    if (connection->profile().isProduction || facts.inRecovery || facts.isPooled)
        options.pauseLimit = 0ms; // nothing stays paused there: the rows read are kept, the rest is another run
    session = connection->lend(database);
    sinceAsked.start();
    query = session->run(window->selectText(), options);
    const auto grow = [this, column = std::max(0, grid->currentIndex().column())] {
        streamed->grow();
        fitOnce();
        if (shown() == streamed && !grid->currentIndex().isValid()) { // every command is of a cell
            const int left = grid->horizontalScrollBar()->value();
            grid->setCurrentIndex(streamed->index(0, std::min(column, streamed->columnCount() - 1)));
            grid->horizontalScrollBar()->setValue(left);
        }
        showPlace();
    };
    QObject::connect(query.get(), &pg::Query::columnsArrived, q, [this, grow] {
        if (streamed->source() != query->rows()) {
            const int left = grid->horizontalScrollBar()->value();
            streamed->setSource(query->rows());
            jumping.reset();
            onward.reset();
            backward.reset();
            firstNumber = 1;
            hold();
            learnReferences();
            fitted.clear();
            grid->setRowModel(streamed);
            showOrder();
            fitOnce();
            grid->horizontalScrollBar()->setValue(left);
        }
        grow();
        Q_EMIT q->changed();
    });
    QObject::connect(query.get(), &pg::Query::rowsArrived, q, grow);
    QObject::connect(query.get(), &pg::Query::paused, q, [this, grow](std::chrono::milliseconds limit) {
        pauseLimit = limit;
        sincePaused.start();
        grow();
        const QScrollBar *scroll = grid->verticalScrollBar();
        if (limit > 0ms && scroll->maximum() > 0 && scroll->value() == scroll->maximum())
            query->resume(); // the user had scrolled here before the rows were
    });
    QObject::connect(query.get(), &pg::Query::finished, q, [this](const Result<pg::Outcome> &end) { onStreamEnd(end); });
    connection->watch(session.get(), query.get(), [this](const Error &why) {
        if (wanted == held)
            released = why.message;
        else
            waitedFor = why;
    });
    look.start(lookEvery);
    showPlace();
    Q_EMIT q->changed();
}

void TableDocument::Private::onStreamEnd(const Result<pg::Outcome> &end)
{
    look.stop();
    clearNotice(Showing::Reading);
    streamed->grow();
    fitOnce();
    outcome = end ? *end : pg::Outcome{.isComplete = false};
    if (!end && end.error().code != "cancelled"_L1)
        fail(end.error());
    else if (end && end->error && !end->isCancelled)
        wanted == held ? fail(errorOf(*end->error)) : refuse(errorOf(*end->error), window->selectText());
    else if (took = outcome->total.count(); waitedFor)
        fail(*waitedFor);
    else if (wanted != held) // stopped before it began
        revert();
    if (isToEnd)
        grid->scrollToBottom();
    isToEnd = false;
    if (!released.isEmpty())
        notify(Showing::Other, NoticeBar::Tone::Info, released);
    showPlace();
    Q_EMIT q->changed();
}

void TableDocument::Private::lookAround()
{
    showPlace(); // the countdown
    if (isLooking || !query || query->isFinished() || !session->isOpen() || session->facts().isPooled || !connection)
        return;
    const bool wasPaused = isPaused();
    const int processId = session->facts().processId;
    isLooking = true;
    askAside(q, wasPaused ? pg::catalog::waiters(processId) : pg::catalog::blockers(processId),
             [this, wasPaused, asked = token](const Answer &answer) {
                 if (asked != token)
                     return;
                 isLooking = false;
                 const auto found = answer ? pg::catalog::readBlockers(**answer) : QList<pg::catalog::Blocker>();
                 if (!query || query->isFinished() || wasPaused != isPaused())
                     return;
                 if (wasPaused && (!answer || !found.isEmpty())) {
                     released = !answer
                                    ? tr("The pause was ended: it could not be seen whether somebody waits for this query. The "
                                         "rows read are kept.")
                                    : tr("The pause was ended, because PID %1 (%2) waited for it. The rows read are kept.")
                                          .arg(found.first().processId)
                                          .arg(withMarks(found.first().user));
                     query->release();
                 } else if (!wasPaused && !found.isEmpty()) {
                     notify(Showing::Reading, NoticeBar::Tone::Warning,
                            tr("Waits for PID %1 (%2, %3): %4")
                                .arg(QString::number(found.first().processId), withMarks(found.first().user), found.first().state,
                                     withMarks(found.first().query.simplified().left(200))));
                 } else {
                     clearNotice(Showing::Reading);
                 }
             });
}

} // namespace oriel
