// SPDX-License-Identifier: GPL-3.0-or-later
// Typed letters against names. Any thread; pure.
#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace oriel {

// How well `typed` matches `text` as a subsequence, blanks and case aside: more for the beginnings of words and for letters in a
// row; no value where it does not. `at` receives the indexes of the matched letters. Looks at 120 characters of each.
std::optional<int> fuzzyScore(QStringView typed, QStringView text, QList<int> *at = nullptr);

} // namespace oriel
