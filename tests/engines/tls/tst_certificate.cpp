// SPDX-License-Identifier: GPL-3.0-or-later
// What is read of a certificate, compared with what OpenSSL says of the very same one.
#include "engines/tls/certificate.h"

#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <QTest>

#include <functional>
#include <memory>

using namespace oriel;
using namespace Qt::StringLiterals;
using tls::Certificate;

namespace {

struct Free
{
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX *context) const { EVP_PKEY_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using X509Owned = std::unique_ptr<X509, Free>;

Key keyOfKind(const char *algorithm, const std::function<void(EVP_PKEY_CTX *)> &setUp = {})
{
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    EVP_PKEY *key = nullptr;
    EVP_PKEY_keygen_init(context.get());
    if (setUp)
        setUp(context.get());
    EVP_PKEY_generate(context.get(), &key);
    return Key(key);
}

Key dsaKey()
{
    const std::unique_ptr<EVP_PKEY_CTX, Free> maker(EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
    EVP_PKEY *parameters = nullptr, *key = nullptr;
    EVP_PKEY_paramgen_init(maker.get());
    EVP_PKEY_CTX_set_dsa_paramgen_bits(maker.get(), 1024);
    EVP_PKEY_paramgen(maker.get(), &parameters);
    const Key owned(parameters);
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(parameters, nullptr));
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_keygen(context.get(), &key);
    return Key(key);
}

Key ecKey(const char *curve, bool isExplicit = false)
{
    return keyOfKind("EC", [&](EVP_PKEY_CTX *context) {
        EVP_PKEY_CTX_set_group_name(context, curve);
        if (isExplicit)
            EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_EXPLICIT_CURVE);
    });
}

const EVP_PKEY *usualKey()
{
    static const Key key = ecKey("P-256");
    return key.get();
}

void addEntry(X509 *certificate, const char *field, int type, const QByteArray &value)
{
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, type,
                               reinterpret_cast<const unsigned char *>(value.constData()), int(value.size()), -1, 0);
}

void addExtension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    QVERIFY(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// An extension whose value is these bytes.
void addRaw(X509 *certificate, int nid, const QByteArray &der)
{
    ASN1_OCTET_STRING *const value = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(value, reinterpret_cast<const unsigned char *>(der.constData()), int(der.size()));
    X509_EXTENSION *const extension = X509_EXTENSION_create_by_NID(nullptr, nid, 0, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
}

QByteArray made(const std::function<void(X509 *)> &change, const EVP_PKEY *key = usualKey())
{
    const X509Owned certificate(X509_new());
    auto *const owner = const_cast<EVP_PKEY *>(key);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), owner);
    if (change)
        change(certificate.get());
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    const bool isEdwards = EVP_PKEY_is_a(owner, "ED25519") || EVP_PKEY_is_a(owner, "ED448");
    X509_sign(certificate.get(), owner, isEdwards ? nullptr : EVP_sha256());
    unsigned char *der = nullptr;
    const int size = i2d_X509(certificate.get(), &der);
    const QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

Certificate readOf(const std::function<void(X509 *)> &change, const EVP_PKEY *key = usualKey())
{
    return Certificate::fromDer(made(change, key)).value_or(Certificate());
}

} // namespace

class TestCertificate final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keys_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"RSA 1024", "RSA 2048", "RSA 3072", "RSA-PSS 2048", "DSA 1024", "EC P-256", "EC P-384",
                                 "EC P-521", "EC secp256k1", "EC brainpoolP384r1", "Ed25519", "Ed448"})
            QTest::addRow("%s", kind) << QString::fromLatin1(kind);
        QTest::newRow("explicit") << u"EC P-384"_s;
    }
    void keys()
    {
        QFETCH(QString, kind);
        const int bits = kind.section(u' ', -1).toInt();
        const auto ofBits = [&](EVP_PKEY_CTX *context) { EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits); };
        const QByteArray curve = kind.section(u' ', 1).toLatin1();
        const bool isExplicit = QLatin1StringView(QTest::currentDataTag()) == "explicit"_L1;
        const Key key = kind.startsWith("RSA-"_L1)  ? keyOfKind("RSA-PSS", ofBits)
                        : kind.startsWith("RSA"_L1) ? keyOfKind("RSA", ofBits)
                        : kind.startsWith("DSA"_L1) ? dsaKey()
                        : kind.startsWith("EC"_L1)  ? ecKey(curve.constData(), isExplicit)
                                                    : keyOfKind(kind.toLatin1().constData());
        QVERIFY(key);
        const Certificate certificate = readOf({}, key.get());
        QCOMPARE(certificate.key, kind);
        QCOMPARE(certificate.securityBits, EVP_PKEY_get_security_bits(key.get()));
        QVERIFY(certificate.isSelfIssued);
    }

    void aKeyThatIsNone()
    {
        QByteArray der = made({}, keyOfKind("ED25519").get());
        der.replace(QByteArray::fromHex("06032b6570"), QByteArray::fromHex("06032b6501")); // an algorithm nobody knows
        const auto certificate = Certificate::fromDer(der);
        QVERIFY(certificate);
        QCOMPARE(certificate->key, u"1.3.101.1 (cannot be read)"_s);
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDateTime>("time");
        const auto utc = [](int year, int month, int day, int hour, int minute, int second) {
            return QDateTime(QDate(year, month, day), QTime(hour, minute, second), Qt::UTC);
        };
        QTest::newRow("UTCTime") << QByteArray("240822170850Z") << utc(2024, 8, 22, 17, 8, 50);
        QTest::newRow("UTCTime of the last century") << QByteArray("500101000000Z") << utc(1950, 1, 1, 0, 0, 0);
        QTest::newRow("GeneralizedTime, 100 years") << QByteArray("21210520181535Z") << utc(2121, 5, 20, 18, 15, 35);
        QTest::newRow("no end") << QByteArray("99991231235959Z") << utc(9999, 12, 31, 23, 59, 59);
    }
    void dates()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDateTime, time);
        const Certificate certificate =
            readOf([&](X509 *x509) { ASN1_TIME_set_string(X509_getm_notAfter(x509), text.constData()); });
        QCOMPARE(certificate.notAfter, time);
    }

    void aDateThatIsNone()
    {
        const Certificate certificate = readOf([](X509 *x509) {
            ASN1_STRING_set(X509_getm_notAfter(x509), "240231170850Z", -1); // 31 February
        });
        QVERIFY(!certificate.der.isEmpty());
        QVERIFY(!certificate.notAfter.isValid());
        QVERIFY(certificate.notBefore.isValid());
    }

    void daysLeft()
    {
        Certificate certificate;
        certificate.notAfter = QDateTime(QDate(2024, 8, 22), QTime(12, 0), Qt::UTC);
        const auto left = [&](int days, int seconds) {
            return certificate.daysLeft(certificate.notAfter.addDays(-days).addSecs(-seconds));
        };
        QCOMPARE(left(0, 0), 0);
        QCOMPARE(left(0, 1), 0);
        QCOMPARE(left(1, 0), 1);
        QCOMPARE(left(36500, 5), 36500);
        QCOMPARE(left(0, -1), -1);
        QCOMPARE(left(-1, 0), -1);
        QCOMPARE(left(-1, -1), -2);
        QCOMPARE(left(-806, 0), -806);
    }

    void names()
    {
        const Certificate certificate = readOf([](X509 *x509) {
            addExtension(x509, NID_subject_alt_name,
                         "DNS:db.example,DNS:*.db.example,IP:10.0.0.1,IP:fe80::1,email:a@b.example,URI:https://b.example/"
                         ",RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@b.example");
        });
        QCOMPARE(certificate.names.first(6), (QStringList{u"DNS:db.example"_s, u"DNS:*.db.example"_s, u"IP:10.0.0.1"_s,
                                                          u"IP:fe80::1"_s, u"email:a@b.example"_s, u"URI:https://b.example/"_s}));
        QCOMPARE(certificate.names.size(), 8);
        QVERIFY2(certificate.names[6].contains("1.2.3.4"_L1), qPrintable(certificate.names[6]));
        QVERIFY2(certificate.names[7].contains("user@b.example"_L1), qPrintable(certificate.names[7]));
    }

    void oddNames()
    {
        // DNS:"a\0b", an address of three bytes, DNS: of UTF-8 that is none
        const QByteArray der = QByteArray::fromHex("300e820361006287030a00018202ff41");
        const Certificate certificate = readOf([&](X509 *x509) { addRaw(x509, NID_subject_alt_name, der); });
        QCOMPARE(certificate.names, (QStringList{u"DNS:a%1b"_s.arg(QChar(0)), u"IP:(3 bytes) 0a:00:01"_s, u"DNS:\\xffA"_s}));
        const Certificate damaged = readOf([](X509 *x509) { addRaw(x509, NID_subject_alt_name, "\x30\x05gar"); });
        QCOMPARE(damaged.names, QStringList{u"(cannot be read)"_s});
    }

    void subjectsKeepEverything()
    {
        const Certificate certificate = readOf([](X509 *x509) {
            addEntry(x509, "C", MBSTRING_ASC, "US");
            addEntry(x509, "O", MBSTRING_UTF8, "Müller, Söhne & Co.");
            addEntry(x509, "CN", V_ASN1_UTF8STRING, QByteArray("good.example\0.evil.example", 26));
            addEntry(x509, "CN", MBSTRING_UTF8, "second");
        });
        QCOMPARE(certificate.commonName, u"good.example%1.evil.example"_s.arg(QChar(0)));
        QCOMPARE(certificate.organization, u"Müller, Söhne & Co."_s);
        QCOMPARE(certificate.subject, u"CN=second, CN=good.example\\00.evil.example, O=Müller\\, Söhne & Co., C=US"_s);
        QCOMPARE(certificate.name(), certificate.commonName);
    }

    void subjectsOfOtherAlphabets()
    {
        const Certificate certificate =
            readOf([](X509 *x509) { addEntry(x509, "CN", V_ASN1_BMPSTRING, QByteArray::fromHex("04110430043704300020202e")); });
        QCOMPARE(certificate.commonName, QString::fromUtf8("База \u202e"));
        QVERIFY2(certificate.subject.contains(u"База"_s), qPrintable(certificate.subject));
    }

    void aLongNameIsWhole()
    {
        const QByteArray name(200'000, 'x');
        const Certificate certificate = readOf([&](X509 *x509) { addEntry(x509, "CN", V_ASN1_UTF8STRING, name); });
        QCOMPARE(certificate.commonName.size(), name.size());
        QCOMPARE(certificate.subject.size(), name.size() + 3);
    }

    void usages()
    {
        const Certificate certificate = readOf([](X509 *x509) {
            addExtension(x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:1");
            addExtension(x509, NID_key_usage, "digitalSignature,keyCertSign,cRLSign");
            addExtension(x509, NID_ext_key_usage, "serverAuth,clientAuth,codeSigning,1.2.3.4");
        });
        QVERIFY(certificate.isAuthority);
        QCOMPARE(certificate.pathLength, 1);
        QCOMPARE(certificate.usages, (QStringList{u"digitalSignature"_s, u"keyCertSign"_s, u"cRLSign"_s, u"TLS server"_s,
                                                  u"TLS client"_s, u"Code Signing"_s, u"1.2.3.4"_s}));
        const Certificate plain = readOf({});
        QVERIFY(!plain.isAuthority);
        QCOMPARE(plain.pathLength, -1);
        QVERIFY(plain.usages.isEmpty() && plain.names.isEmpty());
    }

    void serials()
    {
        const auto serial = [](const char *number) {
            BIGNUM *value = nullptr;
            BN_hex2bn(&value, number);
            const QString text = readOf([&](X509 *x509) { BN_to_ASN1_INTEGER(value, X509_get_serialNumber(x509)); }).serial;
            BN_free(value);
            return text;
        };
        QCOMPARE(serial("0A1FFF"), u"0A:1F:FF"_s);
        QCOMPARE(serial("00"), u"00"_s);
        QCOMPARE(serial("-0A"), u"-0A"_s);
    }

    void pemAndFingerprint()
    {
        const QByteArray der = made([](X509 *x509) { addEntry(x509, "CN", MBSTRING_UTF8, "one"); });
        const auto certificate = Certificate::fromDer(der + "what follows is no part of it");
        QVERIFY(certificate);
        QCOMPARE(certificate->der, der);
        QCOMPARE(certificate->signature, u"ecdsa-with-SHA256"_s);
        const QByteArray pem = certificate->toPem();
        BIO *const text = BIO_new_mem_buf(pem.constData(), int(pem.size()));
        const X509Owned read(PEM_read_bio_X509(text, nullptr, nullptr, nullptr));
        BIO_free(text);
        QVERIFY(read);
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        X509_digest(read.get(), EVP_sha256(), digest, &size);
        QCOMPARE(certificate->sha256, QByteArray(reinterpret_cast<char *>(digest), int(size)));
        QCOMPARE(certificate->fingerprint().size(), 32 * 3 - 1);
        QVERIFY(pem.endsWith("-----END CERTIFICATE-----\n"));
    }

    void whatIsNoCertificate()
    {
        QVERIFY(!Certificate::fromDer({}));
        QVERIFY(!Certificate::fromDer("hello"));
        const QByteArray der = made({});
        for (qsizetype size = 0; size < der.size(); ++size)
            QVERIFY(!Certificate::fromDer(der.first(size)));
        for (qsizetype at = 0; at < der.size(); ++at) { // whatever is read of it is read without harm
            QByteArray other = der;
            other[at] = char(other[at] ^ 0x40);
            static_cast<void>(Certificate::fromDer(other));
        }
    }
};

QTEST_GUILESS_MAIN(TestCertificate)
#include "tst_certificate.moc"
