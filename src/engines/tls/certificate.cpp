// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/certificate.h"

#include "base/text.h"
#include "engines/tls/x509.h"

#include <QCryptographicHash>
#include <QHash>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

// Without providers: OpenSSL 3 looks for a decoder of the public key as it reads a certificate, four fifths of the time of
// reading (tried, 3.0.22), and the facts of the usual keys stand in the certificate.
OSSL_LIB_CTX *keyless()
{
    static OSSL_LIB_CTX *const context = [] {
        OSSL_LIB_CTX *const made = OSSL_LIB_CTX_new();
        OSSL_PROVIDER_load(made, "null"); // else the default provider would come by itself
        return made;
    }();
    return context;
}

QString written(const auto &write) // write(BIO *)
{
    const Owned<BIO, BIO_free> to(BIO_new(BIO_s_mem()));
    write(to.get());
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(to.get(), &bytes);
    return shownText({bytes, size}, size);
}

QString nameText(const X509_NAME *name)
{
    constexpr unsigned long flags = (XN_FLAG_RFC2253 & ~XN_FLAG_SEP_MASK & ~ASN1_STRFLGS_ESC_MSB) | XN_FLAG_SEP_CPLUS_SPC;
    bool isGood = true;
    const QString text = written([&](BIO *to) { isGood = X509_NAME_print_ex(to, name, 0, flags) >= 0; });
    return isGood ? text : written([&](BIO *to) { X509_NAME_print_ex(to, name, 0, flags | ASN1_STRFLGS_DUMP_ALL); });
}

QByteArrayView bytesOf(const ASN1_STRING *string) { return {ASN1_STRING_get0_data(string), ASN1_STRING_length(string)}; }

// All of it, a NUL in its midst included.
QString stringText(const ASN1_STRING *string)
{
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, string);
    const OwnedBytes owned(utf8);
    const QByteArrayView bytes = size < 0 ? bytesOf(string) : QByteArrayView(utf8, size);
    return shownText(bytes, bytes.size());
}

QString firstEntry(X509_NAME *name, int nid)
{
    const int at = X509_NAME_get_index_by_NID(name, nid, -1);
    return at < 0 ? QString() : stringText(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
}

QString objectText(const ASN1_OBJECT *object)
{
    const int nid = OBJ_obj2nid(object);
    char text[128] = "";
    OBJ_obj2txt(text, sizeof text, object, nid == NID_undef);
    return QString::fromUtf8(text);
}

QString addressText(QByteArrayView bytes)
{
    char text[INET6_ADDRSTRLEN];
    const bool isAddress = bytes.size() == 4 || bytes.size() == 16;
    if (isAddress && inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text))
        return QString::fromLatin1(text);
    return u"(%1 bytes) "_s.arg(bytes.size()) + QString::fromLatin1(bytes.toByteArray().toHex(':'));
}

QString alternativeName(GENERAL_NAME *name)
{
    switch (name->type) {
    case GEN_DNS:
        return u"DNS:"_s + shownText(bytesOf(name->d.ia5), ASN1_STRING_length(name->d.ia5));
    case GEN_EMAIL:
        return u"email:"_s + shownText(bytesOf(name->d.ia5), ASN1_STRING_length(name->d.ia5));
    case GEN_URI:
        return u"URI:"_s + shownText(bytesOf(name->d.ia5), ASN1_STRING_length(name->d.ia5));
    case GEN_IPADD:
        return u"IP:"_s + addressText(bytesOf(name->d.ip));
    case GEN_DIRNAME:
        return u"DirName:"_s + nameText(name->d.directoryName);
    default:
        return written([&](BIO *to) { GENERAL_NAME_print(to, name); });
    }
}

template<typename T, auto release>
Owned<T, release> extension(const X509 *certificate, int nid, bool *isDamaged = nullptr)
{
    int found = 0;
    Owned<T, release> value(static_cast<T *>(X509_get_ext_d2i(certificate, nid, &found, nullptr)));
    if (isDamaged)
        *isDamaged = !value && found != -1;
    return value;
}

QStringList alternativeNames(const X509 *certificate)
{
    bool isDamaged = false;
    const auto names = extension<GENERAL_NAMES, GENERAL_NAMES_free>(certificate, NID_subject_alt_name, &isDamaged);
    if (isDamaged)
        return {u"(cannot be read)"_s};
    QStringList texts;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
        texts += alternativeName(sk_GENERAL_NAME_value(names.get(), i));
    return texts;
}

QStringList usagesOf(const X509 *certificate)
{
    static constexpr std::array bits{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
                                     "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly"};
    QStringList usages;
    if (const auto usage = extension<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(certificate, NID_key_usage))
        for (int bit = 0; bit < int(bits.size()); ++bit)
            if (ASN1_BIT_STRING_get_bit(usage.get(), bit))
                usages += QString::fromLatin1(bits[size_t(bit)]);
    const auto extended = extension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(certificate, NID_ext_key_usage);
    for (int i = 0; i < sk_ASN1_OBJECT_num(extended.get()); ++i) {
        const ASN1_OBJECT *const object = sk_ASN1_OBJECT_value(extended.get(), i);
        const int nid = OBJ_obj2nid(object);
        usages += nid == NID_server_auth ? u"TLS server"_s : nid == NID_client_auth ? u"TLS client"_s : objectText(object);
    }
    return usages;
}

struct KeyFacts
{
    QString text;
    int securityBits = 0;
};

KeyFacts factsOf(const EVP_PKEY *key, const QString &algorithm)
{
    char curve[64] = "";
    EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr);
    const char *const nist = EC_curve_nid2nist(OBJ_sn2nid(curve));
    const int bits = EVP_PKEY_get_bits(key);
    QString text;
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        text = u"%1 %2"_s.arg(algorithm == "rsassaPss"_L1 ? u"RSA-PSS"_s : u"RSA"_s).arg(bits);
        break;
    case EVP_PKEY_EC:
        text = u"EC "_s + (nist ? QString::fromLatin1(nist) : *curve ? QString::fromLatin1(curve) : QString::number(bits));
        break;
    case EVP_PKEY_DSA:
        text = u"DSA %1"_s.arg(bits);
        break;
    case EVP_PKEY_ED25519:
        text = u"Ed25519"_s;
        break;
    case EVP_PKEY_ED448:
        text = u"Ed448"_s;
        break;
    default:
        text = u"%1 %2"_s.arg(algorithm).arg(bits);
    }
    return {text, EVP_PKEY_get_security_bits(key)};
}

KeyFacts keyOf(const X509 *certificate)
{
    X509_PUBKEY *const whole = X509_get_X509_PUBKEY(certificate);
    ASN1_OBJECT *kind = nullptr;
    X509_ALGOR *parameters = nullptr;
    const unsigned char *bytes = nullptr;
    int size = 0;
    X509_PUBKEY_get0_param(&kind, &bytes, &size, &parameters, whole);
    const QString algorithm = objectText(kind);
    const int nid = OBJ_obj2nid(kind);
    if (nid == NID_X9_62_id_ecPublicKey) { // without work for a decoder: see keyless()
        const void *curve = nullptr;
        int type = 0;
        X509_ALGOR_get0(nullptr, &type, &curve, parameters);
        static const QHash<int, KeyFacts> known{{NID_X9_62_prime256v1, {u"EC P-256"_s, 128}},
                                                {NID_secp384r1, {u"EC P-384"_s, 192}},
                                                {NID_secp521r1, {u"EC P-521"_s, 256}}};
        if (const auto facts = known.constFind(type == V_ASN1_OBJECT ? OBJ_obj2nid(static_cast<const ASN1_OBJECT *>(curve)) : 0);
            facts != known.cend())
            return *facts;
    }
    Owned<EVP_PKEY, EVP_PKEY_free> key;
    if (nid == NID_rsaEncryption || nid == NID_rsassaPss) {
        key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &bytes, size)); // likewise
    } else {
        unsigned char *der = nullptr;
        const int length = i2d_X509_PUBKEY(whole, &der);
        const OwnedBytes owned(der);
        const unsigned char *at = der;
        if (length > 0)
            key.reset(d2i_PUBKEY(nullptr, &at, length));
    }
    return key ? factsOf(key.get(), algorithm) : KeyFacts{u"%1 (cannot be read)"_s.arg(algorithm), 0};
}

bool hasIssuerAddress(const X509 *certificate)
{
    const auto places = extension<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free>(certificate, NID_info_access);
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(places.get()); ++i)
        if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(places.get(), i)->method) == NID_ad_ca_issuers)
            return true;
    return false;
}

QString signatureOf(const X509 *certificate)
{
    const X509_ALGOR *algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, certificate);
    const ASN1_OBJECT *object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    return objectText(object);
}

QDateTime timeOf(const ASN1_TIME *time)
{
    tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return {QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday), QTime(parts.tm_hour, parts.tm_min, parts.tm_sec),
            Qt::UTC};
}

QString hex(QByteArrayView bytes) { return QString::fromLatin1(bytes.toByteArray().toHex(':')).toUpper(); }

QString serialOf(const X509 *certificate)
{
    const ASN1_INTEGER *const serial = X509_get0_serialNumber(certificate);
    return (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? u"-"_s : QString()) + hex(bytesOf(serial));
}

Certificate describe(X509 *x509, const QByteArray &der)
{
    Certificate certificate;
    certificate.der = der;
    certificate.sha256 = QCryptographicHash::hash(der, QCryptographicHash::Sha256);
    X509_NAME *const subject = X509_get_subject_name(x509);
    certificate.subject = nameText(subject);
    certificate.issuer = nameText(X509_get_issuer_name(x509));
    certificate.isSelfIssued = X509_NAME_cmp(subject, X509_get_issuer_name(x509)) == 0;
    certificate.commonName = firstEntry(subject, NID_commonName);
    certificate.organization = firstEntry(subject, NID_organizationName);
    certificate.names = alternativeNames(x509);
    certificate.notBefore = timeOf(X509_get0_notBefore(x509));
    certificate.notAfter = timeOf(X509_get0_notAfter(x509));
    const KeyFacts key = keyOf(x509);
    certificate.key = key.text;
    certificate.securityBits = key.securityBits;
    certificate.signature = signatureOf(x509);
    certificate.usages = usagesOf(x509);
    if (const auto constraints = extension<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(x509, NID_basic_constraints)) {
        certificate.isAuthority = constraints->ca != 0;
        certificate.pathLength = constraints->pathlen ? int(ASN1_INTEGER_get(constraints->pathlen)) : -1;
    }
    certificate.namesIssuerAddress = hasIssuerAddress(x509);
    certificate.serial = serialOf(x509);
    return certificate;
}

} // namespace

std::optional<Certificate> Certificate::fromDer(const QByteArray &der)
{
    ERR_set_mark();
    const auto *const begin = reinterpret_cast<const unsigned char *>(der.constData());
    const unsigned char *end = begin;
    X509 *read = X509_new_ex(keyless(), nullptr);
    d2i_X509(&read, &end, long(der.size())); // frees and forgets it on failure
    const Owned<X509, X509_free> x509(read);
    std::optional<Certificate> certificate;
    if (x509 && end != begin)
        certificate = describe(x509.get(), der.first(end - begin));
    ERR_pop_to_mark();
    return certificate;
}

std::optional<Certificate> certificateOf(X509 *x509)
{
    unsigned char *der = nullptr;
    const int size = x509 ? i2d_X509(x509, &der) : 0;
    const OwnedBytes owned(der);
    return size > 0 ? Certificate::fromDer({reinterpret_cast<const char *>(der), size}) : std::nullopt;
}

std::shared_ptr<X509> x509Of(const Certificate &certificate)
{
    const auto *at = reinterpret_cast<const unsigned char *>(certificate.der.constData());
    return {d2i_X509(nullptr, &at, long(certificate.der.size())), X509_free};
}

void freeBytes(void *bytes) { OPENSSL_free(bytes); }

void freeStack(STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }

QString Certificate::name() const
{
    return !commonName.isEmpty() ? commonName : !organization.isEmpty() ? organization : subject;
}

QString Certificate::fingerprint() const { return hex(sha256); }

QByteArray Certificate::toPem() const
{
    QByteArray pem = "-----BEGIN CERTIFICATE-----\n";
    const QByteArray text = der.toBase64();
    for (qsizetype at = 0; at < text.size(); at += 64)
        pem += text.mid(at, 64) + '\n';
    return pem + "-----END CERTIFICATE-----\n";
}

qint64 Certificate::daysLeft(const QDateTime &now) const
{
    constexpr qint64 day = 24 * 3600;
    const qint64 seconds = now.secsTo(notAfter);
    return seconds < 0 ? -((day - 1 - seconds) / day) : seconds / day;
}

} // namespace oriel::tls
