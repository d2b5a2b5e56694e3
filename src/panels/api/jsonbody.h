// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON body of a request as it is written, with {{variables}} in it. Pure; any thread.
#pragma once

#include "engines/json/document.h"

#include <QString>

namespace oriel {

struct JsonFlaw
{
    qsizetype offset = 0; // UTF-16 units
    QString message;
};

// A {{variable}} stands for any value, or for a part of a string. Nothing: it is JSON, or empty.
std::optional<JsonFlaw> flawOf(const QString &text);
// Indented by two, to the digit; nothing where it is no JSON.
std::optional<QString> indented(const QString &text);

} // namespace oriel
