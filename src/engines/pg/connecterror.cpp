// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/dial.h"

#include "base/text.h"

#include <QRegularExpression>

#include <optional>

namespace oriel::pg::wire {
namespace {

using namespace Qt::StringLiterals;

struct Said
{
    QString message, code;
};

bool has(const QString &text, QLatin1String part) { return text.contains(part); }

// The part of libpq's text in quotes behind `before`.
QString quotedAfter(const QString &text, QLatin1String before)
{
    const qsizetype begin = text.indexOf(before);
    const qsizetype from = begin < 0 ? -1 : begin + before.size(), to = text.indexOf(u'"', from);
    return begin < 0 || to < 0 ? QString() : text.mid(from, to - from);
}

std::optional<Said> certificateProblem(const QString &text, const Target &at)
{
    const auto problem = [](const QString &message) { return Said{message, u"certificate"_s}; };
    if (has(text, "root certificate file \""_L1) && has(text, "does not exist"_L1))
        return problem(Words::tr("The file with the certificate authorities does not exist: %1. Choose another sslrootcert.")
                           .arg(quotedAfter(text, "root certificate file \""_L1)));
    if (has(text, "could not read root certificate file"_L1))
        return problem(
            Words::tr(
                "%1 holds no certificate in PEM form. Download the bundle again (an HTML page or a DER file does not do) and "
                "choose it as sslrootcert.")
                .arg(quotedAfter(text, "root certificate file \""_L1)));
    if (has(text, "certificate verify failed"_L1))
        return problem(
            Words::tr(
                "The certificate of %1 could not be verified against %2: it is signed by another authority, or it has expired. "
                "Choose the bundle of the authority that signed it as sslrootcert (for Amazon RDS, Amazon's bundle); an "
                "expired one must be renewed at the server.")
                .arg(at.host, at.rootCert.isEmpty() ? Words::tr("the trusted authorities") : at.rootCert));
    if (has(text, "does not match host name"_L1))
        return problem(
            Words::tr(
                "The certificate belongs to %1, not to %2. Connect by a name in the certificate; through a tunnel keep that name "
                "as host and set hostaddr=127.0.0.1.")
                .arg(quotedAfter(text, "server certificate for \""_L1), at.host));
    if (has(text, "could not get server's host name from server certificate"_L1) || has(text, "host name must be specified"_L1))
        return problem(Words::tr(
            "The host name cannot be checked against the certificate. Set host to the name that the certificate carries."));
    if (has(text, "private key file"_L1) || has(text, "could not load private key"_L1) ||
        has(text, "could not read certificate file"_L1) || has(text, "certificate present, but not private key"_L1))
        return problem(Words::tr(
            "The client certificate cannot be used. sslcert and sslkey must be a pair, and the key readable by you alone "
            "(chmod 600)."));
    return std::nullopt;
}

std::optional<Said> tlsProblem(const QString &text, const Target &at)
{
    if (has(text, "server does not support SSL"_L1) || has(text, "server sent an error response during SSL exchange"_L1))
        return Said{
            Words::tr(
                "%1 port %2 does not speak TLS, and sslmode asks for it. Turn TLS on at the server (ssl = on), or check that the "
                "port is the server's and not a pooler's without TLS.")
                .arg(at.host, at.port),
            u"connection"_s};
    if (has(text, "invalid response to SSL negotiation"_L1))
        return Said{Words::tr("What answers on %1 port %2 is not PostgreSQL (a web server or a proxy?). Check host and port.")
                        .arg(at.host, at.port),
                    u"connection"_s};
    if (has(text, "unencrypted data after SSL response"_L1))
        return Said{
            Words::tr(
                "Something between here and %1 put bytes into the connection before TLS began. Do not use this network for it.")
                .arg(at.host),
            u"connection"_s};
    if (has(text, "alert protocol version"_L1) || has(text, "unsupported protocol"_L1))
        return Said{Words::tr("The server and this machine share no TLS version. Set ssl_min_protocol_version at the server to "
                              "TLSv1.2 or newer."),
                    u"connection"_s};
    if (has(text, "alert"_L1) && has(text, "certificate"_L1))
        return Said{
            Words::tr("The server refused our certificate or asks for one. Set sslcert and sslkey to the pair it expects."),
            u"certificate"_s};
    return std::nullopt;
}

QString hbaAdvice(const QString &text, const Target &at)
{
    if (has(text, "no encryption"_L1) || has(text, "SSL off"_L1))
        return Words::tr("The server demands TLS: set sslmode=verify-full.");
    return Words::tr("No rule in the server's pg_hba.conf lets user “%1” into database “%2” from this machine. Check both names, "
                     "or ask whoever "
                     "runs the server to add one.")
        .arg(at.user, at.database.isEmpty() ? at.user : at.database);
}

QString serverAdvice(const QString &text, const QString &state, const Target &at)
{
    if (has(text, "pg_hba.conf"_L1))
        return hbaAdvice(text, at);
    if (has(text, "PAM authentication failed"_L1))
        return Words::tr("The server refused the log-in of “%1”. With RDS IAM a token lives 15 minutes: make a new one, and "
                         "check that the role has "
                         "rds_iam.")
            .arg(at.user);
    if (state == "28P01"_L1)
        return Words::tr("The server refused the password of “%1”. Check user and password; in a URL, the characters @ : / and % "
                         "are percent-encoded.")
            .arg(at.user);
    if (state.startsWith("28"_L1))
        return Words::tr("The server refused to log in “%1”. Check the user name and how the server lets it in.").arg(at.user);
    if (state == "3D000"_L1)
        return Words::tr("There is no database “%1” on this server. Choose another name.")
            .arg(at.database.isEmpty() ? at.user : at.database);
    if (state == "53300"_L1)
        return Words::tr("The server has no connection left. Close some, or try again later.");
    if (state == "57P03"_L1)
        return Words::tr("The server is starting, stopping or recovering. Try again in a moment.");
    if (state == "42704"_L1 || state == "22023"_L1)
        return Words::tr("The server does not know a setting of this connection. Remove it from the parameters.");
    return Words::tr("The server refused the connection. Its words are below.");
}

std::optional<Said> networkProblem(const QString &text, const Target &at)
{
    if (at.host.startsWith(u'/') && (has(text, "No such file"_L1) || has(text, "Connection refused"_L1)))
        return Said{Words::tr("No server has a socket in %1 for port %2. Start PostgreSQL, or check folder and port.")
                        .arg(at.host, at.port),
                    u"refused"_s};
    if (has(text, "Connection refused"_L1))
        return Said{Words::tr("Nothing listens on %1 port %2. Check host and port, and that the server or the tunnel is running.")
                        .arg(at.host, at.port),
                    u"refused"_s};
    if (has(text, "timeout expired"_L1) || has(text, "timed out"_L1))
        return Said{Words::tr("%1 port %2 did not answer in time. This is the network, not TLS: check the security group or "
                              "firewall, whether the "
                              "server is publicly reachable, and the VPN.")
                        .arg(at.host, at.port),
                    u"timeout"_s};
    if (has(text, "No route to host"_L1) || has(text, "Network is unreachable"_L1))
        return Said{Words::tr("There is no way to %1 from this network. Check the network and the VPN.").arg(at.host),
                    u"connection"_s};
    if (has(text, "could not translate host name"_L1))
        return Said{Words::tr("The host name “%1” was not found. Check its spelling, the network and the VPN.").arg(at.host),
                    u"dns"_s};
    if (has(text, "session is read-only"_L1) || has(text, "session is not read-only"_L1) ||
        has(text, "server is in hot standby mode"_L1) || has(text, "server is not in hot standby mode"_L1))
        return Said{Words::tr("%1 is not the kind of server that target_session_attrs asks for. Name another host or change it.")
                        .arg(at.host),
                    u"kind"_s};
    if (has(text, "closed the connection unexpectedly"_L1) || has(text, "EOF detected"_L1) || has(text, "reset by peer"_L1))
        return Said{Words::tr("%1 port %2 took the connection and closed it: a load balancer or proxy without a server behind "
                              "it, or a server that "
                              "crashed. Check host and port and the server's log.")
                        .arg(at.host, at.port),
                    u"connection"_s};
    return std::nullopt;
}

} // namespace

Error connectError(const QString &text, bool needsPassword, const Target &target)
{
    static const QRegularExpression stateForm(u":  ([0-9A-Z]{5}): "_s), location(u"\nLOCATION: [^\n]*"_s),
        addressed(u"^[^\n]*? failed: "_s);
    const QString state = stateForm.match(text).captured(1);
    QString detail = text;
    detail.remove(location).replace(stateForm, u":  "_s);
    detail = redacted(detail.trimmed());
    // sslmode=prefer may say two things: the failed handshake first, then the server's refusal of plaintext. The first is the
    // cause.
    if (const auto said = certificateProblem(text, target))
        return {said->message, said->code, detail};
    if (needsPassword && !target.hasPassword && target.isStoredWithheld)
        return {
            Words::tr("%1 asks for the password of “%2”. A stored one (.pgpass, a service file) was not used: it goes only over "
                      "verified TLS, and with sslmode=%3 whoever answers as %1 would receive it. Enter it, or set "
                      "sslmode=verify-full.")
                .arg(target.host, target.user, target.sslMode),
            u"password"_s, detail};
    if (needsPassword && !target.hasPassword)
        return {Words::tr("The server asks for the password of “%1”. Enter it, or add a line to ~/.pgpass.").arg(target.user),
                u"password"_s, detail};
    if (!state.isEmpty())
        return {serverAdvice(text, state, target), state, detail};
    if (const auto said = tlsProblem(text, target))
        return {said->message, said->code, detail};
    if (const auto said = networkProblem(text, target))
        return {said->message, said->code, detail};
    const QString words = QString(detail).remove(addressed).section(u'\n', 0, 0);
    return {Words::tr("Could not connect to %1: %2. Check the parameters.").arg(target.host, words), u"connection"_s, detail};
}

} // namespace oriel::pg::wire
