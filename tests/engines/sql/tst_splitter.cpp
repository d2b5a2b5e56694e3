// SPDX-License-Identifier: GPL-3.0-or-later
// sql::split and sql::tokens against fixed cases, and against psql itself.
#include "engines/sql/keywords.h"
#include "engines/sql/splitter.h"
#include "support/server.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QStringList pieces(const QString &text, bool standardStrings = true)
{
    QStringList found;
    for (const sql::Piece &piece : sql::split(text, standardStrings))
        found.append(sql::statementText(text, piece, standardStrings));
    return found;
}

// How much of a text's beginning is blanks, semicolons and comments. Written apart from the scanner on purpose.
qsizetype nothingAhead(QStringView text)
{
    qsizetype i = 0;
    while (i < text.size()) {
        const QStringView mark = text.sliced(i, qMin<qsizetype>(2, text.size() - i));
        if (text[i].isSpace() || text[i] == u';') {
            ++i;
        } else if (mark == u"--") {
            const qsizetype end = text.indexOf(u'\n', i);
            i = end < 0 ? text.size() : end;
        } else if (mark == u"/*") {
            int depth = 0;
            do {
                const QStringView inner = text.sliced(i, qMin<qsizetype>(2, text.size() - i));
                depth += inner == u"/*" ? 1 : inner == u"*/" ? -1 : 0;
                i += inner == u"/*" || inner == u"*/" ? 2 : 1;
            } while (depth > 0 && i < text.size());
        } else {
            break;
        }
    }
    return i;
}
bool isNothing(QStringView text) { return nothingAhead(text) == text.size(); }

// psql drops empty lines and takes its commands out of a statement; we leave the ones and blank the others.
bool isSame(const QString &sent, const QString &ours)
{
    static const QRegularExpression lines(u"\\n+"_s), tail(u"[; ]+$"_s);
    const QString theirs = sent.mid(nothingAhead(sent)).replace(lines, u"\n"_s), mine = QString(ours).replace(lines, u"\n"_s);
    if (theirs.startsWith(mine) && isNothing(QStringView(theirs).sliced(mine.size())))
        return true;
    return theirs.simplified().remove(tail) == mine.simplified().remove(tail);
}

} // namespace

class SplitterTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::Server> m_server;
    QTemporaryDir m_folder;

    // Every text that psql sends for a file, also those the server rejects, in order.
    QStringList sentByPsql(const QString &file, const QString &database, bool standardStrings) const
    {
        const QString log = m_folder.filePath(u"log"_s);
        QFile::remove(log);
        QProcess psql;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PGCLIENTENCODING"_s, u"UTF8"_s);
        environment.insert(u"PGOPTIONS"_s, standardStrings
                                               ? u"-c client_min_messages=error"_s
                                               : u"-c standard_conforming_strings=off -c escape_string_warning=off"_s);
        psql.setProcessEnvironment(environment);
        psql.setStandardErrorFile(QProcess::nullDevice());
        psql.setStandardOutputFile(QProcess::nullDevice());
        psql.start(sandbox::serverPrograms().value() + u"/psql"_s,
                   {u"-X"_s, u"-q"_s, u"-L"_s, log, u"-o"_s, u"/dev/null"_s, u"-f"_s, file, m_server->url(database)});
        if (!psql.waitForFinished(120'000))
            qFatal("psql did not end: %s", qPrintable(psql.errorString()));
        QFile written(log);
        if (!written.open(QIODevice::ReadOnly))
            qFatal("psql wrote no log");
        static const QRegularExpression query(u"\\*{9} QUERY \\*{10}\\n(.*?)\\n\\*{26}\\n"_s,
                                              QRegularExpression::DotMatchesEverythingOption);
        QStringList sent;
        const QString text = QString::fromUtf8(written.readAll());
        for (const QRegularExpressionMatch &match : query.globalMatch(text)) {
            const QString statement = match.captured(1);
            if (!isNothing(statement) && !statement.startsWith(u"COPY  "_s)) // that is \copy's own
                sent.append(statement);
        }
        return sent;
    }

    void compare(const QString &file, const QString &database, bool standardStrings) const
    {
        QFile input(file);
        QVERIFY2(input.open(QIODevice::ReadOnly), qPrintable(file));
        const QStringList ours = pieces(QString::fromUtf8(input.readAll()), standardStrings);
        const QStringList theirs = sentByPsql(file, database, standardStrings);
        for (qsizetype i = 0; i < qMin(ours.size(), theirs.size()); ++i)
            QVERIFY2(isSame(theirs[i], ours[i]),
                     qPrintable(u"%1, statement %2\npsql: %3\nours: %4"_s.arg(file).arg(i + 1).arg(theirs[i], ours[i])));
        QCOMPARE(ours.size(), theirs.size());
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void cleanupTestCase() { m_server.reset(); }

    void split_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("statements");
        const auto row = [](const char *name, const QString &text, const QStringList &statements) {
            QTest::newRow(name) << text << statements;
        };
        row("empty", {}, {});
        row("only comments", u"-- a;\n/* b; */ ;;"_s, {});
        row("comments around are left out", u"-- head\nselect 1 -- tail\n;"_s, {u"select 1"_s});
        row("comments inside stay", u"select /* x; */ 1 -- y;\n+ 2; select 3"_s,
            {u"select /* x; */ 1 -- y;\n+ 2"_s, u"select 3"_s});
        row("dollar tags", u"select $t$ it's; $u$ $t$; select $$;$$"_s, {u"select $t$ it's; $u$ $t$"_s, u"select $$;$$"_s});
        row("a tag inside of a name is none", u"select a$b$; select c$b$"_s, {u"select a$b$"_s, u"select c$b$"_s});
        row("psql does not split inside parentheses", u"create rule r as on insert to t do (select 1; select 2); select 3"_s,
            {u"create rule r as on insert to t do (select 1; select 2)"_s, u"select 3"_s});
        row("an unclosed parenthesis takes the rest, as in psql", u"select (1; select 2;"_s, {u"select (1; select 2;"_s});
        row("begin atomic", u"create function f() returns int begin atomic select case when true then 1 end; end; select 2"_s,
            {u"create function f() returns int begin atomic select case when true then 1 end; end"_s, u"select 2"_s});
        row("a transaction is no block", u"begin; select 1; end"_s, {u"begin"_s, u"select 1"_s, u"end"_s});
        row("escapes go on in the next line's part", u"select E'a'\n'b\\'; c'; select 2"_s,
            {u"select E'a'\n'b\\'; c'"_s, u"select 2"_s});
        row("commands are no statements", u"\\d t\nselect 1;\n\\timing on\nselect 2"_s, {u"select 1"_s, u"select 2"_s});
        row("a command inside is blanked", u"select 1\n\\echo hi\n+ 1;"_s, {u"select 1\n        \n+ 1"_s});
        row("\\g ends a statement", u"select 1 \\g\nselect 2 \\gx out.txt\n"_s, {u"select 1"_s, u"select 2"_s});
        row("\\r drops what was typed", u"drop table t \\r\nselect 1"_s, {u"select 1"_s});
        row("\\; ends a statement", u"select 1\\; select 2;"_s, {u"select 1"_s, u"select 2"_s});
        row("copy data", u"copy t from stdin;\n1;\t'\n\\.\nselect 1"_s, {u"copy t from stdin"_s, u"select 1"_s});
        row("copy without data", u"copy t from stdin;\nselect 1"_s, {u"copy t from stdin"_s, u"select 1"_s});
        row("unterminated string", u"select 'a; b"_s, {u"select 'a; b"_s});
        row("unterminated dollar", u"select $$a; b"_s, {u"select $$a; b"_s});
        row("unterminated comment", u"select 1 /* a; b"_s, {u"select 1"_s});
        row("ends in an escape", u"select E'a\\"_s, {u"select E'a\\"_s});
        row("a name that touches a number", u"select 1a$b$; select 1.5e+3$$;$$; $1create function begin; select 2"_s,
            {u"select 1a$b$"_s, u"select 1.5e+3$$;$$"_s, u"$1create function begin"_s, u"select 2"_s});
        row("byte order mark", u"\uFEFFselect 1; select 2"_s, {u"select 1"_s, u"select 2"_s});
        row("windows lines", u"select 1;\r\nselect 2;\r\n"_s, {u"select 1"_s, u"select 2"_s});
    }
    void split()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, statements);
        QCOMPARE(pieces(text), statements);
    }

    void agreesWithPsql_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("standardStrings");
        const QDir data(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/sql/data"));
        const QStringList files = data.entryList({u"*.sql"_s}, QDir::Files);
        QVERIFY(files.size() >= 5);
        for (const QString &file : files)
            for (const bool standardStrings : {true, false})
                QTest::addRow("%s%s", qPrintable(file), standardStrings ? "" : " old strings")
                    << data.filePath(file) << standardStrings;
    }
    void agreesWithPsql()
    {
        QFETCH(QString, file);
        QFETCH(bool, standardStrings);
        compare(file, m_server->newDatabase(), standardStrings);
    }

    void agreesWithPsqlOnADump()
    {
        const QString shop = m_server->newDatabase(true), dump = m_folder.filePath(u"dump.sql"_s);
        QProcess program;
        program.setStandardErrorFile(QProcess::nullDevice());
        program.start(sandbox::serverPrograms().value() + u"/pg_dump"_s, {u"-f"_s, dump, m_server->url(shop)});
        QVERIFY(program.waitForFinished(120'000));
        QCOMPARE(program.exitCode(), 0);
        compare(dump, m_server->newDatabase(), true);
    }

    // Texts nobody would write: whatever psql makes of them, we make of them.
    void agreesWithPsqlOnRandomTexts()
    {
        static const QStringList parts = {u"'"_s,
                                          u"''"_s,
                                          u"\""_s,
                                          u"$$"_s,
                                          u"$a$"_s,
                                          u"$b"_s,
                                          u"("_s,
                                          u")"_s,
                                          u";"_s,
                                          u"; "_s,
                                          u";\n"_s,
                                          u"--"_s,
                                          u"/*"_s,
                                          u"*/"_s,
                                          u"*"_s,
                                          u"/"_s,
                                          u"-"_s,
                                          u"E'"_s,
                                          u"e"_s,
                                          u"U&'"_s,
                                          u"n'"_s,
                                          u"x'1f'"_s,
                                          u"\n"_s,
                                          u" "_s,
                                          u" "_s,
                                          u"begin "_s,
                                          u" end "_s,
                                          u" case "_s,
                                          u"create function "_s,
                                          u"create or replace procedure "_s,
                                          u"select "_s,
                                          u"1"_s,
                                          u"a"_s,
                                          u"1.5"_s,
                                          u"[1:"_s,
                                          u":"_s,
                                          u"::"_s,
                                          u":'"_s,
                                          u"é"_s,
                                          u"😀"_s,
                                          u"$1"_s,
                                          u"\t"_s,
                                          u"@"_s,
                                          u"<"_s};
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        const QString database = m_server->newDatabase(), file = m_folder.filePath(u"random.sql"_s);
        for (int round = 0; round < 60; ++round) {
            QStringList some{u";"_s, u" ; "_s,
                             u"\n"_s}; // few kinds at a time: an open quote or parenthesis hides all that follows
            for (int i = 0; i < 10; ++i)
                some.append(parts[random.bounded(int(parts.size()))]);
            QString text;
            for (int i = 0; i < 400; ++i)
                text += some[random.bounded(int(some.size()))];
            QFile output(file);
            QVERIFY(output.open(QIODevice::WriteOnly));
            output.write(text.toUtf8());
            output.close();
            compare(file, database, true);
            if (QTest::currentTestFailed())
                qFatal("seed %u round %d:\n%s", seed, round, qPrintable(text));
        }
    }

    void exponentOpensNoDollarQuote() // psql 15.20; found by the random texts
    {
        QCOMPARE(sql::split(u"select 1e1$a$; -; $a$").size(), 3);
        QCOMPARE(sql::split(u"select 1e--; select 2").size(), 2);
        QCOMPARE(sql::split(u"select 1e+1$a$; -; $a$").size(), 1);
    }

    void pieceAt()
    {
        const QString text = u"select 1; select 2;\n\n  select\n 3;\n"_s;
        const QList<sql::Piece> found = sql::split(text);
        QCOMPARE(found.size(), 3);
        QCOMPARE(sql::pieceAt(found, text, 0), 0);
        QCOMPARE(sql::pieceAt(found, text, 8), 0);
        QCOMPARE(sql::pieceAt(found, text, 9), 0); // behind its semicolon
        QCOMPARE(sql::pieceAt(found, text, 10), 1);
        QCOMPARE(sql::pieceAt(found, text, 19), 1); // the line's end
        QCOMPARE(sql::pieceAt(found, text, 20), 2); // an empty line: the next
        QCOMPARE(sql::pieceAt(found, text, 30), 2); // inside, on its second line
        QCOMPARE(sql::pieceAt(found, text, text.size()), -1);
        QCOMPARE(sql::pieceAt({}, u"", 0), -1);
    }

    void tokens_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kinds");
        QTest::newRow("words") << u"select name, f(x), \"q\" from s.order"_s << u"KI,FPIP,QKIPI"_s;
        QTest::newRow("unreserved words are names where they stand like names")
            << u"update t set data = 1, name = 2"_s << u"KIKIOn,IOn"_s;
        QTest::newRow("types") << u"'1'::int, 'a'::pg_catalog.text, numeric(3,2)"_s << u"SOT,SOIPI,TPn,nP"_s;
        QTest::newRow("marks") << u"$1 :v \\d t"_s << u"VVB"_s;
        QTest::newRow("comments") << u"-- x\n/* y */"_s << u"CC"_s;
        QTest::newRow("numbers") << u"1 1.5e-3 0x1F 1_000 .5"_s << u"nnnnn"_s;
        QTest::newRow("strings") << u"'a' E'\\'' $$x$$ U&'z' b'1'"_s << u"SSSSS"_s;
    }
    void tokens()
    {
        QFETCH(QString, text);
        QFETCH(QString, kinds);
        QString found;
        static const QString letters = u"KIQFTSnOVCBP"_s; // TokenKind's order
        qsizetype end = 0;
        for (const sql::Token &token : sql::tokens(text)) {
            QVERIFY(token.begin >= end && token.end > token.begin && token.end <= text.size());
            end = token.end;
            found += text[token.begin] == u',' ? QChar(u',') : letters[int(token.kind)];
        }
        QCOMPARE(found, kinds);
    }

    void keywordsAreTheServers()
    {
        const QString database = m_server->newDatabase();
        const QList<QByteArray> lines = m_server->psql(database, "select word, catcode from pg_get_keywords()").split('\n');
        QVERIFY(lines.size() > 400);
        for (const QByteArray &line : lines) {
            if (line.trimmed().isEmpty())
                continue;
            const QString word = QString::fromLatin1(line.split('|').value(0));
            const char code = line.split('|').value(1).trimmed().at(0);
            const sql::WordClass expected = code == 'R'   ? sql::WordClass::Reserved
                                            : code == 'T' ? sql::WordClass::TypeOrFunction
                                            : code == 'C' ? sql::WordClass::ColumnName
                                                          : sql::WordClass::Unreserved;
            const sql::WordClass ours = sql::classOf(word.toUpper());
            QVERIFY2(ours == expected || ours == sql::WordClass::Type, line.constData());
        }
        QCOMPARE(sql::classOf(u"customers"_s), sql::WordClass::None);
    }
};

QTEST_GUILESS_MAIN(SplitterTest)
#include "tst_splitter.moc"
