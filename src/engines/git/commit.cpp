// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/commit.h"

#include "base/text.h"
#include "engines/git/acting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Commit)
};

QByteArrayList wordsOf(const CommitWish &wish)
{
    QByteArrayList words{"commit", "--quiet"};
    const auto add = [&words](bool isWanted, const QByteArray &word) {
        if (isWanted)
            words << word;
    };
    add(wish.isAmend, "--amend");
    add(wish.isSignOff, "--signoff");
    add(wish.isNoVerify, "--no-verify");
    add(wish.isAllowEmpty, "--allow-empty");
    add(!wish.author.isEmpty(), "--author=" + wish.author);
    add(!wish.authorDate.isEmpty(), "--date=" + wish.authorDate);
    if (wish.isAmend && wish.message.isEmpty())
        return words << "--no-edit";
    return words << "--cleanup=whitespace" << "--file=-"; // a subject may begin with '#': no line is taken for a comment
}

// git's own reasons come with status 128, or on standard output; hooks print on the other, and end it with 1.
Error refusalOf(const Place &place, const Command &command, const Output &output)
{
    const QString detail = redacted(shownText((output.text + '\n' + output.errors).trimmed().right(4000)));
    if (output.errors.contains("Please tell me who you are") || output.errors.contains("unable to auto-detect email"))
        return {
            Words::tr(
                "git does not know who you are. Set it in the terminal: git config --global user.name \"…\", and user.email."),
            u"author"_s, detail};
    if (output.exitCode != 1)
        return knownError(output, command.arguments).value_or(failure(place, command, output));
    for (const char *words : {"nothing to commit", "nothing added to commit", "no changes added to commit"})
        if (const qsizetype at = output.text.indexOf(words); at >= 0)
            return {Words::tr("There is %1.").arg(shownText(output.text.sliced(at).split('\n').first())), u"nothing"_s, detail};
    if (output.errors.contains("You asked to amend"))
        return {Words::tr("Amended so, the commit would be empty. Undo it instead, or allow an empty one."), u"nothing"_s,
                detail};
    if (output.errors.contains("Aborting commit due to empty commit message"))
        return {Words::tr("There is no message. Write one."), u"nothing"_s, detail};
    return {Words::tr("A hook refused the commit: see what it said."), u"hook"_s, detail};
}

} // namespace

QList<MessageRemark> remarksOn(const QByteArray &message, char commentSign)
{
    using Kind = MessageRemark::Kind;
    const QByteArrayList lines = message.split('\n');
    const auto isBlank = [](const QByteArray &line) { return line.trimmed().isEmpty(); };
    const auto first = std::find_if_not(lines.begin(), lines.end(), isBlank);
    if (first == lines.end())
        return {{Kind::Empty, 0}};
    if (std::all_of(lines.begin(), lines.end(),
                    [&](const QByteArray &line) { return isBlank(line) || line.startsWith(commentSign); }))
        return {{Kind::OnlyComments, int(first - lines.begin())}};
    QList<MessageRemark> remarks;
    if (QString::fromUtf8(*first).trimmed().toUcs4().size() > MessageRemark::longSubject)
        remarks << MessageRemark{Kind::LongSubject, int(first - lines.begin())};
    if (std::next(first) != lines.end() && !isBlank(*std::next(first)))
        remarks << MessageRemark{Kind::NoBlankSecond, int(first - lines.begin()) + 1};
    for (int line = 0; line < lines.size(); ++line)
        if (lines[line].endsWith(' ') || lines[line].endsWith('\t'))
            remarks << MessageRemark{Kind::TrailingBlanks, line};
    return remarks;
}

Result<QByteArray> commit(const Place &place, const CommitWish &wish, const std::function<void(QByteArrayView)> &said,
                          std::stop_token stop)
{
    Command command = action(wordsOf(wish), wish.message);
    command.eachError = [&said](QByteArrayView piece) { // hooks print there, whatever they print to
        if (said)
            said(piece);
    };
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode != 0)
        return std::unexpected(refusalOf(place, command, *output));
    const Result<QByteArray> id = answer(place, {.arguments = {"rev-parse", "--verify", "HEAD"}}, stop);
    return id ? Result<QByteArray>(id->trimmed()) : id;
}

Result<QByteArray> proposedMessage(const Place &place, bool isAmend, std::stop_token stop)
{
    if (isAmend)
        return answer(place, {.arguments = {"log", "-1", "--format=%B", "--encoding=UTF-8", "HEAD"}}, stop);
    for (const char *name : {"/MERGE_MSG", "/SQUASH_MSG"})
        if (QFile file(QFile::decodeName(place.gitDir + name)); file.open(QIODevice::ReadOnly))
            return file.read(1 << 20);
    const Result<Output> named = run(place, {.arguments = {"config", "--type=path", "--get", "commit.template"}}, stop);
    if (!named)
        return std::unexpected(named.error());
    QFile file(QDir(QFile::decodeName(place.workTree)).filePath(QFile::decodeName(named->text.trimmed())));
    if (named->exitCode != 0 || !QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
        return QByteArray();
    return file.read(1 << 20);
}

} // namespace oriel::git
