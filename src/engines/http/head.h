// SPDX-License-Identifier: GPL-3.0-or-later
// What stands before a body, and where the body ends (RFC 9112). Pure, any thread.
#pragma once

#include "base/result.h"
#include "engines/http/outgoing.h"

#include <optional>

namespace oriel::http {

struct Head
{
    QByteArray version; // "1.1"
    int status = 0;
    QByteArray reason;
    QList<Header> headers; // in order, each on its own

    QByteArray value(QByteArrayView name) const; // of the first; empty: none
    QByteArrayList values(QByteArrayView name) const;
};

// Takes a whole head from the front of `buffer`; nothing: it is not whole yet. Error.code "protocol" or "headers" (too many).
Result<std::optional<Head>> takeHead(QByteArray &buffer);

// Cuts the body out of what comes after a head.
class Framing final
{
public:
    static Result<Framing> of(const Head &head, const QByteArray &method); // Error.code "protocol"
    Result<QByteArray> feed(QByteArrayView bytes);                         // what of it is body; Error.code "chunks"
    bool hasBody() const { return m_kind != Kind::None; }
    bool isDone() const { return m_isDone; }
    bool endsWithConnection() const { return m_kind == Kind::Close; }
    qint64 announced() const { return m_announced; } // bytes; negative: not said

private:
    enum class Kind { None, Length, Chunked, Close };
    enum class Step { Size, Data, DataEnd, Trailer };

    bool takeChunkLine(const QByteArray &line);

    Kind m_kind = Kind::None;
    Step m_step = Step::Size;
    qint64 m_announced = -1, m_left = 0; // left: of the body, or of the chunk
    QByteArray m_line;
    qsizetype m_trailer = 0;
    bool m_isDone = false;
};

} // namespace oriel::http
