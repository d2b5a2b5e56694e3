// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of files, read and written so that nothing is lost. Everything here waits for the disk: any thread but the GUI's.
// Codes of errors: "missing", "not-a-file" (a folder, a pipe, a device), "denied", "read-only", "changed", "too-large", "unfit"
// (the bytes are not of that encoding, or the encoding has no place for a character), "cancelled"; else errno's name ("ENOSPC").
#pragma once

#include "base/result.h"
#include "engines/project/textform.h"

#include <functional>
#include <stop_token>

namespace oriel::project {

// What was on the disk, and how it lay there.
struct FileState
{
    QByteArray hash;               // of the bytes; two files with equal ones are equal
    quint32 mode = 0;              // permission bits
    qint64 size = 0;               // bytes
    qint64 modified = 0;           // ns since 1970
    quint64 device = 0, inode = 0; // of the file itself where the path is a link
    bool operator==(const FileState &) const = default;
};

struct TextFile
{
    QString text; // line ends as they are in the file; empty where it is binary
    TextForm form;
    FileState state;
};

// The whole file, up to wholeLimit; `as`: the user's choice of the encoding.
Result<TextFile> loadText(const QByteArray &path, std::optional<Encoding> as = {}, std::stop_token stop = {});
inline constexpr qint64 wholeLimit = 64 << 20; // bytes

// A file of any size as UTF-8, in pieces that end between characters; the encoding is judged by the first one. A file of UTF-8
// comes byte for byte, also where it is broken further on (form.isGuessed says so at the end), without its mark; UTF-16 with half
// a pair cannot (then too it is "guessed": not to be saved). `piece` answers whether to go on. The TextFile is without text.
Result<TextFile> streamText(const QByteArray &path, const std::function<bool(QByteArrayView)> &piece,
                            std::optional<Encoding> as = {}, std::stop_token stop = {});

struct SaveWish
{
    // What is believed to be on the disk: empty: no file; none: whatever is there is replaced.
    std::optional<QByteArray> expected;
    QByteArray keepFolder;  // Oriel's own: where the old bytes are kept while a file is written in place
    quint32 newMode = 0644; // of a file that was not there: 0666 without the bits of the user's umask
};

// All of it or nothing: written beside the file as .NAME.oriel-XXXXXX, on the disk, then put in its place; mode, owner, extended
// attributes and ACL stay. A link's target is written. In place, with a copy in keepFolder until it is done, where a new file
// would not do: other names of the file (hard links), a folder that may not be written, an owner that cannot be kept. Whatever
// fails, the old bytes stay (or the error names the copy). Answers what is on the disk now.
Result<FileState> saveBytes(const QByteArray &path, QByteArrayView bytes, const SaveWish &wish);
Result<FileState> saveText(const QByteArray &path, QStringView text, Encoding encoding, const SaveWish &wish);

// What is on the disk now, for asking whether it changed; error "missing".
Result<FileState> stateOf(const QByteArray &path, std::stop_token stop = {});
// A file's bytes; at most `limit` of them, else "too-large".
Result<QByteArray> bytesOf(const QByteArray &path, qint64 limit, FileState *state = nullptr, std::stop_token stop = {});

} // namespace oriel::project
