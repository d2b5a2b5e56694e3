// SPDX-License-Identifier: GPL-3.0-or-later
// One value as lines to read. Pure; any thread.
#pragma once

#include "base/rows.h"

#include <QString>

namespace oriel {

constexpr qsizetype mostOfValue = 4 << 20; // bytes of a value that are ever shown

// JSON on lines of its own, every token as it was sent, digits and escapes included; what is no JSON comes out as it went in but
// for blanks between tokens. Ends with "…" where it would grow beyond `limit` characters.
QString indentedJson(QStringView json, qsizetype limit = 16 << 20);

QString hexDump(QByteArrayView bytes);                           // offset, sixteen bytes, their ASCII
QString brokenLines(const QString &text, qsizetype most = 4096); // no line is longer: shaping one of 4 MB takes seconds
QString withMarksButLines(const QString &text);                  // as withMarks(), but line ends and tabs stay
QString valueText(const Column &column,
                  const Cell &cell); // by the column's look, at most mostOfValue bytes read, all of the above

} // namespace oriel
