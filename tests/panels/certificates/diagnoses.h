// SPDX-License-Identifier: GPL-3.0-or-later
// Diagnoses as the doctor would hand them over, made by hand.
#pragma once

#include "jobs/diagnosis.h"

#include <QTimeZone>

namespace oriel::test {

using namespace Qt::StringLiterals;

inline const QDateTime today(QDate(2026, 11, 23), QTime(9, 0), Qt::UTC);

inline tls::Certificate certificate(const QString &name, const QString &issuer, int days, const QByteArray &der)
{
    tls::Certificate made;
    made.der = der;
    made.subject = u"CN="_s + name;
    made.issuer = u"CN="_s + issuer;
    made.commonName = name;
    made.notBefore = today.addDays(-400);
    made.notAfter = today.addDays(days);
    made.key = u"RSA 2048"_s;
    made.signature = u"sha256WithRSAEncryption"_s;
    made.isSelfIssued = name == issuer;
    made.isAuthority = days > 300;
    made.serial = u"0A:1F:33"_s;
    made.sha256 = QByteArray(32, char(der.size() + 7));
    if (!made.isAuthority) {
        made.names = {u"DNS:"_s + name};
        made.usages = {u"digitalSignature"_s, u"TLS server"_s};
    } else {
        made.usages = {u"keyCertSign"_s, u"cRLSign"_s};
    }
    return made;
}

inline tls::Stage stage(const char *name, tls::Stage::State state, double ms, const QString &message)
{
    return {QLatin1String(name), state, ms, message};
}

inline tls::Verdict verdict(tls::Mode mode, bool isEncrypted, bool isChain, bool isName, const QString &reason)
{
    return {.mode = mode,
            .connects = true,
            .isEncrypted = isEncrypted,
            .isChainVerified = isChain,
            .isNameVerified = isName,
            .reason = reason};
}

inline tls::Verdict refusal(tls::Mode mode, const QString &code, const QString &reason)
{
    return {.mode = mode, .code = code, .reason = reason};
}

// Every mode confirmed as it was predicted.
inline void confirmAll(Diagnosis &diagnosis)
{
    diagnosis.legs.clear();
    for (const tls::Verdict &each : diagnosis.verdicts)
        diagnosis.legs << pg::Leg{.mode = pg::SslMode(int(each.mode)),
                                  .connects = each.connects,
                                  .isEncrypted = each.isEncrypted,
                                  .message = each.connects ? QString() : u"SSL error: certificate verify failed"_s};
    diagnosis.isComplete = true;
}

inline std::array<tls::Verdict, 6> allGood()
{
    using enum tls::Mode;
    return {refusal(Disable, u"plaintext-refused"_s, u"the server refuses plaintext"_s),
            verdict(Allow, true, true, false, u"plaintext refused, then the chain"_s),
            verdict(Prefer, true, true, false, u"TLS first, the chain is verified"_s),
            verdict(Require, true, true, false, u"root file set: acts as verify-ca"_s),
            verdict(VerifyCa, true, true, false, u"the chain ends in your bundle"_s),
            verdict(VerifyFull, true, true, true, u"chain and name are verified"_s)};
}

inline tls::Report rdsReport()
{
    using enum tls::Stage::State;
    const QString host = u"invoices.c1x2.us-east-1.rds.example"_s, sub = u"Amazon RDS us-east-1 Subordinate CA RSA2048 G1.A.7"_s,
                  root = u"Amazon RDS us-east-1 Root CA RSA2048 G1"_s;
    tls::Report report;
    report.target.host = host;
    report.at = today;
    report.stages = {stage("dns", Ok, 11, u"2 addresses"_s),   stage("tcp", Ok, 82, u"10.0.3.17"_s),
                     stage("ssl-request", Ok, 80, u"S"_s),     stage("handshake", Ok, 165, u"TLS 1.3"_s),
                     stage("chain", Ok, 0.1, u"verified"_s),   stage("host-name", Ok, 0, u"a SAN matches"_s),
                     stage("authentication", NotTried, 0, {}), stage("first-query", NotTried, 0, {})};
    report.totalMs = 338.1;
    report.attempts = {{u"10.0.3.16"_s, 3000, u"timed out"_s, false}, {u"10.0.3.17"_s, 82, u"connected"_s, true}};
    report.address = u"10.0.3.17"_s;
    report.reply = "S";
    report.isEncrypted = true;
    report.sent = {certificate(host, sub, 214, "leaf"), certificate(sub, root, 12'000, "intermediate"),
                   certificate(root, root, 13'000, "the root")};
    report.negotiated = {.protocol = u"TLSv1.3"_s,
                         .cipher = u"TLS_AES_256_GCM_SHA384"_s,
                         .group = u"secp256r1"_s,
                         .bits = 256,
                         .isRetried = true,
                         .offeredGroup = u"X25519"_s};
    report.plaintext = {.kind = tls::Greeting::Kind::Refuses,
                        .sqlState = u"28000"_s,
                        .message = u"no pg_hba.conf entry for host \"10.0.0.9\", user \"app\", no encryption"_s};
    return report;
}

inline Diagnosis good()
{
    Diagnosis made;
    made.info = pg::ConnInfo::read(u"postgres://app@invoices.c1x2.us-east-1.rds.example:5432/invoices?sslmode=verify-full&"
                                   "sslrootcert=/srv/ca/us-east-1.pem"_s)
                    ->info;
    made.corrected = made.info;
    made.evidence.report = rdsReport();
    made.evidence.chain.rootFile = tls::RootFile::Loaded;
    made.evidence.chain.built = made.evidence.report.sent;
    made.evidence.chain.anchor = made.evidence.report.sent.last();
    made.evidence.name = {tls::NameCheck::Outcome::Matches, u"DNS:invoices"_s, {}, {}};
    made.bundle = tls::Bundle{.path = u"/srv/ca/us-east-1.pem"_s, .certificates = {made.evidence.report.sent.last()}};
    made.verdicts = allGood();
    made.mode = tls::Mode::VerifyFull;
    made.cause.message = u"verify-full works: the chain ends in your bundle and the name matches."_s;
    made.cause.emphasis = {u"verify-full works"_s};
    made.lastAt = today.addDays(-11);
    made.changes = {u"same leaf"_s, u"11 days fewer"_s};
    confirmAll(made);
    return made;
}

inline Diagnosis warning()
{
    Diagnosis made = good();
    made.evidence.report.sent.first().notAfter = today.addDays(9);
    made.evidence.report.stages[4] = stage("chain", tls::Stage::State::Warning, 0.1, u"9 days left"_s);
    made.cause = {.code = u"expires-soon"_s,
                  .depth = 0,
                  .message = u"verify-full works, but the server's certificate has 9 days left."_s,
                  .emphasis = {u"9 days left"_s},
                  .remedies = {},
                  .isWarning = true};
    return made;
}

// The mock's server: a retired bundle and no sslmode.
inline Diagnosis
retired(const QString &url = u"postgres://app:s3cr3t@invoices.c1x2.us-east-1.rds.example:5432/invoices?sslrootcert="
                             "rds-combined-ca-bundle.pem"_s)
{
    using enum tls::Mode;
    Diagnosis made = good();
    made.info = pg::ConnInfo::read(url)->info;
    made.corrected = made.info;
    made.corrected.set(u"sslmode"_s, u"verify-full"_s);
    made.corrected.set(u"sslrootcert"_s, u"/future/us-east-1.pem"_s);
    made.mode = Prefer;
    made.evidence.report.stages[4] = stage("chain", tls::Stage::State::Failed, 0.1, u"root not in bundle"_s);
    tls::ChainCheck &chain = made.evidence.chain;
    chain.anchor.reset();
    chain.errors = {{19, 2, u"X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"_s, u"self-signed certificate in certificate chain"_s,
                     made.evidence.report.sent.last()}};
    QList<tls::Certificate> old;
    for (int i = 0; i < 33; ++i)
        old << certificate(i == 0   ? u"Amazon RDS Root 2019 CA"_s
                           : i == 1 ? u"Amazon RDS us-east-1 2019 CA"_s
                                    : u"Amazon RDS region %1 CA"_s.arg(i),
                           u"Amazon RDS Root 2019 CA"_s, -823 - i, "old" + QByteArray::number(i));
    made.bundle = tls::Bundle{.path = u"/home/app/rds-combined-ca-bundle.pem"_s, .certificates = old};
    made.verdicts = {refusal(Disable, u"plaintext-refused"_s, u"the server refuses plaintext"_s),
                     refusal(Allow, u"plaintext-refused"_s, u"plaintext refused, then the chain"_s),
                     refusal(Prefer, u"plaintext-refused"_s, u"chain fails, plaintext refused"_s),
                     refusal(Require, u"chain"_s, u"root file set: acts as verify-ca"_s),
                     refusal(VerifyCa, u"chain"_s, u"root not in bundle"_s),
                     refusal(VerifyFull, u"chain"_s, u"root not in bundle"_s)};
    made.after = allGood();
    made.hasAfter = true;
    made.cause = {.code = u"bundle-retired"_s,
                  .depth = 2,
                  .subject = u"Amazon RDS us-east-1 Root CA RSA2048 G1"_s,
                  .message =
                      u"The CA bundle is retired, and no sslmode is set. rds-combined-ca-bundle.pem holds 33 certificates, "
                      "all expired; this server's chain ends in Amazon RDS us-east-1 Root CA RSA2048 G1, which is not "
                      "among them. This server refuses plaintext; one without rds.force_ssl would be used without "
                      "encryption."_s,
                  .emphasis = {u"The CA bundle is retired, and no sslmode is set."_s,
                               u"Amazon RDS us-east-1 Root CA RSA2048 G1"_s, u"without encryption"_s},
                  .remedies = {{.action = tls::Remedy::Action::DownloadBundle,
                                .text = u"bundle for us-east-1, from Amazon, fingerprint known"_s,
                                .region = u"us-east-1"_s},
                               {.action = tls::Remedy::Action::SetParameter,
                                .text = u"sslmode=verify-full"_s,
                                .keyword = u"sslmode"_s,
                                .value = u"verify-full"_s}}};
    confirmAll(made);
    return made;
}

// A tunnel: everything is right but the name that is checked.
inline Diagnosis throughTunnel()
{
    using enum tls::Mode;
    Diagnosis made = good();
    made.info = pg::ConnInfo::read(u"postgres://app@localhost:6543/invoices?sslmode=verify-full&sslrootcert=/srv/ca.pem"_s)->info;
    made.corrected = made.info;
    made.corrected.set(u"host"_s, u"invoices.c1x2.us-east-1.rds.example"_s);
    made.corrected.set(u"hostaddr"_s, u"127.0.0.1"_s);
    made.evidence.report.stages[5] = stage("host-name", tls::Stage::State::Failed, 0, u"another name"_s);
    made.verdicts[5] = refusal(VerifyFull, u"name"_s, u"the certificate is for invoices.…, not localhost"_s);
    made.after = allGood();
    made.hasAfter = true;
    made.cause = {.code = u"name-tunnel"_s,
                  .depth = 0,
                  .message = u"The certificate belongs to invoices.c1x2.us-east-1.rds.example, and you connect to localhost."_s,
                  .emphasis = {u"invoices.c1x2.us-east-1.rds.example"_s},
                  .remedies = {{.action = tls::Remedy::Action::SetParameter,
                                .text = u"keep host, add hostaddr=127.0.0.1"_s,
                                .keyword = u"hostaddr"_s,
                                .value = u"127.0.0.1"_s}}};
    confirmAll(made);
    return made;
}

inline Diagnosis noTls()
{
    using enum tls::Mode;
    Diagnosis made = good();
    made.info = pg::ConnInfo::read(u"postgres://app@db.example/invoices"_s)->info;
    made.corrected = made.info;
    made.mode = Prefer;
    tls::Report &report = made.evidence.report;
    report.reply = "N";
    report.isEncrypted = false;
    report.sent.clear();
    report.negotiated = {};
    report.plaintext = {.kind = tls::Greeting::Kind::Asks, .method = u"scram-sha-256"_s};
    report.stages[2] = stage("ssl-request", tls::Stage::State::Failed, 80, u"N: no TLS here"_s);
    for (int i = 3; i < 6; ++i)
        report.stages[i] = stage(qPrintable(report.stages[i].name), tls::Stage::State::NotTried, 0, {});
    made.evidence.chain = {};
    made.bundle.reset();
    made.verdicts = {verdict(Disable, false, false, false, u"plaintext, as asked"_s),
                     verdict(Allow, false, false, false, u"plaintext first"_s),
                     verdict(Prefer, false, false, false, u"no TLS: plaintext without a word"_s),
                     refusal(Require, u"no-tls"_s, u"the server has no TLS"_s),
                     refusal(VerifyCa, u"no-tls"_s, u"the server has no TLS"_s),
                     refusal(VerifyFull, u"no-tls"_s, u"the server has no TLS"_s)};
    made.cause = {.code = u"no-tls"_s,
                  .message = u"The server answers SSLRequest with N: it has TLS switched off. prefer goes on in plaintext."_s,
                  .emphasis = {u"in plaintext"_s}};
    confirmAll(made);
    return made;
}

inline Diagnosis unreachable()
{
    using enum tls::Stage::State;
    Diagnosis made;
    made.info = pg::ConnInfo::read(u"postgres://app@db.example/invoices"_s)->info;
    made.corrected = made.info;
    tls::Report &report = made.evidence.report;
    report.at = today;
    report.stages = {stage("dns", Ok, 11, u"1 address"_s), stage("tcp", Failed, 15'000, u"no answer in 15 s"_s)};
    for (const char *name : {"ssl-request", "handshake", "chain", "host-name", "authentication", "first-query"})
        report.stages << stage(name, NotTried, 0, {});
    report.attempts = {{u"10.0.3.17"_s, 15'000, u"timed out"_s, false}};
    report.failure =
        Error{u"No answer from 10.0.3.17: a security group or a VPN stands in between; this is not TLS."_s, u"timeout"_s, {}};
    for (size_t i = 0; i < 6; ++i)
        made.verdicts[i] = refusal(tls::modes[i], u"network"_s, u"no answer"_s);
    made.cause = {.code = u"timeout"_s, .message = report.failure->message, .emphasis = {u"No answer from 10.0.3.17"_s}};
    confirmAll(made);
    return made;
}

} // namespace oriel::test
