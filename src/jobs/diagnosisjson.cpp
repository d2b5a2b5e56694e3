// SPDX-License-Identifier: GPL-3.0-or-later
// A diagnosis as JSON; diagnosis.h documents the form.
#include "base/text.h"
#include "jobs/diagnosis.h"

#include <QJsonArray>

#include <array>
#include <cmath>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QJsonValue orNull(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }
QJsonArray listOf(const QStringList &texts) { return QJsonArray::fromStringList(texts); }
double rounded(double ms) { return std::round(ms * 1000) / 1000; }
QJsonValue timeOf(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODate)) : QJsonValue();
}
QJsonObject errorJson(const Error &error) { return {{u"code"_s, error.code}, {u"message"_s, redacted(error.message)}}; }

template<size_t N, typename Enum>
QString nameOf(const std::array<const char *, N> &names, Enum value)
{
    return QString::fromLatin1(names.at(size_t(value)));
}

QJsonArray stagesOf(const tls::Report &report)
{
    QJsonArray stages;
    for (const tls::Stage &stage : report.stages)
        stages.append(QJsonObject{{u"name"_s, stage.name},
                                  {u"ms"_s, rounded(stage.ms)},
                                  {u"ok"_s, stage.state == tls::Stage::State::NotTried
                                                ? QJsonValue()
                                                : QJsonValue(stage.state != tls::Stage::State::Failed)},
                                  {u"message"_s, stage.message}});
    return stages;
}

QJsonArray attemptsOf(const tls::Report &report)
{
    QJsonArray attempts;
    for (const tls::Attempt &attempt : report.attempts)
        attempts.append(QJsonObject{{u"address"_s, attempt.address},
                                    {u"ms"_s, rounded(attempt.ms)},
                                    {u"connected"_s, attempt.isConnected},
                                    {u"outcome"_s, attempt.outcome}});
    return attempts;
}

QJsonValue negotiatedOf(const tls::Report &report)
{
    const tls::Negotiated &n = report.negotiated;
    if (!report.isEncrypted)
        return {};
    return QJsonObject{{u"protocol"_s, n.protocol},
                       {u"cipher"_s, n.cipher},
                       {u"bits"_s, n.bits},
                       {u"group"_s, orNull(n.group)},
                       {u"offered_group"_s, orNull(n.offeredGroup)},
                       {u"retried"_s, n.isRetried},
                       {u"alpn"_s, orNull(n.alpn)},
                       {u"peer_signature"_s, orNull(n.peerSignature)}};
}

QJsonValue greetingOf(const tls::Greeting &greeting)
{
    static constexpr std::array kinds{"not-tried", "asks", "lets-in", "refuses", "silent"};
    if (greeting.kind == tls::Greeting::Kind::NotTried)
        return {};
    return QJsonObject{{u"kind"_s, nameOf(kinds, greeting.kind)},
                       {u"method"_s, orNull(greeting.method)},
                       {u"mechanisms"_s, listOf(greeting.mechanisms)},
                       {u"sqlstate"_s, orNull(greeting.sqlState)},
                       {u"message"_s, orNull(redacted(greeting.message))}};
}

QJsonArray certificatesOf(const QList<tls::Certificate> &certificates, const QDateTime &now)
{
    QJsonArray array;
    for (const tls::Certificate &certificate : certificates)
        array.append(toJson(certificate, now));
    return array;
}

QJsonObject chainOf(const tls::ChainCheck &chain)
{
    static constexpr std::array rootFiles{"missing", "unreadable", "no-certificates", "loaded", "system"};
    static constexpr std::array revocations{"not-asked", "good", "revoked", "list-missing", "list-expired"};
    QJsonArray errors, extra;
    for (const tls::ChainError &error : chain.errors)
        errors.append(QJsonObject{{u"depth"_s, error.depth},
                                  {u"code"_s, error.code},
                                  {u"name"_s, error.name},
                                  {u"text"_s, error.text},
                                  {u"subject"_s, error.certificate ? QJsonValue(error.certificate->subject) : QJsonValue()}});
    for (const tls::Certificate &certificate : chain.extra)
        extra.append(certificate.fingerprint());
    return {{u"root_file"_s, nameOf(rootFiles, chain.rootFile)},
            {u"problem"_s, orNull(chain.rootFileProblem)},
            {u"errors"_s, errors},
            {u"missing_issuer"_s, orNull(chain.missingIssuer)},
            {u"out_of_order"_s, chain.isOutOfOrder},
            {u"extra"_s, extra},
            {u"revocation"_s, nameOf(revocations, chain.revocation)}};
}

QJsonObject nameJson(const tls::NameCheck &name)
{
    static constexpr std::array outcomes{"matches", "differs", "no-name", "malformed", "no-host"};
    return {{u"outcome"_s, nameOf(outcomes, name.outcome)},
            {u"matched"_s, orNull(name.matched)},
            {u"seen"_s, listOf(name.seen)},
            {u"message"_s, orNull(name.message)}};
}

QJsonValue bundleOf(const std::optional<tls::Bundle> &bundle, const QDateTime &now)
{
    static constexpr std::array kinds{"other", "rds-retired", "rds-global", "rds-region", "amazon-trust"};
    if (!bundle)
        return {};
    return QJsonObject{{u"path"_s, bundle->path},
                       {u"kind"_s, nameOf(kinds, bundle->kind())},
                       {u"region"_s, orNull(bundle->region())},
                       {u"certificates"_s, bundle->certificates.size()},
                       {u"expired"_s, bundle->expired(now)},
                       {u"remarks"_s, listOf(bundle->remarks)}};
}

QJsonObject causeOf(const tls::Cause &cause)
{
    static constexpr std::array actions{
        "none", "choose-bundle", "download-bundle", "set-parameter", "unset-parameter", "encode-password", "client-key-mode"};
    QJsonArray remedies;
    for (const tls::Remedy &remedy : cause.remedies)
        remedies.append(QJsonObject{{u"action"_s, nameOf(actions, remedy.action)},
                                    {u"text"_s, remedy.text},
                                    {u"keyword"_s, orNull(remedy.keyword)},
                                    {u"value"_s, orNull(redacted(remedy.value))},
                                    {u"region"_s, orNull(remedy.region)},
                                    {u"path"_s, orNull(remedy.path)}});
    return {{u"code"_s, cause.code},
            {u"depth"_s, cause.depth < 0 ? QJsonValue() : QJsonValue(cause.depth)},
            {u"subject"_s, orNull(cause.subject)},
            {u"message"_s, redacted(cause.message)},
            {u"remedy"_s, cause.remedies.isEmpty() ? QJsonValue() : QJsonValue(cause.remedies.first().text)},
            {u"remedies"_s, remedies},
            {u"warning"_s, cause.isWarning}};
}

QJsonObject verdictsOf(const std::array<tls::Verdict, 6> &verdicts)
{
    QJsonObject all;
    for (const tls::Verdict &verdict : verdicts)
        all[tls::modeName(verdict.mode)] = QJsonObject{{u"connects"_s, verdict.connects},
                                                       {u"encrypted"_s, verdict.isEncrypted},
                                                       {u"verified"_s, verdict.isChainVerified},
                                                       {u"name_verified"_s, verdict.isNameVerified},
                                                       {u"fell_back"_s, verdict.fellBack},
                                                       {u"code"_s, orNull(verdict.code)},
                                                       {u"reason"_s, verdict.reason},
                                                       {u"known"_s, verdict.isKnown}};
    return all;
}

QJsonObject confirmedOf(const QList<pg::Leg> &legs)
{
    QJsonObject all;
    for (const pg::Leg &leg : legs)
        all[pg::sslModeName(leg.mode)] =
            QJsonObject{{u"connects"_s, leg.connects},     {u"let_in"_s, leg.isLetIn},          {u"encrypted"_s, leg.isEncrypted},
                        {u"method"_s, orNull(leg.method)}, {u"message"_s, orNull(leg.message)}, {u"ms"_s, rounded(leg.ms)}};
    return all;
}

QJsonValue serverOf(const ServerWord &server)
{
    if (!server.isKnown && !server.failure)
        return {};
    return QJsonObject{{u"version"_s, orNull(server.versionText)},
                       {u"psql_line"_s, orNull(server.psqlLine)},
                       {u"encrypted"_s, server.isEncrypted},
                       {u"protocol"_s, orNull(server.protocol)},
                       {u"cipher"_s, orNull(server.cipher)},
                       {u"ssl"_s, orNull(server.ssl)},
                       {u"force_ssl"_s, orNull(server.forceSsl)},
                       {u"refuses_plaintext"_s, server.refusesPlaintext ? QJsonValue(*server.refusesPlaintext) : QJsonValue()},
                       {u"rules"_s, listOf(server.hostRules)},
                       {u"pooled"_s, server.isPooled},
                       {u"failure"_s, server.failure ? QJsonValue(errorJson(*server.failure)) : QJsonValue()}};
}

QJsonValue directOf(const std::optional<tls::Report> &direct)
{
    if (!direct)
        return {};
    return QJsonObject{{u"ok"_s, direct->isEncrypted},
                       {u"protocol"_s, orNull(direct->negotiated.protocol)},
                       {u"alpn"_s, orNull(direct->negotiated.alpn)},
                       {u"message"_s, direct->failure ? QJsonValue(direct->failure->message) : orNull(direct->alert)}};
}

QJsonObject targetOf(const Diagnosis &d)
{
    const tls::Report &report = d.evidence.report;
    return {{u"host"_s, report.target.host},
            {u"hostaddr"_s, orNull(report.target.address)},
            {u"address"_s, orNull(report.address)},
            {u"port"_s, report.target.port},
            {u"user"_s, orNull(report.target.user)},
            {u"database"_s, orNull(report.target.database)},
            {u"sslmode"_s, orNull(d.info.value(u"sslmode"_s))},
            {u"mode"_s, tls::modeName(d.mode)},
            {u"rootcert"_s, orNull(d.trust.rootCert)},
            {u"crl"_s, orNull(d.trust.crl)},
            {u"crldir"_s, orNull(d.trust.crlDir)}};
}

} // namespace

QJsonObject toJson(const tls::Certificate &certificate, const QDateTime &now)
{
    return {{u"subject"_s, certificate.subject},
            {u"issuer"_s, certificate.issuer},
            {u"common_name"_s, orNull(certificate.commonName)},
            {u"names"_s, listOf(certificate.names)},
            {u"not_before"_s, timeOf(certificate.notBefore)},
            {u"not_after"_s, timeOf(certificate.notAfter)},
            {u"days_left"_s, certificate.notAfter.isValid() ? QJsonValue(certificate.daysLeft(now)) : QJsonValue()},
            {u"key"_s, certificate.key},
            {u"signature"_s, certificate.signature},
            {u"usages"_s, listOf(certificate.usages)},
            {u"authority"_s, certificate.isAuthority},
            {u"serial"_s, certificate.serial},
            {u"sha256"_s, certificate.fingerprint()},
            {u"pem"_s, QString::fromLatin1(certificate.toPem())}};
}

QJsonObject toJson(const Diagnosis &d)
{
    const tls::Report &report = d.evidence.report;
    const QDateTime now = report.at.isValid() ? report.at : QDateTime::currentDateTimeUtc();
    const auto days = daysLeft(d, now);
    QJsonArray disagreements;
    for (const tls::Mode mode : d.disagreements)
        disagreements.append(tls::modeName(mode));
    return {
        {u"format"_s, 1},
        {u"oriel"_s, QStringLiteral(ORIEL_VERSION)},
        {u"libpq"_s, pg::libraryVersion()},
        {u"at"_s, timeOf(now)},
        {u"complete"_s, d.isComplete},
        {u"target"_s, targetOf(d)},
        {u"stages"_s, stagesOf(report)},
        {u"total_ms"_s, rounded(report.totalMs)},
        {u"attempts"_s, attemptsOf(report)},
        {u"reply"_s, orNull(shownText(report.reply))},
        {u"failure"_s, report.failure ? QJsonValue(errorJson(*report.failure)) : QJsonValue()},
        {u"negotiated"_s, negotiatedOf(report)},
        {u"greeting"_s, QJsonObject{{u"tls"_s, greetingOf(report.encrypted)}, {u"plaintext"_s, greetingOf(report.plaintext)}}},
        {u"sent"_s, certificatesOf(report.sent, now)},
        {u"built"_s, certificatesOf(d.evidence.chain.built, now)},
        {u"anchor"_s, d.evidence.chain.anchor ? QJsonValue(toJson(*d.evidence.chain.anchor, now)) : QJsonValue()},
        {u"days_left"_s, days ? QJsonValue(*days) : QJsonValue()},
        {u"chain"_s, chainOf(d.evidence.chain)},
        {u"name"_s, nameJson(d.evidence.name)},
        {u"bundle"_s, bundleOf(d.bundle, now)},
        {u"bundle_problem"_s, d.bundleProblem.code.isEmpty() ? QJsonValue() : QJsonValue(errorJson(d.bundleProblem))},
        {u"cause"_s, causeOf(d.cause)},
        {u"verdicts"_s, verdictsOf(d.verdicts)},
        {u"confirmed"_s, confirmedOf(d.legs)},
        {u"disagreements"_s, disagreements},
        {u"after"_s, d.hasAfter ? QJsonValue(verdictsOf(d.after)) : QJsonValue()},
        {u"corrected"_s, d.hasAfter ? QJsonValue(d.corrected.toUrl()) : QJsonValue()},
        {u"direct"_s, directOf(d.direct)},
        {u"client_certificate_wanted"_s, report.asksClientCertificate},
        {u"server"_s, serverOf(d.server)},
        {u"changes"_s, listOf(d.changes)},
        {u"last_at"_s, timeOf(d.lastAt)}};
}

} // namespace oriel
