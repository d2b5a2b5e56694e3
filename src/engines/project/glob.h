// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/pattern.h"

#include <QByteArrayList>
#include <QList>

namespace oriel::project {

// A pattern for paths, by EditorConfig's rules (spec.editorconfig.org, "Glob Expressions"): * and ? stay in one folder, ** does
// not, [a-z] [!a-z] {a,b} {1..3} \. With a slash in it the pattern begins at the top, else it holds in every folder. Any thread.
class Glob final
{
public:
    explicit Glob(QByteArrayView pattern);
    // A path relative to the top, without a slash before. One that takes too many steps does not match.
    bool matches(QByteArrayView path) const;

private:
    std::optional<Pattern> m_pattern;          // none: matches nothing
    QList<std::pair<qint64, qint64>> m_ranges; // of the groups, in their order
};

// Patterns as a user types them to choose files: `src` or `src/` is also everything in such a folder.
class Globs final
{
public:
    explicit Globs(const QByteArrayList &patterns);
    bool isEmpty() const { return m_globs.isEmpty(); }
    bool matches(QByteArrayView path) const;

private:
    QList<Glob> m_globs;
};

} // namespace oriel::project
