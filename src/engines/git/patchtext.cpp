// SPDX-License-Identifier: GPL-3.0-or-later
// Patches as text for `git apply`.
#include "engines/git/patch.h"

#include <algorithm>
#include <utility>

namespace oriel::git {

namespace {

// quote.c, quote_c_style(), with core.quotePath off
QByteArray quoted(const QByteArray &name)
{
    static constexpr QByteArrayView names = "abtnvfr\"\\", meanings = "\a\b\t\n\v\f\r\"\\";
    QByteArray text;
    bool isQuoted = false;
    for (const char c : name) {
        const qsizetype which = meanings.indexOf(c);
        const bool isControl = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        isQuoted = isQuoted || which >= 0 || isControl;
        if (which >= 0)
            text += QByteArray{"\\"} + names[which];
        else if (isControl)
            text += '\\' + QByteArray::number(static_cast<unsigned char>(c), 8).rightJustified(3, '0');
        else
            text += c;
    }
    return isQuoted ? '"' + text + '"' : text;
}

QByteArray nameLine(const char *sign, const char *prefix, const QByteArray &path)
{
    if (path.isEmpty())
        return QByteArray(sign) + "/dev/null\n";
    const QByteArray name = quoted(prefix + path);
    return sign + name + (name.startsWith('"') || !name.contains(' ') ? "\n" : "\t\n");
}

QByteArray gitLine(const QByteArray &before, const QByteArray &after)
{
    return "diff --git " + quoted("a/" + before) + ' ' + quoted("b/" + after) + '\n';
}

QByteArray octal(quint32 mode) { return QByteArray::number(mode, 8).rightJustified(6, '0'); }

QByteArray headerOf(const FilePatch &file)
{
    const QByteArray &before = file.before.isEmpty() ? file.after : file.before,
                     &after = file.after.isEmpty() ? before : file.after;
    QByteArray text = gitLine(before, after);
    const bool isModeChanged = file.beforeMode != file.afterMode && file.change != 'A' && file.change != 'D';
    if (file.change == 'A')
        text += "new file mode " + octal(file.afterMode) + '\n';
    else if (file.change == 'D')
        text += "deleted file mode " + octal(file.beforeMode) + '\n';
    else if (isModeChanged)
        text += "old mode " + octal(file.beforeMode) + "\nnew mode " + octal(file.afterMode) + '\n';
    if (file.change == 'R' || file.change == 'C') {
        const QByteArray word = file.change == 'R' ? "rename " : "copy ";
        text += "similarity index " + QByteArray::number(file.similarity) + "%\n" + word + "from " + quoted(before) + '\n' +
                word + "to " + quoted(after) + '\n';
    }
    if (!file.beforeId.isEmpty() || !file.afterId.isEmpty()) {
        const QByteArray none(std::max(file.beforeId.size(), file.afterId.size()), '0');
        text +=
            "index " + (file.beforeId.isEmpty() ? none : file.beforeId) + ".." + (file.afterId.isEmpty() ? none : file.afterId);
        text += isModeChanged || file.change == 'A' || file.change == 'D' ? QByteArray("\n") : ' ' + octal(file.afterMode) + '\n';
    }
    return text;
}

QByteArray range(int line, int count)
{
    return QByteArray::number(line) + (count == 1 ? QByteArray() : ',' + QByteArray::number(count));
}

QByteArray textOf(const Hunk &hunk)
{
    QByteArray text = "@@ -" + range(hunk.before, hunk.beforeCount) + " +" + range(hunk.after, hunk.afterCount) + " @@";
    text += hunk.heading.isEmpty() ? QByteArray("\n") : ' ' + hunk.heading + '\n';
    for (const PatchLine &line : hunk.lines)
        text += line.sign + line.text + (line.hasNewline ? "" : "\n\\ No newline at end of file\n");
    return text;
}

// The chosen lines of one hunk, the others left out or as context, in the order in which they will stand.
QList<PatchLine> chosenLines(const Hunk &hunk, const QBitArray &chosen, qsizetype first, bool isReverse)
{
    const char leaving = isReverse ? '+' : '-'; // of the text the patch is applied to
    QList<PatchLine> lines;
    const auto add = [&](qsizetype i) {
        PatchLine line = hunk.lines[i];
        if (!chosen.testBit(first + i)) {
            if (line.sign != ' ' && line.sign != leaving)
                return;
            line.sign = ' ';
        }
        lines += line;
    };
    for (qsizetype begin = 0, end = 0; begin < hunk.lines.size(); begin = end) {
        qsizetype added = begin; // a block: removed lines, then added ones
        while (added < hunk.lines.size() && hunk.lines[added].sign == '-')
            ++added;
        end = added;
        while (end < hunk.lines.size() && hunk.lines[end].sign == '+')
            ++end;
        for (qsizetype i = 0; begin + i < added || added + i < end; ++i) {
            if (begin + i < added)
                add(begin + i);
            if (added + i < end)
                add(added + i);
        }
        if (begin == end)
            add(end++);
    }
    return lines;
}

// Only the last line of a text may lack a newline; where it is no longer the last, it gets one.
void endLines(QList<PatchLine> &lines, bool isReverse, bool isCrLf)
{
    const char leaving = isReverse ? '+' : '-', coming = isReverse ? '-' : '+';
    qsizetype last = lines.size() - 1;
    while (last >= 0 && lines[last].sign == leaving)
        --last;
    for (qsizetype i = 0; i < last; ++i) {
        if (lines[i].hasNewline || lines[i].sign == leaving)
            continue;
        PatchLine whole = lines[i];
        whole.sign = coming;
        whole.text += isCrLf ? "\r\n" : "\n";
        whole.hasNewline = true;
        if (lines[i].sign == coming) {
            lines[i] = whole;
        } else { // context: taken away and put back with its end
            lines[i].sign = leaving;
            lines.insert(++i, whole);
            ++last;
        }
    }
}

} // namespace

QByteArray textOf(const FilePatch &file)
{
    if (file.isCut)
        return {};
    QByteArray text = headerOf(file);
    if (file.isBinary)
        return text + "Binary files " + (file.before.isEmpty() ? "/dev/null" : quoted("a/" + file.before)) + " and " +
               (file.after.isEmpty() ? "/dev/null" : quoted("b/" + file.after)) + " differ\n";
    if (!file.hunks.isEmpty())
        text += nameLine("--- ", "a/", file.before) + nameLine("+++ ", "b/", file.after);
    for (const Hunk &hunk : file.hunks)
        text += textOf(hunk);
    return text;
}

QByteArray partOf(const FilePatch &file, const QBitArray &chosen, bool isReverse)
{
    qsizetype count = 0, taken = 0, at = 0;
    bool isCrLf = false;
    for (const Hunk &hunk : file.hunks) {
        for (const PatchLine &line : hunk.lines) {
            count += line.sign != ' ';
            taken += line.sign != ' ' && at < chosen.size() && chosen.testBit(at);
            isCrLf = isCrLf || line.text.endsWith("\r\n");
            ++at;
        }
    }
    if (taken == 0 || chosen.size() != at)
        return {};
    if (taken == count || file.isSubmodule)
        return textOf(file);

    FilePatch part = file;
    part.beforeId.clear(), part.afterId.clear();
    if (file.change != (isReverse ? 'D' : 'A')) { // without all of its lines no file goes
        const QByteArray &first = isReverse ? file.after : file.before, &second = isReverse ? file.before : file.after;
        part.change = 'M';
        part.before = part.after = first.isEmpty() ? second : first;
        part.beforeMode = part.afterMode = 0;
    }
    part.hunks.clear();
    int shift = 0; // of the lines behind, by the hunks before
    at = 0;
    for (const Hunk &whole : file.hunks) {
        Hunk hunk = whole;
        hunk.lines = chosenLines(whole, chosen, std::exchange(at, at + whole.lines.size()), isReverse);
        if (std::ranges::all_of(hunk.lines, [](const PatchLine &line) { return line.sign == ' '; }))
            continue;
        endLines(hunk.lines, isReverse, isCrLf);
        hunk.beforeCount = int(std::ranges::count_if(hunk.lines, [](const PatchLine &line) { return line.sign != '+'; }));
        hunk.afterCount = int(std::ranges::count_if(hunk.lines, [](const PatchLine &line) { return line.sign != '-'; }));
        const auto place = [&shift](int from, int fromCount, int &to, int toCount) {
            to = from - (fromCount > 0) + shift + 1; // where git apply begins to look, also for a count of 0
            shift += toCount - fromCount;
        };
        if (isReverse)
            place(hunk.after, hunk.afterCount, hunk.before, hunk.beforeCount);
        else
            place(hunk.before, hunk.beforeCount, hunk.after, hunk.afterCount);
        part.hunks += hunk;
    }
    return textOf(part);
}

} // namespace oriel::git
