// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a JSONPath: refused with a place in it, or it selects; what it selects is found again by its normalized path.
#include "engines/json/path.h"

#include <cstdint>
#include <cstdlib>

using namespace oriel::json;

namespace {

void mustHold(bool is)
{
    if (!is)
        std::abort();
}

// Each of them may multiply what is selected.
bool hasManyDescents(std::string_view text)
{
    int count = 0;
    for (std::size_t at = text.find(".."); at != text.npos; at = text.find("..", at + 2))
        ++count;
    return count > 3;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const auto document = Document::ofText(
        R"({"a":[1,2.50,-3e2,{"b":"x","c":null}],"b":{"a":"aaaaaaaaab","é":true,"'":[]},"":false,"n":12345678901234567890,"a b":[[[1]]]})");
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto path = Path::parse(text);
    if (!path) {
        mustHold(path.error().at <= size && !path.error().message.isEmpty());
        return 0;
    }
    if (hasManyDescents(text))
        return 0;
    const std::vector<Value> found = path->select(*document, 50);
    mustHold(found.size() <= 50 && (!path->isSingular() || found.size() <= 1));
    for (const Value &value : found) {
        const auto again = Path::parse(normalizedPath(*document, value));
        mustHold(again && again->isSingular() && again->select(*document) == std::vector<Value>{value});
    }
    return 0;
}
