// SPDX-License-Identifier: GPL-3.0-or-later
// Characters whose shape is the cell's: lines and boxes (U+2500–257F), blocks (2580–259F), braille (2800–28FF), powerline's
// separators (E0B0–E0BF), sextants (1FB00–1FB3B). A font leaves gaps between them; drawn by code they join at any cell size.
// Pure functions.
#pragma once

#include <QImage>

namespace oriel {

bool isBoxCharacter(char32_t character);

// How much of each pixel of a cell it covers (Format_Grayscale8, 255: all). line: thickness of a light line; device pixels.
QImage boxMask(char32_t character, QSize cell, int line);

} // namespace oriel
