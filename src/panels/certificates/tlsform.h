// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"
#include "panels/certificates/card.h"

class QFormLayout;
class QLabel;
class QToolButton;
class QWidget;

namespace oriel {

// The TLS parameters beside sslmode: client certificate, revocation lists, versions, SNI, channel binding. Folded until asked
// for. GUI thread.
class TlsForm final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TlsForm)
public:
    explicit TlsForm(QWidget *parent = nullptr);
    void show(const pg::ConnInfo &info);
    void setNewer(const QString &text); // parameters that a newer libpq would need, by name

Q_SIGNALS:
    void edited(const QString &keyword, const QString &value); // empty: unset
    void clientKeyChosen(bool isUsed);                         // use sslcert and sslkey while testing

private:
    void addFile(QFormLayout *form, const QString &keyword, const QString &label);
    void addChoice(QFormLayout *form, const QString &keyword, const QString &label, const QStringList &values);

    QToolButton *m_fold;
    QWidget *m_fields;
    QLabel *m_newer;
};

} // namespace oriel
