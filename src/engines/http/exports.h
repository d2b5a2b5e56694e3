// SPDX-License-Identifier: GPL-3.0-or-later
// What every export of a request shares: no secret leaves it. Any thread; pure.
#pragma once

#include "engines/http/requesttext.h"

#include <QMap>

namespace oriel::http {

// Gives each secret a name, the same to the same: {{password}}, {{password_2}}.
class SecretNames final
{
public:
    // base: what it is, "password", "X-Api-Key". A secret that is a {{name}} already keeps it.
    QString placeholder(const QString &secret, const QString &base);
    QString placeholder(const Secret &secret, const QString &base)
    {
        return placeholder(QString::fromUtf8(secret.reveal()), base);
    }
    QString valueOf(const Field &field) { return field.isSecret ? placeholder(field.value, field.name) : field.value; }
    QString proxyOf(const Options &options);                                                 // its password has a name too
    void reserve(const QString &name, const QString &value) { m_names.insert(name, value); } // of a variable that is written out
    const QStringList &left() const { return m_left; }

private:
    QMap<QString, QString> m_names; // to the secret each stands for
    QStringList m_left;
};

// Without rows that are off; credentials of the URL in its Auth, secret parameters in the query.
Request forExport(const Request &);
QString typeOfBody(const Body &);   // the content type that goes with it; empty: none
QString singleLine(QString text);   // for a header or a line of a file
QString snake(const QString &name); // "X-Api-Key" is x_api_key

} // namespace oriel::http
