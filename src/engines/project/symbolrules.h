// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the room: how definitions look in each language. Any thread; pure.
#pragma once

#include "engines/project/pattern.h"
#include "engines/project/symbols.h"

namespace oriel::project {

struct SymbolRule
{
    Pattern pattern; // group 1: the name
    SymbolKind kind;
};
const std::vector<SymbolRule> &symbolRules(Language language); // the first that fits a place counts

// The same text, as long, with blanks for what stands in comments and strings (where that can hide a definition).
QByteArray withoutComments(QByteArrayView utf8, Language language);

} // namespace oriel::project
