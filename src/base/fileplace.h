// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace oriel {

// "app.py:42:7": a path or a part of one, with line and column from 1; 0: not given. Any thread; pure.
struct FilePlace
{
    QString path;
    int line = 0, column = 0;
    bool operator==(const FilePlace &) const = default;
};
FilePlace filePlace(const QString &text);

} // namespace oriel
