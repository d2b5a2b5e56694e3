// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/difference.h"

#include "engines/json/held.h"
#include "engines/json/path.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel::json {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::json::Difference)
};

// The children of a container, some at a time.
class Siblings final
{
public:
    Siblings(const Document &document, const Value &container)
        : m_document(&document), m_container(container), m_count(document.count(container))
    {}
    std::uint64_t count() const { return m_count; }
    const Document &document() const { return *m_document; }
    const Value &operator[](std::uint64_t number)
    {
        constexpr std::uint64_t atOnce = 64;
        if (m_some.empty() || number < m_some.front().number || number > m_some.back().number)
            m_some = m_document->children(m_container, number / atOnce * atOnce, atOnce);
        return m_some[number - m_some.front().number];
    }

private:
    const Document *m_document;
    Value m_container;
    std::uint64_t m_count;
    std::vector<Value> m_some;
};

// Siblings by their names, or by what their member `key` holds.
class Keys final
{
public:
    Keys() = default;
    // False: not every one has such a member, or two have the same.
    bool read(Siblings &siblings, const std::optional<std::string> &key, const std::stop_token &stop)
    {
        m_key = key;
        m_places.clear();
        m_places.reserve(siblings.count());
        for (std::uint64_t number = 0; number < siblings.count() && !stop.stop_requested(); ++number) {
            const std::optional<std::string> text = textOf(siblings, number);
            if (!text)
                return false;
            m_places.emplace_back(std::hash<std::string>()(*text), number);
        }
        std::ranges::sort(m_places);
        if (!key)
            return true;
        for (std::size_t i = 1; i < m_places.size(); ++i) {
            if (m_places[i].first == m_places[i - 1].first &&
                textOf(siblings, m_places[i].second) == textOf(siblings, m_places[i - 1].second))
                return false;
        }
        return true;
    }
    std::optional<std::string> textOf(Siblings &siblings, std::uint64_t number) const
    {
        const Value value = siblings[number];
        const Document &document = siblings.document();
        if (!m_key)
            return document.key(value);
        const std::optional<Value> member = document.member(value, *m_key);
        if (!member || member->isContainer() || member->kind == Kind::Null)
            return {};
        return member->kind == Kind::String ? '"' + document.text(*member) : document.bytes(*member);
    }
    // The last one of this text.
    std::optional<std::uint64_t> find(Siblings &siblings, const std::string &text) const
    {
        const auto same =
            std::ranges::equal_range(m_places, std::hash<std::string>()(text), {}, &std::pair<std::size_t, std::uint64_t>::first);
        for (auto at = same.end(); at != same.begin();) {
            --at;
            if (textOf(siblings, at->second) == text)
                return at->second;
        }
        return {};
    }

private:
    std::optional<std::string> m_key;
    std::vector<std::pair<std::size_t, std::uint64_t>> m_places; // hash, number
};

// Two containers, child by child of the right one, then what is only in the left one.
struct Pairing
{
    Pairing(const Document &before, const Value &left, const Document &after, const Value &right)
        : lefts(before, left), rights(after, right)
    {}

    Siblings lefts, rights;
    Keys leftKeys, rightKeys;
    bool isByKey = false;
    std::vector<bool> isMatched; // of the left ones, by key
    std::uint64_t nextRight = 0, nextLeft = 0;
    std::uint64_t sameAtEnd = 0; // by place
};

class Comparison final
{
public:
    Comparison(const Document &before, const Document &after, const Comparing &how, std::size_t most, std::stop_token stop)
        : m_before(before), m_after(after), m_how(how), m_most(most), m_stop(std::move(stop))
    {}

    Result<> ignore()
    {
        for (const std::string &text : m_how.ignored) {
            const auto path = Path::parse(text);
            if (!path)
                return std::unexpected(
                    Error{Words::tr("“%1” is no JSONPath: %2").arg(QString::fromStdString(text), path.error().message),
                          QStringLiteral("path"), QString::number(path.error().at)});
            for (const Value &value : path->select(m_before, std::size_t(-1), m_stop))
                m_ignoredBefore.push_back(value.begin);
            for (const Value &value : path->select(m_after, std::size_t(-1), m_stop))
                m_ignoredAfter.push_back(value.begin);
        }
        std::ranges::sort(m_ignoredBefore);
        std::ranges::sort(m_ignoredAfter);
        return {};
    }
    Differences run()
    {
        compare(m_before.root(), m_after.root());
        while (!m_open.empty() && m_found.isWhole) {
            if (m_stop.stop_requested())
                m_found.isWhole = false;
            else if (!step(m_open.back()))
                m_open.pop_back();
        }
        return std::move(m_found);
    }

private:
    // One child of the pair; false: there is none left.
    bool step(Pairing &pair)
    {
        if (pair.nextRight < pair.rights.count()) {
            const std::uint64_t number = pair.nextRight++;
            const Value right = pair.rights[number];
            const std::optional<Value> left = pair.isByKey ? leftByKey(pair, number) : leftByPlace(pair, number);
            if (left)
                compare(*left, right); // the pair may move
            else if (!pair.isByKey || isLastOfItsName(pair, number))
                add(Difference::Kind::Added, {}, right);
            return true;
        }
        const std::uint64_t end = pair.lefts.count() - (pair.isByKey ? 0 : pair.sameAtEnd);
        if (!pair.isByKey)
            pair.nextLeft = std::max(pair.nextLeft, pair.rights.count() - pair.sameAtEnd);
        if (pair.nextLeft >= end)
            return false;
        const std::uint64_t number = pair.nextLeft++;
        if (!pair.isByKey || (!pair.isMatched[number] && isLastOf(pair.leftKeys, pair.lefts, number)))
            add(Difference::Kind::Removed, pair.lefts[number], {});
        return true;
    }
    static bool isLastOf(const Keys &keys, Siblings &siblings, std::uint64_t number)
    {
        return keys.find(siblings, *keys.textOf(siblings, number)) == number;
    }
    static bool isLastOfItsName(Pairing &pair, std::uint64_t number) { return isLastOf(pair.rightKeys, pair.rights, number); }
    std::optional<Value> leftByKey(Pairing &pair, std::uint64_t number)
    {
        const std::string text = *pair.rightKeys.textOf(pair.rights, number);
        const std::optional<std::uint64_t> found = pair.leftKeys.find(pair.lefts, text);
        if (!found || !isLastOfItsName(pair, number))
            return {};
        pair.isMatched[*found] = true;
        return pair.lefts[*found];
    }
    static std::optional<Value> leftByPlace(Pairing &pair, std::uint64_t number)
    {
        const std::uint64_t leftBehind = pair.lefts.count() - pair.sameAtEnd, rightBehind = pair.rights.count() - pair.sameAtEnd;
        if (number >= rightBehind)
            return pair.lefts[leftBehind + (number - rightBehind)];
        return number < leftBehind ? std::optional(pair.lefts[number]) : std::nullopt;
    }

    void compare(const Value &left, const Value &right)
    {
        if (isIgnored(m_ignoredBefore, left) || isIgnored(m_ignoredAfter, right) || isSameText(left, right))
            return;
        if (left.kind != right.kind || !left.isContainer()) {
            if (left.kind != right.kind || !isSameScalar(left, right))
                add(Difference::Kind::Changed, left, right);
            return;
        }
        Pairing pair(m_before, left, m_after, right);
        if (left.kind == Kind::Object) {
            pair.isByKey = true;
            pair.leftKeys.read(pair.lefts, {}, m_stop);
            pair.rightKeys.read(pair.rights, {}, m_stop);
        } else {
            const std::string key = m_how.key.empty() ? "id" : m_how.key;
            pair.isByKey = pair.leftKeys.read(pair.lefts, key, m_stop) && pair.rightKeys.read(pair.rights, key, m_stop);
        }
        if (pair.isByKey)
            pair.isMatched.resize(pair.lefts.count());
        else if (pair.lefts.count() != pair.rights.count())
            pair.sameAtEnd = sameAtEnd(pair);
        m_open.push_back(std::move(pair));
    }
    std::uint64_t sameAtEnd(Pairing &pair) const
    {
        const std::uint64_t lefts = pair.lefts.count(), rights = pair.rights.count();
        std::uint64_t same = 0;
        while (same < std::min(lefts, rights) && !m_stop.stop_requested() &&
               isSameText(pair.lefts[lefts - same - 1], pair.rights[rights - same - 1]))
            ++same;
        std::uint64_t before = 0; // what is the same in front counts first
        while (before < std::min(lefts, rights) && !m_stop.stop_requested() &&
               isSameText(pair.lefts[before], pair.rights[before]))
            ++before;
        return std::min(same, std::min(lefts, rights) - before);
    }
    bool isSameScalar(const Value &left, const Value &right) const
    {
        if (left.kind == Kind::String)
            return m_before.text(left) == m_after.text(right);
        if (left.kind == Kind::Number)
            return !m_how.areNumbersTexts && compareNumbers(m_before.bytes(left), m_after.bytes(right)) == 0;
        return true;
    }
    bool isSameText(const Value &left, const Value &right) const
    {
        constexpr std::uint64_t atOnce = 1 << 20;
        const std::uint64_t size = left.end - left.begin;
        if (right.end - right.begin != size)
            return false;
        for (std::uint64_t done = 0; done < size; done += atOnce) {
            const std::uint64_t piece = std::min(atOnce, size - done);
            const bool isBeforeFirst = &m_before < &m_after; // always in one order: others compare too
            const Held first(isBeforeFirst ? m_before : m_after);
            std::optional<Held> second;
            if (&m_before != &m_after)
                second.emplace(isBeforeFirst ? m_after : m_before);
            const Held &before = isBeforeFirst || !second ? first : *second, &after = isBeforeFirst && second ? *second : first;
            if (before.view(left.begin + done, left.begin + done + piece) !=
                after.view(right.begin + done, right.begin + done + piece))
                return false;
        }
        return true;
    }
    static bool isIgnored(const std::vector<std::uint64_t> &places, const Value &value)
    {
        return std::ranges::binary_search(places, value.begin);
    }
    void add(Difference::Kind kind, const std::optional<Value> &left, const std::optional<Value> &right)
    {
        if ((left && isIgnored(m_ignoredBefore, *left)) || (right && isIgnored(m_ignoredAfter, *right)))
            return;
        if (m_found.list.size() >= m_most) {
            m_found.isWhole = false;
            return;
        }
        m_found.list.push_back({kind, right ? normalizedPath(m_after, *right) : normalizedPath(m_before, *left), left, right});
    }

    const Document &m_before, &m_after;
    const Comparing &m_how;
    const std::size_t m_most;
    const std::stop_token m_stop;
    std::vector<std::uint64_t> m_ignoredBefore, m_ignoredAfter; // where they begin, sorted
    std::vector<Pairing> m_open;
    Differences m_found;
};

} // namespace

Result<Differences> differences(const Document &before, const Document &after, const Comparing &how, std::size_t most,
                                std::stop_token stop)
{
    Comparison comparison(before, after, how, most, std::move(stop));
    if (const Result<> ignored = comparison.ignore(); !ignored)
        return std::unexpected(ignored.error());
    return comparison.run();
}

} // namespace oriel::json
