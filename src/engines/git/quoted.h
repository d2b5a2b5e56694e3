// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/git.
#pragma once

#include <QByteArray>

#include <optional>

namespace oriel::git {

// A name in double quotes at the beginning of `rest`, which is moved behind it: quote.c, unquote_c_style().
std::optional<QByteArray> takeQuoted(QByteArrayView &rest);
QByteArray unquoted(const QByteArray &name); // as it is where it stands in no quotes

} // namespace oriel::git
