// SPDX-License-Identifier: GPL-3.0-or-later
// Quick open: typed letters against the paths of a project.
#pragma once

#include <QByteArrayList>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace oriel::project {

// Paths made ready for comparing; some 130 bytes each. Any thread, many at a time.
class PathList final
{
public:
    explicit PathList(QByteArrayList paths);
    qsizetype size() const { return m_paths.size(); }
    const QByteArray &path(qsizetype at) const { return m_paths[at]; }

private:
    friend class PathFinder;
    struct Entry
    {
        quint32 begin = 0, name = 0, end = 0; // in m_folded: the path, the name after its last slash
        quint64 letters = 0, nameLetters = 0; // which signs they have, see lettersOf()
    };
    QByteArrayList m_paths;
    QByteArray m_folded; // all of them, without case
    std::vector<Entry> m_entries;
};

struct PathMatch
{
    qsizetype path = 0; // in the list
    int score = 0;
    QList<int> at; // the matched letters: UTF-16 units of the path
};

// Finds the best paths as a query grows. One thread at a time.
class PathFinder final
{
public:
    // recent: newest first; they come before others that match as well, and first of all while nothing is typed.
    explicit PathFinder(std::shared_ptr<const PathList> paths, const QByteArrayList &recent = {});

    // The best matches, best first: the letters in their order, case and blanks aside; more for the name than for its folders,
    // for beginnings of words, for letters in a row, for a name that is just that. A longer query looks only at what the shorter
    // one found. Nothing when it was stopped.
    std::optional<QList<PathMatch>> find(const QString &text, int most, std::stop_token stop = {});

private:
    struct Rough
    {
        int score;
        quint32 path;
    };
    std::optional<std::vector<Rough>> sift(const QByteArray &wanted, std::stop_token stop);
    int rough(const QByteArray &wanted, quint64 letters, const PathList::Entry &entry) const;
    PathMatch scored(const QString &text, qsizetype path) const;
    QList<PathMatch> atFirst(int most) const;

    std::shared_ptr<const PathList> m_paths;
    QHash<quint32, int> m_recent;      // path → place, newest 0
    QByteArray m_last;                 // what m_candidates were found with
    std::vector<quint32> m_candidates; // of m_last; all where it is empty
};

} // namespace oriel::project
