// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/patch.h"
#include "support/footprint.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using test::GitRoom;

namespace {

Patch patchOf(const GitRoom &room, const DiffWish &wish = {})
{
    auto patch = diff(room.place(), wish);
    if (!patch)
        qFatal("%s: %s", qPrintable(patch.error().message), qPrintable(patch.error().detail));
    return *patch;
}

QByteArray textOfAll(const Patch &patch)
{
    QByteArray text;
    for (const FilePatch &file : patch)
        text += textOf(file);
    return text;
}

// git's own words; what is read from them and written again is the same.
const QByteArrayList asGit{"-c", "core.quotePath=false", "diff", "--full-index", "--ignore-submodules=dirty"};

// Lines as git counts them, each with its end.
QByteArrayList linesOf(const QByteArray &text)
{
    QByteArrayList lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        lines += text.mid(at, end < 0 ? -1 : end + 1 - at);
        at += lines.last().size();
    }
    return lines;
}

QByteArray joined(QByteArrayList lines, bool isCrLf)
{
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        if (!lines[i].endsWith('\n'))
            lines[i] += isCrLf ? "\r\n" : "\n";
    }
    return lines.join();
}

// What `before` becomes when only the chosen lines change, told from the line numbers and the two texts, not from the patch's
// text. Or, in reverse, what `after` becomes when only they are taken back.
QByteArray changed(const FilePatch &file, const QBitArray &chosen, const QByteArray &before, const QByteArray &after,
                   bool isReverse)
{
    const QByteArrayList from = linesOf(isReverse ? after : before), other = linesOf(isReverse ? before : after);
    QByteArrayList result;
    qsizetype at = 0, bit = 0;
    bool isCrLf = false; // as far as the patch shows
    for (const Hunk &hunk : file.hunks) {
        QList<std::pair<int, bool>> leaving, coming; // line numbers from 0, and whether chosen
        const auto flush = [&] {
            for (qsizetype i = 0; i < std::max(leaving.size(), coming.size()); ++i) {
                const auto leave = [&] {
                    if (i < leaving.size()) {
                        if (!leaving[i].second)
                            result += from[leaving[i].first];
                        at = leaving[i].first + 1;
                    }
                };
                const auto come = [&] {
                    if (i < coming.size() && coming[i].second)
                        result += other[coming[i].first];
                };
                isReverse ? (come(), leave()) : (leave(), come());
            }
            leaving.clear(), coming.clear();
        };
        for (const PatchLine &line : hunk.lines) {
            const int number = (isReverse ? line.after : line.before) - 1,
                      otherNumber = (isReverse ? line.before : line.after) - 1;
            const bool isChosen = chosen.testBit(bit++);
            isCrLf = isCrLf || line.text.endsWith("\r\n");
            if (line.sign == ' ') {
                flush();
                while (at <= number)
                    result += from[at++];
            } else if (line.sign == (isReverse ? '+' : '-')) {
                while (leaving.isEmpty() && coming.isEmpty() && at < number)
                    result += from[at++];
                leaving += {number, isChosen};
            } else {
                const qsizetype begin = isReverse ? hunk.after - (hunk.afterCount > 0) : hunk.before - (hunk.beforeCount > 0);
                while (leaving.isEmpty() && coming.isEmpty() && at < begin)
                    result += from[at++];
                coming += {otherNumber, isChosen};
            }
        }
        flush();
    }
    while (at < from.size())
        result += from[at++];
    return joined(result, isCrLf);
}

struct Texts
{
    QRandomGenerator chance;

    QByteArray text(int most, const QByteArray &end)
    {
        QByteArray all;
        for (int i = chance.bounded(most + 1); i > 0; --i)
            all += QByteArray::number(chance.bounded(5)) + " line" + end;
        return ending(all, end);
    }
    QByteArray ending(QByteArray all, const QByteArray &end)
    {
        return chance.bounded(3) == 0 && all.endsWith(end) ? all.chopped(end.size()) : all;
    }
    QByteArray edited(const QByteArray &old, const QByteArray &end)
    {
        QByteArrayList lines = linesOf(joined(linesOf(old) + QByteArrayList{""}, end == "\r\n"));
        for (int i = chance.bounded(1, 6); i > 0; --i) {
            const qsizetype at = lines.isEmpty() ? 0 : chance.bounded(int(lines.size()));
            switch (chance.bounded(3)) {
            case 0:
                lines.insert(at, "new " + QByteArray::number(chance.bounded(9)) + end);
                break;
            case 1:
                if (!lines.isEmpty())
                    lines.removeAt(at);
                break;
            default:
                if (!lines.isEmpty())
                    lines[at] = "changed " + QByteArray::number(chance.bounded(9)) + end;
            }
        }
        return ending(lines.join(), end);
    }
};

} // namespace

class TestPatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatGitSaysIsReadAndWrittenTheSame()
    {
        GitRoom inner, room;
        inner.commit();
        const QByteArray text = QByteArray("line\n").repeated(30);
        for (const char *name : {"edit", "drop", "old", "mode", "both", "type", "empty gone", "caf\xe9", "tab\tand\nnewline",
                                 "\"quoted\"\\", "two words", "b/c b/c", "crlf\r", "a\x01\x7f"})
            room.write(name, text + name + "\n");
        room.write("empty gone", "");
        room.write("binary", QByteArray("\0\1\2", 3));
        room.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path(), "sub"});
        room.commit();
        for (const char *name : {"edit", "caf\xe9", "tab\tand\nnewline", "\"quoted\"\\", "two words", "b/c b/c", "a\x01\x7f"})
            room.write(name, "first\n" + text + "no newline");
        room.write("crlf\r", QByteArray("line\r\n").repeated(29));
        room.write("binary", QByteArray("\0\3", 2));
        room.remove("drop"), room.remove("empty gone"), room.remove("type");
        QCOMPARE(::symlink("edit", room.path("type").constData()), 0);
        for (const char *name : {"mode", "both"})
            QCOMPARE(::chmod(room.path(name).constData(), 0755), 0);
        room.write("both", "other\n" + text);
        room.git({"mv", "old", "re named"});
        room.write("re named", text + "old\nand more\n");
        room.write("new\tone", "new\n");
        room.write("new and empty", "");
        room.git({"add", "new\tone", "new and empty"});
        room.git({"-C", "sub", "commit", "-q", "--allow-empty", "-m", "in it"});
        for (const auto &[wish, options] : QList<std::pair<DiffWish, QByteArrayList>>{
                 {{}, {}},
                 {{.from = "HEAD"}, {"HEAD"}},
                 {{.from = "HEAD", .to = DiffWish::index}, {"--cached"}},
                 {{.from = "HEAD", .to = DiffWish::empty},
                  {"HEAD", room.git({"hash-object", "-t", "tree", "/dev/null"}).trimmed()}},
                 {{.from = DiffWish::workTree, .to = "HEAD"}, {"-R", "--src-prefix=b/", "--dst-prefix=a/", "HEAD"}},
                 {{.from = DiffWish::index, .to = "HEAD"}, {"-R", "--src-prefix=b/", "--dst-prefix=a/", "--cached"}},
                 {{.from = DiffWish::workTree, .to = DiffWish::index}, {"-R", "--src-prefix=b/", "--dst-prefix=a/"}},
                 {{.from = "HEAD", .paths = {"two words", "b/c b/c"}, .context = 0},
                  {"-U0", "HEAD", "--", "two words", "b/c b/c"}},
                 {{.from = "HEAD", .isFunctionContext = true}, {"-W", "HEAD"}}}) {
            const Patch patch = patchOf(room, wish);
            QVERIFY(!patch.isEmpty());
            QCOMPARE(textOfAll(patch), room.git(asGit + options));
        }
        const Patch patch = patchOf(room, {.from = "HEAD"});
        const auto file = [&patch](const char *name) {
            return *std::ranges::find_if(patch,
                                         [name](const FilePatch &each) { return each.after == name || each.before == name; });
        };
        QCOMPARE(file("drop").change, 'D');
        QCOMPARE(file("re named").change, 'R');
        QCOMPARE(file("re named").before, "old");
        QVERIFY(file("binary").isBinary && file("sub").isSubmodule);
        QCOMPARE(file("mode").afterMode, 0100755u);
        QCOMPARE(file("new\tone").added, 1);
        QCOMPARE(file("caf\xe9").hunks.last().lines.last().hasNewline, false);
        QCOMPARE(file("edit").beforeId, room.git({"rev-parse", "HEAD:edit"}).trimmed());
    }
    void whitespaceIsAsWished()
    {
        GitRoom room;
        room.write("f", "a b\nc\nd\n");
        room.commit();
        room.write("f", "a  b\nc \n d\ne\n");
        for (const auto &[whitespace, option] : {std::pair(Whitespace::IgnoreChange, "-b"),
                                                 {Whitespace::IgnoreAll, "-w"},
                                                 {Whitespace::IgnoreAtEnd, "--ignore-space-at-eol"}})
            QCOMPARE(textOfAll(patchOf(room, {.whitespace = whitespace})), room.git(asGit + QByteArrayList{option}));
    }
    void configurationDoesNotChangeTheForm()
    {
        GitRoom room;
        room.write("d/f", "one\n\ntwo\n");
        room.commit();
        room.write("d/f", "one\n\nthree\n");
        const Patch plain = patchOf(room);
        for (const char *setting :
             {"diff.noprefix=true", "diff.mnemonicPrefix=true", "color.diff=always", "diff.context=0",
              "diff.suppressBlankEmpty=true", "diff.relative=true", "diff.submodule=log", "core.quotePath=true"}) {
            const QByteArray text(setting);
            room.git({"config", text.first(text.indexOf('=')), text.sliced(text.indexOf('=') + 1)});
        }
        QCOMPARE(textOfAll(patchOf(room)), textOfAll(plain));
    }
    void conflictsAreOursAgainstTheTree()
    {
        GitRoom room;
        for (const char *name : {"a", "new\nline", "z"})
            room.write(name, "base\n");
        room.commit();
        room.git({"switch", "-qc", "side"});
        for (const char *name : {"a", "new\nline"})
            room.write(name, "side\n");
        room.commit();
        room.git({"switch", "-q", "main"});
        for (const char *name : {"a", "new\nline"})
            room.write(name, "main\n");
        room.commit();
        room.tryGit({"merge", "side"});
        room.write("z", "edited\n");
        for (const qint64 most : {1, 1'000'000}) {
            const Patch patch = patchOf(room, {.mostOfFile = most});
            QCOMPARE(patch.size(), 3);
            QCOMPARE(patch[0].change, 'U');
            QCOMPARE(patch[1].after, "new\nline");
            QCOMPARE(patch[1].change, 'U');
            QCOMPARE(patch[2].change, 'M');
            QCOMPARE(patch[0].isCut, most == 1);
            QCOMPARE(patch[0].added, 4); // three marks and a line
            QCOMPARE(patch[0].removed, 0);
        }
        QCOMPARE(patchOf(room, {.from = "HEAD", .to = DiffWish::index}).value(0).change, 'U');
        const auto combined = readPatch(room.git({"diff"}));
        QVERIFY(combined);
        QCOMPARE(combined->value(1).after, "new\nline");
        QCOMPARE(combined->value(2).hunks.size(), 1);
    }
    void beforeTheFirstCommit()
    {
        GitRoom room({"--object-format=sha256"});
        room.write("f", "one\n");
        room.git({"add", "f"});
        room.write("f", "two\n");
        QCOMPARE(textOfAll(patchOf(room, {.from = "HEAD", .to = DiffWish::index})), room.git(asGit + QByteArrayList{"--cached"}));
        QCOMPARE(patchOf(room, {.from = "HEAD"}).value(0).hunks.value(0).lines.value(0).text, "two\n");
        QVERIFY(patchOf(room, {.from = "HEAD", .to = "HEAD"}).isEmpty());
        QVERIFY(diff(room.place(), {.from = "nobody"}).error().message.contains(u"no such revision"_s));
        QVERIFY(!diff(room.place(), {.from = "--output=" + room.path("written")})); // no option
        QVERIFY(!std::filesystem::exists(room.path("written").toStdString()));
    }
    void largeFilesAreCutAndCounted()
    {
        GitRoom room;
        QByteArray text;
        for (int i = 0; i < 20'000; ++i)
            text += QByteArray::number(i) + "\n";
        room.write("a", "a\n");
        room.write("large", text);
        room.write("z", "z\n");
        room.commit();
        room.write("a", "b\n");
        room.write("large", text.replace("7\n", "seven\n") + "the end");
        room.write("z", "b\n");
        QCOMPARE(textOfAll(patchOf(room)), room.git(asGit));
        const Patch patch = patchOf(room, {.mostOfFile = 10'000});
        QCOMPARE(patch.size(), 3);
        QVERIFY(patch[1].isCut && !patch[0].isCut && !patch[2].isCut);
        QCOMPARE(patch[1].after, "large");
        QVERIFY(patch[1].hunks.isEmpty() && textOf(patch[1]).isEmpty());
        const QByteArrayList numbers = room.git({"diff", "--numstat", "large"}).split('\t');
        QCOMPARE(QByteArray::number(patch[1].added), numbers[0]);
        QCOMPARE(QByteArray::number(patch[1].removed), numbers[1]);
    }
    void filesComeOneByOneAndCanBeStopped()
    {
        GitRoom room;
        for (int i = 0; i < 300; ++i)
            room.write("f" + QByteArray::number(1000 + i), "one\n");
        room.commit();
        for (int i = 0; i < 300; ++i)
            room.write("f" + QByteArray::number(1000 + i), "two\n");
        int count = 0;
        std::stop_source stop;
        const auto done = diff(
            room.place(), {},
            [&](const FilePatch &file) {
                QCOMPARE(file.after, "f" + QByteArray::number(1000 + count++));
                stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(done.error().code, u"cancelled"_s);
        QVERIFY(count > 0 && count < 300);
    }
    void readingLeavesNoTrace()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        std::filesystem::last_write_time(room.path("f").toStdString(),
                                         std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
        test::Footprint footprint(room.path());
        patchOf(room);
        patchOf(room, {.from = "HEAD"});
        QCOMPARE(footprint.steps(), QByteArrayList());
        room.git({"--no-optional-locks", "diff"}); // as it is without diff.autoRefreshIndex=false
        QVERIFY(footprint.steps().contains(room.path(".git/index")));
    }
    void whatIsNoPatchIsAnErrorWithItsLine()
    {
        const QByteArray head = "diff --git a/f b/f\n--- a/f\n+++ b/f\n";
        for (const auto &[text, line] : QList<std::pair<QByteArray, int>>{{"x\n", 1},
                                                                          {head + "@@ -1 +1 @@\n-a\n", 6},
                                                                          {head + "@@ -1 +1 @@\n-a\n*b\n", 6},
                                                                          {head + "@@ -1 +1 @@\n+a\n+b\n", 6},
                                                                          {head + "@@ -1,99999999999 +1 @@\n", 4},
                                                                          {head + "@@ -1 +1 @@\n\\ No\n", 5},
                                                                          {"diff --git \"a/\\9\" b/f\n", 1},
                                                                          {head + "nonsense\n", 4},
                                                                          {head + "@@ -2147483647,2147483647 +1 @@\n-a\n", 6}}) {
            const auto patch = readPatch(text);
            QVERIFY2(!patch, text.constData());
            QCOMPARE(patch.error().code, u"malformed"_s);
            QCOMPARE(patch.error().position, line);
        }
        QVERIFY(readPatch("")->isEmpty());
    }
    void partsApplyAndDoWhatWasChosen_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<bool>("isReverse");
        QTest::addColumn<int>("context");
        for (const int context : {0, 1, 3})
            for (const bool isReverse : {false, true})
                for (const char *end : {"\n", "\r\n"})
                    QTest::addRow("%s, %s, -U%d", isReverse ? "taken back" : "staged", end[0] == '\r' ? "CR LF" : "LF", context)
                        << QByteArray(end) << isReverse << context;
    }
    void partsApplyAndDoWhatWasChosen() // by chance; git apply is the judge, the text is told another way
    {
        QFETCH(QByteArray, end);
        QFETCH(bool, isReverse);
        QFETCH(int, context);
        GitRoom room;
        Texts texts{QRandomGenerator(quint32(end.size() * 2 + isReverse + context * 10))};
        const QByteArray name = "d/caf\xe9 \"x\"";
        room.git({"config", "apply.whitespace", "fix"}); // outweighed
        for (int round = 0; round < 16; ++round) {
            const bool isAdded = round % 8 == 6, isDeleted = round % 8 == 7;
            const QByteArray before = isAdded ? QByteArray() : texts.text(12, end),
                             after = isDeleted ? QByteArray() : texts.edited(before, end);
            room.tryGit({"rm", "-rqf", "--cached", "."});
            room.remove("d");
            if (!isAdded) {
                room.write(name, before);
                room.git({"add", "-f", name});
            }
            room.git({"commit", "-q", "--allow-empty", "-m", "before"});
            if (isDeleted)
                room.remove(name);
            else
                room.write(name, after);
            room.git({"add", "-A"});
            const Patch patch = patchOf(room, {.from = "HEAD", .to = DiffWish::index, .context = context});
            if (patch.isEmpty() || patch[0].hunks.isEmpty())
                continue;
            QCOMPARE(patch.size(), 1);
            if (!isReverse)
                room.git({"reset", "-q"});
            qsizetype lines = 0;
            for (const Hunk &hunk : patch[0].hunks)
                lines += hunk.lines.size();
            const QByteArray tree = room.git({"write-tree"}).trimmed();
            for (int choice = 0; choice < 3; ++choice) {
                QBitArray chosen(lines, choice == 0);
                for (qsizetype i = 0; choice > 0 && i < lines; ++i)
                    chosen.setBit(i, texts.chance.bounded(choice + 1) == 0);
                const QByteArray part = partOf(patch[0], chosen, isReverse);
                if (part.isEmpty())
                    continue;
                QByteArrayList words{"apply", "--cached", "--whitespace=nowarn"};
                if (context == 0)
                    words += "--unidiff-zero";
                if (isReverse)
                    words += "--reverse";
                const auto applied = room.tryGit(words, part);
                QVERIFY2(applied.exitCode == 0, (applied.errors + '\n' + part + "\n\nof\n" + textOf(patch[0])).constData());
                const auto now = room.tryGit({"show", ":" + name});
                const QByteArray expected = changed(patch[0], chosen, before, after, isReverse);
                if (now.text != expected)
                    qWarning("%s\nof\n%s", part.constData(), textOf(patch[0]).constData());
                QCOMPARE(now.text, expected);
                const bool isWhole = part == textOf(patch[0]);
                QCOMPARE(now.exitCode != 0, isWhole && (isReverse ? isAdded : isDeleted));
                room.git({"read-tree", tree});
            }
        }
    }
    void aPartOfARenamedOrModeChangedFile()
    {
        GitRoom room;
        room.write("old", QByteArray("line\n").repeated(20));
        room.commit();
        room.git({"mv", "old", "new"});
        room.write("new", "first\n" + QByteArray("line\n").repeated(20) + "last\n");
        QCOMPARE(::chmod(room.path("new").constData(), 0755), 0);
        room.git({"add", "new"});
        const FilePatch file = patchOf(room, {.from = "HEAD", .to = DiffWish::index}).value(0);
        QCOMPARE(file.change, 'R');
        QBitArray chosen(file.hunks[0].lines.size() + file.hunks[1].lines.size());
        chosen.setBit(0);
        room.git({"apply", "--cached", "--reverse"}, partOf(file, chosen, true));
        QCOMPARE(room.git({"show", ":new"}), QByteArray("line\n").repeated(20) + "last\n");
        QCOMPARE(room.git({"ls-files", "-s", "new"}).first(6), "100755");
        QVERIFY(partOf(file, QBitArray(chosen.size()), true).isEmpty());
        const FilePatch rest = patchOf(room, {.from = "HEAD", .to = DiffWish::index}).value(0);
        room.git({"apply", "--cached", "--reverse"}, partOf(rest, QBitArray(rest.hunks[0].lines.size(), true), true));
        QCOMPARE(room.git({"ls-files"}), "old\n");
    }
};

QTEST_GUILESS_MAIN(TestPatch)
#include "tst_patch.moc"
