// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/certificatewords.h"

#include "base/text.h"
#include "engines/pg/audit.h"
#include "panels/certificates/certificatedetails.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace oriel::certificatewords {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::CertificateDocument)
};

const QString tick = u"✓ "_s, cross = u"✕ "_s, caution = u"! "_s;
constexpr int farDays = 3 * 365; // so far that the year is enough

QString took(double ms) { return durationText(qint64(ms * 1000)); }

const tls::Verdict &inForce(const Diagnosis &diagnosis) { return diagnosis.verdicts[size_t(diagnosis.mode)]; }

} // namespace

QDateTime momentOf(const Diagnosis &diagnosis)
{
    const QDateTime &at = diagnosis.evidence.report.at;
    return at.isValid() ? at : QDateTime::currentDateTimeUtc();
}

QString stageTitle(const QString &name)
{
    static const QHash<QString, const char *> titles{
        {u"dns"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "DNS")},
        {u"tcp"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "TCP")},
        {u"ssl-request"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "SSLRequest")},
        {u"handshake"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "Handshake")},
        {u"chain"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "Chain")},
        {u"host-name"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "Host name")},
        {u"authentication"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "Authentication")},
        {u"first-query"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "First query")}};
    const char *title = titles.value(name);
    return title ? Words::tr(title) : name;
}

QString stageText(const tls::Stage &stage)
{
    switch (stage.state) {
    case tls::Stage::State::NotTried:
        return stage.message.isEmpty() ? Words::tr("not tried") : stage.message;
    case tls::Stage::State::Failed:
        return cross + (stage.message.isEmpty() ? Words::tr("failed") : stage.message);
    case tls::Stage::State::Ok:
    case tls::Stage::State::Warning: {
        const QString sign = stage.state == tls::Stage::State::Warning ? caution : QString();
        if (stage.message.isEmpty())
            return sign + took(stage.ms);
        return sign + (stage.ms >= 0.5 ? stage.message + u", "_s + took(stage.ms) : stage.message);
    }
    }
    return {};
}

QString replyText(const QByteArray &reply)
{
    QString characters;
    for (const char byte : reply.first(std::min<qsizetype>(reply.size(), 64)))
        characters += byte >= 0x20 && byte < 0x7f ? QChar::fromLatin1(byte) : u'·';
    return characters + u"\n"_s + QString::fromLatin1(reply.first(std::min<qsizetype>(reply.size(), 64)).toHex(' ')) +
           (reply.size() > 64 ? u" … "_s + Words::tr("%1 bytes").arg(reply.size()) : QString());
}

QString attemptsText(const tls::Report &report)
{
    QStringList lines;
    for (const tls::Attempt &attempt : report.attempts)
        lines << u"%1  %2, %3"_s.arg(attempt.address, attempt.outcome, took(attempt.ms));
    return lines.join(u'\n');
}

Told modeCell(const tls::Verdict &verdict)
{
    if (!verdict.isKnown)
        return {Words::tr("? not tried"), u"muted"_s};
    if (!verdict.connects) {
        static const QHash<QString, const char *> shorter{
            {u"chain"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "chain")},
            {u"name"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "name")},
            {u"no-tls"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "no TLS")},
            {u"root-file-missing"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "no root file")},
            {u"root-file-unreadable"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "root file")},
            {u"handshake"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "handshake")},
            {u"not-postgresql"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "other protocol")},
            {u"network"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "network")},
            {u"parameters"_s, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "parameters")}};
        const char *word = shorter.value(verdict.code, QT_TRANSLATE_NOOP("oriel::CertificateDocument", "refused"));
        return {cross + Words::tr(word), u"error"_s};
    }
    if (!verdict.isEncrypted)
        return {caution + Words::tr("plaintext"), u"warning"_s};
    if (!verdict.isChainVerified)
        return {caution + Words::tr("unverified"), u"warning"_s};
    return {tick + (verdict.isNameVerified ? Words::tr("chain + name") : Words::tr("chain")), u"success"_s};
}

Told legCell(const pg::Leg &leg)
{
    if (!leg.connects)
        return {cross + Words::tr("refused"), u"error"_s};
    return leg.isEncrypted ? Told{tick + Words::tr("TLS"), u"success"_s} : Told{caution + Words::tr("plaintext"), u"warning"_s};
}

Told validity(const tls::Certificate &certificate, const QDateTime &now)
{
    const Validity valid = validityOf(certificate, now);
    if (valid.state == Validity::State::Expired)
        return {Words::tr("expired %1").arg(certificate.notAfter.date().toString(Qt::ISODate)), valid.role};
    if (valid.state != Validity::State::Good)
        return {valid.text, valid.role};
    const bool isFar = certificate.daysLeft(now) > farDays;
    return {isFar ? Words::tr("to %1").arg(certificate.notAfter.date().year()) : valid.text, {}};
}

QString confirmedText(const Diagnosis &diagnosis)
{
    if (!diagnosis.disagreements.isEmpty())
        return Words::tr("Oriel predicted otherwise: our bug");
    if (diagnosis.legs.size() >= qsizetype(tls::modes.size()))
        return Words::tr("confirmed without a password, %1").arg(pg::libraryVersion());
    if (diagnosis.isComplete)
        return diagnosis.legs.isEmpty() ? Words::tr("predicted, not confirmed")
                                        : Words::tr("%1 of 6 modes confirmed").arg(diagnosis.legs.size());
    return Words::tr("asking %1…").arg(pg::libraryVersion());
}

QString revocationText(const tls::ChainCheck &chain)
{
    switch (chain.revocation) {
    case tls::Revocation::NotAsked:
        return {};
    case tls::Revocation::Good:
        return Words::tr("not revoked");
    case tls::Revocation::Revoked:
        return Words::tr("revoked");
    case tls::Revocation::ListMissing:
        return Words::tr("a revocation list is missing");
    case tls::Revocation::ListExpired:
        return Words::tr("the revocation list has expired");
    }
    return {};
}

QString greetingText(const tls::Greeting &greeting)
{
    switch (greeting.kind) {
    case tls::Greeting::Kind::NotTried:
        return Words::tr("not tried");
    case tls::Greeting::Kind::Asks:
        return Words::tr("asks for %1").arg(greeting.method);
    case tls::Greeting::Kind::LetsIn:
        return Words::tr("lets in without a password");
    case tls::Greeting::Kind::Refuses:
        return greeting.sqlState.isEmpty() ? Words::tr("refuses: %1").arg(greeting.message)
                                           : Words::tr("refuses: %1 (%2)").arg(greeting.message, greeting.sqlState);
    case tls::Greeting::Kind::Silent:
        return Words::tr("gives no answer");
    }
    return {};
}

QString plaintextText(const tls::Report &report)
{
    const bool isTold = !report.failure || report.plaintext.kind != tls::Greeting::Kind::NotTried;
    return Words::tr("Without TLS the server %1.").arg(isTold ? greetingText(report.plaintext) : report.failure->message);
}

QString directText(const tls::Report &report)
{
    if (report.isEncrypted)
        return Words::tr("Direct TLS works: %1, ALPN %2.").arg(report.negotiated.protocol, report.negotiated.alpn);
    return Words::tr("Direct TLS does not work (PostgreSQL 17 and newer know it): %1")
        .arg(report.failure ? report.failure->message : report.alert);
}

bool isGood(const Diagnosis &diagnosis)
{
    return diagnosis.cause.code == "ok"_L1 && !diagnosis.cause.isWarning && diagnosis.disagreements.isEmpty();
}

QString ourBug(const Diagnosis &diagnosis)
{
    QStringList modes;
    for (const tls::Mode mode : diagnosis.disagreements)
        modes << tls::modeName(mode);
    return modes.isEmpty()
               ? QString()
               : Words::tr("libpq does otherwise than Oriel predicted for %1: libpq is right, and this is Oriel's bug.")
                     .arg(modes.join(u", "_s));
}

QString psqlLine(const Diagnosis &diagnosis)
{
    if (!diagnosis.server.psqlLine.isEmpty())
        return diagnosis.server.psqlLine;
    const tls::Negotiated &negotiated = diagnosis.evidence.report.negotiated;
    return negotiated.protocol.isEmpty()
               ? QString()
               : u"SSL connection (protocol: %1, cipher: %2, compression: off)"_s.arg(negotiated.protocol, negotiated.cipher);
}

QString libpqSays(const Diagnosis &diagnosis)
{
    if (!diagnosis.evidence.parameterProblem.isEmpty())
        return diagnosis.evidence.parameterProblem;
    const auto leg =
        std::ranges::find_if(diagnosis.legs, [&diagnosis](const pg::Leg &each) { return int(each.mode) == int(diagnosis.mode); });
    return leg == diagnosis.legs.end() || leg->connects ? QString() : leg->message.trimmed();
}

QList<TextSpan> urlSpans(const pg::ConnInfo &before, const pg::ConnInfo &corrected)
{
    using enum pg::ConnInfo::Show;
    static const QRegularExpression part(u"[^/@?&]+|[/@?&]+"_s);
    QStringList old;
    for (auto found = part.globalMatch(before.toUrl(Masked)); found.hasNext();)
        old << found.next().captured();
    QList<TextSpan> spans;
    for (auto found = part.globalMatch(corrected.toUrl(Masked)); found.hasNext();) {
        const QString text = found.next().captured();
        const bool isKept = old.contains(text) || QString(u"/@?&"_s).contains(text[0]);
        const QString role = isKept ? u"muted"_s : u"success"_s;
        if (!spans.isEmpty() && spans.last().role == role)
            spans.last().text += text;
        else
            spans << TextSpan{text, role, false, true};
    }
    return spans;
}

QList<Fact> poolerFacts(const Diagnosis &diagnosis)
{
    const ServerWord &server = diagnosis.server;
    if (!server.isKnown || !server.isPooled)
        return {};
    const tls::Report &report = diagnosis.evidence.report;
    const QString near =
        report.isEncrypted
            ? Words::tr("%1, %2: this certificate, this verdict").arg(report.negotiated.protocol, report.negotiated.cipher)
            : Words::tr("plaintext");
    const QString far = server.isEncrypted ? u"%1, %2"_s.arg(server.protocol, server.cipher) : Words::tr("plaintext");
    return {{Words::tr("You → pooler"), near, report.isEncrypted ? QString() : u"warning"_s},
            {Words::tr("Pooler → DB"), far, server.isEncrypted ? QString() : u"warning"_s}};
}

QList<Fact> sessionFacts(const Diagnosis &diagnosis)
{
    const tls::Report &report = diagnosis.evidence.report;
    const tls::Negotiated &negotiated = report.negotiated;
    const ServerWord &server = diagnosis.server;
    QList<Fact> facts;
    const auto add = [&facts](const QString &label, const QString &text, const QString &role = {}) {
        if (!text.isEmpty())
            facts << Fact{label, text, role};
    };
    if (!negotiated.protocol.isEmpty())
        add(Words::tr("Protocol"), u"%1, %2 (%3)"_s.arg(negotiated.protocol, negotiated.cipher).arg(negotiated.bits));
    if (!negotiated.group.isEmpty())
        add(Words::tr("Group"),
            negotiated.isRetried
                ? Words::tr("%1; %2 refused (one more round trip)").arg(negotiated.group, negotiated.offeredGroup)
                : negotiated.group);
    add(Words::tr("Signature"), negotiated.peerSignature);
    add(Words::tr("ALPN"), negotiated.alpn);
    if (!report.alert.isEmpty())
        add(Words::tr("Alert"),
            report.isAlertFromServer ? Words::tr("%1, from the server").arg(report.alert)
                                     : Words::tr("%1, from this machine's OpenSSL").arg(report.alert),
            u"error"_s);
    if (report.asksClientCertificate)
        add(Words::tr("Client cert"), Words::tr("the server asks for one"));
    if (report.encrypted.kind != tls::Greeting::Kind::NotTried)
        add(Words::tr("Over TLS"), greetingText(report.encrypted));
    if (report.plaintext.kind != tls::Greeting::Kind::NotTried) {
        const bool isRefused = report.plaintext.kind == tls::Greeting::Kind::Refuses;
        add(Words::tr("Plaintext"), greetingText(report.plaintext), isRefused ? QString() : u"warning"_s);
    }
    if (server.isKnown) {
        add(Words::tr("Server"), server.versionText);
        facts += poolerFacts(diagnosis);
        add(u"pg_stat_ssl"_s, server.isEncrypted ? u"%1, %2"_s.arg(server.protocol, server.cipher) : Words::tr("not encrypted"),
            server.isEncrypted ? QString() : u"warning"_s);
        add(u"ssl"_s, server.ssl);
        add(u"rds.force_ssl"_s, server.forceSsl);
        if (server.refusesPlaintext)
            add(u"pg_hba"_s,
                *server.refusesPlaintext ? Words::tr("This server will refuse plaintext.")
                                         : Words::tr("This server takes plaintext connections."),
                *server.refusesPlaintext ? u"success"_s : u"warning"_s);
        add(Words::tr("Rules"), server.hostRules.join(u'\n'));
        add(Words::tr("Log-in"), Words::tr("%1, first query %2").arg(took(server.authenticationMs), took(server.firstQueryMs)));
    }
    if (server.failure)
        add(Words::tr("Log-in"), server.failure->message, u"error"_s);
    if (diagnosis.lastAt.isValid()) {
        const qint64 days = diagnosis.lastAt.daysTo(momentOf(diagnosis));
        const QString when = days <= 0   ? Words::tr("today")
                             : days == 1 ? Words::tr("yesterday")
                                         : Words::tr("%1 days ago").arg(days);
        add(Words::tr("Last report"),
            Words::tr("%1: %2").arg(when, diagnosis.changes.isEmpty() ? Words::tr("the same") : diagnosis.changes.join(u", "_s)));
    }
    return facts;
}

QByteArray reportText(const Diagnosis &diagnosis)
{
    return redacted(QString::fromUtf8(QJsonDocument(toJson(diagnosis)).toJson())).toUtf8();
}

Leg passwordLeg(const Diagnosis &diagnosis)
{
    const tls::Verdict &verdict = inForce(diagnosis);
    if (verdict.isEncrypted && verdict.isChainVerified)
        return Leg::Verified;
    if (diagnosis.info.isLikelyLocal())
        return Leg::Local;
    return verdict.isEncrypted ? Leg::Unverified : Leg::Plaintext;
}

int portOf(const pg::ConnInfo &info)
{
    const int port = info.value(u"port"_s).section(u',', 0, 0).toInt();
    return port > 0 ? port : 5432;
}

Result<pg::ConnInfo::Reading> readTarget(const QString &text)
{
    static const QRegularExpression hostPort(u"^(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?$"_s);
    const QString trimmed = text.trimmed();
    if (const auto match = hostPort.match(trimmed); match.hasMatch()) {
        pg::ConnInfo::Reading reading;
        QString host = match.captured(1);
        reading.info.set(u"host"_s, host.startsWith(u'[') ? host.sliced(1).chopped(1) : host);
        reading.info.set(u"port"_s, match.captured(2));
        return reading;
    }
    return pg::ConnInfo::read(text);
}

QString newerLibpq(const QList<QPair<QString, QString>> &unknown)
{
    QStringList words;
    for (const auto &[keyword, value] : unknown) {
        const int since = pg::sinceRelease(keyword);
        words << (since > 0 ? Words::tr("%1 needs libpq %2").arg(keyword).arg(since)
                            : Words::tr("%1 is no parameter of libpq").arg(keyword));
    }
    return words.isEmpty() ? QString() : Words::tr("Left out, this is %1: %2.").arg(pg::libraryVersion(), words.join(u"; "_s));
}

} // namespace oriel::certificatewords
