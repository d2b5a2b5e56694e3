// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/linediff.h"

#include "base/text.h"

#include <QCoreApplication>

#include <git2.h>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::LineDiff)
};

constexpr qsizetype mostBytes = 64 * 1024 * 1024;

int addHunk(const git_diff_delta *, const git_diff_hunk *hunk, void *list)
{
    const auto first = [](int start, int count) { return start - (count > 0); }; // a count of 0 names the line before
    static_cast<QList<LineChange> *>(list)->append(
        {first(hunk->old_start, hunk->old_lines), hunk->old_lines, first(hunk->new_start, hunk->new_lines), hunk->new_lines});
    return 0;
}

} // namespace

Result<QList<LineChange>> compareLines(QByteArrayView before, QByteArrayView after, Whitespace whitespace)
{
    QList<LineChange> changes;
    if (std::max(before.size(), after.size()) > mostBytes)
        return std::unexpected(Error{
            Words::tr("The text is larger than %1: its lines are not compared.").arg(sizeText(mostBytes)), u"too-large"_s, {}});
    if (before == after)
        return changes;
    [[maybe_unused]] static const int ready = git_libgit2_init();
    static constexpr quint32 spaces[] = {0, GIT_DIFF_IGNORE_WHITESPACE_CHANGE, GIT_DIFF_IGNORE_WHITESPACE,
                                         GIT_DIFF_IGNORE_WHITESPACE_EOL};
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC | spaces[int(whitespace)];
    options.context_lines = 0;
    if (git_diff_buffers(before.data(), size_t(before.size()), nullptr, after.data(), size_t(after.size()), nullptr, &options,
                         nullptr, nullptr, &addHunk, nullptr, &changes) != 0) {
        const git_error *error = git_error_last();
        return std::unexpected(
            Error{Words::tr("The lines could not be compared."), u"diff"_s, shownText(error ? error->message : "")});
    }
    return changes;
}

} // namespace oriel::git
