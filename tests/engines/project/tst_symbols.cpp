// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/symbols.h"

#include <QtTest>

using namespace oriel::project;
using namespace Qt::StringLiterals;

class TestSymbols : public QObject
{
    Q_OBJECT
    // "1 class A", inner ones indented by a dot
    static QString told(const QByteArray &text, Language language)
    {
        static const char *kinds[] = {"class", "function", "method",  "variable", "type", "namespace",
                                      "macro", "relation", "heading", "selector", "id",   "section"};
        QStringList lines;
        for (const Symbol &symbol : symbolsOf(text, language))
            lines
                << QString(symbol.level, u'.') +
                       u"%1 %2 %3"_s.arg(symbol.line).arg(QLatin1String(kinds[int(symbol.kind)]), QString::fromUtf8(symbol.name));
        return lines.join(u" | ");
    }

private Q_SLOTS:
    void ofALanguage_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Language>("language");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, Language language, const QByteArray &text, const QString &expected) {
            QTest::newRow(name) << text << language << expected;
        };
        row("python", Language::Python,
            "\"\"\"\ndef not_this():\n\"\"\"\nimport os\nLIMIT: int = 3\nif LIMIT == 3: pass\n@route('/x')\nasync def index(a,\n "
            " b=1):\n    x = 1\n"
            "    def inner(): pass\nclass Größe(Base):\n    s = 'def no():'\n    def m(self): # def no\n        pass\n\n    "
            "class In: pass\n# class no\nlast = 1",
            u"5 variable LIMIT | 8 function index | .11 function inner | 12 class Größe | .14 method m | .17 class In | 19 variable last"_s);
        row("javascript", Language::JavaScript,
            "/* function no() {} */\nexport default class View extends Base {\n  constructor(a) {\n    if (a) {\n    }\n  }\n  "
            "static async load(x) {\n  }\n}\n"
            "async function run() {}\nexport const f = (a, b) => a;\nconst g = async x => x\nlet limit = 3; // function "
            "no\nconst s = `\nfunction no() {\n`\n",
            u"2 class View | .3 method constructor | .7 method load | 10 function run | 11 function f | 12 function g | 13 variable limit | 14 variable s"_s);
        row("typescript", Language::TypeScript,
            "export interface A {\n}\ntype B = string;\nenum C { x }\nabstract class D {\n  private m(a: string): void {\n  "
            "}\n}\ntype = 3\n",
            u"1 type A | 3 type B | 4 type C | 5 class D | .6 method m"_s);
        row("c++", Language::Cpp,
            "#define LIMIT 3\nnamespace a::b {\nclass Forward;\nclass Store final : public Base\n{\n    Store();\n    int size() "
            "const { return m; }\n};\nenum class Kind { A };\n"
            "using Map = int;\nstatic std::vector<int> *make(const char *text,\n    int n)\n{\n    if (n) {\n    }\n    return "
            "call(n);\n}\nStore::Store() : m(1) {}\nStore::~Store() {\n}\n"
            "bool operator==(A a, B b) {\n}\nauto f() -> int {\n}\nstruct P\n{\n    Q_DISABLE_COPY(P)\n\n    void look(int "
            "(*f)(int))\n    {\n        each([&](int x) {\n        });\n    }\n};\n",
            u"1 macro LIMIT | 2 namespace b | 4 class Store | .7 method size | 9 class Kind | 10 type Map | 11 function make | 18 function Store | 19 function ~Store | 21 function operator== | 23 function f | 25 class P | .29 method look"_s);
        row("sql", Language::Sql,
            "-- create table no\ncreate table if not exists public.\"users\" (id int);\nCREATE OR REPLACE FUNCTION "
            "app.total(int) returns int as $$ select 1 $$ language sql;\n"
            "create unique index concurrently users_idx on users (id);\ncreate index on users (id);\ncreate materialized view\n  "
            "v as select 'create table no';\ncreate type state as enum ();\ncreate schema if not exists app;\ncreate temp table "
            "t(a int);",
            u"2 relation users | 3 function total | 4 relation users_idx | 7 relation v | 8 type state | 9 namespace app | 10 relation t"_s);
        row("markdown", Language::Markdown,
            "# One\n\ntext\n## Two ##\n```\n# no\n```\nThree\n=====\nFour\n----\n- list\n---\n#no\n### Grün\n",
            u"1 heading One | .4 heading Two | 8 heading Three | .10 heading Four | ..15 heading Grün"_s);
        row("css", Language::Css, "/* .no { } */\n.a,\n#b > p {\n  color: red;\n}\n@media (x) {\n  a:hover { }\n}\n",
            u"2 selector .a | 3 selector #b > p | 6 selector @media (x) | .7 selector a:hover"_s);
        row("shell", Language::Shell, "# no() {\nrun() {\n  echo ${#a}\n}\nfunction stop-it {\n}\n  inner () { :; }\n",
            u"2 function run | 5 function stop-it | .7 function inner"_s);
        row("html", Language::Jinja, "<!-- <p id=\"no\"> -->\n<div id=\"main\">\n{% block content %}\n<p id='x'>it's</p>\n",
            u"2 id main | 3 function content | 4 id x"_s);
        row("makefile", Language::Makefile, "all: a b\nX := 3\na.o: a.c\n\tcc\n", u"1 section all | 3 section a.o"_s);
        row("toml", Language::Toml, "[tool.ruff]\nx = [1]\n[[more]]\n", u"1 section tool.ruff | 3 section more"_s);
        row("go", Language::Go, "func (s *S) Run() {\n}\ntype S struct {\n", u"1 function Run | 3 type S"_s);
        row("java", Language::Java, "public final class A {\n    private static List<String> make(int a) {\n    }\n}\n",
            u"1 class A | .2 method make"_s);
        row("json", Language::Json, "{\"a\": 1}", QString());
        row("empty", Language::Python, "", QString());
        row("unfinished", Language::Python, "def a(): pass\n\"\"\"def b(): pass", u"1 function a"_s);
        row("broken", Language::Python, "def a\xff(): pass\nclass B: pass", u"1 function a | 2 class B"_s);
    }
    void ofALanguage()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const Language, language);
        QTEST(told(text, language), "expected");
        QByteArray withReturns = text;
        QTEST(told(withReturns.replace("\n", "\r\n"), language), "expected");
    }

    void anIndexOfFiles()
    {
        QTemporaryDir folder;
        const QByteArray root = QFile::encodeName(folder.path());
        const auto put = [&](const QString &name, const QByteArray &text) {
            QDir().mkpath(QFileInfo(folder.filePath(name)).path());
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        put(u"a.py"_s, "def run(): pass\nclass Store: pass\n");
        put(u"sub/b.js"_s, "function run() {}\nfunction run() {}\n");
        put(u"v1.2/script"_s, "#!/bin/sh\nrun() { :; }\n");
        put(u"data.json"_s, "{\"run\": 1}");
        put(u"binary.py"_s, QByteArray("def run\0", 8));
        QVERIFY(QFile::link(folder.filePath(u"a.py"_s), folder.filePath(u"link.py"_s)));
        const auto files = [](const std::function<bool(QByteArrayView)> &give) {
            for (const char *path : {"a.py", "sub/b.js", "v1.2/script", "data.json", "binary.py", "link.py", "gone.py"})
                if (!give(path))
                    return;
        };
        auto index = SymbolIndex::build(root, files);
        QVERIFY(index.has_value());
        using Places = QList<SymbolPlace>;
        QCOMPARE(index->size(), 5);
        QCOMPARE(index->definitions("run"), (Places{{"a.py", 1, SymbolKind::Function},
                                                    {"sub/b.js", 1, SymbolKind::Function},
                                                    {"sub/b.js", 2, SymbolKind::Function},
                                                    {"v1.2/script", 2, SymbolKind::Function}}));
        QCOMPARE(index->definitions("nothing"), Places());
        QCOMPARE(index->names(u"st"_s, 10), QByteArrayList{"Store"});
        put(u"a.py"_s, "\n\ndef start(): pass\n");
        index->update("a.py");
        index->setText("v1.2/script", "#!/bin/sh\n"); // unsaved
        QFile::remove(folder.filePath(u"sub/b.js"_s));
        index->update("sub/b.js");
        QCOMPARE(index->definitions("run"), Places());
        QCOMPARE(index->definitions("start"), (Places{{"a.py", 3, SymbolKind::Function}}));
        QCOMPARE(index->names(u"st"_s, 10), QByteArrayList{"start"});
        QCOMPARE(index->size(), 1);
        index->setText("a.py", "def run(): pass");
        QCOMPARE(index->definitions("run"), (Places{{"a.py", 1, SymbolKind::Function}}));

        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(SymbolIndex::build(root, files, stop.get_token()).error().code, u"cancelled"_s);
        QCOMPARE(SymbolIndex::build("/nowhere", files).error().code, u"missing"_s);
        int usages = 0;
        QVERIFY(
            search(root, files, usagesOf("start"), [&](const FileHits &hits) { usages += int(hits.lines.size()); }).has_value());
        QCOMPARE(usages, 1);
    }
};

QTEST_GUILESS_MAIN(TestSymbols)
#include "tst_symbols.moc"
