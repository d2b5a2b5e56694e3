// SPDX-License-Identifier: GPL-3.0-or-later
// How a course takes the body of the last answer.
#include "base/text.h"
#include "engines/http/course.h"
#include "engines/http/unpacker.h"

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int tellEvery = 50;           // ms
constexpr qsizetype packedPiece = 4096; // bytes unpacked before the ratio is looked at
constexpr qint64 bombFrom = 64LL << 20; // decoded bytes above which the ratio counts
constexpr qint64 bombRatio = 1000;      // no text packs better; gzip's best is 1032

} // namespace

void Course::tellPhase(const QString &phase)
{
    if (m_box)
        m_box->post([phase](Listener &listener) { listener.onPhase(phase); });
}

void Course::tellBody()
{
    if (!m_box || (m_told.isValid() && m_told.elapsed() < tellEvery)) // the first bytes at once: no more may come
        return;
    m_told.start();
    m_box->post([wire = m_end.wire, decoded = m_file->size()](Listener &listener) { listener.onBody(wire, decoded); });
}

// Appends what was decoded; false: no more is wanted, m_bodyError says why.
bool Course::append(QByteArrayView bytes, bool isPacked)
{
    const qint64 room = m_journey.what.mostBytes - m_file->size();
    const Result<> written = m_file->append(bytes.first(std::min<qint64>(bytes.size(), room)));
    if (!written)
        m_bodyError = written.error();
    else if (isPacked && (bytes.size() > room || (m_file->size() > bombFrom && m_file->size() / bombRatio > m_end.wire)))
        m_bodyError = Error{tr("%1 that came unpack to more than %2, so it was stopped there. What was unpacked is kept.")
                                .arg(sizeText(m_end.wire), sizeText(m_file->size())),
                            u"bomb"_s,
                            {}};
    else if (bytes.size() > room)
        m_bodyError =
            Error{tr("The answer is larger than %1, so it was stopped there. What came is kept.").arg(sizeText(m_file->size())),
                  u"size"_s,
                  {}};
    tellBody();
    return !m_bodyError;
}

Result<> Course::receiveBody(Talk &talk, const Head &head, QByteArray rest)
{
    auto framing = Framing::of(head, m_now.method);
    if (!framing || !framing->hasBody()) {
        tellHeaders();
        return framing ? Result<>() : std::unexpected(framing.error());
    }
    const Result<> opened = m_file->open();
    auto unpacker = Unpacker::of(head.values("Content-Encoding").join(','));
    tellHeaders();
    if (!opened)
        return opened;
    tellPhase(tr("Receiving from %1…").arg(host()));
    bool isBroken = false;
    while (!framing->isDone()) {
        if (rest.isEmpty()) {
            auto bytes = talk.read();
            if (!bytes)
                return std::unexpected(bytes.error());
            if (bytes->isEmpty())
                break;
            rest = *bytes;
        }
        const auto body = framing->feed(std::exchange(rest, {}));
        if (!body)
            return std::unexpected(body.error());
        for (QByteArrayView left = *body; !left.isEmpty() && !isBroken && !m_bodyError;) {
            const QByteArrayView piece = left.first(std::min(left.size(), unpacker && *unpacker ? packedPiece : left.size()));
            left = left.sliced(piece.size());
            m_end.wire += piece.size();
            if (unpacker && *unpacker)
                isBroken = !(**unpacker).feed(piece, [this](QByteArrayView bytes) { return append(bytes, true); });
            else
                append(piece, false);
        }
        if (m_bodyError)
            return {};
        if (isBroken)
            return std::unexpected(
                Error{tr("The packed body is broken. What could be unpacked is kept; look at the server, or ask "
                         "without Accept-Encoding."),
                      u"encoding"_s,
                      {}});
    }
    if (!framing->isDone() && !framing->endsWithConnection())
        return std::unexpected(Error{
            framing->announced() < 0
                ? tr("The answer was cut off after %1 bytes. What came is kept; send again, or look at the server's log.")
                      .arg(exactCount(m_end.wire))
                : tr("The answer was cut off after %1 of %2 bytes. What came is kept; send again, or look at the server's log.")
                      .arg(exactCount(m_end.wire), exactCount(framing->announced())),
            u"truncated"_s,
            {}});
    if (!unpacker)
        return std::unexpected(unpacker.error());
    if (*unpacker && m_end.wire > 0 && !(**unpacker).isWhole())
        return std::unexpected(
            Error{tr("The packed body ends too early. What could be unpacked is kept; send again."), u"truncated"_s, {}});
    return {};
}

void Course::tellHeaders()
{
    if (m_box)
        m_box->post([answers = m_end.answers + QList<Answered>{m_now}, file = m_file](Listener &listener) {
            listener.onHeaders(answers, file);
        });
}

} // namespace oriel::http
