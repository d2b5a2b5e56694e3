// SPDX-License-Identifier: GPL-3.0-or-later
// What libpq's OpenSSL makes of a root file: the oracle of tst_bundle and fuzz_bundle.
#pragma once

#include <QByteArray>
#include <QSet>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <optional>

namespace oriel::test {

// The certificates (DER) that SSL_CTX_load_verify_locations finds in the file, as libpq 15 calls it; nothing: it fails.
inline std::optional<QSet<QByteArray>> loadedByOpenSsl(const QByteArray &path)
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const bool isLoaded = SSL_CTX_load_verify_locations(context.get(), path.constData(), nullptr) == 1;
    ERR_clear_error();
    if (!isLoaded)
        return std::nullopt;
    QSet<QByteArray> found;
    const STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.get()));
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        const X509 *const x509 = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        unsigned char *der = nullptr;
        const int size = x509 ? i2d_X509(x509, &der) : 0;
        if (size > 0)
            found.insert(QByteArray(reinterpret_cast<const char *>(der), size));
        OPENSSL_free(der);
    }
    return found;
}

} // namespace oriel::test
