// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"

#include <memory>

namespace oriel::git {

// Texts of the repository through a `git cat-file --batch` that stays open (one more for filtered texts), asked by object id,
// NUL-terminated, one at a time, the echoed id checked (SAFETY 6). Any thread but the GUI's; a second caller waits for the first.
// Where git dies it is started once more. Deleting it ends git.
class Blobs final
{
    Q_DISABLE_COPY_MOVE(Blobs)
public:
    explicit Blobs(Place place);
    ~Blobs();

    // Where a path stands in HEAD (empty: no commit yet, or not in it), in the index, or in any revision.
    Result<QByteArray> id(const QByteArray &revision, const QByteArray &path, std::stop_token stop = {}); // ":0": the index
    // As the working tree would have it: smudge filters, line ends and encodings of `path`; of a symlink ask for the raw text.
    // Error code "missing", "too-large", "not-a-blob", "malformed", or as run() has them.
    Result<QByteArray> filtered(const QByteArray &id, const QByteArray &path, std::stop_token stop = {});
    Result<QByteArray> raw(const QByteArray &id, std::stop_token stop = {});
    void
    forget(); // ends git; the next question starts it anew: after .gitattributes or the configuration changed, which it keeps

    static constexpr qint64 most = 256 * 1024 * 1024; // bytes of one text

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::git
