// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/cancel.h"

#include <libpq-fe.h>

#include <vector>

namespace oriel::pg::wire {

Cancel::Cancel(pg_conn *connection, std::shared_ptr<Bell> bell) : m_bell(std::move(bell))
{
    const std::shared_ptr<PGcancel> request(PQgetCancel(connection), PQfreeCancel);
    const bool isSent = detach([request, isThrough = m_isThrough, rings = m_bell] {
        char words[256];
        if (request)
            PQcancel(request.get(), words, sizeof words); // what it says matters less than whether the statement ends
        *isThrough = true;
        rings->ring();
    });
    if (!isSent)
        *m_isThrough = true;
}

void Cancel::insist(Keywords keywords, int processId, const QByteArray &sql)
{
    m_isInsisting = true;
    keywords.removeIf([](const auto &pair) { return pair.first == "connect_timeout"; });
    keywords.append(qMakePair(QByteArray("connect_timeout"), QByteArray("3")));
    detach([keywords, sql, pid = QByteArray::number(processId)] {
        std::vector<const char *> keys, values;
        for (const auto &[key, value] : keywords) {
            keys.push_back(key.constData());
            values.push_back(value.constData());
        }
        keys.push_back(nullptr);
        values.push_back(nullptr);
        const Link link(PQconnectdbParams(keys.data(), values.data(), 0));
        if (PQstatus(link.get()) != CONNECTION_OK)
            return;
        const char *parameters[] = {pid.constData(), sql.constData()};
        const Answer answer(
            PQexecParams(link.get(),
                         "SELECT pg_catalog.pg_cancel_backend(a.pid) FROM pg_catalog.pg_stat_get_activity($1::pg_catalog.int4) a "
                         "WHERE a.state OPERATOR(pg_catalog.=) 'active' AND a.query OPERATOR(pg_catalog.<>) '' "
                         "AND pg_catalog.starts_with($2::pg_catalog.text, a.query)",
                         2, nullptr, parameters, nullptr, nullptr, 0));
    });
}

} // namespace oriel::pg::wire
