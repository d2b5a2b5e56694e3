// SPDX-License-Identifier: GPL-3.0-or-later
// How this room looks into a document. Private to it.
#pragma once

#include "engines/json/document.h"
#include "engines/json/lanes.h"

#include <cstring>

namespace oriel::json {

inline Kind kindOf(char first)
{
    switch (first) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::String;
    case 't':
        return Kind::True;
    case 'f':
        return Kind::False;
    case 'n':
        return Kind::Null;
    default:
        return Kind::Number;
    }
}

// Behind the string whose quote stands here; a zero byte ends it too.
inline const char *pastString(const char *at)
{
    for (++at;; at += 2) {
        at = firstOf<Lanes::quoteStops>(at);
        if (*at != '\\')
            return at + (*at == '"');
    }
}

inline const char *pastDigits(const char *at)
{
    while (*at >= '0' && *at <= '9')
        ++at;
    return at;
}

// Behind the number, true, false or null that begins here; a flaw may follow at once.
inline const char *pastWord(const char *at)
{
    if (*at >= 'a' && *at <= 'z') {
        for (const char *word = *at == 't' ? "true" : *at == 'f' ? "false" : "null"; *word && *at == *word; ++word)
            ++at;
        return at;
    }
    at = pastDigits(at + (*at == '-'));
    if (*at == '.')
        at = pastDigits(at + 1);
    if (*at == 'e' || *at == 'E')
        at = pastDigits(at + 1 + (at[1] == '+' || at[1] == '-'));
    return at;
}

// Goes from child to child. Stays inside the bytes even if they are no longer what was indexed.
class Document::Walk final
{
public:
    Walk(const Document &document, Index::Container container, std::uint32_t node)
        : m_index(&document.m_index),
          m_bytes(&document.m_bytes),
          m_at(container.begin + (container.kind == Node::Sequence ? 0 : 1)),
          m_node(node + 1),
          m_isObject(container.kind == Node::Object)
    {
        if (m_at == 0 && std::memcmp(m_bytes->data(), "\xEF\xBB\xBF", 3) == 0)
            m_at = 3;
    }
    std::uint64_t number() const { return m_number; }
    // To the last checkpoint of the container that is not behind what is sought.
    void jump(const Index::Container &container, auto isBehind)
    {
        std::size_t low = 0, high = container.length;
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (isBehind((*container.run)[container.first + middle]))
                high = middle;
            else
                low = middle + 1;
        }
        if (low == 0)
            return;
        const Checkpoint &checkpoint = (*container.run)[container.first + low - 1];
        m_at = checkpoint.begin;
        m_node = checkpoint.node;
        m_number = checkpoint.number();
    }
    Value next()
    {
        Value value{.number = m_number++};
        const char *const data = m_bytes->data();
        const auto offset = [data](const char *at) { return std::uint64_t(at - data); };
        const char *at = pastBlanks(data + m_at);
        if (m_isObject) {
            value.keyBegin = offset(at);
            at = pastToken(at, pastString);
            value.keyEnd = offset(at);
            at = pastBlanks(at);
            at = pastBlanks(at + (*at == ':'));
        }
        value.begin = offset(at);
        value.kind = kindOf(*at);
        if (value.kind == Kind::String)
            value.end = offset(pastToken(at, pastString));
        else if (!value.isContainer() || m_node >= m_index->nodes())
            value.end = offset(pastToken(at, pastWord));
        else
            skip(value);
        at = pastBlanks(data + value.end);
        m_at = offset(at + (*at == ','));
        return value;
    }

private:
    const char *pastToken(const char *at, const char *(*past)(const char *)) const
    {
        const std::uint64_t end = m_index->longEnd(std::uint64_t(at - m_bytes->data()));
        return end ? m_bytes->data() + end : past(at);
    }
    void skip(Value &value)
    {
        value.node = m_node;
        const Index::Container container = m_index->container(m_node);
        m_node = container.next;
        value.end = container.end;
    }

    const Index *m_index;
    const ByteStore *m_bytes;
    std::uint64_t m_at, m_number = 0;
    std::uint32_t m_node;
    bool m_isObject;
};

// A document held still: nobody reads on while it lives, but when it breathes.
class Held final
{
public:
    explicit Held(const Document &document) : m_document(document), m_lock((document.letPass(), document.look())) {}

    const char *data() const { return m_document.m_bytes.data(); }
    std::uint64_t size() const { return m_document.m_bytes.size(); }
    const Index &index() const { return m_document.m_index; }
    std::uint64_t count(const Value &container) const { return m_document.countHere(container); }
    auto walk(const Value &container, std::uint64_t from = 0) const { return m_document.walkTo(container, from); }
    std::string_view view(std::uint64_t begin, std::uint64_t end) const { return {data() + begin, end - begin}; }
    std::string decoded(std::uint64_t begin, std::uint64_t end) const { return m_document.decoded(begin, end); }
    // The first child that ends behind this place.
    std::optional<Value> childAt(const Value &container, std::uint64_t offset) const
    {
        const Index::Container facts = index().container(container.node);
        Document::Walk walk(m_document, facts, container.node);
        walk.jump(facts, [&](const Checkpoint &checkpoint) { return checkpoint.begin > offset; });
        while (walk.number() < facts.count) {
            if (const Value value = walk.next(); value.end > offset)
                return value;
        }
        return {};
    }
    // Lets the others in, now and then; walks go on, addresses do not.
    void breathe()
    {
        if (++m_steps % 512 == 0)
            without([] {});
    }
    void without(auto work) // the document is not held meanwhile
    {
        m_lock.unlock();
        work();
        m_document.letPass();
        m_lock = m_document.look();
    }

private:
    const Document &m_document;
    std::unique_lock<std::mutex> m_lock;
    unsigned m_steps = 0;
};

} // namespace oriel::json
