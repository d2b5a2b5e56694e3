// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that benchmarks read, and what they share in measuring.
#pragma once

#include "bench/median.h"

#include <libpq-fe.h>

#include <QByteArray>
#include <QCoreApplication>
#include <QString>

namespace oriel::bench {

inline PGconn *connectTo(const QString &url)
{
    PGconn *connection = PQconnectdb(url.toUtf8().constData());
    if (PQstatus(connection) != CONNECTION_OK)
        qFatal("%s", PQerrorMessage(connection));
    return connection;
}

inline void makeTable(const QString &url, qint64 rows)
{
    PGconn *connection = connectTo(url);
    const QByteArray make = "set client_min_messages to warning; drop table if exists oriel_bench; "
                            "create unlogged table oriel_bench as select g::bigint as id, (g % 100000)::int as kind, "
                            "md5(g::text) as name, timestamptz '2020-01-01' + g * interval '7 seconds' as made, (g % 1000000 / "
                            "100.0)::numeric(12,2) as price, "
                            "g % 3 = 0 as is_paid from generate_series(1, " +
                            QByteArray::number(rows) + ") g; vacuum analyze oriel_bench";
    for (const QByteArray &sql : make.split(';')) {
        PGresult *result = PQexec(connection, sql.constData());
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            qFatal("%s", PQresultErrorMessage(result));
        PQclear(result);
    }
    PQfinish(connection);
}

template<typename Condition>
void spinUntil(Condition isDone)
{
    while (!isDone())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace oriel::bench
