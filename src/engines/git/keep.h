// SPDX-License-Identifier: GPL-3.0-or-later
// What discard, revert and overwrite remove from a working tree is kept first, in Oriel's own state folder, and can be had back:
// the undo of a discard and the local history of a file. Any thread but the GUI's (it reads and writes files); any number of
// processes.
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QDateTime>
#include <QList>

#include <chrono>
#include <stop_token>

namespace oriel::git {

struct Shelf
{
    QByteArray folder;               // absolute, outside every project; made with mode 0700
    qint64 most = 500'000'000;       // bytes; the oldest go first
    std::chrono::hours age{30 * 24}; // then it goes
};

struct Kept
{
    enum class Kind { File, Link, Folder, Absent }; // Folder: only that it was one; Absent: there was nothing, undo removes

    QByteArray id;             // begins with the time: ids sort by age
    QByteArray workTree, path; // bytes; the path from the top
    Kind kind = Kind::File;
    quint32 mode = 0; // permission bits
    qint64 size = 0;  // bytes of the file, or of the link's target
    QDateTime when;
    QString why; // "discard"…: what the caller said
};

// Keeps what stands at the paths now: all of them, on the disk, or none. The ids are in the order of the paths. Never follows a
// link out of the tree. Error code: the errno's name; "too-large": more than shelf.most; "changing": written while it was read;
// "special": neither file, link nor folder; "path": not a path inside the tree.
Result<QByteArrayList> keep(const Shelf &shelf, const QByteArray &workTree, const QByteArrayList &paths, const QString &why,
                            std::stop_token stop = {});
// A text that is in no file (any more): an editor's, before it is overwritten.
Result<QByteArray> keepText(const Shelf &shelf, const QByteArray &workTree, const QByteArray &path, const QByteArray &text,
                            const QString &why);
// Say it when the action is done: notes what stands there instead, so that undo can tell whether somebody has been there since.
Result<> settle(const Shelf &shelf, const QByteArrayList &ids);

enum class Since { Refuse, KeepToo }; // what undo does with a file that has changed since: error "changed", or it is kept as well

// Puts back content, mode and link of all of them, after a look at each: nothing is touched where one is refused. The answer: ids
// of what it kept of the present. Error code "not-found": no longer kept.
Result<QByteArrayList> undo(const Shelf &shelf, const QByteArrayList &ids, Since since = Since::Refuse);

Result<QList<Kept>> keptOf(const Shelf &shelf, const QByteArray &workTree, const QByteArray &path = {}); // newest first
Result<QByteArray> keptText(const Shelf &shelf, const QByteArray &id); // the file's bytes, the link's target
Result<> forget(const Shelf &shelf, const QByteArray &id);
// Removes what is too old, then the oldest until `room` more bytes fit. keep() does it for itself.
Result<> prune(const Shelf &shelf, qint64 room = 0, const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace oriel::git
