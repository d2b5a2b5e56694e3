// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/expression.h"
#include "support/server.h"

#include <QRandomGenerator>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestExpression : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void flaws_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("at"); // −1: none
        QTest::newRow("plain") << u"a = 1"_s << -1;
        QTest::newRow("parentheses") << u"(a = 1) or (b like '%)%')"_s << -1;
        QTest::newRow("line comment") << u"a = 1 -- and b"_s << -1;
        QTest::newRow("block comment") << u"a /* ( ; */ = 1"_s << -1;
        QTest::newRow("semicolon in a text") << u"note = ';'"_s << -1;
        QTest::newRow("parenthesis in a name") << u"\"a)\" is null"_s << -1;
        QTest::newRow("dollar quoted") << u"note = $x$ ) ; $x$"_s << -1;
        QTest::newRow("subquery") << u"id in (select id from t where b = ';')"_s << -1;
        QTest::newRow("cast") << u"a::text = '1'"_s << -1;
        QTest::newRow("semicolon") << u"a = 1; drop table t"_s << 5;
        QTest::newRow("closing") << u"1=1) or (1=1"_s << 3;
        QTest::newRow("opening") << u"(a = 1"_s << 0;
        QTest::newRow("text") << u"a = 'x"_s << 4;
        QTest::newRow("name") << u"\"a = 1"_s << 0;
        QTest::newRow("comment open") << u"a = 1 /* x"_s << 6;
        QTest::newRow("dollar open") << u"a = $x$ y"_s << 4;
        QTest::newRow("parameter") << u"a = $1"_s << 4;
        QTest::newRow("command") << u"a = 1 \\gx"_s << 6;
        QTest::newRow("empty") << u"  "_s << 0;
        QTest::newRow("only a comment") << u"-- nothing"_s << 0;
    }
    void flaws()
    {
        QFETCH(const QString, text);
        QFETCH(const int, at);
        const auto flaw = sql::flawOf(text);
        QCOMPARE(flaw ? int(flaw->at) : -1, at);
        QCOMPARE(flaw && flaw->message.isEmpty(), false);
    }

    // What has no flaw stays inside its parentheses, whatever it is.
    void nothingEscapes()
    {
        test::Server server;
        const QString database = server.newDatabase();
        static const QByteArrayList parts{"(",       ")", "'",  "\"",   "--",  "/*", "*/",          "$$",  "$x$",
                                          "\n",      ";", "or", "true", "1=1", "E'", "\\",          "\\'", "union select 1",
                                          "limit 1", " ", "a",  "::",   "U&'", "x'", "group by ()", ","};
        QRandomGenerator random(20261122);
        QByteArray script;
        int kept = 0;
        while (kept < 400) {
            QByteArray text;
            for (int i = random.bounded(1, 9); i > 0; --i)
                text += parts[random.bounded(parts.size())] + (random.bounded(3) == 0 ? " " : "");
            if (sql::flawOf(QString::fromUtf8(text)))
                continue;
            ++kept;
            // what returns a row is noted, what the server refuses is not
            const QByteArray statement = "select 1 where false and (\n" + text + "\n)";
            script += "do $outer" + QByteArray::number(kept) + "$ declare n int; begin execute convert_from(decode('" +
                      statement.toHex() + "', 'hex'), 'UTF8') into n; if n is not null then insert into escaped values (" +
                      QByteArray::number(kept) + "); end if; exception when others then null; end $outer" +
                      QByteArray::number(kept) + "$;\n";
        }
        const QByteArray said =
            server.psql(database, "create table escaped (n int);\n" + script + "select count(*) from escaped");
        QCOMPARE(said.trimmed().split('\n').last(), "0");
    }
};

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
