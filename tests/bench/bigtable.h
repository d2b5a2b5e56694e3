// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/table/tabledocument.h"
#include "support/server.h"

#include <QEventLoop>

#include <algorithm>

namespace oriel::bench {

// public.big (id bigint primary key, made, kind, payload jsonb) of so many rows; the payload of the 2,000 rows around the first,
// the last and the one at 63 % has 44 kB, that of the others 30 bytes.
inline void makeBigTable(const test::Server &server, const QString &database, qint64 rows)
{
    constexpr qint64 piece = 1'000'000; // a psql of the tests' server has a minute
    const QByteArray count = QByteArray::number(rows), at = QByteArray::number(rows * 63 / 100);
    server.psql(database, "create unlogged table big (id bigint not null, made timestamptz, kind int, payload jsonb)");
    for (qint64 first = 1; first <= rows; first += piece)
        server.psql(database,
                    "insert into big select g, timestamptz '2020-01-01' + g * interval '7 s', (g % 1000)::int, "
                    "case when g <= 2000 or g > " +
                        count + " - 2000 or abs(g - " + at +
                        ") <= 1000 then jsonb_build_object('n', g, 'text', (select string_agg(md5((g * 2000 + i)::text), '') "
                        "from generate_series(1, 1375) i)) else jsonb_build_object('n', g, 'text', md5(g::text)) end "
                        "from generate_series(" +
                        QByteArray::number(first) + "::bigint, " + QByteArray::number(std::min(rows, first + piece - 1)) + ") g");
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
