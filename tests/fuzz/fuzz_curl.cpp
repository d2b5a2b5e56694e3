// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is pasted as a command line: read without harm; each request of it, written as curl, is one request again.
#include "engines/http/requesttext.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::http;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto imported = fromCurl(QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!imported)
        return imported.error().message.isEmpty() ? (std::abort(), 0) : 0;
    for (const Request &request : imported->requests) {
        const QString text = toCurl(request).text;
        const auto again = fromCurl(text);
        if (!again || again->requests.size() != 1 || again->requests[0].method != request.method) {
            qWarning("not read again: %s\n%s", qPrintable(text), again ? "" : qPrintable(again.error().message));
            std::abort();
        }
        static_cast<void>(toPython(request));
    }
    return 0;
}
