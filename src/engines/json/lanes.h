// SPDX-License-Identifier: GPL-3.0-or-later
// Sixteen bytes of JSON looked at in one step. Each function answers a mask, bit n for byte n. Sixteen bytes must be readable.
#pragma once

#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace oriel::json {

struct PortableLanes
{
    // A quote, a backslash, a control character or a byte that is no ASCII.
    static unsigned stringStops(const char *at)
    {
        return mask(at, [](unsigned char c) { return c == '"' || c == '\\' || c < 0x20 || c >= 0x80; });
    }
    // The same without bytes that are no ASCII.
    static unsigned quoteStops(const char *at)
    {
        return mask(at, [](unsigned char c) { return c == '"' || c == '\\' || c < 0x20; });
    }
    static unsigned nonBlanks(const char *at)
    {
        return mask(at, [](unsigned char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
    }
    static unsigned nonDigits(const char *at)
    {
        return mask(at, [](unsigned char c) { return c < '0' || c > '9'; });
    }

private:
    static unsigned mask(const char *at, auto isSet)
    {
        unsigned bits = 0;
        for (int i = 0; i < 16; ++i)
            bits |= unsigned(isSet(static_cast<unsigned char>(at[i]))) << i;
        return bits;
    }
};

#ifdef __SSE2__
struct SseLanes
{
    static unsigned stringStops(const char *at)
    {
        const __m128i v = load(at); // bytes from 0x80 are negative: below 0x20 too
        return bits(_mm_or_si128(_mm_or_si128(is(v, '"'), is(v, '\\')), _mm_cmplt_epi8(v, _mm_set1_epi8(0x20))));
    }
    static unsigned quoteStops(const char *at)
    {
        const __m128i v = load(at), control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
        return bits(_mm_or_si128(_mm_or_si128(is(v, '"'), is(v, '\\')), control));
    }
    static unsigned nonBlanks(const char *at)
    {
        const __m128i v = load(at);
        return bits(_mm_or_si128(_mm_or_si128(is(v, ' '), is(v, '\n')), _mm_or_si128(is(v, '\r'), is(v, '\t')))) ^ 0xFFFF;
    }
    static unsigned nonDigits(const char *at)
    {
        const __m128i v = load(at);
        return bits(_mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8('0')), _mm_cmpgt_epi8(v, _mm_set1_epi8('9'))));
    }

private:
    static __m128i load(const char *at) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at)); }
    static __m128i is(__m128i v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
    static unsigned bits(__m128i v) { return unsigned(_mm_movemask_epi8(v)); }
};
using Lanes = SseLanes;
#else
using Lanes = PortableLanes;
#endif

// The first byte its mask has, from `at` on; the text ends with a byte that is one.
template<unsigned (*mask)(const char *)>
const char *firstOf(const char *at)
{
    for (;; at += 16) {
        if (const unsigned found = mask(at))
            return at + std::countr_zero(found);
    }
}

inline bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

inline const char *pastBlanks(const char *at)
{
    if (!isBlank(*at))
        return at;
    if (!isBlank(*++at))
        return at;
    return firstOf<Lanes::nonBlanks>(at);
}

} // namespace oriel::json
