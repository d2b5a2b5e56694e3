// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/descriptor.h"
#include "engines/git/history.h"
#include "engines/git/linediff.h"
#include "engines/git/status.h"
#include "engines/project/textform.h"
#include "panels/changes/diffsubject.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostOfText = 64 * 1024 * 1024, mostOfUntracked = 4 * 1024 * 1024; // bytes
constexpr qsizetype binaryHead = 8000;                                             // bytes git looks at for a NUL
constexpr int mostUntracked = 5000;                                                // files

QString tr(const char *text) { return QCoreApplication::translate("DiffLoad", text); }

std::unexpected<Error> fileError(const QByteArray &path)
{
    const int number = errno;
    return std::unexpected(
        Error{tr("%1 cannot be read.").arg(QString::fromUtf8(path)), QString::fromLatin1(std::strerror(number)), {}});
}

// The bytes of a file, or where a link leads; nothing else is opened.
Result<QByteArray> bytesOf(const QByteArray &path, qint64 most, quint32 *mode = nullptr)
{
    struct stat facts{};
    if (::lstat(path.constData(), &facts) != 0)
        return fileError(path);
    if (mode)
        *mode = S_ISLNK(facts.st_mode) ? 0120000 : facts.st_mode & 0100 ? 0100755 : 0100644;
    if (S_ISLNK(facts.st_mode)) {
        QByteArray target(facts.st_size + 1, '\0');
        const ssize_t length = ::readlink(path.constData(), target.data(), size_t(target.size()));
        return length < 0 ? fileError(path) : Result<QByteArray>(target.first(length));
    }
    if (!S_ISREG(facts.st_mode))
        return std::unexpected(Error{tr("%1 is no file.").arg(QString::fromUtf8(path)), u"special"_s, {}});
    const Descriptor file(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file.get() < 0)
        return fileError(path);
    QByteArray bytes(std::min<qint64>(facts.st_size, most + 1), Qt::Uninitialized);
    qsizetype length = 0;
    while (length < bytes.size()) {
        const ssize_t got = ::read(file.get(), bytes.data() + length, size_t(bytes.size() - length));
        if (got < 0 && errno != EINTR)
            return fileError(path);
        if (got == 0)
            break;
        length += std::max<ssize_t>(got, 0);
    }
    bytes.truncate(length);
    if (bytes.size() > most)
        return std::unexpected(Error{tr("%1 is too large to be compared.").arg(QString::fromUtf8(path)), u"too-large"_s, {}});
    return bytes;
}

QByteArrayList linesOf(const QByteArray &text)
{
    QByteArrayList lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.indexOf('\n', at), next = end < 0 ? text.size() : end + 1;
        lines << text.sliced(at, next - at);
        at = next;
    }
    return lines;
}

git::PatchLine patchLine(char sign, const QByteArray &text, int before, int after)
{
    return {sign, text, before, after, text.endsWith('\n')};
}

bool isBinary(const QByteArray &bytes) { return bytes.first(std::min(bytes.size(), binaryHead)).contains('\0'); }

// A file that git does not know yet, as it would say it once it is added.
ComparedFile untracked(const git::Place &place, const QByteArray &path)
{
    ComparedFile file{.group = ComparedFile::Group::Untracked};
    file.patch.after = path;
    file.patch.change = 'A';
    const auto bytes = bytesOf(place.workTree + '/' + path, mostOfUntracked, &file.patch.afterMode);
    if (!bytes) {
        file.patch.isCut = bytes.error().code == "too-large"_L1;
        file.patch.isSubmodule = path.endsWith('/'); // a repository of its own
        return file;
    }
    file.patch.isBinary = isBinary(*bytes);
    if (file.patch.isBinary || bytes->isEmpty())
        return file;
    const QByteArrayList lines = linesOf(*bytes);
    git::Hunk hunk{.after = 1, .afterCount = int(lines.size())};
    for (int i = 0; i < lines.size(); ++i)
        hunk.lines << patchLine('+', lines[i], 0, i + 1);
    file.patch.added = int(lines.size());
    file.patch.hunks << hunk;
    return file;
}

Result<> loadUntracked(const git::Place &place, const DiffSubject &subject, const GiveFile &give, std::stop_token stop)
{
    const git::StatusWish wish{.paths = subject.paths, .untracked = git::StatusWish::Untracked::All};
    const auto status = git::status(place, wish, stop);
    if (!status)
        return std::unexpected(status.error());
    int count = 0;
    for (const git::Entry &entry : status->entries)
        if (entry.kind == git::Entry::Kind::Untracked && ++count <= mostUntracked && !stop.stop_requested())
            give(untracked(place, entry.path));
    return {};
}

Result<> loadText(const git::Place &place, const DiffSubject &subject, const DiffOptions &options, const GiveFile &give,
                  std::stop_token stop)
{
    ComparedFile file;
    if (subject.kind == DiffSubject::Kind::Files) {
        const auto before = bytesOf(subject.from, mostOfText), after = bytesOf(subject.to, mostOfText);
        if (!before || !after)
            return std::unexpected((before ? after : before).error());
        file.before = *before, file.after = *after;
        file.patch.before = subject.from, file.patch.after = subject.to;
    } else {
        file.patch.before = file.patch.after = subject.paths.value(0);
        const auto before = git::answer(place, {.arguments = {"cat-file", "--filters", "HEAD:" + file.patch.before}}, stop);
        if (!before)
            return std::unexpected(before.error());
        const auto text = project::decoded(*before, project::detectEncoding(*before).encoding); // as editors hold it
        file.before = text ? text->toUtf8() : *before, file.after = subject.text;
    }
    file.patch.isBinary = isBinary(file.before) || isBinary(file.after);
    if (!file.patch.isBinary) {
        auto hunks = hunksOf(file.before, file.after, options);
        if (!hunks)
            return std::unexpected(hunks.error());
        file.patch.hunks = *std::move(hunks);
    }
    for (const git::Hunk &hunk : std::as_const(file.patch.hunks))
        for (const git::PatchLine &line : hunk.lines)
            file.patch.added += line.sign == '+', file.patch.removed += line.sign == '-';
    if (file.before != file.after)
        give(std::move(file));
    return {};
}

Result<> loadCommit(const git::Place &place, const QByteArray &id, const GiveFile &give, std::stop_token stop)
{
    const auto commits = git::log(place, {.revisions = {id}, .most = 1}, stop);
    if (!commits)
        return std::unexpected(commits.error());
    if (commits->isEmpty())
        return {};
    return git::patchOf(place, commits->first(), 0, [&](git::FilePatch patch) { give({.patch = std::move(patch)}); }, stop);
}

} // namespace

Result<> load(const git::Place &place, const DiffSubject &subject, const DiffOptions &options, const GiveFile &give,
              std::stop_token stop)
{
    using Kind = DiffSubject::Kind;
    using Group = ComparedFile::Group;
    const auto compare = [&](const QByteArray &from, const QByteArray &to, Group group) {
        return git::diff(
            place, {.from = from, .to = to, .paths = subject.paths, .context = options.context, .whitespace = options.whitespace},
            [&](git::FilePatch patch) { give({.group = group, .patch = std::move(patch)}); }, stop);
    };
    const bool hasHead =
        !subject.isOfRepository() || git::answer(place, {.arguments = {"rev-parse", "-q", "--verify", "HEAD"}}, stop);
    const QByteArray head = hasHead ? QByteArray("HEAD") : QByteArray(git::DiffWish::empty);
    Result<> done;
    switch (subject.kind) {
    case Kind::Files:
    case Kind::Text:
        return loadText(place, subject, options, give, stop);
    case Kind::Commit:
        return loadCommit(place, subject.to, give, stop);
    case Kind::Revisions:
        return compare(subject.from, subject.to, Group::Other);
    case Kind::Staged:
        return compare(head, git::DiffWish::index, Group::Staged);
    case Kind::SinceHead:
        done = compare(head, git::DiffWish::workTree, Group::Other);
        return done ? loadUntracked(place, subject, give, stop) : done;
    case Kind::Changes:
    case Kind::Unstaged:
        done = compare(git::DiffWish::index, git::DiffWish::workTree, Group::Unstaged);
        if (done)
            done = loadUntracked(place, subject, give, stop);
        return done && subject.kind == Kind::Changes ? compare(head, git::DiffWish::index, Group::Staged) : done;
    }
    return {};
}

Result<QList<git::Hunk>> hunksOf(const QByteArray &before, const QByteArray &after, const DiffOptions &options)
{
    const auto changes = git::compareLines(before, after, options.whitespace);
    if (!changes)
        return std::unexpected(changes.error());
    const QByteArrayList left = linesOf(before), right = linesOf(after);
    QList<git::Hunk> hunks;
    for (qsizetype i = 0; i < changes->size();) {
        qsizetype last = i; // hunks whose context would meet are one
        while (last + 1 < changes->size() &&
               (*changes)[last + 1].before - (*changes)[last].before - (*changes)[last].beforeCount <= 2 * options.context)
            ++last;
        const git::LineChange &first = (*changes)[i], &end = (*changes)[last];
        const int lead = std::min(options.context, std::min(first.before, first.after));
        int l = first.before - lead, r = first.after - lead;
        const int stop = std::min(int(left.size()), end.before + end.beforeCount + options.context);
        git::Hunk hunk{.before = l + 1, .after = r + 1};
        for (; i <= last; ++i) {
            const git::LineChange &change = (*changes)[i];
            for (; l < change.before; ++l, ++r)
                hunk.lines << patchLine(' ', right[r], l + 1, r + 1);
            for (int k = 0; k < change.beforeCount; ++k, ++l)
                hunk.lines << patchLine('-', left[l], l + 1, 0);
            for (int k = 0; k < change.afterCount; ++k, ++r)
                hunk.lines << patchLine('+', right[r], 0, r + 1);
        }
        for (; l < stop && r < right.size(); ++l, ++r)
            hunk.lines << patchLine(' ', right[r], l + 1, r + 1);
        hunk.beforeCount = l + 1 - hunk.before;
        hunk.afterCount = r + 1 - hunk.after;
        hunk.before -= hunk.beforeCount == 0; // as git counts: the line before it
        hunk.after -= hunk.afterCount == 0;
        hunks << hunk;
    }
    return hunks;
}

Result<QByteArray> textOf(const git::Place &place, const ComparedFile &file, bool isAfter, std::stop_token stop)
{
    const QByteArray &inMemory = isAfter ? file.after : file.before;
    if (!inMemory.isNull())
        return inMemory;
    const QByteArray &path = isAfter ? file.patch.after : file.patch.before,
                     &id = isAfter ? file.patch.afterId : file.patch.beforeId;
    if (path.isEmpty())
        return QByteArray();
    if (!id.isEmpty() && id.count('0') != id.size())
        if (auto text = git::answer(place, {.arguments = {"cat-file", "blob", id}, .outputLimit = mostOfText}, stop);
            text || isAfter == false)
            return text;
    return bytesOf(place.workTree + '/' + path, mostOfText); // only there
}

} // namespace oriel
