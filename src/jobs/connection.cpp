// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/connection.h"

#include "base/text.h"
#include "jobs/doctor.h"

#include <QTimer>

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <utility>

namespace oriel {

using namespace std::chrono_literals;

namespace {

constexpr int browsesPerDatabase = 2;
constexpr std::chrono::seconds idleLimit = 5min, quickLimit = 1min, lookEvery = 1s;

Error cancelledError()
{
    return {Connection::tr("The connection was closed before the answer came."), QStringLiteral("cancelled"), {}};
}

} // namespace

struct Connection::Question
{
    QPointer<QObject> owner;
    pg::Ask ask;
    std::function<void(Result<Rows>)> done;
    bool isLook = false; // of watch(): quick
    qint64 mostBytes = 0;

    void answer(Result<Rows> rows) const
    {
        if (owner)
            done(std::move(rows));
    }
};

// One browse session with the questions that wait for it.
struct Connection::Browse
{
    QString database;
    std::unique_ptr<pg::Session> session;
    std::unique_ptr<pg::Query> query;
    std::deque<Question> questions; // the first is on its way while `query` is set
    QTimer idle;
    std::optional<Error> ended; // by watch()
    bool isLookout = false;     // says nothing of the connection's state

    std::chrono::milliseconds wait() const // at most, for one more
    {
        return std::accumulate(questions.begin(), questions.end(), 0ms,
                               [](auto sum, const Question &question) { return sum + question.ask.limit; });
    }
    bool isLong() const
    {
        return std::ranges::any_of(questions, [](const Question &question) { return question.ask.limit > quickLimit; });
    }
};

QByteArray browsePrelude(const pg::Ask &ask)
{
    const QByteArray path = ask.hasUserText ? "" : "SET LOCAL search_path = ''; ";
    const QByteArray zone = ask.timeZone.isEmpty() ? "" : "; SET LOCAL timezone = " + pg::quotedLiteral(ask.timeZone).toUtf8();
    return "BEGIN READ ONLY; " + path +
           "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = " + QByteArray::number(qint64(ask.limit.count())) + zone;
}

Error errorOf(const pg::ServerError &error)
{
    QString message = error.message;
    if (error.code == QLatin1String("55P03"))
        message = Connection::tr("Another session holds a lock on it; waited 1 s. Try again when that session is done.");
    else if (error.code == QLatin1String("57014"))
        message = Connection::tr("Ended by the time limit or by a cancel request: %1.").arg(error.message);
    if (!error.hint.isEmpty())
        message += QLatin1Char('\n') + Connection::tr("Hint: %1").arg(error.hint);
    QStringList more;
    for (const QString &part : {error.detail, error.where})
        if (!part.isEmpty())
            more << part;
    return {message, error.code, more.join(QLatin1Char('\n')), error.position};
}

QStringList changesOf(const pg::SessionFacts &before, const pg::SessionFacts &now)
{
    QStringList changes;
    if (before.host.isEmpty()) // nothing was known
        return changes;
    if (before.serverVersion != now.serverVersion)
        changes << Connection::tr("PostgreSQL %1 instead of %2").arg(now.versionText, before.versionText);
    if (before.inRecovery != now.inRecovery)
        changes << (now.inRecovery ? Connection::tr("a standby now: it only reads")
                                   : Connection::tr("no standby any more: it takes writes"));
    if (before.isEncrypted != now.isEncrypted)
        changes << (now.isEncrypted ? Connection::tr("encrypted now") : Connection::tr("not encrypted any more"));
    else if (before.certificate != now.certificate)
        changes << Connection::tr("another certificate: %1, issued by %2; before: %3, issued by %4")
                       .arg(now.certificate.subject, now.certificate.issuer, before.certificate.subject,
                            before.certificate.issuer);
    return changes;
}

Connection::Connection(Profile profile, QObject *parent)
    : QObject(parent), m_profile(std::move(profile)), m_secret(m_profile.info.password())
{}

Connection::~Connection() { answerWaiting(std::unexpected(cancelledError())); }

void Connection::setProfile(Profile profile)
{
    const QString boundTo = keychainKey();
    const bool isSame = profile.info == m_profile.info && profile.way == m_profile.way && profile.password == m_profile.password;
    m_profile = std::move(profile);
    if (!m_profile.info.password().isEmpty())
        m_secret = m_profile.info.password();
    else if (keychainKey() != boundTo)
        m_secret = {};
    if (!isSame) {
        disconnectNow();
        m_tunnel.reset();
        m_facts = {};
    }
    Q_EMIT profileChanged();
}

int Connection::sessionCount() const
{
    return int(std::ranges::count_if(m_lent, [](const auto &session) { return !session.isNull(); }) +
               std::ranges::count_if(m_browses, [](const auto &browse) { return browse->session->isOpen(); }));
}

QString Connection::keychainKey() const
{
    const pg::ConnInfo given = m_profile.way.isSet() ? wayin::through(m_profile.info, 0) : m_profile.info;
    const pg::ConnInfo info = given.completed().value_or(given);
    QStringList bound{m_profile.id,
                      info.value(QStringLiteral("host")),
                      info.value(QStringLiteral("hostaddr")),
                      info.value(QStringLiteral("port")),
                      info.value(QStringLiteral("user")),
                      pg::sslModeName(info.effectiveSslMode())};
    if (m_profile.way.isSet())
        bound << wayin::toText(m_profile.way);
    return bound.join(QLatin1Char('|'));
}

pg::ConnInfo Connection::openInfo(const QString &database) const
{
    pg::ConnInfo info = m_profile.info;
    if (m_profile.way.isSet())
        info = wayin::through(info, m_tunnel ? m_tunnel->localPort() : 0);
    info.setPassword(m_secret);
    if (!database.isEmpty())
        info.set(QStringLiteral("dbname"), database);
    return info;
}

void Connection::connectNow()
{
    if (m_state == LinkState::Connecting || m_state == LinkState::Connected)
        return;
    setState(LinkState::Connecting);
    if (m_profile.reference.isSet())
        connectByReference();
    else if (!m_secret.isEmpty() || m_profile.password.kind == PasswordSource::Kind::Command)
        openFirst();
    else if (m_profile.password.kind == PasswordSource::Kind::Ask)
        Q_EMIT secretWanted(tr("This connection asks for its password each time."));
    else
        Q_EMIT storedSecretWanted();
}

void Connection::giveStoredSecret(const Secret &secret)
{
    if (m_state != LinkState::Connecting)
        return;
    if (secret.isEmpty()) {
        openFirst();
        return;
    }
    // What a service file adds counts, and below verify-ca only a truly local server may have it: files and DNS.
    m_locality = inBackground(
        this, QThreadPool::globalInstance(),
        [info = m_profile.info, way = m_profile.way](std::stop_token) { return wayin::mayTakeStoredPassword(info, way); },
        [this, secret](bool mayGo) {
            const auto info = m_profile.info.completed();
            if (mayGo || !info) { // without its service it cannot be opened, and says so
                m_secret = mayGo ? secret : Secret();
                openFirst();
                return;
            }
            Q_EMIT secretWanted(tr("The stored password goes only over TLS verified by verify-ca or better. This connection uses "
                                   "%1, so whoever answers as %2 "
                                   "would receive it.")
                                    .arg(pg::sslModeName(info->effectiveSslMode()), info->summary()));
        });
}

void Connection::giveSecret(const Secret &secret)
{
    if (m_state != LinkState::Connecting)
        return;
    if (secret.isEmpty()) {
        setState(LinkState::Failed, {tr("No password was given. Connect again to enter it."), QStringLiteral("password"), {}});
        return;
    }
    m_secret = secret;
    openFirst();
}

void Connection::disconnectNow()
{
    m_locality.cancel();
    m_doctor.reset();
    while (!m_browses.empty())
        drop(m_browses.back().get(), cancelledError());
    if (m_profile.password.kind == PasswordSource::Kind::Ask || m_profile.reference.isSet())
        m_secret = {};
    m_accepted.reset();
    advance(); // what nobody waits for any more is cancelled
    setState(LinkState::Disconnected);
    releaseTunnel();
}

void Connection::openFirst() { browseFor({}, {}); }

void Connection::setState(LinkState state, const Error &error)
{
    m_error = error;
    if (state == m_state)
        return;
    m_state = state;
    if (state == LinkState::Failed)
        releaseTunnel();
    if (state != LinkState::Connecting)
        m_progress.clear();
    Q_EMIT stateChanged(state);
}

// The one that is free first; what may take long waits behind its like, so that the other stays quick.
Connection::Browse *Connection::browseFor(const QString &database, std::chrono::milliseconds limit)
{
    Browse *best = nullptr;
    int count = 0;
    for (const auto &browse : m_browses) {
        if (browse->database != database || browse->isLookout)
            continue;
        if (limit > quickLimit && browse->isLong())
            return browse.get();
        ++count;
        if (!best || browse->wait() < best->wait())
            best = browse.get();
    }
    if (best && (best->questions.empty() || count >= browsesPerDatabase))
        return best;
    return addBrowse(database);
}

Connection::Browse *Connection::addBrowse(const QString &database)
{
    Browse *browse = m_browses.emplace_back(std::make_unique<Browse>()).get();
    browse->database = database;
    browse->session = std::make_unique<pg::Session>();
    browse->idle.setSingleShot(true);
    browse->idle.setInterval(idleLimit);
    connect(&browse->idle, &QTimer::timeout, this, [this, browse] { drop(browse, cancelledError()); });
    connect(browse->session.get(), &pg::Session::opened, this, [this, browse](const pg::SessionFacts &facts) {
        if (browse->isLookout)
            return pump(browse);
        QStringList changes;
        if (browse->database.isEmpty())
            changes = changesOf(std::exchange(m_facts, facts), facts);
        setState(LinkState::Connected);
        pump(browse);
        if (!changes.isEmpty())
            Q_EMIT serverChanged(changes);
    });
    // Queued: the session that tells it is dropped in answer.
    connect(
        browse->session.get(), &pg::Session::openFailed, this,
        [this, browse](const Error &error) { onOpenFailed(browse, error); }, Qt::QueuedConnection);
    connect(
        browse->session.get(), &pg::Session::lost, this, [this, browse](const Error &error) { onLost(browse, error); },
        Qt::QueuedConnection);
    open(browse->session.get(), database);
    return browse;
}

void Connection::onOpenFailed(Browse *browse, const Error &error)
{
    if (std::ranges::none_of(m_browses, [browse](const auto &known) { return known.get() == browse; }))
        return;
    const bool isFirst = m_state == LinkState::Connecting && !browse->isLookout;
    const Error why = explained(error);
    drop(browse, why);
    if (!isFirst)
        return;
    const bool isRefused = error.code == QLatin1String("password") || error.code == QLatin1String("28P01");
    if (why.code == QLatin1String("certificate")) {
        setProgress(tr("Finding out why…"));
        return consult(why, [this](const Error &told, const pg::ConnInfo &) { setState(LinkState::Failed, told); });
    }
    const bool isRead = m_profile.password.kind == PasswordSource::Kind::Command || m_isSecretOfFile;
    if (!isRefused || isRead) {
        setState(LinkState::Failed, why);
        return;
    }
    m_secret = {};
    Q_EMIT secretWanted(why.message);
}

void Connection::onLost(Browse *browse, const Error &error)
{
    if (std::ranges::none_of(m_browses, [browse](const auto &known) { return known.get() == browse; }))
        return;
    const bool isLookout = browse->isLookout;
    const Error why = explained(error);
    drop(browse, why);
    if (m_state != LinkState::Connected || isLookout)
        return;
    setState(LinkState::Lost, why);
    Q_EMIT lost(why);
}

void Connection::drop(Browse *browse, const Error &why)
{
    const auto at = std::ranges::find_if(m_browses, [browse](const auto &known) { return known.get() == browse; });
    if (at == m_browses.end())
        return;
    const std::unique_ptr<Browse> gone = std::move(*at);
    m_browses.erase(at);
    gone->query.reset();
    for (const Question &question : gone->questions)
        question.answer(std::unexpected(why));
}

void Connection::ask(QObject *owner, const pg::Ask &question, std::function<void(Result<Rows>)> done, const QString &database,
                     qint64 mostBytes)
{
    if (m_browses.empty() && m_state == LinkState::Lost)
        setState(LinkState::Connecting); // read-only questions may reconnect; nothing of the user's runs by itself
    else if (m_browses.empty() && m_state != LinkState::Connected) {
        const Error error{tr("Not connected. Connect first."), QStringLiteral("disconnected"), {}};
        QMetaObject::invokeMethod(owner, [done = std::move(done), error] { done(std::unexpected(error)); }, Qt::QueuedConnection);
        return;
    }
    const QString own = m_facts.database;
    Browse *browse = browseFor(database == own ? QString() : database, question.limit);
    browse->questions.push_back({owner, question, std::move(done), false, mostBytes});
    pump(browse);
}

void Connection::pump(Browse *browse)
{
    if (browse->query || !browse->session->isOpen())
        return;
    while (!browse->questions.empty() && !browse->questions.front().owner)
        browse->questions.pop_front();
    if (browse->questions.empty()) {
        browse->idle.start();
        return;
    }
    browse->idle.stop();
    const pg::Ask &ask = browse->questions.front().ask;
    pg::RunOptions options;
    options.before = {browsePrelude(ask)};
    options.after = {"COMMIT"};
    options.isExtended = true;
    options.parameters = ask.parameters;
    const qint64 mostBytes = browse->questions.front().mostBytes;
    options.mayPause = mostBytes > 0;
    options.pauseRows = std::numeric_limits<qint64>::max();
    options.pauseBytes = mostBytes;
    options.pauseLimit = 0ms; // ends there
    browse->query = browse->session->run(QString::fromUtf8(ask.sql), options);
    connect(browse->questions.front().owner, &QObject::destroyed, browse->query.get(), &pg::Query::cancel);
    if (!browse->questions.front().isLook)
        watch(browse->session.get(), browse->query.get(), [browse](const Error &why) { browse->ended = why; });
    connect(
        browse->query.get(), &pg::Query::finished, this,
        [this, browse](const Result<pg::Outcome> &outcome) {
            if (std::ranges::none_of(m_browses, [browse](const auto &known) { return known.get() == browse; }))
                return;
            const Question question = std::move(browse->questions.front());
            browse->questions.pop_front();
            const std::unique_ptr<pg::Query> query = std::move(browse->query);
            const std::optional<Error> ended = std::exchange(browse->ended, std::nullopt);
            pump(browse);
            if (!outcome)
                question.answer(std::unexpected(outcome.error()));
            else if (ended && outcome->isCancelled)
                question.answer(std::unexpected(*ended));
            else if (outcome->error)
                question.answer(std::unexpected(errorOf(*outcome->error)));
            else
                question.answer(query->rows() ? query->rows() : std::make_shared<pg::ResultStore>());
        },
        Qt::QueuedConnection);
}

// One that is free now, else one for looking alone.
Connection::Browse *Connection::lookout()
{
    const auto isFree = [](const auto &browse) {
        return browse->isLookout || (browse->questions.empty() && browse->session->isOpen());
    };
    if (const auto found = std::ranges::find_if(m_browses, isFree); found != m_browses.end())
        return found->get();
    Browse *made = addBrowse({});
    made->isLookout = true;
    return made;
}

void Connection::watch(pg::Session *session, pg::Query *query, std::function<void(const Error &)> ended)
{
    auto *every = new QTimer(query);
    every->start(lookEvery);
    const auto onWaiters = [every, query, ended = std::move(ended)](const Result<Rows> &rows) {
        const auto waiting = rows ? pg::catalog::readBlockers(**rows) : QList<pg::catalog::Blocker>(); // else in a second
        if (waiting.isEmpty() || query->isFinished() || query->isPaused())
            return;
        every->stop();
        const pg::catalog::Blocker &who = waiting.first();
        const QString text = tr("Ended at once, because PID %1 (%2) waited for it: %3. Try again when that session is done.");
        ended({text.arg(QString::number(who.processId), withMarks(who.user), withMarks(who.query.simplified().left(200))),
               QStringLiteral("waited"),
               {}});
        query->cancel();
    };
    const auto look = [this, every, query, session = QPointer(session), onWaiters, isAsked = std::make_shared<bool>(false)] {
        if (!session || !session->isOpen() || session->facts().isPooled || query->isFinished() || query->isPaused() || *isAsked)
            return;
        *isAsked = true;
        Browse *browse = lookout();
        browse->questions.push_back({every, pg::catalog::waiters(session->facts().processId),
                                     [isAsked, onWaiters](const Result<Rows> &rows) {
                                         *isAsked = false;
                                         onWaiters(rows);
                                     },
                                     true});
        pump(browse);
    };
    connect(every, &QTimer::timeout, this, look);
}

std::unique_ptr<pg::Session> Connection::lend(const QString &database)
{
    auto session = std::make_unique<pg::Session>();
    std::erase_if(m_lent, [](const auto &lent) { return lent.isNull(); });
    m_lent.emplace_back(session.get());
    connect(session.get(), &pg::Session::stateChanged, this, &Connection::releaseTunnel);
    connect(session.get(), &QObject::destroyed, this, &Connection::releaseTunnel);
    open(session.get(), database);
    return session;
}

} // namespace oriel
