// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/json/document.h"

namespace oriel::json {

// A place where a text was found: bytes of the document.
struct Hit
{
    std::uint64_t begin = 0, end = 0;
};
struct Hunted // what to look for
{
    std::string text; // UTF-8, as one reads it; escapes in the document are seen through ("\u00e9" is found by é)
    bool isCaseSensitive = false, isWhole = false; // isWhole: a whole name or value
    bool inNames = true, inValues = true;
};
// Calls `found` with the hits of every 2 MB in their order (there may be none), from the calling thread, from `from` on; false
// from it ends the hunt. Hits do not overlap. At 1 GB/s where the case counts. Returns how far it came: of a document that is
// still read, go on from there.
std::uint64_t hunt(const Document &document, const Hunted &what, std::uint64_t from,
                   const std::function<bool(const std::vector<Hit> &hits, std::uint64_t position)> &found,
                   std::stop_token stop = {});

} // namespace oriel::json
