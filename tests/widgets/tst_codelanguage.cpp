// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeeditor.h"
#include "widgets/codelanguage.h"
#include "widgets/theme.h"

#include <QSignalSpy>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QColor colourAt(const CodeEditor &editor, qsizetype offset)
{
    const long style = editor.SendScintilla(QsciScintilla::SCI_GETSTYLEAT, ulong(editor.byteAt(offset)));
    const long bgr = editor.SendScintilla(QsciScintilla::SCI_STYLEGETFORE, ulong(style));
    return QColor(int(bgr & 255), int(bgr >> 8 & 255), int(bgr >> 16 & 255));
}

QString roleAt(const CodeEditor &editor, qsizetype offset)
{
    for (const char *role : {"text", "keyword", "string", "number", "comment", "function", "type", "muted", "error"})
        if (Theme::current().colour(QString::fromLatin1(role)) == colourAt(editor, offset))
            return QString::fromLatin1(role);
    return u"none of the theme's"_s;
}

void colourAll(CodeEditor &editor) { editor.SendScintilla(QsciScintilla::SCI_COLOURISE, 0UL, -1L); }

} // namespace

class TestCodeLanguage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void wordsHaveTheirRoles_data();
    void wordsHaveTheirRoles();
    void aStringOfSeveralLinesGoesOn();
    void aKeystrokeColoursItsLinesOnly_data();
    void aKeystrokeColoursItsLinesOnly();
    void themeChangesTheLexersColours();
    void anotherLanguageLeavesNothing();
    void noStyleIsSlantedOrBold();
    void foldsAreKnown_data();
    void foldsAreKnown();
    void aLanguageStaysWhereItIs();
};

void TestCodeLanguage::wordsHaveTheirRoles_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("word"); // its last character is looked at
    QTest::addColumn<QString>("role");
    const auto row = [](const char *id, const char *text, const char *word, const char *role) {
        QTest::addRow("%s %s", id, QByteArray(word).simplified().constData())
            << QByteArray(id) << QString::fromUtf8(text) << QString::fromUtf8(word) << QString::fromLatin1(role);
    };
    const char *python =
        "# é note\n@app.route(\"/x\")\nasync def show(code):\n    x = f\"{a}\" + len(5)\nclass Post(db.Model): pass\n";
    row("python", python, "note", "comment");
    row("python", python, "@ap", "function");
    row("python", python, "\"/x", "string");
    row("python", python, "async", "keyword");
    row("python", python, "def sho", "function");
    row("python", python, "(code", "text");
    row("python", python, "f\"{", "string");
    row("python", python, "len", "type");
    row("python", python, "5", "number");
    row("python", python, "class Pos", "type");
    const char *jinja = "<!-- c --><a href=\"/x\">{% if user %}{{ name }}{# note #}{% endif %}&amp;</a>";
    row("jinja", jinja, "<!-- c", "comment");
    row("jinja", jinja, "<a", "keyword");
    row("jinja", jinja, "href", "function");
    row("jinja", jinja, "\"/", "string");
    row("jinja", jinja, "% if", "keyword");
    row("jinja", jinja, "endif", "keyword");
    row("jinja", jinja, "# not", "comment");
    row("jinja", jinja, "&am", "number");
    row("html", "<script>const a = 5; // x\n</script>", "const", "keyword");
    row("html", "<p>{% if %}</p>", "if", "text");
    row("css", ".a { color: red; } /* c */ @media x {}", ".a", "type");
    row("css", ".a { color: red; } /* c */ @media x {}", "color", "function");
    row("css", ".a { grid-gap: red; } /* c */ @media x {}", "grid-gap", "function");
    row("css", ".a { color: red; } /* c */ @media x {}", "/* c", "comment");
    row("css", ".a { color: red; } /* c */ @media x {}", "@media", "keyword");
    const char *script = "// c\nconst a = `x ${b}` + 'y' + 5;\ninterface B {}\n";
    row("javascript", script, "// c", "comment");
    row("javascript", script, "const", "keyword");
    row("javascript", script, "`x", "string");
    row("javascript", script, "'y", "string");
    row("javascript", script, "5", "number");
    row("javascript", script, "interface", "text");
    row("typescript", script, "interface", "keyword");
    row("json", "{\"key\": \"value\", \"n\": [5, true]} // c", "\"ke", "function");
    row("json", "{\"key\": \"value\", \"n\": [5, true]} // c", "valu", "string");
    row("json", "{\"key\": \"value\", \"n\": [5, true]} // c", "5", "number");
    row("json", "{\"key\": \"value\", \"n\": [5, true]} // c", "true", "keyword");
    row("json", "{\"key\": \"value\", \"n\": [5, true]} // c", "// c", "comment");
    row("yaml", "# c\nname: text\non: true\nn: 5\n", "# c", "comment");
    row("yaml", "# c\nname: text\non: true\nn: 5\n", "name", "function");
    row("yaml", "# c\nname: text\non: true\nn: 5\n", "true", "keyword");
    row("yaml", "# c\nname: text\non: true\nn: 5\n", "5", "number");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "Head", "keyword");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "cod", "string");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "some", "text");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "**b", "type");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "[l", "function");
    row("markdown", "# Head\n\nsome `code` **b** [l](x)\n\n> quote\n", "> q", "comment");
    row("markdown", "- a\n```sh\nif [x](y)\n```\n1. b", "- ", "text");
    row("markdown", "- a\n```sh\nif [x](y)\n```\n1. b", "-", "keyword");
    row("markdown", "- a\n```sh\nif [x](y)\n```\n1. b", "[x", "string");
    row("markdown", "- a\n```sh\nif [x](y)\n```\n1. b", "1.", "keyword");
    row("shell", "# c\nif true; then echo \"a $B\" ; fi\n", "# c", "comment");
    row("shell", "# c\nif true; then echo \"a $B\" ; fi\n", "then", "keyword");
    row("shell", "# c\nif true; then echo \"a $B\" ; fi\n", "\"a", "string");
    row("shell", "x=$HOME\n", "$HOM", "type");
    const char *cpp = "#include <a>\n/* c */ constexpr int a = 5; auto s = \"x\";\n";
    row("cpp", cpp, "#include", "keyword");
    row("cpp", cpp, "/* c", "comment");
    row("cpp", cpp, "constexpr", "keyword");
    row("cpp", cpp, "5", "number");
    row("cpp", cpp, "\"x", "string");
    row("c", cpp, "int", "keyword");
    row("ini", "; c\n[part]\nkey=value\n", "; c", "comment");
    row("ini", "; c\n[part]\nkey=value\n", "[par", "keyword");
    row("ini", "; c\n[part]\nkey=value\n", "key", "function");
    row("makefile", "# c\nall: $(X)\n\tcc\n", "# c", "comment");
    row("makefile", "# c\nall: $(X)\n\tcc\n", "all", "function");
    row("makefile", "# c\nall: $(X)\n\tcc\n", "$(X", "type");
    row("cmake", "# c\nadd_library(a \"b\" ${C})\n", "# c", "comment");
    row("cmake", "# c\nadd_library(a \"b\" ${C})\n", "add_library", "function");
    row("cmake", "# c\nadd_library(a \"b\" ${C})\n", "${C", "type");
    row("xml", "<?xml version=\"1.0\"?><!-- c --><a b=\"c\"/>", "<!-- c", "comment");
    row("xml", "<?xml version=\"1.0\"?><!-- c --><a b=\"c\"/>", "<a", "keyword");
    row("xml", "<?xml version=\"1.0\"?><!-- c --><a b=\"c\"/>", " b", "function");
    const char *toml =
        "# c\n[tool.x]\nname = \"a # b\" # d\n'q\"' = 5\non = true\nat = 2024-01-01T10:00:00Z\nl = [\n  \"u\", 7,\n]\n";
    row("toml", toml, "# c", "comment");
    row("toml", toml, "[tool.x", "keyword");
    row("toml", toml, "name", "function");
    row("toml", toml, "a # b", "string");
    row("toml", toml, "# d", "comment");
    row("toml", toml, "'q", "function");
    row("toml", toml, "= 5", "number");
    row("toml", toml, "true", "keyword");
    row("toml", toml, "T10:00", "number");
    row("toml", toml, "  \"u", "string");
    row("toml", toml, " 7", "number");
    const char *docker =
        "# c\nFROM python:3.11 AS base\nRUN apt-get update && \\\n  # d\n  copy $HOME \"x ${Y}\"\nEXPOSE 80\nCMD [\"a\"]\n";
    row("dockerfile", docker, "# c", "comment");
    row("dockerfile", docker, "FROM", "keyword");
    row("dockerfile", docker, "AS", "keyword");
    row("dockerfile", docker, "# d", "comment");
    row("dockerfile", docker, "  copy", "text"); // no instruction: the line before goes on
    row("dockerfile", docker, "$HOM", "type");
    row("dockerfile", docker, "${Y", "type");
    row("dockerfile", docker, "\"x", "string");
    row("dockerfile", docker, "80", "number");
    row("dockerfile", docker, "CMD", "keyword");
    const char *env = "# c\nexport KEY=plain # d\nURL=\"a ${KEY} b\"\nS='$x'\n";
    row("env", env, "# c", "comment");
    row("env", env, "export", "keyword");
    row("env", env, "KEY", "function");
    row("env", env, "=plain", "text");
    row("env", env, "# d", "comment");
    row("env", env, "\"a", "string");
    row("env", env, "${KE", "type");
    row("env", env, "'$x", "string");
    row("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n", "\n-x", "removed");
    row("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n", "\n+y", "added");
    row("go", "// c\nfunc a() {}", "func", "keyword");
    row("rust", "// c\npub fn a() {}", "fn", "keyword");
    row("text", "if true # c", "if", "text");
    row("nosuch", "if true # c", "if", "text");
}

void TestCodeLanguage::wordsHaveTheirRoles()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, text);
    QFETCH(QString, word);
    QFETCH(QString, role);
    CodeEditor editor;
    editor.setLanguage(id);
    editor.setText(text);
    colourAll(editor);
    const qsizetype at = text.indexOf(word);
    QVERIFY(at >= 0);
    const qsizetype last = at + word.size() - 1;
    QVERIFY2(colourAt(editor, last) == Theme::current().colour(role), qPrintable(roleAt(editor, last)));
}

void TestCodeLanguage::aStringOfSeveralLinesGoesOn()
{
    CodeEditor editor;
    editor.setLanguage("toml");
    editor.setText(u"a = 5\nb = 6\n\"\"\"\nc = 7\n"_s);
    colourAll(editor);
    QCOMPARE(roleAt(editor, 10), u"number"_s);
    editor.insertAt(u"\"\"\""_s, 0, 4); // what follows is a string now
    colourAll(editor);
    QCOMPARE(roleAt(editor, 13), u"string"_s);
    QCOMPARE(roleAt(editor, editor.wholeText().indexOf(u"7"_s)), u"number"_s);
    editor.undo();
    colourAll(editor);
    QCOMPARE(roleAt(editor, 10), u"number"_s);
}

void TestCodeLanguage::aKeystrokeColoursItsLinesOnly_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"python", "toml", "json", "jinja", "typescript"})
        QTest::newRow(id) << QByteArray(id);
}

void TestCodeLanguage::aKeystrokeColoursItsLinesOnly()
{
    QFETCH(QByteArray, id);
    CodeEditor editor;
    editor.setLanguage(id);
    editor.setText(u"name = \"value\"\n"_s.repeated(10'000));
    editor.resize(600, 400);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    editor.setCaret(15 * 5'000);
    editor.grab();
    colourAll(editor);
    long styled = 0;
    connect(&editor, &QsciScintillaBase::SCN_MODIFIED, this, [&styled](int, int what, const char *, int length) {
        if (what & QsciScintilla::SC_MOD_CHANGESTYLE)
            styled += length;
    });
    QTest::keyClicks(&editor, u"x"_s);
    editor.grab();
    QVERIFY2(styled < 4'000, qPrintable(QString::number(styled)));
}

void TestCodeLanguage::themeChangesTheLexersColours()
{
    CodeEditor editor;
    editor.setLanguage("python");
    editor.setText(u"def x(): pass"_s);
    colourAll(editor);
    Theme::load(Theme::Mode::Dark)->apply();
    QTRY_COMPARE(colourAt(editor, 0), Theme::current().colour(u"keyword"_s));
    QCOMPARE(roleAt(editor, 4), u"function"_s);
}

void TestCodeLanguage::aLanguageStaysWhereItIs() // editors keep the pointer
{
    const CodeLanguage *python = codeLanguage("python");
    for (int i = 0; i < 1000; ++i)
        codeLanguage("unknown " + QByteArray::number(i));
    QCOMPARE(codeLanguage("python"), python);
}

void TestCodeLanguage::anotherLanguageLeavesNothing()
{
    CodeEditor editor;
    editor.setText(u"if x # y"_s);
    editor.setLanguage("python");
    colourAll(editor);
    QCOMPARE(roleAt(editor, 0), u"keyword"_s);
    editor.setLanguage("text");
    colourAll(editor);
    QCOMPARE(roleAt(editor, 0), u"text"_s);
    QCOMPARE(roleAt(editor, 6), u"text"_s);
    editor.setHighlighter([](const QString &) { return QList<Stretch>{{0, 2, "type", false}}; }); // as the console has it
    QCOMPARE(roleAt(editor, 0), u"type"_s);
}

void TestCodeLanguage::noStyleIsSlantedOrBold()
{
    CodeEditor editor;
    for (const char *id : {"python", "jinja", "json", "cpp", "toml"}) {
        editor.setLanguage(id);
        const int count = editor.language()->line ? 1 : 128;
        for (int style = 0; style < count; ++style) {
            QCOMPARE(editor.SendScintilla(QsciScintilla::SCI_STYLEGETITALIC, ulong(style)), 0L);
            QCOMPARE(editor.SendScintilla(QsciScintilla::SCI_STYLEGETBOLD, ulong(style)), 0L);
            char family[200] = {};
            editor.SendScintilla(QsciScintilla::SCI_STYLEGETFONT, ulong(style), static_cast<void *>(family));
            QCOMPARE(QString::fromUtf8(family), Theme::dataFont().family()); // the one without ligatures
        }
    }
}

void TestCodeLanguage::foldsAreKnown_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("text");
    QTest::newRow("python") << QByteArray("python") << u"def a():\n    x\n    y\nz\n"_s;
    QTest::newRow("html") << QByteArray("html") << u"<div>\n<p>\n</p>\n</div>\n"_s;
    QTest::newRow("json") << QByteArray("json") << u"{\n\"a\": [\n1\n]\n}\n"_s;
    QTest::newRow("css") << QByteArray("css") << u".a {\ncolor: red;\n}\n"_s;
    QTest::newRow("typescript") << QByteArray("typescript") << u"function a() {\nb\n}\n"_s;
    QTest::newRow("yaml") << QByteArray("yaml") << u"a:\n  b: c\n  d: e\nf: g\n"_s;
    QTest::newRow("shell") << QByteArray("shell") << u"if true; then\n  x\nfi\n"_s;
    QTest::newRow("ini") << QByteArray("ini") << u"[a]\nb=c\nd=e\n"_s;
}

void TestCodeLanguage::foldsAreKnown()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, text);
    CodeEditor editor;
    editor.setLanguage(id);
    editor.setText(text);
    colourAll(editor);
    QVERIFY(editor.SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, 0UL) & QsciScintilla::SC_FOLDLEVELHEADERFLAG);
    QVERIFY(!(editor.SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, 1UL) & QsciScintilla::SC_FOLDLEVELHEADERFLAG) ||
            id != "python");
}

QTEST_MAIN(TestCodeLanguage)
#include "tst_codelanguage.moc"
