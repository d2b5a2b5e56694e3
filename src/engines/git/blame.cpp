// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "engines/git/acting.h"
#include "engines/git/history.h"
#include "engines/git/quoted.h"
#include "engines/git/signature.h"

#include <QHash>

namespace oriel::git {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Blame)
};

// What `git blame --incremental` says: for each part a line "id original final count", what is new about the commit, and at last
// its file name.
class BlameReader final
{
public:
    void add(QByteArrayView piece)
    {
        m_rest += piece;
        qsizetype begin = 0;
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', begin)) {
            take(m_rest.sliced(begin, end - begin));
            begin = end + 1;
        }
        m_rest.remove(0, begin);
    }
    const Blame &blame() const { return m_blame; }

private:
    void take(const QByteArray &line)
    {
        if (!m_isInside) {
            begin(line.split(' '));
            return;
        }
        const qsizetype blank = line.indexOf(' ');
        const QByteArray key = blank < 0 ? line : line.first(blank), value = blank < 0 ? QByteArray() : line.sliced(blank + 1);
        BlameCommit &commit = m_blame.commits[m_part.commit];
        if (key == "author")
            commit.author.name = value;
        else if (key == "author-mail")
            commit.author.mail = value.startsWith('<') && value.endsWith('>') ? value.sliced(1, value.size() - 2) : value;
        else if (key == "author-time")
            m_time = value;
        else if (key == "author-tz")
            commit.author.when = timeOf(m_time + ' ' + value);
        else if (key == "summary")
            commit.subject = value;
        else if (key == "boundary")
            commit.isBoundary = true;
        else if (key == "previous") {
            commit.previous = value.first(std::max<qsizetype>(value.indexOf(' '), 0));
            commit.previousPath = unquoted(value.sliced(commit.previous.size()).trimmed());
        } else if (key == "filename") {
            m_part.path = unquoted(value);
            m_blame.parts << m_part;
            m_isInside = false;
        }
    }
    void begin(const QByteArrayList &words)
    {
        if (words.size() != 4)
            return;
        auto known = m_known.find(words[0]);
        if (known == m_known.end()) {
            known = m_known.insert(words[0], int(m_blame.commits.size()));
            m_blame.commits << BlameCommit{.id = words[0]};
        }
        m_part = {
            .line = words[2].toInt() - 1, .count = words[3].toInt(), .originalLine = words[1].toInt() - 1, .commit = *known};
        m_isInside = true;
    }

    QByteArray m_rest, m_time;
    Blame m_blame;
    QHash<QByteArray, int> m_known;
    BlamePart m_part;
    bool m_isInside = false;
};

} // namespace

Result<Blame> blame(const Place &place, const BlameWish &wish, const std::function<bool(const Blame &)> &each,
                    std::stop_token stop)
{
    if (wish.revision.startsWith('-')) // `git blame` knows no --end-of-options
        return std::unexpected(
            Error{Words::tr("%1 is no revision.").arg(shownText(wish.revision)), QStringLiteral("revision"), {}});
    Command command{
        .arguments = {"blame", "--incremental", "--encoding=UTF-8"}, .outputLimit = 0, .limit = std::chrono::milliseconds(0)};
    if (wish.isIgnoringBlanks)
        command.arguments << "-w";
    if (wish.isFindingMoves)
        command.arguments << "-M" << "-C";
    if (wish.text) {
        command.arguments << "--contents" << "-";
        command.input = *wish.text;
    } else if (!wish.revision.isEmpty()) {
        command.arguments << wish.revision;
    }
    command.arguments << "--" << wish.path;
    BlameReader reader;
    command.each = [&](QByteArrayView piece) {
        reader.add(piece);
        return !each || each(reader.blame());
    };
    const Result<Output> output = run(place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode != 0 && !output->isEnough)
        return std::unexpected(failure(place, command, *output));
    return reader.blame();
}

} // namespace oriel::git
