// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace oriel {

// Something about a text that its author should know, and where in it.
struct Remark
{
    enum class Weight { Note, Warning, Wrong };
    Weight weight = Weight::Note;
    int offset = 0, length = 0; // of the part meant, UTF-16 units of the text; length 0: the whole (nothing to underline)
    QString code;               // stable
    QString message;            // one sentence that says what to do
};

} // namespace oriel
