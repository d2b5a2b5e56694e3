// SPDX-License-Identifier: GPL-3.0-or-later
// A parsed JSONPath, in the words of RFC 9535. Private to this room.
#pragma once

#include "engines/json/path.h"

namespace oriel::json {

struct PathExpression;

struct PathSelector
{
    enum class Kind { Name, Wildcard, Index, Slice, Filter };

    Kind kind = Kind::Wildcard;
    std::string name;
    std::optional<std::int64_t> start, end; // start: of an index too
    std::int64_t step = 1;
    std::shared_ptr<const PathExpression> filter;
};

struct PathSegment
{
    bool isDescendant = false;
    std::vector<PathSelector> selectors;
};

struct PathQuery
{
    bool isRelative = false; // @
    std::vector<PathSegment> segments;

    bool isSingular() const;
};

struct PathExpression
{
    enum class Kind { Or, And, Not, Compare, Query, Literal, Function };

    Kind kind = Kind::Literal;
    std::vector<PathExpression> parts;
    std::string word;         // the operator, the function's name; a literal's text (a string's, unquoted)
    oriel::json::Kind type{}; // of a literal
    PathQuery query;
};

} // namespace oriel::json
