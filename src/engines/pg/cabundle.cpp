// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/cabundle.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QThreadPool>

#include <algorithm>

static void openResources() { Q_INIT_RESOURCE(cabundle); } // the macro declares a name outside every namespace

namespace oriel::pg {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 1 << 20; // the global bundle has 170 kB
constexpr int mostMilliseconds = 30'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::CaBundle)
};

using Roots = QHash<QByteArray, QString>; // SHA-256 of the DER form → name

Roots readRoots(const QString &name)
{
    openResources();
    Roots found;
    QFile file(u":/oriel/"_s + name);
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray &line : file.readAll().split('\n'))
            if (!line.startsWith('#') && line.size() > 66)
                found.insert(QByteArray::fromHex(line.first(64)), QString::fromUtf8(line.sliced(66)));
    return found;
}

const Roots &knownRoots()
{
    static const Roots roots = readRoots(u"amazon-rds-roots.txt"_s);
    return roots;
}

const Roots &publicRoots()
{
    static const Roots roots = readRoots(u"amazon-trust-roots.txt"_s);
    return roots;
}

// PEM of all that this system trusts. Blocks on the disk.
QByteArray systemRoots()
{
    QByteArray pem;
    for (const QSslCertificate &root : QSslConfiguration::systemCaCertificates())
        pem += root.toPem();
    return pem;
}

QString regionOfHost(const QString &host)
{
    static const QRegularExpression rds(u"\\.([a-z0-9-]+)\\.rds\\.amazonaws\\.com\\.?$"_s,
                                        QRegularExpression::CaseInsensitiveOption);
    return rds.match(host).captured(1).toLower();
}

bool hasPublicCertificate(const QString &host)
{
    return regionOfHost(host).isEmpty() || host.contains(".proxy-"_L1, Qt::CaseInsensitive);
}

Result<QString> saved(const QByteArray &pem, const QString &region, const QString &path)
{
    const auto kept = cabundle::checkedBundle(pem, region);
    if (!kept)
        return std::unexpected(kept.error());
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(*kept) != kept->size() || !file.commit())
        return std::unexpected(
            Error{Words::tr("The bundle could not be saved as %1. Make room or give the folder back to yourself, then try again.")
                      .arg(path),
                  u"write"_s, file.errorString()});
    return path;
}

} // namespace

namespace cabundle {

QStringList regions()
{
    static const QRegularExpression name(u"^Amazon RDS ([a-z]+(?:-[a-z]+)+-[0-9]+) "_s);
    QStringList found;
    for (const QString &root : knownRoots())
        if (const QString region = name.match(root).captured(1); !region.isEmpty() && !found.contains(region))
            found.append(region);
    found.sort();
    return found;
}

std::optional<QString> regionFor(const ConnInfo &info)
{
    QStringList found;
    for (const QString &host : info.value(u"host"_s).split(u','))
        if (const QString region = regionOfHost(host); !hasPublicCertificate(host) && !found.contains(region))
            found.append(region);
    const QStringList known = regions();
    if (found.isEmpty() || !std::ranges::all_of(found, [&](const QString &region) { return known.contains(region); }))
        return std::nullopt;
    return found.size() == 1 ? found.first() : u"global"_s;
}

bool isNeeded(const ConnInfo &info)
{
    return !std::ranges::all_of(info.value(u"host"_s).split(u','), hasPublicCertificate) &&
           info.effectiveSslMode() >= SslMode::VerifyCa && !info.has(u"sslrootcert"_s) &&
           !QFileInfo(QDir::homePath() + u"/.postgresql/root.crt"_s).isFile();
}

QUrl address(const QString &region) { return QUrl(u"https://truststore.pki.rds.amazonaws.com/%1/%1-bundle.pem"_s.arg(region)); }

QString savedPath(const QString &region) { return paths::data() + u"/ca/"_s + region + u"-bundle.pem"_s; }

Result<QByteArray> checkedBundle(const QByteArray &pem, const QString &region)
{
    const Roots &known = region == proxy ? publicRoots() : knownRoots();
    static const QByteArray begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
    QByteArray kept;
    int seen = 0;
    for (qsizetype at = pem.indexOf(begin); at >= 0; at = pem.indexOf(begin, at + 1)) {
        const qsizetype from = at + begin.size(), to = pem.indexOf(end, from);
        if (to < 0)
            break;
        ++seen;
        // Strict: what OpenSSL would read from the text must be the bytes that were hashed.
        QByteArray text = pem.sliced(from, to - from);
        text.replace("\n", "").replace("\r", "");
        const auto der = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
        const auto root = der ? known.constFind(QCryptographicHash::hash(*der, QCryptographicHash::Sha256)) : known.constEnd();
        if (root == known.constEnd())
            continue;
        const QByteArray title = "# " + root->toUtf8() + '\n';
        if (kept.contains(title)) // a system's store holds each twice
            continue;
        kept += title + begin + '\n';
        const QByteArray clean = (*der).toBase64();
        for (qsizetype line = 0; line < clean.size(); line += 64)
            kept += clean.mid(line, 64) + '\n';
        kept += end + '\n';
    }
    if (seen == 0)
        return std::unexpected(
            Error{Words::tr("This is no certificate bundle: it holds no certificate. Choose a .pem file from Amazon."),
                  u"no-certificates"_s, QString::fromUtf8(pem.first(std::min<qsizetype>(pem.size(), 200)))});
    if (kept.isEmpty())
        return std::unexpected(
            Error{Words::tr("None of its certificates is a root of Amazon that Oriel knows. Nothing was kept. Ask your "
                            "administrator for the bundle, or update Oriel."),
                  u"unknown-roots"_s, Words::tr("%1 certificates looked at").arg(seen)});
    return kept;
}

} // namespace cabundle

BundleDownload::BundleDownload(const QString &region, QObject *parent) : BundleDownload(region, cabundle::address(region), parent)
{}

BundleDownload::BundleDownload(const QString &region, const QUrl &address, QObject *parent)
    : QObject(parent), m_region(region), m_address(address), m_path(cabundle::savedPath(region))
{}

BundleDownload::~BundleDownload()
{
    m_isFinished = true; // aborting says finished() once more, to nobody
    if (m_reply)
        m_reply->abort();
}

void BundleDownload::start()
{
    if (m_region == cabundle::proxy)
        return check([] { return systemRoots(); });
    const bool isTest = m_address.scheme() == "http"_L1 && m_address.host() == "127.0.0.1"_L1;
    if (m_address.scheme() != "https"_L1 && !isTest)
        return finish(
            std::unexpected(Error{Words::tr("Certificates are fetched by https only."), u"scheme"_s, m_address.toString()}));
    QNetworkRequest request(m_address);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
    request.setTransferTimeout(mostMilliseconds);
    m_reply = m_network.get(request);
    connect(m_reply, &QNetworkReply::downloadProgress, this, [this](qint64 received, qint64 total) {
        if (received > mostBytes || total > mostBytes) {
            finish(std::unexpected(
                Error{Words::tr("The answer is larger than any bundle of Amazon's; it was not read. A proxy may have answered "
                                "instead: choose a file that you trust."),
                      u"too-large"_s, m_address.toString()}));
            m_reply->abort();
        } else if (!m_isFinished) {
            Q_EMIT progress(received, total);
        }
    });
    connect(m_reply, &QNetworkReply::finished, this, &BundleDownload::receive);
}

void BundleDownload::cancel()
{
    m_check.cancel();
    finish(std::unexpected(Error{Words::tr("The download was cancelled."), u"cancelled"_s, {}}));
    if (m_reply)
        m_reply->abort();
}

void BundleDownload::receive()
{
    m_reply->deleteLater();
    if (m_isFinished)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->error() == QNetworkReply::InsecureRedirectError)
        return finish(std::unexpected(Error{
            Words::tr("%1 leads to another host; that was not followed. Choose a file that you trust.").arg(m_address.host()),
            u"redirect"_s, m_reply->errorString()}));
    if (m_reply->error() != QNetworkReply::NoError || status != 200)
        return finish(std::unexpected(
            Error{Words::tr("%1 could not be read. Look at your network or its proxy, or choose a file.").arg(m_address.host()),
                  status ? QString::number(status) : u"network"_s, m_reply->errorString()}));
    check([pem = m_reply->read(mostBytes)] { return pem; });
}

template<typename Source>
void BundleDownload::check(Source pem)
{
    m_check = inBackground(
        this, QThreadPool::globalInstance(),
        [pem = std::move(pem), region = m_region, path = m_path](std::stop_token) { return saved(pem(), region, path); },
        [this](const Result<QString> &path) { finish(path); });
}

void BundleDownload::finish(const Result<QString> &path)
{
    if (!std::exchange(m_isFinished, true))
        Q_EMIT finished(path);
}

} // namespace oriel::pg
