// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/dial.h"

#include "base/lookup.h"
#include "engines/pg/peercertificate.h"

#include <libpq-fe.h>

#include <QHostAddress>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <expected>
#include <optional>
#include <vector>

namespace oriel::pg::wire {
namespace {

using namespace Qt::StringLiterals;

constexpr auto rawBytes = "SQL_ASCII";

struct Candidate
{
    QByteArray host, address, port;
};
struct Plan
{
    Keywords keywords; // without host, hostaddr, port
    QList<Candidate> candidates;
    std::optional<Error> unresolved; // of the first host that has no address
};

QByteArray valueOf(const Keywords &keywords, QByteArrayView keyword)
{
    for (const auto &[key, value] : keywords) {
        if (key == keyword)
            return value;
    }
    return {};
}

void setValue(Keywords &keywords, const QByteArray &keyword, const QByteArray &value)
{
    keywords.removeIf([&keyword](const auto &pair) { return pair.first == keyword; });
    if (!value.isEmpty())
        keywords.append({keyword, value});
}

// libpq's reading of its comma lists: as many hosts as there are host or hostaddr entries; one port serves all.
Result<Plan> makePlan(const ConnInfo &info)
{
    auto guardedInfo = guarded(info);
    if (!guardedInfo)
        return std::unexpected(guardedInfo.error());
    const auto completed = info.completed();
    if (!completed)
        return std::unexpected(completed.error());
    Plan plan{*guardedInfo, {}, {}};
    const QByteArrayList hosts = valueOf(plan.keywords, "host").split(','),
                         addresses = valueOf(plan.keywords, "hostaddr").split(','),
                         ports = valueOf(plan.keywords, "port").split(',');
    for (const QByteArray &keyword : {"host"_ba, "hostaddr"_ba, "port"_ba})
        setValue(plan.keywords, keyword, {});
    setValue(plan.keywords, "client_encoding"_ba, "UTF8"_ba);
    if (!info.password().isEmpty())
        setValue(plan.keywords, "password"_ba, info.password().reveal());
    for (qsizetype i = 0; i < std::max(hosts.size(), addresses.size()); ++i) {
        const QByteArray host = hosts.value(i).trimmed(), address = addresses.value(i).trimmed();
        const QByteArray port = (ports.size() == 1 ? ports.first() : ports.value(i)).trimmed();
        if (!address.isEmpty() || isSocketPath(host)) {
            plan.candidates.append({host, address, port});
            continue;
        }
        const auto found = resolve(host);
        if (!found && !plan.unresolved)
            plan.unresolved = found.error();
        for (const QByteArray &each : found.value_or(QList<QByteArray>()))
            plan.candidates.append({host, each, port});
    }
    // A host that was judged local a moment ago, and so needs no TLS, must not lead elsewhere now.
    if (!completed->isSslModeSet() && valueOf(plan.keywords, "sslmode") == "prefer") {
        plan.candidates.removeIf([](const Candidate &each) {
            return !each.address.isEmpty() && !QHostAddress(QString::fromLatin1(each.address)).isLoopback();
        });
    }
    return plan;
}

Error cancelled() { return {Words::tr("The connection attempt was cancelled."), u"cancelled"_s, {}}; }

Time within(Time deadline, QByteArrayView timeout)
{
    const auto limit = connectTimeout(timeout);
    return limit ? std::min<Time>(deadline, Clock::now() + *limit) : deadline;
}

Result<Plan> prepare(const ConnInfo &info, Time deadline, const Ear &ear)
{
    if (auto plan = answerOf([info] { return makePlan(info); }, ear, deadline))
        return *std::move(plan);
    if (!*ear.isClosing)
        return std::unexpected(
            Error{Words::tr("The name of the host could not be resolved in time. Check the network, the VPN and the "
                            "resolver (DNS)."),
                  u"timeout"_s,
                  {}});
    return std::unexpected(cancelled());
}

Target targetOf(const Keywords &keywords, const Candidate &candidate)
{
    const auto value = [&keywords](const char *keyword) { return QString::fromUtf8(valueOf(keywords, keyword)); };
    return {.host = QString::fromUtf8(candidate.host.isEmpty() ? candidate.address : candidate.host),
            .address = QString::fromUtf8(candidate.address),
            .port = candidate.port.isEmpty() ? u"5432"_s : QString::fromUtf8(candidate.port),
            .user = value("user"),
            .database = value("dbname"),
            .rootCert = value("sslrootcert"),
            .sslMode = value("sslmode"),
            .hasPassword = !value("password").isEmpty(),
            .isStoredWithheld = value("passfile") == "/dev/null"_L1};
}

struct Failure
{
    Error error;
    bool mayTryNext = false;
};

Keywords keywordsFor(const Plan &plan, const Candidate &candidate)
{
    Keywords keywords = plan.keywords;
    setValue(keywords, "host"_ba, candidate.host);
    setValue(keywords, "hostaddr"_ba, candidate.address);
    setValue(keywords, "port"_ba, candidate.port);
    return keywords;
}

Link start(const Keywords &keywords)
{
    std::vector<const char *> keys, values;
    for (const auto &[key, value] : keywords) {
        keys.push_back(key.constData());
        values.push_back(value.constData());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    Link link(PQconnectStartParams(keys.data(), values.data(), 0));
    if (link) {
        PQsetErrorVerbosity(link.get(), PQERRORS_VERBOSE); // its text is the only place where a failed log-in shows its SQLSTATE
        PQsetNoticeReceiver(link.get(), [](void *, const PGresult *) {}, nullptr);
    }
    return link;
}

QString timeoutText(const Target &target, bool wasAnswered)
{
    const QString where = target.host.startsWith(u'/') ? target.host : Words::tr("%1 port %2").arg(target.host, target.port);
    return wasAnswered
               ? Words::tr("%1 took the connection but did not finish TLS and the log-in in time. Check that PostgreSQL listens "
                           "there, and not another service.")
                     .arg(where)
               : Words::tr(
                     "%1 did not answer in time. This is the network, not TLS: check the security group or firewall, whether "
                     "the server is publicly reachable, and the VPN.")
                     .arg(where);
}

std::chrono::microseconds sinceThen(Time then)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - then);
}

struct Entered
{
    Link link;
    std::chrono::microseconds authentication{0};
};

// One address. Until its port has answered it gets `share`, then all the time there is.
std::expected<Entered, Failure> attempt(const Keywords &keywords, const Candidate &candidate, Time share, Time deadline,
                                        const Ear &ear)
{
    Target target = targetOf(keywords, candidate);
    Link link = start(keywords);
    if (!link)
        return std::unexpected(
            Failure{{Words::tr("There is not enough memory for a connection. Close something first."), u"ENOMEM"_s, {}}, false});
    PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
    std::optional<Time> asked; // the start-up message is out
    while (PQstatus(link.get()) != CONNECTION_BAD && wants != PGRES_POLLING_OK && wants != PGRES_POLLING_FAILED) {
        if (*ear.isClosing)
            return std::unexpected(Failure{cancelled(), false});
        const Time until = target.wasAnswered ? deadline : share;
        if (Clock::now() >= until)
            return std::unexpected(Failure{{timeoutText(target, target.wasAnswered), u"timeout"_s, {}}, !target.wasAnswered});
        const short events = await(PQsocket(link.get()), wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, *ear.bell, until);
        if (!events)
            continue;
        wants = PQconnectPoll(link.get());
        const auto status = PQstatus(link.get());
        if (status == CONNECTION_AWAITING_RESPONSE && !asked)
            asked = Clock::now();
        target.wasAnswered |= status != CONNECTION_BAD && status != CONNECTION_STARTED && status != CONNECTION_NEEDED;
    }
    if (wants == PGRES_POLLING_OK)
        return Entered{std::move(link), sinceThen(asked.value_or(Clock::now()))};
    const Error error = connectError(shown(PQerrorMessage(link.get())), PQconnectionNeedsPassword(link.get()), target);
    const bool isWrongKind = error.code == "kind"_L1 || error.code == "57P03"_L1; // as libpq: read-write wanted, or starting up
    return std::unexpected(Failure{error, !target.wasAnswered || isWrongKind});
}

QString tlsLine(pg_conn *connection)
{
    const auto attribute = [connection](const char *name) { return shown(PQsslAttribute(connection, name)); };
    const QString compression = attribute("compression");
    return u"SSL connection (protocol: %1, cipher: %2, compression: %3)"_s.arg(
        attribute("protocol"), attribute("cipher"), compression.isEmpty() || compression == "off"_L1 ? u"off"_s : u"on"_s);
}

// What the server says of itself. A server that does not know the question (a pooler's own console) is taken as it is.
SessionFacts factsOf(pg_conn *connection, const Keywords &keywords, const Candidate &candidate, const Ear &ear, Time deadline)
{
    SessionFacts facts;
    facts.serverVersion = PQserverVersion(connection);
    facts.processId = PQbackendPID(connection);
    facts.versionText = shown(PQparameterStatus(connection, "server_version"));
    facts.host = shown(PQhost(connection));
    facts.address = QString::fromUtf8(candidate.address);
    facts.port = shown(PQport(connection));
    facts.database = shown(PQdb(connection));
    facts.user = shown(PQuser(connection));
    facts.isEncrypted = PQsslInUse(connection);
    facts.tlsLine = facts.isEncrypted ? tlsLine(connection) : QString();
    facts.certificate = certificateOf(connection);
    facts.sslMode =
        isSocketPath(candidate.host) && candidate.address.isEmpty() ? QString() : QString::fromUtf8(valueOf(keywords, "sslmode"));
    facts.timeZone = shown(PQparameterStatus(connection, "TimeZone"));
    facts.encoding = shown(PQparameterStatus(connection, "server_encoding"));
    facts.standardStrings = shown(PQparameterStatus(connection, "standard_conforming_strings")) != "off"_L1;
    facts.isSuperuser = shown(PQparameterStatus(connection, "is_superuser")) == "on"_L1;
    const Time asked = Clock::now();
    const Answer answer =
        ask(connection,
            "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('TimeZone'), "
            "pg_catalog.current_setting('is_superuser'), pg_catalog.current_setting('server_encoding'), "
            "pg_catalog.current_setting('statement_timeout')"_ba,
            ear, deadline);
    facts.firstQuestion = sinceThen(asked);
    facts.isPooled = true; // what cannot answer is no server of its own
    if (!hasRows(answer, 1))
        return facts;
    facts.isPooled = text(answer, 0, 0).toInt() != facts.processId; // a pooler hands out process ids of its own
    facts.processId = text(answer, 0, 0).toInt();
    facts.inRecovery = text(answer, 0, 1) == "t";
    facts.timeZone = QString::fromUtf8(text(answer, 0, 2));
    facts.isSuperuser = text(answer, 0, 3) == "on";
    facts.encoding = QString::fromUtf8(text(answer, 0, 4));
    facts.statementTimeout = duration(text(answer, 0, 5)).value_or(std::chrono::milliseconds(0));
    return facts;
}

// A database without an encoding holds any bytes, and refuses to send those that are no UTF-8 as UTF-8. A second connection
// rather than a SET, which a pooler would hand on to somebody else.
bool keepsRawBytes(const Plan &plan, const pg_conn *connection)
{
    return PQparameterStatus(connection, "server_encoding") == QByteArrayView(rawBytes) &&
           valueOf(plan.keywords, "client_encoding") != rawBytes;
}

Result<Dialled> tryAll(const Plan &plan, Time deadline, const Ear &ear)
{
    Error first;
    for (qsizetype i = 0; i < plan.candidates.size(); ++i) {
        const Keywords keywords = keywordsFor(plan, plan.candidates[i]);
        const Time now = Clock::now(), end = within(deadline, valueOf(plan.keywords, "connect_timeout")),
                   share = std::min<Time>(end, now + (deadline - now) / (plan.candidates.size() - i));
        auto entered = attempt(keywords, plan.candidates[i], share, end, ear);
        if (!entered) {
            if (i == 0 || !entered.error().mayTryNext)
                first = entered.error().error;
            if (!entered.error().mayTryNext)
                break;
            continue;
        }
        const Link &link = entered->link;
        if (keepsRawBytes(plan, link.get())) {
            Plan raw{plan.keywords, {plan.candidates[i]}, {}};
            setValue(raw.keywords, "client_encoding"_ba, rawBytes);
            return tryAll(raw, deadline, ear);
        }
        PQsetErrorVerbosity(link.get(), PQERRORS_DEFAULT);
        PQsetnonblocking(link.get(), 1);
        SessionFacts facts = factsOf(link.get(), keywords, plan.candidates[i], ear, deadline);
        facts.authentication = entered->authentication;
        if (*ear.isClosing)
            return std::unexpected(cancelled());
        if (PQstatus(link.get()) == CONNECTION_OK && PQtransactionStatus(link.get()) == PQTRANS_IDLE)
            return Dialled{std::move(entered->link), keywords, facts};
        const Target target = targetOf(keywords, plan.candidates[i]);
        if (PQstatus(link.get()) == CONNECTION_OK)
            return std::unexpected(Error{timeoutText(target, true), u"timeout"_s, {}});
        return std::unexpected(connectError(shown(PQerrorMessage(link.get())), false, target));
    }
    return std::unexpected(first);
}

} // namespace

Result<QList<QByteArray>> resolve(const QByteArray &host)
{
    const auto found = lookUp(host);
    if (!found)
        return std::unexpected(found.error());
    QList<QByteArray> addresses;
    for (const Endpoint &each : *found)
        if (const QByteArray address = each.text.toLatin1(); !addresses.contains(address))
            addresses.append(address);
    return addresses;
}

bool isSocketPath(const QByteArray &host) { return host.isEmpty() || host.startsWith('/') || host.startsWith('@'); }

std::optional<std::chrono::seconds> connectTimeout(QByteArrayView value)
{
    const int seconds = value.toInt();
    return seconds > 0 ? std::optional(std::chrono::seconds(std::max(2, seconds))) : std::nullopt;
}

Result<Dialled> dial(const ConnInfo &info, Time deadline, const Ear &ear)
{
    auto plan = prepare(info, within(deadline, info.value(u"connect_timeout"_s).toLatin1()), ear);
    if (!plan)
        return std::unexpected(plan.error());
    if (plan->candidates.isEmpty()) {
        return std::unexpected(plan->unresolved.value_or(Error{
            Words::tr("The host was local a moment ago and now leads elsewhere. Set sslmode=verify-full and connect again."),
            u"guard"_s,
            {}}));
    }
    const QByteArray kind = valueOf(plan->keywords, "target_session_attrs");
    if (kind != "prefer-standby")
        return tryAll(*plan, deadline, ear);
    setValue(plan->keywords, "target_session_attrs"_ba, "standby"_ba);
    if (auto standby = tryAll(*plan, deadline, ear); standby || standby.error().code != "kind"_L1)
        return standby;
    setValue(plan->keywords, "target_session_attrs"_ba, "any"_ba);
    return tryAll(*plan, deadline, ear);
}

} // namespace oriel::pg::wire
