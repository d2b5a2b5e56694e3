// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/curlwords.h"

#include "engines/http/imports.h"

#include <QRegularExpression>

#include <cstring>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isNamePart(char c) { return isNameStart(c) || (c >= '0' && c <= '9'); }
bool isHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Reads the text once; a member per thing that bash distinguishes (bash(1): QUOTING, REDIRECTION).
class BashReader final
{
public:
    explicit BashReader(const QByteArray &text) : m_text(text) {}

    Result<ShellText> read()
    {
        while (m_at < m_text.size()) {
            if (const auto taken = takeNext(); !taken)
                return std::unexpected(taken.error());
        }
        endWord();
        endCommand(false);
        return m_read;
    }

private:
    char at(qsizetype place) const { return place < m_text.size() ? m_text[place] : '\0'; }
    int line()
    {
        const qsizetype end = std::min(m_at, m_text.size());
        for (; m_counted < end; ++m_counted)
            m_line += m_text[m_counted] == '\n';
        return m_line;
    }
    std::unexpected<Error> wrong(const QString &message) { return std::unexpected(unreadable(u"curl"_s, message, line())); }

    Result<> takeNext()
    {
        const char c = m_text[m_at];
        if (c == '\\' && (at(m_at + 1) == '\n' || (at(m_at + 1) == '\r' && at(m_at + 2) == '\n'))) {
            m_at += at(m_at + 1) == '\n' ? 2 : 3;
            return {};
        }
        if (c == ' ' || c == '\t' || c == '\r') {
            endWord();
            ++m_at;
            return {};
        }
        if (c == '\n') {
            endWord();
            ++m_at;
            return takeDocuments();
        }
        if (c == '#' && !m_hasWord) {
            const qsizetype end = m_text.indexOf('\n', m_at);
            m_at = end < 0 ? m_text.size() : end;
            return {};
        }
        if (std::strchr("|&;()<>", c))
            return takeOperator();
        return takePart();
    }

    void begin()
    {
        if (m_command.words.isEmpty() && !m_hasWord)
            m_command.line = line();
        m_hasWord = true;
    }

    Result<> takePart()
    {
        begin();
        const char c = m_text[m_at];
        if (c == '\'')
            return takeSingle();
        if (c == '"')
            return takeDouble();
        if (c == '$' || c == '`')
            return takeDollar(false);
        if (c == '\\') {
            if (m_at + 1 < m_text.size())
                m_word += m_text[m_at + 1];
            else
                m_word += '\\';
            m_at = std::min(m_at + 2, m_text.size());
            return {};
        }
        m_word += c;
        ++m_at;
        return {};
    }

    Result<> takeSingle()
    {
        const qsizetype end = m_text.indexOf('\'', m_at + 1);
        if (end < 0)
            return wrong(Imports::tr("A quote ' is opened and never closed."));
        m_word += m_text.sliced(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return {};
    }

    // isDocument: the text of a here-document, in which " means nothing.
    Result<> takeDouble(bool isDocument = false)
    {
        const qsizetype opened = m_at;
        for (++m_at; m_at < m_text.size();) {
            const char c = m_text[m_at];
            if (c == '"' && !isDocument) {
                ++m_at;
                return {};
            }
            if (c == '$' || c == '`') {
                if (const auto dollar = takeDollar(true); !dollar)
                    return dollar;
            } else if (c == '\\' && m_at + 1 < m_text.size() &&
                       std::strchr(isDocument ? "$`\\\n" : "\"$`\\\n", m_text[m_at + 1])) {
                if (m_text[m_at + 1] != '\n')
                    m_word += m_text[m_at + 1];
                m_at += 2;
            } else {
                m_word += c;
                ++m_at;
            }
        }
        if (isDocument)
            return {};
        m_at = opened;
        return wrong(Imports::tr("A quote \" is opened and never closed."));
    }

    Result<> takeDollar(bool isQuoted)
    {
        const char next = at(m_at + 1);
        if (m_text[m_at] == '`' || next == '(')
            return wrong(Imports::tr("The line holds a command in $(…) or `…`, which Oriel does not run. Paste its result."));
        if (!isQuoted && next == '\'')
            return takeAnsi();
        if (!isQuoted && next == '"') {
            ++m_at;
            return takeDouble();
        }
        const bool isBraced = next == '{';
        qsizetype end = m_at + 1 + isBraced;
        if (!isNameStart(at(end)))
            return isBraced ? wrong(Imports::tr("The line holds ${…} with more than a name in it. Paste its value."))
                            : takePlain();
        while (isNamePart(at(end)))
            ++end;
        const QByteArray name = m_text.sliced(m_at + 1 + isBraced, end - m_at - 1 - isBraced);
        if (isBraced && at(end) != '}')
            return wrong(Imports::tr("The line holds ${…} with more than a name in it. Paste its value."));
        m_word += "{{" + name + "}}";
        if (!m_read.variables.contains(name))
            m_read.variables.append(name);
        m_at = end + isBraced;
        return {};
    }

    Result<> takePlain()
    {
        m_word += m_text[m_at++];
        return {};
    }

    // $'…': bash's ansicstr() in lib/sh/strtrans.c.
    Result<> takeAnsi()
    {
        const qsizetype opened = m_at;
        bool isCut = false; // \0, \c… of nothing: bash drops the rest of the quoted text
        for (m_at += 2; m_at < m_text.size();) {
            const char c = m_text[m_at++];
            if (c == '\'')
                return {};
            QByteArray part(1, c);
            if (c == '\\')
                part = takeEscape();
            isCut = isCut || part.contains('\0');
            if (!isCut)
                m_word += part;
        }
        m_at = opened;
        return wrong(Imports::tr("A quote $' is opened and never closed."));
    }

    quint32 takeDigits(int most, int base)
    {
        quint32 value = 0;
        for (int i = 0; i < most && isHexDigit(at(m_at)) && (base == 16 || (at(m_at) >= '0' && at(m_at) <= '7')); ++i)
            value = value * quint32(base) + QByteArray(1, m_text[m_at++]).toUInt(nullptr, base);
        return value;
    }

    QByteArray takeEscape()
    {
        static constexpr char from[] = "abeEfnrtv\\'\"?", to[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
        const char c = at(m_at);
        if (m_at >= m_text.size())
            return "\\";
        if (const char *found = std::strchr(from, c); found && c)
            return ++m_at, QByteArray(1, to[found - from]);
        if (c >= '0' && c <= '7')
            return QByteArray(1, char(takeDigits(3, 8)));
        const int most = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (most > 0 && isHexDigit(at(m_at + 1))) {
            ++m_at;
            const quint32 code = takeDigits(most, 16);
            return c == 'x' ? QByteArray(1, char(code)) : utf8Of(code);
        }
        if (c == 'c' && m_at + 1 < m_text.size()) {
            const char control = m_text[m_at + 1];
            m_at += 2;
            if (control == '\\' && at(m_at) == '\\')
                ++m_at;
            return QByteArray(1, control == '?' ? '\x7f' : char(toupper(static_cast<unsigned char>(control)) & 0x1f));
        }
        ++m_at;
        return QByteArray("\\") + c;
    }

    // Without a judgement, as bash does it: Chrome writes both halves of a surrogate pair as \uD83D\uDE00.
    QByteArray utf8Of(quint32 code)
    {
        if (code >= 0xd800 && code < 0xdc00 && at(m_at) == '\\' && at(m_at + 1) == 'u') {
            bool isSound = false;
            const uint low = m_text.mid(m_at + 2, 4).toUInt(&isSound, 16);
            if (isSound && low >= 0xdc00 && low < 0xe000) {
                m_at += 6;
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            }
        }
        if (code >= 0x110000)
            code = 0xfffd;
        return QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1).toUtf8();
    }

    Result<> takeOperator()
    {
        const char c = m_text[m_at];
        if (c == '<' || c == '>')
            return takeRedirection();
        if (c == '&' && at(m_at + 1) == '>') {
            endWord();
            ++m_at;
            return takeRedirection();
        }
        endWord();
        const bool isPipe = c == '|' && at(m_at + 1) != '|';
        while (m_at < m_text.size() && (m_text[m_at] == c || (isPipe && m_text[m_at] == '&')))
            ++m_at;
        endCommand(isPipe);
        return {};
    }

    Result<> takeRedirection()
    {
        if (m_hasWord && m_word.size() == 1 && m_word[0] >= '0' && m_word[0] <= '9') { // 2>file
            m_word.clear();
            m_hasWord = false;
        }
        endWord();
        qsizetype end = m_at;
        while (at(end) == '<' || at(end) == '>' || at(end) == '&' || at(end) == '|')
            ++end;
        if (at(m_at) == '<' && at(m_at + 1) == '<' && at(m_at + 2) == '-')
            ++end;
        m_redirection = m_text.sliced(m_at, end - m_at);
        m_at = end;
        return {};
    }

    void endWord()
    {
        if (!m_hasWord)
            return;
        m_hasWord = false;
        if (m_redirection.isEmpty()) {
            m_command.words.append(m_word);
        } else if (m_redirection == "<<<") {
            m_command.input = m_word + '\n';
        } else if (m_redirection.startsWith("<<")) {
            m_documents.append({m_word, m_redirection == "<<-", wasQuoted(), m_read.commands.size()});
        } else if (m_redirection.startsWith('<')) {
            m_command.readsFile = true;
        } else if (!m_redirection.endsWith('&') && m_word != "/dev/null") {
            m_command.written.append(m_word);
        }
        m_redirection.clear();
        m_word.clear();
    }

    bool wasQuoted() const { return m_at > 0 && (m_text[m_at - 1] == '\'' || m_text[m_at - 1] == '"'); }

    Result<> takeDocuments()
    {
        for (const Document &document : std::exchange(m_documents, {})) {
            QByteArray input;
            for (bool isOpen = true; isOpen;) {
                if (m_at >= m_text.size())
                    return wrong(
                        Imports::tr("The here-document has no line “%1” that ends it.").arg(QString::fromUtf8(document.end)));
                qsizetype end = m_text.indexOf('\n', m_at);
                end = end < 0 ? m_text.size() : end;
                QByteArray line = m_text.sliced(m_at, end - m_at);
                m_at = std::min(end + 1, m_text.size());
                while (document.isIndented && line.startsWith('\t'))
                    line.remove(0, 1);
                isOpen = line != document.end;
                if (isOpen)
                    input += line + '\n';
            }
            if (!document.isQuoted) {
                BashReader inner(input);
                inner.m_at = -1;
                if (const auto taken = inner.takeDouble(true); !taken)
                    return std::unexpected(unreadable(u"curl"_s, taken.error().message, line()));
                input = inner.m_word;
                m_read.variables += inner.m_read.variables;
            }
            (document.command < m_read.commands.size() ? m_read.commands[document.command] : m_command).input = input;
        }
        endCommand(false);
        return {};
    }

    void endCommand(bool isPipe)
    {
        m_redirection.clear();
        if (!m_command.words.isEmpty())
            m_read.commands.append(m_command);
        m_command = {};
        m_command.isPiped = isPipe;
    }

    struct Document
    {
        QByteArray end;
        bool isIndented, isQuoted;
        qsizetype command; // the one that reads it
    };

    const QByteArray m_text;
    qsizetype m_at = 0, m_counted = 0;
    int m_line = 1;
    ShellText m_read;
    ShellCommand m_command;
    QByteArray m_word, m_redirection;
    bool m_hasWord = false;
    QList<Document> m_documents;
};

// cmd.exe first: ^ escapes outside quotes, a line end behind it is skipped; the rest is left to the C library's rules.
class CmdReader final
{
public:
    explicit CmdReader(const QByteArray &text) : m_text(QByteArray(text).replace("\r\n", "\n")) {}

    Result<ShellText> read()
    {
        QByteArray line;
        int first = 1, now = 1;
        bool isQuoted = false;
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            char c = m_text[i];
            now += c == '\n';
            if (c == '^' && !isQuoted && i + 1 < m_text.size()) {
                c = m_text[++i];
                if (c == '\n') {
                    ++now;
                    if (i + 1 >= m_text.size())
                        break;
                    c = m_text[++i]; // what follows the skipped line end is taken as it is
                    now += c == '\n';
                }
                line += c;
            } else if (c == '\n' || (!isQuoted && std::strchr("&|<>", c))) {
                end(line, first);
                first = now;
                isQuoted = false;
            } else {
                isQuoted = isQuoted != (c == '"');
                line += c;
            }
        }
        end(line, first);
        return m_read;
    }

private:
    // Microsoft's rules for arguments: 2n \ before " are n, one more is a ", "" inside quotes is a ".
    void end(QByteArray &line, int number)
    {
        ShellCommand command{.line = number};
        QByteArray word;
        bool isQuoted = false, hasWord = false;
        for (qsizetype i = 0; i < line.size(); ++i) {
            qsizetype slashes = 0;
            while (i < line.size() && line[i] == '\\')
                ++slashes, ++i, hasWord = true;
            const bool isQuote = i < line.size() && line[i] == '"';
            word += QByteArray(isQuote ? slashes / 2 : slashes, '\\');
            if (i >= line.size())
                break;
            if (isQuote && slashes % 2 == 1) {
                word += '"';
            } else if (isQuote) {
                hasWord = true;
                if (isQuoted && i + 1 < line.size() && line[i + 1] == '"')
                    word += line[++i];
                else
                    isQuoted = !isQuoted;
            } else if (!isQuoted && (line[i] == ' ' || line[i] == '\t')) {
                if (hasWord || !word.isEmpty())
                    command.words.append(word);
                word.clear();
                hasWord = false;
            } else {
                word += line[i];
                hasWord = true;
            }
        }
        if (hasWord || !word.isEmpty())
            command.words.append(word);
        if (!command.words.isEmpty())
            m_read.commands.append(command);
        line.clear();
    }

    const QByteArray m_text;
    ShellText m_read;
};

} // namespace

Result<ShellText> bashCommands(const QByteArray &text) { return BashReader(text).read(); }
Result<ShellText> cmdCommands(const QByteArray &text) { return CmdReader(text).read(); }

bool looksLikeCmd(const QByteArray &text)
{
    static const QRegularExpression cmd(u"\\A\\s*curl(?:\\.exe)?[ \\t](?:[^\\n']*\\^[ \\t]*\\r?$|[^\\n']*[ \\t]\\^\")"_s,
                                        QRegularExpression::MultilineOption);
    return cmd.match(QString::fromUtf8(text)).hasMatch();
}

} // namespace oriel::http
