// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a patch: read without harm; what was read, written and read again is the same; parts of it are patches, too.
#include "engines/git/patch.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::git;

namespace {

bool isSame(const Hunk &one, const Hunk &other)
{
    const auto isSameLine = [](const PatchLine &a, const PatchLine &b) {
        return a.sign == b.sign && a.text == b.text && a.before == b.before && a.after == b.after && a.hasNewline == b.hasNewline;
    };
    return one.before == other.before && one.beforeCount == other.beforeCount && one.after == other.after &&
           one.afterCount == other.afterCount && one.heading == other.heading &&
           std::ranges::equal(one.lines, other.lines, isSameLine);
}

qsizetype linesOf(const FilePatch &file)
{
    qsizetype count = 0;
    for (const Hunk &hunk : file.hunks)
        count += hunk.lines.size();
    return count;
}

} // namespace

// The first byte chooses lines.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const auto patch = readPatch(QByteArrayView(data + 1, qsizetype(size - 1)));
    if (!patch)
        return patch.error().position > 0 ? 0 : (std::abort(), 0);
    for (const FilePatch &file : *patch) {
        if (file.hunks.isEmpty() || file.isBinary)
            continue;
        const auto again = readPatch(textOf(file));
        if (!again || again->size() != 1 || !std::ranges::equal(again->first().hunks, file.hunks, isSame))
            std::abort();
        QBitArray chosen(linesOf(file));
        for (qsizetype i = 0; i < chosen.size(); ++i)
            chosen.setBit(i, (data[0] >> (i % 8)) & 1);
        for (const bool isReverse : {false, true}) {
            const QByteArray part = partOf(file, chosen, isReverse);
            if (const auto partial = readPatch(part); !partial || partial->size() != (part.isEmpty() ? 0 : 1))
                std::abort();
        }
    }
    return 0;
}
