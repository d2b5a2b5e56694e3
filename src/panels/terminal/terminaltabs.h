// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace oriel {

// Never wider than its tabs: QTabBar's least width is still that of the words before when they get shorter.
class TerminalTabs final : public QTabBar
{
public:
    using QTabBar::QTabBar;
    QSize minimumSizeHint() const override { return QTabBar::minimumSizeHint().boundedTo(sizeHint()); }
};

} // namespace oriel
