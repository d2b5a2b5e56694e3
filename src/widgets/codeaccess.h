// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace oriel {

// QScintilla's accessible interface counts the characters from the beginning of the text at every key and every move of the
// caret. Code editors have a plain one until an assistive technology listens, and QScintilla's from then on. Once per program.
// GUI thread.
void spareAccessiblePositions();

} // namespace oriel
