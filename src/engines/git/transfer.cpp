// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/transfer.h"

#include "base/text.h"
#include "engines/git/acting.h"

#include <algorithm>
#include <array>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Transfer)
};

constexpr qsizetype longestLine = 64 * 1024; // bytes; a line beyond is cut into several

// "Receiving objects:  45% (9/20), 1.20 MiB | 3.00 MiB/s" or "Enumerating objects: 5, done."
Progress progressOf(QByteArray line)
{
    Progress progress;
    if (line.startsWith("remote: ")) {
        progress.isRemote = true;
        line.remove(0, 8);
    }
    line.replace("\x1b[K", "");
    progress.text = shownText(line.trimmed());
    const qsizetype colon = progress.text.indexOf(u": "_s);
    if (colon < 0)
        return progress;
    const QStringView rest = QStringView(progress.text).sliced(colon + 2).trimmed();
    qsizetype digits = 0;
    while (digits < rest.size() && rest[digits].isDigit())
        ++digits;
    if (digits == 0 || digits > 18)
        return progress;
    const qint64 number = rest.first(digits).toLongLong();
    const QStringView after = rest.sliced(digits);
    if (after.startsWith(u"% (")) {
        const qsizetype slash = after.indexOf(u'/'), close = after.indexOf(u')');
        if (slash < 0 || close < slash || number > 100)
            return progress;
        progress.percent = int(number);
        progress.done = after.sliced(3, slash - 3).toLongLong();
        progress.total = after.sliced(slash + 1, close - slash - 1).toLongLong();
    } else if (after.isEmpty() || after.startsWith(u',')) {
        progress.done = number;
    } else {
        return progress;
    }
    progress.phase = progress.text.first(colon);
    return progress;
}

struct Known
{
    const char *said, *code;
};
constexpr std::array knownWords{Known{"hook declined", "hook"},
                                Known{"(fetch first)", "rejected"},
                                Known{"(non-fast-forward)", "rejected"},
                                Known{"(stale info)", "rejected"},
                                Known{"(remote rejected)", "rejected"},
                                Known{"has no upstream branch", "no-upstream"},
                                Known{"There is no tracking information", "no-upstream"},
                                Known{"No configured push destination", "no-upstream"},
                                Known{"Need to specify how to reconcile", "diverged"},
                                Known{"Not possible to fast-forward", "diverged"},
                                Known{"CONFLICT", "conflict"},
                                Known{"Automatic merge failed", "conflict"},
                                Known{"Could not resolve host", "offline"},
                                Known{"Name or service not known", "offline"},
                                Known{"Temporary failure in name resolution", "offline"},
                                Known{"Connection refused", "offline"},
                                Known{"Connection timed out", "offline"},
                                Known{"Network is unreachable", "offline"},
                                Known{"Failed to connect to", "offline"}};

QString sentenceOf(QByteArrayView code)
{
    if (code == "hook")
        return Words::tr("A hook declined it: see what it said.");
    if (code == "rejected")
        return Words::tr(
            "The other side has commits that are not here, or refuses to be overwritten. Pull first, then push again.");
    if (code == "no-upstream")
        return Words::tr(
            "This branch has no counterpart on the other side yet. Choose one: pushing with “set upstream” makes it.");
    if (code == "diverged")
        return Words::tr("Both sides have commits of their own. Choose to merge or to rebase.");
    if (code == "conflict")
        return Words::tr("It is here, and there are conflicts: resolve them and continue, or abort.");
    return Words::tr("The other side cannot be reached. Look at the network and the remote's address, then try again.");
}

QByteArrayList terminalWords(const TransferWish &wish)
{
    QByteArrayList words = wordsOf(wish);
    words.removeOne("--");
    return words;
}

Error errorOf(const Place &place, const TransferWish &wish, const Command &command, const Output &output)
{
    if (auto known = knownError(output, terminalWords(wish)))
        return *known;
    const QByteArray all = output.text + '\n' + output.errors;
    for (const Known &known : knownWords)
        if (all.contains(known.said))
            return {sentenceOf(known.code), QString::fromLatin1(known.code), redacted(shownText(all.trimmed().right(4000)))};
    if (wish.kind == TransferWish::Kind::Push && output.exitCode == 1 && !output.text.contains("\n!")) // before anything was sent
        return {sentenceOf("hook"), u"hook"_s, redacted(shownText(all.trimmed().right(4000)))};
    return failure(place, command, output);
}

} // namespace

void ProgressReader::add(QByteArrayView piece)
{
    for (const char c : piece) {
        if (c == '\n' || c == '\r')
            flush();
        else
            m_line += c;
        if (m_line.size() >= longestLine)
            flush();
    }
}

void ProgressReader::flush()
{
    const QByteArray line = std::exchange(m_line, {});
    if (!line.trimmed().isEmpty() && m_each)
        m_each(progressOf(line));
}

void ProgressReader::finish() { flush(); }

QByteArrayList wordsOf(const TransferWish &wish)
{
    using Kind = TransferWish::Kind;
    using Join = TransferWish::Join;
    static constexpr std::array names{"fetch", "pull", "push"};
    QByteArrayList words{names[size_t(wish.kind)]};
    const auto add = [&words](bool isWanted, const char *word) {
        if (isWanted)
            words << word;
    };
    const bool isPull = wish.kind == Kind::Pull, isPush = wish.kind == Kind::Push;
    add(isPull && wish.join == Join::FastForwardOnly, "--ff-only");
    add(isPull && wish.join == Join::Merge, "--no-rebase");
    add(isPull && wish.join == Join::Rebase, "--rebase");
    add(!isPush && wish.isPruning, "--prune");
    add(wish.isWithTags, "--tags");
    add(isPush && wish.isForcedWithLease, "--force-with-lease");
    add(isPush && wish.isSettingUpstream, "--set-upstream");
    if (!wish.remote.isEmpty())
        words << "--" << wish.remote;
    return words + wish.refs;
}

QString terminalLine(const TransferWish &wish) { return shellLine(terminalWords(wish)); }

Result<> transfer(const Place &place, const TransferWish &wish, const std::function<void(const Progress &)> &each,
                  std::stop_token stop)
{
    ProgressReader reader(each);
    Command command = action(wordsOf(wish));
    command.arguments.insert(1, "--progress");
    if (wish.kind == TransferWish::Kind::Push)
        command.arguments.insert(1, "--porcelain"); // what was refused, and why
    command.eachError = [&reader](QByteArrayView piece) { reader.add(piece); };
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    reader.finish();
    if (output->exitCode == 0)
        return {};
    return std::unexpected(errorOf(place, wish, command, *output));
}

} // namespace oriel::git
