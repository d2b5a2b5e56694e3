// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/envtext.h"

#include <QByteArrayView>

#include <algorithm>

namespace oriel {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }
bool isBreak(char c) { return c == '\n' || c == '\r'; }

class EnvReader final
{
public:
    explicit EnvReader(const QByteArray &text) : m_text(text) {}

    QList<EnvBinding> all()
    {
        if (m_text.startsWith("\xEF\xBB\xBF"))
            m_at = 3;
        QList<EnvBinding> bindings;
        for (;;) {
            while (m_at < m_text.size() && (isBlank(m_text.at(m_at)) || isBreak(m_text.at(m_at))))
                ++m_at;
            if (m_at >= m_text.size())
                return bindings;
            bindings.append(next());
        }
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text.at(m_at) : '\0'; }
    bool isAtEnd() const { return m_at >= m_text.size(); }
    void skipBlanks()
    {
        while (isBlank(peek()))
            ++m_at;
    }
    void skipLine()
    {
        while (!isAtEnd() && !isBreak(peek()))
            ++m_at;
    }

    EnvBinding next()
    {
        EnvBinding binding;
        binding.start = m_at;
        const bool isRead = peek() == '#' || (readKey(binding) && readValue(binding));
        if (isRead)
            skipBlanks();
        if (isRead && peek() == '#')
            skipLine();
        if (!isRead || (!isAtEnd() && !isBreak(peek()))) { // python-dotenv leaves such a line out and goes on behind it
            m_at = isRead ? m_at : binding.start;
            skipLine();
            binding = {{}, {}, m_text.mid(binding.start, m_at - binding.start), 0, 0, 0, binding.start, false, true};
        }
        return binding;
    }

    bool readKey(EnvBinding &binding)
    {
        if (m_text.mid(m_at, 6) == "export" && m_at + 6 < m_text.size() && isBlank(m_text.at(m_at + 6))) {
            m_at += 6;
            skipBlanks();
        }
        const qsizetype from = m_at;
        if (peek() == '\'') {
            m_at = m_text.indexOf('\'', from + 1) + 1;
            if (m_at <= from + 2)
                return false;
            binding.name = m_text.mid(from + 1, m_at - from - 2);
        } else {
            while (!isAtEnd() && !isBlank(peek()) && !isBreak(peek()) && peek() != '=' && peek() != '#')
                ++m_at;
            binding.name = m_text.mid(from, m_at - from);
        }
        binding.keyEnd = binding.at = binding.end = m_at;
        return !binding.name.isEmpty();
    }

    bool readValue(EnvBinding &binding)
    {
        skipBlanks();
        if (peek() != '=')
            return true;
        ++m_at;
        skipBlanks();
        binding.hasValue = true;
        binding.at = m_at;
        const bool isRead = peek() == '\'' || peek() == '"' ? readQuoted(binding) : readPlain(binding);
        binding.end = m_at;
        return isRead;
    }

    // The regular expression '((?:\\'|[^'])*)' as it backtracks: a quote behind a backslash ends the value only where no other
    // does, even behind two.
    bool readQuoted(EnvBinding &binding)
    {
        const char quote = peek();
        const qsizetype from = ++m_at;
        qsizetype lastEscaped = -1;
        for (; !isAtEnd() && peek() != quote; ++m_at)
            if (peek() == '\\' && m_text.mid(m_at + 1, 1) == QByteArrayView(&quote, 1))
                lastEscaped = ++m_at;
        if (isAtEnd() && lastEscaped < 0)
            return false;
        if (isAtEnd())
            m_at = lastEscaped;
        binding.value = unescaped(m_text.mid(from, m_at - from), quote);
        ++m_at;
        return true;
    }

    static QByteArray unescaped(const QByteArray &text, char quote)
    {
        const QByteArray from = quote == '"' ? "\\'\"abfnrtv" : "\\'", to = quote == '"' ? "\\'\"\a\b\f\n\r\t\v" : "\\'";
        QByteArray plain;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const auto known = text.at(i) == '\\' && i + 1 < text.size() ? from.indexOf(text.at(i + 1)) : -1;
            plain += known >= 0 ? to.at(known) : text.at(i);
            i += known >= 0;
        }
        return plain;
    }

    bool readPlain(EnvBinding &binding)
    {
        const qsizetype from = m_at;
        skipLine();
        for (qsizetype i = from + 1; i < m_at; ++i)
            if (m_text.at(i) == '#' && isBlank(m_text.at(i - 1)))
                m_at = i;
        while (m_at > from && isBlank(m_text.at(m_at - 1)))
            --m_at;
        binding.value = m_text.mid(from, m_at - from);
        return true;
    }

    const QByteArray m_text;
    qsizetype m_at = 0;
};

QByteArray notNull(const QByteArray &text) { return text.isNull() ? QByteArray("") : text; }

// \$\{(?P<name>[^\}:]*)(?::-(?P<default>[^\}]*))?\}
QByteArray resolved(const QByteArray &text, const std::function<QByteArray(const QByteArray &, const QByteArray &)> &lookUp)
{
    QByteArray plain;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.mid(at, 2) == "${" ? text.indexOf('}', at) : -1;
        const QByteArray inside = end < 0 ? QByteArray() : text.mid(at + 2, end - at - 2);
        const qsizetype colon = inside.indexOf(':');
        if (end < 0 || (colon >= 0 && inside.mid(colon, 2) != ":-")) {
            plain += text.at(at++);
            continue;
        }
        plain += colon < 0 ? lookUp(inside, {}) : lookUp(inside.left(colon), inside.mid(colon + 2));
        at = end + 1;
    }
    return plain;
}

} // namespace

QList<EnvBinding> envBindings(const QByteArray &text) { return EnvReader(text).all(); }

QList<QPair<QString, QByteArray>> envValues(const QByteArray &text,
                                            const std::function<QByteArray(const QByteArray &name)> &environment)
{
    QList<QPair<QString, QByteArray>> values; // null: a name without a value
    const auto find = [&](const QString &name) { return std::ranges::find(values, name, &QPair<QString, QByteArray>::first); };
    const auto lookUp = [&](const QByteArray &name, const QByteArray &fallback) {
        const auto above = find(QString::fromUtf8(name));
        const QByteArray known = above != values.end() ? notNull(above->second) : environment(name);
        return known.isNull() ? fallback : known;
    };
    for (const EnvBinding &binding : envBindings(text)) {
        const QString name = QString::fromUtf8(binding.name);
        if (binding.isBroken || name.isEmpty())
            continue;
        const QByteArray value = binding.hasValue ? notNull(resolved(binding.value, lookUp)) : QByteArray();
        if (const auto old = find(name); old != values.end())
            old->second = value;
        else
            values.append({name, value});
    }
    values.removeIf([](const auto &value) { return value.second.isNull(); });
    return values;
}

} // namespace oriel
