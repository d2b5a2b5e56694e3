// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/authority.h"

#include <QHash>
#include <QMutex>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace oriel::test {
namespace {

void must(bool ok, const char *what)
{
    if (!ok)
        qFatal("authority: %s: %s", what, ERR_error_string(ERR_get_error(), nullptr));
}

template<typename Write>
QByteArray written(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
    must(write(text.get()) == 1, "writing");
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return QByteArray(bytes, size);
}

EVP_PKEY *generated(const QByteArray &kind)
{
    if (kind == "Ed25519")
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (kind.startsWith("P-"))
        return EVP_EC_gen(kind.constData());
    const bool isPss = kind == "RSA-PSS";
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, isPss ? "RSA-PSS" : "RSA", nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY *key = nullptr;
    must(EVP_PKEY_keygen_init(context.get()) == 1 &&
             EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), isPss ? 2048 : kind.sliced(4).toInt()) == 1 &&
             EVP_PKEY_generate(context.get(), &key) == 1,
         kind.constData());
    return key;
}

std::shared_ptr<EVP_PKEY> keyOf(const QByteArray &kind)
{
    static QMutex mutex;
    static QHash<QByteArray, std::shared_ptr<EVP_PKEY>> made;
    if (kind == "P-256")
        return {generated(kind), EVP_PKEY_free};
    const QMutexLocker lock(&mutex);
    auto &key = made[kind];
    if (!key)
        key.reset(generated(kind), EVP_PKEY_free);
    return key;
}

void setTime(ASN1_TIME *time, double days)
{
    must(ASN1_TIME_adj(time, std::time(nullptr), 0, long(days * 86400)) != nullptr, "time");
}

X509_EXTENSION *extension(X509V3_CTX *context, const QByteArray &line)
{
    const qsizetype equals = line.indexOf('=');
    X509_EXTENSION *const made =
        X509V3_EXT_conf(nullptr, context, line.first(equals).constData(), line.sliced(equals + 1).constData());
    must(made, line.constData());
    return made;
}

const EVP_MD *digestFor(const Issued &signer, const QByteArray &digest)
{
    return EVP_PKEY_is_a(signer.key.get(), "ED25519") ? nullptr : EVP_get_digestbyname(digest.constData());
}

} // namespace

QByteArray Issued::der() const
{
    unsigned char *bytes = nullptr;
    const int size = i2d_X509(certificate.get(), &bytes);
    const QByteArray der(reinterpret_cast<char *>(bytes), size);
    OPENSSL_free(bytes);
    return der;
}

QByteArray Issued::pem() const
{
    return written([&](BIO *to) { return PEM_write_bio_X509(to, certificate.get()); });
}

QByteArray Issued::keyPem() const
{
    return written([&](BIO *to) { return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

Issued issue(const Order &order, const Issued *issuer)
{
    Issued made{{X509_new(), X509_free}, order.ownKey ? order.ownKey : keyOf(order.key)};
    X509 *const leaf = made.certificate.get();
    const Issued &signer = issuer ? *issuer : made;
    X509_set_version(leaf, order.version - 1);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(leaf), (serial >> 1) | 1);
    setTime(X509_getm_notBefore(leaf), order.from);
    setTime(X509_getm_notAfter(leaf), order.until);
    for (const auto &[field, value, type] : order.subject)
        must(X509_NAME_add_entry_by_txt(X509_get_subject_name(leaf), field.constData(), type ? type : V_ASN1_UTF8STRING,
                                        reinterpret_cast<const unsigned char *>(value.constData()), int(value.size()), -1,
                                        0) == 1,
             "subject");
    X509_set_issuer_name(leaf, X509_get_subject_name(signer.certificate.get()));
    must(X509_set_pubkey(leaf, made.key.get()) == 1, "key");
    X509V3_CTX context;
    X509V3_set_ctx(&context, signer.certificate.get(), leaf, nullptr, nullptr, 0);
    for (const QByteArray &line : order.extensions) {
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> one(extension(&context, line), X509_EXTENSION_free);
        X509_add_ext(leaf, one.get(), -1);
    }
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> signing(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX *parameters = nullptr; // owned by `signing`
    must(EVP_DigestSignInit(signing.get(), &parameters, digestFor(signer, order.digest), nullptr, signer.key.get()) == 1,
         "signer");
    if (order.signsPss)
        EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    must(X509_sign_ctx(leaf, signing.get()) > 0, "signing");
    return made;
}

Order authority(const QByteArray &commonName)
{
    return {.subject = {{"CN", commonName}},
            .extensions = {"basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",
                           "subjectKeyIdentifier=hash"}};
}

Order server(const QByteArray &commonName, const QByteArray &names)
{
    Order order{.extensions = {"basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature,keyEncipherment",
                               "extendedKeyUsage=serverAuth"}};
    if (!commonName.isNull())
        order.subject = {{"CN", commonName}};
    if (!names.isEmpty())
        order.extensions += "subjectAltName=" + names;
    return order;
}

QByteArray revocationList(const Issued &issuer, const ListOrder &order)
{
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), X509_CRL_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> time(ASN1_TIME_new(), ASN1_TIME_free);
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
    setTime(time.get(), order.from);
    X509_CRL_set1_lastUpdate(list.get(), time.get());
    for (const Issued &one : order.revoked) {
        X509_REVOKED *const entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(one.certificate.get()));
        X509_REVOKED_set_revocationDate(entry, time.get());
        X509_CRL_add0_revoked(list.get(), entry);
    }
    setTime(time.get(), order.until);
    X509_CRL_set1_nextUpdate(list.get(), time.get());
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer.certificate.get(), nullptr, nullptr, list.get(), 0);
    for (const QByteArray &line : order.extensions) {
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> one(extension(&context, line), X509_EXTENSION_free);
        X509_CRL_add_ext(list.get(), one.get(), -1);
    }
    X509_CRL_sort(list.get());
    must(X509_CRL_sign(list.get(), issuer.key.get(), digestFor(issuer, order.digest)) > 0, "list");
    return written([&](BIO *to) { return PEM_write_bio_X509_CRL(to, list.get()); });
}

} // namespace oriel::test
