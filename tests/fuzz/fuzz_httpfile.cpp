// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as an .http file: read without harm; what was read, written and read again has as many requests of the same kind.
#include "engines/http/requesttext.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::http;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto imported = fromHttpFile(QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!imported)
        return imported.error().message.isEmpty() ? (std::abort(), 0) : 0;
    if (imported->requests.isEmpty())
        return 0;
    const QString text = toHttpFile(imported->requests, imported->variables).text;
    const auto again = fromHttpFile(text);
    bool isSame = again && again->requests.size() == imported->requests.size();
    for (qsizetype i = 0; isSame && i < again->requests.size(); ++i)
        isSame = again->requests[i].method.compare(imported->requests[i].method, Qt::CaseInsensitive) == 0;
    if (!isSame) {
        qWarning("not the same again: %s\n%s", qPrintable(text), again ? "" : qPrintable(again.error().message));
        std::abort();
    }
    return 0;
}
