// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/chain.h"

#include "base/text.h"
#include "engines/tls/verifyerror.h"
#include "engines/tls/x509.h"

#include <QCoreApplication>
#include <QFile>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include <sys/stat.h>
#include <sys/sysmacros.h>

using namespace Qt::StringLiterals;

namespace oriel::tls {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Chain)
};

using OwnedStack = Owned<STACK_OF(X509), freeStack>;

constexpr off_t maxFile = 64 << 20;

QList<Certificate> certificatesOf(const STACK_OF(X509) * chain)
{
    QList<Certificate> certificates;
    for (int i = 0; i < sk_X509_num(chain); ++i)
        if (const auto certificate = certificateOf(sk_X509_value(chain, i)))
            certificates += *certificate;
    return certificates;
}

OwnedStack stackOf(const QList<Certificate> &certificates)
{
    OwnedStack stack(sk_X509_new_null());
    for (const Certificate &certificate : certificates) {
        auto *bytes = reinterpret_cast<const unsigned char *>(certificate.der.constData());
        if (X509 *const one = d2i_X509(nullptr, &bytes, certificate.der.size()))
            sk_X509_push(stack.get(), one);
    }
    return stack;
}

QString issuerName(X509 *certificate)
{
    X509_NAME *const name = X509_get_issuer_name(certificate);
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *utf8 = nullptr;
    const int size = at < 0 ? -1 : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    const QString text = size < 0 ? QString() : shownText({utf8, size}, 512);
    OPENSSL_free(utf8);
    return text.isEmpty() ? certificateOf(certificate).value_or(Certificate{}).issuer : text;
}

// A file that a reader may wait for or never come to the end of is not opened.
bool isReadable(const struct stat &file)
{
    const bool isNull = S_ISCHR(file.st_mode) && file.st_rdev == makedev(1, 3);
    return isNull || S_ISDIR(file.st_mode) || (S_ISREG(file.st_mode) && file.st_size <= maxFile);
}

QString troubleOf(const QString &path, const struct stat &facts)
{
    if (S_ISDIR(facts.st_mode))
        return u"directory"_s;
    QFile file(path);
    if (!isReadable(facts))
        return S_ISREG(facts.st_mode) ? u"too-large"_s : u"irregular"_s;
    if (!file.open(QIODevice::ReadOnly))
        return u"permission"_s;
    const QByteArray start = file.read(64 << 10), text = start.trimmed().toLower();
    if (text.isEmpty())
        return u"empty"_s;
    if (text.startsWith('<'))
        return u"html"_s;
    if (start.startsWith("\x30\x82"))
        return u"der"_s;
    if (start.contains("-----BEGIN CERTIFICATE") || start.contains("-----BEGIN TRUSTED CERTIFICATE"))
        return u"damaged"_s;
    return start.contains("PRIVATE KEY-----") ? u"private-key"_s : u"no-certificates"_s;
}

bool loadRoots(SSL_CTX *context, const QString &path, ChainCheck &check)
{
    if (path == "system"_L1) {
        check.rootFile = RootFile::System;
        return SSL_CTX_set_default_verify_paths(context) == 1;
    }
    const QByteArray name = QFile::encodeName(path);
    struct stat file{};
    if (name.isEmpty() || ::stat(name.constData(), &file) != 0)
        return false;
    check.rootFile = RootFile::Unreadable;
    check.rootFileTrouble = troubleOf(path, file);
    if (!isReadable(file)) {
        check.rootFileProblem = Words::tr("root certificate file \"%1\" is not a regular file of at most 64 MB").arg(path);
        return false;
    }
    ERR_clear_error();
    if (SSL_CTX_load_verify_locations(context, name.constData(), nullptr) == 1) {
        check.rootFile = RootFile::Loaded;
        check.rootFileTrouble.clear();
        return true;
    }
    const unsigned long error = ERR_get_error(); // the first one, as libpq says it
    const char *const reason = ERR_reason_error_string(error);
    if (ERR_GET_LIB(error) == ERR_LIB_X509 && ERR_GET_REASON(error) == X509_R_NO_CERTIFICATE_OR_CRL_FOUND)
        check.rootFile = RootFile::NoCertificates;
    check.rootFileProblem = u"could not read root certificate file \"%1\": %2"_s.arg(path, reason ? QString::fromUtf8(reason)
                                                                                                  : QString::number(error));
    ERR_clear_error();
    return false;
}

// As libpq: what does not load is as if it were not there, but a folder always loads, and then every level needs its list.
bool loadLists(X509_STORE *store, const Trust &trust)
{
    const QByteArray file = QFile::encodeName(trust.crl), folder = QFile::encodeName(trust.crlDir);
    struct stat facts{};
    if (!file.isEmpty() && ::stat(file.constData(), &facts) == 0 && !isReadable(facts))
        return false;
    const bool isLoaded =
        (!file.isEmpty() || !folder.isEmpty()) && X509_STORE_load_locations(store, file.isEmpty() ? nullptr : file.constData(),
                                                                            folder.isEmpty() ? nullptr : folder.constData()) == 1;
    ERR_clear_error();
    if (isLoaded)
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return isLoaded;
}

// The verdict of OpenSSL on one chain, gone through to its end: each error is recorded and overlooked. The first is the one that
// libpq stops at, since up to there both do the same.
class Verification
{
public:
    // As libssl's ssl_verify_cert_chain() does for a client: the session's own parameters over those of "ssl_server".
    Verification(SSL *session, X509_STORE *store, STACK_OF(X509) * sent, const QDateTime &at) : m_context(X509_STORE_CTX_new())
    {
        X509_STORE_CTX *const context = m_context.get();
        X509_STORE_CTX_init(context, store, sk_X509_value(sent, 0), sent);
        X509_VERIFY_PARAM *const parameters = X509_STORE_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_auth_level(parameters, SSL_get_security_level(session));
        X509_STORE_CTX_set_default(context, "ssl_server");
        X509_VERIFY_PARAM_set1(parameters, SSL_get0_param(session));
        X509_VERIFY_PARAM_set_time(parameters, at.toSecsSinceEpoch());
        X509_STORE_CTX_set_app_data(context, this);
        X509_STORE_CTX_set_verify_cb(context, [](int isGood, X509_STORE_CTX *now) {
            if (!isGood)
                static_cast<Verification *>(X509_STORE_CTX_get_app_data(now))->record(now);
            return 1;
        });
        if (X509_verify_cert(context) <= 0 && m_errors.isEmpty())
            record(context);
        ERR_clear_error();
    }

    const QList<ChainError> &errors() const { return m_errors; }
    STACK_OF(X509) * chain() const { return X509_STORE_CTX_get0_chain(m_context.get()); }
    bool has(std::initializer_list<int> codes) const
    {
        return std::ranges::any_of(m_errors,
                                   [&](const ChainError &error) { return std::ranges::find(codes, error.code) != codes.end(); });
    }

private:
    void record(X509_STORE_CTX *at)
    {
        ChainError error{.code = X509_STORE_CTX_get_error(at), .depth = X509_STORE_CTX_get_error_depth(at)};
        // "unable to verify the first certificate" says again that its issuer was not found
        if (error.code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE && has({X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY}))
            return;
        error.name = verifyErrorName(error.code);
        error.text = QString::fromUtf8(X509_verify_cert_error_string(error.code));
        if (X509 *const certificate = X509_STORE_CTX_get_current_cert(at))
            error.certificate = certificateOf(certificate);
        if (!m_errors.contains(error))
            m_errors += error;
    }

    Owned<X509_STORE_CTX, X509_STORE_CTX_free> m_context;
    QList<ChainError> m_errors;
};

bool holds(X509_STORE *store, X509 *certificate)
{
    X509_STORE_lock(store);
    bool isHeld = false;
    const STACK_OF(X509_OBJECT) *const objects = X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects) && !isHeld; ++i) {
        X509 *const one = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        isHeld = one && X509_cmp(one, certificate) == 0;
    }
    X509_STORE_unlock(store);
    return isHeld;
}

bool issuerIn(const STACK_OF(X509) * sent, X509 *certificate)
{
    for (int i = 0; i < sk_X509_num(sent); ++i)
        if (X509_check_issued(sk_X509_value(sent, i), certificate) == X509_V_OK)
            return true;
    return false;
}

void compareWithSent(ChainCheck &check, const QList<Certificate> &sent)
{
    qsizetype last = -1;
    for (const Certificate &one : std::as_const(check.built)) {
        const qsizetype place = sent.indexOf(one);
        check.isOutOfOrder |= place >= 0 && place < last;
        last = std::max(place, last);
    }
    for (const Certificate &one : sent)
        if (!check.built.contains(one) && !check.extra.contains(one))
            check.extra += one;
}

Revocation revocationOf(const Verification &verification)
{
    if (verification.has({X509_V_ERR_CERT_REVOKED}))
        return Revocation::Revoked;
    if (verification.has({X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID}))
        return Revocation::ListExpired;
    const bool isMissing =
        verification.has({X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_DIFFERENT_CRL_SCOPE,
                          X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
                          X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_CRL_PATH_VALIDATION_ERROR});
    return isMissing ? Revocation::ListMissing : Revocation::Good;
}

} // namespace

ChainCheck checkChain(const QList<Certificate> &sent, const Trust &trust, const QDateTime &at)
{
    ChainCheck check;
    const Owned<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
    X509_STORE *const store = SSL_CTX_get_cert_store(context.get());
    const bool hasRoots = loadRoots(context.get(), trust.rootCert, check);
    const bool hasLists = hasRoots && check.rootFile == RootFile::Loaded && loadLists(store, trust);
    const OwnedStack chain = stackOf(sent);
    const Owned<SSL, SSL_free> session(SSL_new(context.get()));
    if (sk_X509_num(chain.get()) == 0)
        return check;

    const Verification verification(session.get(), store, chain.get(), at);
    check.built = certificatesOf(verification.chain());
    compareWithSent(check, sent);
    const bool isCut = verification.has({X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                                         X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE});
    X509 *const top = sk_X509_value(verification.chain(), sk_X509_num(verification.chain()) - 1);
    if (isCut && !issuerIn(chain.get(), top))
        check.missingIssuer = issuerName(top);
    else if (!isCut && !check.built.isEmpty() && holds(store, top))
        check.anchor = check.built.last();
    if (!hasRoots)
        return check; // libpq looks at no chain then
    check.errors = verification.errors();
    if (hasLists)
        check.revocation = revocationOf(verification);
    return check;
}

} // namespace oriel::tls
