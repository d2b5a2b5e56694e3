// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/git.
#pragma once

#include <QDateTime>

namespace oriel::git {

QDateTime timeOf(const QByteArray &raw); // git's raw date: "1700000000 +0100"

} // namespace oriel::git
