// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/width.h"

#include <unicode/uchar.h>

#include <array>
#include <memory>

namespace oriel::vt {

namespace detail {
std::atomic<const Traits *> traitPages[0x1100];
}

namespace {

// As glibc's wcwidth(): marks and format characters 0 but for the soft hyphen and the visible prefixes (U+0600 …), Hangul vowels
// and finals 0 because they complete a syllable.
int widthOf(UChar32 code)
{
    const auto category = u_charType(code);
    if (code == 0xad || u_hasBinaryProperty(code, UCHAR_PREPENDED_CONCATENATION_MARK))
        return 1;
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR ||
        category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR || category == U_CONTROL_CHAR)
        return 0;
    const int syllable = u_getIntPropertyValue(code, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO)
        return 0;
    if ((code >= 0x3248 && code <= 0x324f) || (code >= 0x4dc0 && code <= 0x4dff)) // glibc, and Unicode from 16 on
        return 2;
    const int wide = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

Break breakOf(UChar32 code)
{
    switch (u_getIntPropertyValue(code, UCHAR_GRAPHEME_CLUSTER_BREAK)) {
    case U_GCB_CONTROL:
    case U_GCB_CR:
    case U_GCB_LF:
        return Break::Control;
    case U_GCB_EXTEND:
        return Break::Extend;
    case U_GCB_ZWJ:
        return Break::Joiner;
    case U_GCB_SPACING_MARK:
        return Break::Spacing;
    case U_GCB_REGIONAL_INDICATOR:
        return Break::Regional;
    case U_GCB_L:
        return Break::L;
    case U_GCB_V:
        return Break::V;
    case U_GCB_T:
        return Break::T;
    case U_GCB_LV:
        return Break::LV;
    case U_GCB_LVT:
        return Break::LVT;
    default:
        return Break::Other;
    }
}

using Page = std::array<Traits, 256>;

// The pages live as long as the process; each is made once, the loser of a race throws its own away.
std::array<std::unique_ptr<const Page>, 0x1100> owners;

} // namespace

const Traits *detail::makeTraitPage(char32_t code)
{
    auto page = std::make_unique<Page>();
    for (int i = 0; i < 256; ++i) {
        const auto each = UChar32((code & ~0xffu) + char32_t(i));
        (*page)[std::size_t(i)].bits = std::uint8_t(widthOf(each) | int(breakOf(each)) << 2 |
                                                    (u_hasBinaryProperty(each, UCHAR_EXTENDED_PICTOGRAPHIC) ? 0x40 : 0) |
                                                    (u_hasBinaryProperty(each, UCHAR_EMOJI) ? 0x80 : 0));
    }
    const Traits *expected = nullptr;
    if (!traitPages[code >> 8].compare_exchange_strong(expected, page->data(), std::memory_order_acq_rel))
        return expected;
    owners[code >> 8] = std::move(page);
    return owners[code >> 8]->data();
}

bool Joining::takesRare(Traits next) const
{
    if (m_last == Break::Control)
        return false;
    switch (next.breaking()) {
    case Break::Extend:
    case Break::Joiner:
    case Break::Spacing:
        return true;
    case Break::L:
        return m_last == Break::L;
    case Break::LV:
    case Break::LVT:
        return m_last == Break::L;
    case Break::V:
        return m_last == Break::L || m_last == Break::V || m_last == Break::LV;
    case Break::T:
        return m_last == Break::V || m_last == Break::LV || m_last == Break::T || m_last == Break::LVT;
    case Break::Regional:
        return m_isHalfFlag;
    default:
        return m_isJoined && next.isPictographic();
    }
}

void Joining::add(Traits next)
{
    m_last = next.breaking();
    m_isHalfFlag = false;
    m_isJoined = m_isPictograph && m_last == Break::Joiner;
    m_isPictograph = next.isPictographic() || (m_isPictograph && m_last == Break::Extend);
}

} // namespace oriel::vt
