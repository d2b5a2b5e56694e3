// SPDX-License-Identifier: GPL-3.0-or-later
// DEC's rectangular area operations.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

// Pt;Pl;Pb;Pr from parameter `first` on; relative to the margins in origin mode. Nothing: it is upside down.
std::optional<Area> Terminal::Private::area(const Sequence &sequence, int first) const
{
    const Margins &margins = screen->margins();
    const int lastRow = switches.isOrigin ? margins.bottom : screen->rows() - 1;
    const int lastColumn = switches.isOrigin ? margins.right : screen->columns() - 1;
    const int top = originRow(), left = originColumn();
    const Area asked{top + sequence.count1(first) - 1, left + sequence.count1(first + 1) - 1,
                     std::min(top + sequence.count1(first + 2, screen->rows()) - 1, lastRow),
                     std::min(left + sequence.count1(first + 3, screen->columns()) - 1, lastColumn)};
    if (asked.top > asked.bottom || asked.left > asked.right)
        return std::nullopt;
    return asked;
}

bool Terminal::Private::rectangles(const Sequence &sequence)
{
    if (sequence.prefix || sequence.intermediateCount != 1)
        return false;
    const char kind = sequence.intermediates[0];
    if (kind == '*' && sequence.last == 'y') {
        checksum(sequence);
        return true;
    }
    if (kind != '$')
        return false;
    switch (sequence.last) {
    case 'r':
        changeArea(sequence, false);
        break;
    case 't':
        changeArea(sequence, true);
        break;
    case 'v':
        copyArea(sequence);
        break;
    case 'x': {
        const int code = sequence.value(0);
        const bool isPrintable = (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff);
        if (const std::optional<Area> where = area(sequence, 1); where && isPrintable)
            screen->fill(*where, char32_t(code));
        break;
    }
    case 'z':
        if (const std::optional<Area> where = area(sequence, 0))
            screen->erase(*where, protection == Protection::Iso);
        break;
    case '{':
        if (const std::optional<Area> where = area(sequence, 0))
            screen->erase(*where, protection != Protection::Iso);
        break;
    default:
        return false;
    }
    return true;
}

// DECCARA and DECRARA know bold, underline, blink and inverse; xterm adds invisible.
void Terminal::Private::changeArea(const Sequence &sequence, bool isReverse)
{
    const std::optional<Area> where = area(sequence, 0);
    if (!where)
        return;
    constexpr std::uint16_t all = Bold | Blink | Inverse | Conceal;
    const auto attribute = [](int code) -> std::uint16_t {
        switch (code) {
        case 1:
            return Bold;
        case 5:
            return Blink;
        case 7:
            return Inverse;
        case 8:
            return Conceal;
        default:
            return 0;
        }
    };
    using Lines = StyleChange::Line;
    StyleChange change;
    for (int i = 4; i < std::max<int>(sequence.count, 5); ++i) {
        const int code = sequence.value(i);
        if (isReverse) {
            change.toggle ^= code == 0 ? all : attribute(code);
            if (code == 0 || code == 4)
                change.underline = change.underline == Lines::Toggle ? Lines::Keep : Lines::Toggle;
        } else if (code == 0) {
            change = {.clear = all, .underline = Lines::Clear};
        } else if (code >= 20) {
            change.clear |= code == 22 ? std::uint16_t(Bold) : attribute(code - 20);
            change.set &= std::uint16_t(~change.clear);
            if (code == 24)
                change.underline = Lines::Clear;
        } else {
            change.set |= attribute(code);
            if (code == 4)
                change.underline = Lines::Set;
        }
    }
    screen->change(*where, changeExtent != 2, change);
}

void Terminal::Private::copyArea(const Sequence &sequence)
{
    if (const std::optional<Area> from = area(sequence, 0))
        screen->copy(*from, originRow() + sequence.count1(5) - 1, originColumn() + sequence.count1(6) - 1);
}

// DECRQCRA: what is on the screen may be read back only where nobody's secrets are. (SAFETY: terminal)
void Terminal::Private::checksum(const Sequence &sequence)
{
    if (!options.isHeadless)
        return;
    const std::optional<Area> where = area(sequence, 2);
    const auto sum = std::uint16_t(0x10000 - (where ? screen->checksum(*where) : 0));
    const std::array bytes{char(sum >> 8), char(sum & 0xff)};
    reply('P', std::to_string(sequence.value(0)) + "!~" + toHex({bytes.data(), bytes.size()}));
}

} // namespace oriel::vt
