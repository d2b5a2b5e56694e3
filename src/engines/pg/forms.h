// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"

namespace oriel::pg {

// The same connection in the words of other tools. Pure; any thread.
struct Form
{
    QString id;    // "url", "psql", "heroku", "sqlalchemy", "psycopg", "django", "jdbc", "node", "dotnet", "service", "datagrip"
    QString label; // "SQLAlchemy (create_engine)"
};
QList<Form> forms();

struct Written
{
    QString text;
    QStringList lost; // what this form cannot say ("Npgsql has no sslcrl"), shown beside it
};
// show: NoPassword leaves it out (or names a variable where the form needs one), WithPassword puts it in. Never Masked text that
// is valid.
Written write(const ConnInfo &info, const QString &form, ConnInfo::Show show = ConnInfo::Show::NoPassword);

} // namespace oriel::pg
