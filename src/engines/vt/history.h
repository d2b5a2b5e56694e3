// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/vt/cell.h"
#include "engines/vt/picture.h"

namespace oriel::vt {

class History final
{
public:
    struct Limits
    {
        std::int64_t lines = 100'000; // logical; 0: none
        std::size_t bytes = 64 << 20;
    };
};

} // namespace oriel::vt
