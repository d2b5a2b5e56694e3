// SPDX-License-Identifier: GPL-3.0-or-later
// Every chain of tests/support/chains: trusted by us exactly where the real libpq connects with verify-ca, and for the reason at
// which OpenSSL stops.
#include "engines/tls/chain.h"
#include "support/chains.h"
#include "support/chainserver.h"

#include <QTest>

#include <openssl/ssl.h>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::tls;
using oriel::test::ChainCase;

namespace {

QList<Certificate> values(const QList<test::Issued> &chain)
{
    QList<Certificate> all;
    for (const test::Issued &one : chain)
        all += Certificate::fromDer(one.der()).value_or(Certificate{.der = one.der()});
    return all;
}

Trust trustOf(const test::TrustFiles &files)
{
    return {QString::fromLocal8Bit(files.roots), QString::fromLocal8Bit(files.lists), QString::fromLocal8Bit(files.folder)};
}

ChainCheck checked(const QList<test::Issued> &sent, const QByteArray &roots, const QByteArray &lists = {})
{
    const QTemporaryDir folder;
    return checkChain(values(sent), trustOf(test::writeFiles({"", sent, roots, lists}, folder)));
}

// A client made as libpq makes it: at which error verification stopped. -1: it did not come to that.
int stopOf(const QList<test::Issued> &chain, const test::TrustFiles &files)
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> ours(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        theirs(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (SSL_CTX_load_verify_locations(ours.get(), files.roots.constData(), nullptr) != 1)
        return -1;
    X509_STORE *const store = SSL_CTX_get_cert_store(ours.get());
    const auto pathOf = [](const QByteArray &path) { return path.isEmpty() ? nullptr : path.constData(); };
    if ((!files.lists.isEmpty() || !files.folder.isEmpty()) &&
        X509_STORE_load_locations(store, pathOf(files.lists), pathOf(files.folder)) == 1)
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    SSL_CTX_set_security_level(theirs.get(), 0);
    SSL_CTX_set_mode(theirs.get(), SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_use_certificate(theirs.get(), chain.first().certificate.get());
    SSL_CTX_use_PrivateKey(theirs.get(), chain.first().key.get());
    for (const test::Issued &one : chain.sliced(1))
        SSL_CTX_add1_chain_cert(theirs.get(), one.certificate.get());
    const std::unique_ptr<SSL, decltype(&SSL_free)> client(SSL_new(ours.get()), SSL_free),
        server(SSL_new(theirs.get()), SSL_free);
    BIO *near = nullptr, *far = nullptr;
    BIO_new_bio_pair(&near, 0, &far, 0);
    SSL_set_bio(client.get(), near, near);
    SSL_set_bio(server.get(), far, far);
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
    SSL_set_verify(client.get(), SSL_VERIFY_PEER, [](int isGood, X509_STORE_CTX *) { return isGood; });
    for (int turn = 0; turn < 2000; ++turn) {
        SSL_do_handshake(server.get());
        const int result = SSL_do_handshake(client.get());
        if (result == 1 || SSL_get_error(client.get(), result) == SSL_ERROR_SSL)
            break;
    }
    return int(SSL_get_verify_result(client.get()));
}

} // namespace

class TestChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithLibpq();
    void listsEveryFault();
    void tellsAnchorExtraAndOrder();
    void namesTheMissingIssuer();
    void tellsTheListsState();
    void judgesAtATime();
    void readsNoPipe();
    void bearsNothing();
};

void TestChain::agreesWithLibpq()
{
    test::ChainServer server;
    const QTemporaryDir folder;
    QStringList wrong;
    const QList<ChainCase> cases = test::chainCases();
    int accepted = 0;
    for (const ChainCase &one : cases) {
        const test::TrustFiles files = writeFiles(one, folder);
        server.behave({.chain = one.sent});
        const test::Actual actual = test::connectByLibpq(server.port(), {{"host", "db.test"},
                                                                         {"sslmode", "verify-ca"},
                                                                         {"sslrootcert", files.roots},
                                                                         {"sslcrl", files.lists},
                                                                         {"sslcrldir", files.folder}});
        if (actual.message.contains("excessive message size"_L1))
            continue; // the handshake's affair
        const ChainCheck ours = checkChain(values(one.sent), trustOf(files));
        const int stop = stopOf(one.sent, files), first = ours.errors.isEmpty() ? 0 : ours.errors.first().code;
        accepted += actual.connects;
        const bool same = ours.isTrusted() == actual.connects && actual.message.contains(ours.rootFileProblem) &&
                          (ours.rootFile != RootFile::Loaded || first == stop);
        if (!same)
            wrong += u"%1: libpq %2 «%3» at %4, ours at %5 %6 «%7»"_s.arg(
                QString::fromUtf8(one.what), actual.connects ? u"connects"_s : u"refuses"_s, actual.message,
                QString::number(stop), QString::number(first), ours.errors.isEmpty() ? QString() : ours.errors.first().name,
                ours.rootFileProblem);
    }
    qInfo("%d chains compared, %d of them accepted by libpq", int(cases.size()), accepted);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestChain::listsEveryFault()
{
    test::Order order = test::server("db.test", {});
    order.until = -1;
    order.from = -9;
    const test::Issued root = issue(test::authority("Root")), other = issue(test::authority("Other")), leaf = issue(order, &root);
    const ChainCheck check = checked({leaf, root}, other.pem());
    QCOMPARE(check.errors.size(), 2); // libpq names the root and would say nothing of the date
    QCOMPARE(check.errors.at(0).name, u"X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"_s);
    QCOMPARE(check.errors.at(0).depth, 1);
    QCOMPARE(check.errors.at(0).certificate->commonName, u"Root"_s);
    QCOMPARE(check.errors.at(1).name, u"X509_V_ERR_CERT_HAS_EXPIRED"_s);
    QCOMPARE(check.errors.at(1).depth, 0);
    QCOMPARE(check.errors.at(1).text, u"certificate has expired"_s);
}

void TestChain::tellsAnchorExtraAndOrder()
{
    const test::Issued root = issue(test::authority("Root")), middle = issue(test::authority("Middle"), &root),
                       low = issue(test::authority("Low"), &middle), leaf = issue(test::server("db.test", {}), &low),
                       other = issue(test::authority("Other"));
    const ChainCheck straight = checked({leaf, low, middle}, other.pem() + root.pem());
    QVERIFY(straight.isTrusted());
    QCOMPARE(straight.anchor, Certificate::fromDer(root.der()));
    QCOMPARE(straight.built.size(), 4);
    QVERIFY(straight.extra.isEmpty() && !straight.isOutOfOrder);
    const ChainCheck crooked = checked({leaf, middle, other, low}, root.pem());
    QVERIFY(crooked.isTrusted() && crooked.isOutOfOrder);
    QCOMPARE(crooked.extra, values({other}));
    const ChainCheck strange = checked({leaf, low, middle, root}, other.pem());
    QVERIFY(!strange.anchor && !strange.isTrusted());
    QVERIFY(strange.extra.isEmpty());
    const ChainCheck self = checked({issue(test::server("db.test", {}))}, {});
    QVERIFY(!self.anchor);
}

void TestChain::namesTheMissingIssuer()
{
    const test::Issued root = issue(test::authority("Root")), middle = issue(test::authority("Middle"), &root),
                       leaf = issue(test::server("db.test", {}), &middle);
    QCOMPARE(checked({leaf}, root.pem()).missingIssuer, u"Middle"_s);
    QCOMPARE(checked({leaf, middle}, middle.pem()).missingIssuer, u"Root"_s);
    QVERIFY(checked({leaf, middle, root}, middle.pem()).missingIssuer.isEmpty());
    const ChainCheck missing = checkChain(values({leaf, middle}), {});
    QVERIFY(missing.rootFile == RootFile::Missing && missing.errors.isEmpty() && !missing.isTrusted());
    QCOMPARE(missing.missingIssuer, u"Root"_s);
}

void TestChain::tellsTheListsState()
{
    const test::Issued root = issue(test::authority("Root")), leaf = issue(test::server("db.test", {}), &root),
                       other = issue(test::authority("Other"));
    const auto state = [&](const QByteArray &lists) { return checked({leaf}, root.pem(), lists).revocation; };
    QCOMPARE(state({}), Revocation::NotAsked);
    QCOMPARE(state(revocationList(root)), Revocation::Good);
    QCOMPARE(state(revocationList(root, {.revoked = {leaf}})), Revocation::Revoked);
    QCOMPARE(state(revocationList(root, {.from = -9, .until = -1})), Revocation::ListExpired);
    QCOMPARE(state(revocationList(other)), Revocation::ListMissing);
}

void TestChain::judgesAtATime()
{
    const test::Issued self = issue(test::server("db.test", {}));
    const QTemporaryDir folder;
    const Trust trust = trustOf(test::writeFiles({"", {self}, self.pem()}, folder));
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(checkChain(values({self}), trust, now).isTrusted());
    QCOMPARE(checkChain(values({self}), trust, now.addYears(2)).errors.first().name, u"X509_V_ERR_CERT_HAS_EXPIRED"_s);
    QCOMPARE(checkChain(values({self}), trust, now.addYears(-2)).errors.first().name, u"X509_V_ERR_CERT_NOT_YET_VALID"_s);
}

void TestChain::readsNoPipe()
{
    const QTemporaryDir folder;
    const test::Issued self = issue(test::server("db.test", {}));
    const QString pipe = folder.filePath(u"pipe"_s);
    QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
    const ChainCheck check = checkChain(values({self}), {pipe, {}, {}});
    QCOMPARE(check.rootFile, RootFile::Unreadable);
    QVERIFY(check.rootFileProblem.contains(u"not a regular file"_s));
    Trust trust = trustOf(test::writeFiles({"", {self}, self.pem()}, folder));
    trust.crl = pipe;
    QVERIFY(checkChain(values({self}), trust).isTrusted());
    QCOMPARE(checkChain(values({self}), {u"/dev/null"_s, {}, {}}).rootFile, RootFile::NoCertificates);
    QCOMPARE(checkChain(values({self}), {folder.path(), {}, {}}).rootFile, RootFile::NoCertificates);
}

void TestChain::bearsNothing()
{
    QVERIFY(!checkChain({}, {}).isTrusted());
    QVERIFY(!checkChain({{.der = "not a certificate"}}, {}).isTrusted());
    QVERIFY(checkChain({}, {u"system"_s, {}, {}}).rootFile == RootFile::System);
}

QTEST_GUILESS_MAIN(TestChain)
#include "tst_chain.moc"
