// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/ignore.h"

#include <QFile>
#include <QVarLengthArray>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace oriel::project {
namespace {

constexpr qint64 mostBytes = 16 * 1024 * 1024; // of one file with rules

bool isSpecial(char c) { return c == '*' || c == '?' || c == '[' || c == '\\'; }

std::optional<std::bitset<256>> namedClass(QByteArrayView name) // ASCII only, as git's ctype
{
    const auto isAlpha = [](int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto isDigit = [](int c) { return c >= '0' && c <= '9'; };
    const auto isSpace = [](int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    const auto isPrint = [](int c) { return c >= 0x20 && c < 0x7f; };
    const std::array<std::pair<QByteArrayView, std::function<bool(int)>>, 12> known{{
        {"alnum", [=](int c) { return isAlpha(c) || isDigit(c); }},
        {"alpha", isAlpha},
        {"blank", [](int c) { return c == ' ' || c == '\t'; }},
        {"cntrl", [](int c) { return c < 0x20 || c == 0x7f; }},
        {"digit", isDigit},
        {"graph", [=](int c) { return isPrint(c) && !isSpace(c); }},
        {"lower", [](int c) { return c >= 'a' && c <= 'z'; }},
        {"print", isPrint},
        {"punct", [=](int c) { return isPrint(c) && c != ' ' && !isAlpha(c) && !isDigit(c); }},
        {"space", isSpace},
        {"upper", [](int c) { return c >= 'A' && c <= 'Z'; }},
        {"xdigit", [=](int c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }},
    }};
    const auto it = std::ranges::find(known, name, [](const auto &one) { return one.first; });
    if (it == known.end())
        return std::nullopt;
    std::bitset<256> bytes;
    for (int c = 0; c < 256; ++c)
        bytes.set(std::size_t(c), it->second(c));
    return bytes;
}

// A bracket expression from behind its '['; `at` is left behind its ']'. Nothing: it has no end.
std::optional<std::bitset<256>> classOf(QByteArrayView pattern, qsizetype &at)
{
    const auto byteAt = [&](qsizetype i) { return i < pattern.size() ? uchar(pattern[i]) : uchar(0); };
    std::bitset<256> bytes;
    const bool isNegated = byteAt(at) == '!' || byteAt(at) == '^';
    if (isNegated)
        ++at;
    uchar before = 0; // what a range may begin with
    bool isFirst = true;
    for (; byteAt(at) != ']' || isFirst; ++at, isFirst = false) {
        uchar c = byteAt(at);
        if (c == 0)
            return std::nullopt;
        if (c == '-' && before != 0 && byteAt(at + 1) != 0 && byteAt(at + 1) != ']') {
            c = byteAt(++at);
            if (c == '\\')
                c = byteAt(++at);
            if (c == 0)
                return std::nullopt;
            for (int i = before; i <= c; ++i)
                bytes.set(std::size_t(i));
            before = 0;
            continue;
        }
        if (c == '[' && byteAt(at + 1) == ':') {
            const qsizetype end = pattern.indexOf(']', at + 2);
            if (end < 0)
                return std::nullopt;
            if (end > at + 2 && pattern[end - 1] == ':') {
                const auto named = namedClass(pattern.sliced(at + 2, end - at - 3));
                if (!named)
                    return std::nullopt;
                bytes |= *named;
                at = end;
                before = 0;
                continue;
            }
        } else if (c == '\\') {
            c = byteAt(++at);
            if (c == 0)
                return std::nullopt;
        }
        bytes.set(c);
        before = c;
    }
    ++at;
    if (isNegated)
        bytes.flip();
    bytes.reset('/');
    return bytes;
}

void trimSpaces(QByteArray &line) // at the end, but for those behind a backslash
{
    qsizetype end = 0;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == ' ')
            continue;
        end = i + 1;
    }
    line.truncate(end);
}

QByteArray textOf(const QByteArray &path, int flags)
{
    const int file = ::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    QByteArray text;
    struct stat facts{};
    if (file >= 0 && ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size <= mostBytes) {
        text.resize(facts.st_size);
        text.truncate(std::max<ssize_t>(0, ::read(file, text.data(), std::size_t(text.size()))));
    }
    if (file >= 0)
        ::close(file);
    return text;
}

} // namespace

void IgnoreRules::add(QByteArrayView text, const QByteArray &base)
{
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        QByteArray line = (end < 0 ? text : text.first(end)).toByteArray();
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        if (line.endsWith('\r'))
            line.chop(1);
        if (const qsizetype nul = line.indexOf('\0'); nul >= 0)
            line.truncate(nul);
        if (line.startsWith('#'))
            continue;
        trimSpaces(line);
        if (!line.isEmpty())
            m_rules.push_back(ruleOf(line, base));
    }
}

void IgnoreRules::addFolder(const QByteArray &top, const QByteArray &base)
{
    add(textOf(top + '/' + base + (base.isEmpty() ? "" : "/") + ".gitignore", O_NOFOLLOW), base);
}

void IgnoreRules::addFile(const QByteArray &path) { add(textOf(path, 0)); }

IgnoreRules::Rule IgnoreRules::ruleOf(QByteArray line, const QByteArray &base)
{
    Rule rule{.base = base};
    rule.isNegative = line.startsWith('!');
    if (rule.isNegative)
        line.remove(0, 1);
    rule.isForFolders = line.endsWith('/');
    if (rule.isForFolders)
        line.chop(1);
    rule.isForNames = !line.contains('/');
    if (!rule.isForNames && line.startsWith('/'))
        line.remove(0, 1);
    const auto special = std::ranges::find_if(line, isSpecial);
    rule.literal = line.first(special - line.begin());
    rule.isBroken = line.isEmpty() || !compile(QByteArrayView(line).sliced(rule.literal.size()), rule.tokens);
    return rule;
}

// False: no text matches it.
bool IgnoreRules::compile(QByteArrayView pattern, std::vector<Token> &tokens)
{
    using Kind = Token::Kind;
    for (qsizetype at = 0; at < pattern.size();) {
        const char c = pattern[at++];
        if (c == '?') {
            tokens.push_back({Kind::Any});
        } else if (c == '[') {
            const auto bytes = classOf(pattern, at);
            if (!bytes)
                return false;
            tokens.push_back({Kind::Class, 0, *bytes});
        } else if (c == '*') {
            const qsizetype start = at - 1;
            while (at < pattern.size() && pattern[at] == '*')
                ++at;
            const QByteArrayView rest = pattern.sliced(at);
            const bool isDeep = at - start > 1 && (start == 0 || pattern[start - 1] == '/') &&
                                (rest.isEmpty() || rest.startsWith('/') || rest.startsWith("\\/"));
            if (isDeep && rest.startsWith('/')) {
                tokens.push_back({Kind::Folders});
                ++at;
            } else {
                tokens.push_back({isDeep ? Kind::Deep : Kind::Star});
            }
        } else {
            if (c == '\\' && at == pattern.size())
                return false;
            tokens.push_back({Kind::Byte, c == '\\' ? pattern[at++] : c});
        }
    }
    return true;
}

// Every place in the text that the tokens so far can end at, token by token: time is their product, whatever the pattern.
bool IgnoreRules::matches(const std::vector<Token> &tokens, QByteArrayView text)
{
    using Kind = Token::Kind;
    const qsizetype size = text.size();
    QVarLengthArray<bool, 512> ends(size + 1), next(size + 1);
    std::ranges::fill(ends, false);
    ends[0] = true;
    for (const Token &token : tokens) {
        bool isAny = false, isOpen = false; // open: a star reaches to here
        for (qsizetype i = 0; i <= size; ++i) {
            const char last = i > 0 ? text[i - 1] : '\0';
            bool &is = next[i];
            switch (token.kind) {
            case Kind::Byte:
                is = i > 0 && ends[i - 1] && last == token.byte;
                break;
            case Kind::Any:
                is = i > 0 && ends[i - 1] && last != '/';
                break;
            case Kind::Class:
                is = i > 0 && ends[i - 1] && token.bytes.test(uchar(last));
                break;
            case Kind::Star:
                is = isOpen = ends[i] || (isOpen && last != '/');
                break;
            case Kind::Deep:
                is = isOpen = ends[i] || isOpen;
                break;
            case Kind::Folders:
                is = ends[i] || (isOpen && last == '/');
                isOpen = isOpen || ends[i];
                break;
            }
            isAny = isAny || is;
        }
        if (!isAny)
            return false;
        std::swap(ends, next);
    }
    return ends[size];
}

bool IgnoreRules::matches(const Rule &rule, QByteArrayView path, qsizetype name)
{
    if (rule.isBroken)
        return false;
    if (!rule.base.isEmpty()) {
        if (path.size() <= rule.base.size() + 1 || path[rule.base.size()] != '/' || !path.startsWith(rule.base))
            return false;
        if (!rule.isForNames)
            path = path.sliced(rule.base.size() + 1);
    }
    if (rule.isForNames)
        path = path.sliced(name);
    if (!path.startsWith(rule.literal))
        return false;
    path = path.sliced(rule.literal.size());
    return rule.tokens.empty() ? path.isEmpty() : matches(rule.tokens, path);
}

IgnoreRules::Verdict IgnoreRules::verdict(const QByteArray &path, bool isFolder) const
{
    const qsizetype name = path.lastIndexOf('/') + 1;
    for (auto rule = m_rules.rbegin(); rule != m_rules.rend(); ++rule)
        if ((isFolder || !rule->isForFolders) && matches(*rule, path, name))
            return rule->isNegative ? Verdict::Kept : Verdict::Ignored;
    return Verdict::None;
}

bool IgnoreRules::isIgnored(const QByteArray &path, bool isFolder) const
{
    for (qsizetype slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1))
        if (verdict(path.first(slash), true) == Verdict::Ignored)
            return true;
    return verdict(path, isFolder) == Verdict::Ignored;
}

QByteArrayList commonIgnoreFiles(const QByteArray &commonDir)
{
    const QByteArray config = qgetenv("XDG_CONFIG_HOME");
    QByteArrayList files{(config.isEmpty() ? qgetenv("HOME") + "/.config" : config) + "/git/ignore"};
    if (!commonDir.isEmpty())
        files << commonDir + "/info/exclude";
    return files;
}

} // namespace oriel::project
