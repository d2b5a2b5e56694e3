// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/runner.h"

#include "jobs/sessionmemory.h"

#include <QPointer>
#include <QTimer>

namespace oriel {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto firstLook = 300ms, nextLook = 1000ms; // who makes us wait, who waits for our pause

QList<Step> stepsOf(const QString &text, qsizetype offset, bool standardStrings)
{
    QList<Step> steps;
    QStringList statements;
    for (const sql::Piece &piece : sql::split(text, standardStrings)) {
        steps << Step{sql::statementText(text, piece, standardStrings), offset + piece.begin, {}};
        statements << steps.last().sql;
    }
    const QList<sql::Statement> facts = standardStrings ? sql::inspect(statements) : QList<sql::Statement>();
    for (qsizetype i = 0; i < steps.size(); ++i)
        steps[i].facts = i < facts.size() ? facts[i] : sql::unproved(Runner::tr("standard_conforming_strings is off in this session"));
    return steps;
}

QString nameOf(const sql::Statement &facts) { return facts.kind.isEmpty() ? Runner::tr("a statement that cannot be parsed") : facts.kind; }

// Shown to be harmless: a plain read, or a SHOW or EXPLAIN without doubtful functions, or the frame of a transaction.
bool isHarmless(const sql::Statement &facts)
{
    return facts.isPlainRead || (facts.isReadOnlySafe && facts.risk.isEmpty()) || facts.control != sql::Control::None;
}

Gate gateOf(const QList<Step> &steps, const Profile &profile)
{
    QStringList doubtful;
    for (const Step &step : steps) {
        if (profile.isReadOnly && !step.facts.isReadOnlySafe)
            return {Gate::Verdict::Refuse,
                    Runner::tr("This connection is read-only: %1 is not allowed. SELECT, VALUES, TABLE, SHOW and EXPLAIN of these run.").arg(nameOf(step.facts))};
        if (!isHarmless(step.facts))
            doubtful << (step.facts.risk.isEmpty() ? nameOf(step.facts) : Runner::tr("%1 calling %2").arg(nameOf(step.facts), step.facts.risk));
    }
    if (!profile.isProduction || doubtful.isEmpty())
        return {};
    const QString which = doubtful.mid(0, 5).join(u", "_s) + (doubtful.size() > 5 ? u"…"_s : QString());
    return {Gate::Verdict::Ask, Runner::tr("%n statement(s) of this run are not shown to be plain reads: %1.", nullptr, int(doubtful.size())).arg(which)};
}

QString blockerText(const pg::catalog::Blocker &blocker)
{
    QStringList about;
    for (const QString &part : {blocker.user, blocker.application, blocker.state})
        if (!part.isEmpty())
            about << part;
    about << Runner::tr("%1 s").arg(blocker.waitedMs / 1000);
    return Runner::tr("PID %1 (%2): %3").arg(blocker.processId).arg(about.join(u", "_s), blocker.query.simplified().left(200));
}

} // namespace

struct Runner::Private
{
    Runner *q;
    QPointer<Connection> connection;
    QString database;
    Job preparing;
    bool isPreparing = false, isRunning = false, isStopped = false;
    QList<Step> steps;
    qsizetype current = -1;
    int finished = 0, committed = 0; // statements of this run
    std::vector<std::unique_ptr<pg::Query>> queries; // of this run; results stay readable until the next
    std::unique_ptr<pg::Session> session;
    SessionMemory memory;
    QTimer look;
    bool isSchemaStale = false, isWaitingSaid = false;

    void openSession();
    void next();
    pg::RunOptions optionsFor(const Step &step) const;
    void onFinished(const Result<pg::Outcome> &outcome);
    bool isOpenTransaction() const { return session->state() == pg::SessionState::InTransaction || session->state() == pg::SessionState::Failed; }
    void end(const QString &summary);
    QString summary(bool hasFailed) const;
    void lookAround();
    void sayWaiting(const QString &whom);
    void endTransaction(const QString &sql, std::function<void(Result<>)> done);
};

Runner::Runner(Connection *connection, const QString &database, QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->q = this;
    d->connection = connection;
    d->database = database;
    d->look.setSingleShot(true);
    connect(&d->look, &QTimer::timeout, this, [this] { d->lookAround(); });
}

Runner::~Runner() = default;

pg::SessionState Runner::state() const { return d->session ? d->session->state() : pg::SessionState::Closed; }

pg::SessionFacts Runner::facts() const { return d->session ? d->session->facts() : pg::SessionFacts(); }

bool Runner::isBusy() const { return d->isPreparing || d->isRunning; }

bool Runner::isInTransaction() const { return d->memory.isInTransaction(); }

int Runner::uncommitted() const { return d->memory.uncommitted(); }

pg::Query *Runner::query() const { return d->queries.empty() ? nullptr : d->queries.back().get(); }

void Runner::prepare(const QString &text, qsizetype offset)
{
    const bool standardStrings = !d->session || facts().serverVersion == 0 || facts().standardStrings;
    d->isPreparing = true;
    d->preparing = inBackground(
        this, QThreadPool::globalInstance(), [text, offset, standardStrings](std::stop_token) { return stepsOf(text, offset, standardStrings); },
        [this](QList<Step> steps) {
            d->isPreparing = false;
            d->steps = std::move(steps);
            Q_EMIT gated(d->connection ? gateOf(d->steps, d->connection->profile()) : Gate{Gate::Verdict::Refuse, tr("The connection was removed.")});
        });
}

void Runner::go()
{
    if (d->isRunning || !d->connection)
        return;
    d->isRunning = true;
    d->isStopped = false;
    d->current = -1;
    d->finished = d->committed = 0;
    d->queries.clear();
    if (!d->session || state() == pg::SessionState::Closed || state() == pg::SessionState::Lost)
        d->openSession();
    else if (state() != pg::SessionState::Connecting)
        d->next();
}

void Runner::Private::openSession()
{
    memory = {};
    session = connection->lend(database);
    connect(session.get(), &pg::Session::stateChanged, q, &Runner::stateChanged);
    connect(session.get(), &pg::Session::noticeArrived, q, &Runner::noticeArrived);
    connect(session.get(), &pg::Session::opened, q, [this] {
        if (isRunning)
            next();
    });
    connect(session.get(), &pg::Session::openFailed, q, [this](const Error &error) {
        if (!isRunning)
            return;
        Q_EMIT q->stepFinished(0, std::unexpected(error));
        end({});
    });
    connect(session.get(), &pg::Session::lost, q, [this](const Error &error) {
        const QStringList gone = memory.whatIsGone();
        memory = {};
        Q_EMIT q->lost(error, gone);
    });
    Q_EMIT q->stateChanged(session->state());
}

void Runner::reopen()
{
    if (d->connection && (!d->session || state() == pg::SessionState::Closed || state() == pg::SessionState::Lost))
        d->openSession();
}

pg::RunOptions Runner::Private::optionsFor(const Step &step) const
{
    const Profile &profile = connection->profile();
    const pg::SessionFacts facts = session->facts();
    pg::RunOptions options;
    if (profile.isReadOnly) {
        options.before = {"BEGIN READ ONLY"};
        options.after = {"ROLLBACK"};
        options.isExtended = true;
    }
    // A pause never blocks anyone (SAFETY 3): only one proven read, alone, outside a transaction.
    options.mayPause = step.facts.isPlainRead && steps.size() == 1 && !memory.isInTransaction();
    if (profile.isProduction || facts.inRecovery || facts.isPooled)
        options.pauseLimit = 0ms; // nothing stays paused there: the rows read are kept, the rest is another run
    return options;
}

void Runner::Private::next()
{
    if (isStopped || !connection || ++current >= steps.size()) {
        end(summary(isStopped));
        return;
    }
    const Step &step = steps[current];
    queries.push_back(session->run(step.sql, optionsFor(step)));
    // Queued: the next statement starts from a fresh turn, never inside the last one's signal.
    connect(queries.back().get(), &pg::Query::finished, q, [this](const Result<pg::Outcome> &outcome) { onFinished(outcome); }, Qt::QueuedConnection);
    look.start(firstLook);
    Q_EMIT q->stepStarted(int(current), step, queries.back().get());
}

void Runner::Private::onFinished(const Result<pg::Outcome> &outcome)
{
    if (!isRunning || current < 0 || current >= steps.size())
        return;
    look.stop();
    sayWaiting({});
    const Step step = steps[current];
    const bool isGood = outcome && !outcome->error && !outcome->isCancelled;
    if (isGood)
        memory.ran(step.facts);
    if (outcome)
        memory.transactionIs(isOpenTransaction());
    if (isGood) {
        ++finished;
        if (!memory.isInTransaction())
            committed = finished;
        isSchemaStale = isSchemaStale || step.facts.changesSchema;
    }
    const bool isUnknown = !outcome && step.facts.control == sql::Control::Commit;
    const QPointer<Runner> alive(q);
    if (isUnknown)
        Q_EMIT q->stepFinished(int(current), std::unexpected(Error{tr("The connection was lost before the answer to COMMIT came: whether it was committed is unknown. "
                                                                      "Look at the data before running anything again."),
                                                                   u"unknown"_s, outcome.error().message}));
    else
        Q_EMIT q->stepFinished(int(current), outcome);
    if (!alive)
        return;
    if (isGood)
        next();
    else
        end(summary(true));
}

void Runner::Private::end(const QString &said)
{
    look.stop();
    isRunning = false;
    if (isSchemaStale && connection && !memory.isInTransaction()) {
        isSchemaStale = false;
        Q_EMIT connection->schemaChanged();
    }
    Q_EMIT q->runFinished(said);
}

QString Runner::Private::summary(bool hasFailed) const
{
    const int total = int(steps.size());
    if (total == 0)
        return tr("There is no statement to run.");
    if (!hasFailed)
        return total == 1 ? QString() : tr("%1 statements ran.").arg(total);
    if (total == 1)
        return {};
    QString text = tr("%1 of %2 statements ran; statement %3 did not, and nothing after it.").arg(finished).arg(total).arg(finished + 1);
    if (committed > 0)
        text += u' ' + tr("Committed: the first %1.").arg(committed);
    if (memory.isInTransaction())
        text += u' ' + tr("The transaction is still open: roll back to go on.");
    else if (finished > committed)
        text += u' ' + tr("The %1 after that are not committed.").arg(finished - committed);
    return text;
}

void Runner::stop()
{
    d->preparing.cancel();
    d->isPreparing = false;
    if (!d->isRunning)
        return;
    d->isStopped = true;
    if (pg::Query *running = query(); running && !running->isFinished())
        running->cancel();
    else if (state() == pg::SessionState::Connecting)
        d->session->cancelOpen();
}

// While a statement runs: who holds what it waits for. While it is paused: who waits for us; then the pause ends at once.
void Runner::Private::lookAround()
{
    if (!connection || connection->state() != LinkState::Connected || !q->query() || q->query()->isFinished())
        return;
    const bool isPaused = q->query()->isPaused();
    const int processId = session->facts().processId;
    const QPointer<pg::Query> about = q->query();
    const pg::Ask question = isPaused ? pg::catalog::waiters(processId) : pg::catalog::blockers(processId);
    connection->ask(
        q, question,
        [this, isPaused, about](const Result<Connection::Rows> &rows) {
            if (!about || about != q->query() || about->isFinished())
                return;
            look.start(nextLook);
            const QList<pg::catalog::Blocker> found = rows ? pg::catalog::readBlockers(**rows) : QList<pg::catalog::Blocker>();
            if (!isPaused) {
                sayWaiting(found.isEmpty() ? QString() : tr("Waits for %1").arg(blockerText(found.first())));
            } else if (!found.isEmpty() && about->isPaused()) {
                about->release();
                Q_EMIT q->noticeArrived({tr("PAUSE ENDED"), tr("somebody waited for this query: %1. The rows read are kept.").arg(blockerText(found.first())), {}, {}, {}});
            }
        },
        database);
}

void Runner::Private::sayWaiting(const QString &whom)
{
    if (whom.isEmpty() && !isWaitingSaid)
        return;
    isWaitingSaid = !whom.isEmpty();
    Q_EMIT q->waiting(whom);
}

void Runner::commit(std::function<void(Result<>)> done) { d->endTransaction(u"COMMIT"_s, std::move(done)); }

void Runner::rollback(std::function<void(Result<>)> done) { d->endTransaction(u"ROLLBACK"_s, std::move(done)); }

void Runner::Private::endTransaction(const QString &sql, std::function<void(Result<>)> done)
{
    if (isRunning || !session || !session->isOpen()) {
        done(std::unexpected(Error{tr("There is no open transaction."), u"25P01"_s, {}}));
        return;
    }
    isRunning = true;
    steps.clear();
    const bool isCommit = sql == "COMMIT"_L1;
    queries.push_back(session->run(sql));
    connect(
        queries.back().get(), &pg::Query::finished, q,
        [this, isCommit, done = std::move(done)](const Result<pg::Outcome> &outcome) {
            isRunning = false;
            if (outcome)
                memory.transactionIs(isOpenTransaction());
            if (!outcome && isCommit)
                done(std::unexpected(Error{tr("The connection was lost before the answer to COMMIT came: whether it was committed is unknown."), u"unknown"_s,
                                           outcome.error().message}));
            else if (!outcome)
                done(std::unexpected(outcome.error()));
            else if (outcome->error)
                done(std::unexpected(errorOf(*outcome->error)));
            else if (isCommit && outcome->tag == "ROLLBACK"_L1)
                done(std::unexpected(Error{tr("The server rolled back: a statement of this transaction had failed."), u"25P02"_s, {}}));
            else
                done({});
        },
        Qt::QueuedConnection);
}

} // namespace oriel
