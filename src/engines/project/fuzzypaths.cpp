// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/fuzzypaths.h"

#include "base/fuzzy.h"

#include <QFile>

#include <algorithm>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr std::size_t stopEvery = 4096, finalists = 300; // paths
constexpr int longest = 120;                             // units fuzzyScore() looks at
constexpr int forName = 60, forWhole = 40, forRecent = 25;

QByteArray folded(const QByteArray &path)
{
    const bool isAscii = std::ranges::all_of(path, [](char c) { return quint8(c) < 0x80; });
    return isAscii ? path.toLower() : QString::fromUtf8(path).toCaseFolded().toUtf8();
}

quint64 lettersOf(QByteArrayView text) // a bit for each of 64 classes of signs
{
    quint64 letters = 0;
    for (const char c : text)
        letters |= 1ULL << (quint8(c) & 63U);
    return letters;
}

bool isSubsequence(QByteArrayView wanted, const char *at, const char *end)
{
    const char *next = wanted.begin();
    for (; at != end && next != wanted.end(); ++at) // names are short: faster than memchr
        next += *at == *next;
    return next == wanted.end();
}

bool isAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || quint8(c) >= 0x80; }

} // namespace

PathList::PathList(QByteArrayList paths) : m_paths(std::move(paths))
{
    m_entries.reserve(std::size_t(m_paths.size()));
    for (const QByteArray &path : std::as_const(m_paths)) {
        const QByteArray text = folded(path);
        if (m_folded.size() + text.size() > std::numeric_limits<qint32>::max()) // 2 GB of names
            break;
        const auto begin = quint32(m_folded.size());
        m_folded += text;
        m_entries.push_back({.begin = begin,
                             .name = begin + quint32(text.lastIndexOf('/') + 1),
                             .end = quint32(m_folded.size()),
                             .letters = lettersOf(text),
                             .nameLetters = lettersOf(QByteArrayView(text).sliced(text.lastIndexOf('/') + 1))});
    }
    m_paths.resize(qsizetype(m_entries.size()));
}

PathFinder::PathFinder(std::shared_ptr<const PathList> paths, const QByteArrayList &recent) : m_paths(std::move(paths))
{
    if (recent.isEmpty())
        return;
    QHash<QByteArray, int> places;
    for (int at = 0; at < recent.size(); ++at)
        places.insert(recent[at], at);
    for (quint32 at = 0; at < quint32(m_paths->size()); ++at)
        if (const auto place = places.constFind(m_paths->path(at)); place != places.constEnd())
            m_recent.insert(at, *place);
}

// A quick judgement that decides who is looked at closely; below 0: does not match.
int PathFinder::rough(const QByteArray &wanted, quint64 letters, const PathList::Entry &entry) const
{
    const char *all = m_paths->m_folded.constData(), *begin = all + entry.begin, *name = all + entry.name, *end = all + entry.end;
    const int tooLong = std::min(300, int(entry.end - entry.begin));
    const auto inARow = [&](const char *from) {
        return static_cast<const char *>(::memmem(from, std::size_t(end - from), wanted.constData(), std::size_t(wanted.size())));
    };
    if ((entry.nameLetters & letters) == letters && isSubsequence(wanted, name, end)) {
        if (const char *at = inARow(name))
            return (at == name ? 4000 : isAlphanumeric(at[-1]) ? 3000 : 3500) - tooLong;
        return (wanted.front() == *name ? 2500 : 2000) - tooLong;
    }
    if (!isSubsequence(wanted, begin, end))
        return -1;
    if (const char *at = inARow(begin))
        return (at == begin || !isAlphanumeric(at[-1]) ? 1900 : 1500) - tooLong;
    return 1000 - tooLong;
}

std::optional<std::vector<PathFinder::Rough>> PathFinder::sift(const QByteArray &wanted, std::stop_token stop)
{
    const quint64 letters = lettersOf(wanted);
    const bool isNarrower = !m_last.isEmpty() && wanted.startsWith(m_last);
    const std::size_t count = isNarrower ? m_candidates.size() : m_paths->m_entries.size();
    std::vector<Rough> matching;
    matching.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (i % stopEvery == 0 && stop.stop_requested())
            return {};
        const quint32 path = isNarrower ? m_candidates[i] : quint32(i);
        const PathList::Entry &entry = m_paths->m_entries[path];
        if ((entry.letters & letters) != letters)
            continue;
        if (const int score = rough(wanted, letters, entry); score >= 0)
            matching.push_back({score, path});
    }
    m_last = wanted;
    m_candidates.resize(matching.size());
    std::ranges::transform(matching, m_candidates.begin(), &Rough::path);
    if (!m_recent.isEmpty())
        for (Rough &one : matching)
            one.score += m_recent.contains(one.path) ? 1000 : 0;
    return matching;
}

PathMatch PathFinder::scored(const QString &text, qsizetype path) const
{
    const QString whole = QFile::decodeName(m_paths->path(path));
    const auto name = int(whole.lastIndexOf(u'/') + 1), tail = std::max(0, int(whole.size()) - longest);
    PathMatch match{.path = path, .score = std::numeric_limits<int>::min()};
    int from = tail;
    if (const auto score = fuzzyScore(text, QStringView(whole).sliced(tail), &match.at))
        match.score = *score;
    QList<int> at;
    if (const auto score = fuzzyScore(text, QStringView(whole).sliced(name), &at); score && *score + forName >= match.score) {
        const qsizetype typed = at.size(), dot = whole.indexOf(u'.', name + 1);
        const bool isWhole = name + typed == whole.size() || name + typed == dot;
        match = {.path = path, .score = *score + forName + (isWhole ? forWhole : 0), .at = at};
        from = name;
    }
    for (int &one : match.at)
        one += from;
    if (const auto recent = m_recent.constFind(quint32(path)); recent != m_recent.constEnd())
        match.score += std::max(1, forRecent - *recent);
    return match;
}

QList<PathMatch> PathFinder::atFirst(int most) const
{
    QList<PathMatch> matches;
    for (const auto &[path, place] : m_recent.asKeyValueRange())
        matches.append({.path = qsizetype(path), .score = -place});
    std::ranges::sort(matches, std::greater(), &PathMatch::score);
    for (qsizetype path = 0; path < m_paths->size() && matches.size() < most; ++path)
        if (!m_recent.contains(quint32(path)))
            matches.append({.path = path, .score = std::numeric_limits<int>::min()});
    matches.resize(std::min<qsizetype>(most, matches.size()));
    return matches;
}

std::optional<QList<PathMatch>> PathFinder::find(const QString &text, int most, std::stop_token stop)
{
    const QString typed = QString(text).remove(u' ');
    if (typed.isEmpty())
        return atFirst(most);
    std::optional<std::vector<Rough>> matching = sift(folded(typed.toUtf8()), stop);
    if (!matching)
        return {};
    const auto close = std::min(matching->size(), std::max(finalists, std::size_t(most)));
    std::ranges::nth_element(*matching, matching->begin() + qsizetype(close), [](const Rough &a, const Rough &b) {
        return a.score != b.score ? a.score > b.score : a.path < b.path;
    });
    QList<PathMatch> matches;
    matches.reserve(qsizetype(close));
    for (std::size_t i = 0; i < close; ++i) {
        if (i % 64 == 0 && stop.stop_requested())
            return {};
        matches.append(scored(typed, (*matching)[i].path));
    }
    std::ranges::sort(matches, [this](const PathMatch &a, const PathMatch &b) {
        const QByteArray &one = m_paths->path(a.path), &other = m_paths->path(b.path);
        return std::tuple(-a.score, one.size(), QByteArrayView(one)) < std::tuple(-b.score, other.size(), QByteArrayView(other));
    });
    matches.resize(std::min<qsizetype>(most, matches.size()));
    return matches;
}

} // namespace oriel::project
