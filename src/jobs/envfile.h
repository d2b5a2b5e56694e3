// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace oriel {

// A regular file of at most 1 MiB, as it is. Error.code "not-found", "not-regular", "too-large", "io". Any thread; blocks on the
// disk.
Result<QByteArray> readEnvFile(const QString &path);

// One variable of a .env file, as python-dotenv reads it, replaced without touching another byte. Any thread; blocks on the disk.
struct EnvChange
{
    QString path, name;
    QByteArray before, after; // whole contents
    int line = 0;             // 1-based; 0: appended
    QString oldValue;         // as python-dotenv would read it
};
Result<EnvChange> planEnvChange(const QString &path, const QString &name,
                                const QString &value); // Error.code "not-found", "ambiguous"…
// Writes `after` where the file still holds `before` (else Error "changed"); mode and owner stay; a symlink is followed to a
// regular file only.
Result<> apply(const EnvChange &change);

} // namespace oriel
