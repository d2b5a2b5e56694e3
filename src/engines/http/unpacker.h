// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace oriel::http {

// Takes a Content-Encoding off while bytes arrive: gzip (also several members), deflate (with and without zlib's frame), br,
// zstd. One thread.
class Unpacker
{
public:
    using Sink = std::function<bool(QByteArrayView)>; // false: take no more

    static QByteArray accepted(); // for Accept-Encoding
    // For "gzip" or several, "gzip, br"; null: nothing is to be done. Error.code "encoding": an unknown one.
    static Result<std::unique_ptr<Unpacker>> of(const QByteArray &encodings);

    virtual ~Unpacker() = default;
    virtual bool feed(QByteArrayView bytes, const Sink &sink) = 0; // false: broken, or the sink took no more
    virtual bool isWhole() const = 0;                              // the packed stream has ended as it should
};

} // namespace oriel::http
