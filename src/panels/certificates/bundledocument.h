// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/certificate.h"
#include "shell/guest.h"

namespace oriel {

// The bundle inspector: the certificates of a PEM, DER or PKCS#12 file, filtered, sorted, each in full; which of them a server's
// chain needs; two files compared. Files are read off the GUI thread, and nothing is kept of a passphrase.
class BundleDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BundleDocument)
public:
    explicit BundleDocument(QWidget *parent = nullptr);
    ~BundleDocument() override;
    void openFile(const QString &path);
    void openSent(const QList<tls::Certificate> &chain, const QString &from); // what a server sent, with the next start gone
    void compareWith(const QString &path);                                    // empty: no more
    void setChain(const QList<tls::Certificate> &sent); // as a server sent it, the leaf first; empty: no server

    QString kind() const override { return QStringLiteral("bundle"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override; // "bundle:/path"
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

protected:
    void keyPressEvent(QKeyEvent *event) override;  // Esc: ends the comparison, then the notice
    void resizeEvent(QResizeEvent *event) override; // the details stand beside the list or below it
    void showEvent(QShowEvent *event) override;     // a restored one reads nothing before it is first shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
