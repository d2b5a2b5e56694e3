// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/tlssetup.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSslCertificate>
#include <QSslKey>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

struct TlsWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Tls)
};

std::unexpected<Error> fileError(const QString &message, const QString &path)
{
    return std::unexpected(Error{message.arg(path), u"certificate"_s, {}});
}

QByteArray contents(const QString &path) // of a regular file only: a FIFO would wait
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) ? file.read(16 << 20) : QByteArray();
}

Result<QSslKey> keyFrom(const QString &path, const Secret &passphrase)
{
    const QByteArray pem = contents(path);
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa})
        if (const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.reveal()); !key.isNull())
            return key;
    return fileError(
        passphrase.isEmpty() && pem.contains("ENCRYPTED")
            ? TlsWords::tr("The key %1 is locked. Enter its passphrase.")
            : TlsWords::tr("The key %1 cannot be read. It must be an RSA or EC key as PEM, and its passphrase right."),
        path);
}

struct Cause
{
    QString name, sentence;
};

Cause causeOf(const QString &host, const QSslError &error)
{
    const QSslCertificate certificate = error.certificate();
    const auto date = [](const QDateTime &time) { return QLocale::c().toString(time.toUTC(), u"d MMMM yyyy, HH:mm 'UTC'"_s); };
    switch (error.error()) {
    case QSslError::CertificateExpired:
        return {u"expired"_s, TlsWords::tr("The certificate of %1 expired on %2. It must be renewed on the server.")
                                  .arg(host, date(certificate.expiryDate()))};
    case QSslError::CertificateNotYetValid:
        return {u"not yet valid"_s, TlsWords::tr("The certificate of %1 is valid only from %2. Check the clock of this machine.")
                                        .arg(host, date(certificate.effectiveDate()))};
    case QSslError::SelfSignedCertificate:
        return {u"self-signed"_s, TlsWords::tr("%1 signed its certificate itself. If it is yours, choose that certificate as the "
                                               "request's CA file.")
                                      .arg(host)};
    case QSslError::HostNameMismatch: {
        QStringList names = certificate.subjectAlternativeNames().values();
        if (names.isEmpty())
            names = certificate.subjectInfo(QSslCertificate::CommonName);
        return {u"host name"_s, TlsWords::tr("The certificate is for %2, not for %1. Use one of these names in the URL.")
                                    .arg(host, shownText(names.join(u", "_s).toUtf8(), 400))};
    }
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return {u"unknown issuer"_s,
                TlsWords::tr("Nobody this machine trusts vouches for the certificate of %1. If the issuer is "
                             "yours, choose its certificate as the request's CA file.")
                    .arg(host)};
    case QSslError::CertificateRevoked:
        return {u"revoked"_s,
                TlsWords::tr("The certificate of %1 was revoked by its issuer. Do not trust this server.").arg(host)};
    default:
        return {
            error.errorString().toLower(),
            TlsWords::tr("The certificate of %1 was refused: %2. Ask whoever runs the server.").arg(host, error.errorString())};
    }
}

} // namespace

Result<QSslConfiguration> tlsFrom(const Options &options)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({"http/1.1"});
    if (!options.caFile.isEmpty()) {
        const auto trusted = QSslCertificate::fromData(contents(options.caFile), QSsl::Pem);
        if (trusted.isEmpty())
            return fileError(TlsWords::tr("%1 holds no certificate. Choose a PEM file with the issuer's certificate."),
                             options.caFile);
        tls.setCaCertificates(trusted);
    }
    if (options.certificateFile.isEmpty())
        return tls;
    const auto chain = QSslCertificate::fromData(contents(options.certificateFile), QSsl::Pem);
    if (chain.isEmpty())
        return fileError(TlsWords::tr("%1 holds no certificate. Choose your certificate as PEM."), options.certificateFile);
    const QString keyFile = options.keyFile.isEmpty() ? options.certificateFile : options.keyFile; // often one file
    const auto key = keyFrom(keyFile, options.keyPassphrase);
    if (!key)
        return std::unexpected(key.error());
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(*key);
    return tls;
}

Error tlsError(const QString &host, const QList<QSslError> &errors)
{
    QStringList sentences, names;
    for (const QSslError &error : errors)
        if (const Cause cause = causeOf(host, error); !names.contains(cause.name)) {
            names.append(cause.name);
            sentences.append(cause.sentence);
        }
    return {sentences.join(u' '), u"tls"_s, names.join(u", "_s)};
}

} // namespace oriel::http
