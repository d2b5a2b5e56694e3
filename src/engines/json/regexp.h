// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string_view>

namespace oriel::json {

// An I-Regexp (RFC 9485), matched by PCRE2. One thread.
class Regexp final
{
public:
    Regexp(std::string_view pattern, bool isWhole); // isWhole: it must match from end to end
    ~Regexp();
    Regexp(Regexp &&) noexcept;

    bool matches(std::string_view text) const; // no: the pattern is none, or takes too long

private:
    struct Compiled;
    std::unique_ptr<Compiled> d;
};

} // namespace oriel::json
