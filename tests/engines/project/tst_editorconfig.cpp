// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of spec.editorconfig.org and the cases of editorconfig-core-test.
#include "engines/project/editorconfig.h"
#include "engines/project/glob.h"

#include <QtTest>

using namespace oriel::project;
using namespace Qt::StringLiterals;

class TestEditorConfig : public QObject
{
    Q_OBJECT
    static EditorRules rules(const QByteArray &path, const QMap<QByteArray, QByteArray> &files, const QByteArray &top = {})
    {
        const auto read = [&files](const QByteArray &file) {
            return files.contains(file) ? std::optional(files.value(file)) : std::nullopt;
        };
        return editorRules(path, read, top);
    }
    static EditorRules rules(const QByteArray &text) { return rules("/p/a.py", {{"/p/.editorconfig", "[*]\n" + text}}); }

private Q_SLOTS:
    void globs_data()
    {
        QTest::addColumn<QByteArray>("glob");
        QTest::addColumn<QByteArrayList>("matching");
        QTest::addColumn<QByteArrayList>("others");
        const auto row = [](const char *glob, const QByteArrayList &matching, const QByteArrayList &others) {
            QTest::newRow(glob) << QByteArray(glob) << matching << others;
        };
        row("*", {"a", "a.py", "b/c.py", ".x"}, {});
        row("*.py", {"a.py", "d/a.py", ".py"}, {"a.pyc", "apy"});
        row("a*e.c", {"ace.c", "ae.c", "abcde.c", "d/ae.c"}, {"a/e.c"});
        row("Bar/*", {"Bar/foo.txt", "Bar/.x"}, {"Bar/deep/foo.txt", "foo.txt", "x/Bar/foo.txt"});
        row("/top.txt", {"top.txt"}, {"d/top.txt"});
        row("a**z.c", {"a/z.c", "amnz.c", "am/nz.c", "d/a/z.c"}, {"az.h"});
        row("b/**z.c", {"b/z.c", "b/mnz.c", "b/mn/z.c"}, {"bmnz.c"});
        row("c/**/z.c", {"c/z.c", "c/mn/z.c", "c/mn/op/z.c"}, {"c/mnz.c"});
        row("d/**/**/z.c", {"d/z.c", "d/mn/z.c", "d/mn/op/z.c"}, {"d/mnz.c"});
        row("**/z.c", {"z.c", "a/b/z.c"}, {"az.c"});
        row("som?.c", {"some.c", "somé.c"}, {"som.c", "som/.c", "something.c"});
        row("[ab].a", {"a.a", "b.a"}, {"c.a", "ab.a", "[ab].a"});
        row("[!ab].b", {"c.b"}, {"a.b", "b.b", "/.b"});
        row("[d-g].c", {"f.c", "d.c"}, {"h.c"});
        row("[!d-g].d", {"h.d"}, {"f.d"});
        row("[a-]x", {"ax", "-x"}, {"bx"});
        row("[]ab].f", {"].f", "a.f"}, {"x.f"});
        row("[!]a-].g", {"b.g"}, {"].g", "-.g"});
        row("ab[e/]cd.i", {"ab[e/]cd.i"}, {"abecd.i", "ab/cd.i"});
        row("ab[/c", {"ab[/c"}, {"ab/c"});
        row("[\\]x].h", {"].h", "x.h"}, {"\\.h"});
        row("*.{py,js,html}", {"a.py", "b.js", "c.html"}, {"d.pyc", "py"});
        row("{single}.b", {"{single}.b"}, {"single.b"});
        row("{}.c", {"{}.c"}, {".c"});
        row("a{b,c,}.d", {"ab.d", "ac.d", "a.d"}, {"a,.d"});
        row("a{,b,,c,}.e", {"a.e", "ab.e", "ac.e"}, {"a,.e"});
        row("{.f", {"{.f"}, {"f"});
        row("{word,{also},this}.g", {"word.g", "{also}.g", "this.g"}, {"also.g"});
        row("{{a,b},c}.k", {"a.k", "b.k", "c.k"}, {"{a.k", "{a,b}.k"});
        row("{a\\,b,cd}.txt", {"a,b.txt", "cd.txt"}, {"a.txt", "b.txt"});
        row("{e,\\},f}.txt", {"e.txt", "}.txt", "f.txt"}, {"g.txt"});
        row("{3..120}", {"3", "15", "60", "120"}, {"1", "121", "5a", "060", "x"});
        row("{-5..2}x", {"-5x", "0x", "2x", "-3x"}, {"3x", "-6x"});
        row("{10..1}", {"1", "5", "10"}, {"0", "11"});
        row("{aardvark..antelope}", {"{aardvark..antelope}"}, {"a", "aardvark"});
        row("{a,{1..3}}.n", {"a.n", "2.n"}, {"4.n"});
        row("*.md,x", {"a.md,x"}, {"a.md"});
        row("a\\*b", {"a*b"}, {"axb"});
        row("a}b", {"a}b"}, {"ab"});
        row("*a*a*a*a*a*a*a*a*a*a*a*a*b", {}, {QByteArray(200, 'a')}); // does not hang
        row("(a|b)+.$", {"(a|b)+.$"}, {"a", "ab"});
    }
    void globs()
    {
        QFETCH(const QByteArray, glob);
        QFETCH(const QByteArrayList, matching);
        QFETCH(const QByteArrayList, others);
        const Glob compiled(glob);
        for (const QByteArray &path : matching)
            QVERIFY2(compiled.matches(path), path);
        for (const QByteArray &path : others)
            QVERIFY2(!compiled.matches(path), path);
    }

    void aFileIsRead()
    {
        const EditorConfigFile file =
            readEditorConfig("\xef\xbb\xbf; note\r\nRoot = TRUE\r\n\r\n[*.py]\r\n  Indent_Size = 4  \r\n# note\r\n"
                             "no pair\nkey=a#b ;c\n= x\n[a]b]\nurl = x=y\n[open\n");
        QVERIFY(file.isRoot);
        QCOMPARE(file.sections.size(), 2);
        QCOMPARE(file.sections[0].glob, "*.py");
        using Pairs = QList<std::pair<QByteArray, QByteArray>>;
        QCOMPARE(file.sections[0].pairs, (Pairs{{"indent_size", "4"}, {"key", "a#b ;c"}}));
        QCOMPARE(file.sections[1].glob, "a]b");
        QCOMPARE(file.sections[1].pairs, (Pairs{{"url", "x=y"}}));
        QVERIFY(!readEditorConfig("[*]\nroot=true").isRoot); // in a section it is a key like others
        QVERIFY(!readEditorConfig("root=false").isRoot);
    }

    void nearerFilesWin()
    {
        QMap<QByteArray, QByteArray> files{
            {"/p/.editorconfig", "root=true\n[*]\nindent_size=2\ntab_width=3\n[sub/**]\nindent_size=5\n"},
            {"/p/sub/.editorconfig", "[*.py]\nindent_size=4\n[b.py]\nindent_size=7"},
            {"/.editorconfig", "[*]\nmax_line_length=80\n"}};
        QCOMPARE(rules("/p/a.py", files).indentSize, 2);
        QCOMPARE(rules("/p/sub/a.py", files).indentSize, 4);
        QCOMPARE(rules("/p/sub/b.py", files).indentSize, 7);
        QCOMPARE(rules("/p/sub/a.c", files).indentSize, 5);
        QCOMPARE(rules("/p/sub/a.py", files).tabWidth, 3);
        QCOMPARE(rules("/p/sub/a.py", files).maxLineLength, std::nullopt); // above a root
        QCOMPARE(rules("/p/sub/a.py", files).sources, (QByteArrayList{"/p/.editorconfig", "/p/sub/.editorconfig"}));
        files["/p/.editorconfig"] = "[*]\nindent_size=2";
        QCOMPARE(rules("/p/a.py", files).maxLineLength, 80);
        QCOMPARE(rules("/p/a.py", files, "/p").maxLineLength, std::nullopt); // above the project
        QCOMPARE(rules("/p/sub/a.py", files, "/p/sub").sources, QByteArrayList{"/p/sub/.editorconfig"});
    }

    void values()
    {
        QCOMPARE(rules("indent_style=TAB").isTabs, true);
        QCOMPARE(rules("indent_style=space").isTabs, false);
        QCOMPARE(rules("indent_style=both").isTabs, std::nullopt);
        QCOMPARE(rules("indent_size=4").tabWidth, 4); // tab_width follows
        QCOMPARE(rules("indent_size=4\ntab_width=8").tabWidth, 8);
        QCOMPARE(rules("indent_size=tab\ntab_width=8").indentSize, 8);
        QCOMPARE(rules("indent_style=tab\ntab_width=8").indentSize, 8); // tab is the default of tabs
        QCOMPARE(rules("indent_style=tab\nindent_size=2\ntab_width=8").indentSize, 2);
        QCOMPARE(rules("indent_size=-1").indentSize, std::nullopt);
        QCOMPARE(rules("indent_size=four").indentSize, std::nullopt);
        QCOMPARE(rules("end_of_line=CRLF").eol, Eol::CrLf);
        QCOMPARE(rules("end_of_line=cr").eol, Eol::Cr);
        QCOMPARE(rules("charset=utf-8-bom").encoding, Encoding::Utf8Bom);
        QCOMPARE(rules("charset=latin1").encoding, Encoding::Latin1);
        QCOMPARE(rules("charset=utf-16be").encoding, Encoding::Utf16Be);
        QCOMPARE(rules("charset=ebcdic").encoding, std::nullopt);
        QCOMPARE(rules("trim_trailing_whitespace=True").trimsTrailing, true);
        QCOMPARE(rules("insert_final_newline=false").endsWithNewline, false);
        QCOMPARE(rules("max_line_length=100").maxLineLength, 100);
        QCOMPARE(rules("max_line_length=off").maxLineLength, std::nullopt);
        QCOMPARE(rules("spelling_language=de-AT").spelling, "de-AT"_ba);
        QCOMPARE(rules("a=b").sources.size(), 1);
        const EditorRules empty = rules("");
        for (const char *key : {"indent_style", "indent_size", "tab_width", "end_of_line", "charset", "trim_trailing_whitespace",
                                "insert_final_newline", "max_line_length", "spelling_language"})
            QCOMPARE(rules(QByteArray(key) + "=" + (QByteArray(key).contains('s') ? "4" : "lf") + "\n" + key + " = UNSET"),
                     empty);
    }

    void fromTheDisk()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u".editorconfig"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("root=true\n[*]\nindent_size=3\n") > 0);
        file.close();
        QCOMPARE(editorRules(QFile::encodeName(folder.filePath(u"a/b/c"_s))).indentSize, 3);
    }
};

QTEST_GUILESS_MAIN(TestEditorConfig)
#include "tst_editorconfig.moc"
