// SPDX-License-Identifier: GPL-3.0-or-later
// The bar of the certificate tab: what we predict from one probe is what the real libpq does, in every sslmode, on every chain,
// with every root file and every answer of the server.
#include "engines/tls/probe.h"
#include "engines/tls/verdict.h"
#include "support/chains.h"
#include "support/chainserver.h"

#include <QTest>

#include <openssl/ssl.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::tls;
using oriel::test::ChainCase;
using oriel::test::Manner;
using oriel::test::writeFiles;

namespace {

struct Row
{
    QByteArray what;
    QByteArray host = "db.test";
    test::TrustFiles files;
    test::Parameters parameters; // beyond these
    QString minProtocol = u"TLSv1.2"_s, maxProtocol;
    QList<Mode> only = {};
};

QString shown(const Verdict &verdict)
{
    return u"%1%2%3 [%4] %5"_s.arg(verdict.connects ? u"connects"_s : u"refuses"_s,
                                   verdict.isEncrypted ? u", encrypted"_s : QString(),
                                   verdict.isKnown ? QString() : u", unknown"_s, verdict.code, verdict.reason);
}

} // namespace

class TestVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void everyChain_data();
    void everyChain();
    void everyAnswer();
    void withoutTls();
    void versionsAndClientCertificates();
    void silenceInTheHandshake();
    void noNetwork();
    void hostNames();
    void says();
    void systemRootsNeedVerifyFull();
    void unixSocket();
    void modeNames();

private:
    Evidence examine(const Row &row);
    std::array<Verdict, 6> compare(const Row &row); // with libpq; what differs goes into m_wrong

    test::ChainServer m_server;
    QTemporaryDir m_folder;
    QStringList m_wrong;
    int m_compared = 0;
};

Evidence TestVerdict::examine(const Row &row)
{
    Target target{.host = QString::fromUtf8(row.host), .address = u"127.0.0.1"_s, .port = m_server.port()};
    target.minProtocol = row.minProtocol;
    target.maxProtocol = row.maxProtocol;
    target.user = u"u"_s;
    target.database = u"d"_s;
    target.limit = std::chrono::seconds(2);
    Evidence evidence{.report = probe(target)};
    const Trust trust{QString::fromLocal8Bit(row.files.roots), QString::fromLocal8Bit(row.files.lists),
                      QString::fromLocal8Bit(row.files.folder)};
    evidence.chain = checkChain(evidence.report.sent, trust);
    if (!evidence.report.sent.isEmpty())
        evidence.name = checkName(evidence.report.sent.first(), target.host);
    return evidence;
}

std::array<Verdict, 6> TestVerdict::compare(const Row &row)
{
    const Evidence evidence = examine(row);
    const auto predicted = predict(evidence);
    for (const Verdict &verdict : predicted) {
        if (!row.only.isEmpty() && !row.only.contains(verdict.mode))
            continue;
        const test::Actual actual =
            test::connectByLibpq(m_server.port(), test::Parameters{{"host", row.host},
                                                                   {"sslmode", modeName(verdict.mode).toLatin1()},
                                                                   {"sslrootcert", row.files.roots},
                                                                   {"sslcrl", row.files.lists},
                                                                   {"sslcrldir", row.files.folder},
                                                                   {"sslcert", "/nonexistent"}} +
                                                      row.parameters);
        ++m_compared;
        if (verdict.connects != actual.connects || verdict.isEncrypted != actual.isEncrypted || !verdict.isKnown)
            m_wrong += u"%1 | %2 | libpq %3%4 | ours %5 | %6"_s.arg(
                QString::fromUtf8(row.what), modeName(verdict.mode), actual.connects ? u"connects"_s : u"refuses"_s,
                actual.isEncrypted ? u", encrypted"_s : QString(), shown(verdict), actual.message);
    }
    return predicted;
}

void TestVerdict::cleanup()
{
    const QStringList wrong = std::exchange(m_wrong, {});
    if (m_compared)
        qInfo("%d legs compared with libpq", std::exchange(m_compared, 0));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestVerdict::everyChain_data()
{
    QTest::addColumn<bool>("takesPlaintext");
    QTest::newRow("plaintext taken") << true;
    QTest::newRow("plaintext refused") << false;
}

void TestVerdict::everyChain()
{
    QFETCH(bool, takesPlaintext);
    for (const ChainCase &one : test::chainCases()) {
        m_server.behave({.chain = one.sent, .plaintext = takesPlaintext ? Manner::Scram : Manner::Refuse});
        compare({.what = one.what, .files = writeFiles(one, m_folder)});
    }
}

void TestVerdict::everyAnswer()
{
    const test::Issued root = issue(test::authority("Root")), other = issue(test::authority("Other")),
                       leaf = issue(test::server("db.test", {}), &root);
    const QList<Manner::Answer> answers{Manner::Scram,  Manner::Md5,        Manner::Cleartext, Manner::LetIn,
                                        Manner::Refuse, Manner::RefuseLate, Manner::Close,     Manner::Garbage};
    struct Way
    {
        const char *what;
        QByteArray host, roots;
        bool isThere = true;
    };
    const QList<Way> ways{{"good", "db.test", root.pem()},
                          {"other name", "x.test", root.pem()},
                          {"other root", "db.test", other.pem()},
                          {"root file empty", "db.test", ""},
                          {"root file missing", "db.test", {}, false}};
    for (const Way &way : ways) {
        test::TrustFiles files = writeFiles({"", {leaf}, way.roots}, m_folder);
        if (!way.isThere)
            files.roots = "/nonexistent/root.crt";
        for (const Manner::Answer encrypted : answers) {
            for (const Manner::Answer plaintext : answers) {
                const bool isOften = encrypted == Manner::Scram || encrypted == Manner::Refuse;
                if (!isOften && plaintext != Manner::Scram && plaintext != Manner::Refuse)
                    continue;
                m_server.behave({.chain = {leaf}, .encrypted = encrypted, .plaintext = plaintext});
                compare({.what = QByteArray(way.what) + ", TLS " + QByteArray::number(encrypted) + ", plaintext " +
                                 QByteArray::number(plaintext),
                         .host = way.host,
                         .files = files});
            }
        }
    }
}

void TestVerdict::withoutTls()
{
    const test::Issued leaf = issue(test::server("db.test", {}));
    for (const bool isThere : {true, false}) {
        test::TrustFiles files = writeFiles({"", {leaf}, leaf.pem()}, m_folder);
        if (!isThere)
            files.roots = "/nonexistent/root.crt";
        for (const QByteArray &reply :
             QByteArrayList{"N", "E", "ESFATAL", "", "HTTP/1.1 400 Bad Request\r\n\r\n", "G", "\x16", "close"}) {
            for (const Manner::Answer plaintext :
                 {Manner::Scram, Manner::LetIn, Manner::Refuse, Manner::Close, Manner::Garbage}) {
                Manner manner{.chain = {leaf}, .reply = reply, .plaintext = plaintext};
                if (reply == "close") {
                    manner.reply = "S";
                    manner.handshake = Manner::Closes;
                }
                m_server.behave(manner);
                compare({.what = "reply " + reply + ", plaintext " + QByteArray::number(plaintext), .files = files});
            }
        }
    }
}

void TestVerdict::versionsAndClientCertificates()
{
    const test::Issued leaf = issue(test::server("db.test", {}));
    const test::TrustFiles files = writeFiles({"", {leaf}, leaf.pem()}, m_folder);
    for (const Manner::Answer plaintext : {Manner::Scram, Manner::Refuse}) {
        for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
            const QByteArray which = QByteArray::number(version, 16);
            Manner manner{.chain = {leaf}, .plaintext = plaintext, .minVersion = version, .maxVersion = version};
            m_server.behave(manner);
            compare({.what = "version " + which, .files = files});
            for (const QString &most : {u"TLSv1.2"_s, u"TLSv1.3"_s})
                compare(
                    {.what = "version " + which + " of " + most.toLatin1(),
                     .files = files,
                     .parameters = {{"ssl_min_protocol_version", most.toLatin1()}, {"ssl_max_protocol_version", most.toLatin1()}},
                     .minProtocol = most,
                     .maxProtocol = most});
            manner.asksClientCertificate = true;
            m_server.behave(manner);
            compare({.what = "client certificate asked for, version " + which, .files = files});
            manner.needsClientCertificate = true;
            m_server.behave(manner);
            compare({.what = "client certificate needed, version " + which, .files = files});
        }
    }
}

void TestVerdict::silenceInTheHandshake()
{
    const test::Issued leaf = issue(test::server("db.test", {}));
    m_server.behave({.chain = {leaf}, .handshake = Manner::Hangs});
    const test::TrustFiles files = writeFiles({"", {leaf}, leaf.pem()}, m_folder);
    compare({.what = "silence", .files = files, .parameters = {{"connect_timeout", "2"}}, .only = {Mode::Allow, Mode::Prefer}});
}

void TestVerdict::noNetwork()
{
    for (const char *code : {"dns", "refused", "unreachable", "timeout"}) {
        Evidence evidence;
        evidence.report.failure = Error{u"no way there"_s, QString::fromLatin1(code)};
        for (const Verdict &verdict : predict(evidence)) {
            QVERIFY(!verdict.connects && verdict.isKnown);
            QCOMPARE(verdict.code, u"network"_s);
            QCOMPARE(verdict.reason, u"no way there"_s);
        }
    }
    Evidence wrong{.parameterProblem = u"invalid sslmode value: \"x\""_s};
    QCOMPARE(predict(wrong)[0].code, u"parameters"_s);
}

void TestVerdict::hostNames()
{
    const test::Issued leaf = issue(test::server("db.test", "DNS:db.test,IP:127.0.0.1"));
    const test::TrustFiles files = writeFiles({"", {leaf}, leaf.pem()}, m_folder);
    m_server.behave({.chain = {leaf}});
    for (const QByteArray &host :
         QByteArrayList{"db.test", "DB.TEST", "127.0.0.1", "127.1", "x.test", "db.test.", QByteArray(255, 'a'),
                        QByteArray(256, 'a'), QByteArray(300, '1'), QByteArray(200, ':') + "b", "a b"})
        compare({.what = host.left(20) + " of " + QByteArray::number(host.size()), .host = host, .files = files});
}

void TestVerdict::says()
{
    const test::Issued root = issue(test::authority("Root")), other = issue(test::authority("Other")),
                       leaf = issue(test::server("db.test", {}), &root);
    m_server.behave({.chain = {leaf}});
    auto verdicts = compare({.what = "good", .files = writeFiles({"", {leaf}, root.pem()}, m_folder)});
    const auto of = [&](Mode mode) { return verdicts[std::size_t(mode)]; };
    QCOMPARE(of(Mode::VerifyFull),
             (Verdict{Mode::VerifyFull, true, true, true, true, false, {}, u"chain and host name verified"_s, true}));
    QCOMPARE(of(Mode::Require).reason, u"chain verified, host name not looked at"_s);
    QCOMPARE(of(Mode::Allow).reason, u"plaintext is tried first, and taken"_s);
    QVERIFY(!of(Mode::Allow).fellBack && !of(Mode::Prefer).fellBack && !of(Mode::VerifyCa).isNameVerified);

    verdicts = compare({.what = "bad", .files = writeFiles({"", {leaf}, other.pem()}, m_folder)});
    QCOMPARE(of(Mode::Prefer),
             (Verdict{Mode::Prefer, true, false, false, false, true, {}, u"chain fails: plaintext without a word"_s, true}));
    QCOMPARE(of(Mode::Require).code, u"chain"_s);

    m_server.behave({.chain = {leaf}, .plaintext = Manner::Refuse});
    verdicts = compare({.what = "bad, refused", .files = writeFiles({"", {leaf}, other.pem()}, m_folder)});
    QCOMPARE(of(Mode::Disable).code, u"plaintext-refused"_s);
    QCOMPARE(of(Mode::Prefer).code, u"chain"_s);
    QCOMPARE(of(Mode::Prefer).reason, u"chain fails, plaintext refused"_s);
    QCOMPARE(of(Mode::Allow).reason, u"plaintext refused, chain fails"_s);
    QCOMPARE(of(Mode::Allow).code, u"chain"_s);

    verdicts = compare({.what = "no file", .files = {"/nonexistent", {}, {}}});
    QCOMPARE(of(Mode::Prefer).reason, u"root file missing: nothing verified"_s);
    QVERIFY(of(Mode::Allow).fellBack && of(Mode::Allow).isEncrypted && !of(Mode::Allow).isChainVerified);
    QCOMPARE(of(Mode::VerifyCa).code, u"root-file-missing"_s);
}

void TestVerdict::systemRootsNeedVerifyFull()
{
    Evidence evidence;
    evidence.chain.rootFile = RootFile::System;
    evidence.report.reply = "S";
    evidence.report.isEncrypted = true;
    evidence.report.encrypted.kind = Greeting::Kind::Asks;
    evidence.name.outcome = NameCheck::Outcome::Matches;
    const auto verdicts = predict(evidence);
    QVERIFY(verdicts[5].connects && verdicts[5].isChainVerified);
    QCOMPARE(verdicts[4].code, u"parameters"_s);
    QVERIFY(verdicts[4].reason.contains(u"weak sslmode \"verify-ca\""_s));
}

void TestVerdict::unixSocket()
{
    Evidence evidence;
    evidence.report.target.host = u"/run/postgresql"_s;
    evidence.report.plaintext.kind = Greeting::Kind::Asks;
    for (const Verdict &verdict : predict(evidence)) {
        QVERIFY(verdict.connects && !verdict.isEncrypted && !verdict.fellBack);
        QCOMPARE(verdict.reason, u"Unix socket: TLS is never used"_s);
    }
}

void TestVerdict::modeNames()
{
    for (const Mode mode : modes)
        QCOMPARE(modeFromName(modeName(mode)), mode);
    QVERIFY(!modeFromName(u"no-verify"_s));
}

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
