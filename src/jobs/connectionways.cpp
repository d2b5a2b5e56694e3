// SPDX-License-Identifier: GPL-3.0-or-later
// What a session of a Connection needs before it is opened: a tunnel that stands, a password fresh from its command.
#include "jobs/connection.h"
#include "jobs/doctor.h"
#include "jobs/iamtoken.h"
#include "jobs/passwordcommand.h"

#include <algorithm>
#include <utility>

namespace oriel {

namespace {

constexpr std::chrono::milliseconds consultLimit{5'000};

} // namespace

void Connection::open(pg::Session *session, const QString &database)
{
    session->awaitParameters();
    prepare(
        session,
        [session](const Result<pg::ConnInfo> &info) {
            if (session->state() != pg::SessionState::Connecting) // closed meanwhile
                return;
            if (info)
                session->open(*info);
            else // queued: whoever it is lent to has yet to listen
                QMetaObject::invokeMethod(session, [session, why = info.error()] { session->refuse(why); }, Qt::QueuedConnection);
        },
        database);
}

void Connection::prepare(QObject *owner, std::function<void(Result<pg::ConnInfo>)> done, const QString &database)
{
    m_waiting.push_back({owner, database, std::move(done)});
    advance();
}

void Connection::advance()
{
    std::erase_if(m_waiting, [](const Waiting &waiting) { return waiting.owner.isNull(); });
    if (m_waiting.empty()) {
        m_command.cancel();
        m_isCommandRunning = false;
        return;
    }
    if (m_profile.way.isSet() && !isTunnelReady())
        return;
    if (m_profile.reference.isSet())
        readReference();
    else if (m_profile.password.kind == PasswordSource::Kind::Command)
        runPasswordCommand();
    else
        answerWaiting({});
}

bool Connection::isTunnelReady()
{
    if (!m_tunnel) {
        const auto way = wayin::leadingTo(m_profile.way, m_profile.info);
        if (!way) {
            answerWaiting(std::unexpected(way.error()));
            return false;
        }
        m_tunnel = std::make_unique<tunnel::Tunnel>(*way);
        connect(m_tunnel.get(), &tunnel::Tunnel::stateChanged, this, &Connection::onTunnel);
        connect(m_tunnel.get(), &tunnel::Tunnel::said, this, [this](const QString &line) { m_tunnelSaid = line; });
    }
    if (m_tunnel->state() == tunnel::State::Ready)
        return true;
    setProgress(tr("Starting %1…").arg(tunnel::programOf(m_profile.way)));
    m_tunnelSaid.clear();
    m_tunnel->start();
    return false;
}

void Connection::onTunnel(tunnel::State state)
{
    if (state == tunnel::State::Ready) {
        advance();
        return;
    }
    if (state != tunnel::State::Failed)
        return;
    const Error why = m_tunnel->error();
    answerWaiting(std::unexpected(why));
    if (m_state != LinkState::Connected && m_state != LinkState::Lost)
        return;
    while (!m_browses.empty())
        drop(m_browses.back().get(), why);
    const bool isNews = m_state == LinkState::Connected;
    setState(LinkState::Lost, why); // the end of a session through it may have been noticed first, without this cause
    if (isNews)
        Q_EMIT lost(why);
    else
        Q_EMIT stateChanged(m_state);
}

void Connection::runPasswordCommand()
{
    if (std::exchange(m_isCommandRunning, true))
        return;
    setProgress(tr("Running %1…").arg(m_profile.password.command.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty)));
    m_command = inBackground(
        this, QThreadPool::globalInstance(),
        [line = m_profile.password.command](std::stop_token stop) { return passwordFromCommand(line, stop); },
        [this](const Result<Secret> &secret) {
            m_isCommandRunning = false;
            if (!secret)
                return answerWaiting(std::unexpected(secret.error()));
            m_secret = *secret;
            answerWaiting({});
        });
}

void Connection::answerWaiting(const Result<> &ready)
{
    setProgress({});
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (!waiting.owner)
            continue;
        if (ready)
            waiting.done(openInfo(waiting.database));
        else
            waiting.done(std::unexpected(ready.error()));
    }
}

void Connection::releaseTunnel()
{
    const bool isLent = std::ranges::any_of(m_lent, [](const auto &session) {
        return session && session->state() != pg::SessionState::Closed && session->state() != pg::SessionState::Lost;
    });
    const bool isOurs = m_state != LinkState::Disconnected && m_state != LinkState::Failed;
    if (m_tunnel && !isLent && !isOurs && m_waiting.empty())
        m_tunnel->stop();
}

void Connection::setProgress(const QString &progress)
{
    if (m_progress == progress)
        return;
    m_progress = progress;
    Q_EMIT progressed(progress);
}

Error Connection::explained(const Error &error) const
{
    Error why = error;
    if (m_tunnel && m_tunnel->state() == tunnel::State::Failed)
        why = m_tunnel->error();
    else if (m_tunnel && !m_tunnelSaid.isEmpty())
        why.detail += QLatin1Char('\n') + m_tunnelSaid;
    if (error.code.startsWith(QLatin1String("28")))
        if (const IamWord word = iamWord(m_secret, m_profile.info); !word.text.isEmpty())
            why.message = word.isProblem ? word.text : why.message + QLatin1Char(' ') + word.text;
    return why;
}

void Connection::consult(const Error &error, std::function<void(const Error &why, const pg::ConnInfo &tried)> done)
{
    pg::ConnInfo tried = openInfo();
    tried.setPassword({});
    tried.set(QStringLiteral("sslmode"), pg::sslModeName(tried.effectiveSslMode()));
    if (const QString root = tried.effectiveRootCert(); !root.isEmpty())
        tried.set(QStringLiteral("sslrootcert"), root);
    m_doctor = std::make_unique<Doctor>();
    connect(m_doctor.get(), &Doctor::finished, this, [this, error, tried, done = std::move(done)](const Diagnosis &diagnosis) {
        m_doctor.release()->deleteLater(); // we are in its signal
        Error why = error;
        if (diagnosis.cause.code != QLatin1String("ok") && !diagnosis.cause.isWarning)
            why.message = doctorLine(diagnosis);
        done(why, tried);
    });
    m_doctor->examine(tried, {.confirmsAll = false, .limit = consultLimit});
}

} // namespace oriel
