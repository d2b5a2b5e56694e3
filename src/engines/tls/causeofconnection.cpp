// SPDX-License-Identifier: GPL-3.0-or-later
// Causes on the way to the handshake, and of the name.
#include "engines/tls/causeparts.h"

#include <arpa/inet.h>

using namespace Qt::StringLiterals;

namespace oriel::tls::causes {
namespace {

Cause withAdvice(Cause cause, const QString &text)
{
    cause.remedies = {advice(text)};
    return cause;
}

QString placeOf(const Target &target)
{
    return Words::tr("%1 port %2").arg(target.host.isEmpty() ? target.address : target.host).arg(target.port);
}

Cause ofDns(const Report &report)
{
    const QString &host = report.target.host;
    Cause cause = about(u"dns"_s, Words::tr("The host name %1 leads nowhere.").arg(host), report.failure->message);
    if (!host.contains(u'@'))
        return withAdvice(cause, Words::tr("check the name; a private zone needs the VPN or a machine inside"));
    cause.code = u"password-not-encoded"_s;
    cause.message += u' ' + Words::tr("It holds an “@”: the password was not encoded in the URL.");
    cause.remedies = {{.action = Remedy::Action::EncodePassword, .text = Words::tr("encode the password: “@” becomes %40")}};
    return cause;
}

// pgbouncer's own words; PostgreSQL has none of these.
bool speaksLikePooler(const Greeting &greeting)
{
    return greeting.message.contains("bouncer"_L1) || greeting.message.startsWith("no such database"_L1) ||
           greeting.message.startsWith("no such user"_L1) || greeting.message.contains("server login failed"_L1);
}

Cause ofNoTls(const Report &report)
{
    if (report.reply.startsWith('E'))
        return about(u"server-refuses"_s, Words::tr("The server answers the request for TLS with an error."),
                     report.serverRefusal);
    if (speaksLikePooler(report.plaintext))
        return plaintextOnlyPooler(Words::tr("It says “%1” in plaintext.").arg(report.plaintext.message));
    return withAdvice(
        about(u"no-tls"_s, Words::tr("The server offers no TLS."),
              Words::tr("It answers N to the request; libpq says “server does not support SSL, but SSL was required”.")),
        Words::tr("turn TLS on there (ssl=on), or look for the pooler or proxy in between that has it off"));
}

bool isAboutVersions(const QString &alert)
{
    return alert.contains("protocol version"_L1) || alert.contains("unsupported protocol"_L1) ||
           alert.contains("no protocols available"_L1) || alert.contains("wrong version number"_L1) ||
           alert.contains("wrong ssl version"_L1);
}

Cause ofHandshake(const Report &report)
{
    const Target &target = report.target;
    const QString who = report.isAlertFromServer ? Words::tr("The server ends the handshake: %1.").arg(report.alert)
                                                 : Words::tr("This machine's OpenSSL ends the handshake: %1.").arg(report.alert);
    if (isAboutVersions(report.alert)) {
        const QString most = target.maxProtocol.isEmpty() ? u"TLSv1.3"_s : target.maxProtocol;
        Cause cause = withAdvice(about(u"tls-version"_s, Words::tr("There is no protocol version that both sides speak."),
                                       Words::tr("Asked for: %1 to %2. %3").arg(target.minProtocol, most, who)),
                                 Words::tr("raise the server's ssl_max_protocol_version, or update it"));
        if (!target.maxProtocol.isEmpty())
            cause.remedies.prepend({.action = Remedy::Action::UnsetParameter,
                                    .text = Words::tr("leave out ssl_max_protocol_version"),
                                    .keyword = u"ssl_max_protocol_version"_s});
        return cause;
    }
    if (report.asksClientCertificate && report.isAlertFromServer)
        return withAdvice(about(u"client-certificate-wanted"_s, Words::tr("The server wants a client certificate."), who),
                          Words::tr("give the certificate and the key made for this user: sslcert=…, sslkey=…"));
    if (report.alert.contains("excessive message size"_L1))
        return about(u"certificate-too-large"_s, Words::tr("The server's certificates are too large."),
                     Words::tr("OpenSSL, and with it libpq, takes 100 KB."));
    return about(u"handshake"_s, Words::tr("The TLS handshake fails."),
                 report.alert.isEmpty() && report.failure ? report.failure->message : who);
}

// inet_aton's forms too: libpq takes them for addresses.
bool isLocal(const QString &host)
{
    in_addr address{};
    if (host.compare("localhost"_L1, Qt::CaseInsensitive) == 0 || host == "::1"_L1)
        return true;
    return inet_aton(host.toLatin1().constData(), &address) != 0 && (ntohl(address.s_addr) >> 24) == 127;
}

bool isAddress(const QString &host)
{
    in_addr address{};
    return inet_aton(host.toLatin1().constData(), &address) != 0 || host.contains(u':');
}

// The first name in the certificate that can stand as `host`; empty where there are only wildcards and addresses.
QString hostIn(const NameCheck &check)
{
    for (const QString &seen : check.seen) {
        const QString name = seen.section(u':', 1);
        if (!seen.startsWith("IP:"_L1) && !name.startsWith("*."_L1) && name.contains(u'.') && !isAddress(name))
            return name;
    }
    return {};
}

// host=NAME stays what the certificate is checked against, hostaddr is where to connect.
Cause throughAddress(const Evidence &evidence, Cause cause)
{
    const Target &target = evidence.report.target;
    const QString name = hostIn(evidence.name);
    const QString address = !target.address.isEmpty()                         ? target.address
                            : isLocal(target.host) && target.host != "::1"_L1 ? u"127.0.0.1"_s
                                                                              : target.host;
    cause.remedies = {
        name.isEmpty()
            ? advice(Words::tr("host= the database's own name (the certificate is for %1)").arg(evidence.name.seen.join(u", "_s)))
            : set(u"host"_s, name),
        set(u"hostaddr"_s, address)};
    if (!name.isEmpty())
        cause.remedies[0].text += u"   "_s + Words::tr("(the certificate's name; make sure that it is your database's)");
    return cause;
}

bool isOneLabelTooDeep(const Certificate &leaf, const QString &host)
{
    const QString shorter = host.section(u'.', 1);
    const NameCheck check = checkName(leaf, shorter);
    return check.outcome == NameCheck::Outcome::Matches && check.matched.contains(":*."_L1);
}

Cause ofDifference(const Evidence &evidence, const Certificate &leaf)
{
    const QString &host = evidence.report.target.host;
    const QString seen = evidence.name.seen.size() == 1 ? evidence.name.seen.first().section(u':', 1)
                         : evidence.name.seen.size() == 2
                             ? Words::tr("%1 and one other name").arg(evidence.name.seen.first().section(u':', 1))
                             : Words::tr("%1 and %2 other names")
                                   .arg(evidence.name.seen.value(0).section(u':', 1))
                                   .arg(evidence.name.seen.size() - 1);
    const QString differs = Words::tr("The certificate is for %1, and host is %2.").arg(seen, host);
    if (isLocal(host))
        return throughAddress(
            evidence,
            about(u"name-tunnel"_s, Words::tr("The connection goes through a tunnel, so the host name differs."), differs));
    if (isAddress(host))
        return throughAddress(evidence, about(u"name-address"_s, Words::tr("The host is given as an address."), differs));
    if (host.endsWith(u'.') && checkName(leaf, host.chopped(1)).outcome == NameCheck::Outcome::Matches) {
        Cause cause = about(u"name-trailing-dot"_s, Words::tr("The dot at the end of the host name is in the way."), differs);
        cause.remedies = {set(u"host"_s, host.chopped(1))};
        return cause;
    }
    if (leaf.commonName.compare(host, Qt::CaseInsensitive) == 0)
        return withAdvice(
            about(
                u"name-in-cn-only"_s, Words::tr("The host name stands only where libpq does not look."),
                Words::tr("It is the certificate's CN, which does not count beside the names in subjectAltName (%1).").arg(seen)),
            Words::tr("have a certificate made with DNS:%1 in subjectAltName").arg(host));
    if (isOneLabelTooDeep(leaf, host))
        return withAdvice(about(u"name-below-wildcard"_s, Words::tr("The wildcard reaches only one label deep."), differs),
                          Words::tr("have a certificate made with DNS:%1").arg(host));
    return withAdvice(
        about(u"name-differs"_s, Words::tr("The certificate is for another host name."), differs),
        Words::tr(
            "use the name that the certificate is for, if that is your database's (an alias or CNAME is not looked through), "
            "or have one made for %1")
            .arg(host));
}

} // namespace

Cause ofConnection(const Report &report)
{
    const QString code = report.failure ? report.failure->code : QString();
    const QString message = report.failure ? report.failure->message : QString();
    if (code == "dns"_L1)
        return ofDns(report);
    if (code == "refused"_L1)
        return withAdvice(about(code, Words::tr("Nothing listens on %1.").arg(placeOf(report.target)), {}),
                          Words::tr("check the port; is the server, or the tunnel, running?"));
    if (code == "unreachable"_L1)
        return withAdvice(about(code, Words::tr("There is no way to %1.").arg(placeOf(report.target)), message),
                          Words::tr("check the network and the VPN"));
    if (code == "timeout"_L1 && report.address.isEmpty())
        return withAdvice(about(code, Words::tr("%1 does not answer.").arg(placeOf(report.target)),
                                Words::tr("Not one packet came back: this is the network, not TLS. %1").arg(message)),
                          Words::tr("check the security group, “publicly accessible”, the VPN and the port"));
    if (code == "no-tls"_L1)
        return ofNoTls(report);
    if (code == "tls"_L1)
        return ofHandshake(report);
    if (code == "injected"_L1)
        return about(u"injected-bytes"_s, Words::tr("There are unencrypted bytes where TLS should begin."), message);
    if (code == "closed"_L1)
        return withAdvice(about(code, Words::tr("The server closes the connection."), message),
                          Words::tr("look for a load balancer without a target, a proxy or a firewall in between"));
    return about(code.isEmpty() ? u"unknown"_s : code, Words::tr("TLS does not come about."), message);
}

bool isTunnelled(const Evidence &evidence)
{
    return evidence.name.outcome == NameCheck::Outcome::Differs && isLocal(evidence.report.target.host);
}

Cause ofName(const Evidence &evidence)
{
    const Certificate leaf = evidence.report.sent.value(0);
    const NameCheck &check = evidence.name;
    Cause cause;
    switch (check.outcome) {
    case NameCheck::Outcome::NoHost:
        cause = throughAddress(evidence, about(u"host-missing"_s, Words::tr("No host name is given."),
                                               Words::tr("hostaddr alone leaves nothing to compare the certificate with.")));
        break;
    case NameCheck::Outcome::NoName:
        cause = withAdvice(about(u"name-missing"_s, Words::tr("The server's certificate holds no host name."),
                                 Words::tr("It is %1; neither a CN nor a subjectAltName can be compared with %2.")
                                     .arg(label(leaf), evidence.report.target.host)),
                           Words::tr("have a certificate made with DNS:%1 in subjectAltName").arg(evidence.report.target.host));
        break;
    case NameCheck::Outcome::Malformed:
        cause = withAdvice(about(u"name-malformed"_s, Words::tr("A name in the server's certificate is malformed."),
                                 Words::tr("It may be an attempt to pose as another host.")),
                           Words::tr("have the certificate made anew"));
        break;
    default:
        cause = ofDifference(evidence, leaf);
    }
    cause.depth = 0;
    cause.subject = label(leaf);
    if (!cause.subject.isEmpty() && cause.message.contains(cause.subject))
        cause.emphasis += cause.subject;
    cause.message += u' ' + Words::tr("libpq says “%1”.").arg(check.message);
    return cause;
}

} // namespace oriel::tls::causes

namespace oriel::tls {

Cause plaintextOnlyPooler(const QString &evidence)
{
    using causes::Words;
    return causes::withAdvice(
        causes::about(u"plaintext-only-pooler"_s, Words::tr("A pooler without TLS answers there."), evidence),
        Words::tr("turn TLS on in the pooler (pgbouncer: client_tls_sslmode, client_tls_cert_file), or connect past it"));
}

} // namespace oriel::tls
