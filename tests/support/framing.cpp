// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/framing.h"

#include <QtEndian>

namespace oriel::test {

void Framing::client(const QByteArray &bytes) { m_hello += bytes.left(8 - m_hello.size()); }

// A plain message is a letter and its length with itself; a TLS record is a letter, a version and its length. Before both there
// is one byte where the client asked for encryption first (SSLRequest, GSSENCRequest).
void Framing::headerDone()
{
    if (m_stream == Stream::Unknown) {
        const quint32 code = m_hello.size() == 8 ? qFromBigEndian<quint32>(m_hello.constData() + 4) : 0;
        if (code != 80877103 && code != 80877104) {
            m_stream = Stream::Plain; // no question was asked: this is a message's first byte
            return;
        }
        if (m_header[0] == 'S')
            m_stream = Stream::Tls;
        m_hello.clear(); // after N the client goes on, with another question or its startup packet
        m_header.clear();
        return;
    }
    m_left = m_stream == Stream::Plain ? qFromBigEndian<quint32>(m_header.constData() + 1) - 4
                                       : qFromBigEndian<quint16>(m_header.constData() + 3);
    m_header.clear();
}

qsizetype Framing::server(QByteArrayView bytes, int limit, int *ended)
{
    int messages = 0;
    qsizetype at = 0;
    while (at < bytes.size() && (limit < 0 || messages < limit)) {
        if (m_left > 0) {
            const qint64 part = std::min<qint64>(m_left, bytes.size() - at);
            at += part;
            m_left -= part;
            messages += m_left == 0;
            continue;
        }
        const qsizetype part = std::min<qsizetype>(headerSize() - m_header.size(), bytes.size() - at);
        m_header += bytes.sliced(at, part);
        at += part;
        if (m_header.size() < headerSize())
            break;
        const bool wasUnknown = m_stream == Stream::Unknown;
        headerDone();
        messages += m_header.isEmpty() && (wasUnknown || m_left == 0); // an answer to a question, or a message without a body
    }
    *ended += messages;
    return at;
}

} // namespace oriel::test
