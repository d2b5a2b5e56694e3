// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside made visible. Any thread; pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel {

// UTF-8 to text with every invalid byte shown as \xNN, never dropped; at most `limit` bytes are read (SAFETY 5).
QString shownText(QByteArrayView bytes, qsizetype limit = 4096);
bool isValidUtf8(QByteArrayView bytes);
QString withMarks(const QString &text);    // control and bidi characters as visible marks (␛, ⟦U+202E⟧); LF and TAB as ␊ ␉
QString sizeText(qint64 bytes);            // "9 MB", "1.1 kB", "212 B" (1000-based, as psql's reader expects of a file size)
QString countText(qint64 count);           // "12 k", "48 k", "1.2 M", "318": for estimates
QString durationText(qint64 microseconds); // "3 ms", "1.24 s", "2 min 5 s"
QString exactCount(qint64 count);          // "48,210"
QString redacted(const QString &text);     // passwords in URLs, keyword strings, PASSWORD '…' become ••••

} // namespace oriel
