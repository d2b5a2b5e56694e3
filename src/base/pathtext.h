// SPDX-License-Identifier: GPL-3.0-or-later
// Paths are bytes. Any thread; pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel {

// A path as text that leads back to its bytes: a byte that is not UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF (as Python's
// surrogateescape). To show it: shownText() of the bytes.
QString pathText(QByteArrayView path);
QByteArray pathBytes(QStringView text);
QString tilde(const QString &path); // "~/shop" for what is under the user's home folder

} // namespace oriel
