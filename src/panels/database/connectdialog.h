// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/connection.h"

#include <QDialog>

#include <memory>

class QUrl;

namespace oriel {

// Connection dialog (ui/database/connectdialog.ui): URL field and form fields in sync while typing, every libpq parameter, Test,
// name, colour, production and read-only marks, the password to the keychain. Opened with open(), never exec().
class ConnectDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConnectDialog)
public:
    ConnectDialog(const Profile &profile, const QStringList &services, QWidget *parent = nullptr);
    ~ConnectDialog() override;
    // A URL, keyword string, psql line… from outside: data, never connects by itself; parameters that could lead elsewhere or run
    // something are held back until the user takes them (SAFETY 1).
    void setText(const QString &pasted);
    void setKept(bool isKept); // the keychain's answer: whether it holds this connection's password
    bool wasKept() const;
    Profile profile() const;                    // without the password
    bool wantsConnection() const;               // accepted by Connect, not by Save
    void setBundleAddress(const QUrl &address); // instead of Amazon's, for tests

Q_SIGNALS:
    // Accepted. secret: what stands in the password field; isKept: into the keychain.
    void chosen(const oriel::Profile &profile, const oriel::Secret &secret, bool isKept);
    void
    certificateWanted(const QString &url); // without the password: the certificate tab shall show it; offered where connected

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
