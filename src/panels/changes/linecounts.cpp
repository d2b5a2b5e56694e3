// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/linecounts.h"

namespace oriel {

LineCounts readLineCounts(const QByteArray &text)
{
    LineCounts counts;
    const QByteArrayList words = text.split('\0');
    for (qsizetype i = 0; i < words.size(); ++i) {
        const qsizetype first = words[i].indexOf('\t'), second = words[i].indexOf('\t', first + 1);
        if (first < 0 || second < 0)
            continue;
        const QByteArray numbers = words[i];
        QByteArray path = numbers.sliced(second + 1);
        if (path.isEmpty() && i + 2 < words.size()) // a rename: both names follow
            path = words[i += 2];
        counts.insert(
            path, {numbers.first(first).toInt(), numbers.sliced(first + 1, second - first - 1).toInt(), numbers.startsWith('-')});
    }
    return counts;
}

Result<LineCounts> lineCounts(const git::Place &place, bool isStaged, const QByteArrayList &paths, std::stop_token stop)
{
    QByteArrayList words{"diff",
                         "--numstat",
                         "-z",
                         "--no-color",
                         "--no-ext-diff",
                         "--no-textconv",
                         "--no-relative",
                         "-M",
                         "--ignore-submodules=dirty"};
    if (isStaged)
        words << "--cached";
    const auto text = git::answer(place, {.arguments = words + QByteArrayList{"--"} + paths}, stop);
    if (!text)
        return std::unexpected(text.error());
    return readLineCounts(*text);
}

} // namespace oriel
