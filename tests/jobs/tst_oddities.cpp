// SPDX-License-Identifier: GPL-3.0-or-later
// What a console and a table may meet in a real database, through Runner and Connection.
#include "jobs/watch.h"

#include "engines/pg/opened.h"
#include "engines/pg/window.h"

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestOddities final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;

    // The table's first rows as its document reads them.
    QList<QByteArrayList> windowOf(Connection &connection, const QString &schema, const QString &name)
    {
        const auto found = answerOf(connection, pg::catalog::relation(schema, name));
        const auto relation = found ? pg::catalog::readRelation(**found) : std::unexpected(found.error());
        if (!relation)
            return {{relation.error().message.toUtf8()}};
        const pg::TableWindow window(*relation, connection.facts().serverVersion);
        const auto rows = answerOf(connection, window.ask(window.start(pg::Way::Forward), pg::Way::Forward, 100));
        if (!rows)
            return {{rows.error().message.toUtf8()}};
        QList<QByteArrayList> all;
        for (qint64 row = 0; row < window.rowsIn(**rows); ++row) {
            all.emplaceBack();
            for (int column = 0; column < window.columns().size(); ++column)
                all.last() << window.cell(**rows, row, column).text;
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_connection = linked({.id = u"odd"_s, .info = infoOf(m_server->url(m_database))});
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_server.reset();
    }

    void copyInAConsole()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QStringList errors;
        connect(&runner, &Runner::stepFinished, this, [&](int, const Result<pg::Outcome> &outcome) {
            if (outcome && outcome->error)
                errors << outcome->error->message;
        });
        QVERIFY(watch.run(u"create temporary table t(a int, b text)"_s));
        QVERIFY(watch.run(u"copy t from stdin; select 'never'"_s));
        QVERIFY2(errors.value(0).contains(u"use Import"_s), qPrintable(errors.join(u' ')));
        QCOMPARE(watch.said.size(), 2);
        QCOMPARE(runner.state(), pg::SessionState::Idle);
        QVERIFY(watch.run(u"begin; insert into t values (1, E'a\\tb'), (2, null); copy t to stdout; commit"_s));
        QCOMPARE(watch.said.mid(2), (QStringList{u"BEGIN"_s, u"INSERT 0 2"_s, u"COPY 2"_s, u"COMMIT"_s}));
        QVERIFY(watch.run(u"copy t to stdout"_s));
        QCOMPARE(runner.query()->rows()->cell(0, 0).text, "1\ta\\tb"_ba);
        QCOMPARE(runner.query()->rows()->cell(1, 0).text, "2\t\\N"_ba);
        QVERIFY(watch.run(u"copy t to stdout (format binary)"_s));
        QCOMPARE(watch.said.last(), u"COPY 2"_s);
        QVERIFY(watch.run(u"begin; copy t from stdin"_s));
        QCOMPARE(runner.state(), pg::SessionState::Failed);
        QVERIFY(watch.run(u"rollback; table t"_s));
        QCOMPARE(watch.said.last(), u"SELECT 2"_s);
    }

    void noColumnsAndVeryManyColumns()
    {
        QStringList columns;
        for (int i = 1; i <= 1600; ++i)
            columns << u"c%1 int"_s.arg(i);
        m_server->psql(m_database, "create table none(); insert into none select from generate_series(1, 3); create table wide(" +
                                       columns.join(u", "_s).toUtf8() +
                                       "); insert into wide(c1, c1600) values (1, 1600); grant select on none, wide to public");
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select from none"_s));
        QCOMPARE(runner.query()->rows()->rowCount(), 3);
        QVERIFY(watch.run(u"table wide"_s));
        QCOMPARE(runner.query()->rows()->columns().size(), 1600);
        QCOMPARE(runner.query()->rows()->cell(0, 1599).text, "1600"_ba);
        QCOMPARE(windowOf(*m_connection, u"public"_s, u"none"_s), QList<QByteArrayList>(3));
        const auto wide = windowOf(*m_connection, u"public"_s, u"wide"_s);
        QCOMPARE(wide.size(), 1);
        QCOMPARE(wide[0].value(1599), "1600"_ba);
        QVERIFY(watch.run(u"select "_s + QStringList(1665, u"1"_s).join(u','))); // one more than it may have
        QCOMPARE(watch.said.last(), u"54011"_s);
    }

    void namesOfEveryKind_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("table");
        for (const auto &[schema, table] :
             {std::pair("we\"b", "ta\"ble"), std::pair("a.b", "c.d"), std::pair("Upper", "Case"), std::pair("🛒 shop", "🙂"),
              std::pair("it's", "$1 %s \\"), std::pair("select", "from"), std::pair("\u202ertl", "a\u202eb"),
              std::pair(" ", "\t\n"), std::pair("<b>", "<img src=x>")})
            QTest::newRow(table) << QString::fromUtf8(schema) << QString::fromUtf8(table);
    }
    void namesOfEveryKind()
    {
        QFETCH(QString, schema);
        QFETCH(QString, table);
        const auto quoted = [](QString name) { return u'"' + name.replace(u'"', u"\"\""_s) + u'"'; };
        const QString full = quoted(schema) + u'.' + quoted(table);
        m_server->psql(m_database,
                       u"create schema %1; grant usage on schema %1 to public; create table %2(%3 int primary key, %4 "
                       "text); insert into %2 values (1, 'one'), (2, 'two'); grant select on %2 to public"_s
                           .arg(quoted(schema), full, quoted(table), quoted(schema))
                           .toUtf8());
        const auto rows = answerOf(*m_connection, pg::catalog::relations());
        QVERIFY(rows);
        const auto listed = pg::catalog::readRelations(**rows);
        QVERIFY(listed && std::ranges::any_of(*listed, [&](const pg::Object &each) { return each.name == table; }));
        QCOMPARE(windowOf(*m_connection, schema, table), (QList<QByteArrayList>{{"1", "one"}, {"2", "two"}}));
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select * from "_s + full));
        QCOMPARE(watch.said.last(), u"SELECT 2"_s);
        QCOMPARE(runner.query()->rows()->columns()[0].name, table);
    }

    // Bytes that are no UTF-8 arrive as they are, and stand escaped where there is only text.
    void anyBytesOfAnSqlAsciiDatabase()
    {
        m_server->psql(u"postgres"_s, "create database raw encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0 "
                                      "owner oriel");
        m_server->psql(u"raw"_s, "create table t(id int primary key, v text); insert into t values (1, E'gr\\xfc\\xdf'), (2, "
                                 "'gr\u00fc\u00df'); grant select on t to public;"
                                 "create table \"na\xefve\"(a int); insert into \"na\xefve\" values (7);"
                                 "grant select on \"na\xefve\" to public");
        const auto connection = linked({.id = u"raw"_s, .info = infoOf(m_server->url(u"raw"_s))});
        QCOMPARE(windowOf(*connection, u"public"_s, u"t"_s), (QList<QByteArrayList>{{"1", "gr\xfc\xdf"}, {"2", "grüß"}}));
        const auto rows = answerOf(*connection, pg::catalog::relations());
        QVERIFY(rows);
        const auto listed = pg::catalog::readRelations(**rows);
        QVERIFY(listed);
        QString shown;
        for (const pg::Object &each : *listed)
            if (each.name.startsWith(u"na"_s))
                shown = each.name;
        QCOMPARE(shown.toLower(), u"na\\xefve"_s);
        QVERIFY(windowOf(*connection, u"public"_s, shown).size() == 1); // whatever it says, it says it
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select v::int from t"_s));
        QCOMPARE(watch.said.last(), u"22P02"_s);
        QVERIFY(watch.run(u"select v from t order by id"_s));
        QCOMPARE(runner.query()->rows()->cell(0, 0).text, "gr\xfc\xdf"_ba);
    }
};

QTEST_GUILESS_MAIN(TestOddities)
#include "tst_oddities.moc"
