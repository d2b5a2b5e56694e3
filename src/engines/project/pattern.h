// SPDX-License-Identifier: GPL-3.0-or-later
// What is looked for in bytes of UTF-8: PCRE2, compiled to machine code. Broken UTF-8 is matched around, never refused.
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace oriel::project {

struct PatternWish
{
    QString pattern;
    bool isRegex = false, isCaseSensitive = false, isWholeWord = false;
};

// Any thread, many at a time.
class Pattern final
{
public:
    // Error code "bad-pattern", with its position.
    static Result<Pattern> make(const PatternWish &wish);

    const QByteArray &literal() const; // stands in every match; empty: unknown
    bool isLiteral() const;            // a match is literal() and nothing else
    bool isAcrossLines() const;        // a line break is written in it; else a match stays in its line
    // Whether what is found in many lines at once is a sure sign of the first line that has a match by itself.
    bool isSureInBlocks() const;

private:
    friend class Matcher;
    struct Private;
    std::shared_ptr<const Private> d;
};

struct Match
{
    qsizetype begin = 0, end = 0;
    bool operator==(const Match &) const = default;
};

// Looks for a pattern in one thread.
class Matcher final
{
public:
    explicit Matcher(const Pattern &pattern);
    ~Matcher();
    Matcher(Matcher &&) noexcept;

    // The first match that begins at `from` or later. Error code "too-complex": it took more steps than it may.
    Result<std::optional<Match>> next(QByteArrayView subject, qsizetype from);
    std::optional<Match> group(int number) const; // of the last match
    // What takes the last match's place: $1, ${name}, \1, $&, \n, \t, \U…\E, ${1:-else}. Error code "bad-replacement".
    Result<QByteArray> expanded(QByteArrayView subject, const QByteArray &replacement);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::project
