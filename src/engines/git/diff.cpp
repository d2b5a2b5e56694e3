// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/config.h"
#include "engines/git/patch.h"

#include <QByteArrayMatcher>

#include <algorithm>
#include <optional>
#include <utility>

namespace oriel::git {

namespace {

// git's output cut into its files as it comes.
class FileCutter final
{
public:
    FileCutter(qint64 most, const std::function<void(FilePatch)> &each) : m_most(most), m_each(each) {}

    bool feed(QByteArrayView piece) // false: it made no sense
    {
        qsizetype from = std::max<qsizetype>(m_text.size() - 20, 0);
        m_text += piece;
        for (qsizetype end; !m_error && (end = nextFile(from)) >= 0; from = 0) {
            QByteArray rest = m_text.sliced(end + 1);
            m_text.truncate(end + 1);
            finish();
            m_text = std::move(rest);
        }
        if (m_text.size() > m_most)
            skip();
        return !m_error;
    }
    std::optional<Error> end()
    {
        finish();
        std::ranges::for_each(m_conflict, m_each);
        return m_error;
    }

private:
    qsizetype nextFile(qsizetype from) const // the newline before it
    {
        static const QByteArrayMatcher file("\ndiff --"), conflict("\n* Unmerged path ");
        const qsizetype at = file.indexIn(m_text, from), other = conflict.indexIn(m_text, from);
        return at < 0 || other < 0 ? std::max(at, other) : std::min(at, other);
    }
    // The header stays; whole lines are counted and forgotten. From then on the text begins with the newline before its lines.
    void skip()
    {
        qsizetype at = 1;
        if (m_header.isEmpty()) {
            at = m_text.indexOf("\n@@ ") + 1;
            if (at == 0) // it may still come
                return;
            m_header = m_text.first(at);
        }
        const qsizetype end = m_text.lastIndexOf('\n');
        for (; at < end; at = m_text.indexOf('\n', at) + 1) {
            m_added += m_text[at] == '+';
            m_removed += m_text[at] == '-';
        }
        m_text.remove(0, end);
    }
    void finish()
    {
        if (!m_header.isEmpty() || m_text.size() > m_most)
            skip();
        const bool isCut = !m_header.isEmpty();
        auto patch = readPatch(isCut ? m_header : m_text);
        if (patch)
            std::ranges::for_each(*patch, [&](FilePatch &file) { give(file, isCut); });
        else
            m_error = patch.error();
        m_text.clear();
        m_header.clear();
        m_added = m_removed = 0;
    }
    void give(FilePatch &file, bool isCut)
    {
        if (isCut)
            file.isCut = true, file.added = m_added, file.removed = m_removed;
        for (const FilePatch &conflict : std::exchange(m_conflict, {})) { // told in the line before its diff
            if (conflict.after == file.after)
                file.change = 'U';
            else
                m_each(conflict);
        }
        if (file.change == 'U' && file.afterMode == 0 && file.hunks.isEmpty())
            m_conflict += std::move(file);
        else
            m_each(std::move(file));
    }

    const qint64 m_most;
    const std::function<void(FilePatch)> &m_each;
    QByteArray m_text, m_header; // header: of a file that is too large
    int m_added = 0, m_removed = 0;
    Patch m_conflict; // at most one
    std::optional<Error> m_error;
};

QByteArray emptyTree(const Place &place)
{
    for (const Setting &setting : settingsOf(place.commonDir + "/config")) {
        if (setting.key == "extensions.objectformat" && setting.value == "sha256")
            return "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";
    }
    return "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}

QByteArrayList optionsOf(const DiffWish &wish)
{
    QByteArrayList words{"diff",
                         "-p",
                         "--no-color",
                         "--no-ext-diff",
                         "--no-textconv",
                         "--full-index",
                         "--no-relative",
                         "--submodule=short",
                         "--ignore-submodules=dirty",
                         "--inter-hunk-context=0",
                         "-U" + QByteArray::number(wish.context)};
    static constexpr const char *spaces[] = {nullptr, "--ignore-space-change", "--ignore-all-space", "--ignore-space-at-eol"};
    if (const char *option = spaces[int(wish.whitespace)])
        words += option;
    if (wish.isFunctionContext)
        words += "--function-context";
    return words;
}

} // namespace

Result<> diff(const Place &place, const DiffWish &wish, const std::function<void(FilePatch)> &each, std::stop_token stop)
{
    if (wish.from == wish.to)
        return {};
    const auto isTree = [&](const QByteArray &end) { return end != DiffWish::index && end != DiffWish::workTree; };
    const bool isBackwards = wish.from == DiffWish::workTree || (wish.from == DiffWish::index && isTree(wish.to));
    QByteArray from = isBackwards ? wish.to : wish.from, to = isBackwards ? wish.from : wish.to; // git takes the older end first
    for (QByteArray *end : {&from, &to}) {
        if (*end == DiffWish::empty)
            *end = emptyTree(place);
    }
    Command command{.arguments = optionsOf(wish), .outputLimit = 0, .limit = std::chrono::minutes(10)};
    command.arguments += isBackwards ? QByteArrayList{"-R", "--src-prefix=b/", "--dst-prefix=a/"} // it changes them too
                                     : QByteArrayList{"--src-prefix=a/", "--dst-prefix=b/"};
    if (to == DiffWish::index)
        command.arguments += "--cached";
    else if (from == DiffWish::index)
        command.arguments += "--ours"; // of what is in conflict; -p would combine all sides
    command.arguments += "--end-of-options";
    for (const QByteArray &end : {from, to}) {
        if (isTree(end))
            command.arguments += end;
    }
    command.arguments += QByteArrayList{"--"} + wish.paths;
    FileCutter cutter(wish.mostOfFile, each);
    command.each = [&cutter](QByteArrayView piece) { return cutter.feed(piece); };
    const auto output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode != 0 && !output->isEnough) {
        // Before the first commit HEAD is the empty tree.
        const bool isUnborn = (from == "HEAD" || to == "HEAD") && output->errors.contains("bad revision 'HEAD'");
        if (!isUnborn)
            return std::unexpected(failure(place, command, *output));
        DiffWish other = wish;
        (other.from == "HEAD" ? other.from : other.to) = DiffWish::empty;
        return diff(place, other, each, stop);
    }
    if (const auto error = cutter.end())
        return std::unexpected(*error);
    return {};
}

Result<Patch> diff(const Place &place, const DiffWish &wish, std::stop_token stop)
{
    Patch patch;
    const auto done = diff(place, wish, [&patch](FilePatch file) { patch += std::move(file); }, stop);
    if (!done)
        return std::unexpected(done.error());
    return patch;
}

} // namespace oriel::git
