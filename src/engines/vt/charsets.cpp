// SPDX-License-Identifier: GPL-3.0-or-later
// Sources: DEC VT420 programmer reference (national replacement sets), xterm's ctlseqs.txt (designations).
#include "engines/vt/charsets.h"

namespace oriel::vt {

namespace {

constexpr std::u32string_view replaced = U"#@[\\]^_`{|}~";

// What stands for each of `replaced`.
constexpr std::u32string_view national(Charset set)
{
    switch (set) {
    case Charset::British:
        return U"£@[\\]^_`{|}~";
    case Charset::Dutch:
        return U"£¾ĳ½|^_`¨ƒ¼´";
    case Charset::Finnish:
        return U"#@ÄÖÅÜ_éäöåü";
    case Charset::French:
        return U"£à°ç§^_`éùè¨";
    case Charset::FrenchCanadian:
        return U"#àâçêî_ôéùèû";
    case Charset::German:
        return U"#§ÄÖÜ^_`äöüß";
    case Charset::Italian:
        return U"£§°çé^_ùàòèì";
    case Charset::Norwegian:
        return U"#ÄÆØÅÜ_äæøåü";
    case Charset::Portuguese:
        return U"#@ÃÇÕ^_`ãçõ~";
    case Charset::Spanish:
        return U"£§¡Ñ¿^_`°ñç~";
    case Charset::Swedish:
        return U"#ÉÄÖÅÜ_éäöåü";
    case Charset::Swiss:
        return U"ùàéçêîèôäöüû";
    default:
        return replaced;
    }
}

constexpr std::u32string_view graphics = U" ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"; // 0x5f–0x7e
static_assert(graphics.size() == 32);

} // namespace

std::optional<Charset> charset(std::string_view designation, bool is96)
{
    if (is96)
        return designation == "A" ? std::optional(Charset::Latin1) : std::nullopt;
    if (designation == "%6")
        return Charset::Portuguese;
    if (designation == "%5")
        return Charset::Latin1;
    if (designation.size() != 1)
        return std::nullopt;
    switch (designation[0]) {
    case 'B':
    case '1':
        return Charset::Ascii;
    case '0':
    case '2':
        return Charset::Graphics;
    case 'A':
        return Charset::British;
    case '<':
        return Charset::Latin1;
    case '4':
        return Charset::Dutch;
    case 'C':
    case '5':
        return Charset::Finnish;
    case 'R':
    case 'f':
        return Charset::French;
    case 'Q':
    case '9':
        return Charset::FrenchCanadian;
    case 'K':
        return Charset::German;
    case 'Y':
        return Charset::Italian;
    case '`':
    case 'E':
    case '6':
        return Charset::Norwegian;
    case 'Z':
        return Charset::Spanish;
    case 'H':
    case '7':
        return Charset::Swedish;
    case '=':
        return Charset::Swiss;
    default:
        return std::nullopt;
    }
}

char32_t mapped(Charset set, char code)
{
    const auto ascii = char32_t(code);
    if (set == Charset::Ascii)
        return ascii;
    if (set == Charset::Latin1)
        return ascii == ' ' ? ascii : ascii + 0x80;
    if (set == Charset::Graphics)
        return ascii >= 0x5f ? graphics[ascii - 0x5f] : ascii;
    const auto index = replaced.find(ascii);
    return index == std::u32string_view::npos ? ascii : national(set)[index];
}

} // namespace oriel::vt
