// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/keys.h"

namespace oriel::vt {

namespace {

// Valid UTF-8 without controls, whatever came: what is dropped leaves no halves that could join into a control.
struct Cleaned
{
    std::string text; // lines end with LF
    bool hasControls = false;
};

// Length of the well-formed UTF-8 sequence at the front; 0: there is none.
std::size_t wellFormed(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return i < bytes.size() ? std::uint8_t(bytes[i]) : std::uint8_t(0); };
    const auto follows = [&](std::size_t i) { return (at(i) & 0xc0) == 0x80; };
    const std::uint8_t lead = at(0), second = at(1);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return follows(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const bool isOverlong = lead == 0xe0 && second < 0xa0, isSurrogate = lead == 0xed && second > 0x9f;
        return follows(1) && follows(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const bool isOverlong = lead == 0xf0 && second < 0x90, isBeyond = lead == 0xf4 && second > 0x8f;
        return follows(1) && follows(2) && follows(3) && !isOverlong && !isBeyond ? 4 : 0;
    }
    return 0;
}

Cleaned cleaned(std::string_view utf8)
{
    Cleaned result;
    result.text.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto byte = std::uint8_t(utf8[0]);
        std::size_t length = wellFormed(utf8);
        const bool isC1 = length == 2 && byte == 0xc2 && std::uint8_t(utf8[1]) < 0xa0;
        if (byte == '\r') {
            result.text += '\n';
            length = utf8.starts_with("\r\n") ? 2 : 1;
        } else if (length == 0 || isC1 || (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f) {
            result.hasControls = true;
            length = length ? length : 1;
        } else {
            result.text += utf8.substr(0, length);
        }
        utf8.remove_prefix(length);
    }
    return result;
}

} // namespace

std::string encodePaste(std::string_view utf8, const Modes &modes)
{
    std::string text = cleaned(utf8).text;
    if (modes.bracketedPaste) {
        const std::string csi = modes.eightBit ? "\x9b" : "\x1b[";
        return csi + "200~" + text + csi + "201~";
    }
    for (char &each : text)
        if (each == '\n')
            each = '\r';
    return text;
}

PasteRisk examinePaste(std::string_view utf8)
{
    const Cleaned paste = cleaned(utf8);
    PasteRisk risk{.lines = paste.text.empty() ? 0 : 1, .hasControls = paste.hasControls};
    for (std::size_t i = 0; i + 1 < paste.text.size(); ++i)
        risk.lines += paste.text[i] == '\n';
    return risk;
}

} // namespace oriel::vt
