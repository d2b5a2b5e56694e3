// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/pki.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace oriel::test {

namespace {

struct Free
{
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(BIO *text) const { BIO_free(text); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

QByteArray written(int (*write)(BIO *, const void *), const void *what)
{
    const std::unique_ptr<BIO, Free> text(BIO_new(BIO_s_mem()));
    char *bytes = nullptr;
    if (write(text.get(), what) != 1)
        qFatal("pki: writing");
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return QByteArray(bytes, size);
}

void extend(X509 *certificate, X509 *issuer, int kind, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData());
    if (!extension || X509_add_ext(certificate, extension, -1) != 1)
        qFatal("pki: %s", value.constData());
    X509_EXTENSION_free(extension);
}

} // namespace

Identity makeIdentity(const QByteArray &name, const Identity *issuer, int days)
{
    constexpr long day = 24 * 3600;
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    X509 *const leaf = certificate.get();
    unsigned int serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    X509_set_version(leaf, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(leaf), serial | 1);
    X509_gmtime_adj(X509_getm_notBefore(leaf), days < 0 ? (days - 30) * day : -day);
    X509_gmtime_adj(X509_getm_notAfter(leaf), days * day);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(leaf), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), -1, -1, 0);
    X509_set_pubkey(leaf, key.get());

    Certificate parent;
    Key parentKey;
    if (issuer) {
        const std::unique_ptr<BIO, Free> pem(BIO_new_mem_buf(issuer->certificate.constData(), int(issuer->certificate.size()))),
            secret(BIO_new_mem_buf(issuer->key.constData(), int(issuer->key.size())));
        parent.reset(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
        parentKey.reset(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
    }
    X509 *const signer = parent ? parent.get() : leaf;
    X509_set_issuer_name(leaf, X509_get_subject_name(signer));
    extend(leaf, signer, NID_basic_constraints, issuer ? "critical,CA:FALSE" : "critical,CA:TRUE");
    const bool isAddress = !name.isEmpty() && name.back() >= '0' && name.back() <= '9';
    extend(leaf, signer, NID_subject_alt_name, (isAddress ? "IP:" : "DNS:") + name);
    if (X509_sign(leaf, parentKey ? parentKey.get() : key.get(), EVP_sha256()) == 0)
        qFatal("pki: signing");
    return {written([](BIO *to, const void *what) { return PEM_write_bio_X509(to, static_cast<const X509 *>(what)); }, leaf),
            written(
                [](BIO *to, const void *what) {
                    return PEM_write_bio_PrivateKey(to, static_cast<const EVP_PKEY *>(what), nullptr, nullptr, 0, nullptr,
                                                    nullptr);
                },
                key.get())};
}

} // namespace oriel::test
