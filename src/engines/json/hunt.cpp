// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/hunt.h"

#include "engines/json/held.h"
#include "engines/json/needle.h"

namespace oriel::json {

namespace {

constexpr std::uint64_t bytesAtOnce = 2 << 20;

// Whether the hit stands in a name or in a value as it is wanted. Asked in the order of the text.
class HitPlace final
{
public:
    HitPlace(const Hunted &what, const Needle &needle)
        : m_what(what),
          m_isAnywhere(what.inNames && what.inValues && !what.isWhole && !needle.mayStandBetweenValues()),
          m_isInString(needle.standsInStrings())
    {}
    bool isWanted(const Held &held, Hit hit)
    {
        if (m_isAnywhere)
            return true;
        if (m_what.isWhole && !(isEdge(held.data()[hit.end]) && (hit.begin == 0 || isEdge(held.data()[hit.begin - 1]))))
            return false;
        if (m_isInString && !m_what.isWhole && (hit.begin < m_stringEnd || findString(held, hit)))
            return m_isName ? m_what.inNames : m_what.inValues;
        return isWantedThere(held, hit);
    }

private:
    static bool isEdge(char c) { return isBlank(c) || std::string_view("\",:[]{}", 8).contains(c); } // or the end
    bool fits(Hit hit, std::uint64_t begin, std::uint64_t end) const
    {
        return m_what.isWhole ? hit.begin == begin && hit.end == end : hit.begin >= begin && hit.end <= end;
    }
    // A string is a name where a colon follows. False: it is long, or not yet there.
    bool findString(const Held &held, Hit hit)
    {
        constexpr std::uint64_t near = 4096;
        const char *const data = held.data(), *const limit = data + std::min(hit.end + near, held.index().position());
        const char *at = data + hit.end;
        for (;;) {
            if (at >= limit)
                return false;
            const unsigned stops = Lanes::quoteStops(at);
            at += stops ? std::countr_zero(stops) : 16;
            if (stops && *at != '\\')
                break;
            at += stops ? 2 : 0;
        }
        if (at >= limit || *at != '"')
            return false;
        m_stringEnd = std::uint64_t(at + 1 - data);
        m_isName = *pastBlanks(at + 1) == ':';
        return true;
    }
    bool isWantedThere(const Held &held, Hit hit) const
    {
        Value value{.kind = Kind::Sequence, .end = held.index().position()};
        for (;;) {
            const std::optional<Value> child = held.childAt(value, hit.begin);
            if (!child)
                return false;
            value = *child;
            if (hit.begin < value.keyEnd)
                return m_what.inNames && fits(hit, value.keyBegin + 1, value.keyEnd - 1);
            if (hit.begin < value.begin)
                return false;
            if (!value.isContainer())
                break;
        }
        const bool isString = value.kind == Kind::String;
        return m_what.inValues && fits(hit, value.begin + isString, value.end - isString);
    }

    const Hunted &m_what;
    const bool m_isAnywhere, m_isInString;
    std::uint64_t m_stringEnd = 0; // of the string looked at last, which holds what begins before
    bool m_isName = false;
};

} // namespace

std::uint64_t hunt(const Document &document, const Hunted &what, std::uint64_t from,
                   const std::function<bool(const std::vector<Hit> &hits, std::uint64_t position)> &found, std::stop_token stop)
{
    const Needle needle(what.text, what.isCaseSensitive);
    HitPlace place(what, needle);
    Needle::Backslashes known;
    for (bool isEnd = needle.isEmpty(); !isEnd && !stop.stop_requested();) {
        std::vector<Hit> hits;
        {
            Held held(document);
            std::uint64_t limit = held.index().position();
            if (!held.index().isDone()) // what begins behind may go on in what is not yet read
                limit = limit > needle.mostBytes() ? limit - needle.mostBytes() : 0;
            const std::uint64_t until = std::min(limit, from + bytesAtOnce);
            while (const auto match = needle.find(held.data(), from, until, known)) {
                from = match->end;
                if (match->end <= held.index().position() && place.isWanted(held, {match->begin, match->end}))
                    hits.push_back({match->begin, match->end});
                else
                    from = match->begin + 1;
                held.breathe();
            }
            from = std::max(from, until);
            isEnd = until == limit;
        }
        if (!found(hits, from))
            break;
    }
    return from;
}

} // namespace oriel::json
