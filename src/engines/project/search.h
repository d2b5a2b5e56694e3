// SPDX-License-Identifier: GPL-3.0-or-later
// Find in files, and replace. Blocks: any thread but the GUI's. Regular files only, no link is followed, neither a file's nor a
// folder's below `root` (SAFETY 6).
#pragma once

#include "engines/project/glob.h"
#include "engines/project/textfile.h"

#include <functional>
#include <stop_token>

namespace oriel::project {

struct SearchWish
{
    PatternWish pattern;
    QByteArrayList include = {}, exclude = {}; // see Globs; nothing to include: all
    qint64 most = 20'000;                      // matches
    int threads = 0;                           // 0: one for each core
};

struct HitSpan
{
    int begin = 0, length = 0; // UTF-16 units of LineHit::text
    bool operator==(const HitSpan &) const = default;
};
struct LineHit
{
    qint64 line = 0;      // from 1
    qint64 column = 0;    // UTF-16 units of the line before `text`: above 0 where a long line is cut
    QString text;         // at most about 500 units; a match across lines ends with its first one
    QList<HitSpan> spans; // in order; a long line with matches far apart comes several times
};
struct FileHits
{
    QByteArray path; // as it was given
    QList<LineHit> lines;
};
struct SearchSum
{
    qint64 files = 0, binary = 0, matches = 0;   // files: looked at
    bool isCut = false;                          // there may be more than `most`
    QByteArrayList tooLarge, unreadable;         // the first hundred of each, relative to root
    static constexpr qint64 largest = 256 << 20; // bytes of a file
};

// Hands over paths relative to root until it is told not to go on. Called once, in the calling thread.
using Files = std::function<void(const std::function<bool(QByteArrayView)> &give)>;

// Hits as they are found: file by file in no order, from several threads but one at a time. Error codes "bad-pattern",
// "too-complex", "missing" (root), "cancelled". Text of another encoding than UTF-8 is found as such (see detectEncoding).
Result<SearchSum> search(const QByteArray &root, const Files &files, const SearchWish &wish,
                         const std::function<void(FileHits)> &found, std::stop_token stop = {});

// One match and what would take its place.
struct Replacement
{
    qint64 line = 0, column = 0;     // from 1; UTF-16 units from 0
    qsizetype begin = 0, length = 0; // UTF-16 units of TextFile::text
    QString before, after;
};
struct FilePlan
{
    QByteArray path; // relative to root
    QByteArray hash; // of the file they were found in
    Encoding encoding = Encoding::Utf8;
    QList<Replacement> replacements;
};
// What replacing would do to one file; nothing is written. In a regular expression's replacement $1, ${name}, \1, $&, \n, \t and
// \U…\E are understood. Error codes of loadText and Pattern, "bad-replacement"; a link, also on the way, is "not-a-file".
Result<FilePlan> planReplacing(const QByteArray &root, const QByteArray &path, const PatternWish &pattern,
                               const QString &replacement, std::stop_token stop = {});
// Writes a plan's replacements (those that the caller left in it). A file that has changed since is left alone: "changed". `keep`
// gets the old bytes before they go; where it answers an error nothing is written.
Result<FileState> applyPlan(const QByteArray &root, const FilePlan &plan, const QByteArray &keepFolder,
                            const std::function<Result<>(const QByteArray &path, QByteArrayView bytes)> &keep);

} // namespace oriel::project
