// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/parser.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace oriel::vt {

namespace {

constexpr std::uint8_t cancel = 0x18, substitute = 0x1a, escapeCode = 0x1b, bell = 0x07, del = 0x7f;
constexpr char32_t replacement = 0xfffd;

const char *endOfAscii(const char *at, const char *end)
{
    // Eight bytes at a time: the lowest byte whose high bit is set here is the first that is no printable ASCII.
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101;
    while (end - at >= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        const std::uint64_t stops = ((word - 0x20 * ones) | word | (word + ones)) & 0x80 * ones;
        if (stops)
            return at + std::countr_zero(stops) / 8;
        at += 8;
    }
    while (at != end && *at >= 0x20 && *at != 0x7f)
        ++at;
    return at;
}

} // namespace

void Parser::setUtf8(bool isUtf8)
{
    m_isUtf8 = isUtf8;
    m_needed = 0;
}

void Parser::reset()
{
    m_state = State::Ground;
    m_needed = 0;
    m_isUtf8 = true;
}

void Parser::feed(std::string_view bytes)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end) {
        switch (m_state) {
        case State::Ground:
            at = ground(at, end);
            break;
        case State::String:
            at = stringRun(at, end);
            break;
        case State::Csi:
            at = parameterRun(at, end);
            if (at == end)
                break;
            [[fallthrough]];
        default:
            // Nothing above ASCII belongs into a sequence: it ends there and the byte is text, or half of a C1.
            if (std::uint8_t(*at) >= 0x80)
                m_state = State::Ground;
            else
                sequenceByte(std::uint8_t(*at++));
        }
    }
}

const char *Parser::ground(const char *at, const char *end)
{
    while (at != end && m_state == State::Ground) {
        const auto byte = std::uint8_t(*at);
        if (m_needed || byte >= 0x80) {
            at = m_isUtf8 ? unicode(at, end) : latin1(at, end);
        } else if (byte >= 0x20 && byte != del) {
            const char *const stop = endOfAscii(at, end);
            m_handler.printAscii({at, std::size_t(stop - at)});
            at = stop;
        } else {
            ++at;
            if (byte == escapeCode) {
                clear();
                m_state = State::Escape;
            } else if (byte != del) {
                m_handler.control(byte);
            }
        }
    }
    return at;
}

// One byte of UTF-8 as the WHATWG decoder takes it: each maximal part of a broken sequence is one U+FFFD, and the byte that broke
// it is looked at again (isTaken false). 0: more is needed.
char32_t Parser::decode(std::uint8_t byte, bool &isTaken)
{
    isTaken = true;
    if (!m_needed) {
        m_lower = 0x80;
        m_upper = 0xbf;
        if (byte >= 0xc2 && byte <= 0xdf) {
            m_needed = 1;
            m_code = byte & 0x1f;
        } else if (byte >= 0xe0 && byte <= 0xef) {
            m_needed = 2;
            m_code = byte & 0x0f;
            m_lower = byte == 0xe0 ? 0xa0 : 0x80;
            m_upper = byte == 0xed ? 0x9f : 0xbf;
        } else if (byte >= 0xf0 && byte <= 0xf4) {
            m_needed = 3;
            m_code = byte & 0x07;
            m_lower = byte == 0xf0 ? 0x90 : 0x80;
            m_upper = byte == 0xf4 ? 0x8f : 0xbf;
        } else {
            return replacement;
        }
        return 0;
    }
    if (byte < m_lower || byte > m_upper) {
        m_needed = 0;
        isTaken = false;
        return replacement;
    }
    m_lower = 0x80;
    m_upper = 0xbf;
    m_code = m_code << 6 | (byte & 0x3f);
    return --m_needed ? 0 : m_code;
}

const char *Parser::unicode(const char *at, const char *end)
{
    std::array<char32_t, 256> run;
    std::size_t count = 0;
    const auto flush = [&] {
        if (count)
            m_handler.printUnicode({run.data(), count});
        count = 0;
    };
    while (at != end && (m_needed || std::uint8_t(*at) >= 0x80)) {
        // Whole characters of two and three bytes, the most frequent ones, at once.
        const auto lead = std::uint8_t(*at);
        char32_t code = 0;
        const auto follows = [&](int i) { return (std::uint8_t(at[i]) & 0xc0) == 0x80; };
        if (!m_needed && lead >= 0xe1 && lead <= 0xec && end - at >= 3 && follows(1) && follows(2)) {
            code = char32_t(lead & 0x0f) << 12 | char32_t(at[1] & 0x3f) << 6 | char32_t(at[2] & 0x3f);
            at += 3;
        } else if (!m_needed && lead >= 0xc3 && lead <= 0xdf && end - at >= 2 && follows(1)) {
            code = char32_t(lead & 0x1f) << 6 | char32_t(at[1] & 0x3f);
            at += 2;
        } else {
            bool isTaken;
            code = decode(lead, isTaken);
            at += isTaken;
            if (!code)
                continue;
        }
        if (code < 0xa0) { // C1 in UTF-8
            flush();
            c1(std::uint8_t(code));
            return at;
        }
        run[count++] = code;
        if (count == run.size())
            flush();
    }
    flush();
    return at;
}

const char *Parser::latin1(const char *at, const char *end)
{
    const auto byte = std::uint8_t(*at);
    if (byte < 0xa0) {
        c1(byte);
        return at + 1;
    }
    std::array<char32_t, 256> run;
    std::size_t count = 0;
    for (; at != end && std::uint8_t(*at) >= 0xa0 && count < run.size(); ++at)
        run[count++] = std::uint8_t(*at);
    m_handler.printUnicode({run.data(), count});
    return at;
}

void Parser::clear()
{
    m_sequence.prefix = 0;
    m_sequence.intermediateCount = 0;
    m_sequence.count = 0;
    m_sequence.subParameters = 0;
    m_isDcs = false;
    m_isFull = false;
}

void Parser::c1(std::uint8_t code)
{
    clear();
    switch (code) {
    case 0x90:
        m_isDcs = true;
        [[fallthrough]];
    case 0x9b:
        m_state = State::Csi;
        break;
    case 0x98:
        begin(StringKind::Sos);
        break;
    case 0x9d:
        begin(StringKind::Osc);
        break;
    case 0x9e:
        begin(StringKind::Pm);
        break;
    case 0x9f:
        begin(StringKind::Apc);
        break;
    default:
        m_state = State::Ground;
        m_handler.control(code);
    }
}

void Parser::sequenceByte(std::uint8_t byte)
{
    if (m_state == State::StringEscape) {
        if (byte == '\\')
            return endString();
        clear(); // it was no ST: the string is void, the sequence goes on
        m_state = State::Escape;
    }
    if (byte == escapeCode) {
        clear();
        m_state = State::Escape;
    } else if (byte == cancel || byte == substitute) {
        m_state = State::Ground;
        m_handler.control(byte);
    } else if (byte < 0x20) {
        if (!m_isDcs)
            m_handler.control(byte);
    } else if (byte != del) {
        m_state == State::Escape || m_state == State::EscapeIntermediate ? escapeByte(byte) : csiByte(byte);
    }
}

void Parser::collect(std::uint8_t byte)
{
    if (m_sequence.intermediateCount < 2)
        m_sequence.intermediates[m_sequence.intermediateCount] = char(byte);
    if (m_sequence.intermediateCount < 3)
        ++m_sequence.intermediateCount;
}

void Parser::escapeByte(std::uint8_t byte)
{
    if (byte < 0x30) {
        collect(byte);
        m_state = State::EscapeIntermediate;
    } else if (m_state == State::Escape && byte >= 0x40 && byte < 0x60) {
        c1(std::uint8_t(byte + 0x40));
    } else {
        m_state = State::Ground;
        m_sequence.last = char(byte);
        if (m_sequence.intermediateCount <= 2)
            m_handler.escape(m_sequence);
    }
}

void Parser::separator(char byte)
{
    if (m_sequence.count < Sequence::maxParameters) {
        if (byte == ':')
            m_sequence.subParameters |= 1u << m_sequence.count;
        m_sequence.parameters[m_sequence.count++] = -1;
    } else {
        m_isFull = true;
    }
}

// Digits, semicolons, colons: most of what a control sequence is.
const char *Parser::parameterRun(const char *at, const char *end)
{
    while (at != end) {
        unsigned digit = unsigned(std::uint8_t(*at)) - '0';
        if (digit > 11)
            break;
        if (m_sequence.count == 0)
            m_sequence.parameters[m_sequence.count++] = -1;
        if (digit > 9) {
            separator(*at++);
            continue;
        }
        int &last = m_sequence.parameters[std::size_t(m_sequence.count - 1)];
        int value = std::max(last, 0);
        do {
            value = std::min(value * 10 + int(digit), Sequence::maxValue);
            ++at;
        } while (at != end && (digit = unsigned(std::uint8_t(*at)) - '0') <= 9);
        if (!m_isFull)
            last = value;
    }
    return at;
}

void Parser::csiByte(std::uint8_t byte)
{
    if (byte >= 0x40) {
        const bool isGood = m_state != State::CsiIgnore && m_sequence.intermediateCount <= 2;
        m_sequence.last = char(byte);
        m_state = State::Ground;
        if (m_isDcs) {
            begin(StringKind::Dcs);
            m_isOverlong = !isGood; // read to its end for nothing
        } else if (isGood) {
            m_handler.csi(m_sequence);
        }
    } else if (byte < 0x30) {
        collect(byte);
        if (m_state == State::Csi)
            m_state = State::CsiIntermediate;
    } else if (m_state != State::Csi) {
        m_state = State::CsiIgnore;
    } else if (m_sequence.count || m_sequence.prefix) {
        m_state = State::CsiIgnore;
    } else {
        m_sequence.prefix = char(byte);
    }
}

void Parser::begin(StringKind kind)
{
    m_kind = kind;
    m_state = State::String;
    m_isOverlong = m_endsInC2 = false;
    if (kind == StringKind::Osc)
        m_sequence.last = '\\';
    m_string.clear();
}

void Parser::append(std::string_view bytes)
{
    if (!m_isOverlong && m_string.size() + bytes.size() > m_stringBytes) {
        m_isOverlong = true;
        m_string = {};
    }
    if (!m_isOverlong)
        m_string += bytes;
}

void Parser::endString()
{
    m_state = State::Ground;
    if (!m_isOverlong)
        m_handler.string(m_kind, m_sequence, m_string);
    if (m_string.capacity() > 65536)
        m_string = {};
}

const char *Parser::stringRun(const char *at, const char *end)
{
    const char *const begin = at;
    for (; at != end; ++at) {
        const auto byte = std::uint8_t(*at);
        if (byte == 0x9c && (!m_isUtf8 || m_endsInC2)) { // ST as one character
            const bool isSplit = m_isUtf8 && at == begin;
            append({begin, std::size_t(at - begin) - (m_isUtf8 && !isSplit ? 1 : 0)});
            if (isSplit && !m_isOverlong)
                m_string.pop_back();
            endString();
            return at + 1;
        }
        m_endsInC2 = byte == 0xc2;
        if (byte >= 0x20 ||
            (byte != escapeCode && byte != cancel && byte != substitute && (byte != bell || m_kind != StringKind::Osc)))
            continue;
        append({begin, std::size_t(at - begin)});
        if (byte == escapeCode) {
            m_state = State::StringEscape;
        } else if (byte == bell) {
            m_sequence.last = '\a';
            endString();
        } else {
            m_state = State::Ground;
            m_handler.control(byte);
        }
        return at + 1;
    }
    append({begin, std::size_t(end - begin)});
    return end;
}

} // namespace oriel::vt
