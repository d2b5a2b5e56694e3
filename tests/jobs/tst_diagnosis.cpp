// SPDX-License-Identifier: GPL-3.0-or-later
// The documented JSON form of a diagnosis, and its one line.
#include "jobs/diagnosis.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

tls::Certificate certificate(const QString &name, int days)
{
    const auto now = QDateTime::currentDateTimeUtc();
    return {.der = name.toUtf8(),
            .subject = u"CN="_s + name,
            .issuer = u"CN=root"_s,
            .commonName = name,
            .names = {u"DNS:"_s + name},
            .notBefore = now.addDays(-10),
            .notAfter = now.addDays(days).addSecs(60),
            .sha256 = QByteArray(32, char(days))};
}

Diagnosis sample()
{
    Diagnosis d;
    d.info.set(u"host"_s, u"db.example"_s);
    d.info.setPassword(Secret("planted-7731"));
    d.mode = tls::Mode::Require;
    tls::Report &report = d.evidence.report;
    report.target = {.host = u"db.example"_s, .port = 5433, .user = u"app"_s};
    report.at = QDateTime::currentDateTimeUtc();
    report.stages = {{u"dns"_s, tls::Stage::State::Ok, 1.25, u"1 address"_s},
                     {u"tcp"_s, tls::Stage::State::Warning, 2, {}},
                     {u"ssl-request"_s, tls::Stage::State::Failed, 3, u"N"_s},
                     {u"handshake"_s, tls::Stage::State::NotTried, 0, {}}};
    report.totalMs = 6.25;
    report.isEncrypted = true;
    report.negotiated = {.protocol = u"TLSv1.3"_s, .cipher = u"TLS_AES_256_GCM_SHA384"_s, .bits = 256};
    report.sent = {certificate(u"db.example"_s, 61)};
    report.encrypted = {.kind = tls::Greeting::Kind::Asks, .method = u"scram-sha-256"_s};
    d.evidence.chain.rootFile = tls::RootFile::Loaded;
    d.evidence.chain.built = {certificate(u"db.example"_s, 61), certificate(u"root"_s, 11)};
    d.evidence.chain.anchor = certificate(u"root"_s, 11);
    for (const tls::Mode mode : tls::modes)
        d.verdicts[size_t(mode)] = {.mode = mode, .connects = mode != tls::Mode::VerifyFull, .reason = u"why"_s};
    d.legs = {{.mode = pg::SslMode::Require, .connects = true, .isEncrypted = true, .method = u"password"_s}};
    d.disagreements = {tls::Mode::Allow};
    d.cause = {.code = u"name-differs"_s,
               .depth = 0,
               .subject = u"CN=db.example"_s,
               .message = u"The names differ."_s,
               .remedies = {{tls::Remedy::Action::SetParameter, u"set host"_s, u"host"_s, u"db.example"_s, {}, {}}}};
    return d;
}

} // namespace

class TestDiagnosis final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Renaming or removing one of these breaks somebody's cron job.
    void theForm()
    {
        const QJsonObject all = toJson(sample());
        const QHash<QString, QStringList> expected{
            {u"target"_s,
             {u"address"_s, u"crl"_s, u"crldir"_s, u"database"_s, u"host"_s, u"hostaddr"_s, u"mode"_s, u"port"_s, u"rootcert"_s,
              u"sslmode"_s, u"user"_s}},
            {u"negotiated"_s,
             {u"alpn"_s, u"bits"_s, u"cipher"_s, u"group"_s, u"offered_group"_s, u"peer_signature"_s, u"protocol"_s,
              u"retried"_s}},
            {u"anchor"_s,
             {u"authority"_s, u"common_name"_s, u"days_left"_s, u"issuer"_s, u"key"_s, u"names"_s, u"not_after"_s,
              u"not_before"_s, u"pem"_s, u"serial"_s, u"sha256"_s, u"signature"_s, u"subject"_s, u"usages"_s}},
            {u"chain"_s,
             {u"errors"_s, u"extra"_s, u"missing_issuer"_s, u"out_of_order"_s, u"problem"_s, u"revocation"_s, u"root_file"_s}},
            {u"name"_s, {u"matched"_s, u"message"_s, u"outcome"_s, u"seen"_s}},
            {u"cause"_s, {u"code"_s, u"depth"_s, u"message"_s, u"remedies"_s, u"remedy"_s, u"subject"_s, u"warning"_s}},
            {u"greeting"_s, {u"plaintext"_s, u"tls"_s}},
            {u"confirmed"_s, {u"require"_s}},
            {u"verdicts"_s, {u"allow"_s, u"disable"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s}}};
        for (auto part = expected.begin(); part != expected.end(); ++part)
            QCOMPARE(all[part.key()].toObject().keys(), part.value());
        QCOMPARE(all.keys().join(u' '),
                 u"after anchor at attempts built bundle bundle_problem cause chain changes client_certificate_wanted complete "
                 "confirmed corrected days_left direct disagreements failure format greeting last_at libpq name negotiated oriel "
                 "reply sent server stages target total_ms verdicts"_s);
        QCOMPARE(all[u"verdicts"_s][u"verify-full"_s].toObject().keys().join(u' '),
                 u"code connects encrypted fell_back known name_verified reason verified"_s);
        QCOMPARE(all[u"stages"_s][0].toObject().keys().join(u' '), u"message ms name ok"_s);
    }

    void theValues()
    {
        const QJsonObject all = toJson(sample());
        const QJsonArray stages = all[u"stages"_s].toArray();
        QCOMPARE(stages[0][u"ms"_s].toDouble(), 1.25);
        QCOMPARE(stages[0][u"ok"_s], QJsonValue(true));
        QCOMPARE(stages[1][u"ok"_s], QJsonValue(true));
        QCOMPARE(stages[2][u"ok"_s], QJsonValue(false));
        QVERIFY(stages[3][u"ok"_s].isNull());
        QCOMPARE(all[u"days_left"_s].toInt(), 11); // the root's, which ends first
        QCOMPARE(all[u"built"_s].toArray().size(), 2);
        QCOMPARE(all[u"cause"_s][u"remedy"_s].toString(), u"set host"_s);
        QCOMPARE(all[u"cause"_s][u"remedies"_s][0][u"action"_s].toString(), u"set-parameter"_s);
        QCOMPARE(all[u"disagreements"_s].toArray(), QJsonArray{u"allow"_s});
        QVERIFY(all[u"server"_s].isNull() && all[u"after"_s].isNull() && all[u"greeting"_s][u"plaintext"_s].isNull());
        QVERIFY(!QJsonDocument(all).toJson().contains("planted"));
    }

    void libpqHasTheLastWord()
    {
        Diagnosis d = sample();
        QVERIFY(!isConnecting(d, tls::Mode::VerifyFull));
        d.legs.append({.mode = pg::SslMode::VerifyFull, .connects = true});
        QVERIFY(isConnecting(d, tls::Mode::VerifyFull));
        d.legs.append({.mode = pg::SslMode::Disable, .connects = false});
        QVERIFY(!isConnecting(d, tls::Mode::Disable) && isConnecting(d, tls::Mode::Prefer));
    }

    void oneLine()
    {
        Diagnosis d = sample();
        QCOMPARE(doctorLine(d), u"The names differ. First step: set host"_s);
        d.cause = {.message = u"All is well\u202e."_s};
        QCOMPARE(doctorLine(d), u"All is well⟦U+202E⟧. The certificate is good for 11 more days."_s);
        d.evidence.chain.built.clear();
        QVERIFY(doctorLine(d).contains("61"_L1));
        QCOMPARE(titleOf(d), u"db.example:5433"_s);
        d.evidence.report.target.host = u"::1"_s;
        QCOMPARE(titleOf(d), u"[::1]:5433"_s);
    }
};

QTEST_GUILESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
