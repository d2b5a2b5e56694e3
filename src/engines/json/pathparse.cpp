// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/pathtree.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

namespace oriel::json {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::Path)
};

constexpr std::int64_t largestInteger = (std::int64_t(1) << 53) - 1; // RFC 9535, 2.1: I-JSON's
constexpr int deepest = 200;                                         // brackets inside brackets

bool isNameFirst(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isDecimal(char c) { return c >= '0' && c <= '9'; }

void appendUtf8(std::string &out, unsigned point)
{
    if (point < 0x80) {
        out += char(point);
    } else if (point < 0x800) {
        out += char(0xC0 | point >> 6);
        out += char(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += char(0xE0 | point >> 12);
        out += char(0x80 | (point >> 6 & 0x3F));
        out += char(0x80 | (point & 0x3F));
    } else {
        out += char(0xF0 | point >> 18);
        out += char(0x80 | (point >> 12 & 0x3F));
        out += char(0x80 | (point >> 6 & 0x3F));
        out += char(0x80 | (point & 0x3F));
    }
}

// Recursive descent over RFC 9535's grammar; the first fault is thrown to parse().
class PathParser final
{
public:
    explicit PathParser(std::string_view text) : m_text(text) {}

    PathQuery whole()
    {
        if (!take('$'))
            fail(Words::tr("A path begins with $"));
        PathQuery query = segments(false);
        if (m_at < m_text.size())
            fail(Words::tr("A path goes on with . or [ or ends here"));
        return query;
    }

private:
    [[noreturn]] void fail(const QString &message) const { throw PathFault{message, m_at}; }
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool take(char c)
    {
        const bool is = m_at < m_text.size() && m_text[m_at] == c;
        m_at += is;
        return is;
    }
    bool take(std::string_view word)
    {
        const bool is = m_text.substr(m_at).starts_with(word);
        m_at += is ? word.size() : 0;
        return is;
    }
    void blanks()
    {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
            ++m_at;
    }

    PathQuery segments(bool isRelative)
    {
        PathQuery query{isRelative, {}};
        for (;;) {
            const std::size_t before = m_at;
            blanks();
            if (peek() != '.' && peek() != '[') {
                m_at = before;
                return query;
            }
            query.segments.push_back(segment());
        }
    }
    PathSegment segment()
    {
        PathSegment segment;
        if (take('[')) {
            segment.selectors = bracketed();
            return segment;
        }
        segment.isDescendant = take("..");
        if (segment.isDescendant && take('['))
            segment.selectors = bracketed();
        else if (segment.isDescendant || take('.'))
            segment.selectors.push_back(shorthand());
        return segment;
    }
    PathSelector shorthand()
    {
        if (take('*'))
            return {};
        if (!isNameFirst(peek()))
            fail(Words::tr("Here stands a name or *"));
        const std::size_t begin = m_at;
        while (isNameFirst(peek()) || isDecimal(peek()))
            ++m_at;
        return {.kind = PathSelector::Kind::Name, .name = std::string(m_text.substr(begin, m_at - begin))};
    }
    std::vector<PathSelector> bracketed()
    {
        if (++m_depth > deepest)
            fail(Words::tr("This path is nested too deep"));
        std::vector<PathSelector> selectors;
        do {
            blanks();
            selectors.push_back(selector());
            blanks();
        } while (take(','));
        if (!take(']'))
            fail(Words::tr("Here stands , or ]"));
        --m_depth;
        return selectors;
    }
    PathSelector selector()
    {
        const char c = peek();
        if (c == '\'' || c == '"')
            return {.kind = PathSelector::Kind::Name, .name = string()};
        if (take('*'))
            return {};
        if (take('?')) {
            blanks();
            return {.kind = PathSelector::Kind::Filter, .filter = std::make_shared<PathExpression>(logicalOr())};
        }
        if (c == ':' || c == '-' || isDecimal(c))
            return indexOrSlice();
        fail(Words::tr("Here stands a name in quotes, an index, a slice, * or ?"));
    }
    PathSelector indexOrSlice()
    {
        PathSelector selector{.kind = PathSelector::Kind::Index};
        if (peek() != ':')
            selector.start = integer();
        const std::size_t before = m_at;
        blanks();
        if (!take(':')) {
            m_at = before;
            return selector;
        }
        selector.kind = PathSelector::Kind::Slice;
        blanks();
        if (peek() == '-' || isDecimal(peek())) {
            selector.end = integer();
            blanks();
        }
        if (!take(':'))
            return selector;
        blanks();
        if (peek() == '-' || isDecimal(peek()))
            selector.step = integer();
        return selector;
    }
    std::int64_t integer()
    {
        const std::size_t begin = m_at;
        const bool isNegative = take('-');
        const std::size_t digits = m_at;
        while (isDecimal(peek()))
            ++m_at;
        const std::string_view text = m_text.substr(begin, m_at - begin);
        std::int64_t value = 0;
        const auto read = std::from_chars(text.begin(), text.end(), value);
        const bool isPlain = m_at > digits && (m_text[digits] != '0' || (m_at == digits + 1 && !isNegative));
        if (!isPlain || read.ec != std::errc() || value > largestInteger || value < -largestInteger) {
            m_at = begin;
            fail(Words::tr("Here stands an integer without leading zeros, within ±(2^53 − 1)"));
        }
        return value;
    }

    unsigned hex4()
    {
        unsigned value = 0;
        for (int i = 0; i < 4; ++i, ++m_at) {
            const char c = peek();
            const int digit = isDecimal(c)           ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0)
                fail(Words::tr("Here stand four hexadecimal digits"));
            value = value * 16 + unsigned(digit);
        }
        return value;
    }
    void escape(std::string &out, char quote)
    {
        const char c = peek();
        static constexpr std::string_view letters = "bfnrt/\\", meant = "\b\f\n\r\t/\\";
        if (const std::size_t letter = letters.find(c); c && letter != letters.npos) {
            out += meant[letter];
            ++m_at;
        } else if (take(quote)) {
            out += quote;
        } else if (take('u')) {
            unsigned point = hex4();
            if (point >= 0xD800 && point < 0xDC00 && take("\\u")) {
                const unsigned low = hex4();
                if (low < 0xDC00 || low > 0xDFFF)
                    fail(Words::tr("Half a surrogate pair is no character"));
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            }
            if (point >= 0xD800 && point < 0xE000)
                fail(Words::tr("Half a surrogate pair is no character"));
            appendUtf8(out, point);
        } else {
            fail(Words::tr("There is no such escape"));
        }
    }
    std::string string()
    {
        const char quote = m_text[m_at++];
        std::string out;
        for (;;) {
            if (m_at >= m_text.size())
                fail(Words::tr("The quote that ends this name is missing"));
            const char c = m_text[m_at];
            if (static_cast<unsigned char>(c) < 0x20)
                fail(Words::tr("A control character is written as an escape"));
            ++m_at;
            if (c == quote)
                return out;
            if (c == '\\')
                escape(out, quote);
            else
                out += c;
        }
    }

    PathExpression joined(std::string_view sign, PathExpression::Kind kind, PathExpression (PathParser::*part)())
    {
        PathExpression all{.kind = kind};
        for (;;) {
            all.parts.push_back((this->*part)());
            const std::size_t before = m_at;
            blanks();
            if (!take(sign)) {
                m_at = before;
                return all.parts.size() == 1 ? PathExpression(all.parts.front()) : all;
            }
            blanks();
        }
    }
    PathExpression logicalOr() { return joined("||", PathExpression::Kind::Or, &PathParser::logicalAnd); }
    PathExpression logicalAnd() { return joined("&&", PathExpression::Kind::And, &PathParser::basic); }
    PathExpression basic()
    {
        const bool isNot = take('!');
        if (isNot)
            blanks();
        PathExpression made;
        if (take('(')) {
            if (++m_depth > deepest)
                fail(Words::tr("This path is nested too deep"));
            blanks();
            made = logicalOr();
            blanks();
            if (!take(')'))
                fail(Words::tr("Here stands )"));
            --m_depth;
        } else {
            made = test(isNot);
        }
        return isNot ? PathExpression{.kind = PathExpression::Kind::Not, .parts = {made}} : made;
    }
    PathExpression test(bool isNot)
    {
        const std::size_t begin = m_at;
        PathExpression left = operand();
        const std::size_t before = m_at;
        blanks();
        if (const std::string sign = isNot ? std::string() : comparison(); !sign.empty()) {
            mustBeValue(left, begin);
            blanks();
            const std::size_t rightAt = m_at;
            PathExpression right = operand();
            mustBeValue(right, rightAt);
            return {.kind = PathExpression::Kind::Compare, .parts = {left, right}, .word = sign};
        }
        m_at = before;
        const bool isTest = left.kind == PathExpression::Kind::Query ||
                            (left.kind == PathExpression::Kind::Function && (left.word == "match" || left.word == "search"));
        if (!isTest)
            fail(Words::tr("Here stands a comparison"));
        return left;
    }
    std::string comparison()
    {
        for (const std::string_view sign : {"==", "!=", "<=", ">=", "<", ">"}) {
            if (take(sign))
                return std::string(sign);
        }
        return {};
    }
    void mustBeValue(const PathExpression &expression, std::size_t at)
    {
        const bool isValue =
            expression.kind == PathExpression::Kind::Literal ||
            (expression.kind == PathExpression::Kind::Query && expression.query.isSingular()) ||
            (expression.kind == PathExpression::Kind::Function && expression.word != "match" && expression.word != "search");
        if (isValue)
            return;
        m_at = at;
        fail(Words::tr("Here stands one value: a literal, a path to at most one value, or a function of one"));
    }
    PathExpression operand()
    {
        const char c = peek();
        if (c == '\'' || c == '"')
            return {.kind = PathExpression::Kind::Literal, .word = string(), .type = Kind::String};
        if (c == '-' || isDecimal(c))
            return {.kind = PathExpression::Kind::Literal, .word = number(), .type = Kind::Number};
        if (take('@'))
            return {.kind = PathExpression::Kind::Query, .query = segments(true)};
        if (take('$'))
            return {.kind = PathExpression::Kind::Query, .query = segments(false)};
        const std::size_t begin = m_at;
        while ((peek() >= 'a' && peek() <= 'z') || (m_at > begin && (peek() == '_' || isDecimal(peek()))))
            ++m_at;
        const std::string word(m_text.substr(begin, m_at - begin));
        if (!word.empty() && take('('))
            return function(word, begin);
        if (word == "true" || word == "false" || word == "null")
            return {.kind = PathExpression::Kind::Literal,
                    .type = word == "true"    ? Kind::True
                            : word == "false" ? Kind::False
                                              : Kind::Null};
        m_at = begin;
        fail(Words::tr("Here stands @, $, a literal or a function"));
    }
    std::string number()
    {
        const std::size_t begin = m_at;
        take('-');
        const std::size_t digits = m_at;
        const auto some = [&] {
            const std::size_t before = m_at;
            while (isDecimal(peek()))
                ++m_at;
            if (m_at == before)
                fail(Words::tr("Here stands a digit"));
        };
        some();
        if (m_text[digits] == '0' && m_at > digits + 1)
            fail(Words::tr("A number has no leading zeros"));
        if (take('.'))
            some();
        if (take('e') || take('E')) {
            if (!take('+'))
                take('-');
            some();
        }
        return std::string(m_text.substr(begin, m_at - begin));
    }
    PathExpression function(const std::string &name, std::size_t begin)
    {
        const bool isOfNodes = name == "count" || name == "value";
        const std::size_t wanted = name == "match" || name == "search" ? 2 : name == "length" || isOfNodes ? 1 : 0;
        if (wanted == 0) {
            m_at = begin;
            fail(Words::tr("There are the functions length, count, match, search and value"));
        }
        if (++m_depth > deepest)
            fail(Words::tr("This path is nested too deep"));
        PathExpression made{.kind = PathExpression::Kind::Function, .word = name};
        do {
            blanks();
            const std::size_t at = m_at;
            made.parts.push_back(operand());
            if (!isOfNodes)
                mustBeValue(made.parts.back(), at);
            else if (made.parts.back().kind != PathExpression::Kind::Query) {
                m_at = at;
                fail(Words::tr("Here stands a path"));
            }
            blanks();
        } while (made.parts.size() < wanted && take(','));
        if (made.parts.size() != wanted || !take(')'))
            fail(Words::tr("%1 takes %n value(s)", nullptr, int(wanted)).arg(QString::fromStdString(name)));
        --m_depth;
        return made;
    }

    const std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

bool PathQuery::isSingular() const
{
    return std::ranges::all_of(segments, [](const PathSegment &segment) {
        const PathSelector::Kind kind = segment.selectors.front().kind;
        return !segment.isDescendant && segment.selectors.size() == 1 &&
               (kind == PathSelector::Kind::Name || kind == PathSelector::Kind::Index);
    });
}

std::expected<Path, PathFault> Path::parse(std::string_view text)
{
    try {
        Path path;
        path.m_query = std::make_shared<PathQuery>(PathParser(text).whole());
        return path;
    } catch (const PathFault &fault) {
        return std::unexpected(fault);
    }
}

bool Path::isSingular() const { return m_query->isSingular(); }

} // namespace oriel::json
