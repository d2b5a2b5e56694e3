// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes into text, control functions and strings: ECMA-48 as xterm in UTF-8 mode reads it. What a function means is the
// handler's. No input makes it allocate more than one string's limit, nor look at a byte more than a few times.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace oriel::vt {

// A control function after ESC or CSI, or the head of a DCS.
struct Sequence
{
    static constexpr int maxParameters = 32; // xterm: 30; more are read and forgotten
    static constexpr int maxValue = 65535;   // larger ones are clipped, as xterm's

    char prefix = 0;                   // < = > ?
    std::array<char, 2> intermediates; // 0x20–0x2f; more than two: the sequence does nothing
    char last = 0;
    std::uint8_t intermediateCount = 0;
    std::uint8_t count = 0;                    // of parameters, omitted ones included
    std::uint32_t subParameters = 0;           // bit n: parameter n followed a colon
    std::array<int, maxParameters> parameters; // -1: omitted

    // Parameter `index`, or `otherwise` where it is missing, omitted or 0.
    int count1(int index, int otherwise = 1) const
    {
        return index < count && parameters[std::size_t(index)] > 0 ? parameters[std::size_t(index)] : otherwise;
    }
    // … missing or omitted.
    int value(int index, int otherwise = 0) const
    {
        return index < count && parameters[std::size_t(index)] >= 0 ? parameters[std::size_t(index)] : otherwise;
    }
    bool isSub(int index) const { return index < count && subParameters >> index & 1; }
    // Prefix, intermediates and final byte in one number, for a switch: "?$p".
    constexpr std::uint32_t name() const
    {
        return std::uint32_t(std::uint8_t(prefix)) << 24 | (intermediateCount > 1 ? std::uint32_t(intermediates[1]) << 16 : 0u) |
               (intermediateCount > 0 ? std::uint32_t(intermediates[0]) << 8 : 0u) | std::uint8_t(last);
    }
};

// What Sequence::name() is for one with at most one intermediate.
constexpr std::uint32_t named(char prefix, char intermediate, char last)
{
    return std::uint32_t(std::uint8_t(prefix)) << 24 | std::uint32_t(std::uint8_t(intermediate)) << 8 | std::uint8_t(last);
}

enum class StringKind : std::uint8_t { Osc, Dcs, Apc, Pm, Sos };

class Parser final
{
public:
    class Handler
    {
    public:
        virtual void printAscii(std::string_view run) = 0;            // 0x20–0x7e
        virtual void printUnicode(std::span<const char32_t> run) = 0; // from U+00A0; broken UTF-8 as U+FFFD
        virtual void control(std::uint8_t code) = 0;                  // C0 but ESC; C1 that begin nothing
        virtual void escape(const Sequence &) = 0;
        virtual void csi(const Sequence &) = 0;
        virtual void string(StringKind, const Sequence &head,
                            std::string_view bytes) = 0; // head: of a DCS; of an OSC only `last`, how it ended: \\ or \a

    protected:
        ~Handler() = default;
    };

    Parser(Handler &handler, std::size_t stringBytes) : m_handler(handler), m_stringBytes(stringBytes) {}

    void feed(std::string_view bytes);
    // Off: each byte is a character of Latin-1, 0x80–0x9f are C1 (ESC % @). It holds from the next byte on.
    void setUtf8(bool isUtf8);
    // The innards of the handler may ask for it while they are called: the rest of a sequence is forgotten.
    void reset();

private:
    enum class State : std::uint8_t { Ground, Escape, EscapeIntermediate, Csi, CsiIntermediate, CsiIgnore, String, StringEscape };

    const char *ground(const char *at, const char *end);
    const char *printed(const char *at, const char *end);
    const char *unicode(const char *at, const char *end);
    const char *latin1(const char *at, const char *end);
    const char *stringRun(const char *at, const char *end);
    char32_t decode(std::uint8_t byte, bool &isTaken);
    void sequenceByte(std::uint8_t byte);
    void escapeByte(std::uint8_t byte);
    void csiByte(std::uint8_t byte);
    void c1(std::uint8_t code);
    void clear();
    void collect(std::uint8_t byte);
    const char *parameterRun(const char *at, const char *end);
    void separator(char byte);
    void begin(StringKind);
    void endString();
    void append(std::string_view bytes);

    Handler &m_handler;
    std::size_t m_stringBytes;
    State m_state = State::Ground;
    bool m_isUtf8 = true;
    Sequence m_sequence;
    bool m_isDcs = false;
    bool m_isFull = false; // more parameters than there is room for

    std::uint8_t m_needed = 0; // continuation bytes to come
    std::uint8_t m_lower = 0x80, m_upper = 0xbf;
    char32_t m_code = 0;

    StringKind m_kind = StringKind::Osc;
    bool m_isOverlong = false, m_endsInC2 = false;
    std::string m_string;
};

} // namespace oriel::vt
