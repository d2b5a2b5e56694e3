// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/shellwords.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ShellLine)
};

Error unreadable(const QString &message) { return {message, u"conninfo"_s, {}}; }

// Reads one line of words; a member per thing that bash distinguishes.
class ShellReader final
{
public:
    explicit ShellReader(const QString &text) : m_text(text) {}

    Result<ShellLine> read()
    {
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c.isSpace())
                endWord();
            if (u"|&;<>"_s.contains(c) || (c == u'\n' && !std::ranges::all_of(m_words, isShellPrefix))) {
                m_rest = m_text.sliced(m_at).trimmed();
                break;
            }
            if (!m_hasWord && c == u'#') {
                m_rest = m_text.sliced(m_at).trimmed();
                break;
            }
            if (c.isSpace())
                ++m_at;
            else if (const auto taken = take(c); !taken)
                return std::unexpected(taken.error());
        }
        endWord();
        return ShellLine{m_words, m_rest};
    }

private:
    void endWord()
    {
        if (m_hasWord)
            m_words.append(m_word);
        m_word.clear();
        m_hasWord = false;
    }

    Result<> take(QChar c)
    {
        m_hasWord = true;
        if (c == u'\'')
            return takeSingle();
        if (c == u'"')
            return takeDouble();
        if (c == u'$' || c == u'`')
            return takeDollar();
        if (c == u'\\') {
            if (m_text.mid(m_at + 1, 1) != "\n"_L1)
                m_word += m_text.mid(m_at + 1, 1);
            else
                m_hasWord = !m_word.isEmpty();
            m_at += 2;
            return {};
        }
        m_word += c;
        ++m_at;
        return {};
    }

    Result<> takeSingle()
    {
        const qsizetype end = m_text.indexOf(u'\'', m_at + 1);
        if (end < 0)
            return std::unexpected(unreadable(Words::tr("A quote ' is opened and never closed.")));
        m_word += m_text.sliced(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return {};
    }

    Result<> takeDouble()
    {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == u'"') {
                ++m_at;
                return {};
            }
            if (c == u'$' || c == u'`') {
                if (const auto dollar = takeDollar(); !dollar)
                    return dollar;
                --m_at;
            } else if (c == u'\\' && m_at + 1 < m_text.size() && u"$`\"\\\n"_s.contains(m_text.at(m_at + 1))) {
                if (m_text.at(++m_at) != u'\n')
                    m_word += m_text.at(m_at);
            } else {
                m_word += c;
            }
        }
        return std::unexpected(unreadable(Words::tr("A quote \" is opened and never closed.")));
    }

    Result<> takeDollar()
    {
        const QChar next = m_at + 1 < m_text.size() ? m_text.at(m_at + 1) : QChar(u' ');
        if (m_text.at(m_at) == u'`' || next == u'(' || next == u'\'')
            return std::unexpected(
                unreadable(Words::tr("The line holds a command or $'…', which Oriel does not run. Paste its result.")));
        if (next == u'{' || next == u'_' || next.isLetterOrNumber()) {
            qsizetype end = m_at + (next == u'{' ? 2 : 1);
            while (end < m_text.size() && (m_text.at(end) == u'_' || m_text.at(end).isLetterOrNumber()))
                ++end;
            const QString name = m_text.sliced(m_at, end - m_at).remove(u'{');
            return std::unexpected(
                unreadable(Words::tr("The line takes %1 from your shell. Paste its value instead (echo \"%1\").").arg(name)));
        }
        m_word += m_text.at(m_at++);
        return {};
    }

    const QString m_text;
    qsizetype m_at = 0;
    QStringList m_words;
    QString m_word, m_rest;
    bool m_hasWord = false;
};

} // namespace

QString shellQuoted(const QString &word)
{
    const auto isPlain = [](QChar c) { return c.isLetterOrNumber() || u"_-./+,:@%="_s.contains(c); };
    return !word.isEmpty() && std::ranges::all_of(word, isPlain) ? word
                                                                 : u'\'' + QString(word).replace(u'\'', "'\\''"_L1) + u'\'';
}

bool isShellPrefix(const QString &word)
{
    static const QRegularExpression prefix(u"^(?:[A-Za-z_][A-Za-z0-9_]*=.*|export|env)$"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    return prefix.match(word).hasMatch();
}

Result<ShellLine> shellWords(const QString &text) { return ShellReader(text).read(); }

} // namespace oriel
