// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/namelessfile.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdlib>

namespace oriel {

Descriptor namelessFile(const QByteArray &folder)
{
    if (const int file = ::open(folder.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); file >= 0)
        return Descriptor(file);
    QByteArray name = folder + "/rows-XXXXXX"; // a file system without O_TMPFILE
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0)
        ::unlink(name.constData());
    return Descriptor(file);
}

bool isInMemory(int file)
{
    struct statfs facts{};
    return ::fstatfs(file, &facts) == 0 && (facts.f_type == TMPFS_MAGIC || facts.f_type == RAMFS_MAGIC);
}

} // namespace oriel
