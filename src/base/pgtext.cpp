// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pgtext.h"

#include <cctype>

namespace oriel::pgtext {

namespace {

constexpr int mostDimensions = 6; // MAXDIM

// Reads from the left; every taker answers whether it found what it takes.
class Reader
{
public:
    explicit Reader(QByteArrayView text) : m_text(text) {}

    bool isEnd() const { return m_at >= m_text.size(); }
    char next() const { return isEnd() ? '\0' : m_text[m_at]; }
    char pop() { return m_text[m_at++]; }
    bool takes(char c) { return next() == c && !isEnd() && ++m_at; }
    bool takes(QByteArrayView word)
    {
        const bool isThere = m_text.sliced(m_at).startsWith(word);
        m_at += isThere ? word.size() : 0;
        return isThere;
    }
    void skipBlanks()
    {
        while (!isEnd() && std::isspace(uchar(next())))
            ++m_at;
    }

    // What stands between two `quote`s, the first of them taken already: \c is c, and a doubled quote is one.
    bool quoted(QByteArray *out, char quote = '"')
    {
        while (!isEnd()) {
            char c = pop();
            if (c == quote && !takes(quote))
                return true;
            if (c == '\\') {
                if (isEnd())
                    return false;
                c = pop();
            }
            *out += c;
        }
        return false;
    }

    // A part of a row or range as record_in reads it: quoted stretches and plain ones, up to one of `ends`.
    std::optional<QByteArray> part(QByteArrayView ends, bool *isBare)
    {
        QByteArray out;
        *isBare = true;
        while (!isEnd() && !ends.contains(next())) {
            const char c = pop();
            if (c == '"') {
                *isBare = false;
                if (!quoted(&out))
                    return {};
            } else if (c == '\\' && isEnd()) {
                return {};
            } else {
                out += c == '\\' ? pop() : c;
            }
        }
        return isEnd() ? std::nullopt : std::optional(out);
    }

    std::optional<qint64> number()
    {
        const qsizetype begin = m_at;
        takes('-');
        while (!isEnd() && std::isdigit(uchar(next())))
            ++m_at;
        bool isNumber = false;
        const qint64 value = m_text.sliced(begin, m_at - begin).toByteArray().toLongLong(&isNumber);
        return isNumber ? std::optional(value) : std::nullopt;
    }

    std::optional<Range> range()
    {
        Range out;
        if (takes("empty")) {
            out.isEmpty = true;
            return out;
        }
        out.hasLower = next() == '[';
        if (!takes('[') && !takes('('))
            return {};
        bool isBare = true;
        const auto lower = part(",", &isBare);
        if (!lower)
            return {};
        if (!isBare || !lower->isEmpty())
            out.lower = lower;
        ++m_at;
        const auto upper = part(")]", &isBare);
        if (!upper)
            return {};
        if (!isBare || !upper->isEmpty())
            out.upper = upper;
        out.hasUpper = pop() == ']';
        return out;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

class ArrayReader
{
public:
    ArrayReader(QByteArrayView text, char delimiter, qint64 most, std::stop_token stop)
        : m_in(text), m_delimiter(delimiter), m_most(most), m_stop(std::move(stop))
    {}

    std::optional<Array> read()
    {
        m_in.skipBlanks();
        if (m_in.next() == '[' && !bounds())
            return {};
        if (!m_in.takes('{') || !list(&m_array.items, 1))
            return {};
        m_in.skipBlanks();
        return m_in.isEnd() ? std::optional(std::move(m_array)) : std::nullopt;
    }

private:
    bool bounds() // [0:2][1:3]=
    {
        while (m_in.takes('[')) {
            const auto lower = m_in.number();
            if (!lower || !m_in.takes(':') || !m_in.number() || !m_in.takes(']'))
                return false;
            m_array.lower << *lower;
        }
        return m_in.takes('=');
    }

    bool list(QList<Item> *items, int depth) // behind its {
    {
        m_in.skipBlanks();
        if (m_in.takes('}'))
            return depth == 1; // only the whole may be empty
        for (;;) {
            if ((m_array.count & 0xFFF) == 0 && m_stop.stop_requested())
                return false;
            Item item;
            if (!element(&item, depth))
                return false;
            if (item.isList ? !item.items.isEmpty() : m_array.count <= m_most)
                items->append(std::move(item));
            m_in.skipBlanks();
            if (m_in.takes('}'))
                return true;
            if (!m_in.takes(m_delimiter))
                return false;
        }
    }

    bool element(Item *item, int depth)
    {
        m_in.skipBlanks();
        if (m_in.takes('{')) {
            item->isList = true;
            return depth < mostDimensions && list(&item->items, depth + 1);
        }
        ++m_array.count;
        if (m_in.takes('"'))
            return m_in.quoted(&item->text);
        bool isEscaped = false;
        while (!m_in.isEnd() && m_in.next() != m_delimiter && m_in.next() != '}') {
            char c = m_in.pop();
            if (c == '"' || c == '{')
                return false;
            if (c == '\\') {
                if (m_in.isEnd())
                    return false;
                isEscaped = true;
                c = m_in.pop();
            }
            item->text += c;
        }
        if (!isEscaped && item->text == "NULL") {
            item->isNull = true;
            item->text.clear();
        }
        return item->isNull || !item->text.isEmpty();
    }

    Reader m_in;
    char m_delimiter;
    qint64 m_most;
    std::stop_token m_stop;
    Array m_array;
};

} // namespace

std::optional<Array> array(QByteArrayView text, char delimiter, qint64 most, std::stop_token stop)
{
    return ArrayReader(text, delimiter, most, std::move(stop)).read();
}

std::optional<QList<Item>> composite(QByteArrayView text)
{
    Reader in(text);
    if (!in.takes('('))
        return {};
    QList<Item> items;
    for (;;) {
        bool isBare = true;
        const auto part = in.part(",)", &isBare);
        if (!part)
            return {};
        items << Item{*part, isBare && part->isEmpty(), false, {}};
        if (in.pop() == ')')
            return in.isEnd() ? std::optional(items) : std::nullopt;
    }
}

std::optional<Range> range(QByteArrayView text)
{
    Reader in(text);
    const auto found = in.range();
    return found && in.isEnd() ? found : std::nullopt;
}

std::optional<QList<Range>> multirange(QByteArrayView text)
{
    Reader in(text);
    QList<Range> ranges;
    if (!in.takes('{'))
        return {};
    while (!in.takes('}')) {
        if (!ranges.isEmpty() && !in.takes(','))
            return {};
        const auto found = in.range();
        if (!found)
            return {};
        ranges << *found;
    }
    return in.isEnd() ? std::optional(ranges) : std::nullopt;
}

std::optional<QList<Pair>> hstore(QByteArrayView text)
{
    Reader in(text);
    QList<Pair> pairs;
    while (!in.isEnd()) {
        Pair pair;
        if ((!pairs.isEmpty() && !in.takes(", ")) || !in.takes('"') || !in.quoted(&pair.key) || !in.takes("=>"))
            return {};
        pair.isNull = in.takes("NULL");
        if (!pair.isNull && (!in.takes('"') || !in.quoted(&pair.value)))
            return {};
        pairs << pair;
    }
    return pairs;
}

std::optional<QList<Pair>> tsvector(QByteArrayView text)
{
    Reader in(text);
    QList<Pair> lexemes;
    while (!in.isEnd()) {
        Pair lexeme;
        if ((!lexemes.isEmpty() && !in.takes(' ')) || !in.takes('\'') || !in.quoted(&lexeme.key, '\''))
            return {};
        if (in.takes(':'))
            while (!in.isEnd() && in.next() != ' ')
                lexeme.value += in.pop();
        lexemes << lexeme;
    }
    return lexemes;
}

} // namespace oriel::pgtext
