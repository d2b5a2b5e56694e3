// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where libpq's own TLS session is looked into: libpq has no question for the server's certificate.
#include "engines/pg/peercertificate.h"

#include "base/owned.h"
#include "base/text.h"

#include <libpq-fe.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace oriel::pg::wire {
namespace {

QString textOf(const X509_NAME *name)
{
    const Owned<BIO, BIO_free> text(BIO_new(BIO_s_mem()));
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
    const Owned<X509, X509_free> leaf(session ? SSL_get1_peer_certificate(session) : nullptr);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!leaf || X509_digest(leaf.get(), EVP_sha256(), digest, &size) != 1)
        return {};
    return {QByteArray(reinterpret_cast<const char *>(digest), qsizetype(size)), textOf(X509_get_subject_name(leaf.get())),
            textOf(X509_get_issuer_name(leaf.get()))};
}

void endThread() { OPENSSL_thread_stop(); }

} // namespace oriel::pg::wire
