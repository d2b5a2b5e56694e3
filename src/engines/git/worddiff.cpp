// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/linediff.h"

#include <algorithm>
#include <span>
#include <vector>

namespace oriel::git {

namespace {

constexpr qsizetype mostCells = 1'000'000; // of the table below: a few milliseconds
constexpr double leastAlike = 0.3;

// A word, a run of blanks, or one sign; with the marks that belong to its letters.
struct Token
{
    QStringView text;
    qsizetype begin = 0;
    int weight = 0; // what it is worth to find it again
};

enum class Kind { Word, Blank, Sign, Mark };

Kind kindOf(char32_t c)
{
    if (QChar::isMark(c) || c == 0x200d) // joins emoji
        return Kind::Mark;
    if (QChar::isLetterOrNumber(c) || c == U'_')
        return Kind::Word;
    return QChar::isSpace(c) ? Kind::Blank : Kind::Sign;
}

std::vector<Token> tokensOf(QStringView text)
{
    std::vector<Token> tokens;
    Kind last = Kind::Sign;
    for (qsizetype at = 0; at < text.size();) {
        const bool isPair = at + 1 < text.size() && text[at].isHighSurrogate() && text[at + 1].isLowSurrogate();
        const Kind kind = kindOf(isPair ? QChar::surrogateToUcs4(text[at], text[at + 1]) : text[at].unicode());
        const qsizetype length = isPair ? 2 : 1;
        if (!tokens.empty() && (kind == Kind::Mark || (kind == last && kind != Kind::Sign))) {
            tokens.back().text = text.sliced(tokens.back().begin, at + length - tokens.back().begin);
        } else {
            tokens.push_back({text.sliced(at, length), at, 0});
            last = kind;
        }
        tokens.back().weight = last == Kind::Blank  ? 1
                               : last == Kind::Word ? 2 + int(std::min<qsizetype>(tokens.back().text.size(), 10))
                                                    : 2;
        at += length;
    }
    return tokens;
}

using Tokens = std::span<const Token>;

// Which tokens have no counterpart: the heaviest common subsequence has the others.
struct Marks
{
    std::vector<bool> before, after;
    int common = 0; // weight of what is in both
};

void mark(Tokens before, Tokens after, qsizetype offset, Marks &marks)
{
    const size_t width = after.size() + 1;
    std::vector<int> best((before.size() + 1) * width); // of what lies behind
    for (size_t i = before.size(); i-- > 0;) {
        for (size_t j = after.size(); j-- > 0;) {
            const int skip = std::max(best[(i + 1) * width + j], best[i * width + j + 1]);
            const bool isSame = before[i].text == after[j].text;
            best[i * width + j] = isSame ? std::max(skip, best[(i + 1) * width + j + 1] + before[i].weight) : skip;
        }
    }
    for (size_t i = 0, j = 0; i < before.size() || j < after.size();) {
        if (i < before.size() && j < after.size() && before[i].text == after[j].text &&
            best[i * width + j] == best[(i + 1) * width + j + 1] + before[i].weight) {
            marks.common += before[i].weight;
            ++i, ++j;
        } else if (i < before.size() && best[i * width + j] == best[(i + 1) * width + j]) {
            marks.before[size_t(offset) + i++] = true;
        } else {
            marks.after[size_t(offset) + j++] = true;
        }
    }
}

QList<Span> spansOf(const std::vector<Token> &tokens, std::vector<bool> marked)
{
    for (size_t i = 1; i + 1 < tokens.size(); ++i) { // "two words" are one mark
        if (marked[i - 1] && marked[i + 1] && tokens[i].text == u" ")
            marked[i] = true;
    }
    QList<Span> spans;
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (!marked[i])
            continue;
        if (i > 0 && marked[i - 1])
            spans.last().length += tokens[i].text.size();
        else
            spans += Span{tokens[i].begin, tokens[i].text.size()};
    }
    return spans;
}

int weightOf(const std::vector<Token> &tokens)
{
    int weight = 0;
    for (const Token &token : tokens)
        weight += token.weight;
    return weight;
}

} // namespace

WordChanges compareWords(QStringView before, QStringView after)
{
    if (before == after)
        return {};
    if (std::max(before.size(), after.size()) > mostCells)
        return {.isCut = true};
    const std::vector<Token> old = tokensOf(before), now = tokensOf(after);
    const auto isSame = [](const Token &a, const Token &b) { return a.text == b.text; };
    const size_t shorter = std::min(old.size(), now.size());
    const auto same = size_t(std::ranges::mismatch(old, now, isSame).in1 - old.begin());
    size_t tail = 0;
    while (tail < shorter - same && isSame(old[old.size() - 1 - tail], now[now.size() - 1 - tail]))
        ++tail;
    const Tokens oldRest = Tokens(old).subspan(same, old.size() - same - tail),
                 nowRest = Tokens(now).subspan(same, now.size() - same - tail);
    if (qsizetype(oldRest.size() * nowRest.size()) > mostCells)
        return {.isCut = true};
    Marks marks{std::vector<bool>(old.size()), std::vector<bool>(now.size()), 0};
    mark(oldRest, nowRest, qsizetype(same), marks);
    for (size_t i = 0; i < old.size(); ++i)
        marks.common += i < same || i >= old.size() - tail ? old[i].weight : 0;
    if (2 * marks.common < leastAlike * (weightOf(old) + weightOf(now)))
        return {};
    return {spansOf(old, marks.before), spansOf(now, marks.after)};
}

} // namespace oriel::git
