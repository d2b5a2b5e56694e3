// SPDX-License-Identifier: GPL-3.0-or-later
// One value as lines to read. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace oriel {

constexpr qsizetype mostOfValue = 4 << 20; // bytes of a value that are ever shown

// JSON on lines of its own, every token as it was sent, digits and escapes included; what is no JSON comes out as it went in but
// for blanks between tokens. Ends with "…" where it would grow beyond `limit` characters.
QString indentedJson(QStringView json, qsizetype limit = 16 << 20);

// XML on lines of its own, every tag as it was sent; empty where that is not safe: no well-formed document, text beside elements,
// a DTD, CDATA, or deeper than 200.
QString indentedXml(const QString &xml);

QString hexLine(QByteArrayView bytes, qint64 offset); // offset, sixteen bytes, their ASCII
// No line is longer: shaping one of 4 MB takes seconds. `breaks`: before which characters of `text` a line was broken.
QString brokenLines(const QString &text, QList<qsizetype> *breaks = nullptr, qsizetype most = 4096);
QString withMarksButLines(const QString &text); // as withMarks(), but line ends and tabs stay

} // namespace oriel
