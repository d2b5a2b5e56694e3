// SPDX-License-Identifier: GPL-3.0-or-later
// Where the server's messages end, told from the bytes of one connection.
#pragma once

#include <QByteArray>

namespace oriel::test {

class Framing final
{
public:
    void client(const QByteArray &bytes);
    // Takes the server's next bytes; returns how many of them belong to at most `limit` whole messages (all of them where limit <
    // 0), and adds the messages that ended to *ended. Call again with the rest.
    qsizetype server(QByteArrayView bytes, int limit, int *ended);

private:
    enum class Stream { Unknown, Plain, Tls };
    qsizetype headerSize() const { return m_stream == Stream::Unknown ? 1 : 5; }
    void headerDone();

    QByteArray m_hello; // the client's first eight bytes
    Stream m_stream = Stream::Unknown;
    QByteArray m_header; // of the message under way
    qint64 m_left = 0;   // bytes of its body to come
};

} // namespace oriel::test
