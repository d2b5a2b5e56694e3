// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include <functional>

namespace oriel {

// Where the window keeps its layout, keymap and theme; app connects it with the store. The shell knows no database. GUI thread;
// `write` returns at once.
struct Memory
{
    std::function<QJsonObject(const QString &key)> read;
    std::function<void(const QString &key, const QJsonObject &value)> write;
};

} // namespace oriel
