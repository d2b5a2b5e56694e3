// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is typed into the URL field: remarks lie within the text, and a corrected text needs no further correction.
#include "engines/pg/audit.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::pg;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const Audited audited = audit(text, QStringLiteral("/nonexistent"));
    for (const Remark &remark : audited.remarks) {
        if (remark.offset < 0 || remark.length < 0 || remark.offset + remark.length > text.size() || remark.message.isEmpty()) {
            qWarning("%s points outside: %s", qPrintable(remark.code), qPrintable(text));
            std::abort();
        }
    }
    if (audited.corrected.isEmpty())
        return 0;
    const Audited again = audit(audited.corrected, QStringLiteral("/nonexistent"));
    if (!again.info || !again.corrected.isEmpty()) {
        qWarning("corrected twice:\n%s\n%s\n%s", qPrintable(text), qPrintable(audited.corrected), qPrintable(again.corrected));
        std::abort();
    }
    return 0;
}
