// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/connection.h"

#include <QDialog>

#include <memory>

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
    void setText(const QString &pasted); // a URL, keyword string, psql line…: data, never connects by itself
    Profile profile() const;

Q_SIGNALS:
    // Accepted. secret: what stands in the password field; isKept: into the keychain.
    void chosen(const oriel::Profile &profile, const oriel::Secret &secret, bool isKept);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
