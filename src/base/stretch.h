// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace oriel {

// What colours a stretch of a text; offsets in UTF-16 code units. `role` is a theme role: "keyword", "string"…
struct Stretch
{
    qsizetype begin = 0, end = 0;
    const char *role = "text";
    bool isItalic = false;
};

} // namespace oriel
