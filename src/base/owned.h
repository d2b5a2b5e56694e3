// SPDX-License-Identifier: GPL-3.0-or-later
// An object of a C library with its owner.
#pragma once

#include <memory>

namespace oriel {

template<auto release>
struct Releaser
{
    void operator()(auto *object) const { release(object); }
};

template<typename T, auto release>
using Owned = std::unique_ptr<T, Releaser<release>>; // Owned<X509, X509_free>

} // namespace oriel
