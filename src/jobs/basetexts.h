// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/blobs.h"

#include <QCache>
#include <QObject>

#include <functional>
#include <optional>

namespace oriel {

// Committed and staged texts as the working tree would have them, the last asked for kept by object id. GUI thread; git is asked
// in the background. Whoever waits keeps it alive.
class BaseTexts final : public std::enable_shared_from_this<BaseTexts>
{
    Q_DISABLE_COPY_MOVE(BaseTexts)
public:
    using Text = Result<std::optional<QByteArray>>; // nothing: the path is not there
    struct Wish
    {
        QByteArray path;
        bool isIndex = false;              // else HEAD
        std::optional<QByteArray> id = {}; // known already; empty: it is not there
    };

    BaseTexts(const git::Place &place, QByteArray fingerprint); // what was agreed to
    void ask(QObject *owner, const Wish &wish, std::function<void(const Text &)> done);

    static constexpr qsizetype most = 64 * 1024 * 1024; // bytes kept

private:
    const git::Place m_place;
    const QByteArray m_fingerprint;
    const std::shared_ptr<git::Blobs> m_blobs;
    QCache<QByteArray, QByteArray> m_kept; // id and path: filters go by the path
};

} // namespace oriel
