// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace oriel::test {

bool waitUntil(const std::function<bool()> &isDone, int milliseconds = 60'000); // runs the event loop meanwhile

} // namespace oriel::test
