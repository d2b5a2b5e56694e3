// SPDX-License-Identifier: GPL-3.0-or-later
// A client certificate with its key, under libpq's rules (fe-secure-openssl.c, initialize_SSL).
#include "engines/tls/handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QFile>
#include <QScopeGuard>

#include <sys/stat.h>

#include <cstring>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> refused(const QString &message, const QString &detail = {})
{
    return std::unexpected(Error{message, u"client-key"_s, detail});
}

struct Asked
{
    QByteArray passphrase;
    bool wasAsked = false;
};

int passphrase(char *buffer, int size, int, void *arg)
{
    auto &asked = *static_cast<Asked *>(arg);
    asked.wasAsked = true;
    const int length = int(std::min<qsizetype>(asked.passphrase.size(), size));
    std::memcpy(buffer, asked.passphrase.constData(), size_t(length));
    return length;
}

// A colon would name an OpenSSL engine to load (SAFETY 1).
Result<struct stat> regularFile(const QString &path, const QString &keyword)
{
    struct stat file{};
    if (path.isEmpty() || ::stat(QFile::encodeName(path).constData(), &file) != 0)
        return refused(
            Words::tr("%1: the file “%2” cannot be found. A certificate and its key are needed together.").arg(keyword, path));
    if (path.contains(u':') || !S_ISREG(file.st_mode))
        return refused(Words::tr("%1: “%2” is not a regular file.").arg(keyword, path));
    return file;
}

} // namespace

Result<> useClientCertificate(ssl_ctx_st *context, const Target &target)
{
    if (target.clientCertificate.isEmpty())
        return {};
    const auto certificate = regularFile(target.clientCertificate, u"sslcert"_s);
    const auto key = certificate ? regularFile(target.clientKey, u"sslkey"_s) : certificate;
    if (!key)
        return std::unexpected(key.error());
    // Root's key may be read by a group.
    if (key->st_mode & (key->st_uid == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO))
        return refused(
            Words::tr("The key file “%1” can be read by others, so libpq refuses it. Run: chmod 600 “%1”").arg(target.clientKey));
    Asked asked{target.clientPassphrase.reveal()};
    SSL_CTX_set_default_passwd_cb(context, passphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    const auto forget = qScopeGuard([context] {
        SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
        SSL_CTX_set_default_passwd_cb(context, [](char *, int, int, void *) { return 0; });
    });
    const QByteArray certificateFile = QFile::encodeName(target.clientCertificate), keyFile = QFile::encodeName(target.clientKey);
    if (SSL_CTX_use_certificate_chain_file(context, certificateFile.constData()) != 1)
        return refused(Words::tr("The client certificate “%1” cannot be read: %2.").arg(target.clientCertificate, opensslWords()),
                       opensslWords());
    if (SSL_CTX_use_PrivateKey_file(context, keyFile.constData(), SSL_FILETYPE_PEM) != 1) {
        const QString words = opensslWords();
        if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH)
            return refused(Words::tr("The client certificate does not belong to the key “%1”.").arg(target.clientKey), words);
        if (asked.wasAsked)
            return refused(
                asked.passphrase.isEmpty()
                    ? Words::tr("The key “%1” is protected by a passphrase: give it as sslpassword.").arg(target.clientKey)
                    : Words::tr("The passphrase of the key “%1” is wrong.").arg(target.clientKey),
                words);
        ERR_clear_error();
        if (SSL_CTX_use_PrivateKey_file(context, keyFile.constData(), SSL_FILETYPE_ASN1) != 1)
            return refused(Words::tr("The key “%1” cannot be read: %2.").arg(target.clientKey, words), words);
    }
    if (SSL_CTX_check_private_key(context) != 1)
        return refused(Words::tr("The client certificate does not belong to the key “%1”.").arg(target.clientKey),
                       opensslWords());
    return {};
}

} // namespace oriel::tls
