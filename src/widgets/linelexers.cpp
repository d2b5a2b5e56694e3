// SPDX-License-Identifier: GPL-3.0-or-later
// Languages that Scintilla has no lexer for, one line after the other.
#include "widgets/codelanguage.h"

#include <algorithm>

namespace oriel {

namespace {

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' ||
           c == '.' || c == ':' || uchar(c) > 0x7F;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

qsizetype afterBlanks(QByteArrayView line, qsizetype at)
{
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t'))
        ++at;
    return at;
}

template<typename Fits>
qsizetype afterAll(QByteArrayView line, qsizetype at, Fits fits)
{
    return std::find_if_not(line.begin() + at, line.end(), fits) - line.begin();
}

// Behind the quote that ends what opened before `at`; −1: not in this line. isEscaped: a backslash hides what follows it.
qsizetype afterQuote(QByteArrayView line, qsizetype at, QByteArrayView quote, bool isEscaped)
{
    for (; at < line.size(); ++at) {
        if (isEscaped && line[at] == '\\')
            ++at;
        else if (line.sliced(at).startsWith(quote))
            return at + quote.size();
    }
    return -1;
}

// ${NAME} and $NAME; at: of the dollar sign.
qsizetype afterVariable(QByteArrayView line, qsizetype at)
{
    if (at + 1 < line.size() && line[at + 1] == '{') {
        const qsizetype end = line.indexOf('}', at);
        return end < 0 ? line.size() : end + 1;
    }
    return afterAll(line, at + 1, [](char c) { return isWord(c) && c != '-' && c != '.' && c != ':' && c != '+'; });
}

void paintVariables(QByteArrayView line, qsizetype begin, qsizetype end, const PaintStretch &paint)
{
    for (qsizetype at = line.indexOf('$', begin); at >= 0 && at < end;
         at = line.indexOf('$', std::max(at + 1, afterVariable(line, at))))
        if (const qsizetype to = std::min(end, afterVariable(line, at)); to > at + 1)
            paint(at, to, "type");
}

constexpr int inBasic = 1, inLiteral = 2; // TOML's strings of several lines

qsizetype paintTomlValue(QByteArrayView line, qsizetype at, int *state, const PaintStretch &paint)
{
    const char first = line[at];
    if (first == '"' || first == '\'') {
        const QByteArray three(3, first);
        const bool isLong = line.sliced(at).startsWith(three);
        const qsizetype end = afterQuote(line, at + (isLong ? 3 : 1),
                                         isLong ? QByteArrayView(three) : QByteArrayView(three).first(1), first == '"');
        if (end < 0 && isLong)
            *state = first == '"' ? inBasic : inLiteral;
        paint(at, end < 0 ? line.size() : end, "string");
        return end < 0 ? line.size() : end;
    }
    if (!isWord(first))
        return at + 1;
    const qsizetype end = afterAll(line, at, isWord);
    const QByteArrayView word = line.sliced(at, end - at);
    if (word == "true" || word == "false")
        paint(at, end, "keyword");
    else if (isDigit(first) || first == '+' || first == '-' || word == "inf" || word == "nan")
        paint(at, end, "number");
    return end;
}

// Whether what begins here is a key: an equals sign follows before anything that ends it.
bool isKey(QByteArrayView line, qsizetype at)
{
    while (at < line.size() && line[at] != '=') {
        if (line[at] == '"' || line[at] == '\'') {
            at = afterQuote(line, at + 1, line.sliced(at, 1), line[at] == '"');
            if (at < 0)
                return false;
        } else if (isWord(line[at]) || line[at] == ' ' || line[at] == '\t') {
            ++at;
        } else {
            return false;
        }
    }
    return at < line.size();
}

} // namespace

int lexToml(QByteArrayView line, int state, const PaintStretch &paint)
{
    qsizetype at = 0;
    if (state) {
        at = afterQuote(line, 0, state == inBasic ? "\"\"\"" : "'''", state == inBasic);
        paint(0, at < 0 ? line.size() : at, "string");
        if (at < 0)
            return state;
        state = 0;
    }
    at = afterBlanks(line, at);
    if (at < line.size() && line[at] == '[' &&
        !line.sliced(at).contains('=')) { // a table; elements of an array have commas or quotes
        const qsizetype end = line.lastIndexOf(']');
        const bool isTable = end > at && !line.sliced(at, end - at).contains(',');
        if (isTable && afterBlanks(line, 0) == 0) {
            paint(at, end + 1, "keyword");
            at = end + 1;
        }
    }
    while ((at = afterBlanks(line, at)) < line.size()) {
        if (line[at] == '#') {
            paint(at, line.size(), "comment");
            break;
        }
        if (isKey(line, at)) {
            const qsizetype equals = line.indexOf('=', at);
            paint(at, equals, "function");
            at = equals + 1;
        } else {
            at = paintTomlValue(line, at, &state, paint);
        }
    }
    return state;
}

int lexDockerfile(QByteArrayView line, int state, const PaintStretch &paint)
{
    constexpr int goesOn = 1;
    qsizetype at = afterBlanks(line, 0);
    if (at < line.size() && line[at] == '#') { // also between the lines of an instruction
        paint(at, line.size(), "comment");
        return state;
    }
    if (state != goesOn) {
        const qsizetype end = afterAll(line, at, isWord);
        paint(at, end, "keyword");
        at = end;
    }
    while ((at = afterBlanks(line, at)) < line.size()) {
        const char first = line[at];
        qsizetype end = at + 1;
        if (first == '"' || first == '\'') {
            end = afterQuote(line, at + 1, line.sliced(at, 1), first == '"');
            end = end < 0 ? line.size() : end;
            paint(at, end, "string");
            if (first == '"')
                paintVariables(line, at, end, paint);
        } else if (first == '$') {
            end = std::max(end, afterVariable(line, at));
            paint(at, end, "type");
        } else if (isWord(first)) {
            end = afterAll(line, at, isWord);
            const QByteArrayView word = line.sliced(at, end - at);
            if (word == "AS" || word == "as")
                paint(at, end, "keyword");
            else if (word.startsWith("--"))
                paint(at, end, "function");
            else if (std::ranges::all_of(word, isDigit))
                paint(at, end, "number");
        }
        at = end;
    }
    return line.trimmed().endsWith('\\') ? goesOn : 0;
}

int lexMarkdown(QByteArrayView line, int state, const PaintStretch &paint)
{
    constexpr int inBackticks = 1, inTildes = 2; // fenced code
    const QByteArrayView bare = line.trimmed();
    const int fence = bare.startsWith("```") ? inBackticks : bare.startsWith("~~~") ? inTildes : 0;
    if (fence || state) {
        paint(0, line.size(), "string");
        return fence == 0 ? state : fence == state ? 0 : state ? state : fence;
    }
    qsizetype at = afterBlanks(line, 0);
    if (bare.startsWith('#')) {
        paint(at, line.size(), "keyword");
        return 0;
    }
    if (bare.startsWith('>')) {
        paint(at, line.size(), "comment");
        return 0;
    }
    const qsizetype digits = afterAll(line, at, isDigit);
    const bool isCounted = digits > at && line.sliced(digits).startsWith(". ");
    if (isCounted || bare.startsWith("- ") || bare.startsWith("* ") || bare.startsWith("+ ")) {
        const qsizetype end = isCounted ? digits + 1 : at + 1;
        paint(at, end, "keyword");
        at = end;
    }
    while (at < line.size()) {
        qsizetype end = -1;
        if (line[at] == '`') {
            const qsizetype text = afterAll(line, at, [](char c) { return c == '`'; });
            end = afterQuote(line, text, line.sliced(at, text - at), false);
            if (end > at)
                paint(at, end, "string");
        } else if (line[at] == '[') {
            const qsizetype text = line.indexOf("](", at);
            end = text < 0 ? -1 : line.indexOf(')', text) + 1;
            if (end > at)
                paint(at, end, "function");
        } else if (line.sliced(at).startsWith("**") || line.sliced(at).startsWith("__")) {
            end = afterQuote(line, at + 2, line.sliced(at, 2), false);
            if (end > at)
                paint(at, end, "type");
        }
        at = std::max(at + 1, end);
    }
    return 0;
}

int lexEnv(QByteArrayView line, int state, const PaintStretch &paint)
{
    constexpr int inQuotes = 1;
    const auto paintValue = [&](qsizetype begin, qsizetype end) {
        paint(begin, end, "string");
        paintVariables(line, begin, end, paint);
    };
    qsizetype at = 0;
    if (state == inQuotes) {
        const qsizetype end = afterQuote(line, 0, "\"", true);
        paintValue(0, end < 0 ? line.size() : end);
        return end < 0 ? inQuotes : 0;
    }
    at = afterBlanks(line, 0);
    if (line.sliced(at).startsWith("export ")) {
        paint(at, at + 6, "keyword");
        at = afterBlanks(line, at + 6);
    }
    if (at < line.size() && line[at] == '#') {
        paint(at, line.size(), "comment");
        return 0;
    }
    const qsizetype equals = line.indexOf('=', at);
    if (equals < 0)
        return 0;
    paint(at, equals, "function");
    at = afterBlanks(line, equals + 1);
    if (at == line.size())
        return 0;
    if (const char quote = line[at]; quote == '"' || quote == '\'') {
        const qsizetype end = afterQuote(line, at + 1, line.sliced(at, 1), quote == '"');
        if (quote == '"')
            paintValue(at, end < 0 ? line.size() : end);
        else
            paint(at, end < 0 ? line.size() : end, "string");
        if (end < 0)
            return quote == '"' ? inQuotes : 0;
        at = end;
    }
    const qsizetype comment = line.indexOf(" #", at);
    paintVariables(line, at, comment < 0 ? line.size() : comment, paint);
    if (comment >= 0)
        paint(comment, line.size(), "comment");
    return 0;
}

} // namespace oriel
