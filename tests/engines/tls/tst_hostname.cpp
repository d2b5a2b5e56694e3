// SPDX-License-Identifier: GPL-3.0-or-later
// libpq is the judge: every leaf against every host, in verify-full, by our rules and by the real library.
#include "engines/tls/hostname.h"
#include "support/chainserver.h"

#include <QRandomGenerator>
#include <QTemporaryFile>
#include <QTest>

#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::tls;
using oriel::test::Order;

namespace {

const QByteArrayList hosts{"db.test",
                           "DB.TEST",
                           "db.test.",
                           "www.db.test",
                           "a.b.db.test",
                           ".db.test",
                           "test",
                           "foo.test",
                           "a_b.db.test",
                           "xn--bcher-kva.test",
                           "bücher.test",
                           "BÜCHER.test",
                           "*.db.test",
                           "*",
                           "db1.test",
                           "127.0.0.1",
                           "127.1",
                           "0x7f000001",
                           "2130706433",
                           "0177.0.0.1",
                           "127.0.0.1 ",
                           "127.0.0.1.",
                           "10.0.0.5",
                           "10.0.0.05",
                           "10.5",
                           "::1",
                           "0:0:0:0:0:0:0:1",
                           "::ffff:127.0.0.1",
                           "2001:db8::1",
                           "2001:DB8::1",
                           "fe80::1%lo",
                           "[::1]",
                           "localhost",
                           "",
                           "/var/run/postgresql",
                           "db.test\xc3\xa9",
                           "a",
                           "x..db.test",
                           "www.db.test ",
                           "w*w.db.test",
                           "-.db.test",
                           "256.1.1.1",
                           "1.2.3",
                           "proxy-1.us-east-1.rds.amazonaws.com"};

struct Shape
{
    const char *what;
    Order order;
};

Order named(const QList<test::NamePart> &subject, const QByteArray &names = {})
{
    Order order = test::server({}, names);
    order.subject = subject;
    return order;
}

QList<Shape> shapes()
{
    return {
        {"CN", named({{"CN", "db.test"}})},
        {"CN in capitals", named({{"CN", "Db.Test"}})},
        {"CN wildcard", named({{"CN", "*.db.test"}})},
        {"CN address", named({{"CN", "127.0.0.1"}})},
        {"CN v6 address", named({{"CN", "::1"}})},
        {"two CNs", named({{"CN", "db.test"}, {"CN", "foo.test"}})},
        {"CN then O", named({{"O", "db.test"}, {"CN", "test"}})},
        {"no name", named({{"O", "Somebody"}})},
        {"empty subject", named({})},
        {"empty CN", named({{"O", "x"}, {"CN", " "}})},
        {"CN with NUL", named({{"CN", QByteArray("db.test\0.evil", 13)}})},
        {"CN as BMPString", named({{"CN", QByteArray("\0d\0b", 4), V_ASN1_BMPSTRING}})},
        {"CN in Latin-1", named({{"CN",
                                  "b\xfc"
                                  "cher.test",
                                  V_ASN1_T61STRING}})},
        {"CN in UTF-8", named({{"CN", "bücher.test"}})},
        {"CN + DNS", named({{"CN", "foo.test"}}, "DNS:db.test")},
        {"CN + IP", named({{"CN", "db.test"}}, "IP:10.0.0.5")},
        {"CN + IP + DNS", named({{"CN", "foo.test"}}, "IP:127.0.0.1,DNS:db.test,IP:::1")},
        {"CN + mail", named({{"CN", "db.test"}}, "email:a@db.test,URI:https://db.test/")},
        {"CN address + DNS", named({{"CN", "127.0.0.1"}}, "DNS:foo.test")},
        {"CN address + IP", named({{"CN", "127.0.0.1"}}, "IP:10.0.0.5")},
        {"many", named({}, "DNS:a.test,DNS:b.test,DNS:c.test,DNS:*.db.test,IP:2001:db8::1")},
        {"wildcard", named({}, "DNS:*.db.test")},
        {"wildcard of one", named({}, "DNS:*.test")},
        {"bare star", named({}, "DNS:*,DNS:*.")},
        {"partial", named({}, "DNS:db*.test,DNS:*b.test,DNS:w*w.db.test")},
        {"two stars", named({}, "DNS:*.*.test")},
        {"star below", named({}, "DNS:db.*")},
        {"leading dot", named({}, "DNS:.db.test")},
        {"trailing dot", named({}, "DNS:db.test.,DNS:*.test.")},
        {"address as DNS", named({}, "DNS:127.0.0.1,DNS:::1")},
        {"mapped", named({}, "IP:::ffff:127.0.0.1")},
        {"compatible", named({}, "IP:::127.0.0.1")},
        {"long zeroes", named({}, "IP:2001:0:0:1:0:0:0:1")},
        {"DNS with NUL", named({{"CN", "db.test"}}, "DER:300e820c64622e746573740000000000")},
        {"NUL after a match", named({}, "DER:3012820764622e7465737482076100622e746573")},
        {"IP of five", named({{"CN", "db.test"}}, "DER:300787050a00000501")},
        {"IP of none", named({{"CN", "db.test"}}, "DER:30028700")},
        {"empty DNS", named({{"CN", "db.test"}}, "DER:30028200")},
        {"no names in the list", named({{"CN", "db.test"}}, "DER:3000")},
        {"slash", named({{"CN", "/var/run/postgresql"}})},
    };
}

} // namespace

class TestHostname : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_root.open());
        m_root.write(m_authority.pem());
        m_root.flush();
    }
    void agreesWithLibpq();
    void agreesOnRandomNames();
    void tellsWhatItSaw();

private:
    QString disagreement(const test::Issued &leaf, const QByteArray &host) const; // empty: none
    void present(const test::Issued &leaf) { m_server.behave({.chain = {leaf}}); }

    test::Issued m_authority = issue(test::authority("Name Root"));
    test::ChainServer m_server;
    QTemporaryFile m_root;
};

QString TestHostname::disagreement(const test::Issued &leaf, const QByteArray &host) const
{
    const test::Actual actual = test::connectByLibpq(
        m_server.port(), {{"host", host}, {"sslmode", "verify-full"}, {"sslrootcert", m_root.fileName().toLocal8Bit()}});
    const NameCheck ours = checkName({.der = leaf.der()}, QString::fromUtf8(host));
    const bool same = actual.connects == (ours.outcome == NameCheck::Outcome::Matches) && actual.message.contains(ours.message);
    return same ? QString()
                : u"host \"%1\": libpq %2 «%3», ours «%4» seen %5"_s.arg(QString::fromUtf8(host),
                                                                         actual.connects ? u"connects"_s : u"refuses"_s,
                                                                         actual.message, ours.message, ours.seen.join(u' '));
}

void TestHostname::agreesWithLibpq()
{
    QStringList wrong;
    int compared = 0;
    for (const Shape &shape : shapes()) {
        const test::Issued leaf = issue(shape.order, &m_authority);
        present(leaf);
        for (const QByteArray &host : hosts) {
            ++compared;
            if (const QString text = disagreement(leaf, host); !text.isEmpty())
                wrong += QString::fromLatin1(shape.what) + u": "_s + text;
        }
    }
    qInfo("%d names compared with libpq", compared);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHostname::agreesOnRandomNames()
{
    QRandomGenerator random(4711);
    const auto oneOf = [&](const QByteArrayList &list) { return list.at(random.bounded(list.size())); };
    const QByteArrayList labels{"a", "db", "DB", "*", "d*", "x_y", "test", "127", "0", "1", "com", "", "0x7f"},
        addresses{"127.0.0.1", "10.0.0.5", "::1", "2001:db8::1", "1.2.3.4", "::ffff:1.2.3.4"};
    const auto name = [&] {
        QByteArrayList parts;
        for (int left = random.bounded(1, 5); left > 0; --left)
            parts += oneOf(labels);
        return parts.join('.');
    };
    QStringList wrong;
    for (int round = 0; round < 40; ++round) {
        QByteArrayList alternatives, dns;
        for (int left = random.bounded(4); left > 0; --left) {
            const bool isAddress = random.bounded(3) == 0;
            dns += isAddress ? oneOf(addresses) : name();
            alternatives += (isAddress ? "IP:" : "DNS:") + dns.last();
        }
        alternatives.removeIf([](const QByteArray &one) { return one == "DNS:"; });
        Order order = test::server({}, alternatives.join(','));
        for (int left = random.bounded(3); left > 0; --left)
            order.subject += {random.bounded(4) ? "CN" : "O", "x" + name()};
        if (random.bounded(3) == 0)
            order.subject += {"CN", oneOf(addresses)};
        const test::Issued leaf = issue(order, &m_authority);
        present(leaf);
        for (int tries = 0; tries < 15; ++tries) {
            QByteArray host = dns.isEmpty() || random.bounded(3) == 0 ? name() : oneOf(dns);
            if (host.contains('*') && random.bounded(2))
                host.replace("*", oneOf(labels));
            if (random.bounded(4) == 0)
                host = oneOf(addresses);
            if (const QString text = disagreement(leaf, host); !text.isEmpty())
                wrong += QString::fromUtf8(alternatives.join(",")) + u": "_s + text;
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHostname::tellsWhatItSaw()
{
    const auto check = [&](const QByteArray &names, const QString &host) {
        return checkName({.der = issue(test::server("cn.test", names), &m_authority).der()}, host);
    };
    QCOMPARE(
        check("DNS:a.test,IP:10.0.0.5,DNS:*.b.test", u"x.b.test"_s),
        (NameCheck{NameCheck::Outcome::Matches, u"DNS:*.b.test"_s, {u"DNS:a.test"_s, u"IP:10.0.0.5"_s, u"DNS:*.b.test"_s}, {}}));
    QCOMPARE(check("IP:10.0.0.5", u"cn.test"_s).matched, u"CN:cn.test"_s);
    QCOMPARE(check("DNS:a.test", u"cn.test"_s).outcome, NameCheck::Outcome::Differs);
    QCOMPARE(check("DNS:a.test", {}).outcome, NameCheck::Outcome::NoHost);
    QCOMPARE(checkName({.der = "no certificate"}, u"a"_s).outcome, NameCheck::Outcome::Malformed);
}

QTEST_GUILESS_MAIN(TestHostname)
#include "tst_hostname.moc"
