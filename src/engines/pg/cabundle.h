// SPDX-License-Identifier: GPL-3.0-or-later
// Amazon RDS signs with roots of its own that no system knows. This room knows their fingerprints
// (resources/amazon-rds-roots.txt) and where Amazon keeps them; nothing is trusted because it was downloaded.
#pragma once

#include "base/background.h"
#include "base/result.h"
#include "engines/pg/conninfo.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QUrl>

class QNetworkReply;

namespace oriel::pg {

// Pure; any thread.
namespace cabundle {

QStringList regions(); // those whose roots Oriel knows
// Whose bundle a connection needs: a region, "global" for hosts of several; nothing for hosts that need none (RDS Proxy has
// public certificates, as all others) and for regions that Oriel does not know: there the user chooses a file.
std::optional<QString> regionFor(const ConnInfo &info);
bool isNeeded(const ConnInfo &info);      // RDS, verified, and neither sslrootcert nor ~/.postgresql/root.crt
QUrl address(const QString &region);      // Amazon's
QString savedPath(const QString &region); // in paths::data()/ca; may not exist yet
// Only the certificates that Oriel knows as this region's kind; Error.code "unknown-roots", "no-certificates".
Result<QByteArray> checkedBundle(const QByteArray &pem, const QString &region = {});
// What RDS Proxy needs: Amazon's public authorities. Every system has them, so that its "download" is a choice from the system's.
inline constexpr QLatin1String proxy("proxy");

} // namespace cabundle

// Fetches a bundle, keeps of it what Oriel knows and saves that. A stream: finished exactly once, deleting it cancels. GUI
// thread.
class BundleDownload final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BundleDownload)
public:
    explicit BundleDownload(const QString &region, QObject *parent = nullptr);
    // Another address than Amazon's, for tests: https, or http to 127.0.0.1.
    BundleDownload(const QString &region, const QUrl &address, QObject *parent = nullptr);
    ~BundleDownload() override;
    void setPath(const QString &path) { m_path = path; } // instead of cabundle::savedPath(): where the user wants it
    void start();
    void cancel(); // Error.code "cancelled"

Q_SIGNALS:
    void progress(qint64 received, qint64 total); // total −1 where unknown
    void finished(const oriel::Result<QString> &path);

private:
    void receive();
    void finish(const Result<QString> &path);
    template<typename Source>
    void check(Source pem);

    const QString m_region;
    const QUrl m_address;
    QString m_path;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    Job m_check;
    bool m_isFinished = false;
};

} // namespace oriel::pg
