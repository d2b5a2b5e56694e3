// SPDX-License-Identifier: GPL-3.0-or-later
// Where libpq says one sentence, the cause is told apart, with the certificate and its depth, and the steps never weaken
// anything.
#include "engines/tls/cause.h"
#include "support/chains.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::tls;
using oriel::test::ChainCase;
using oriel::test::Issued;
using Action = Remedy::Action;

namespace {

struct Scene
{
    ChainCase chain;
    QString host = u"db.test"_s;
    Greeting::Kind plaintext = Greeting::Kind::Asks;
    Mode mode = Mode::VerifyFull;
    bool isModeSet = true;
    std::optional<Bundle> bundle = {}; // instead of the chain's root file, of which only the kind matters here
};

struct Found
{
    Cause cause;
    std::array<Verdict, 6> verdicts;
};

Bundle listed(const QString &list, const QDateTime &until, const QString &name = {}) // of Oriel's own lists of fingerprints
{
    Bundle bundle{.path = u"/home/me/"_s + (name.isEmpty() ? list : name)};
    QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/resources/") + list);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no %s", qPrintable(list));
    for (const QByteArray &line : file.readAll().split('\n'))
        if (line.size() > 66 && !line.startsWith('#'))
            bundle.certificates += Certificate{.der = line,
                                               .commonName = QString::fromUtf8(line.sliced(64)).trimmed(),
                                               .notAfter = until,
                                               .isSelfIssued = true,
                                               .sha256 = QByteArray::fromHex(line.first(64))};
    return bundle;
}

const QDateTime longAgo(QDate(2024, 8, 22), QTime(0, 0), Qt::UTC), farAway(QDate(2120, 1, 1), QTime(0, 0), Qt::UTC);

Evidence evidenceOf(const Scene &scene, const test::TrustFiles &files)
{
    Evidence evidence;
    Report &report = evidence.report;
    report.target.host = scene.host;
    report.target.address = u"127.0.0.1"_s;
    report.address = u"127.0.0.1"_s;
    report.reply = "S";
    report.isEncrypted = true;
    report.encrypted = {.kind = Greeting::Kind::Asks, .method = u"scram-sha-256"_s};
    report.plaintext.kind = scene.plaintext;
    for (const Issued &one : scene.chain.sent)
        if (const auto certificate = Certificate::fromDer(one.der()))
            report.sent += *certificate;
    evidence.isModeSet = scene.isModeSet;
    evidence.chain = checkChain(report.sent, {QString::fromLocal8Bit(files.roots), QString::fromLocal8Bit(files.lists),
                                              QString::fromLocal8Bit(files.folder)});
    if (!report.sent.isEmpty())
        evidence.name = checkName(report.sent.first(), scene.host);
    return evidence;
}

Found look(const Scene &scene)
{
    const QTemporaryDir folder;
    test::TrustFiles files = writeFiles(scene.chain, folder);
    if (scene.chain.roots == "(missing)")
        files.roots = "/nonexistent/root.crt";
    const Evidence evidence = evidenceOf(scene, files);
    auto bundle = scene.bundle;
    if (!bundle)
        if (auto read = Bundle::open(QString::fromLocal8Bit(files.roots)))
            bundle = *read;
    const auto verdicts = predict(evidence);
    return {findCause(evidence, verdicts, bundle ? &*bundle : nullptr, scene.mode), verdicts};
}

QString all(const Cause &cause)
{
    QStringList steps;
    for (const Remedy &remedy : cause.remedies)
        steps += remedy.text;
    return u"%1 at %2 (%3): %4 | %5"_s.arg(cause.code, QString::number(cause.depth), cause.subject, cause.message,
                                           steps.join(u" ; "_s));
}

// What holds of every cause.
QString breach(const Found &found, Mode mode)
{
    const Cause &cause = found.cause;
    const bool works = found.verdicts[std::size_t(Mode::VerifyFull)].connects;
    if (cause.message.isEmpty() || cause.code.isEmpty() || cause.message.contains(u"  "_s) || cause.message.contains(u'%'))
        return u"no sentence"_s;
    for (const QString &part : cause.emphasis)
        if (part.isEmpty() || !cause.message.contains(part))
            return u"emphasis on what is not said: "_s + part;
    for (const Remedy &remedy : cause.remedies) {
        if (remedy.text.isEmpty())
            return u"a step without words"_s;
        if (remedy.action == Action::SetParameter && remedy.keyword == "sslmode"_L1 && remedy.value != "verify-full"_L1)
            return u"a weaker sslmode"_s;
        if (remedy.action == Action::SetParameter && (remedy.value.isEmpty() || remedy.keyword.isEmpty()))
            return u"a step that sets nothing"_s;
        if (remedy.action == Action::ChooseBundle && !remedy.path.isEmpty())
            return u"trust in what the server sent"_s;
        if (remedy.action == Action::UnsetParameter && remedy.keyword.startsWith("sslcrl"_L1))
            return u"no more revocation"_s;
    }
    if ((works && mode == Mode::VerifyFull) != (cause.code == "ok"_L1 || (works && cause.code == "expires-soon"_L1)))
        return u"ok or not"_s;
    if (works != (cause.isWarning || cause.code == "ok"_L1))
        return u"a warning or not"_s;
    const Verdict &now = found.verdicts[std::size_t(mode)];
    const bool isPlain = now.connects && !now.isEncrypted && (mode == Mode::Allow || mode == Mode::Prefer);
    if (isPlain && !cause.message.contains(u"is used without encryption"_s))
        return u"silent about plaintext"_s;
    if (!isPlain && cause.message.contains(u"connection is used without encryption"_s))
        return u"plaintext where there is none"_s;
    return {};
}

} // namespace

class TestCause : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsApart_data();
    void tellsApart();
    void everyChainHasItsCause();
    void retiredBundle();
    void otherBundles();
    void tunnel();
    void rootFiles();
    void beforeTls_data();
    void beforeTls();
    void afterTls();
    void weakModeAndExpiry();
    void saysWhatWorks();
};

void TestCause::tellsApart_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("depth");
    const auto row = [](const char *what, const char *code, int depth = 0) {
        QTest::newRow(what) << QString::fromLatin1(code) << depth;
    };
    row("other root in the file", "unknown-authority", 1);
    row("other root in the file, root sent", "unknown-authority", 2);
    row("intermediate not sent", "unknown-authority");
    row("intermediate of a public authority not sent", "intermediate-missing");
    row("intermediate not sent, in the file alone", "only-intermediate-in-bundle", 1);
    row("intermediate sent and in the file alone", "only-intermediate-in-bundle", 1);
    row("leaf alone in the file", "only-leaf-in-bundle", 1);
    row("self-signed leaf not in the file", "self-signed");
    row("root of the same name, another key", "root-replaced", 1);
    row("expired leaf", "expired");
    row("expired intermediate", "expired", 1);
    row("expired root", "root-expired", 1);
    row("leaf not yet valid", "not-yet-valid");
    row("intermediate not yet valid", "clock-wrong", 1);
    row("RSA 1024 leaf", "weak-key");
    row("RSA 1024 intermediate", "weak-key", 1);
    row("SHA-1 leaf", "weak-signature");
    row("SHA-1 intermediate", "weak-signature", 1);
    row("usage: client only", "wrong-usage");
    row("intermediate for clients", "wrong-usage-of-authority", 1);
    row("intermediate is no authority", "not-an-authority", 1);
    row("root with a path length of 0", "path-too-long", 2);
    row("names not permitted", "name-not-permitted");
    row("unknown critical extension", "unknown-extension");
    row("names that cannot be read", "issuer-does-not-fit");
    row("proxy certificate", "issuer-does-not-fit");
    row("key identifier of another", "issuer-does-not-fit");
    row("about a hundred intermediates", "chain-too-long", 101);
    row("leaf revoked", "revoked");
    row("intermediate revoked", "revoked", 1);
    row("list of the root only", "crl-missing");
    row("list expired", "crl-expired");
    row("list not yet valid", "crl-not-yet-valid");
    row("list signed by an impostor", "crl-unusable");
    row("root rejected for servers", "rejected-by-bundle", 2);
    row("file of a list only", "root-file-empty", 1);
    row("file in DER", "root-file-der", -1);
    row("file is a web page", "root-file-html", -1);
    row("file empty", "root-file-empty", -1);
    row("file torn", "root-file-damaged", -1);
    row("file of junk", "root-file-no-certificates", -1);
    row("no names", "name-missing");
    row("another name", "name-differs");
    row("good", "ok", -1);
}

void TestCause::tellsApart()
{
    QFETCH(QString, code);
    QFETCH(int, depth);
    static const QList<ChainCase> cases = test::chainCases();
    const QByteArray what = QTest::currentDataTag();
    bool isThere = false;
    for (const ChainCase &one : cases) { // a name may stand for several
        if (what != one.what)
            continue;
        const Found found = look({.chain = one});
        if (what == "about a hundred intermediates" && found.verdicts[5].connects)
            continue;
        isThere = true;
        QVERIFY2(found.cause.code == code && found.cause.depth == depth, qPrintable(all(found.cause)));
        if (depth > 0)
            QVERIFY2(!found.cause.subject.isEmpty(), qPrintable(all(found.cause)));
    }
    QVERIFY(isThere);
}

void TestCause::everyChainHasItsCause()
{
    QSet<QString> codes;
    QStringList wrong;
    for (const ChainCase &one : test::chainCases()) {
        if (one.sent.first().der().size() > 100'000)
            continue; // no handshake
        for (const Mode mode : {Mode::VerifyFull, Mode::Prefer, Mode::Allow, Mode::Require}) {
            for (const auto plaintext : {Greeting::Kind::Asks, Greeting::Kind::Refuses}) {
                if (mode == Mode::VerifyFull && plaintext == Greeting::Kind::Refuses)
                    continue;
                const Found found = look({.chain = one, .plaintext = plaintext, .mode = mode});
                if (const QString what = breach(found, mode); !what.isEmpty())
                    wrong += QString::fromUtf8(one.what) + u' ' + modeName(mode) + u": "_s + what + u": "_s + all(found.cause);
                if (found.verdicts[5].code == "chain"_L1)
                    codes += found.cause.code;
            }
        }
    }
    QStringList sorted(codes.begin(), codes.end());
    sorted.sort();
    qInfo("%d causes where libpq says that verification failed: %s", int(codes.size()), qPrintable(sorted.join(u' ')));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY(codes.size() >= 25);
    QVERIFY(!codes.contains(u"chain-fails"_s));
}

namespace {

struct Rds // a chain as RDS sends it: leaf, subordinate, root
{
    Issued root = issue(test::authority("Amazon RDS us-east-1 Root CA RSA2048 G1"));
    Issued middle = issue(test::authority("Amazon RDS us-east-1 Subordinate CA RSA2048 G1.A.7"), &root);
    Issued leaf = issue(test::server("invoices.c1x2.us-east-1.rds.example", "DNS:invoices.c1x2.us-east-1.rds.example"), &middle);
    QByteArray other = issue(test::authority("Other")).pem();
    QString host = u"invoices.c1x2.us-east-1.rds.example"_s;
    QList<Issued> sent{leaf, middle, root};
};

} // namespace

void TestCause::retiredBundle()
{
    const Rds rds;
    Scene scene{.chain = {"", rds.sent, rds.other},
                .host = rds.host,
                .plaintext = Greeting::Kind::Refuses,
                .mode = Mode::Prefer,
                .isModeSet = false,
                .bundle = listed(u"amazon-rds-retired.txt"_s, longAgo, u"rds-combined-ca-bundle.pem"_s)};
    const qsizetype count = scene.bundle->certificates.size();
    Found found = look(scene);
    QCOMPARE(found.cause.code, u"bundle-retired"_s);
    QCOMPARE(
        found.cause.message,
        u"The CA bundle is retired, and no sslmode is set. rds-combined-ca-bundle.pem holds %1 certificates, all expired; this "
        "server's chain ends in Amazon RDS us-east-1 Root CA RSA2048 G1, which is not among them. libpq says only “certificate "
        "verify failed”. This server refuses plaintext; one without rds.force_ssl would be used without encryption."_s.arg(
            count));
    QCOMPARE(found.cause.emphasis, (QStringList{u"The CA bundle is retired, and no sslmode is set."_s,
                                                u"Amazon RDS us-east-1 Root CA RSA2048 G1"_s, u"without encryption"_s}));
    QCOMPARE(found.cause.remedies.size(), 2);
    QCOMPARE(found.cause.remedies[0].action, Action::DownloadBundle);
    QCOMPARE(found.cause.remedies[0].region, u"us-east-1"_s);
    QCOMPARE(found.cause.remedies[1].text, u"sslmode=verify-full"_s);
    QCOMPARE(found.cause.depth, 2);

    scene.plaintext = Greeting::Kind::Asks;
    found = look(scene);
    QVERIFY(found.cause.message.contains(u"This server takes plaintext"_s));
    scene.plaintext = Greeting::Kind::NotTried;
    QVERIFY(!look(scene).cause.message.contains(u"encryption"_s));
    scene.mode = Mode::VerifyFull;
    found = look(scene);
    QVERIFY(found.cause.message.startsWith(u"The CA bundle is retired. "_s));
    QCOMPARE(found.cause.remedies.size(), 1);
}

void TestCause::otherBundles()
{
    const Rds rds;
    Scene scene{.chain = {"", rds.sent, rds.other}, .host = rds.host};
    scene.bundle = *Bundle::open(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/pg/data/amazon-rds-eu-west-1.pem"));
    Cause cause = look(scene).cause;
    QCOMPARE(cause.code, u"bundle-wrong-region"_s);
    QVERIFY(cause.message.contains(u"is for eu-west-1"_s) && cause.message.contains(u"of us-east-1"_s));
    scene.bundle = listed(u"amazon-rds-roots.txt"_s, farAway);
    QCOMPARE(look(scene).cause.code, u"bundle-stale"_s);
    scene.bundle = listed(u"amazon-trust-roots.txt"_s, farAway);
    QCOMPARE(look(scene).cause.code, u"bundle-for-rds-proxy"_s);

    const auto amazon = [](const QByteArray &name) {
        test::Order order = test::authority(name);
        order.subject = {{"C", "US"}, {"O", "Amazon"}, {"CN", name}};
        return order;
    };
    const Issued top = issue(amazon("Amazon Root CA 1")), middle = issue(amazon("Amazon RSA 2048 M02"), &top),
                 leaf = issue(test::server("*.proxy.example", "DNS:*.proxy.example"), &middle);
    scene.chain.sent = {leaf, middle};
    scene.bundle = listed(u"amazon-rds-roots.txt"_s, farAway);
    cause = look(scene).cause;
    QCOMPARE(cause.code, u"proxy-needs-amazon-roots"_s);
    QCOMPARE(cause.remedies.first().region, u"proxy"_s);
    Bundle old{.path = u"/a/old.pem"_s, .certificates = {*Certificate::fromDer(issue(test::authority("Old")).der())}};
    old.certificates.first().notAfter = longAgo;
    scene.chain.sent = {issue(test::server("a", {}), &rds.root)};
    scene.bundle = old;
    QVERIFY(look(scene).cause.code.startsWith(u"bundle-stale"_s));
}

void TestCause::tunnel()
{
    const Rds rds;
    for (const QString &host : {u"localhost"_s, u"127.0.0.1"_s, u"127.1"_s}) {
        const Cause cause = look({.chain = {"", {rds.leaf, rds.middle}, rds.root.pem()}, .host = host}).cause;
        QCOMPARE(cause.code, u"name-tunnel"_s);
        QCOMPARE(cause.remedies.size(), 2);
        QCOMPARE(cause.remedies[0].keyword + u'=' + cause.remedies[0].value, u"host="_s + rds.host);
        QCOMPARE(cause.remedies[1].keyword + u'=' + cause.remedies[1].value, u"hostaddr=127.0.0.1"_s);
    }
    // both at once: the steps together make verify-full succeed
    const Cause both = look({.chain = {"", rds.sent, rds.other}, .host = u"localhost"_s, .mode = Mode::Prefer}).cause;
    QCOMPARE(both.remedies.size(), 4);
    QCOMPARE(both.remedies.last().text, u"sslmode=verify-full"_s);
    const auto code = [&](const QByteArray &cn, const QByteArray &names, const QString &host) {
        return look({.chain = {"", {issue(test::server(cn, names), &rds.root)}, rds.root.pem()}, .host = host}).cause.code;
    };
    QCOMPARE(code("x", "DNS:db.test", u"10.0.0.5"_s), u"name-address"_s);
    QCOMPARE(code("x", "DNS:db.test", u"db.test."_s), u"name-trailing-dot"_s);
    QCOMPARE(code("db.test", "DNS:other.test", u"db.test"_s), u"name-in-cn-only"_s);
    QCOMPARE(code("x", "DNS:*.test", u"a.db.test"_s), u"name-below-wildcard"_s);
    QCOMPARE(code("x", "DER:3005820361000a", u"db.test"_s), u"name-malformed"_s);
    QCOMPARE(code("x", "DNS:db.test", {}), u"host-missing"_s);
}

void TestCause::rootFiles()
{
    const Rds rds;
    const Cause missing = look({.chain = {"", rds.sent, "(missing)"}, .host = rds.host, .mode = Mode::Require}).cause;
    QCOMPARE(missing.code, u"root-file-missing"_s);
    QVERIFY2(missing.message.contains(u"verifies nothing"_s) &&
                 missing.emphasis.contains(u"Amazon RDS us-east-1 Root CA RSA2048 G1"_s),
             qPrintable(all(missing)));
    QCOMPARE(missing.remedies[0].region, u"us-east-1"_s);
    const Cause key = look({.chain = {"", rds.sent, rds.root.keyPem()}, .host = rds.host}).cause;
    QCOMPARE(key.code, u"root-file-private-key"_s);
    QVERIFY(key.message.contains(u"no certificate or crl found"_s));
}

void TestCause::beforeTls_data()
{
    QTest::addColumn<QString>("failure");
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QString>("alert");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, const char *failure, const QByteArray &reply, const char *alert, const char *code) {
        QTest::newRow(name) << QString::fromLatin1(failure) << reply << QString::fromLatin1(alert) << QString::fromLatin1(code);
    };
    row("dns", "dns", "", "", "dns");
    row("password in the host", "dns", "@", "", "password-not-encoded");
    row("refused", "refused", "", "", "refused");
    row("timeout", "timeout", "", "", "timeout");
    row("unreachable", "unreachable", "", "", "unreachable");
    row("closed", "closed", "", "", "closed");
    row("no TLS", "no-tls", "N", "", "no-tls");
    row("pooler", "no-tls", "N", "pgbouncer", "plaintext-only-pooler");
    row("web server", "not-postgresql", "HTTP/1.1", "", "not-postgresql");
    row("injected", "injected", "Sx", "", "injected-bytes");
    row("versions", "tls", "S", "tlsv1 alert protocol version", "tls-version");
    row("client certificate", "tls", "S", "sslv3 alert handshake failure", "client-certificate-wanted");
    row("too large", "tls", "S", "excessive message size", "certificate-too-large");
    row("other", "tls", "S", "no shared cipher", "handshake");
    row("parameters", "parameters", "", "", "parameters");
}

void TestCause::beforeTls()
{
    QFETCH(QString, failure);
    QFETCH(QByteArray, reply);
    QFETCH(QString, alert);
    QFETCH(QString, code);
    Evidence evidence;
    Report &report = evidence.report;
    report.failure = Error{u"the probe's words"_s, failure, u"detail"_s};
    report.target.host = reply == "@" ? u"secret@db.test"_s : u"db.test"_s;
    report.reply = reply == "@" ? QByteArray() : reply;
    report.address = reply.isEmpty() || reply == "@" ? QString() : u"10.0.0.1"_s;
    report.alert = alert;
    report.isAlertFromServer = alert.contains(u"alert"_s);
    report.asksClientCertificate = code == "client-certificate-wanted"_L1;
    if (alert == "pgbouncer"_L1)
        report.plaintext = {.kind = Greeting::Kind::Refuses, .message = u"no such user: u"_s};
    evidence.chain.rootFile = RootFile::Loaded;
    const Found found{findCause(evidence, predict(evidence), nullptr, Mode::VerifyFull), predict(evidence)};
    QCOMPARE(found.cause.code, code);
    QCOMPARE(breach(found, Mode::VerifyFull), QString());
    if (code == "password-not-encoded"_L1)
        QCOMPARE(found.cause.remedies.first().action, Action::EncodePassword);
}

void TestCause::afterTls()
{
    const Rds rds;
    const QTemporaryDir folder;
    const Scene scene{.chain = {"", {rds.leaf, rds.middle}, rds.root.pem()}, .host = rds.host};
    Evidence evidence = evidenceOf(scene, writeFiles(scene.chain, folder));
    const auto code = [&](const Greeting &greeting) {
        evidence.report.encrypted = greeting;
        return findCause(evidence, predict(evidence), nullptr, Mode::VerifyFull).code;
    };
    QCOMPARE(code({.kind = Greeting::Kind::Refuses, .message = u"no pg_hba.conf entry for host"_s}), u"server-refuses"_s);
    QCOMPARE(code({.kind = Greeting::Kind::Refuses, .message = u"connection requires a valid client certificate"_s}),
             u"client-certificate-wanted"_s);
    QCOMPARE(code({.kind = Greeting::Kind::Silent}), u"closed"_s);
    evidence.report.asksClientCertificate = true;
    evidence.report.alert = u"tlsv13 alert certificate required"_s;
    QCOMPARE(code({.kind = Greeting::Kind::Silent}), u"client-certificate-wanted"_s);
}

void TestCause::weakModeAndExpiry()
{
    const Rds rds;
    Scene scene{
        .chain = {"", {rds.leaf, rds.middle}, rds.root.pem()}, .host = rds.host, .mode = Mode::Prefer, .isModeSet = false};
    Cause cause = look(scene).cause;
    QCOMPARE(cause.code, u"weak-sslmode"_s);
    QVERIFY(cause.isWarning && cause.message.startsWith(u"No sslmode is set"_s));
    QCOMPARE(cause.remedies.first().value, u"verify-full"_s);
    scene.mode = Mode::VerifyCa;
    scene.isModeSet = true;
    QVERIFY(look(scene).cause.message.startsWith(u"sslmode is only verify-ca"_s));

    test::Order order = test::server({}, "DNS:db.test");
    order.until = 12.5;
    cause = look({.chain = {"", {issue(order, &rds.middle), rds.middle}, rds.root.pem()}}).cause;
    QCOMPARE(cause.code, u"expires-soon"_s);
    QVERIFY2(cause.isWarning && cause.depth == 0 && cause.message.startsWith(u"A certificate expires in 12 days."_s),
             qPrintable(all(cause)));
}

void TestCause::saysWhatWorks()
{
    const Rds rds;
    const Cause cause = look({.chain = {"", {rds.leaf, rds.middle}, rds.root.pem()}, .host = rds.host}).cause;
    QCOMPARE(cause.code, u"ok"_s);
    QVERIFY2(cause.message.contains(u"The chain ends in Amazon RDS us-east-1 Root CA RSA2048 G1"_s), qPrintable(all(cause)));
    QVERIFY(cause.remedies.isEmpty() && !cause.isWarning);
}

QTEST_GUILESS_MAIN(TestCause)
#include "tst_cause.moc"
