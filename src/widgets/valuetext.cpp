// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuetext.h"

#include "base/text.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr int deepestIndent = 32; // levels; nesting may be thousands deep

bool isJsonBlank(QChar c) { return c == u' ' || c == u'\n' || c == u'\t' || c == u'\r'; }

} // namespace

QString indentedJson(QStringView json, qsizetype limit)
{
    QString out;
    out.reserve(std::min(limit, json.size() + json.size() / 2));
    int depth = 0;
    bool isString = false, isEscaped = false;
    static const QString blanks(2 * deepestIndent, u' ');
    const auto newLine = [&] { out.append(u'\n').append(QStringView(blanks).first(2 * std::min(depth, deepestIndent))); };
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (out.size() >= limit)
            return out + u'…';
        const QChar c = json[i];
        if (isString) { // as far as it goes
            const qsizetype begin = i;
            for (; i < json.size() && isString; ++i) {
                isString = isEscaped || json[i] != u'"';
                isEscaped = !isEscaped && json[i] == u'\\';
            }
            out.append(json.sliced(begin, i - begin));
            --i;
        } else if (c == u'"') {
            isString = true;
            out += c;
        } else if (c == u'{' || c == u'[') {
            out += c;
            qsizetype next = i + 1;
            while (next < json.size() && isJsonBlank(json[next]))
                ++next;
            if (next < json.size() && json[next] == (c == u'{' ? u'}' : u']')) { // {} and [] stay together
                out += json[next];
                i = next;
                continue;
            }
            ++depth;
            newLine();
        } else if (c == u'}' || c == u']') {
            depth = std::max(0, depth - 1);
            newLine();
            out += c;
        } else if (c == u',') {
            out += c;
            newLine();
        } else if (c == u':') {
            out += QStringLiteral(": ");
        } else if (!isJsonBlank(c)) {
            out += c;
        }
    }
    return out;
}

QString hexDump(QByteArrayView bytes)
{
    constexpr qsizetype perLine = 16, hexWidth = 3 * perLine - 1;
    QString out;
    out.reserve((bytes.size() / perLine + 1) * (8 + 2 + hexWidth + 2 + perLine + 1));
    for (qsizetype at = 0; at < bytes.size(); at += perLine) {
        const QByteArray line = bytes.sliced(at, std::min(perLine, bytes.size() - at)).toByteArray();
        if (at > 0)
            out += u'\n';
        out += QString::number(at, 16).rightJustified(8, u'0') + QStringLiteral("  ");
        out += QString::fromLatin1(line.toHex(' ')).leftJustified(hexWidth) + QStringLiteral("  ");
        for (const char c : line)
            out += c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QLatin1Char('.');
    }
    return out;
}

QString brokenLines(const QString &text, qsizetype most)
{
    QString out;
    out.reserve(text.size() + text.size() / most + 1);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype found = text.indexOf(u'\n', at), end = found < 0 ? text.size() : found;
        while (end - at > most) {
            const qsizetype count = text[at + most].isLowSurrogate() ? most + 1 : most;
            out.append(QStringView(text).sliced(at, count));
            at += count;
            if (at < end)
                out += u'\n';
        }
        const qsizetype next = std::min(end + 1, text.size()); // the line end goes along
        out.append(QStringView(text).sliced(at, next - at));
        at = next;
    }
    return out;
}

QString withMarksButLines(const QString &text)
{
    QString out;
    out.reserve(text.size());
    qsizetype from = 0;
    const auto take = [&](qsizetype to) {
        const QStringView part = QStringView(text).sliced(from, to - from);
        const bool isPlain =
            std::all_of(part.begin(), part.end(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7F; });
        isPlain ? out.append(part) : out.append(withMarks(part.toString()));
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isCrLf = text[i] == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n';
        if (text[i] != u'\n' && text[i] != u'\t' && !isCrLf)
            continue;
        take(i);
        if (!isCrLf)
            out += text[i];
        from = i + 1;
    }
    take(text.size());
    return out;
}

QString valueText(const Column &column, const Cell &cell)
{
    if (cell.isNull)
        return {};
    const QByteArrayView bytes = QByteArrayView(cell.text).first(std::min(cell.text.size(), mostOfValue));
    if (column.look == Look::Binary && bytes.startsWith("\\x"))
        return hexDump(QByteArray::fromHex(bytes.sliced(2).toByteArray()));
    const QString text = shownText(bytes, mostOfValue);
    return brokenLines(withMarksButLines(column.look == Look::Json ? indentedJson(text) : text));
}

} // namespace oriel
