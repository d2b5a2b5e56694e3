// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/index.h"

#include "engines/json/lanes.h"

#include <algorithm>
#include <cstring>

namespace oriel::json {

namespace {

constexpr std::uint64_t perCheckpoint = 64, bytesPerCheckpoint = 64 << 10, longToken = 64 << 10;

unsigned char byteOf(const char *at) { return static_cast<unsigned char>(*at); }

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// A digit or a minus, without a branch for either: signs come at random.
bool startsNumber(char c)
{
    const unsigned place = static_cast<unsigned char>(c) - unsigned('-');
    return place < 13 && (0x1FF9u >> place & 1);
}

bool isWordCharacter(char c) // of a number or a literal
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == 'E';
}

} // namespace

Index::Index(Form form) : m_form(form)
{
    m_nodes.push({});
    m_checkpoints.push({}); // so that no run begins at 0
}

std::size_t Index::bytes() const
{
    return m_nodes.bytes() + m_checkpoints.bytes() + m_pending.bytes() + m_long.bytes() + m_stack.capacity() * sizeof(Frame);
}

void Index::read(const char *data, std::uint64_t size, std::uint64_t pause, bool isLast)
{
    if (m_isDone)
        return;
    m_isLast = isLast;
    m_isStuck = !isLast && size < m_retry;
    if (m_isStuck)
        return;
    m_data = data;
    m_end = data + size;
    m_pause = data + pause;
    const char *at = data + m_at;
    while (at && (at < m_pause || isLast))
        at = step(at);
    if (at) {
        m_at = offset(at);
        m_isStuck = m_at >= size;
    }
}

// Waits for more bytes where there may be more; else the text is flawed. resume: where to go on.
const char *Index::stop(const char *at, Flaw flaw, const char *resume)
{
    if (isWaiting(at)) {
        m_at = offset(resume);
        m_isStuck = true;
    } else {
        fail(at >= m_end ? Flaw::Truncated : flaw, offset(std::min(at, m_end)));
    }
    return nullptr;
}

void Index::fail(Flaw flaw, std::uint64_t at)
{
    m_flaw = flaw;
    m_flawAt = at;
    m_at = at;
    while (!m_stack.empty())
        closeTop(at);
    closeTop(at);
    m_isDone = true;
    m_pending.clear();
    m_stack.shrink_to_fit();
}

inline const char *Index::step(const char *at)
{
    if (m_state < State::InKey)
        at = pastBlanks(at);
    switch (m_state) {
    case State::FirstValue:
        return *at == ']' ? close(at) : value(at);
    case State::Value:
        return value(at);
    case State::FirstKey:
        if (*at == '}')
            return close(at);
        [[fallthrough]];
    case State::Key:
        if (*at != '"')
            return stop(at, Flaw::Unexpected, at);
        m_item = offset(at);
        m_state = State::InKey;
        return key(at + 1);
    case State::InKey:
        return key(at);
    case State::Colon:
        if (*at != ':')
            return stop(at, Flaw::Unexpected, at);
        m_state = State::Value;
        return at + 1;
    case State::AfterItem:
        return afterItem(at);
    case State::InString:
        at = string(at);
        if (at)
            noteToken(m_string, at);
        return at ? scalarDone(at) : at;
    }
    return nullptr;
}

inline const char *Index::key(const char *at)
{
    at = string(at);
    if (!at)
        return at;
    noteToken(m_item, at);
    m_state = State::Colon;
    at = pastBlanks(at);
    if (*at != ':')
        return stop(at, Flaw::Unexpected, at);
    m_state = State::Value;
    return value(pastBlanks(at + 1));
}

inline const char *Index::value(const char *at)
{
    if (m_top.kind != Node::Object)
        m_item = offset(at);
    switch (*at) {
    case '{':
        return open(at, Node::Object);
    case '[':
        return open(at, Node::Array);
    case '"':
        m_state = State::InString;
        m_string = offset(at);
        at = string(at + 1);
        if (at)
            noteToken(m_string, at);
        return at ? scalarDone(at) : at;
    case 't':
        return literal(at, "true");
    case 'f':
        return literal(at, "false");
    case 'n':
        return literal(at, "null");
    default:
        return startsNumber(*at) ? number(at) : start(at);
    }
}

// No value begins here: right for a byte order mark in front of all.
const char *Index::start(const char *at)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (at == m_data) {
        std::size_t same = 0;
        while (same < mark.size() && at[same] == mark[same])
            ++same;
        if (same == mark.size())
            return at + same;
        if (isWaiting(at + same))
            return stop(at + same, Flaw::Unexpected, at);
    }
    if (at >= m_end && m_isLast && m_stack.empty()) {
        fail(Flaw::Empty, offset(m_end));
        return nullptr;
    }
    return stop(at, Flaw::Unexpected, at);
}

inline void Index::noteToken(std::uint64_t begin, const char *end)
{
    if (offset(end) - begin > longToken)
        m_long.push({begin, offset(end)});
}

std::uint64_t Index::longEnd(std::uint64_t begin) const
{
    std::size_t low = 0, high = m_long.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (m_long[middle].begin < begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m_long.size() && m_long[low].begin == begin ? m_long[low].end : 0;
}

inline const char *Index::scalarDone(const char *at)
{
    noteItem();
    m_state = State::AfterItem;
    m_valueEnd = offset(at);
    return afterItem(pastBlanks(at));
}

inline const char *Index::afterItem(const char *at)
{
    if (m_top.kind == Node::Sequence)
        return afterWhole(at);
    if (*at == ',') {
        m_state = m_top.kind == Node::Array ? State::Value : State::Key;
        return at + 1;
    }
    if (*at == (m_top.kind == Node::Array ? ']' : '}'))
        return close(at);
    return stop(at, Flaw::Unexpected, at);
}

// Behind a value on top.
const char *Index::afterWhole(const char *at)
{
    if (at >= m_end) {
        if (!m_isLast)
            return stop(at, Flaw::None, at);
        fail(Flaw::None, offset(m_end));
        return nullptr;
    }
    const char *before = m_data + m_valueEnd;
    const bool isMore = m_form == Form::Many    ? at > before || !isWordCharacter(*at) || !isWordCharacter(at[-1])
                        : m_form == Form::Lines ? std::memchr(before, '\n', std::size_t(at - before)) != nullptr
                                                : false;
    return isMore ? value(at) : stop(at, Flaw::More, at);
}

// From inside a string to behind its end.
inline const char *Index::string(const char *at)
{
    for (;;) {
        at = firstOf<Lanes::stringStops>(at);
        if (*at == '"')
            return at + 1;
        if (*at == '\\')
            at = escape(at);
        else if (byteOf(at) >= 0x80)
            at = sequence(at);
        else
            return stop(at, Flaw::Control, at);
        if (!at)
            return at;
    }
}

inline const char *Index::escape(const char *at)
{
    if (at[1] != 'u') {
        const bool isOne = at[1] && std::strchr("\"\\/bfnrt", at[1]);
        return isOne ? at + 2 : stop(at + 1, Flaw::Escape, at);
    }
    for (int i = 2; i < 6; ++i) {
        if (!isHex(at[i]))
            return stop(at + i, Flaw::Escape, at);
    }
    return at + 6;
}

// Bytes that are no ASCII (Unicode 15, table 3-7: well-formed UTF-8); those that are no UTF-8 are counted.
inline const char *Index::sequence(const char *at)
{
    const unsigned char lead = byteOf(at);
    const int length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
    unsigned char least = lead == 0xE0   ? 0xA0
                          : lead == 0xF0 ? 0x90
                                         : 0x80,
                  most = lead == 0xED   ? 0x9F
                         : lead == 0xF4 ? 0x8F
                                        : 0xBF;
    int read = 1;
    for (; read < length; ++read) {
        const unsigned char byte = byteOf(at + read);
        if (byte < least || byte > most)
            break;
        least = 0x80;
        most = 0xBF;
    }
    if (read < length || length == 1) {
        if (isWaiting(at + read) && read < length)
            return stop(at + read, Flaw::None, at);
        if (m_invalid++ == 0)
            m_firstInvalid = offset(at);
    }
    return at + read;
}

// Behind a number and, for speed, behind those that follow it in an array.
inline const char *Index::number(const char *at)
{
    for (;;) {
        const char *const end = digits(at);
        if (!end || m_top.kind != Node::Array || *end != ',')
            return end ? scalarDone(end) : end;
        noteItem();
        m_state = State::Value;
        at = pastBlanks(end + 1);
        if (at >= m_pause || !startsNumber(*at))
            return at;
        m_item = offset(at);
    }
}

inline const char *Index::digits(const char *at)
{
    const char *const integer = at + (*at == '-'), *p = integer;
    const unsigned mask = Lanes::nonDigits(p);
    p = mask ? p + std::countr_zero(mask) : firstOf<Lanes::nonDigits>(p + 16);
    if (p == integer || (*integer == '0' && p > integer + 1))
        return stop(p == integer ? p : integer + 1, Flaw::Number, at);
    if (*p == '.') {
        const char *fraction = p + 1;
        const unsigned rest = mask & (mask - 1); // without the point
        p = rest ? integer + std::countr_zero(rest) : firstOf<Lanes::nonDigits>(fraction);
        if (p == fraction)
            return stop(p, Flaw::Number, at);
    }
    if (*p == 'e' || *p == 'E') {
        const char *exponent = p + 1 + (p[1] == '+' || p[1] == '-');
        p = firstOf<Lanes::nonDigits>(exponent);
        if (p == exponent)
            return stop(p, Flaw::Number, at);
    }
    if (p >= m_end && (!m_isLast || !m_stack.empty())) {  // its last digits may be missing
        m_retry = offset(at) + 2 * std::uint64_t(p - at); // long digits are not read again for every byte
        return stop(p, Flaw::None, at);
    }
    noteToken(offset(at), p);
    return p;
}

inline const char *Index::literal(const char *at, const char *word)
{
    const char *p = at;
    for (; *word; ++word, ++p) {
        if (*p != *word)
            return stop(p, Flaw::Unexpected, at);
    }
    return scalarDone(p);
}

inline void Index::noteItem()
{
    if (m_top.count >= m_top.markCount || m_item >= m_top.markBytes)
        mark();
    ++m_top.count;
}

void Index::mark()
{
    if (m_top.count)
        m_pending.push({m_item, m_top.count & 0xFFFFFF, m_nodes.size(), m_top.count >> 24});
    m_top.markCount = m_top.count + perCheckpoint;
    m_top.markBytes = m_item + bytesPerCheckpoint;
}

inline const char *Index::open(const char *at, Node::Kind kind)
{
    noteItem();
    m_stack.push_back(m_top);
    m_top = {.node = std::uint32_t(m_nodes.size()), .pending = std::uint32_t(m_pending.size()), .kind = kind};
    m_nodes.push({.begin = offset(at), .kind = kind});
    m_state = kind == Node::Object ? State::FirstKey : State::FirstValue;
    return at + 1;
}

inline const char *Index::close(const char *at)
{
    m_valueEnd = offset(at) + 1;
    closeTop(m_valueEnd);
    m_state = State::AfterItem;
    return at + 1;
}

void Index::closeTop(std::uint64_t end)
{
    Node &node = m_nodes[m_top.node];
    node.end = end;
    node.countLow = m_top.count & 0xFFFFFF;
    node.countHigh = m_top.count >> 24;
    node.next = std::uint32_t(m_nodes.size());
    if (const std::size_t length = m_pending.size() - m_top.pending) {
        node.checkpoints = std::uint32_t(m_checkpoints.size());
        m_checkpoints.push({.begin = length});
        for (std::size_t i = m_top.pending; i < m_pending.size(); ++i)
            m_checkpoints.push(m_pending[i]);
        m_pending.shrink(m_top.pending);
    }
    if (m_stack.empty())
        return;
    m_top = m_stack.back();
    m_stack.pop_back();
}

Index::Container Index::container(std::uint32_t number) const
{
    const Node &node = m_nodes[number];
    const auto kind = Node::Kind(node.kind);
    if (m_isDone || node.end) {
        const std::size_t run = node.checkpoints;
        return {kind,
                node.begin,
                node.end,
                node.count(),
                &m_checkpoints,
                run + 1,
                run ? std::size_t(m_checkpoints[run].begin) : 0,
                node.next};
    }
    const auto above = std::ranges::lower_bound(m_stack, number, {}, &Frame::node); // itself, or it is the top
    const Frame &frame = above == m_stack.end() ? m_top : *above;
    const std::size_t behind = above == m_stack.end()       ? m_pending.size()
                               : above + 1 == m_stack.end() ? m_top.pending
                                                            : (above + 1)->pending;
    return {
        kind, node.begin, m_at, frame.count, &m_pending, frame.pending, behind - frame.pending, std::uint32_t(m_nodes.size())};
}

} // namespace oriel::json
