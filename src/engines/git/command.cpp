// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/command.h"

#include "base/hostprocess.h"
#include "base/text.h"

#include <QCoreApplication>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Command)
};

// Of the environment we were started with, GIT_DIR and its like (a hook's, say) would lead elsewhere, and traces and colours
// would be read as answers. What says who the user is and how to reach a server stays.
bool isKept(QByteArrayView pair)
{
    static constexpr std::array<QByteArrayView, 11> kept{"GIT_AUTHOR_",        "GIT_COMMITTER_",       "GIT_CONFIG_GLOBAL=",
                                                         "GIT_CONFIG_SYSTEM=", "GIT_CONFIG_NOSYSTEM=", "GIT_EXEC_PATH=",
                                                         "GIT_HTTP_PROXY_",    "GIT_PROXY_",           "GIT_SSH",
                                                         "GIT_SSL_",           "GIT_TEMPLATE_DIR="};
    static constexpr std::array<QByteArrayView, 5> replaced{"LC_", "LANG=", "LANGUAGE=", "SSH_ASKPASS", "PAGER="};
    const auto startsWith = [pair](QByteArrayView name) { return pair.startsWith(name); };
    return pair.startsWith("GIT_") ? std::ranges::any_of(kept, startsWith) : std::ranges::none_of(replaced, startsWith);
}

// "fatal: Unable to create '/x/.git/index.lock': File exists." gives /x/.git/index.lock
QString quoted(const QByteArray &text, const char *before)
{
    const qsizetype begin = text.indexOf(before), open = begin < 0 ? -1 : text.indexOf('\'', begin);
    return open < 0 ? QString() : shownText(text.mid(open + 1, text.indexOf('\'', open + 1) - open - 1));
}

// The sentence for what git is known to say, in its own English; empty: no better words than its own.
QString sentence(const Place &place, const QByteArray &errors)
{
    const auto says = [&errors](std::initializer_list<const char *> words) {
        return std::ranges::any_of(words, [&errors](const char *word) { return errors.contains(word); });
    };
    const QString tree = shownText(place.workTree);
    if (says({".lock': File exists"}))
        return Words::tr("Another git is at work here, or one that crashed left its lock. Wait until it is done; if none runs, "
                         "remove %1.")
            .arg(quoted(errors, "Unable to create"));
    if (says({"index file corrupt", "index file smaller than expected", "bad index file", "index uses"}))
        return Words::tr(
                   "The index of %1 is damaged. Move %2 away and run “git reset” in a terminal: it is built anew from the last "
                   "commit, and your files stay as they are.")
            .arg(tree, shownText(place.gitDir + "/index"));
    if (says({"dubious ownership"}))
        return Words::tr("%1 belongs to somebody else, so git does nothing in it. If you trust it, run in a terminal: git config "
                         "--global --add safe.directory %1")
            .arg(tree);
    if (says({"not a git repository"}))
        return Words::tr("There is no repository in %1 any more. Was it moved or removed?").arg(shownText(place.gitDir));
    if (says({"unknown repository extension", "Expected git repo version"}))
        return Words::tr("The repository of %1 was made by a newer git than yours. Install that one.").arg(tree);
    if (says({"bad config line", "bad numeric config value", "bad boolean config value"}))
        return Words::tr("git cannot read its configuration: %1 Correct that line.")
            .arg(shownText(errors.mid(errors.indexOf("bad ")).trimmed()));
    if (says({"promisor remote", "lazy fetching disabled"}))
        return Words::tr("This clone has not all objects, and this one is not here yet. Fetch it in a terminal.");
    if (says({"object file ", "bad object", "bad tree object", "bad blob object", "unable to read ", "null sha1", "missing blob",
              "missing tree", "is corrupt", "unable to find ", "loose object", "inflate: data stream error"}))
        return Words::tr("The repository of %1 lacks an object or has a damaged one. Run “git fsck” in a terminal; fetching, or "
                         "the objects "
                         "of another clone, may bring it back.")
            .arg(tree);
    if (says({"unknown revision", "bad revision", "Not a valid object name", "invalid object name", "does not exist in '",
              "no such ref"}))
        return Words::tr("There is no such revision or path: %1")
            .arg(shownText(errors.mid(errors.indexOf(": ") + 2).split('\n').first()));
    if (says({"No space left on device"}))
        return Words::tr("The disk is full. Make room and try again.");
    if (says({"Permission denied"}))
        return Words::tr("git may not read or write here: %1 Check the permissions.")
            .arg(shownText(errors.trimmed().split('\n').first()));
    return {};
}

} // namespace

QByteArrayList commandLine(const Place &place, const Command &command)
{
    QByteArrayList words{"git", "--git-dir=" + place.gitDir, "--work-tree=" + place.workTree, "--no-pager"};
    if (command.isLiteral)
        words += "--literal-pathspecs";
    if (!command.isWriting)
        words += "--no-optional-locks";
    for (const char *setting :
         {"core.fsmonitor=false", "safe.bareRepository=explicit", "protocol.ext.allow=never", "diff.autoRefreshIndex=false",
          "core.quotePath=false", "color.ui=false", "log.showSignature=false", "advice.detachedHead=false"})
        words += {"-c", setting};
    return words + command.arguments;
}

QByteArrayList environmentOf(const Command &command)
{
    QByteArrayList pairs;
    for (char **entry = environ; *entry; ++entry) {
        if (isKept(*entry))
            pairs += *entry;
    }
    // Prompts end at once: there is no terminal, and an empty GIT_ASKPASS also outweighs core.askPass.
    pairs += {"LC_ALL=C.UTF-8", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=",          "SSH_ASKPASS_REQUIRE=never",
              "GIT_EDITOR=:",   "GIT_SEQUENCE_EDITOR=:", "GIT_MERGE_AUTOEDIT=no", "PAGER=cat"};
    if (!command.isWriting) // before git 2.45 only the empty list of protocols keeps a partial clone from fetching
        pairs += {"GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL="};
    for (const auto &[name, value] : command.environment) {
        pairs.removeIf([&](const QByteArray &pair) { return pair.startsWith(name + '='); });
        pairs += name + '=' + value;
    }
    return pairs;
}

Result<Output> run(const Place &place, const Command &command, std::stop_token stop)
{
    using namespace std::chrono_literals;
    auto answer = runProgram({.command = commandLine(place, command),
                              .environment = environmentOf(command),
                              .folder = place.workTree,
                              .input = command.input,
                              .limit = command.limit,
                              .outputLimit = command.outputLimit,
                              .grace = command.isWriting ? 5s : 0s, // it takes its locks away
                              .each = command.each,
                              .eachError = command.eachError},
                             stop);
    if (!answer)
        return std::unexpected(answer.error());
    return Output{answer->exitCode, std::move(answer->output), std::move(answer->errors), answer->isEnough};
}

Error failure(const Place &place, const Command &command, const Output &output)
{
    const QString detail = redacted(shownText(output.errors.right(4000)));
    QString message = sentence(place, output.errors);
    if (message.isEmpty()) {
        QString last = detail.trimmed().section(u'\n', -1);
        for (const QStringView prefix : {u"fatal: ", u"error: "})
            if (last.startsWith(prefix))
                last.remove(0, prefix.size());
        message = Words::tr("git %1 failed: %2").arg(shownText(command.arguments.value(0)), last);
    }
    return {redacted(message), QString::number(output.exitCode), detail};
}

Result<QByteArray> answer(const Place &place, const Command &command, std::stop_token stop)
{
    auto output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode != 0 && !output->isEnough)
        return std::unexpected(failure(place, command, *output));
    return std::move(output->text);
}

} // namespace oriel::git
