// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/keeping.h"

#include "base/pathtext.h"
#include "engines/git/keep.h"

#include <QFileInfo>

namespace oriel {

Result<> Keeping::operator()(const QByteArray &text, const QString &why) const
{
    if (folder.isEmpty() || file.isEmpty())
        return {};
    const bool isInside = !top.isEmpty() && file.startsWith(top + u'/');
    const QString tree = isInside ? top : QFileInfo(file).path();
    const auto kept =
        git::keepText({.folder = pathBytes(folder)}, pathBytes(tree), pathBytes(file.sliced(tree.size() + 1)), text, why);
    return kept ? Result<>() : std::unexpected(kept.error());
}

void keepInBackground(Job &job, QObject *owner, const Keeping &keeping, const QByteArray &text, const QString &why)
{
    job = inBackground(
        owner, QThreadPool::globalInstance(), [keeping, text, why](std::stop_token) { return keeping(text, why); },
        [](const Result<> &) {});
}

} // namespace oriel
