// SPDX-License-Identifier: GPL-3.0-or-later
// What a document must show, written down by hand: a random text together with the texts of all its values.
#pragma once

#include "engines/json/document.h"

#include <random>
#include <string>
#include <vector>

namespace oriel::json {

struct ExpectedValue
{
    std::string key, text; // key: decoded
    std::vector<ExpectedValue> children;
    std::uint64_t keyAt = 0, at = 0;
};

class RandomText final
{
public:
    explicit RandomText(unsigned seed) : m_random(seed) {}

    std::string text;

    ExpectedValue value(int depth)
    {
        ExpectedValue made{.at = text.size()};
        const unsigned kind = depth > 0 ? m_random() % 10 : 2 + m_random() % 8;
        if (kind < 3 && depth > 0)
            container(made, depth, kind == 0);
        else
            text += scalar();
        made.text = text.substr(made.at);
        return made;
    }
    void blanks()
    {
        static constexpr const char *some[] = {"", "", "", " ", "\n", "\r\n\t", "                       ", "\n        "};
        text += some[m_random() % std::size(some)];
    }
    unsigned below(unsigned limit) { return unsigned(m_random() % limit); }

private:
    void container(ExpectedValue &made, int depth, bool isObject)
    {
        static constexpr unsigned sizes[] = {0, 1, 2, 5, 63, 64, 65, 130, 300};
        const unsigned count = sizes[m_random() % (depth > 2 ? 4 : std::size(sizes))];
        text += isObject ? '{' : '[';
        blanks();
        for (unsigned i = 0; i < count; ++i) {
            const std::uint64_t keyAt = text.size();
            std::string name;
            if (isObject) {
                name = "k" + std::to_string(i);
                text += m_random() % 4 ? '"' + name + '"' : "\"\\u006b" + std::to_string(i) + '"';
                blanks();
                text += ':';
                blanks();
            }
            made.children.push_back(value(depth - 1));
            made.children.back().key = name;
            made.children.back().keyAt = keyAt;
            blanks();
            if (i + 1 < count)
                text += ',';
            blanks();
        }
        text += isObject ? '}' : ']';
    }
    std::string scalar()
    {
        static constexpr const char *some[] = {"true",
                                               "false",
                                               "null",
                                               "0",
                                               "-0",
                                               "-12.5e+10",
                                               "1E-2",
                                               "0.1",
                                               "\"\"",
                                               "\"\\\"\\\\\"",
                                               "\"ünïcode 😀\"",
                                               "\"\\ud83d\\ude00\"",
                                               "\"a,]}:[{\"",
                                               "12345678901234567890123456789012345678901234567890.12345678901234567890"};
        if (m_random() % 3 == 0)
            return std::to_string(int(m_random()));
        if (m_random() % 3 == 0)
            return '"' + std::string(m_random() % 40, 'x') + '"';
        return some[m_random() % std::size(some)];
    }

    std::mt19937 m_random;
};

// "" where the document shows just this, else what differs.
inline std::string difference(const Document &document, const Value &value, const ExpectedValue &expected)
{
    if (document.bytes(value) != expected.text)
        return "text " + document.bytes(value) + " for " + expected.text;
    if (document.key(value) != expected.key)
        return "key " + document.key(value) + " for " + expected.key;
    if (document.count(value) != expected.children.size())
        return "count of " + expected.text;
    for (std::size_t i = 0; i < expected.children.size(); ++i) {
        const std::optional<Value> child = document.child(value, i);
        if (!child || child->number != i)
            return "child " + std::to_string(i) + " of " + expected.text;
        if (const std::string found = difference(document, *child, expected.children[i]); !found.empty())
            return found;
    }
    return {};
}

// Everything a document says, as one text.
inline std::string told(const Document &document)
{
    std::string all;
    const auto tell = [&](const auto &self, const Value &value) -> void {
        all += std::to_string(int(value.kind)) + ' ' + std::to_string(value.keyBegin) + ' ' + std::to_string(value.begin) + ' ' +
               std::to_string(value.end) + ' ' + std::to_string(document.count(value)) + '\n';
        for (const Value &child : document.children(value, 0, 1000))
            self(self, child);
    };
    if (document.containers() < 10'000)
        tell(tell, document.whole());
    if (const std::optional<Fault> fault = document.fault())
        all += fault->text().toStdString();
    return all + std::to_string(document.invalidUtf8()) + (document.isDone() ? " done" : " open");
}

} // namespace oriel::json
