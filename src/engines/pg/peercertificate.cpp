// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where libpq's own TLS session is looked into: libpq has no question for the server's certificate.
#include "engines/pg/peercertificate.h"

#include "base/text.h"

#include <libpq-fe.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace oriel::pg::wire {
namespace {

struct Free
{
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(BIO *text) const { BIO_free(text); }
};

QString textOf(const X509_NAME *name)
{
    const std::unique_ptr<BIO, Free> text(BIO_new(BIO_s_mem()));
    if (!text || X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0)
        return {};
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return shownText({bytes, size}, 512);
}

} // namespace

Certificate certificateOf(pg_conn *connection)
{
    auto *const session = static_cast<SSL *>(PQsslStruct(connection, "OpenSSL"));
    const std::unique_ptr<X509, Free> leaf(session ? SSL_get1_peer_certificate(session) : nullptr);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!leaf || X509_digest(leaf.get(), EVP_sha256(), digest, &size) != 1)
        return {};
    return {QByteArray(reinterpret_cast<const char *>(digest), qsizetype(size)), textOf(X509_get_subject_name(leaf.get())),
            textOf(X509_get_issuer_name(leaf.get()))};
}

} // namespace oriel::pg::wire
