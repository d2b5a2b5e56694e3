// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/pathtree.h"
#include "engines/json/regexp.h"

#include <algorithm>
#include <functional>
#include <map>

namespace oriel::json {

namespace {

using Visit = std::function<bool(const Value &)>;

constexpr std::uint64_t batch = 1024;
constexpr int deepestEqual = 1000; // levels two values are compared in

// What a comparison compares: nothing, a literal or a value of the document.
struct PathOperand
{
    bool isNothing = true;
    Kind kind = Kind::Null;
    std::string text; // of a scalar; a string's decoded
    Value value;      // of a container
};

// Looks at one document for one query.
class PathSelection final
{
public:
    PathSelection(const Document &document, std::stop_token stop)
        : m_document(document), m_root(document.root()), m_stop(std::move(stop))
    {}

    // Depth first, which is the RFC's order: no segment's values are gathered. False: that was enough.
    bool visit(const PathQuery &query, const Value &from, const Visit &take, std::size_t segment = 0)
    {
        if (segment == query.segments.size())
            return take(from) && !m_stop.stop_requested();
        const auto next = [&](const Value &value) { return visit(query, value, take, segment + 1); };
        return apply(query.segments[segment], from, std::cref(next));
    }
    std::vector<Value> select(const PathQuery &query, const Value &from, std::size_t most)
    {
        std::vector<Value> nodes;
        if (most > 0)
            visit(query, from, [&](const Value &value) {
                nodes.push_back(value);
                return nodes.size() < most;
            });
        return nodes;
    }
    const Value &root() const { return m_root; }

private:
    // False: that is enough.
    bool forChildren(const Value &node, auto visit) const
    {
        for (std::uint64_t first = 0;;) {
            const std::vector<Value> children = m_document.children(node, first, batch);
            for (const Value &child : children) {
                if (!visit(child))
                    return false;
            }
            if (children.size() < batch)
                return true;
            first += batch;
        }
    }
    bool apply(const PathSegment &segment, const Value &node, const Visit &take)
    {
        if (!segment.isDescendant)
            return selectFrom(segment, node, take);
        std::vector<std::pair<Value, std::uint64_t>> waiting{{node, 0}}; // its children from there on; the next one last
        while (!waiting.empty()) {
            const auto [current, first] = waiting.back();
            waiting.pop_back();
            if (first == 0 && !selectFrom(segment, current, take))
                return false;
            const std::vector<Value> children = m_document.children(current, first, batch);
            if (children.size() == batch)
                waiting.emplace_back(current, first + batch);
            for (auto child = children.rbegin(); child != children.rend(); ++child) {
                if (child->isContainer())
                    waiting.emplace_back(*child, 0);
            }
        }
        return true;
    }
    bool selectFrom(const PathSegment &segment, const Value &node, const Visit &take)
    {
        return !node.isContainer() || std::ranges::all_of(segment.selectors, [&](const PathSelector &selector) {
            return !m_stop.stop_requested() && selectBy(selector, node, take);
        });
    }
    bool selectBy(const PathSelector &selector, const Value &node, const Visit &take)
    {
        const auto takeAny = [&](const std::optional<Value> &value) { return !value || take(*value); };
        switch (selector.kind) {
        case PathSelector::Kind::Name:
            return takeAny(m_document.member(node, selector.name));
        case PathSelector::Kind::Index: {
            const auto count = std::int64_t(m_document.count(node));
            const std::int64_t index = *selector.start < 0 ? *selector.start + count : *selector.start;
            return node.kind == Kind::Object || index < 0 || takeAny(m_document.child(node, std::uint64_t(index)));
        }
        case PathSelector::Kind::Slice:
            return node.kind == Kind::Object || slice(selector, node, take);
        case PathSelector::Kind::Wildcard:
        case PathSelector::Kind::Filter:
            break;
        }
        return forChildren(node, [&](const Value &child) {
            return (!selector.filter || isTrue(*selector.filter, child) ? take(child) : true) && !m_stop.stop_requested();
        });
    }
    // RFC 9535, 2.3.4.2.2
    bool slice(const PathSelector &selector, const Value &node, const Visit &take) const
    {
        const auto count = std::int64_t(m_document.count(node));
        const std::int64_t step = selector.step;
        const auto bound = [&](std::optional<std::int64_t> wanted, std::int64_t otherwise, std::int64_t least,
                               std::int64_t largest) {
            const std::int64_t value = wanted.value_or(otherwise);
            return std::clamp(value < 0 && wanted ? value + count : value, least, largest);
        };
        bool isMore = true;
        if (step > 0) {
            const std::int64_t end = bound(selector.end, count, 0, count);
            for (std::int64_t i = bound(selector.start, 0, 0, count); i < end && isMore; i += step)
                isMore = take(*m_document.child(node, std::uint64_t(i)));
        } else if (step < 0) {
            const std::int64_t end = bound(selector.end, -1, -1, count - 1);
            for (std::int64_t i = bound(selector.start, count - 1, -1, count - 1); i > end && isMore; i += step)
                isMore = take(*m_document.child(node, std::uint64_t(i)));
        }
        return isMore;
    }

    std::vector<Value> nodesOf(const PathQuery &query, const Value &current, std::size_t most)
    {
        return select(query, query.isRelative ? current : m_root, most);
    }
    bool isTrue(const PathExpression &expression, const Value &current)
    {
        const auto part = [&](const PathExpression &inner) { return isTrue(inner, current); };
        switch (expression.kind) {
        case PathExpression::Kind::Or:
            return std::ranges::any_of(expression.parts, part);
        case PathExpression::Kind::And:
            return std::ranges::all_of(expression.parts, part);
        case PathExpression::Kind::Not:
            return !part(expression.parts[0]);
        case PathExpression::Kind::Query:
            return !nodesOf(expression.query, current, 1).empty();
        case PathExpression::Kind::Compare:
            return holds(operand(expression.parts[0], current), expression.word, operand(expression.parts[1], current));
        case PathExpression::Kind::Function: // match or search
            return matches(expression, current);
        case PathExpression::Kind::Literal:
            break;
        }
        return false;
    }
    PathOperand operand(const PathExpression &expression, const Value &current)
    {
        if (expression.kind == PathExpression::Kind::Literal)
            return {false, expression.type, expression.word, {}};
        if (expression.kind == PathExpression::Kind::Function)
            return result(expression, current);
        const std::vector<Value> nodes = nodesOf(expression.query, current, 1);
        return nodes.empty() ? PathOperand() : operand(nodes[0]);
    }
    PathOperand operand(const Value &value) const
    {
        const bool isString = value.kind == Kind::String;
        return {false, value.kind,
                isString                     ? m_document.text(value)
                : value.kind == Kind::Number ? m_document.bytes(value)
                                             : std::string(),
                value};
    }
    PathOperand result(const PathExpression &function, const Value &current)
    {
        const PathExpression &argument = function.parts[0];
        if (function.word == "count")
            return {false, Kind::Number, std::to_string(nodesOf(argument.query, current, std::size_t(-1)).size()), {}};
        if (function.word == "value") {
            const std::vector<Value> nodes = nodesOf(argument.query, current, 2);
            return nodes.size() == 1 ? operand(nodes[0]) : PathOperand();
        }
        const PathOperand of = operand(argument, current);
        if (of.isNothing)
            return {};
        if (of.kind == Kind::String) {
            const auto characters = std::ranges::count_if(of.text, [](char c) { return (c & 0xC0) != 0x80; });
            return {false, Kind::Number, std::to_string(characters), {}};
        }
        if (of.value.isContainer() && of.kind == of.value.kind)
            return {false, Kind::Number, std::to_string(m_document.count(of.value)), {}};
        return {};
    }
    bool matches(const PathExpression &function, const Value &current)
    {
        const PathOperand text = operand(function.parts[0], current), pattern = operand(function.parts[1], current);
        if (text.isNothing || text.kind != Kind::String || pattern.isNothing || pattern.kind != Kind::String)
            return false;
        const bool isWhole = function.word == "match";
        const auto key = std::pair(isWhole, pattern.text);
        auto known = m_patterns.find(key);
        if (known == m_patterns.end()) {
            if (m_patterns.size() > 1000)
                m_patterns.clear();
            known = m_patterns.emplace(key, Regexp(pattern.text, isWhole)).first;
        }
        return known->second.matches(text.text);
    }

    // RFC 9535, 2.3.5.2.2
    bool holds(const PathOperand &left, const std::string &sign, const PathOperand &right) const
    {
        if (sign == "==")
            return isEqual(left, right, 0);
        if (sign == "!=")
            return !isEqual(left, right, 0);
        if (sign == "<")
            return isLess(left, right);
        if (sign == ">")
            return isLess(right, left);
        return isEqual(left, right, 0) || (sign == "<=" ? isLess(left, right) : isLess(right, left));
    }
    static bool isLess(const PathOperand &left, const PathOperand &right)
    {
        if (left.isNothing || right.isNothing || left.kind != right.kind)
            return false;
        if (left.kind == Kind::Number)
            return compareNumbers(left.text, right.text) < 0;
        return left.kind == Kind::String && left.text < right.text; // UTF-8 sorts as its characters do
    }
    bool isEqual(const PathOperand &left, const PathOperand &right, int depth) const
    {
        if (left.isNothing || right.isNothing)
            return left.isNothing == right.isNothing;
        if (left.kind != right.kind || depth > deepestEqual)
            return false;
        if (left.kind == Kind::Number)
            return compareNumbers(left.text, right.text) == 0;
        if (left.kind == Kind::String)
            return left.text == right.text;
        return left.kind > Kind::Array || areEqual(left.value, right.value, depth);
    }
    bool areEqual(const Value &left, const Value &right, int depth) const
    {
        if (left.begin == right.begin)
            return true;
        if (m_document.count(left) != m_document.count(right))
            return false;
        return forChildren(left, [&](const Value &child) {
            const std::optional<Value> other = left.kind == Kind::Object ? m_document.member(right, m_document.key(child))
                                                                         : m_document.child(right, child.number);
            return other && isEqual(operand(child), operand(*other), depth + 1);
        });
    }

    const Document &m_document;
    const Value m_root;
    const std::stop_token m_stop;
    std::map<std::pair<bool, std::string>, Regexp> m_patterns;
};

std::string quotedName(const std::string &name)
{
    std::string out = "['";
    for (const char c : name) {
        static constexpr std::string_view controls = "\b\t\n\f\r", letters = "btnfr";
        if (const std::size_t found = controls.find(c); found != controls.npos) {
            out += '\\';
            out += letters[found];
        } else if (c == '\'' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            static constexpr char hex[] = "0123456789abcdef";
            out += "\\u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        } else {
            out += c;
        }
    }
    return out + "']";
}

} // namespace

std::vector<Value> Path::select(const Document &document, std::size_t most, std::stop_token stop) const
{
    PathSelection selection(document, std::move(stop));
    return selection.select(*m_query, selection.root(), most);
}

void Path::visit(const Document &document, const std::function<bool(const Value &)> &take, std::stop_token stop) const
{
    PathSelection selection(document, std::move(stop));
    selection.visit(*m_query, selection.root(), take);
}

// RFC 9535, 2.7
std::string normalizedPath(const Document &document, const Value &value)
{
    std::string path = "$";
    const std::size_t above = document.count(document.whole()) == 1 ? 2 : 1; // the sequence, and its only value
    const std::vector<Value> way = value.kind == Kind::Sequence ? std::vector<Value>() : document.wayTo(value.begin);
    for (std::size_t i = above; i < way.size(); ++i)
        path += way[i].isNamed() ? quotedName(document.key(way[i])) : '[' + std::to_string(way[i].number) + ']';
    return path;
}

} // namespace oriel::json
