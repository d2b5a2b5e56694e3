// SPDX-License-Identifier: GPL-3.0-or-later
// The scan finds exactly what a server was set to.
#include "engines/tls/scan.h"
#include "support/oddserver.h"
#include "support/server.h"

#include <QSignalSpy>
#include <QTest>

#include <openssl/ssl.h>

#include <atomic>

using namespace oriel;
using namespace oriel::tls;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList lines(const QList<Offer> &offers)
{
    QStringList all;
    for (const Offer &each : offers)
        all += each.protocol + u' ' + each.name;
    return all;
}

const Offer *find(const QList<Offer> &offers, const QString &name)
{
    const auto found = std::ranges::find(offers, name, &Offer::name);
    return found == offers.end() ? nullptr : &*found;
}

QString words(const Scanned &scanned)
{
    return u"%1 handshakes, %2 refused; %3\n%4\n%5\n%6"_s.arg(scanned.handshakes)
        .arg(scanned.refused)
        .arg(scanned.failure ? scanned.failure->message : QString(), lines(scanned.suites).join(u'\n'),
             lines(scanned.groups).join(u'\n'), scanned.untestable.join(u'\n'));
}

OddServer::Script taking(const OddTls &tls)
{
    return [tls](Caller &caller) {
        caller.readPacket();
        caller.write("S");
        if (caller.secure(tls))
            caller.hold();
    };
}

Target to(int port)
{
    Target target;
    target.host = u"localhost"_s;
    target.address = u"127.0.0.1"_s;
    target.port = port;
    return target;
}

} // namespace

class TestScan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_identity = makeIdentity("localhost"); }

    // A real PostgreSQL server, told what to take.
    void postgres()
    {
        Server server;
        const QString before = server.append(u"postgresql.conf"_s, {});
        const auto set = [&](const QByteArray &more) {
            server.write(u"postgresql.conf"_s, before.toUtf8() + more);
            const QByteArray wanted = more.mid(more.lastIndexOf('=') + 1).trimmed().replace('\'', "");
            QTRY_COMPARE(server.psql(u"postgres"_s, "show oriel.marker"), wanted);
        };
        // Both kinds of certificate are thought of; the sandbox's decides which half is of use.
        set("\nssl_ciphers = 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:AES128-SHA:ECDHE-ECDSA-AES256-SHA384:"
            "ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0'\nssl_min_protocol_version = 'TLSv1'\n"
            "ssl_ecdh_curve = 'secp384r1'\noriel.marker = 'one'\n");
        const Scanned all = scan(to(server.info().port));
        QVERIFY2(!all.failure, qPrintable(words(all)));
        QVERIFY(all.hasOwnPreference); // ssl_prefer_server_ciphers
        const bool isRsa = find(all.suites, u"AES128-SHA"_s);
        const QStringList old = isRsa ? QStringList{u"AES128-SHA"_s, u"ECDHE-RSA-AES256-SHA"_s}
                                      : QStringList{u"ECDHE-ECDSA-AES256-SHA"_s},
                          young = isRsa ? QStringList{u"ECDHE-RSA-AES128-GCM-SHA256"_s} + old
                                        : QStringList{u"ECDHE-ECDSA-AES128-GCM-SHA256"_s, u"ECDHE-ECDSA-AES256-SHA384"_s} + old;
        QStringList expected{u"TLSv1.3 TLS_AES_256_GCM_SHA384"_s, u"TLSv1.3 TLS_CHACHA20_POLY1305_SHA256"_s,
                             u"TLSv1.3 TLS_AES_128_GCM_SHA256"_s};
        for (const QString &each : young)
            expected += u"TLSv1.2 "_s + each;
        for (const QString &version : {u"TLSv1.1 "_s, u"TLSv1 "_s})
            for (const QString &each : old)
                expected += version + each;
        QCOMPARE(lines(all.suites).join(u'\n'), expected.join(u'\n'));
        QCOMPARE(all.protocols, QStringList({u"TLSv1.3"_s, u"TLSv1.2"_s, u"TLSv1.1"_s, u"TLSv1"_s}));
        QCOMPARE(lines(all.groups).join(u'\n'), u"TLSv1.3 secp384r1\nTLSv1.2 secp384r1\nTLSv1.1 secp384r1\nTLSv1 secp384r1"_s);
        QVERIFY(!find(all.suites, young.first())->isWeak);
        QVERIFY(find(all.suites, old.last())->remark.contains(u"SHA-1"_s));
        QCOMPARE(find(all.suites, u"TLS_AES_128_GCM_SHA256"_s)->bits, 128);
        QVERIFY(all.refused >= 8 && all.refused < all.handshakes);

        set("\nssl_min_protocol_version = 'TLSv1.2'\nssl_max_protocol_version = 'TLSv1.2'\n"
            "ssl_ciphers = 'ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-CHACHA20-POLY1305'\noriel.marker = 'two'\n");
        const Scanned one = scan(to(server.info().port), 1);
        QCOMPARE(one.protocols, QStringList(u"TLSv1.2"_s));
        QCOMPARE(lines(one.suites),
                 QStringList(isRsa ? u"TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305"_s : u"TLSv1.2 ECDHE-ECDSA-CHACHA20-POLY1305"_s));
        QCOMPARE(lines(one.groups), QStringList(u"TLSv1.2 secp256r1"_s));

        set("\nssl_prefer_server_ciphers = off\noriel.marker = 'three'\n");
        QVERIFY(!scan(to(server.info().port)).hasOwnPreference);
    }

    void groups_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("groups");
        QTest::newRow("1.3, its default") << TLS1_3_VERSION << "x25519:secp256r1:x448:secp521r1:secp384r1"_ba;
        QTest::newRow("1.3, finite fields") << TLS1_3_VERSION << "x25519:ffdhe2048:ffdhe8192"_ba;
        QTest::newRow("1.2, one alone") << TLS1_2_VERSION << "secp256r1"_ba;
        QTest::newRow("1.2, odd ones") << TLS1_2_VERSION << "x448:secp256r1:brainpoolP384r1:secp160r1:sect163k1"_ba;
    }
    void groups()
    {
        QFETCH(int, version);
        QFETCH(QByteArray, groups);
        OddTls tls(m_identity);
        tls.minVersion = tls.maxVersion = version;
        tls.groups = groups;
        OddServer server(taking(tls));
        const Scanned scanned = scan(to(server.port()));
        QVERIFY2(!scanned.failure, qPrintable(words(scanned)));
        QStringList found, wanted = QString::fromLatin1(groups).split(u':');
        for (const Offer &each : scanned.groups)
            found += each.name;
        QCOMPARE(QSet<QString>(found.begin(), found.end()), QSet<QString>(wanted.begin(), wanted.end()));
        QCOMPARE(found.size(), wanted.size());
        if (const Offer *weak = find(scanned.groups, u"secp160r1"_s))
            QVERIFY(weak->isWeak && !weak->remark.isEmpty());
        QVERIFY(!find(scanned.groups, wanted.first())->isWeak);
    }

    void preference_data()
    {
        QTest::addColumn<bool>("isOwn");
        QTest::newRow("the server's") << true;
        QTest::newRow("the client's") << false;
    }
    void preference()
    {
        QFETCH(bool, isOwn);
        OddTls tls(m_identity);
        tls.maxVersion = TLS1_2_VERSION;
        tls.ciphers = "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256@SECLEVEL=0";
        tls.prefersOwn = isOwn;
        tls.minVersion = TLS1_2_VERSION;
        OddServer server(taking(tls));
        const Scanned scanned = scan(to(server.port()));
        QCOMPARE(scanned.hasOwnPreference, isOwn);
        QCOMPARE(scanned.suites.size(), 3);
        if (isOwn)
            QCOMPARE(scanned.suites.first().name, u"ECDHE-ECDSA-AES128-SHA"_s);
    }

    void suitesWithoutAnyWorth()
    {
        OddTls tls(m_identity);
        tls.minVersion = tls.maxVersion = TLS1_2_VERSION;
        tls.ciphers = "AECDH-NULL-SHA:ECDHE-ECDSA-NULL-SHA:ADH-AES128-SHA:@SECLEVEL=0";
        OddServer server(taking(tls));
        const Scanned scanned = scan(to(server.port()));
        QVERIFY2(scanned.suites.size() == 3, qPrintable(words(scanned)));
        QVERIFY(find(scanned.suites, u"AECDH-NULL-SHA"_s)->remark.contains(u"no certificate"_s));
        QVERIFY(find(scanned.suites, u"ECDHE-ECDSA-NULL-SHA"_s)->remark.contains(u"no encryption"_s));
        QVERIFY(std::ranges::all_of(scanned.suites, &Offer::isWeak));
    }

    // TLS 1.3 tells that only after the handshake, its predecessors within: neither refuses version or suite.
    void aServerThatWantsAClientCertificate()
    {
        OddTls tls(m_identity);
        tls.needsOne = true;
        OddServer server(taking(tls));
        const Scanned scanned = scan(to(server.port()));
        QVERIFY2(scanned.protocols.contains(u"TLSv1.2"_s) && scanned.protocols.contains(u"TLSv1.3"_s),
                 qPrintable(words(scanned)));
    }

    void neverMoreThanFour()
    {
        std::atomic<int> now = 0, most = 0;
        OddServer server([&, inner = taking(m_identity)](Caller &caller) {
            const int here = ++now;
            for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
            }
            inner(caller);
            --now;
        });
        const Scanned scanned = scan(to(server.port()), 100);
        QVERIFY2(!scanned.failure && scanned.handshakes > 20, qPrintable(words(scanned)));
        QVERIFY2(most <= 8, qPrintable(QString::number(most))); // the server sees the end of one after the next has begun
        QVERIFY(most >= 2);
    }

    void whatThisMachineCannotOfferIsSaid()
    {
        OddServer server(taking(m_identity));
        const QString all = scan(to(server.port())).untestable.join(u'\n');
        QVERIFY(all.contains(u"SSLv3"_s));
        if (OPENSSL_VERSION_NUMBER < 0x30200000L)
            QVERIFY2(all.contains(u"brainpoolP256r1tls13"_s), qPrintable(all));
        QVERIFY(!all.contains(u"secp256r1\n"_s));
    }

    void failures_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("code");
        QTest::newRow("no TLS") << "N"_ba << u"no-tls"_s;
        QTest::newRow("closed") << QByteArray() << u"closed"_s;
        QTest::newRow("silent") << "-"_ba << u"timeout"_s;
    }
    void failures()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, code);
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            if (answer == "-")
                caller.hold();
            else
                caller.write(answer);
        });
        Target target = to(server.port());
        target.limit = 500ms;
        const Scanned scanned = scan(target);
        QVERIFY(scanned.failure);
        QCOMPARE(scanned.failure->code, code);
        QVERIFY(!scanned.failure->message.isEmpty());
        QVERIFY(scanned.protocols.isEmpty());
        if (code != u"timeout"_s)
            QVERIFY(server.calls() <= 6);
    }

    void whatWasFoundStays()
    {
        std::atomic<int> calls = 0;
        OddServer server([&, inner = taking(m_identity)](Caller &caller) {
            if (++calls <= 12)
                inner(caller);
        });
        const Scanned scanned = scan(to(server.port()));
        QVERIFY(scanned.failure);
        QCOMPARE(scanned.failure->code, u"closed"_s);
        QVERIFY2(!scanned.suites.isEmpty(), qPrintable(words(scanned)));
    }

    void aCancelledStreamFinishesOnce()
    {
        OddServer server([](Caller &caller) { caller.hold(); });
        Scan stream(to(server.port()));
        QSignalSpy finished(&stream, &Scan::finished);
        stream.start();
        QTRY_VERIFY(server.calls() >= 4);
        stream.cancel();
        QTRY_COMPARE(finished.size(), 1);
        const auto scanned = finished[0][0].value<Scanned>();
        QVERIFY(scanned.failure);
        QCOMPARE(scanned.failure->code, u"cancelled"_s);
        Scan forgotten(to(server.port()));
        forgotten.start(); // and deleted
    }

    void progress()
    {
        OddServer server(taking(m_identity));
        Scan stream(to(server.port()));
        QSignalSpy progressed(&stream, &Scan::progressed), finished(&stream, &Scan::finished);
        stream.start();
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(progressed.size() > 10);
        int last = 0;
        for (const auto &each : progressed) {
            QVERIFY(each[1].toInt() >= last && each[1].toInt() <= each[2].toInt());
            last = each[1].toInt();
        }
    }

private:
    Identity m_identity;
};

QTEST_GUILESS_MAIN(TestScan)
#include "tst_scan.moc"
