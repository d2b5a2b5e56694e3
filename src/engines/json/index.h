// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/json/blocks.h"

#include <cstdint>
#include <vector>

namespace oriel::json {

// How many values a text may hold. Lines: each on a line of its own (NDJSON); Many: one behind the other, as jq reads them.
enum class Form { One, Lines, Many };

// Why a text is no JSON.
enum class Flaw {
    None,
    Empty,      // nothing but blanks
    Truncated,  // it ends in the middle
    Unexpected, // a character that cannot stand there
    Control,    // a control character inside a string
    Escape,     // a backslash with something JSON has no escape for
    Number,     // digits that make no number
    More,       // another value behind the only one
    Budget,     // the index would take more memory than it may
    Shrunk,     // the file became shorter while it was read
};

// An object or an array; the first one is the sequence of all values on top. In the order they begin in the text.
struct Node
{
    enum Kind : std::uint64_t { Sequence, Object, Array };

    std::uint64_t begin : 40, countLow : 24;
    std::uint64_t end : 40, countHigh : 16, kind : 2; // end: behind its bracket
    std::uint32_t next;                               // the node behind everything in it
    std::uint32_t checkpoints;                        // where its run of checkpoints begins, 0: it has none

    std::uint64_t count() const { return std::uint64_t(countHigh) << 24 | countLow; }
};
static_assert(sizeof(Node) == 24);

// Where a child begins (in an object: its name). The first of each run only says how many follow.
struct Checkpoint
{
    std::uint64_t begin : 40, numberLow : 24;
    std::uint64_t node : 32, numberHigh : 16; // node: the first one that begins here or later

    std::uint64_t number() const { return std::uint64_t(numberHigh) << 24 | numberLow; }
};
static_assert(sizeof(Checkpoint) == 16);

// A name, a string or a number of more than 64 KB, by its bytes: its end is looked up, not looked for.
struct LongToken
{
    std::uint64_t begin = 0, end = 0;
};

// Reads a text in one pass, strictly as RFC 8259 has it but for bytes that are no UTF-8 (counted), and remembers where its
// containers are. It stops where the bytes end and goes on when there are more. Nesting costs heap, not stack.
class Index final
{
public:
    static constexpr std::uint64_t largest = (std::uint64_t(1) << 40) - 1; // bytes

    // What stands where while it may still be open.
    struct Container
    {
        Node::Kind kind;
        std::uint64_t begin, end, count;
        const Blocks<Checkpoint> *run; // [first, first + length)
        std::size_t first, length;
        std::uint32_t next;
    };

    explicit Index(Form form);

    // Reads on until `pause` (or a bit further) or the end of the bytes; behind them stand zeros. isLast: no more will come.
    void read(const char *data, std::uint64_t size, std::uint64_t pause, bool isLast);
    void fail(Flaw flaw, std::uint64_t at); // the readable part stays

    std::uint64_t position() const { return m_at; }
    bool isStuck() const { return m_isStuck; } // everything there is was read, as far as it goes
    bool isDone() const { return m_isDone; }
    Flaw flaw() const { return m_flaw; }
    std::uint64_t flawAt() const { return m_flawAt; }
    std::uint64_t invalidUtf8() const { return m_invalid; }
    std::uint64_t firstInvalidUtf8() const { return m_firstInvalid; }
    std::size_t bytes() const;
    std::size_t nodes() const { return m_nodes.size(); }
    Container container(std::uint32_t node) const;
    std::uint64_t longEnd(std::uint64_t begin) const; // of the long token that begins there; 0: there is none

private:
    enum class State { Value, FirstValue, FirstKey, Key, Colon, AfterItem, InKey, InString };
    struct Frame
    {
        std::uint64_t count = 0, markCount = 0, markBytes = 0; // when the next checkpoint is due
        std::uint32_t node = 0, pending = 0;
        Node::Kind kind = Node::Sequence;
    };

    // Each reads from `at` on and answers where the next step begins; null: it stopped, and the state says where.
    const char *step(const char *at);
    const char *key(const char *at);
    const char *value(const char *at);
    const char *start(const char *at);
    const char *afterItem(const char *at);
    const char *afterWhole(const char *at);
    const char *string(const char *at);
    const char *escape(const char *at);
    const char *sequence(const char *at);
    const char *number(const char *at);
    const char *digits(const char *at);
    const char *literal(const char *at, const char *word);
    const char *scalarDone(const char *at);
    void noteToken(std::uint64_t begin, const char *end);
    const char *open(const char *at, Node::Kind kind);
    const char *close(const char *at);
    const char *stop(const char *at, Flaw flaw, const char *resume);
    void closeTop(std::uint64_t end);
    void noteItem();
    void mark();
    bool isWaiting(const char *at) const { return at >= m_end && !m_isLast; }
    std::uint64_t offset(const char *at) const { return std::uint64_t(at - m_data); }

    const Form m_form;
    Blocks<Node> m_nodes;
    Blocks<Checkpoint> m_checkpoints, m_pending; // of closed and of open containers
    Blocks<LongToken> m_long;                    // in the order of the text
    std::vector<Frame> m_stack;                  // around m_top
    Frame m_top;
    State m_state = State::Value;
    std::uint64_t m_at = 0, m_item = 0, m_valueEnd = 0, m_retry = 0; // m_item: where the item at hand begins
    std::uint64_t m_string = 0;                                      // where the value begins that is a string
    std::uint64_t m_invalid = 0, m_firstInvalid = 0, m_flawAt = 0;
    Flaw m_flaw = Flaw::None;
    bool m_isDone = false, m_isStuck = false, m_isLast = false;
    const char *m_data = nullptr, *m_end = nullptr, *m_pause = nullptr; // while it reads
};

} // namespace oriel::json
