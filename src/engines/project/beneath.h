// SPDX-License-Identifier: GPL-3.0-or-later
// Opening what lies below a folder: no symbolic link is followed, neither a file's nor a folder's (SAFETY 6). Any thread but the
// GUI's, many at a time.
#pragma once

#include "engines/project/fileaccess.h"

namespace oriel::project {

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

// The folder `path` below `root`; empty: the root. isMaking: what is missing on the way is made. Error code "outside" (a link on
// the way, or "..", "." and empty parts), else errno's name.
Result<Descriptor> openBeneath(const QByteArray &root, const QByteArray &path, bool isMaking = false);

struct Spot // a name in an open folder
{
    Descriptor folder;
    QByteArray name;
};
Result<Spot> spotBeneath(const QByteArray &root, const QByteArray &path, bool isMaking = false); // errors of openBeneath()

Error failure(const QString &sentence, int number); // errno: its name is the code, its words end the message

} // namespace oriel::project
