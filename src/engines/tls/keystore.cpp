// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/keystore.h"

#include "engines/tls/x509.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

constexpr long mostIterations = 10'000'000; // of the passphrase's derivation: some seconds

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Keystore)
};

// With the ciphers of old files (RC2, of Java before 17, Windows and macOS), where the machine has them, for these files alone.
OSSL_LIB_CTX *withOldCiphers()
{
    static OSSL_LIB_CTX *const context = [] {
        OSSL_LIB_CTX *const made = OSSL_LIB_CTX_new();
        OSSL_PROVIDER_load(made, "default");
        OSSL_PROVIDER_load(made, "legacy");
        return made;
    }();
    return context;
}

void add(QList<Certificate> *to, X509 *x509)
{
    if (const auto certificate = certificateOf(x509))
        to->append(*certificate);
}

bool isTooSlow(const PKCS12 *store)
{
    const ASN1_INTEGER *iterations = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &iterations, store);
    return iterations && (ASN1_INTEGER_get(iterations) < 0 || ASN1_INTEGER_get(iterations) > mostIterations);
}

Error problem(const PKCS12 *store, const Secret &passphrase)
{
    const auto code = ERR_peek_last_error();
    const char *const reason = ERR_reason_error_string(code);
    const QString detail = QString::fromLatin1(reason ? reason : "");
    const bool isMac = ERR_GET_LIB(code) == ERR_LIB_PKCS12 && ERR_GET_REASON(code) == PKCS12_R_MAC_VERIFY_FAILURE;
    if (isMac || !PKCS12_mac_present(store))
        return {passphrase.isEmpty() ? Words::tr("This PKCS#12 file is closed with a passphrase. Enter it to look inside.")
                                     : Words::tr("This is not the passphrase of this PKCS#12 file. Try another one."),
                u"passphrase"_s, detail};
    return {Words::tr("This PKCS#12 file cannot be read: it is damaged, or encrypted in a way this machine's OpenSSL does not "
                      "know. Ask for the certificates as PEM."),
            u"damaged"_s, detail};
}

} // namespace

std::optional<Result<Keystore>> readKeystore(const QByteArray &content, const Secret &passphrase)
{
    ERR_set_mark();
    const auto *at = reinterpret_cast<const unsigned char *>(content.constData());
    PKCS12 *read = PKCS12_init_ex(NID_pkcs7_data, withOldCiphers(), nullptr);
    d2i_PKCS12(&read, &at, long(content.size())); // frees and forgets it on failure
    const Owned<PKCS12, PKCS12_free> store(read);
    std::optional<Result<Keystore>> result;
    if (store && isTooSlow(store.get())) {
        result = std::unexpected(Error{Words::tr("This PKCS#12 file asks for so much work that it was not opened. Ask for the "
                                                 "certificates as PEM."),
                                       u"damaged"_s, u"iterations"_s});
    } else if (store) {
        EVP_PKEY *key = nullptr;
        X509 *own = nullptr;
        STACK_OF(X509) *others = nullptr;
        const bool isRead = PKCS12_parse(store.get(), passphrase.reveal().constData(), &key, &own, &others) == 1;
        const Owned<EVP_PKEY, EVP_PKEY_free> keyOwned(key);
        const Owned<X509, X509_free> ownOwned(own);
        const Owned<STACK_OF(X509), freeStack> othersOwned(others);
        if (isRead) {
            Keystore found{{}, key != nullptr};
            add(&found.certificates, own);
            for (int i = 0; i < sk_X509_num(others); ++i)
                add(&found.certificates, sk_X509_value(others, i));
            result = found;
        } else {
            result = std::unexpected(problem(store.get(), passphrase));
        }
    }
    ERR_pop_to_mark();
    return result;
}

} // namespace oriel::tls
