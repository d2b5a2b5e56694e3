// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/head.h"

#include "base/text.h"
#include "engines/http/urltext.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

struct HeadWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Head)
};

constexpr qsizetype mostHead = 256 * 1024; // bytes; browsers and servers stop earlier
constexpr qsizetype mostLine = 8192;       // of a chunk's size with its extensions

std::unexpected<Error> protocolError(QByteArrayView text)
{
    return std::unexpected(
        Error{HeadWords::tr("What answered does not speak HTTP. Check the port and whether it is http or https."), u"protocol"_s,
              shownText(text, 200)});
}

// "HTTP/1.1 200 OK"; the reason may be missing.
bool readStatus(Head &head, QByteArrayView line)
{
    if (!line.startsWith("HTTP/") || line.size() < 12 || line[8] != ' ')
        return false;
    head.version = line.sliced(5, 3).toByteArray();
    bool isNumber = false;
    head.status = line.sliced(9, 3).toByteArray().toInt(&isNumber);
    head.reason = line.sliced(12).trimmed().toByteArray();
    return isNumber && head.status >= 100 && (line.size() == 12 || line[12] == ' ') && head.version[1] == '.';
}

bool readHeader(Head &head, QByteArrayView line)
{
    if ((line.startsWith(' ') || line.startsWith('\t')) && !head.headers.isEmpty()) { // a folded line of old
        head.headers.last().value += ' ' + line.trimmed().toByteArray();
        return true;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon < 1 || line.contains('\0'))
        return false;
    head.headers.append({line.first(colon).trimmed().toByteArray(), line.sliced(colon + 1).trimmed().toByteArray()});
    return true;
}

} // namespace

QByteArray Head::value(QByteArrayView name) const
{
    const QByteArrayList all = values(name);
    return all.isEmpty() ? QByteArray() : all.first();
}

QByteArrayList Head::values(QByteArrayView name) const
{
    QByteArrayList found;
    for (const Header &header : headers)
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            found.append(header.value);
    return found;
}

Result<std::optional<Head>> takeHead(QByteArray &buffer)
{
    Head head;
    qsizetype at = 0;
    static const QByteArray start = "HTTP/";
    if (!start.startsWith(QByteArrayView(buffer).first(std::min(buffer.size(), start.size()))) && !buffer.startsWith(start))
        return protocolError(buffer);
    for (qsizetype end; (end = buffer.indexOf('\n', at)) >= 0; at = end + 1) {
        QByteArrayView line = QByteArrayView(buffer).sliced(at, end - at);
        if (line.endsWith('\r'))
            line.chop(1);
        if (at == 0 ? !readStatus(head, line) : !line.isEmpty() && !readHeader(head, line))
            return protocolError(line);
        if (line.isEmpty()) {
            buffer.remove(0, end + 1);
            return head;
        }
        if (end > mostHead)
            break;
    }
    if (buffer.size() > mostHead)
        return std::unexpected(Error{
            HeadWords::tr("The headers of the answer are longer than %1, so it was given up. Look at what the server sends.")
                .arg(sizeText(mostHead)),
            u"headers"_s,
            {}});
    return std::nullopt;
}

Result<Framing> Framing::of(const Head &head, const QByteArray &method)
{
    Framing framing;
    const QByteArray coding = head.values("Transfer-Encoding").join(", ").toLower();
    const QByteArrayList lengths = head.values("Content-Length");
    if (method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304) {
        framing.m_isDone = true;
    } else if (coding.endsWith("chunked")) {
        framing.m_kind = Kind::Chunked;
    } else if (lengths.isEmpty() || !coding.isEmpty()) {
        framing.m_kind = Kind::Close;
    } else {
        const QByteArray length = lengths.first().split(',').first().trimmed(); // "5, 5" is one said twice
        bool isNumber = !length.isEmpty() && std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; });
        const qint64 size = isNumber ? length.toLongLong(&isNumber) : 0;
        for (const QByteArrayList all = lengths.join(',').split(','); const QByteArray &each : all)
            isNumber = isNumber && each.trimmed() == length;
        if (!isNumber)
            return std::unexpected(
                Error{HeadWords::tr("The server's Content-Length makes no sense, so nobody knows where its answer ends."),
                      u"protocol"_s, shownText(lengths.join(", "), 200)});
        framing.m_kind = Kind::Length;
        framing.m_announced = framing.m_left = size;
        framing.m_isDone = size == 0;
    }
    return framing;
}

bool Framing::takeChunkLine(const QByteArray &line)
{
    switch (m_step) {
    case Step::Size: {
        const QByteArray size = line.split(';').first().trimmed();
        const bool isHex = !size.isEmpty() && size.size() <= 15 && std::ranges::all_of(size, [](uchar c) { return isxdigit(c); });
        m_left = size.toLongLong(nullptr, 16);
        m_step = m_left > 0 ? Step::Data : Step::Trailer;
        return isHex;
    }
    case Step::DataEnd:
        m_step = Step::Size;
        return line.isEmpty();
    default:
        m_isDone = line.isEmpty();
        m_trailer += line.size();
        return m_trailer <= mostHead;
    }
}

Result<QByteArray> Framing::feed(QByteArrayView bytes)
{
    QByteArray body;
    while (!bytes.isEmpty() && !m_isDone) {
        if (m_kind == Kind::Close)
            return bytes.toByteArray();
        if (m_kind == Kind::Length || m_step == Step::Data) {
            const qsizetype size = qsizetype(std::min<qint64>(m_left, bytes.size()));
            body += bytes.first(size);
            bytes = bytes.sliced(size);
            m_left -= size;
            if (m_left == 0 && m_kind == Kind::Length)
                m_isDone = true;
            else if (m_left == 0)
                m_step = Step::DataEnd;
            continue;
        }
        const qsizetype end = bytes.indexOf('\n');
        m_line += end < 0 ? bytes : bytes.first(end);
        bytes = end < 0 ? QByteArrayView() : bytes.sliced(end + 1);
        bool isGood = m_line.size() <= mostLine;
        if (isGood && end >= 0) {
            QByteArray line = std::exchange(m_line, {});
            if (line.endsWith('\r'))
                line.chop(1);
            isGood = takeChunkLine(line);
        }
        if (!isGood) {
            m_isDone = true;
            return std::unexpected(
                Error{HeadWords::tr("The server's chunks are broken: one has no proper size. What came before is kept."),
                      u"chunks"_s,
                      {}});
        }
    }
    return body;
}

} // namespace oriel::http
