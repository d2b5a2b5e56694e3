// SPDX-License-Identifier: GPL-3.0-or-later
// Values taken out of an answer. Pure; any thread.
#pragma once

#include "engines/http/exchange.h"
#include "engines/json/document.h"

namespace oriel {

struct CapturedValue
{
    http::Capture capture;
    Result<QString> text; // to the digit; of a string, without its quotes
};

// Those that are on, in their order. document: may be null.
std::vector<CapturedValue> capturedFrom(const QList<http::Capture> &captures, const json::Document *document,
                                        const QList<http::Header> &headers);

} // namespace oriel
