// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/keys.h"
#include "engines/vt/utf8.h"

namespace oriel::vt {

namespace {

// Valid UTF-8 without controls, whatever came: what is dropped leaves no halves that could join into a control.
struct Cleaned
{
    std::string text; // lines end with LF
    bool hasControls = false;
};

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
