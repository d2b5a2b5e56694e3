// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of PostgreSQL's protocol 3, for servers that say what a test wants.
#pragma once

#include <QByteArray>
#include <QtEndian>

namespace oriel::test {

inline QByteArray number16(int value)
{
    QByteArray bytes(2, 0);
    qToBigEndian(qint16(value), bytes.data());
    return bytes;
}

inline QByteArray number32(qint64 value)
{
    QByteArray bytes(4, 0);
    qToBigEndian(quint32(value), bytes.data());
    return bytes;
}

inline QByteArray message(char kind, const QByteArray &body = {}) { return kind + number32(body.size() + 4) + body; }

inline QByteArray text(const QByteArray &words) { return words + '\0'; }

} // namespace oriel::test
