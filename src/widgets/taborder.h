// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace oriel {

// Tab goes through what `form` holds as its layouts show it, not as it was created. Call it once all of it is laid out. GUI
// thread.
void tabAsLaidOut(QWidget *form);

} // namespace oriel
