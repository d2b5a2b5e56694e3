// SPDX-License-Identifier: GPL-3.0-or-later
// Servers with certificates of every kind: none is trusted that should not be, and the cause is named.
#include "base/detach.h"
#include "sending.h"
#include "support/homefile.h"
#include "support/pki.h"
#include "support/scriptedweb.h"

#include <QProcess>

using namespace oriel;
using namespace oriel::http;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

QSslConfiguration serving(const Identity &identity)
{
    QSslConfiguration tls;
    tls.setLocalCertificate(QSslCertificate(identity.certificate));
    tls.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
    return tls;
}

} // namespace

class TestHttpTls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_root = makeIdentity("Test Root");
        m_rootFile = homeFile(u"root.pem"_s, m_root.certificate);
    }
    void cleanup() { QVERIFY(awaitDetached(std::chrono::seconds(20))); }

    void aTrustedServer()
    {
        const QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        const QByteArray large = QByteArray("0123456789").repeated(800'000);
        Script server([&](const Asked &) { return okay(large); }, &tls);
        Outgoing what = outgoing(server.url());
        what.options.caFile = m_rootFile;
        const Sending sending(what);
        QCOMPARE(sending.code(), QString());
        QVERIFY(sending.body() == large);
        QVERIFY(sending.last().tls);
        QCOMPARE(sending.last().tls->protocol, u"TLS 1.3"_s);
        QVERIFY(!sending.last().tls->cipher.isEmpty());
        QCOMPARE(sending.last().tls->chain.first(), tls.localCertificate().toDer());
        QVERIFY(sending.last().timing.tls >= 0);
    }

    void causes_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("issuer"); // 0: itself, 1: trusted, 2: another
        QTest::addColumn<QString>("cause");
        QTest::newRow("expired") << QByteArray("127.0.0.1") << -3 << 1 << u"expired"_s;
        QTest::newRow("another host") << QByteArray("db.test") << 30 << 1 << u"host name"_s;
        QTest::newRow("itself") << QByteArray("127.0.0.1") << 30 << 0 << u"self-signed"_s;
        QTest::newRow("unknown issuer") << QByteArray("127.0.0.1") << 30 << 2 << u"unknown issuer"_s;
        QTest::newRow("two causes") << QByteArray("db.test") << -3 << 1 << u"host name, expired"_s;
    }
    void causes()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, days);
        QFETCH(int, issuer);
        const Identity other = makeIdentity("Other Root");
        const QSslConfiguration tls = serving(makeIdentity(name, issuer == 0 ? nullptr : issuer == 1 ? &m_root : &other, days));
        Script server([](const Asked &) { return okay("PLANTED"); }, &tls);
        Outgoing what = outgoing(server.url());
        what.headers = {{"Authorization", "PLANTED", true}};
        what.options.caFile = m_rootFile;
        const Sending sending(what);
        QCOMPARE(sending.code(), u"tls"_s);
        QTEST(sending.exchange.error()->detail, "cause");
        QVERIFY(sending.exchange.error()->message.endsWith(u'.'));
        QVERIFY(server.asked.isEmpty()); // nothing was sent to it
        QVERIFY(sending.last().tls);
        QCOMPARE(sending.last().tls->chain.first(), tls.localCertificate().toDer()); // to look at
        QCOMPARE(sending.last().status, 0);
    }

    void theSystemsAuthoritiesDoNotKnowUs()
    {
        const QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        Script server([](const Asked &) { return okay("x"); }, &tls);
        QCOMPARE(Sending(outgoing(server.url())).exchange.error()->detail, u"unknown issuer"_s);
    }

    void noTlsThere()
    {
        QTcpServer rude; // answers a handshake with text
        QVERIFY(rude.listen(QHostAddress::LocalHost));
        connect(&rude, &QTcpServer::newConnection, &rude,
                [&] { rude.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
        const Sending other(outgoing(u"https://127.0.0.1:%1/"_s.arg(rude.serverPort())));
        QCOMPARE(other.code(), u"tls"_s);
        QVERIFY2(other.exchange.error()->message.contains(u"http://"_s), qPrintable(other.exchange.error()->message));
    }

    void aClientCertificate()
    {
        QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        tls.setCaCertificates({QSslCertificate(m_root.certificate)});
        tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
        QByteArray seen;
        Script server(
            [&](const Asked &) {
                seen = server.last->peerCertificate().toDer();
                return okay("x");
            },
            &tls);
        const Identity client = makeIdentity("client", &m_root);
        Outgoing what = outgoing(server.url());
        what.options.caFile = m_rootFile;
        const Sending without(what);
        QVERIFY2(without.code() == u"tls" || without.code() == u"closed",
                 qPrintable(without.code())); // as its alert is faster or not
        QVERIFY2(without.exchange.error()->message.contains(u"certificate"_s), qPrintable(without.exchange.error()->message));
        QCOMPARE(without.last().status, 0);
        what.options.certificateFile = homeFile(u"client.pem"_s, client.certificate);
        what.options.keyFile = homeFile(u"client.key"_s, client.key);
        const Sending with(what);
        QCOMPARE(with.code(), QString());
        QCOMPARE(seen, QSslCertificate(client.certificate).toDer());

        const QString locked = homeFile(u"locked.key"_s, {});
        QProcess openssl;
        openssl.start(u"openssl"_s, {u"pkey"_s, u"-in"_s, what.options.keyFile, u"-aes256"_s, u"-passout"_s, u"pass:PLANTED"_s,
                                     u"-out"_s, locked});
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        what.options.keyFile = locked;
        const Sending noPassphrase(what);
        QCOMPARE(noPassphrase.code(), u"certificate"_s);
        what.options.keyPassphrase = Secret("PLANTED");
        QCOMPARE(Sending(what).code(), QString());
        what.options.keyPassphrase = Secret("WRONG");
        QCOMPARE(Sending(what).code(), u"certificate"_s);
    }

    void filesThatAreNone()
    {
        const QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        Script server([](const Asked &) { return okay("x"); }, &tls);
        Outgoing what = outgoing(server.url());
        what.options.caFile = u"/nowhere/ca.pem"_s;
        QCOMPARE(Sending(what).code(), u"certificate"_s);
        what.options.caFile = m_rootFile;
        what.options.certificateFile = homeFile(u"empty.pem"_s, "nothing");
        QCOMPARE(Sending(what).code(), u"certificate"_s);
    }

    void fromHttpsToTheOpen()
    {
        Script open([](const Asked &) { return okay("x"); });
        const QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root));
        Script server([&](const Asked &) { return redirect(open.url().toUtf8()); }, &tls);
        Outgoing what = outgoing(server.url());
        what.options.caFile = m_rootFile;
        const Sending sending(what);
        QCOMPARE(sending.code(), u"downgrade"_s);
        QCOMPARE(sending.last().status, 302);
        QCOMPARE(sending.body(), "body");
        QVERIFY(open.asked.isEmpty());
    }

private:
    Identity m_root;
    QString m_rootFile;
};

QTEST_GUILESS_MAIN(TestHttpTls)
#include "tst_httptls.moc"
