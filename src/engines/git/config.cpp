// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace oriel::git {

namespace {

constexpr int deepest = 10; // includes within includes, as git has it

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isNameCharacter(char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '-'; }

class Reader final
{
public:
    explicit Reader(const QByteArray &text) : m_text(text) { m_at = text.startsWith("\xef\xbb\xbf") ? 3 : 0; }

    std::optional<QList<Setting>> read()
    {
        QList<Setting> settings;
        for (;;) {
            while (isSpace(peek()) || peek() == '\n')
                ++m_at;
            if (m_at >= m_text.size())
                return settings;
            if (peek() == '#' || peek() == ';')
                skipLine();
            else if (peek() == '[') {
                if (!readSection())
                    return {};
            } else if (auto setting = readSetting()) {
                settings += *setting;
            } else {
                return {};
            }
        }
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    char next() { return m_at < m_text.size() ? m_text[m_at++] : '\0'; }
    void skipLine()
    {
        while (m_at < m_text.size() && next() != '\n')
            ;
    }
    bool readSection() // [name] [name "sub"] [name.sub]
    {
        ++m_at;
        m_section.clear();
        while (isNameCharacter(peek()) || peek() == '.')
            m_section += next();
        m_section = m_section.toLower();
        if (isSpace(peek())) {
            while (isSpace(peek()))
                ++m_at;
            if (next() != '"')
                return false;
            m_section += '.';
            for (char c = next(); c != '"'; c = next()) {
                if (c == '\\')
                    c = next();
                if (c == '\n' || m_at >= m_text.size())
                    return false;
                m_section += c;
            }
        }
        return !m_section.isEmpty() && next() == ']';
    }
    std::optional<Setting> readSetting()
    {
        Setting setting;
        while (isNameCharacter(peek()))
            setting.key += next();
        if (setting.key.isEmpty() || !isLetter(setting.key[0]))
            return {};
        setting.key = (m_section.isEmpty() ? QByteArray() : m_section + '.') + setting.key.toLower();
        while (isSpace(peek()))
            ++m_at;
        if (m_at >= m_text.size() || peek() == '\n') {
            setting.value = "true";
            return setting;
        }
        if (next() != '=' || !readValue(setting.value))
            return {};
        return setting;
    }
    bool readValue(QByteArray &value)
    {
        while (isSpace(peek()))
            ++m_at;
        bool isQuoted = false;
        qsizetype kept = 0; // blanks after it are cut off unless more follows
        while (m_at < m_text.size()) {
            char c = next();
            if (c == '\n') {
                if (isQuoted)
                    return false;
                break;
            }
            if (!isQuoted && (c == '#' || c == ';')) {
                skipLine();
                break;
            }
            if (c == '"') {
                isQuoted = !isQuoted;
                kept = value.size();
                continue;
            }
            if (c == '\\') {
                c = next();
                if (c == '\r' && peek() == '\n')
                    c = next();
                if (c == '\n')
                    continue;
                static constexpr QByteArrayView names = "tnb\\\"", meanings = "\t\n\b\\\"";
                const qsizetype which = names.indexOf(c);
                if (which < 0)
                    return false;
                value += meanings[which];
                kept = value.size();
                continue;
            }
            value += c;
            if (isQuoted || !isSpace(c))
                kept = value.size();
        }
        value.truncate(kept);
        return !isQuoted;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    QByteArray m_section;
};

QByteArray includedPath(const QByteArray &value, const QByteArray &from)
{
    if (value.startsWith("~/"))
        return qgetenv("HOME") + value.sliced(1);
    return value.startsWith('/') ? value : from.left(from.lastIndexOf('/') + 1) + value;
}

void collect(const QByteArray &path, int depth, QList<Setting> &into)
{
    const auto text = readFile(path);
    if (!text)
        return;
    const auto settings = readSettings(*text);
    if (!settings) {
        into += Setting{"", *text};
        return;
    }
    for (const Setting &setting : *settings) {
        into += setting;
        const bool isInclude =
            setting.key == "include.path" || (setting.key.startsWith("includeif.") && setting.key.endsWith(".path"));
        if (isInclude && depth < deepest)
            collect(includedPath(setting.value, path), depth + 1, into);
    }
}

} // namespace

std::expected<QByteArray, int> readFile(const QByteArray &path, qint64 most)
{
    const int file = ::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return std::unexpected(errno);
    struct stat facts = {};
    std::expected<QByteArray, int> bytes;
    if (::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        bytes = std::unexpected(EISDIR);
    } else {
        char piece[16 * 1024];
        ssize_t count = 0;
        while ((count = ::read(file, piece, sizeof piece)) > 0 && bytes->size() <= most)
            bytes->append(piece, count);
        if (count < 0)
            bytes = std::unexpected(errno);
        else if (bytes->size() > most)
            bytes = std::unexpected(EFBIG);
    }
    ::close(file);
    return bytes;
}

std::optional<QList<Setting>> readSettings(const QByteArray &text) { return Reader(text).read(); }

bool isTrue(const QByteArray &value)
{
    const QByteArray word = value.toLower();
    bool isNumber = false;
    return word == "true" || word == "yes" || word == "on" || (word.toLongLong(&isNumber) != 0 && isNumber);
}

QList<Setting> settingsOf(const QByteArray &path)
{
    QList<Setting> settings;
    collect(path, 0, settings);
    return settings;
}

} // namespace oriel::git
