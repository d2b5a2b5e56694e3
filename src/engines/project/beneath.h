// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/fileaccess.h"

namespace oriel::project {

// A folder below which files are opened without following any link, neither a file's nor a folder's (SAFETY 6). Any thread but
// the GUI's, many at a time.
class Beneath final
{
public:
    static Result<Beneath> open(const QByteArray &root);
    // A regular file, for reading. Error "missing", "denied", "not-a-file" (a link, a folder, a pipe…).
    Result<OpenFile> file(const QByteArray &path) const;

private:
    int openAt(const QByteArray &path) const;
    Descriptor m_root;
};

} // namespace oriel::project
