// SPDX-License-Identifier: GPL-3.0-or-later
// Pagila, a schema that is not ours, from ../shared/data/sql.
#pragma once

#include "support/server.h"

#include <QFile>

#include <optional>

namespace oriel::test {

// A new database with it; nothing where its files are not there.
inline std::optional<QString> pagila(Server &server)
{
    QByteArray sql = "\\set ON_ERROR_STOP 0\n";
    for (const char *name : {"pagila-schema.sql", "pagila-data.sql"}) {
        QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/sql/") + QLatin1String(name));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        sql += file.readAll() + '\n';
    }
    const QString database = server.newDatabase();
    server.psql(database, sql);
    server.psql(database, "grant all on all tables in schema public to oriel; grant all on all sequences in schema public to "
                          "oriel; analyze");
    return database;
}

} // namespace oriel::test
