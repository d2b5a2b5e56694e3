// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/hunt.h"

#include "engines/json/held.h"
#include "engines/json/needle.h"

namespace oriel::json {

namespace {

constexpr std::uint64_t bytesAtOnce = 2 << 20;

// Whether the hit stands in a name or in a value as it is wanted.
class HitPlace final
{
public:
    HitPlace(const Hunted &what, bool mayStandBetween)
        : m_what(what), m_isAnywhere(what.inNames && what.inValues && !what.isWhole && !mayStandBetween)
    {}
    bool isWanted(const Held &held, Hit hit) const
    {
        if (m_isAnywhere)
            return true;
        if (m_what.isWhole && !(isEdge(held.data()[hit.end]) && (hit.begin == 0 || isEdge(held.data()[hit.begin - 1]))))
            return false;
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

private:
    static bool isEdge(char c) { return isBlank(c) || std::string_view("\",:[]{}", 8).contains(c); } // or the end
    bool fits(Hit hit, std::uint64_t begin, std::uint64_t end) const
    {
        return m_what.isWhole ? hit.begin == begin && hit.end == end : hit.begin >= begin && hit.end <= end;
    }

    const Hunted &m_what;
    const bool m_isAnywhere;
};

} // namespace

std::uint64_t hunt(const Document &document, const Hunted &what, std::uint64_t from,
                   const std::function<bool(const std::vector<Hit> &hits, std::uint64_t position)> &found, std::stop_token stop)
{
    const Needle needle(what.text, what.isCaseSensitive);
    const HitPlace place(what, needle.mayStandBetweenValues());
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
