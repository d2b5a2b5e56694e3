// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/lookup.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "engines/project/listing.h"
#include "panels/files/gutterparts.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype mostFound = 100;
constexpr qint64 mostRead = 4 << 20; // bytes: symbolsOf() takes no more

void addFrom(QList<Definition> &found, const QByteArray &name, const OwnText &of, const QString &shown)
{
    for (const project::Symbol &symbol : project::symbolsOf(of.text, of.language))
        if (symbol.name == name && found.size() < mostFound)
            found.append(
                {of.path, symbol.line, shownText(linesOf(of.text, symbol.line - 1, 1).trimmed().toByteArray(), 120), shown});
}

} // namespace

QList<Definition> definitionsOf(const QByteArray &name, const OwnText &own, const QString &folder, std::stop_token stop)
{
    QList<Definition> found;
    addFrom(found, name, own, shownText(pathBytes(own.path.sliced(own.path.lastIndexOf(u'/') + 1))));
    if (!found.isEmpty() || folder.isEmpty())
        return found;
    const QByteArray root = pathBytes(folder);
    const project::IgnoreRules rules = project::rulesAt(root, {});
    QByteArrayList candidates; // files that have the word
    const auto files = [&](const std::function<bool(QByteArrayView)> &give) {
        static_cast<void>(project::walk(root, &rules, [&give](const QByteArray &path) { return give(path); }, stop));
    };
    static_cast<void>(project::search(
        root, files, project::usagesOf(name), [&candidates](const project::FileHits &hits) { candidates << hits.path; }, stop));
    std::ranges::sort(candidates);
    for (const QByteArray &path : std::as_const(candidates)) {
        const QByteArray whole = root + '/' + path;
        const auto text = project::bytesOf(whole, mostRead, nullptr, stop);
        if (text && pathText(whole) != own.path)
            addFrom(found, name, {pathText(whole), *text, project::languageOf(path, *text)}, shownText(path));
    }
    return found;
}

} // namespace oriel
