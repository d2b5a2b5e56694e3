// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace oriel {

// The virtual environments of a folder, and the one that its terminals use.
struct Environments
{
    struct One
    {
        QString path, version; // absolute; of Python, empty: it does not say
        bool operator==(const One &) const = default;
    };
    QString folder;
    QList<One> all;  // the likeliest first
    One used;        // of all; none: its path is empty
    QByteArray hash; // environmentHash() of it
    bool operator==(const Environments &) const = default;

    // wished: what the user chose in that folder; empty: none. Blocks on the disk.
    static Environments in(const QString &folder, const std::optional<QString> &wished);
};

} // namespace oriel
