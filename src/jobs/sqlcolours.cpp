// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/sqlcolours.h"

#include "engines/sql/splitter.h"

namespace oriel {

QList<Stretch> sqlColours(const QString &text)
{
    QList<Stretch> result;
    const auto found = sql::tokens(text);
    result.reserve(found.size());
    for (const auto &token : found)
        if (const char *role = sql::roleOf(token.kind))
            result.append({token.begin, token.end, role, token.kind == sql::TokenKind::Comment});
    return result;
}

} // namespace oriel
