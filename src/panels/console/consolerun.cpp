// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "engines/sql/splitter.h"
#include "panels/console/consoleprivate.h"
#include "widgets/plain.h"

#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype shortText = 256 * 1024; // up to here the statement at the caret is found at once, above in the background

struct Span
{
    qsizetype begin = 0, end = 0;
};

Span statementAt(const QString &text, qsizetype caret, bool standardStrings)
{
    const auto pieces = sql::split(text, standardStrings);
    const int at = sql::pieceAt(pieces, text, caret);
    return at < 0 ? Span{} : Span{pieces[at].begin, pieces[at].end};
}

bool isAlive(pg::SessionState state) { return state != pg::SessionState::Closed && state != pg::SessionState::Lost; }

} // namespace

void ConsoleDocument::Private::attach()
{
    if (connection || connectionId.isEmpty() || !find)
        return;
    connection = find(connectionId);
    if (!connection)
        return;
    lastName = connection->profile().name;
    QObject::connect(connection, &Connection::stateChanged, q, [this](LinkState state) { onConnectionState(state); });
    QObject::connect(connection, &Connection::profileChanged, q, [this] {
        lastName = connection->profile().name;
        updateBar();
    });
    QObject::connect(connection, &QObject::destroyed, q, [this] {
        if (runner) { // later: its session tells the connection when it goes, and that is half gone now
            runner->disconnect(q);
            runner.release()->deleteLater();
        }
        setPhase(Phase::Ready);
        updateBar();
    });
    updateBar();
}

void ConsoleDocument::Private::setPhase(Phase next)
{
    const bool wasBusy = isBusy();
    phase = next;
    if (isBusy() && !wasBusy) {
        sinceStart.start();
        clock.start();
    } else if (!isBusy()) {
        clock.stop();
    }
    update();
    if (!isBusy() && whenReady)
        std::exchange(whenReady, {})();
}

void ConsoleDocument::Private::update()
{
    if (isLeaving)
        return;
    const auto state = runner ? runner->state() : pg::SessionState::Closed;
    const bool isInTransaction = runner && runner->isInTransaction();
    const auto *shown = results->currentResult();
    run->setEnabled(!isBusy() && editor->length() > 0);
    runAll->setEnabled(run->isEnabled());
    stop->setEnabled(isBusy());
    dismiss->setEnabled(!isBusy() && !notice->message().isEmpty());
    fetchAll->setEnabled(shown && shown->canFetchAll());
    commit->setVisible(isInTransaction && state != pg::SessionState::Failed);
    commit->setEnabled(commit->isVisible() && !isBusy());
    rollback->setVisible(isInTransaction || state == pg::SessionState::Failed);
    rollback->setEnabled(rollback->isVisible() && !isBusy());
    busy->setBusy(isBusy() && state != pg::SessionState::Paused);
    Q_EMIT q->changed();
}

void ConsoleDocument::Private::updateBar()
{
    if (isLeaving)
        return;
    if (connection) {
        const bool isOwn = runner && isAlive(runner->state()) && runner->facts().serverVersion > 0;
        const bool isLinked = connection->state() == LinkState::Connected;
        bar->showConnection(connection->profile(),
                            isOwn      ? runner->facts()
                            : isLinked ? connection->facts()
                                       : pg::SessionFacts{},
                            database);
    } else {
        bar->showNoConnection();
    }
    update();
}

QString ConsoleDocument::Private::stateText() const
{
    if (phase == Phase::Connecting)
        return tr("connecting");
    if (!runner)
        return connection && connection->state() == LinkState::Connected ? tr("no session yet") : tr("not connected");
    const QString text = console::stateText(runner->state(), runner->uncommitted());
    if (phase == Phase::Running && runner->state() == pg::SessionState::Running && sinceStart.elapsed() >= 1000)
        return tr("%1, %2 s").arg(text).arg(sinceStart.elapsed() / 1000);
    return text;
}

void ConsoleDocument::Private::showError(const Error &error, Showing what)
{
    noticeOf = what;
    notice->show(error);
}

void ConsoleDocument::Private::connectFirst()
{
    if (!connection)
        return;
    setPhase(Phase::Connecting);
    noticeOf = Showing::Connecting;
    notice->show(NoticeBar::Tone::Info, tr("Connecting to %1 …").arg(withMarks(connection->profile().info.summary())));
    notice->addButton(tr("Cancel"), [this] { stopRun(); })->setObjectName(u"console.cancelConnect"_s);
    if (connection->state() != LinkState::Connecting)
        connection->connectNow();
}

void ConsoleDocument::Private::onConnectionState(LinkState state)
{
    updateBar();
    if (phase == Phase::Connecting && state == LinkState::Connected) {
        notice->clear();
        noticeOf = Showing::Nothing;
        setPhase(Phase::Ready);
        if (request)
            prepare();
        return;
    }
    const bool hasFailed = phase == Phase::Connecting && state != LinkState::Connecting;
    if (hasFailed) {
        if (state == LinkState::Failed || state == LinkState::Lost) {
            showError(connection->error());
            notice->addButton(
                      tr("Retry"), [this] { request ? start(*request) : connectFirst(); }, true)
                ->setObjectName(u"console.retry"_s);
            if (connection->error().code == "certificate"_L1)
                notice->addButton(tr("Why?"), [this] { Q_EMIT q->wished(OpenCertificate{connectionId, {}}); })
                    ->setObjectName(u"console.why"_s);
            notice->addButton(tr("Edit connection…"), [this] { Q_EMIT q->wished(EditConnection{connectionId, {}}); })
                ->setObjectName(u"console.editConnection"_s);
        } else {
            notice->clear();
            noticeOf = Showing::Nothing;
        }
        setPhase(Phase::Ready);
    }
}

void ConsoleDocument::Private::runText(bool isScript)
{
    if (isBusy())
        return;
    const QString text = editor->wholeText();
    const auto [begin, end] = editor->selectedRange();
    if (end > begin && !isScript)
        return start({text.mid(begin, end - begin), begin});
    if (isScript)
        return start({text, 0});
    const bool standardStrings = !runner || runner->facts().standardStrings;
    const auto found = [this, text](Span span) {
        if (span.end > span.begin)
            start({text.mid(span.begin, span.end - span.begin), span.begin});
        else
            notice->show(NoticeBar::Tone::Info, tr("There is no statement at the caret."));
    };
    const qsizetype caret = editor->caret();
    if (text.size() <= shortText)
        return found(statementAt(text, caret, standardStrings));
    setPhase(Phase::Locating);
    locating = inBackground(
        q, QThreadPool::globalInstance(),
        [text, caret, standardStrings](std::stop_token) { return statementAt(text, caret, standardStrings); },
        [this, found](Span span) {
            setPhase(Phase::Ready);
            found(span);
        });
}

void ConsoleDocument::Private::start(const Request &wanted)
{
    attach();
    notice->clear();
    noticeOf = Showing::Nothing;
    editor->clearMarks();
    keepText();
    if (!connection) {
        notice->show(
            NoticeBar::Tone::Error,
            tr("The connection of this console was removed. Its text is kept; open a console on another connection to run it."));
        return;
    }
    request = wanted;
    const bool hasSession = runner && isAlive(runner->state());
    if (!hasSession && connection->state() != LinkState::Connected)
        connectFirst();
    else
        prepare();
}

void ConsoleDocument::Private::makeRunner()
{
    runner = std::make_unique<Runner>(connection, database);
    const Runner *from = runner.get();
    QObject::connect(from, &Runner::gated, q, [this](const Gate &gate) { onGated(gate); });
    QObject::connect(from, &Runner::stateChanged, q, [this] { updateBar(); });
    QObject::connect(from, &Runner::stepStarted, q,
                     [this](int, const Step &started, pg::Query *query) { onStepStarted(started, query); });
    QObject::connect(from, &Runner::stepFinished, q,
                     [this](int, const Result<pg::Outcome> &outcome) { onStepFinished(outcome); });
    QObject::connect(from, &Runner::runFinished, q, [this](const QString &summary) { onRunFinished(summary); });
    QObject::connect(from, &Runner::noticeArrived, q, [this](const pg::Notice &arrived) { onNotice(arrived); });
    QObject::connect(from, &Runner::waiting, q, [this](const QString &whom) { onWaiting(whom); });
    QObject::connect(from, &Runner::lost, q, [this](const Error &error, const QStringList &gone) { onLost(error, gone); });
}

void ConsoleDocument::Private::prepare()
{
    if (!runner)
        makeRunner();
    else if (!isAlive(runner->state()))
        runner->reopen();
    failure.clear();
    setPhase(Phase::Preparing);
    runner->prepare(request->text, request->offset);
}

void ConsoleDocument::Private::onGated(const Gate &gate)
{
    if (phase != Phase::Preparing) // stopped meanwhile
        return;
    switch (gate.verdict) {
    case Gate::Verdict::Free:
        go();
        break;
    case Gate::Verdict::Ask:
        ask(gate.reason);
        break;
    case Gate::Verdict::Refuse:
        noticeOf = Showing::Error;
        notice->show(NoticeBar::Tone::Warning, gate.reason);
        setPhase(Phase::Ready);
        break;
    }
}

void ConsoleDocument::Private::ask(const QString &reason)
{
    auto *box = new QMessageBox(q);
    box->setObjectName(u"console.productionQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Warning);
    box->setWindowTitle(tr("Run on production?"));
    setPlainText(box, tr("%1 is a production connection.").arg(lastName.left(80)), reason);
    auto *yes = box->addButton(tr("Run"), QMessageBox::AcceptRole);
    yes->setObjectName(u"console.runOnProduction"_s);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    QObject::connect(box, &QMessageBox::finished, q, [this, box, yes] {
        if (phase != Phase::Preparing)
            return;
        if (box->clickedButton() == yes)
            go();
        else
            stopRun();
    });
    box->open();
}

void ConsoleDocument::Private::go()
{
    results->clearResults();
    pane = nullptr;
    step = {};
    results->messages()->setFooter({});
    if (!results->isVisibleTo(q))
        results->show();
    setPhase(Phase::Running);
    runner->go();
}

void ConsoleDocument::Private::stopRun()
{
    locating.cancel();
    switch (phase) {
    case Phase::Ready:
        return;
    case Phase::Running:
        runner->stop();
        return;
    case Phase::Connecting:
        request.reset();
        if (connection && connection->state() == LinkState::Connecting)
            connection->disconnectNow(); // ends the phase through onConnectionState
        break;
    case Phase::Preparing:
        runner->stop();
        break;
    case Phase::Locating:
        break;
    }
    setPhase(Phase::Ready);
}

bool ConsoleDocument::Private::isStillThere(const Step &which) const
{
    return QStringView(editor->wholeText()).mid(which.offset, which.sql.size()) == which.sql;
}

void ConsoleDocument::Private::onStepStarted(const Step &started, pg::Query *query)
{
    step = started;
    pane = nullptr;
    editor->clearMarks();
    if (isStillThere(step))
        editor->markRange(step.offset, step.offset + step.sql.size());
    QObject::connect(query, &pg::Query::columnsArrived, q, [this, query] { onColumns(query); });
    QObject::connect(query, &pg::Query::copyInRefused, q, [this] {
        results->messages()->add(
            tr("COPY … FROM STDIN reads its rows from the client, and a console sends none. Use COPY … FROM 'file' on the "
               "server, INSERT … VALUES, or psql's \\copy."));
    });
    if (query->rows())
        onColumns(query);
    if (request && request->isWhole)
        query->fetchAll();
}

void ConsoleDocument::Private::onColumns(pg::Query *query)
{
    if (pane || !runner || query != runner->query() || !query->rows())
        return;
    pane = results->addResult(step, query, connection && connection->profile().isProduction);
    if (!pane)
        results->messages()->add(tr("Its rows are not shown: a run shows its first 100 results."));
    update();
}

void ConsoleDocument::Private::onStepFinished(const Result<pg::Outcome> &outcome)
{
    editor->clearMarks();
    const QString zone = runner ? runner->facts().timeZone : QString();
    if (pane)
        pane->finish(outcome, zone);
    QString said;
    if (!outcome) {
        said = outcome.error().message;
        results->messages()->add(said);
        if (noticeOf != Showing::Lost)
            showError(outcome.error());
        if (step.sql.isEmpty() && request) // no statement was sent: the session could not be opened
            notice->addButton(tr("Retry"), [this, again = *request] { start(again); }, true)->setObjectName(u"console.retry"_s);
    } else {
        said = console::messageText(*outcome);
        if (outcome->error)
            onServerError(*outcome->error);
        else
            results->messages()->add(said);
    }
    results->messages()->setFooter(said);
    if (texts.ran && !step.sql.isEmpty())
        texts.ran(connectionId, step.sql,
                  !outcome         ? outcome.error().code
                  : outcome->error ? outcome->error->code
                                   : outcome->tag,
                  outcome ? outcome->total.count() : 0);
    update();
}

void ConsoleDocument::Private::onServerError(const pg::ServerError &error)
{
    const bool canPoint = error.position > 0 && isStillThere(step);
    const qsizetype inStatement = std::clamp<qsizetype>(error.position - 1, 0, step.sql.size());
    const int line = canPoint ? console::lineOf(editor->wholeText(), step.offset + inStatement) : 0;
    const auto [message, detail] = console::errorText(error, line);
    if (canPoint) {
        const auto [begin, end] = console::markAt(step.sql, inStatement);
        editor->markError(step.offset + begin, end - begin, error.message);
    }
    failure = message;
    noticeOf = Showing::Error;
    notice->show(NoticeBar::Tone::Error, message, detail);
    results->messages()->add(tr("ERROR: %1").arg(detail.isEmpty() ? message : message + u'\n' + detail));
}

void ConsoleDocument::Private::onRunFinished(const QString &summary)
{
    request.reset();
    if (noticeOf == Showing::Waiting) {
        notice->clear();
        noticeOf = Showing::Nothing;
    }
    if (!summary.isEmpty())
        results->messages()->add(summary);
    if (!failure.isEmpty() && !summary.isEmpty() && noticeOf == Showing::Error)
        notice->show(NoticeBar::Tone::Error, failure + u'\n' + summary);
    if (results->resultCount() == 0)
        results->showMessages();
    setPhase(Phase::Ready);
}

void ConsoleDocument::Private::onNotice(const pg::Notice &arrived)
{
    QString text = arrived.severity + u": "_s + arrived.message;
    if (!arrived.detail.isEmpty())
        text += u'\n' + arrived.detail;
    if (!arrived.hint.isEmpty())
        text += u'\n' + tr("Hint: %1").arg(arrived.hint);
    results->messages()->add(text);
}

void ConsoleDocument::Private::onWaiting(const QString &whom)
{
    if (whom.isEmpty()) {
        if (noticeOf == Showing::Waiting) {
            notice->clear();
            noticeOf = Showing::Nothing;
        }
        return;
    }
    if (noticeOf != Showing::Nothing && noticeOf != Showing::Waiting)
        return;
    noticeOf = Showing::Waiting;
    notice->show(NoticeBar::Tone::Warning, whom);
}

void ConsoleDocument::Private::onLost(const Error &error, const QStringList &gone)
{
    Error said = error;
    if (!gone.isEmpty())
        said.message += u'\n' + tr("Gone with the session: %1.").arg(gone.join(u", "_s));
    said.message += u'\n' + tr("The next run opens a new session.");
    showError(said, Showing::Lost);
    results->messages()->add(said.message);
    update();
}

void ConsoleDocument::Private::endTransaction(bool isCommit, Done done)
{
    if (!runner || isBusy())
        return;
    notice->clear();
    noticeOf = Showing::Nothing;
    setPhase(Phase::Running);
    const auto answered = [this, isCommit, done = std::move(done), guard = QPointer(q)](const Result<> &result) {
        if (!guard)
            return;
        if (result)
            results->messages()->add(isCommit ? u"COMMIT"_s : u"ROLLBACK"_s);
        else if (noticeOf != Showing::Lost)
            showError(result.error());
        setPhase(Phase::Ready);
        if (done)
            done(result);
    };
    isCommit ? runner->commit(answered) : runner->rollback(answered);
}

QList<Stake> ConsoleDocument::Private::stakes() const
{
    if (!runner || runner->state() == pg::SessionState::Failed || runner->state() == pg::SessionState::Lost)
        return {};
    if (runner->isInTransaction()) {
        const int count = runner->uncommitted();
        const QString what = count == 0   ? tr("an open transaction")
                             : count == 1 ? tr("1 statement not committed")
                                          : tr("%1 statements not committed").arg(count);
        return {{what, tr("Commit"), tr("Roll back")}};
    }
    if (phase == Phase::Running && step.facts.effect == sql::Effect::Write)
        return {{tr("a running %1").arg(step.facts.kind), {}, tr("Stop it")}};
    return {};
}

void ConsoleDocument::Private::settle(Answer answer, Done done)
{
    const auto end = [this, answer, done] {
        if (runner && runner->isInTransaction())
            endTransaction(answer == Answer::Keep, done);
        else
            done({});
    };
    if (!isBusy())
        return end();
    whenReady = end; // what runs comes first
    if (answer == Answer::Drop)
        stopRun();
}

} // namespace oriel
