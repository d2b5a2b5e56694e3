// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/patch.h"

#include "base/text.h"
#include "engines/git/quoted.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Patch)
};

constexpr int submoduleMode = 0160000;

QByteArray withoutPrefix(QByteArrayView path) // a/ or b/
{
    return path.sliced(std::min<qsizetype>(2, path.size())).toByteArray();
}

class PatchReader final
{
public:
    explicit PatchReader(QByteArrayView text) : m_text(text) { advance(0); }

    Result<Patch> read()
    {
        Patch patch;
        bool isConflict = false; // the line before said so
        while (!isAtEnd()) {
            if (m_line.startsWith("* Unmerged path ")) {
                readConflict(patch);
                isConflict = true;
                continue;
            }
            FilePatch file;
            const bool isCombined = m_line.startsWith("diff --cc ") || m_line.startsWith("diff --combined ");
            if (!(isCombined ? readCombined(file) : readFile(file)))
                return std::unexpected(Error{Words::tr("Line %1 is not part of a patch.").arg(m_number), u"malformed"_s,
                                             shownText(m_line), m_number});
            if (std::exchange(isConflict, false) && patch.last().after == file.after && !file.after.isEmpty()) {
                file.change = 'U';
                patch.removeLast();
            }
            patch += std::move(file);
        }
        return patch;
    }

private:
    bool isAtEnd() const { return m_at >= m_text.size(); }
    void advance(qsizetype to)
    {
        m_at = to;
        const qsizetype end = m_text.indexOf('\n', to);
        m_next = end < 0 ? m_text.size() : end + 1;
        m_line = m_text.sliced(to, (end < 0 ? m_text.size() : end) - to);
        ++m_number;
    }
    void next() { advance(m_next); }
    bool take(QByteArrayView prefix, QByteArrayView &rest) // and goes on where the line begins so
    {
        if (isAtEnd() || !m_line.startsWith(prefix))
            return false;
        rest = m_line.sliced(prefix.size());
        next();
        return true;
    }
    void readConflict(Patch &patch) // the name is written as it is, newlines too
    {
        QByteArrayView rest;
        take("* Unmerged path ", rest);
        QByteArray path = rest.toByteArray();
        for (; !isAtEnd() && !m_line.startsWith("diff --git ") && !m_line.startsWith("* Unmerged path "); next())
            path += '\n' + m_line.toByteArray();
        patch += FilePatch{.before = path, .after = path, .change = 'U'};
    }
    bool readCombined(FilePatch &file)
    {
        QByteArrayView name = m_line.sliced(m_line.indexOf(' ', 7) + 1);
        const auto path = name.startsWith('"') ? takeQuoted(name) : name.toByteArray();
        if (!path)
            return false;
        file = {.before = *path, .after = *path, .change = 'U'};
        do
            next();
        while (!isAtEnd() && !m_line.startsWith("diff "));
        return true;
    }
    bool readFile(FilePatch &file)
    {
        QByteArrayView rest;
        if (!m_line.startsWith("diff --git ") || !readNames(m_line.sliced(11), file))
            return false;
        next();
        while (readHeader(file))
            ;
        if (file.change == 'A')
            file.before.clear();
        if (file.change == 'D')
            file.after.clear();
        file.isSubmodule = file.beforeMode == submoduleMode || file.afterMode == submoduleMode;
        if (take("Binary files ", rest)) {
            file.isBinary = true;
        } else if (take("GIT binary patch", rest)) {
            file.isBinary = true;
            while (!isAtEnd() && !m_line.startsWith("diff ") && !m_line.startsWith("* Unmerged path "))
                next();
        }
        while (!isAtEnd() && m_line.startsWith("@@ ")) {
            if (!readHunk(file))
                return false;
        }
        return isAtEnd() || m_line.startsWith("diff ") || m_line.startsWith("* Unmerged path ");
    }
    static bool readNames(QByteArrayView rest, FilePatch &file) // where they differ, other lines say them too
    {
        if (rest.startsWith('"') || rest.endsWith('"')) {
            std::optional<QByteArray> before, after;
            if (rest.startsWith('"')) {
                before = takeQuoted(rest);
                rest = rest.sliced(std::min<qsizetype>(1, rest.size()));
            } else {
                const qsizetype end = rest.indexOf(" \"");
                before = rest.first(std::max<qsizetype>(end, 0)).toByteArray();
                rest = rest.sliced(end + 1);
            }
            after = rest.startsWith('"') ? takeQuoted(rest) : rest.toByteArray();
            if (!before || !after)
                return false;
            file.before = withoutPrefix(*before);
            file.after = withoutPrefix(*after);
            return true;
        }
        const qsizetype half = rest.size() / 2; // "a/NAME b/NAME"
        if (rest.size() % 2 == 1 && rest[half] == ' ') {
            file.before = withoutPrefix(rest.first(half));
            file.after = withoutPrefix(rest.sliced(half + 1));
        }
        return rest.startsWith("a/") && rest.contains(" b/");
    }
    static bool readPath(QByteArrayView rest, QByteArray &path, bool isPrefixed)
    {
        if (rest.startsWith('"')) {
            const auto name = takeQuoted(rest);
            if (name)
                path = isPrefixed ? withoutPrefix(*name) : *name;
            return name.has_value();
        }
        if (isPrefixed && rest.endsWith('\t')) // follows a name with blanks
            rest.chop(1);
        if (isPrefixed && rest == "/dev/null")
            path.clear();
        else
            path = isPrefixed ? withoutPrefix(rest) : rest.toByteArray();
        return true;
    }
    bool readHeader(FilePatch &file) // one line of it; false: it ends, or makes no sense
    {
        const auto mode = [](QByteArrayView text) { return text.toByteArray().toUInt(nullptr, 8); };
        QByteArrayView rest;
        if (take("old mode ", rest))
            file.beforeMode = mode(rest);
        else if (take("new mode ", rest))
            file.afterMode = mode(rest);
        else if (take("new file mode ", rest))
            file.change = 'A', file.afterMode = mode(rest);
        else if (take("deleted file mode ", rest))
            file.change = 'D', file.beforeMode = mode(rest);
        else if (take("similarity index ", rest))
            file.similarity = std::clamp(rest.toByteArray().chopped(rest.endsWith('%')).toInt(), 0, 100);
        else if (take("dissimilarity index ", rest))
            return true;
        else if (take("rename from ", rest))
            return readPath(rest, (file.change = 'R', file.before), false);
        else if (take("copy from ", rest))
            return readPath(rest, (file.change = 'C', file.before), false);
        else if (take("rename to ", rest) || take("copy to ", rest))
            return readPath(rest, file.after, false);
        else if (take("--- ", rest))
            return readPath(rest, file.before, true);
        else if (take("+++ ", rest))
            return readPath(rest, file.after, true);
        else if (take("index ", rest))
            return readIds(rest, file);
        else
            return false;
        return true;
    }
    static bool readIds(QByteArrayView rest, FilePatch &file) // "1234..5678 100644"
    {
        const qsizetype dots = rest.indexOf(".."), blank = rest.indexOf(' ');
        if (dots < 0)
            return false;
        const auto id = [](QByteArrayView hex) {
            return std::ranges::all_of(hex, [](char c) { return c == '0'; }) ? QByteArray() : hex.toByteArray();
        };
        file.beforeId = id(rest.first(dots));
        file.afterId = id(rest.sliced(dots + 2, (blank < 0 ? rest.size() : std::max(blank, dots + 2)) - dots - 2));
        if (blank > 0)
            file.beforeMode = file.afterMode = rest.sliced(blank + 1).toByteArray().toUInt(nullptr, 8);
        return true;
    }
    static bool takeNumber(QByteArrayView &rest, int &value)
    {
        qsizetype digits = 0;
        while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9')
            ++digits;
        bool isNumber = false;
        value = rest.first(digits).toByteArray().toInt(&isNumber);
        rest = rest.sliced(digits);
        return isNumber;
    }
    static bool takeRange(QByteArrayView &rest, QByteArrayView sign, int &line, int &count) // " -12,3"
    {
        if (!rest.startsWith(sign))
            return false;
        rest = rest.sliced(sign.size());
        count = 1;
        if (!takeNumber(rest, line))
            return false;
        if (!rest.startsWith(','))
            return true;
        rest = rest.sliced(1);
        return takeNumber(rest, count);
    }
    bool readHunk(FilePatch &file)
    {
        Hunk hunk;
        QByteArrayView rest = m_line.sliced(2);
        if (!takeRange(rest, " -", hunk.before, hunk.beforeCount) || !takeRange(rest, " +", hunk.after, hunk.afterCount) ||
            !rest.startsWith(" @@"))
            return false;
        hunk.heading = rest.sliced(std::min<qsizetype>(4, rest.size())).toByteArray();
        next();
        qint64 before = hunk.before, after = hunk.after;
        const qint64 beforeEnd = before + hunk.beforeCount, afterEnd = after + hunk.afterCount;
        while (before < beforeEnd || after < afterEnd || (!isAtEnd() && m_line.startsWith('\\'))) {
            if (isAtEnd())
                return false;
            const char sign = m_line.isEmpty() ? ' ' : m_line[0]; // diff.suppressBlankEmpty
            if (sign == '\\') {
                if (hunk.lines.isEmpty() || !hunk.lines.last().hasNewline)
                    return false;
                hunk.lines.last().hasNewline = false;
                hunk.lines.last().text.chop(1);
            } else {
                const bool isBefore = sign == ' ' || sign == '-', isAfter = sign == ' ' || sign == '+';
                if ((!isBefore && !isAfter) || (isBefore && before >= beforeEnd) || (isAfter && after >= afterEnd))
                    return false;
                hunk.lines += PatchLine{sign, m_line.sliced(std::min<qsizetype>(1, m_line.size())).toByteArray() + '\n',
                                        isBefore ? int(before++) : 0, isAfter ? int(after++) : 0};
                file.added += sign == '+';
                file.removed += sign == '-';
            }
            next();
        }
        file.hunks += std::move(hunk);
        return true;
    }

    const QByteArrayView m_text;
    qsizetype m_at = 0, m_next = 0;
    QByteArrayView m_line; // without its newline
    int m_number = 0;      // of that line
};

} // namespace

Result<Patch> readPatch(QByteArrayView text) { return PatchReader(text).read(); }

} // namespace oriel::git
