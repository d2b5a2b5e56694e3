// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/unpacker.h"

#include "base/text.h"

#include <QCoreApplication>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype block = 64 * 1024; // of what is unpacked at once

class Inflater final : public Unpacker
{
    Q_DISABLE_COPY_MOVE(Inflater)
public:
    explicit Inflater(bool mayBeRaw) : m_mayBeRaw(mayBeRaw) { m_isReady = inflateInit2(&m_stream, 15 + 32) == Z_OK; }
    ~Inflater() override { inflateEnd(&m_stream); }

    bool feed(QByteArrayView bytes, const Sink &sink) override
    {
        if (!m_isReady)
            return false;
        if (!m_mayBeRaw)
            return inflateAll(bytes, sink);
        m_first += bytes; // zlib's frame is told by the first two bytes (RFC 1950)
        if (m_first.size() < 2)
            return true;
        const bool isFramed = (m_first[0] & 0x0f) == 8 && (uchar(m_first[0]) * 256 + uchar(m_first[1])) % 31 == 0;
        m_mayBeRaw = false;
        return (isFramed || inflateReset2(&m_stream, -15) == Z_OK) && inflateAll(std::exchange(m_first, {}), sink);
    }
    bool isWhole() const override { return m_isEnded; }

private:
    bool inflateAll(QByteArrayView bytes, const Sink &sink)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data())); // NOLINT: zlib only reads
        m_stream.avail_in = uInt(bytes.size());
        char out[block];
        do {
            if (m_isEnded && m_stream.avail_in > 0) { // another member, or what gzip ignores
                if (*m_stream.next_in != 0x1f)
                    return true;
                m_isEnded = false;
                inflateReset(&m_stream);
            }
            m_stream.next_out = reinterpret_cast<Bytef *>(out);
            m_stream.avail_out = block;
            const int status = inflate(&m_stream, Z_NO_FLUSH);
            if (const qsizetype got = block - m_stream.avail_out; got > 0 && !sink({out, got}))
                return false;
            if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
                return false;
            m_isEnded = status == Z_STREAM_END;
        } while (m_stream.avail_in > 0 || m_stream.avail_out == 0);
        return true;
    }

    z_stream m_stream{};
    QByteArray m_first;
    bool m_mayBeRaw, m_isReady = false, m_isEnded = false;
};

class Unbrotler final : public Unpacker
{
public:
    bool feed(QByteArrayView bytes, const Sink &sink) override
    {
        size_t left = size_t(bytes.size()), none = 0; // its own buffer is taken instead
        auto *next = reinterpret_cast<const uint8_t *>(bytes.data());
        for (;;) {
            const auto status = BrotliDecoderDecompressStream(m_state.get(), &left, &next, &none, nullptr, nullptr);
            while (BrotliDecoderHasMoreOutput(m_state.get())) {
                size_t size = block;
                const uint8_t *out = BrotliDecoderTakeOutput(m_state.get(), &size);
                if (!sink({reinterpret_cast<const char *>(out), qsizetype(size)}))
                    return false;
            }
            if (status != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
                return status != BROTLI_DECODER_RESULT_ERROR;
        }
    }
    bool isWhole() const override { return BrotliDecoderIsFinished(m_state.get()); }

private:
    struct End
    {
        void operator()(BrotliDecoderState *state) const { BrotliDecoderDestroyInstance(state); }
    };
    std::unique_ptr<BrotliDecoderState, End> m_state{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
};

class Unzstder final : public Unpacker
{
public:
    Unzstder() { ZSTD_DCtx_setParameter(m_state.get(), ZSTD_d_windowLogMax, 27); } // 128 MB, as browsers
    bool feed(QByteArrayView bytes, const Sink &sink) override
    {
        char out[block];
        ZSTD_inBuffer in{bytes.data(), size_t(bytes.size()), 0};
        ZSTD_outBuffer to{};
        do {
            to = {out, size_t(block), 0};
            m_left = ZSTD_decompressStream(m_state.get(), &to, &in);
            if (ZSTD_isError(m_left) || (to.pos > 0 && !sink({out, qsizetype(to.pos)})))
                return false;
        } while (in.pos < in.size || to.pos == to.size);
        return true;
    }
    bool isWhole() const override { return m_left == 0; }

private:
    struct End
    {
        void operator()(ZSTD_DStream *state) const { ZSTD_freeDStream(state); }
    };
    std::unique_ptr<ZSTD_DStream, End> m_state{ZSTD_createDStream()};
    size_t m_left = 1;
};

// The outermost first: what it gives is fed to the next.
class Chain final : public Unpacker
{
public:
    explicit Chain(std::vector<std::unique_ptr<Unpacker>> parts) : m_parts(std::move(parts)) {}
    bool feed(QByteArrayView bytes, const Sink &sink) override { return feedTo(0, bytes, sink); }
    bool isWhole() const override
    {
        return std::ranges::all_of(m_parts, [](const auto &part) { return part->isWhole(); });
    }

private:
    bool feedTo(size_t part, QByteArrayView bytes, const Sink &sink)
    {
        return part == m_parts.size()
                   ? sink(bytes)
                   : m_parts[part]->feed(bytes, [&](QByteArrayView out) { return feedTo(part + 1, out, sink); });
    }
    std::vector<std::unique_ptr<Unpacker>> m_parts;
};

std::unique_ptr<Unpacker> single(const QByteArray &encoding)
{
    if (encoding == "gzip" || encoding == "x-gzip")
        return std::make_unique<Inflater>(false);
    if (encoding == "deflate")
        return std::make_unique<Inflater>(true);
    if (encoding == "br")
        return std::make_unique<Unbrotler>();
    return encoding == "zstd" ? std::make_unique<Unzstder>() : nullptr;
}

} // namespace

QByteArray Unpacker::accepted() { return "gzip, deflate, br, zstd"; }

Result<std::unique_ptr<Unpacker>> Unpacker::of(const QByteArray &encodings)
{
    std::vector<std::unique_ptr<Unpacker>> parts;
    for (const QByteArrayList names = encodings.toLower().split(','); const QByteArray &name : names) {
        const QByteArray encoding = name.trimmed();
        if (encoding.isEmpty() || encoding == "identity")
            continue;
        parts.insert(parts.begin(), single(encoding)); // applied in this order, so taken off from the last
        if (!parts.front() || parts.size() > 4)
            return std::unexpected(Error{
                QCoreApplication::translate("oriel::http",
                                            "The body is packed with “%1”, which Oriel cannot unpack; it is kept as it came. Ask "
                                            "for another one with Accept-Encoding.")
                    .arg(shownText(encoding, 100)),
                u"encoding"_s,
                {}});
    }
    if (parts.empty())
        return nullptr;
    return std::make_unique<Chain>(std::move(parts));
}

} // namespace oriel::http
