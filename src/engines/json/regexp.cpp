// SPDX-License-Identifier: GPL-3.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "engines/json/regexp.h"

#include "base/owned.h"

#include <pcre2.h>

namespace oriel::json {

struct Regexp::Compiled
{
    Owned<pcre2_code, pcre2_code_free> code;
    Owned<pcre2_match_data, pcre2_match_data_free> data;
    Owned<pcre2_match_context, pcre2_match_context_free> context;
};

Regexp::Regexp(std::string_view pattern, bool isWhole) : d(std::make_unique<Compiled>())
{
    const Owned<pcre2_compile_context, pcre2_compile_context_free> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF); // . is neither CR nor LF
    const std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C |
                                  (isWhole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0);
    int error = 0;
    std::size_t at = 0;
    d->code.reset(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &at, context.get()));
    if (!d->code)
        return;
    d->data.reset(pcre2_match_data_create(1, nullptr));
    d->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(d->context.get(), 1'000'000);
}

Regexp::~Regexp() = default;
Regexp::Regexp(Regexp &&) noexcept = default;

bool Regexp::matches(std::string_view text) const
{
    return d->code && pcre2_match(d->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, d->data.get(),
                                  d->context.get()) >= 0;
}

} // namespace oriel::json
