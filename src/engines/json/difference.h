// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/json/document.h"

namespace oriel::json {

struct Difference
{
    enum class Kind { Added, Removed, Changed };

    Kind kind = Kind::Changed;
    std::string path; // normalized JSONPath, of the right document where it is there
    std::optional<Value> before, after;
};
struct Comparing
{
    std::vector<std::string> ignored; // JSONPaths whose values (and all in them) do not count
    std::string key; // arrays of objects match by this member; empty: "id" where all have one that is unique, else by place
    bool areNumbersTexts = false; // 1.0 and 1 differ
};
struct Differences
{
    std::vector<Difference> list; // in the order of the right document; what a container lost, behind all that is in it
    bool isWhole = true;          // false: `most` was reached, or it was stopped
};
// Members match by name, in any order, the last one of a name counts; elements that match by key do so in any order, too. By
// place, what is alike at both ends of an array stays matched when its length changes. Error.code "path": an ignored one is none.
Result<Differences> differences(const Document &before, const Document &after, const Comparing &how = {},
                                std::size_t most = 100'000, std::stop_token stop = {});

} // namespace oriel::json
