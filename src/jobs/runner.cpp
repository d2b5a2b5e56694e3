// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/runner.h"

#include "jobs/sessionmemory.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace oriel {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto firstLook = 300ms, nextLook = 1000ms; // who makes us wait, who waits for our pause
constexpr auto answerLimit = 3000ms;                 // of such a question

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
        steps[i].facts =
            i < facts.size() ? facts[i] : sql::unproved(Runner::tr("standard_conforming_strings is off in this session"));
    return steps;
}

QString nameOf(const sql::Statement &facts)
{
    QString name = facts.kind.isEmpty() ? Runner::tr("a statement that cannot be parsed") : facts.kind;
    if (facts.hasNoWhere)
        name = Runner::tr("%1 without WHERE").arg(name);
    return facts.risk.isEmpty() ? name : Runner::tr("%1 calling %2").arg(name, facts.risk);
}

QString listed(const QStringList &names) { return names.mid(0, 5).join(u", "_s) + (names.size() > 5 ? u"…"_s : QString()); }

Gate gateOf(const QList<Step> &steps, const Profile &profile)
{
    QStringList doubtful, lasting;
    for (const Step &step : steps) {
        if (profile.isReadOnly && !step.facts.isReadOnlySafe)
            return {Gate::Verdict::Refuse,
                    Runner::tr(
                        "This connection is read-only: %1 is not allowed. SELECT, VALUES, TABLE, SHOW and EXPLAIN of these run.")
                        .arg(nameOf(step.facts))};
        if (step.facts.effect != sql::Effect::Read)
            doubtful << nameOf(step.facts);
        lasting << step.facts.volatiles;
    }
    lasting.removeDuplicates();
    if (profile.isReadOnly && !lasting.isEmpty())
        return {Gate::Verdict::Ask, Runner::tr("This connection is read-only, but a read-only transaction does not hold back all "
                                               "that these functions may do: %1.")
                                        .arg(listed(lasting))};
    if (!profile.isProduction || doubtful.isEmpty())
        return {};
    const QString which = listed(doubtful);
    return {Gate::Verdict::Ask, steps.size() == 1 ? Runner::tr("This is not shown to be a plain read: %1.").arg(which)
                                                  : Runner::tr("%1 of %2 statements are not shown to be plain reads: %3.")
                                                        .arg(doubtful.size())
                                                        .arg(steps.size())
                                                        .arg(which)};
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

QString blockerTexts(const QList<pg::catalog::Blocker> &blockers)
{
    const QString first = blockerText(blockers.first());
    return blockers.size() == 1 ? first : Runner::tr("%1 (and %2 more)").arg(first).arg(blockers.size() - 1);
}

// "statements 1 to 3, 5": the places of one fate, counted from 1.
QString places(const QList<Fate> &fates, Fate which)
{
    QStringList ranges;
    const auto count = std::ranges::count(fates, which);
    for (qsizetype i = 0; i < fates.size(); ++i) {
        if (fates[i] != which)
            continue;
        const qsizetype first = i;
        while (i + 1 < fates.size() && fates[i + 1] == which)
            ++i;
        ranges << (first == i ? QString::number(first + 1) : Runner::tr("%1 to %2").arg(first + 1).arg(i + 1));
    }
    return count == 0 ? QString()
                      : (count == 1 ? Runner::tr("statement %1") : Runner::tr("statements %1")).arg(ranges.join(u", "_s));
}

Error unknownOutcome(bool isCommit, const Error &loss)
{
    return {isCommit
                ? Runner::tr("The connection was lost before the answer to COMMIT came: whether it was committed is unknown. "
                             "Look at the data before running anything again.")
                : Runner::tr("The connection was lost before the answer came: whether this statement took effect is unknown. "
                             "Look at the data before running it again."),
            u"unknown"_s, loss.message};
}

} // namespace

struct Runner::Private
{
    Runner *q;
    QPointer<Connection> connection;
    QString database;
    Job preparing;
    bool isPreparing = false, isRunning = false, isStopped = false, isWaitingSaid = false;
    bool isSchemaStale = false, isSchemaStaleIfKept = false; // by committed DDL; by that of the open transaction
    bool isPrepared = false;
    QString refusal;                // the gate's
    bool isOutdated = false;        // the session lost what `prepared` may have counted on
    QList<Step> prepared, steps;    // the next run's; this run's
    bool hasStandardStrings = true; // what `prepared` and `steps` were split by
    qsizetype current = -1;
    bool wasInTransaction = false;                   // when the current statement was sent
    QList<Fate> fates;                               // of the statements of this run that succeeded
    std::vector<std::unique_ptr<pg::Query>> queries; // of this run; results stay readable until the next
    std::unique_ptr<pg::Session> session;
    pg::SessionFacts known; // of the session before this one
    SessionMemory memory;
    QTimer look;
    bool isLooking = false; // a question about locks is under way

    QString whyNot() const; // go() does not run what was prepared; empty: it may
    void openSession();
    void opened(const pg::SessionFacts &facts);
    void next();
    pg::RunOptions optionsFor(const Step &step) const;
    void onFinished(const Result<pg::Outcome> &outcome);
    bool isOpenTransaction() const
    {
        return session->state() == pg::SessionState::InTransaction || session->state() == pg::SessionState::Failed;
    }
    bool isOutcomeUnknown(const Step &step) const;
    void settle(Fate fate);
    void tellSchema();
    void end(const QString &summary);
    QString summary(bool hasFailed, bool isUnknown = false) const;
    QString whatIsKept(bool isUnknown) const;
    void lookAround();
    void looked(const QList<pg::catalog::Blocker> &found, bool isAnswered);
    void sayWaiting(const QString &whom);
    void endTransaction(bool isCommit, std::function<void(Result<>)> done);
    Result<> ended(bool isCommit, const Result<pg::Outcome> &outcome);
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
    d->isPrepared = d->isOutdated = false;
    d->preparing = inBackground(
        this, QThreadPool::globalInstance(),
        [text, offset, standardStrings](std::stop_token) { return stepsOf(text, offset, standardStrings); },
        [this, standardStrings](QList<Step> steps) {
            d->isPreparing = false;
            d->prepared = std::move(steps);
            d->hasStandardStrings = standardStrings;
            const Gate gate = d->connection ? gateOf(d->prepared, d->connection->profile())
                                            : Gate{Gate::Verdict::Refuse, tr("The connection was removed.")};
            d->refusal = gate.verdict == Gate::Verdict::Refuse ? gate.reason : QString();
            d->isPrepared = true;
            Q_EMIT gated(gate);
        });
}

void Runner::go()
{
    if (d->isRunning)
        return;
    const QString whyNot = d->whyNot();
    d->isPrepared = false;
    if (!whyNot.isEmpty()) {
        Q_EMIT runFinished(whyNot);
        return;
    }
    d->steps = std::exchange(d->prepared, {});
    d->isRunning = true;
    d->isStopped = false;
    d->current = -1;
    d->fates.clear();
    d->queries.clear();
    if (d->steps.isEmpty())
        d->end(d->summary(false));
    else if (!d->session || state() == pg::SessionState::Closed || state() == pg::SessionState::Lost)
        d->openSession();
    else if (state() != pg::SessionState::Connecting)
        d->next();
}

QString Runner::Private::whyNot() const
{
    if (!connection)
        return tr("The connection was removed.");
    if (!isPrepared)
        return tr("Nothing was prepared to run.");
    return isOutdated ? tr("Nothing ran: the session it was meant for was lost meanwhile. Run it again if it still makes sense.")
                      : refusal;
}

void Runner::Private::openSession()
{
    memory = {};
    session = connection->lend(database);
    connect(session.get(), &pg::Session::stateChanged, q, &Runner::stateChanged);
    connect(session.get(), &pg::Session::noticeArrived, q, &Runner::noticeArrived);
    connect(session.get(), &pg::Session::opened, q, [this](const pg::SessionFacts &facts) { opened(facts); });
    connect(session.get(), &pg::Session::openFailed, q, [this](const Error &error) {
        if (!isRunning)
            return;
        const QPointer<Runner> alive(q);
        Q_EMIT q->stepFinished(0, std::unexpected(error));
        if (alive)
            end({});
    });
    connect(session.get(), &pg::Session::lost, q, [this](const Error &error) {
        const QStringList gone = memory.whatIsGone();
        memory = {};
        isOutdated = isOutdated || !gone.isEmpty();
        isSchemaStale = isSchemaStale || std::exchange(isSchemaStaleIfKept, false); // who knows
        Q_EMIT q->lost(error, gone);
    });
    Q_EMIT q->stateChanged(session->state());
}

void Runner::Private::opened(const pg::SessionFacts &facts)
{
    const QStringList changes = changesOf(known, facts);
    known = facts;
    const QPointer<Runner> alive(q);
    if (!changes.isEmpty())
        Q_EMIT q->noticeArrived(
            {u"WARNING"_s, tr("The server is not the one of before: %1.").arg(changes.join(u"; "_s)), {}, {}, {}});
    if (alive && isRunning)
        next();
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
        end(summary(isStopped || !connection));
        return;
    }
    const Step &step = steps[current];
    if (session->facts().standardStrings != hasStandardStrings && step.sql.contains(u'\\')) {
        end(tr("Statement %1 did not run: standard_conforming_strings is %2 in this session, so its backslashes mean something "
               "else. Run it again.")
                .arg(current + 1)
                .arg(hasStandardStrings ? u"off"_s : u"on"_s));
        return;
    }
    wasInTransaction = memory.isInTransaction();
    queries.push_back(session->run(step.sql, optionsFor(step)));
    // Queued: the next statement starts from a fresh turn, never inside the last one's signal.
    connect(
        queries.back().get(), &pg::Query::finished, q, [this](const Result<pg::Outcome> &outcome) { onFinished(outcome); },
        Qt::QueuedConnection);
    isLooking = false;
    look.start(firstLook);
    Q_EMIT q->stepStarted(int(current), step, queries.back().get());
}

void Runner::Private::onFinished(const Result<pg::Outcome> &outcome)
{
    if (!isRunning || current < 0 || current >= steps.size())
        return;
    look.stop();
    const QPointer<Runner> alive(q);
    sayWaiting({});
    if (!alive)
        return;
    const Step step = steps[current];
    const bool isGood = outcome && !outcome->error && !outcome->isCancelled;
    if (isGood) {
        isSchemaStaleIfKept = isSchemaStaleIfKept || step.facts.changesSchema;
        fates << Fate::Open;
    }
    if (outcome)
        settle(memory.ran(step.facts, outcome->tag, isOpenTransaction(), isGood));
    const bool isUnknown = !outcome && isOutcomeUnknown(step);
    if (isUnknown)
        Q_EMIT q->stepFinished(int(current),
                               std::unexpected(unknownOutcome(step.facts.control == sql::Control::Commit, outcome.error())));
    else
        Q_EMIT q->stepFinished(int(current), outcome);
    if (!alive)
        return;
    if (isGood)
        next();
    else
        end(summary(true, isUnknown));
}

// The link broke while a statement was under way. Inside a transaction the server has rolled back, unless it was the COMMIT.
bool Runner::Private::isOutcomeUnknown(const Step &step) const
{
    if (!connection || connection->profile().isReadOnly)
        return false;
    if (step.facts.control != sql::Control::None)
        return step.facts.control == sql::Control::Commit && wasInTransaction;
    return !wasInTransaction && step.facts.effect != sql::Effect::Read;
}

void Runner::Private::settle(Fate fate)
{
    if (fate == Fate::Open)
        return;
    for (Fate &each : fates)
        each = each == Fate::Open ? fate : each;
    const bool wasChanged = std::exchange(isSchemaStaleIfKept, false);
    isSchemaStale = isSchemaStale || (wasChanged && fate == Fate::Kept);
}

void Runner::Private::tellSchema()
{
    if (std::exchange(isSchemaStale, false) && connection)
        Q_EMIT connection->schemaChanged();
}

void Runner::Private::end(const QString &said)
{
    look.stop();
    isRunning = false;
    const QPointer<Runner> alive(q);
    tellSchema();
    if (alive && connection)
        Q_EMIT connection->ran();
    if (alive)
        Q_EMIT q->runFinished(said);
}

QString Runner::Private::summary(bool hasFailed, bool isUnknown) const
{
    const qsizetype total = steps.size(), ran = fates.size();
    if (total == 0)
        return tr("There is no statement to run.");
    QStringList text;
    if (total > 1 && (!hasFailed || ran == total))
        text << tr("%1 statements ran.").arg(total);
    else if (total > 1 && isUnknown)
        text << tr("%1 of %2 statements ran; the outcome of statement %3 is unknown, and nothing after it ran.")
                    .arg(ran)
                    .arg(total)
                    .arg(ran + 1);
    else if (total > 1)
        text << tr("%1 of %2 statements ran; statement %3 did not, and nothing after it.").arg(ran).arg(total).arg(ran + 1);
    if (total > 1)
        text << whatIsKept(isUnknown);
    if (session && session->state() == pg::SessionState::Failed)
        text << tr("The transaction is still open: roll back to go on.");
    else if (memory.isInTransaction() && total > 1)
        text << tr("The transaction is open.");
    text.removeAll(QString());
    return text.join(u' ');
}

// Said where it is not plain: a run that failed or was stopped, or that rolled something back. A connection that reads keeps
// nothing.
QString Runner::Private::whatIsKept(bool isUnknown) const
{
    const bool isWhole = fates.size() == steps.size() && !fates.contains(Fate::RolledBack);
    if (isWhole || fates.isEmpty() || !connection || connection->profile().isReadOnly)
        return {};
    const QString kept = places(fates, Fate::Kept), undone = places(fates, Fate::RolledBack), open = places(fates, Fate::Open);
    QStringList text;
    if (!kept.isEmpty())
        text << tr("Committed: %1.").arg(kept);
    if (!undone.isEmpty())
        text << tr("Rolled back: %1.").arg(undone);
    if (!open.isEmpty())
        text << (isUnknown                  ? tr("Unknown: %1.") // the COMMIT's answer was lost
                 : memory.isInTransaction() ? tr("Not committed: %1.")
                                            : tr("Rolled back: %1."))
                    .arg(open);
    return text.join(u' ');
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

// While a statement runs: who holds what it waits for. While it is paused: who waits for us; then the pause ends at once, and
// also when nobody can be asked. A pooler's process number is not the server's.
void Runner::Private::lookAround()
{
    if (!q->query() || q->query()->isFinished() || session->facts().isPooled)
        return;
    const bool isPaused = q->query()->isPaused();
    if (isLooking || !connection || connection->state() != LinkState::Connected) {
        look.start(nextLook);
        if (isPaused)
            looked({}, false);
        return;
    }
    isLooking = true;
    look.start(answerLimit);
    const int processId = session->facts().processId;
    const QPointer<pg::Query> about = q->query();
    connection->ask(
        q, isPaused ? pg::catalog::waiters(processId) : pg::catalog::blockers(processId),
        [this, isPaused, about](const Result<Connection::Rows> &rows) {
            if (!about || about != q->query() || about->isFinished())
                return;
            isLooking = false;
            look.start(nextLook);
            if (isPaused == about->isPaused()) // else it is an answer to what is no question any more
                looked(rows ? pg::catalog::readBlockers(**rows) : QList<pg::catalog::Blocker>(), rows.has_value());
        },
        database);
}

void Runner::Private::looked(const QList<pg::catalog::Blocker> &found, bool isAnswered)
{
    if (!q->query()->isPaused()) {
        sayWaiting(found.isEmpty() ? QString() : tr("Waits for %1").arg(blockerTexts(found)));
        return;
    }
    if (isAnswered && found.isEmpty())
        return;
    q->query()->release();
    const QString why = isAnswered ? tr("somebody waited for this query: %1").arg(blockerTexts(found))
                                   : tr("it could not be seen whether somebody waits for it");
    Q_EMIT q->noticeArrived({tr("PAUSE ENDED"), tr("%1. The rows read are kept.").arg(why), {}, {}, {}});
}

void Runner::Private::sayWaiting(const QString &whom)
{
    if (whom.isEmpty() && !isWaitingSaid)
        return;
    isWaitingSaid = !whom.isEmpty();
    Q_EMIT q->waiting(whom);
}

void Runner::commit(std::function<void(Result<>)> done) { d->endTransaction(true, std::move(done)); }

void Runner::rollback(std::function<void(Result<>)> done) { d->endTransaction(false, std::move(done)); }

void Runner::Private::endTransaction(bool isCommit, std::function<void(Result<>)> done)
{
    if (isRunning) {
        done(std::unexpected(Error{tr("A statement is running: stop it or wait for it first."), u"busy"_s, {}}));
        return;
    }
    if (!session || !session->isOpen() || !isOpenTransaction()) {
        done(isCommit ? std::unexpected(Error{tr("There is no open transaction."), u"25P01"_s, {}}) : Result<>());
        return;
    }
    isRunning = true;
    steps.clear();
    queries.push_back(session->run(isCommit ? u"COMMIT"_s : u"ROLLBACK"_s));
    look.start(firstLook);
    connect(
        queries.back().get(), &pg::Query::finished, q,
        [this, isCommit, done = std::move(done)](const Result<pg::Outcome> &outcome) {
            look.stop();
            isRunning = false;
            const Result<> result = ended(isCommit, outcome);
            const QPointer<Runner> alive(q);
            sayWaiting({});
            if (alive)
                tellSchema();
            if (alive)
                done(result);
        },
        Qt::QueuedConnection);
}

Result<> Runner::Private::ended(bool isCommit, const Result<pg::Outcome> &outcome)
{
    if (!outcome)
        return std::unexpected(isCommit ? unknownOutcome(true, outcome.error()) : outcome.error());
    sql::Statement facts;
    facts.control = isCommit ? sql::Control::Commit : sql::Control::Rollback;
    settle(memory.ran(facts, outcome->tag, isOpenTransaction(), !outcome->error && !outcome->isCancelled));
    if (outcome->error)
        return std::unexpected(errorOf(*outcome->error));
    if (isCommit && outcome->tag == "ROLLBACK"_L1)
        return std::unexpected(Error{tr("The server rolled back: a statement of this transaction had failed."), u"25P02"_s, {}});
    return {};
}

} // namespace oriel
