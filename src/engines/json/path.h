// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/json/document.h"

namespace oriel::json {

// Why a text is no JSONPath, and the byte where.
struct PathFault
{
    QString message;
    std::size_t at = 0;
};

struct PathQuery;

// A JSONPath (RFC 9535) and what it selects in a document. A value; any thread.
class Path final
{
public:
    static std::expected<Path, PathFault> parse(std::string_view text);

    // In the RFC's order, at most `most`; what was found until then when `stop` is asked for.
    std::vector<Value> select(const Document &document, std::size_t most = std::size_t(-1), std::stop_token stop = {}) const;
    // Calls take with each, none is gathered; false from it: that is enough.
    void visit(const Document &document, const std::function<bool(const Value &)> &take, std::stop_token stop = {}) const;
    bool isSingular() const; // selects one value or none

private:
    std::shared_ptr<const PathQuery> m_query;
};

std::string normalizedPath(const Document &document, const Value &value);

} // namespace oriel::json
