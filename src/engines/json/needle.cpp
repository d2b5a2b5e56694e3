// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/needle.h"

#include "engines/json/lanes.h"

#include <QString>

#include <algorithm>
#include <map>

namespace oriel::json {

namespace {

constexpr char32_t noCharacter = 0xFFFFFFFF;
constexpr std::string_view shortEscapes = "\"\\/bfnrt", shortMeanings = "\"\\/\b\f\n\r\t";

std::string utf8(char32_t c) { return QString::fromUcs4(&c, 1).toStdString(); }

// Reads a character of UTF-8 and goes behind it.
char32_t character(const char *&at)
{
    const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
    const int length = byte(0) < 0x80 ? 1 : byte(0) < 0xC2 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : byte(0) < 0xF5 ? 4 : 0;
    if (length == 0)
        return noCharacter;
    char32_t c = length == 1 ? byte(0) : byte(0) & (0x7Fu >> length);
    for (int i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return noCharacter;
        c = c << 6 | (byte(i) & 0x3F);
    }
    at += length;
    return c;
}

// Four hexadecimal digits.
char32_t hex(const char *at)
{
    char32_t c = 0;
    for (int i = 0; i < 4; ++i) {
        const char digit = at[i];
        const int value = digit >= '0' && digit <= '9'   ? digit - '0'
                          : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                          : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                         : -1;
        if (value < 0)
            return noCharacter;
        c = c << 4 | char32_t(value);
    }
    return c;
}

// Reads an escape and goes behind it; half a surrogate pair is no character.
char32_t escaped(const char *&at)
{
    if (at[1] != 'u') {
        const std::size_t place = at[1] ? shortEscapes.find(at[1]) : shortEscapes.npos;
        at += 2;
        return place == shortEscapes.npos ? noCharacter : char32_t(shortMeanings[place]);
    }
    const char32_t c = hex(at + 2);
    if (c == noCharacter || (c >= 0xDC00 && c < 0xE000))
        return noCharacter;
    at += 6;
    if (c < 0xD800 || c > 0xDFFF)
        return c;
    const char32_t low = at[0] == '\\' && at[1] == 'u' ? hex(at + 2) : noCharacter;
    if (low < 0xDC00 || low > 0xDFFF)
        return noCharacter;
    at += 6;
    return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

// What is folded to something else, by that.
const std::multimap<char32_t, char32_t> &foldings()
{
    static const std::multimap<char32_t, char32_t> all = [] {
        constexpr char32_t lastWithCase = 0x1FFFF;
        std::multimap<char32_t, char32_t> found;
        for (char32_t c = 0; c <= lastWithCase; ++c) {
            if (const char32_t to = QChar::toCaseFolded(c); to != c)
                found.emplace(to, c);
        }
        return found;
    }();
    return all;
}

void addOnce(std::string &bytes, char byte)
{
    if (bytes.find(byte) == bytes.npos)
        bytes += byte;
}

// Which of sixteen bytes are one of these; bit n for byte n.
template<std::size_t most>
class ByteSet final
{
public:
#ifdef __SSE2__
    explicit ByteSet(const std::array<char, 8> &bytes)
    {
        for (std::size_t i = 0; i < most; ++i)
            m_bytes[i] = _mm_set1_epi8(bytes[i]);
    }
    unsigned mask(const char *at) const
    {
        const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        __m128i found = _mm_cmpeq_epi8(v, m_bytes[0]);
        for (std::size_t i = 1; i < most; ++i)
            found = _mm_or_si128(found, _mm_cmpeq_epi8(v, m_bytes[i]));
        return unsigned(_mm_movemask_epi8(found));
    }

private:
    __m128i m_bytes[most];
#else
    explicit ByteSet(const std::array<char, 8> &bytes) : m_bytes(bytes) {}
    unsigned mask(const char *at) const
    {
        unsigned found = 0;
        for (int i = 0; i < 16; ++i)
            found |= unsigned(std::ranges::find(m_bytes, at[i]) != m_bytes.end()) << i;
        return found;
    }

private:
    std::array<char, 8> m_bytes;
#endif
};

} // namespace

Needle::Needle(std::string_view text, bool isCaseSensitive, In in) : m_isCaseSensitive(isCaseSensitive), m_in(in)
{
    for (const char32_t c : QString::fromUtf8(text.data(), qsizetype(text.size())).toStdU32String())
        m_text += folded(c);
    if (m_text.empty())
        return;
    std::string first, second, next, afterNext;
    addVariants(0, first, second);
    if (m_text.size() > 1)
        addVariants(1, next, afterNext);
    const bool isAlone = m_text.size() == 1 && std::ranges::any_of(first, [](char c) { return (c & 0x80) == 0 && c != '\\'; });
    for (const char c : next)
        addOnce(second, c);
    const auto fill = [](Bytes &bytes, const std::string &with) {
        if (with.empty() || with.size() > bytes.each.size())
            return;
        bytes.count = with.size();
        std::ranges::fill(bytes.each, with[0]);
        std::ranges::copy(with, bytes.each.begin());
    };
    fill(m_first, first);
    if (!isAlone)
        fill(m_second, second);
}

char32_t Needle::folded(char32_t c) const
{
    if (m_isCaseSensitive)
        return c;
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return c == noCharacter ? c : QChar::toCaseFolded(c);
}

// The bytes this character may begin with, and those that then follow in it.
void Needle::addVariants(std::size_t place, std::string &leads, std::string &seconds) const
{
    const auto add = [&](char32_t c) {
        const std::string bytes = utf8(c);
        const bool isRaw = m_in == In::Plain || (c >= 0x20 && c != '"' && c != '\\');
        if (isRaw)
            addOnce(leads, bytes[0]);
        if (isRaw && bytes.size() > 1)
            addOnce(seconds, bytes[1]);
        const std::size_t letter = c < 0x80 ? shortMeanings.find(char(c)) : shortMeanings.npos;
        if (m_in == In::Json && letter != shortMeanings.npos)
            addOnce(seconds, shortEscapes[letter]);
    };
    add(m_text[place]);
    if (!m_isCaseSensitive) {
        const auto [first, last] = foldings().equal_range(m_text[place]);
        std::for_each(first, last, [&](const auto &folding) { add(folding.second); });
    }
    if (m_in == In::Json) {
        addOnce(leads, '\\');
        addOnce(seconds, 'u');
    }
}

bool Needle::mayStandBetweenValues() const { return m_text.find_first_of(U" ,:[]{}") != m_text.npos; }

bool Needle::standsInStrings() const
{
    return !mayStandBetweenValues() && m_text.find_first_not_of(U"0123456789+-.eEtrufalsn") != m_text.npos;
}

std::optional<Needle::Match> Needle::find(const char *data, std::uint64_t from, std::uint64_t until, Backslashes &known) const
{
    return std::max(m_first.count, m_second.count) <= 4 ? find<4>(data, from, until, known) : find<8>(data, from, until, known);
}

template<std::size_t most>
std::optional<Needle::Match> Needle::find(const char *data, std::uint64_t from, std::uint64_t until, Backslashes &known) const
{
    const ByteSet<most> first(m_first.each), second(m_second.each);
    const unsigned anyFirst = m_first.count ? 0 : 0xFFFF, anySecond = m_second.count ? 0 : 0xFFFF;
    for (std::uint64_t block = from; block < until; block += 16) {
        const char *const at = data + block;
        for (unsigned mask = (first.mask(at) | anyFirst) & (second.mask(at + 1) | anySecond); mask; mask &= mask - 1) {
            const std::uint64_t begin = block + std::uint64_t(std::countr_zero(mask));
            if (begin >= until)
                return {};
            const char *const end = match(data + begin);
            if (end && (m_in == In::Plain || !isInEscape(data, begin, known)))
                return Match{begin, std::uint64_t(end - data)};
        }
    }
    return {};
}

const char *Needle::match(const char *at) const
{
    for (const char32_t wanted : m_text) {
        char32_t c = static_cast<unsigned char>(*at);
        if (m_in == In::Json && c == '\\')
            c = escaped(at);
        else if (m_in == In::Json && (c == '"' || c < 0x20))
            return nullptr;
        else
            c = character(at);
        if (folded(c) != wanted)
            return nullptr;
    }
    return at;
}

// Whether an escape begins before this byte and ends behind it.
bool Needle::isInEscape(const char *data, std::uint64_t at, Backslashes &known)
{
    constexpr std::uint64_t longest = 6;
    for (std::uint64_t back = 1; back < longest && back <= at; ++back) {
        std::uint64_t begin = at - back;
        if (data[begin] != '\\')
            continue;
        if (back > 1 && data[begin + 1] != 'u')
            return false;
        const std::uint64_t end = begin + 1;
        while (begin > 0 && data[begin - 1] == '\\')
            begin = begin == known.end ? known.begin : begin - 1;
        known = {begin, end};
        return (end - begin) % 2 == 1;
    }
    return false;
}

} // namespace oriel::json
