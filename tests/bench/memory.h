// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

namespace oriel::bench {

// The process's largest resident size so far, in MB; −1 where the kernel does not say.
inline double peakMegabytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return -1;
}

} // namespace oriel::bench
