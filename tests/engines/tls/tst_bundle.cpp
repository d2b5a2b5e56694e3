// SPDX-License-Identifier: GPL-3.0-or-later
// Every file is given to SSL_CTX_load_verify_locations too, as libpq does: what it reads and what we say it reads are the same.
#include "engines/tls/bundle.h"
#include "engines/tls/opensslstore.h"
#include "support/pki.h"
#include "support/trap.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sys/fsuid.h>

#include <array>

using namespace oriel;
using namespace Qt::StringLiterals;
using tls::Bundle;

namespace {

struct Free
{
    void operator()(BIO *text) const { BIO_free(text); }
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(X509_CRL *list) const { X509_CRL_free(list); }
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(PKCS12 *store) const { PKCS12_free(store); }
};
template<typename T>
using Owned = std::unique_ptr<T, Free>;

const QDateTime today(QDate(2026, 11, 23), QTime(0, 0), Qt::UTC);

Owned<X509> certificateOf(const test::Identity &identity)
{
    const Owned<BIO> text(BIO_new_mem_buf(identity.certificate.constData(), int(identity.certificate.size())));
    return Owned<X509>(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
}

Owned<EVP_PKEY> keyOf(const test::Identity &identity)
{
    const Owned<BIO> text(BIO_new_mem_buf(identity.key.constData(), int(identity.key.size())));
    return Owned<EVP_PKEY>(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
}

QByteArray written(const auto &write)
{
    const Owned<BIO> to(BIO_new(BIO_s_mem()));
    char *bytes = nullptr;
    write(to.get());
    const long size = BIO_get_mem_data(to.get(), &bytes);
    return {bytes, qsizetype(size)};
}

QByteArray revocationList(const test::Identity &authority)
{
    const Owned<X509_CRL> list(X509_CRL_new());
    const auto issuer = certificateOf(authority);
    const auto key = keyOf(authority);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> now(X509_gmtime_adj(nullptr, 0), &ASN1_TIME_free);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.get()));
    X509_CRL_set1_lastUpdate(list.get(), now.get());
    X509_CRL_sign(list.get(), key.get(), EVP_sha256());
    return written([&](BIO *to) { PEM_write_bio_X509_CRL(to, list.get()); });
}

QByteArray keystore(const test::Identity &identity, const test::Identity &authority, const char *passphrase, int cipher = 0)
{
    const auto leaf = certificateOf(identity), root = certificateOf(authority);
    const auto key = keyOf(identity);
    STACK_OF(X509) *const others = sk_X509_new_null();
    sk_X509_push(others, root.get());
    const Owned<PKCS12> store(PKCS12_create(passphrase, "db", key.get(), leaf.get(), others, cipher, cipher, 1000, 1000, 0));
    sk_X509_free(others);
    return written([&](BIO *to) { i2d_PKCS12_bio(to, store.get()); });
}

QByteArray renamed(QByteArray pem, const QByteArray &kind) { return pem.replace("CERTIFICATE", kind); }

QByteArray traditional(const test::Identity &identity) // "EC PRIVATE KEY"
{
    const auto key = keyOf(identity);
    return written([&](BIO *to) { PEM_write_bio_PrivateKey_traditional(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

} // namespace

class TestBundle final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    test::Identity m_root = test::makeIdentity("root.example"), m_leaf = test::makeIdentity("db.example", &m_root);

    QString saved(const QByteArray &content)
    {
        const QString path = m_folder.filePath(u"bundle.pem"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("bundle.pem");
        return path;
    }
    QByteArray both() const { return m_root.certificate + m_leaf.certificate; }

    // Ours and OpenSSL's word on the same bytes.
    static bool isSame(const QString &path, const Result<Bundle> &bundle)
    {
        const auto loaded = test::loadedByOpenSsl(QFile::encodeName(path));
        if (loaded.has_value() != (bundle && bundle->isReadByLibpq))
            return false;
        QSet<QByteArray> found;
        if (loaded)
            for (const tls::Certificate &certificate : bundle->certificates)
                found.insert(certificate.der);
        return !loaded || found == *loaded;
    }

private Q_SLOTS:
    void forms_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("certificates"); // -1: an error
        QTest::addColumn<QString>("word");     // the code of the error, or what a remark says
        const QByteArray one = m_root.certificate, two = both();
        const QByteArray der = QByteArray::fromBase64(one.split('\n').mid(1).join().split('-').first());
        const auto row = [](const char *name, const QByteArray &content, int certificates, const QString &word = {}) {
            QTest::newRow(name) << content << certificates << word;
        };
        row("one", one, 1);
        row("two", two, 2);
        row("without a line end", two.trimmed(), 2);
        row("Windows line ends", QByteArray(two).replace("\n", "\r\n"), 2, u"Windows"_s);
        row("Macintosh line ends", QByteArray(two).replace("\n", "\r"), 2, u"line ends"_s);
        row("byte-order mark", "\xEF\xBB\xBF" + two, 2, u"byte-order"_s);
        row("UTF-16",
            QByteArray("\xFF\xFE", 2) +
                QByteArray::fromRawData(reinterpret_cast<const char *>(QString::fromLatin1(two).utf16()), two.size() * 2),
            2, u"UTF-16"_s);
        row("text between", "# root\n\n" + one + "subject=/CN=db\n" + m_leaf.certificate + "end", 2, u"text between"_s);
        row("one line", QByteArray(one).replace("\n", ""), 1, u"line ends"_s);
        row("blanks for line ends", QByteArray(one).replace("\n", " "), 1, u"line ends"_s);
        row("\\n for line ends", QByteArray(two).replace("\n", "\\n"), 2, u"line ends"_s);
        row("base64 alone", der.toBase64(), 1, u"BEGIN"_s);
        row("indented", "    " + QByteArray(two).replace("\n", "\n    "), 2, u"line ends"_s);
        row("one of two indented", one + "  " + m_leaf.certificate, 1, u"start of a line"_s);
        row("trailing blanks", QByteArray(two).replace("\n", " \t\n"), 2);
        row("one long line of base64", "-----BEGIN CERTIFICATE-----\n" + der.toBase64() + "\n-----END CERTIFICATE-----\n", 1);
        row("cut short", one + m_leaf.certificate.first(300), 1, u"block 2 (line "_s);
        row("only the cut one", one.first(300), -1, u"damaged"_s);
        row("no END", one + QByteArray(m_leaf.certificate).replace("-----END CERTIFICATE-----", "") + one, 2, u"block 2"_s);
        row("broken base64", one + QByteArray(m_leaf.certificate).replace(40, 2, "?!") + one, 2, u"block 2"_s);
        row("other END", one + QByteArray(m_leaf.certificate).replace("END CERTIFICATE", "END CERT") + one, 2, u"end line"_s);
        row("not a certificate inside", one + "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n", 1,
            u"block 2"_s);
        row("a header", QByteArray(one).replace("E-----\nM", "E-----\nName: x\n\nM"), -1, u"damaged"_s);
        row("a NUL line", one + QByteArray(1, '\0') + "\n" + m_leaf.certificate, 1);
        row("X509 CERTIFICATE", renamed(one, "X509 CERTIFICATE"), 1);
        row("TRUSTED CERTIFICATE", renamed(one, "TRUSTED CERTIFICATE"), 1);
        row("unknown block", renamed(one, "CAKE") + m_leaf.certificate, 1);
        row("CRL beside", one + revocationList(m_root), 1);
        row("CRL alone", revocationList(m_root), 0, u"revocation lists only"_s);
        row("private key", two + m_leaf.key, 2, u"private key"_s);
        row("EC private key", traditional(m_leaf) + two, 2, u"private key"_s);
        row("broken EC private key", "-----BEGIN EC PRIVATE KEY-----\naGVsbG8=\n-----END EC PRIVATE KEY-----\n" + two, 2,
            u"block 1 (line 1)"_s);
        row("private key alone", m_leaf.key, -1, u"no-certificates"_s);
        row("twice", two + two, 4, u"more than once"_s);
        row("DER", der, 1, u"DER"_s);
        row("PKCS#12 without passphrase", keystore(m_leaf, m_root, ""), 2, u"PKCS#12"_s);
        row("PKCS#12 with one", keystore(m_leaf, m_root, "geheim"), -1, u"passphrase"_s);
        row("HTML", "<!DOCTYPE html><html><body>Access denied</body></html>", -1, u"html"_s);
        row("XML", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", -1, u"html"_s);
        row("nothing", "", -1, u"empty"_s);
        row("blanks", " \n\n", -1, u"empty"_s);
        row("text", "hello", -1, u"no-certificates"_s);
        row("bytes", QByteArray::fromHex("30820122ff00"), -1, u"no-certificates"_s);
    }
    void forms()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, certificates);
        QFETCH(QString, word);
        const QString path = saved(content);
        const auto bundle = Bundle::open(path);
        QVERIFY2(isSame(path, bundle), bundle ? qPrintable(bundle->remarks.join(u'\n')) : qPrintable(bundle.error().message));
        QCOMPARE(bundle ? int(bundle->certificates.size()) : -1, certificates);
        const QString said = bundle ? bundle->remarks.join(u'\n') : bundle.error().code;
        QVERIFY2(word.isEmpty() ? said.isEmpty() || bundle->isReadByLibpq : said.contains(word), qPrintable(said));
        if (bundle)
            QCOMPARE(bundle->path, path);
        else
            QVERIFY(!bundle.error().message.isEmpty());
    }

    // The same question for files that nobody thought of.
    void whatIsReadIsWhatLibpqReads()
    {
        const QByteArray whole = "# two\n" + m_root.certificate + "\r\n" + revocationList(m_root) + traditional(m_leaf) +
                                 renamed(m_leaf.certificate, "TRUSTED CERTIFICATE");
        static const std::array<QByteArray, 14> pieces{"\n",
                                                       "\r\n",
                                                       " ",
                                                       QByteArray(1, '\0'),
                                                       "-----",
                                                       "=",
                                                       "\xEF\xBB\xBF",
                                                       "\x80",
                                                       "A",
                                                       ":",
                                                       "-----END X509 CRL-----\n",
                                                       "\n\n",
                                                       QByteArray(254, ' '),
                                                       "-----BEGIN CERTIFICATE-----\n"};
        QRandomGenerator random(4);
        for (int round = 0; round < 400; ++round) {
            QByteArray content = whole;
            for (int change = random.bounded(3); change >= 0; --change) {
                const auto at = random.bounded(content.size());
                if (random.bounded(3) == 0)
                    content.remove(at, random.bounded(90));
                else
                    content.insert(at, pieces[size_t(random.bounded(int(pieces.size())))]);
            }
            const QString path = saved(content);
            QVERIFY2(isSame(path, Bundle::open(path)), content.toPercentEncoding("\n ").constData());
        }
    }

    void thousands()
    {
        const QByteArray der = QByteArray::fromBase64(m_root.certificate.split('\n').mid(1).join().split('-').first());
        QByteArray content;
        for (int i = 0; i < 10'000; ++i) {
            tls::Certificate certificate;
            certificate.der = der.chopped(4) + QByteArray::number(i + 1000).first(4);
            content += certificate.toPem();
        }
        const auto bundle = Bundle::read(content);
        QVERIFY(bundle);
        QCOMPARE(bundle->certificates.size(), 10'000);
        QVERIFY(bundle->isReadByLibpq);
        const auto broken = Bundle::read(content.replace("-----END", "-----AND"));
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, u"damaged"_s);
        QCOMPARE(broken.error().detail.split(u'\n').size(), 5);
    }

    void theLineOfABrokenBlock()
    {
        const int lines = int(m_root.certificate.count('\n'));
        const auto bundle =
            Bundle::read("first\n" + m_root.certificate + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
        QVERIFY(bundle);
        QVERIFY2(bundle->remarks.contains(u"block 2 (line %1): bad base64 decode"_s.arg(lines + 2)),
                 qPrintable(bundle->remarks.join(u'\n')));
        QVERIFY(!bundle->isReadByLibpq);
    }

    void passphrases()
    {
        const QByteArray content = keystore(m_leaf, m_root, "gehéim");
        const auto open = [&](const char *passphrase) { return Bundle::read(content, Secret(passphrase)); };
        QVERIFY(!open(""));
        QVERIFY(!open("wrong"));
        QCOMPARE(open("wrong").error().code, u"passphrase"_s);
        QVERIFY(open("").error().message != open("wrong").error().message);
        const auto bundle = open("gehéim");
        QVERIFY(bundle);
        QCOMPARE(bundle->format, Bundle::Format::Pkcs12);
        QCOMPARE(bundle->privateKeys, 1);
        QVERIFY(!bundle->isReadByLibpq);
        QCOMPARE(bundle->certificates.size(), 2);
        QCOMPARE(bundle->certificates.first().commonName, u"db.example"_s);
        const auto cut = Bundle::read(content.first(content.size() / 2));
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, u"no-certificates"_s);
    }

    void aKeystoreThatAsksForTooMuch()
    {
        QByteArray content = keystore(m_leaf, m_root, "x");
        const qsizetype at = content.lastIndexOf(QByteArray::fromHex("020203e8")); // 1000 rounds, of the MAC
        QVERIFY(at > 0);
        content.replace(at, 4, QByteArray::fromHex("02047fffffff"));
        const auto bytes = [&](qsizetype place) { return int(quint8(content[place])); };
        QCOMPARE(bytes(1), 0x82); // the lengths around it: of the whole file, and of the MAC's own
        const int length = (bytes(2) << 8 | bytes(3)) + 2;
        content[2] = char(length >> 8), content[3] = char(length);
        const qsizetype mac = content.lastIndexOf(QByteArray::fromHex("3031300d0609608648016503040201"), at) - 2;
        QVERIFY(mac > 0);
        content[mac + 1] = char(content[mac + 1] + 2);
        QCOMPARE(Bundle::read(content).error().detail, u"iterations"_s);
    }

    void whatIsNoFile()
    {
        const auto code = [](const QString &path) { return Bundle::open(path).error().code; };
        QCOMPARE(code(m_folder.filePath(u"none.pem"_s)), u"not-found"_s);
        QCOMPARE(code(m_folder.path()), u"directory"_s);
        QCOMPARE(code(u"/dev/zero"_s), u"irregular"_s);
        test::Trap fifo;
        QVERIFY(fifo.isMade());
        QCOMPARE(code(fifo.path()), u"irregular"_s);
        QVERIFY2(!fifo.isSprung(), "the FIFO was opened");
        QVERIFY(Bundle::open(m_folder.filePath(u"none.pem"_s)).error().message.contains(m_folder.path()));
    }

    void whatMayNotBeRead()
    {
        const QString path = saved(both());
        QVERIFY(QFile::setPermissions(path, {}));
        const int before = ::geteuid() == 0 ? ::setfsuid(65534) : -1; // of this thread alone
        const auto bundle = Bundle::open(path);
        if (before >= 0)
            ::setfsuid(uid_t(before));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(!bundle);
        QCOMPARE(bundle.error().code, u"permission"_s);
    }

    void whatIsTooLarge()
    {
        QFile file(saved(both()));
        QVERIFY(file.resize(65 << 20));
        QCOMPARE(Bundle::open(file.fileName()).error().code, u"too-large"_s);
        QCOMPARE(Bundle::open(u"/proc/self/environ"_s).error().code, u"no-certificates"_s); // says that it has 0 bytes
    }

    void issuers()
    {
        const auto bundle = Bundle::read(both());
        QVERIFY(bundle);
        const tls::Certificate &root = bundle->certificates[0], &leaf = bundle->certificates[1];
        QCOMPARE(bundle->issuerOf(leaf), &root);
        QCOMPARE(bundle->issuerOf(root), &root);
        const auto other = Bundle::read(test::makeIdentity("root.example").certificate); // the same name, another key
        QVERIFY(!other->issuerOf(leaf));
        QCOMPARE(bundle->find(leaf.sha256), &leaf);
        QVERIFY(!other->find(leaf.sha256));
    }

    void comparison()
    {
        const QByteArray third = test::makeIdentity("third.example").certificate;
        const auto difference =
            tls::compare(*Bundle::read(both() + m_root.certificate), *Bundle::read(third + m_root.certificate));
        const auto names = [](const QList<tls::Certificate> &certificates) {
            QStringList found;
            for (const tls::Certificate &certificate : certificates)
                found += certificate.name();
            return found;
        };
        QCOMPARE(names(difference.onlyFirst), QStringList{u"db.example"_s});
        QCOMPARE(names(difference.onlySecond), QStringList{u"third.example"_s});
        QCOMPARE(names(difference.both), QStringList{u"root.example"_s});
    }

    void expiredOnes()
    {
        const auto bundle = Bundle::read(test::makeIdentity("old.example", nullptr, -3).certificate + m_root.certificate);
        QCOMPARE(bundle->expired(QDateTime::currentDateTimeUtc()), 1);
        QCOMPARE(bundle->kind(), Bundle::Kind::Other);
    }

    void amazonsNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("region"); // "-": none of RDS
        QTest::addColumn<QString>("generation");
        const auto row = [](const char *name, const char *region, const char *generation = "") {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(region) << QString::fromLatin1(generation);
        };
        row("Amazon RDS us-east-1 Root CA RSA2048 G1", "us-east-1", "RSA2048 G1");
        row("Amazon RDS eu-central-1 Root CA ECC384 G1", "eu-central-1", "ECC384 G1");
        row("Amazon RDS us-east-1 Subordinate CA RSA2048 G1.A.7", "us-east-1", "RSA2048 G1");
        row("Amazon RDS us-east-1 2019 CA", "us-east-1", "2019");
        row("Amazon RDS Root 2019 CA", "", "2019");
        row("Amazon RDS Root CA", "");
        row("Amazon RDS ap-east-1 CA", "ap-east-1");
        row("Amazon RDS Beta us-east-1 Root CA RSA4096 G1", "us-east-1", "RSA4096 G1");
        row("Amazon RDS Preview us-east-2 2019 CA", "us-east-2", "2019");
        row("Amazon RDS preview-us-east-2 CA", "us-east-2");
        row("Amazon RDS us-gov-west-1 Root CA RSA4096 G1", "us-gov-west-1", "RSA4096 G1");
        row("Amazon RDS cn-northwest-1 Root CA ECC384 G1", "cn-northwest-1", "ECC384 G1");
        row("Amazon RDS us-east-1 Root CA RSA2048 G2", "us-east-1", "RSA2048 G2");
        row("Amazon Root CA 1", "-");
        row("Not Amazon RDS us-east-1 2019 CA", "-");
        row("Amazon RDS us-east-1 2019 CA of mine", "-");
    }
    void amazonsNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, region);
        QFETCH(QString, generation);
        tls::Certificate authority, leaf;
        authority.commonName = name;
        leaf.commonName = u"db.abc.us-east-1.rds.amazonaws.com"_s;
        leaf.issuer = u"L=Seattle, CN=%1, ST=WA, OU=Amazon RDS, O=Amazon Web Services\\, Inc., C=US"_s.arg(name);
        for (const tls::Certificate &certificate : {authority, leaf}) {
            const auto read = tls::rdsName(certificate);
            QCOMPARE(read.has_value(), region != u"-"_s);
            if (read) {
                QCOMPARE(read->region, region);
                QCOMPARE(read->generation, generation);
            }
        }
    }

    void amazonsPublicAuthorities()
    {
        const auto isTrust = [](const QString &issuer, const QString &subject = {}, bool isAuthority = false) {
            tls::Certificate certificate;
            certificate.issuer = issuer;
            certificate.subject = subject;
            certificate.isAuthority = isAuthority;
            return tls::isAmazonTrust(certificate);
        };
        QVERIFY(isTrust(u"CN=Amazon RSA 2048 M01, O=Amazon, C=US"_s));
        QVERIFY(isTrust(u"CN=Amazon Root CA 1, O=Amazon, C=US"_s));
        QVERIFY(isTrust(u"CN=Amazon, OU=Server CA 1B, O=Amazon, C=US"_s));
        QVERIFY(
            isTrust(u"CN=Starfield Services Root Certificate Authority - G2, O=Starfield Technologies\\, Inc., L=Scottsdale"_s));
        QVERIFY(isTrust(u"CN=Other"_s, u"CN=Amazon Root CA 3, O=Amazon, C=US"_s, true));
        QVERIFY(!isTrust(u"CN=Other"_s, u"CN=Amazon Root CA 3, O=Amazon, C=US"_s));
        QVERIFY(!isTrust(u"CN=Amazon RDS us-east-1 Root CA RSA2048 G1, OU=Amazon RDS, O=Amazon Web Services\\, Inc."_s));
        QVERIFY(!isTrust(u"CN=db, O=Amazonas"_s));
    }

    void amazonsBundles_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("certificates");
        QTest::addColumn<int>("expired");
        QTest::addColumn<int>("kind");
        QTest::newRow("retired") << u"rds-combined-2019.pem"_s << 33 << 33 << int(Bundle::Kind::RdsRetired);
        QTest::newRow("global") << u"rds-global-2024.pem"_s << 115 << 28 << int(Bundle::Kind::RdsGlobal);
        QTest::newRow("proxy") << u"rds-proxy-roots.pem"_s << 5 << 0 << int(Bundle::Kind::AmazonTrust);
    }
    void amazonsBundles()
    {
        QFETCH(QString, file);
        const QString path = QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/tls/") + file;
        if (!QFile::exists(path))
            QSKIP("Amazon's bundles are not at ../shared/data/tls");
        const auto bundle = Bundle::open(path);
        QVERIFY(bundle);
        QTEST(int(bundle->certificates.size()), "certificates");
        QTEST(bundle->expired(today), "expired");
        QTEST(int(bundle->kind()), "kind");
        QVERIFY(isSame(path, bundle));
        QVERIFY2(bundle->remarks.isEmpty(), qPrintable(bundle->remarks.join(u'\n')));
        QVERIFY(bundle->region().isEmpty());
        if (bundle->kind() != Bundle::Kind::RdsGlobal)
            return;
        Bundle region;
        for (const tls::Certificate &certificate : bundle->certificates)
            if (tls::rdsName(certificate)->region == "eu-west-3"_L1)
                region.certificates += certificate;
        QCOMPARE(region.certificates.size(), 4);
        QCOMPARE(region.kind(), Bundle::Kind::RdsRegion);
        QCOMPARE(region.region(), u"eu-west-3"_s);
        region.certificates += Bundle::read(m_root.certificate)->certificates;
        QCOMPARE(region.kind(), Bundle::Kind::Other); // Amazon's and somebody else's
    }
};

QTEST_GUILESS_MAIN(TestBundle)
#include "tst_bundle.moc"
