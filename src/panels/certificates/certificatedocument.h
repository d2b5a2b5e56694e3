// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"
#include "shell/guest.h"

#include <memory>

class QUrl;

namespace oriel {

class Connection;

// What the tab needs of the application.
struct CertificateAccess
{
    std::function<Connection *(const QString &id)> find; // by Profile::id; null when it was removed
    // The password for `info`, for `owner`'s life: the stored one where that may go there (SAFETY 2), else asked for, `reason`
    // says why. Empty: given up.
    std::function<void(QWidget *owner, const QString &connection, const pg::ConnInfo &info, const QString &reason,
                       bool mayBeStored, std::function<void(const Secret &)> done)>
        secret;
    std::function<void(Diagnosis &diagnosis)> compare; // with the last report about that server, and keeps this one
};

// Why a TLS connection works or does not: one document for a connection or for any host:port. Nothing is asked of a server before
// the user presses Test.
class CertificateDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CertificateDocument)
public:
    explicit CertificateDocument(CertificateAccess access, QWidget *parent = nullptr);
    ~CertificateDocument() override;
    void openCertificate(const QString &connection, const QString &text); // text: where there is no connection
    void test();
    void show(const Diagnosis &diagnosis); // what the tab shows, all of it
    using QWidget::show;
    void setBundleAddress(const QUrl &address); // instead of Amazon's, for tests

    QString kind() const override { return QStringLiteral("certificate"); }
    QString title() const override; // "Certificate · shop"
    QIcon icon() const override;
    QString key() const override; // "certificate:ID", "certificate:HOST:PORT"
    bool isProduction() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override; // no password
    void restore(const QJsonObject &state) override;

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc: the notice, then a running test
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override; // a restored tab finds its connection when first shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
