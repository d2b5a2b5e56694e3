// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of JSON (RFC 8259). Pure; any thread.
#pragma once

#include <QByteArray>

namespace oriel::json {

qint64 afterBlanks(QByteArrayView text, qint64 at);
// Behind the token that begins at `at`; −1 where there is none.
qint64 afterString(QByteArrayView text, qint64 at);
qint64 afterScalar(QByteArrayView text, qint64 at); // string, number, true, false or null

bool isNumber(QByteArrayView text); // NaN, Infinity and +1 are none

QByteArray unescaped(QByteArrayView quoted); // of a sound string token, as UTF-8; half a surrogate pair is U+FFFD
QByteArray quoted(const QByteArray &text);   // a string token; bytes that are no UTF-8 as \xNN

} // namespace oriel::json
