// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/links.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;

// "file target:line:column ::test", "url target", "request METHOD target status", and the characters it stands on.
static QString said(const TerminalLink &link, const QString &line)
{
    const QString at = u" «%1»"_s.arg(line.mid(link.from, link.to - link.from));
    switch (link.kind) {
    case TerminalLink::Kind::Url:
        return u"url "_s + link.target + at;
    case TerminalLink::Kind::Request:
        return u"request %1 %2 %3"_s.arg(link.method, link.target).arg(link.status) + at;
    case TerminalLink::Kind::File:
        return u"file %1:%2:%3"_s.arg(link.target).arg(link.line).arg(link.column) +
               (link.test.isEmpty() ? QString() : u" ::"_s + link.test) + at;
    }
    return {};
}

class LinksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void formsAreFound_data();
    void formsAreFound();
    void linkUnderTheMouse();
    void longLineIsLookedAtNearby();
    void hyperlinksOfPrograms();
    void pathsAreMadeAbsolute();
    void unitsAndCells();
    void serversSayWhereTheyRun_data();
    void serversSayWhereTheyRun();
};

void LinksTest::formsAreFound_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("links");
    const auto row = [](const char *name, const QString &line, const QStringList &links) {
        QTest::newRow(name) << line << links;
    };
    row("none", u"nothing here: 12:30:45, 1.2.3.4:80 and (so on)."_s, {});
    row("python", u"  File \"/srv/my app/app.py\", line 42, in show"_s,
        {u"file /srv/my app/app.py:42:0 «File \"/srv/my app/app.py\", line 42»"_s});
    row("python stdin", u"  File \"<stdin>\", line 1, in <module>"_s, {});
    row("pytest failure", u"tests/test_x.py:12: AssertionError"_s, {u"file tests/test_x.py:12:0 «tests/test_x.py:12»"_s});
    row("pytest node", u"FAILED tests/x.py::TestA::test_y[eur-1] - assert 1 == 2"_s,
        {u"file tests/x.py:0:0 ::TestA::test_y[eur-1] «tests/x.py::TestA::test_y[eur-1]»"_s});
    row("werkzeug", u"127.0.0.1 - - [2026-03-01 10:00:00] \"POST /invoice?x=1 HTTP/1.1\" 500 -"_s,
        {u"request POST /invoice?x=1 500 «\"POST /invoice?x=1 HTTP/1.1\" 500»"_s});
    row("flask", u" * Running on http://127.0.0.1:5000"_s, {u"url http://127.0.0.1:5000 «http://127.0.0.1:5000»"_s});
    row("sentence", u"see https://example.org/a_(b), or <https://example.org/c?d=e#f>."_s,
        {u"url https://example.org/a_(b) «https://example.org/a_(b)»"_s,
         u"url https://example.org/c?d=e#f «https://example.org/c?d=e#f»"_s});
    row("bracket", u"(https://example.org/x)."_s, {u"url https://example.org/x «https://example.org/x»"_s});
    row("other schemes", u"javascript:alert(1) ftp://x.org https://"_s, {});
    row("gcc", u"src/a.c:12:5: error: expected ';'"_s, {u"file src/a.c:12:5 «src/a.c:12:5»"_s});
    row("gcc included", u"In file included from ../include/a.h:3,"_s, {u"file ../include/a.h:3:0 «../include/a.h:3»"_s});
    row("mypy", u"app/models.py:7: error: Missing return"_s, {u"file app/models.py:7:0 «app/models.py:7»"_s});
    row("ruff", u" --> app/models.py:7:80"_s, {u"file app/models.py:7:80 «app/models.py:7:80»"_s});
    row("make", u"Makefile:12: *** missing separator.  Stop."_s, {u"file Makefile:12:0 «Makefile:12»"_s});
    row("psql", u"psql:schema.sql:3: ERROR:  relation"_s, {u"file schema.sql:3:0 «schema.sql:3»"_s});
    row("node", u"    at show (/srv/a.js:10:5)"_s, {u"file /srv/a.js:10:5 «/srv/a.js:10:5»"_s});
    row("tsc", u"src/a.ts(12,5): error TS2304"_s, {u"file src/a.ts:12:5 «src/a.ts(12,5)»"_s});
    row("bare", u"cd ~/invoices/api && ls ./src/über.py."_s,
        {u"file ~/invoices/api:0:0 «~/invoices/api»"_s, u"file ./src/über.py:0:0 «./src/über.py»"_s});
    row("grep", u"app.py:41:def show(code):"_s, {u"file app.py:41:0 «app.py:41»"_s});
    row("url has no file in it", u"http://x.org/a/b.py:12"_s, {u"url http://x.org/a/b.py:12 «http://x.org/a/b.py:12»"_s});
}

void LinksTest::formsAreFound()
{
    QFETCH(const QString, line);
    QStringList links;
    for (const TerminalLink &link : findLinks(line))
        links << said(link, line);
    QTEST(links, "links");
}

void LinksTest::linkUnderTheMouse()
{
    const QString line = u"a.py:1 and b.py:2"_s;
    QCOMPARE(linkAt(line, 0)->target, u"a.py"_s);
    QCOMPARE(linkAt(line, 5)->target, u"a.py"_s);
    QVERIFY(!linkAt(line, 6));
    QCOMPARE(linkAt(line, 12)->line, 2);
}

void LinksTest::longLineIsLookedAtNearby()
{
    const QString line = QString(500'000, u'x') + u" src/a.c:12:5 "_s + QString(500'000, u'/');
    const auto link = linkAt(line, 500'005);
    QVERIFY(link);
    QCOMPARE(line.mid(link->from, link->to - link->from), u"src/a.c:12:5"_s);
}

void LinksTest::hyperlinksOfPrograms()
{
    QCOMPARE(addressLink(u"https://example.org/a"_s, u"box"_s)->kind, TerminalLink::Kind::Url);
    QCOMPARE(addressLink(u"file://box/srv/a%20b"_s, u"box"_s)->target, u"/srv/a b"_s);
    QCOMPARE(addressLink(u"file:///srv/a"_s, u"box"_s)->kind, TerminalLink::Kind::File);
    for (const QString &refused : {u"file://other/srv/a"_s, u"javascript:alert(1)"_s, u"ftp://x.org/"_s, u"https:///"_s,
                                   u"file:///a%0Ab"_s, u"mailto:a@b.c"_s, u""_s, u"http"_s})
        QVERIFY2(!addressLink(refused, u"box"_s), qPrintable(refused));
}

void LinksTest::pathsAreMadeAbsolute()
{
    const auto path = [](const QString &target, const QString &folder) {
        return linkPath({.kind = TerminalLink::Kind::File, .target = target}, folder, u"/home/me"_s);
    };
    QCOMPARE(path(u"src/../a.c"_s, u"/srv/x"_s), u"/srv/x/a.c"_s);
    QCOMPARE(path(u"~/a.c"_s, u"/srv/x"_s), u"/home/me/a.c"_s);
    QCOMPARE(path(u"/a.c"_s, {}), u"/a.c"_s);
    QCOMPARE(path(u"a.c"_s, {}), QString());
    QCOMPARE(linkPath({.kind = TerminalLink::Kind::Url, .target = u"/a"_s}, u"/srv"_s, u"/h"_s), QString());
}

void LinksTest::unitsAndCells()
{
    const TerminalLine line({.text = U"a漢😀b", .cells = {0, 1, 3, 5}});
    QCOMPARE(line.text, u"a漢😀b"_s);
    QCOMPARE(line.cells, (std::vector<int>{0, 1, 3, 3, 5, 6}));
    QCOMPARE(line.unitAt(2), 1); // the wide character's second cell
    QCOMPARE(line.unitAt(5), 4);
    QCOMPARE(line.unitAt(6), -1);
    QCOMPARE(TerminalLine({}).unitAt(0), -1);
}

void LinksTest::serversSayWhereTheyRun_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("address");
    QTest::newRow("flask") << u" * Running on http://127.0.0.1:5000"_s << u"http://127.0.0.1:5000"_s;
    QTest::newRow("old flask") << u" * Running on http://127.0.0.1:5000/ (Press CTRL+C to quit)"_s << u"http://127.0.0.1:5000"_s;
    QTest::newRow("everywhere") << u" * Running on http://0.0.0.0:8080"_s << u"http://127.0.0.1:8080"_s;
    QTest::newRow("uvicorn") << u"INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)"_s
                             << u"http://127.0.0.1:8000"_s;
    QTest::newRow("gunicorn") << u"[INFO] Listening at: http://127.0.0.1:8000 (42)"_s << u"http://127.0.0.1:8000"_s;
    QTest::newRow("django") << u"Starting development server at http://127.0.0.1:8000/"_s << u"http://127.0.0.1:8000"_s;
    QTest::newRow("vite") << u"  ➜  Local:   http://localhost:5173/"_s << u"http://localhost:5173"_s;
    QTest::newRow("http.server") << u"Serving HTTP on 127.0.0.1 port 41211 (http://127.0.0.1:41211/) ..."_s
                                 << u"http://127.0.0.1:41211"_s;
    QTest::newRow("elsewhere") << u" * Running on http://192.168.1.7:5000"_s << QString();
    QTest::newRow("looks alike") << u" * Running on http://127.0.0.1.example.org:5000"_s << QString();
    QTest::newRow("password") << u" * Running on http://user@example.org:5000"_s << QString();
    QTest::newRow("no server") << u"see http://127.0.0.1:5000"_s << QString();
}

void LinksTest::serversSayWhereTheyRun()
{
    QFETCH(const QString, line);
    QTEST(serverAddress(line), "address");
}

QTEST_APPLESS_MAIN(LinksTest)
#include "tst_links.moc"
