// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/acting.h"

#include "base/plural.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Acting)
};

constexpr qsizetype mostOfWords = 128 * 1024; // bytes of one command line: a quarter of what Linux gives at least

// What git, ssh and gpg say where they would have asked at a terminal.
constexpr std::array questions{"terminal prompts disabled",    "could not read Username",       "could not read Password",
                               "Host key verification failed", "Permission denied (",           "gpg failed to sign the data",
                               "failed to sign the data",      "incorrect passphrase supplied", "Inappropriate ioctl for device"};

constexpr std::array losses{"would be overwritten by", "would be removed by", "would lose untracked files"};

} // namespace

Command action(const QByteArrayList &arguments, const QByteArray &input)
{
    return {.arguments = arguments, .input = input, .isWriting = true, .limit = std::chrono::milliseconds(0)};
}

Result<> act(const Place &place, const Command &command, std::stop_token stop)
{
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode == 0)
        return {};
    return std::unexpected(knownError(*output, command.arguments).value_or(failure(place, command, *output)));
}

Result<> actOn(const Place &place, const QByteArrayList &arguments, const QByteArrayList &paths, std::stop_token stop)
{
    if (paths.isEmpty())
        return {};
    return act(place, action(arguments + QByteArrayList{"--pathspec-from-file=-", "--pathspec-file-nul"}, nulTerminated(paths)),
               stop);
}

QByteArray nulTerminated(const QByteArrayList &words)
{
    QByteArray text;
    for (const QByteArray &word : words)
        text += word + '\0';
    return text;
}

QByteArrayList nulSeparated(const QByteArray &text)
{
    QByteArrayList words = text.split('\0');
    if (words.last().isEmpty())
        words.removeLast();
    return words;
}

Result<QByteArrayList> listOf(const Place &place, const QByteArrayList &arguments, const QByteArrayList &paths,
                              std::stop_token stop)
{
    QByteArrayList all;
    for (qsizetype next = 0; next < paths.size();) {
        Command command{.arguments = arguments};
        for (qsizetype size = 0; next < paths.size() && size < mostOfWords; ++next) {
            command.arguments << paths[next];
            size += paths[next].size() + 16;
        }
        const Result<QByteArray> text = answer(place, command, stop);
        if (!text)
            return std::unexpected(text.error());
        all += nulSeparated(*text);
    }
    return all;
}

QByteArrayList overwrittenNames(const QByteArray &said)
{
    QByteArrayList names;
    bool isBelow = false;
    for (const QByteArray &line : said.split('\n')) {
        if (isBelow && line.startsWith('\t'))
            names << line.sliced(1);
        else
            isBelow = std::any_of(losses.begin(), losses.end(), [&line](const char *words) { return line.contains(words); });
    }
    return names;
}

std::optional<Error> knownError(const Output &output, const QByteArrayList &arguments)
{
    const QByteArrayList names = overwrittenNames(output.errors);
    if (!names.isEmpty())
        return Error{
            plural(
                names.size(),
                Words::tr(
                    "git would overwrite a file with changes that are in no commit: %1. Commit, stash or discard them first."),
                Words::tr(
                    "git would overwrite %n files with changes that are in no commit: %1. Commit, stash or discard them first."))
                .arg(shownText(names.mid(0, 3).join(", ")) + (names.size() > 3 ? u"…"_s : QString())),
            u"overwrites"_s, shownText(names.join('\n'), 1 << 20)};
    if (std::any_of(questions.begin(), questions.end(), [&output](const char *words) { return output.errors.contains(words); }))
        return Error{Words::tr("git has a question here (a password, a passphrase or a host's key). Run it in the terminal: %1")
                         .arg(shellLine(arguments)),
                     u"asks"_s, redacted(shownText(output.errors.right(4000)))};
    return {};
}

QString shellLine(const QByteArrayList &arguments)
{
    QString line = u"git"_s;
    for (const QByteArray &word : arguments) {
        const QString text = shownText(word);
        const bool isPlain = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
            return c.isLetterOrNumber() || u"-_./:@=+,%^~"_s.contains(c);
        });
        line += u' ' + (isPlain && !text.startsWith(u'~') ? text : u'\'' + QString(text).replace(u'\'', uR"('\'')"_s) + u'\'');
    }
    return line;
}

} // namespace oriel::git
