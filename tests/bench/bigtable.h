// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/table/tabledocument.h"
#include "support/server.h"

#include <QEventLoop>

namespace oriel::bench {

// public.big (id bigint primary key, made, kind, payload jsonb) of so many rows; the payload of the 2,000 rows around the first,
// the last and the one at 63 % has 44 kB, that of the others 30 bytes.
inline void makeBigTable(const test::Server &server, const QString &database, qint64 rows)
{
    const QByteArray count = QByteArray::number(rows), at = QByteArray::number(rows * 63 / 100);
    server.psql(database,
                "create unlogged table big as select g::bigint as id, timestamptz '2020-01-01' + g * interval '7 s' as made, "
                "(g % 1000)::int as kind, case when g <= 2000 or g > " +
                    count + " - 2000 or abs(g - " + at +
                    ") <= 1000 then jsonb_build_object('n', g, 'text', (select string_agg(md5((g * 2000 + i)::text), '') from "
                    "generate_series(1, 1375) i)) else jsonb_build_object('n', g, 'text', md5(g::text)) end as payload "
                    "from generate_series(1, " +
                    count + ") g");
    server.psql(database, "set maintenance_work_mem = '1GB'; alter table big add primary key (id)");
    server.psql(database, "vacuum (analyze) big; grant select on big to public; checkpoint");
}

// A table document on it, shown.
struct BigTable
{
    explicit BigTable(const QString &url)
        : connection({.id = QStringLiteral("c"), .name = QStringLiteral("bench"), .info = pg::ConnInfo::read(url)->info}),
          document([this](const QString &) { return &connection; })
    {
        document.resize(1200, 900);
        document.openTable(QStringLiteral("c"), {}, QStringLiteral("public"), QStringLiteral("big"));
        document.show();
    }

    Connection connection;
    TableDocument document;
};

} // namespace oriel::bench
