// SPDX-License-Identifier: GPL-3.0-or-later
// Operating system commands: titles, colours, links, the folder, the clipboard, prompt marks.
#include "engines/vt/terminalprivate.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace oriel::vt {

namespace {

constexpr std::size_t longestTitle = 4096, longestFolder = 4096; // PATH_MAX

std::optional<int> number(std::string_view digits)
{
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

// What is before the next `separator`; `rest` goes on behind it.
std::string_view cut(std::string_view &rest, char separator = ';')
{
    const auto end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return part;
}

std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::optional<std::string> byte = text[i] == '%' ? fromHex(text.substr(i + 1, 2)) : std::nullopt;
        decoded += byte && !byte->empty() ? byte->front() : text[i];
        i += byte && !byte->empty() ? 2 : 0;
    }
    return decoded;
}

bool hasControls(std::string_view text)
{
    return std::ranges::any_of(text, [](char each) { return std::uint8_t(each) < 0x20 || each == 0x7f; });
}

std::string cleanLines(std::string_view text)
{
    std::string clean;
    while (!text.empty()) {
        clean += cleanText(cut(text, '\n'));
        clean += text.empty() ? "" : "\n";
    }
    return clean;
}

// Nothing: it is no base64.
std::optional<std::string> base64Decoded(std::string_view text)
{
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string decoded;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char each : text.substr(0, text.find('='))) {
        const auto value = alphabet.find(each);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | std::uint32_t(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            decoded += char(bits >> count & 0xff);
        }
    }
    return decoded;
}

bool isThisHost(std::string_view host)
{
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    return host.empty() || host == "localhost" || host == name;
}

} // namespace

void Terminal::Private::string(StringKind kind, const Sequence &head, std::string_view bytes)
{
    forgetCluster();
    if (kind == StringKind::Osc)
        osc(bytes, head.last);
    else if (kind == StringKind::Dcs && head.intermediateCount == 1 && head.last == 'q') {
        if (head.intermediates[0] == '$')
            requestStatus(bytes);
        else if (head.intermediates[0] == '+')
            requestCapabilities(bytes);
    }
}

void Terminal::Private::osc(std::string_view bytes, char terminator)
{
    std::string_view rest = bytes;
    const std::optional<int> code = number(cut(rest));
    if (!code)
        return;
    switch (*code) {
    case 0:
    case 1:
    case 2:
        setTitleBytes(*code, rest);
        break;
    case 4:
        palette(rest, 0, terminator);
        break;
    case 5:
        palette(rest, Colors::firstSpecial, terminator);
        break;
    case 7: {
        if (!rest.starts_with("file://"))
            break;
        rest.remove_prefix(7);
        const auto path = rest.find('/');
        if (path == std::string_view::npos || !isThisHost(rest.substr(0, path)))
            break;
        std::string decoded = percentDecoded(rest.substr(path));
        if (decoded.size() < longestFolder && !hasControls(decoded))
            events.folder = folder = std::move(decoded);
        break;
    }
    case 8:
        hyperlink(rest);
        break;
    case 52:
        clipboard(rest);
        break;
    case 104:
        resetPalette(rest, 0);
        break;
    case 105:
        resetPalette(rest, Colors::firstSpecial);
        break;
    case 133:
        promptMark(rest);
        break;
    default:
        if (*code >= Colors::firstDynamic && *code <= Colors::lastDynamic) {
            dynamicColors(*code, rest, terminator);
        } else if (*code >= 100 + Colors::firstDynamic && *code <= 100 + Colors::lastDynamic) {
            colors.resetDynamic(*code - 100);
            events.colorsChanged = true;
        }
    }
}

void Terminal::Private::setTitleBytes(int which, std::string_view bytes)
{
    const std::optional<std::string> text = titleMode.setsHex ? fromHex(bytes) : std::string(bytes);
    if (text)
        setTitle(which, *text);
}

// Kept as clean UTF-8, whatever came.
void Terminal::Private::setTitle(int which, std::string_view text)
{
    std::string clean = cleanText(text.substr(0, longestTitle));
    if (which != 2)
        iconTitle = clean;
    if (which != 1) {
        title = std::move(clean);
        events.title = title;
    }
}

void Terminal::Private::reportTitle(char what, const std::string &text)
{
    reply(']', what + (titleMode.asksHex ? toHex(text) : text));
}

// OSC 4 ; entry ; colour …, OSC 5; entries from 256 on are the special ones.
void Terminal::Private::palette(std::string_view rest, int base, char terminator)
{
    while (!rest.empty()) {
        const std::string_view name = cut(rest);
        const std::string_view value = cut(rest);
        const std::optional<int> entry = number(name);
        if (!entry || base + *entry >= Colors::count)
            return;
        if (value == "?") {
            reportColor((base ? "5;" : "4;") + std::string(name), colors.entry(base + *entry), terminator);
        } else if (const std::optional<Color> color = parseColor(value)) {
            colors.set(base + *entry, *color);
            events.colorsChanged = true;
        }
    }
}

void Terminal::Private::resetPalette(std::string_view rest, int base)
{
    events.colorsChanged = true;
    if (rest.empty()) {
        for (int i = base; i < (base ? Colors::count : Colors::firstSpecial); ++i)
            colors.reset(i);
    }
    while (!rest.empty()) {
        const std::optional<int> entry = number(cut(rest));
        if (entry && base + *entry < Colors::count)
            colors.reset(base + *entry);
    }
}

void Terminal::Private::dynamicColors(int first, std::string_view rest, char terminator)
{
    for (int which = first; which <= Colors::lastDynamic && !rest.empty(); ++which) {
        const std::string_view value = cut(rest);
        if (value == "?") {
            reportColor(std::to_string(which), colors.dynamic(which), terminator);
        } else if (const std::optional<Color> color = parseColor(value)) {
            colors.setDynamic(which, *color);
            events.colorsChanged = true;
        }
    }
}

// OSC 8 ; id=name:… ; address
void Terminal::Private::hyperlink(std::string_view rest)
{
    std::string_view parameters = cut(rest), name;
    while (!parameters.empty())
        if (const std::string_view each = cut(parameters, ':'); each.starts_with("id="))
            name = each.substr(3);
    const bool isGood = (rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("file://")) &&
                        !hasControls(rest) && !hasControls(name);
    Style style = tables.style(screen->cursor.style);
    style.link = isGood ? links.number(name, rest) : 0;
    setStyle(style);
}

// OSC 52: only setting; what the clipboard holds is told to nobody. The headless driver has one of its own.
void Terminal::Private::clipboard(std::string_view rest)
{
    const std::string selection(cut(rest));
    if (rest == "?") {
        if (options.isHeadless)
            reply(']', "52;" + (selection.empty() ? "s0" : selection) + ';' + clipboardText);
    } else if (std::optional<std::string> text = base64Decoded(rest)) {
        if (options.isHeadless)
            clipboardText = rest;
        events.clipboard = std::move(text);
    }
}

// OSC 133 ; A|B|C|D [; exit code] [; key=value …]. Also cmdline=… (to the end) and cmdline_url=… (percent-encoded) of C.
void Terminal::Private::promptMark(std::string_view rest)
{
    if (screen != &primary)
        return;
    const std::string_view mark = cut(rest);
    std::optional<int> exitCode;
    std::optional<std::string> text;
    bool isTrusted = false;
    for (bool isFirst = true; !rest.empty(); isFirst = false) {
        if (rest.starts_with("cmdline=")) {
            text = cleanText(rest.substr(8));
            break;
        }
        const std::string_view each = cut(rest);
        if (each.starts_with("nonce="))
            isTrusted = !options.nonce.empty() && each.substr(6) == options.nonce;
        else if (each.starts_with("cmdline_url="))
            text = cleanLines(percentDecoded(each.substr(12)));
        else if (mark == "D" && isFirst)
            exitCode = number(each);
    }
    if (mark == "A")
        commandLog.prompt(primary, isTrusted);
    else if (mark == "B")
        commandLog.input(primary, isTrusted);
    else if (mark == "C")
        commandLog.output(primary, isTrusted, text && !text->empty() ? std::move(text) : std::nullopt, folder);
    else if (mark == "D")
        commandLog.finish(primary, isTrusted, exitCode, events);
}

// XTGETTCAP
void Terminal::Private::requestCapabilities(std::string_view names)
{
    struct Capability
    {
        std::string_view name, value;
    };
    static constexpr std::array known{Capability{"Co", "256"},
                                      Capability{"colors", "256"},
                                      Capability{"TN", "xterm-256color"},
                                      Capability{"name", "xterm-256color"},
                                      Capability{"RGB", "8/8/8"},
                                      Capability{"Tc", ""},
                                      Capability{"Su", ""},
                                      Capability{"Ms", "\x1b]52;%p1%s;%p2%s\x1b\\"},
                                      Capability{"Ss", "\x1b[%p1%d q"},
                                      Capability{"Se", "\x1b[ q"},
                                      Capability{"Smulx", "\x1b[4:%p1%dm"},
                                      Capability{"setrgbf", "\x1b[38:2:%p1%d:%p2%d:%p3%dm"},
                                      Capability{"setrgbb", "\x1b[48:2:%p1%d:%p2%d:%p3%dm"}};
    for (int asked = 0; !names.empty() && asked < 64; ++asked) {
        const std::string_view encoded = cut(names).substr(0, 64);
        const std::optional<std::string> name = fromHex(encoded);
        const auto found = name ? std::ranges::find(known, *name, &Capability::name) : known.end();
        std::string answer(found == known.end() ? "0+r" : "1+r");
        if (name)
            answer += encoded;
        if (found != known.end() && !found->value.empty())
            answer += '=' + toHex(found->value);
        reply('P', answer);
    }
}

} // namespace oriel::vt
