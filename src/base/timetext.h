// SPDX-License-Identifier: GPL-3.0-or-later
// Points in time of any year PostgreSQL knows (4713 BC to 294276 AD; a QDateTime would overflow). Pure; any thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace oriel {

struct Instant
{
    qint64 seconds = 0; // since 1970-01-01 00:00:00 UTC
    int micros = 0;     // 0 to 999,999

    bool operator==(const Instant &) const = default;
};

// A timestamptz as the server writes it with DateStyle ISO: "2026-11-22 22:35:29.5+05:30", "… BC". Nothing for infinity and
// for text without an offset.
std::optional<Instant> instantOf(QByteArrayView text);
QString isoText(const Instant &instant, int offset);    // offset: seconds east of UTC; in the server's manner
std::optional<int> localOffset(const Instant &instant); // of this computer's zone; nothing beyond the years 1 to 9999

} // namespace oriel
