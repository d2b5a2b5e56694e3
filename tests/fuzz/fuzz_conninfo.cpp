// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is pasted into the URL field: read without harm, and what was read survives the way through both forms.
#include "engines/pg/conninfo.h"

#include <cstdint>
#include <cstdlib>

using oriel::pg::ConnInfo;

namespace {

void mustRead(const ConnInfo &info, const QString &text)
{
    const auto again = ConnInfo::read(text);
    if (!again) {
        qWarning("not read again: %s\n%s", qPrintable(text), qPrintable(again.error().message));
        std::abort();
    }
    for (const QString &keyword : info.keywords()) {
        if (again->info.value(keyword) != info.value(keyword)) {
            qWarning("%s changed on its way: “%s” “%s”\n%s", qPrintable(keyword), qPrintable(info.value(keyword)),
                     qPrintable(again->info.value(keyword)), qPrintable(text));
            std::abort();
        }
    }
    if (again->info.password() != info.password()) {
        qWarning("the password changed on its way: %s", qPrintable(text));
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto reading = ConnInfo::read(QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!reading || !reading->unknown.isEmpty() || (reading->info.keywords().isEmpty() && reading->info.password().isEmpty()))
        return 0;
    mustRead(reading->info, reading->info.toUrl(ConnInfo::Show::WithPassword));
    mustRead(reading->info, reading->info.toKeywords(ConnInfo::Show::WithPassword));
    static_cast<void>(reading->info.summary());
    return 0;
}
