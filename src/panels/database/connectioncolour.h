// SPDX-License-Identifier: GPL-3.0-or-later
// The colours by which a user tells connections apart: names in Profile::colour, a mark beside the word, never the only sign.
// Pure.
#pragma once

#include "widgets/theme.h"

#include <QStringList>

namespace oriel {

QStringList connectionColours();                     // "blue", "green"…
QString connectionColourName(const QString &colour); // for people, translated
QColor connectionColour(const QString &colour,
                        Theme::Mode mode); // 3:1 or better on window and surface; invalid for an unknown name
QIcon connectionColourIcon(const QString &colour, Theme::Mode mode); // a dot; a ring for none

} // namespace oriel
