// SPDX-License-Identifier: GPL-3.0-or-later
// A Connection whose parameters stand in a file of the project: read at every connect. Only what the user asks for may lead it
// elsewhere than before; sessions that come later follow a new password, nothing else.
#include "jobs/connection.h"
#include "jobs/outside.h"

#include <utility>

namespace oriel {

namespace {

// With the held parameters where the user took them.
pg::ConnInfo infoOf(const EnvTarget &target, bool isHeldTaken)
{
    pg::ConnInfo info = target.info;
    if (isHeldTaken)
        for (const auto &[keyword, value] : target.held)
            info.set(keyword, value);
    return info;
}

} // namespace

// heldTaken: of whom the held parameters were taken; they say where the password may go, too.
Connection::FromFile Connection::readFile(const EnvReference &reference, const std::optional<EnvTarget> &heldTaken)
{
    FromFile read{readTarget(reference)};
    if (read.target) {
        const pg::ConnInfo info = infoOf(*read.target, heldTaken && read.target->held == heldTaken->held);
        read.mayTakePassword = info.mayTakeStoredPassword();
    }
    return read;
}

void Connection::connectByReference()
{
    m_accepted.reset();
    m_locality = inBackground(
        this, QThreadPool::globalInstance(),
        [reference = m_profile.reference, held = m_isHeldTaken ? m_heldOf : std::nullopt](std::stop_token) {
            return readFile(reference, held);
        },
        [this](const FromFile &read) {
            const auto taken = take(read);
            if (!taken && taken.error().code == QLatin1String("held"))
                return void(Q_EMIT heldWanted(read.target->held));
            if (!taken)
                return setState(LinkState::Failed, taken.error());
            if (read.mayTakePassword || read.target->password.isEmpty() || !m_secret.isEmpty())
                return openFirst();
            Q_EMIT secretWanted(
                tr("The password of %1 goes only over TLS verified by verify-ca or better. This connection uses %2, "
                   "so whoever answers as %3 would receive it.")
                    .arg(m_profile.reference.name(), pg::sslModeName(m_profile.info.effectiveSslMode()),
                         m_profile.info.summary()));
        });
}

void Connection::giveHeld(bool isTaken)
{
    if (m_state != LinkState::Connecting || !m_target)
        return;
    m_heldOf = m_target;
    m_isHeldTaken = isTaken;
    connectByReference();
}

void Connection::readReference()
{
    if (std::exchange(m_isCommandRunning, true))
        return;
    m_command = inBackground(
        this, QThreadPool::globalInstance(),
        [reference = m_profile.reference, held = m_isHeldTaken ? m_heldOf : std::nullopt](std::stop_token) {
            return readFile(reference, held);
        },
        [this](const FromFile &read) {
            m_isCommandRunning = false;
            answerWaiting(take(read));
        });
}

// Error.code "changed": it leads elsewhere than what the user has connected to; "held": the user has yet to say.
Result<> Connection::take(const FromFile &read)
{
    if (!read.target)
        return std::unexpected(read.target.error());
    const EnvTarget &target = *read.target;
    if (m_accepted && !target.leadsAsBefore(*m_accepted)) {
        setOutdated(tr("%1 has changed: reconnect to use it.").arg(m_profile.reference.name()));
        return std::unexpected(
            Error{tr("%1 leads elsewhere than when you connected. Connect again to follow it.").arg(m_profile.reference.name()),
                  QStringLiteral("changed"),
                  {}});
    }
    const bool isSame = m_target && target.leadsAsBefore(*m_target);
    m_target = target;
    if (!target.held.isEmpty() && (!m_heldOf || m_heldOf->held != target.held))
        return std::unexpected(Error{tr("%1 also sets %2. Connect it, and say whether that is taken.")
                                         .arg(m_profile.reference.name(), heldText(target.held)),
                                     QStringLiteral("held"),
                                     {}});
    m_accepted = target;
    const bool isOfFile = read.mayTakePassword && !target.password.isEmpty();
    if (isOfFile)
        m_secret = target.password;
    else if (!isSame || m_isSecretOfFile)
        m_secret = {};
    m_isSecretOfFile = isOfFile;
    m_profile.info = infoOf(target, m_isHeldTaken);
    m_profile.reference.line = target.reference.line;
    m_outdated.clear();
    Q_EMIT profileChanged();
    return {};
}

void Connection::setOutdated(const QString &why)
{
    if (std::exchange(m_outdated, why) != why)
        Q_EMIT profileChanged();
}

void Connection::setTarget(const std::optional<EnvTarget> &target)
{
    const bool isInUse = m_state != LinkState::Disconnected && m_state != LinkState::Failed;
    const QString name = m_profile.reference.name();
    if (!target)
        return setOutdated(tr("%1 is gone from the file; what is connected stays until you disconnect.").arg(name));
    m_profile.reference = target->reference;
    if (isInUse && m_accepted && !target->leadsAsBefore(*m_accepted))
        return setOutdated(tr("%1 has changed: reconnect to use it.").arg(name));
    m_outdated.clear();
    if (!isInUse) {
        m_target = target;
        m_profile.info = target->info;
    }
    Q_EMIT profileChanged();
}

} // namespace oriel
