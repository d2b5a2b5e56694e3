// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/history.h"

#include "engines/git/acting.h"
#include "engines/git/signature.h"

#include <utility>

namespace oriel::git {

namespace {

constexpr qsizetype fields = 10; // of a commit

// "HEAD -> refs/heads/main, tag: refs/tags/v1": no name of a ref holds a blank
QByteArrayList refsOf(const QByteArray &decoration)
{
    QByteArrayList refs;
    for (qsizetype begin = 0; begin < decoration.size();) {
        const qsizetype comma = decoration.indexOf(", ", begin), end = comma < 0 ? decoration.size() : comma;
        QByteArray name = decoration.sliced(begin, end - begin);
        begin = end + 2;
        if (name.startsWith("HEAD -> ")) {
            refs << "HEAD";
            name.remove(0, 8);
        } else if (name.startsWith("tag: ")) {
            name.remove(0, 5);
        }
        refs << name;
    }
    return refs;
}

// Bytes in any pieces to commits.
class LogReader final
{
public:
    void add(QByteArrayView piece)
    {
        m_rest += piece;
        qsizetype begin = 0;
        for (qsizetype end = m_rest.indexOf('\0'); end >= 0; end = m_rest.indexOf('\0', begin)) {
            take(m_rest.sliced(begin, end - begin));
            begin = end + 1;
        }
        m_rest.remove(0, begin);
    }
    QList<Commit> taken() { return std::exchange(m_commits, {}); }
    qsizetype count() const { return m_commits.size(); }
    void finish() // the last one's path may still have come
    {
        if (m_fields.size() == fields)
            close();
    }

private:
    void take(const QByteArray &word)
    {
        if (m_fields.size() == fields) {
            const bool isPath = word.startsWith('\n');
            close();
            if (isPath) {
                m_commits.last().path = word.sliced(1);
                return;
            }
        }
        m_fields << word;
    }
    void close()
    {
        const QByteArrayList f = std::exchange(m_fields, {});
        m_commits << Commit{.id = f[0],
                            .parents = f[1].isEmpty() ? QByteArrayList() : f[1].split(' '),
                            .author = {f[2], f[3], timeOf(f[4])},
                            .committer = {f[5], f[6], timeOf(f[7])},
                            .subject = f[9],
                            .refs = refsOf(f[8])};
    }

    QByteArray m_rest;
    QByteArrayList m_fields;
    QList<Commit> m_commits;
};

QByteArrayList wordsOf(const LogWish &wish)
{
    QByteArrayList words{"log",
                         "-z",
                         "--encoding=UTF-8",
                         "--date=raw",
                         "--decorate=full",
                         "--no-color",
                         "--no-ext-diff",
                         "--no-textconv",
                         "--format=%H%x00%P%x00%aN%x00%aE%x00%ad%x00%cN%x00%cE%x00%cd%x00%D%x00%s"};
    const auto add = [&words](bool isWanted, const QByteArray &word) {
        if (isWanted)
            words << word;
    };
    words << (wish.isFollowing ? "--follow" : "--no-follow");
    add(wish.isFollowing, "--name-only");
    add(wish.isGraph, "--topo-order");
    add(wish.isGraph && !wish.paths.isEmpty() && !wish.isFollowing, "--parents");
    add(!wish.message.isEmpty() || !wish.author.isEmpty(), "--fixed-strings");
    add(!wish.message.isEmpty() || !wish.author.isEmpty(), "--regexp-ignore-case");
    add(!wish.message.isEmpty(), "--grep=" + wish.message);
    add(!wish.author.isEmpty(), "--author=" + wish.author);
    add(!wish.changed.isEmpty(), "-S" + wish.changed);
    add(!wish.changedLike.isEmpty(), "-G" + wish.changedLike);
    add(!wish.since.isEmpty(), "--since=" + wish.since);
    add(!wish.until.isEmpty(), "--until=" + wish.until);
    add(wish.skip > 0, "--skip=" + QByteArray::number(wish.skip));
    add(wish.most > 0, "--max-count=" + QByteArray::number(wish.most));
    add(wish.isAll, "--all");
    return words + QByteArrayList{"--end-of-options"} + wish.revisions + QByteArrayList{"--"} + wish.paths;
}

} // namespace

QDateTime timeOf(const QByteArray &raw)
{
    const qsizetype blank = raw.indexOf(' ');
    const int zone = blank < 0 ? 0 : raw.sliced(blank + 1).toInt(); // +0130 is 130
    return QDateTime::fromSecsSinceEpoch(raw.first(blank < 0 ? raw.size() : blank).toLongLong(), Qt::OffsetFromUTC,
                                         (zone / 100 * 60 + zone % 100) * 60);
}

Result<> log(const Place &place, const LogWish &wish, const std::function<bool(QList<Commit>)> &each, std::stop_token stop)
{
    LogReader reader;
    bool isFirst = true, isEnough = false;
    Command command{.arguments = wordsOf(wish), .outputLimit = 0, .limit = std::chrono::milliseconds(0)};
    command.each = [&](QByteArrayView piece) {
        reader.add(piece);
        if (reader.count() == 0 || (!isFirst && reader.count() < wish.batch))
            return true;
        isFirst = false;
        isEnough = !each(reader.taken());
        return !isEnough;
    };
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (isEnough)
        return {};
    if (output->exitCode != 0) {
        if (output->errors.contains("does not have any commits yet"))
            return {};
        return std::unexpected(failure(place, command, *output));
    }
    reader.finish();
    if (reader.count() > 0)
        each(reader.taken());
    return {};
}

Result<QList<Commit>> log(const Place &place, const LogWish &wish, std::stop_token stop)
{
    QList<Commit> all;
    const Result<> done = log(
        place, wish,
        [&all](const QList<Commit> &more) {
            all += more;
            return true;
        },
        stop);
    if (!done)
        return std::unexpected(done.error());
    return all;
}

Result<QByteArray> messageOf(const Place &place, const QByteArray &id, std::stop_token stop)
{
    return answer(
        place,
        {.arguments = {"log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", "--end-of-options", id, "--"}},
        stop);
}

Result<> patchOf(const Place &place, const Commit &commit, int parent, const std::function<void(FilePatch)> &each,
                 std::stop_token stop)
{
    const DiffWish wish{.from = commit.parents.isEmpty() ? QByteArray(DiffWish::empty) : commit.parents.value(parent),
                        .to = commit.id};
    return diff(place, wish, each, stop);
}

Result<QByteArray> mergeBase(const Place &place, const QByteArray &a, const QByteArray &b, std::stop_token stop)
{
    const Command command{.arguments = {"merge-base", "--end-of-options", a, b}};
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode > 1)
        return std::unexpected(failure(place, command, *output));
    return output->text.trimmed();
}

} // namespace oriel::git
