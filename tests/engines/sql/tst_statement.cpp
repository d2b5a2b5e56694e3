// SPDX-License-Identifier: GPL-3.0-or-later
// sql::inspect: what may run where, and that nothing passes for harmless which is not.
#include "engines/sql/functions.h"
#include "engines/sql/statement.h"
#include "support/server.h"

#include <QTest>

using namespace oriel;
using namespace oriel::sql;
using namespace Qt::StringLiterals;

// A statement's facts as one line: kind, effect, then flags.
static QString line(const Statement &s)
{
    QStringList words{s.kind, s.effect == Effect::Read ? u"read"_s : s.effect == Effect::Write ? u"write"_s : u"unknown"_s};
    const auto add = [&words](bool isSet, const QString &word) {
        if (isSet)
            words.append(word);
    };
    static const QStringList controls = {{}, u"begin"_s, u"commit"_s, u"rollback"_s, u"savepoint"_s};
    static const QStringList traces = {{}, u"table"_s, u"setting"_s, u"role"_s, u"listen"_s, u"prepared"_s, u"cleared"_s};
    add(s.control != Control::None, controls[int(s.control)]);
    add(s.isPlainRead, u"plain"_s);
    add(s.isReadOnlySafe, u"safe"_s);
    add(s.returnsRows, u"rows"_s);
    add(s.isCopyFromStdin, u"in"_s);
    add(s.isCopyToStdout, u"out"_s);
    add(s.changesSchema, u"ddl"_s);
    add(s.hasNoWhere, u"all-rows"_s);
    add(!s.risk.isEmpty(), u'<' + s.risk + u'>');
    add(s.trace != Trace::None, traces[int(s.trace)] + u':' + s.traceName);
    add(!s.isParsed, u"unparsed"_s);
    return words.join(u' ');
}

class StatementTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_data()
    {
        QTest::addColumn<QString>("facts");
        const auto row = [](const char *text, const char *facts) { QTest::newRow(text) << QString::fromUtf8(facts); };
        row("select 1", "SELECT read plain safe rows");
        row("table t", "TABLE read plain safe rows");
        row("values (1)", "VALUES read plain safe rows");
        row("(select 1) union all select 2", "SELECT read plain safe rows");
        row("with x as (select now()) select lower(a), count(*) over () from x", "SELECT read plain safe rows");
        row("select extract(year from now()), a at time zone 'utc', a like 'b', a[1], x::text, trim(a) from t",
            "SELECT read plain safe rows");
        row("select pg_catalog.now(), random(), pg_table_size('t')", "SELECT read plain safe rows");
        row("select nextval('s')", "SELECT unknown safe rows <nextval()>");
        row("select pg_catalog.setval('s', 1), public.f(2)", "SELECT unknown safe rows <setval(), public.f()>");
        row("select 1 where exists (select pg_sleep(1))", "SELECT unknown safe rows <pg_sleep()>");
        row("select * from dblink('x', 'delete from t') as d (a int)", "SELECT unknown safe rows <dblink()>");
        row("select lo_unlink(1), pg_terminate_backend(2)", "SELECT unknown safe rows <lo_unlink(), pg_terminate_backend()>");
        row("select 1 operator(public.+) 2", "SELECT unknown safe rows <operator public.+>");
        row("select Lower(a), \"Lower\"(a) from t", "SELECT unknown safe rows <Lower()>");
        row("select * from t for update", "SELECT write rows");
        row("select * from (select * from t for key share) x", "SELECT write rows");
        row("select 1 into temp n from t", "SELECT INTO write ddl table:n");
        row("with d as (delete from t where a = 1 returning *) select * from d", "SELECT write rows");
        row("with d as (insert into t values (1)) select 1", "SELECT write rows");
        row("with d as (merge into t using s on true when matched then delete) select 1", "SELECT write rows");
        row("insert into t values (1)", "INSERT write");
        row("insert into t select f() returning a", "INSERT write rows <f()>");
        row("update t set a = 1", "UPDATE write all-rows");
        row("update t set a = 1 where b = 2 returning *", "UPDATE write rows");
        row("delete from t", "DELETE write all-rows");
        row("merge into t using s on true when matched then delete", "MERGE write");
        row("truncate t", "TRUNCATE write");
        row("explain update t set a = 1", "EXPLAIN read rows");
        row("explain select f()", "EXPLAIN read safe rows");
        row("explain analyze delete from t", "EXPLAIN write rows all-rows");
        row("explain (analyze, buffers) select 1", "EXPLAIN read safe rows");
        row("explain (analyze false) delete from t", "EXPLAIN read rows");
        row("explain (analyze 0) delete from t", "EXPLAIN read rows");
        row("explain (analyze 1) select nextval('s')", "EXPLAIN unknown safe rows <nextval()>");
        row("show search_path", "SHOW read safe rows");
        row("do $$ begin end $$", "DO write ddl");
        row("call p(1)", "CALL write rows");
        row("begin", "BEGIN read begin");
        row("start transaction read write", "START read begin");
        row("commit", "COMMIT read commit");
        row("end", "END read commit");
        row("abort", "ABORT read rollback");
        row("rollback to a", "ROLLBACK TO read savepoint");
        row("release a", "RELEASE read savepoint");
        row("prepare transaction 'x'", "PREPARE TRANSACTION write commit");
        row("commit prepared 'x'", "COMMIT PREPARED write");
        row("set search_path = a", "SET unknown setting:search_path");
        row("set local search_path = a", "SET unknown");
        row("set transaction read write", "SET unknown");
        row("set role r", "SET unknown role:r");
        row("reset all", "RESET unknown cleared:");
        row("discard all", "DISCARD unknown cleared:");
        row("listen c", "LISTEN read listen:c");
        row("notify c", "NOTIFY write");
        row("lock table t", "LOCK unknown");
        row("prepare p as delete from t", "PREPARE read prepared:p");
        row("execute p", "EXECUTE unknown rows");
        row("declare c cursor for select f()", "DECLARE unknown <f()>");
        row("fetch 10 from c", "FETCH read rows");
        row("copy t from stdin", "COPY write in");
        row("copy t to stdout", "COPY read out");
        row("copy (delete from t returning a) to stdout", "COPY write out all-rows");
        row("copy t to program 'rm'", "COPY write");
        row("create temp table n (a int)", "CREATE TABLE write ddl table:n");
        row("create or replace view v as select 1", "CREATE VIEW write ddl");
        row("create unique index concurrently i on t (a)", "CREATE INDEX write ddl");
        row("drop materialized view v", "DROP MATERIALIZED VIEW write ddl");
        row("refresh materialized view v", "REFRESH MATERIALIZED VIEW write");
        row("alter system set a = 1", "ALTER SYSTEM write");
        row("grant select on t to r", "GRANT write");
        row("vacuum t", "VACUUM write");
        row("create table t (a int generated always as (b) virtual)", " unknown ddl unparsed"); // PostgreSQL 18
        row("select from where", " unknown unparsed");
        row("-- nothing", " unknown unparsed");
        row("select 1; delete from t", "SELECT write rows all-rows");
        row("select 1; select 2", "SELECT read rows");
    }
    void facts()
    {
        QFETCH(QString, facts);
        QCOMPARE(line(inspect(QString::fromUtf8(QTest::currentDataTag()))), facts);
    }

    void deepTextsDoNotCrash_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isParsed");
        QTest::newRow("sum") << u"select "_s + u"1+"_s.repeated(30'000) + u"1"_s << false;
        QTest::newRow("long sum") << u"select "_s + u"1+"_s.repeated(100'000) + u"1"_s << false;
        QTest::newRow("longer than all") << u"select "_s + u"1+"_s.repeated(1'000'000) + u"1"_s << false;
        QTest::newRow("parentheses") << u"select "_s + u"("_s.repeated(30'000) + u"1"_s + u")"_s.repeated(30'000) << false;
        QTest::newRow("unions") << u"select 1 union "_s.repeated(4'000) + u"select 1"_s << false;
        QTest::newRow("subqueries") << u"select ("_s.repeated(3'000) + u"1"_s + u")"_s.repeated(3'000) << false;
        QTest::newRow("not") << u"select "_s + u"not "_s.repeated(9'000) + u"true"_s << false;
        QTest::newRow("joined text") << u"select "_s + u"'a' || "_s.repeated(300) + u"'b'"_s << true;
        QTest::newRow("long but flat") << u"insert into t values "_s + u"(1, 'a', null), "_s.repeated(9'000) + u"(2, 'b', 1+1)"_s
                                       << true;
        QTest::newRow("nul") << u"select 1"_s + QChar(u'\0') + u"; delete from t"_s << false;
    }
    void deepTextsDoNotCrash()
    {
        QFETCH(QString, text);
        QFETCH(bool, isParsed);
        const Statement facts = inspect(text);
        QCOMPARE(facts.isParsed, isParsed);
        QCOMPARE(facts.error.isEmpty(), isParsed);
        if (!isParsed)
            QVERIFY(facts.effect == Effect::Unknown && !facts.isPlainRead && !facts.isReadOnlySafe);
    }

    void manyAtOnce()
    {
        const QList<Statement> all = inspect(QStringList{u"select 1"_s, u"nonsense"_s, u"drop table t"_s});
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0].kind, u"SELECT"_s);
        QVERIFY(!all[1].isParsed);
        QCOMPARE(all[2].kind, u"DROP TABLE"_s);
    }

    // Every function that the server calls volatile is one for us, unless it is known to change nothing; and we know no name that
    // the server does not have.
    void volatileFunctionsAreTheServers()
    {
        const test::Server server;
        const QByteArray answer = server.psql(
            u"postgres"_s,
            "select proname, bool_or(provolatile = 'v') from pg_proc where pronamespace = 'pg_catalog'::regnamespace group by 1");
        const QList<QByteArray> lines = answer.trimmed().split('\n');
        QVERIFY(lines.size() > 2000);
        int reads = 0;
        for (const QByteArray &row : lines) {
            const QByteArray name = row.split('|').value(0);
            const FunctionKind kind = functionKind(name);
            const bool isVolatile = row.split('|').value(1).trimmed() == "t";
            reads += kind == FunctionKind::Reads;
            if (isVolatile)
                QVERIFY2(kind != FunctionKind::Stable, row.constData());
            else
                QVERIFY2(kind == FunctionKind::Stable || kind == FunctionKind::Stranger, row.constData());
        }
        QVERIFY(reads > 20);
        for (const char *name :
             {"nextval", "setval", "set_config", "pg_terminate_backend", "pg_cancel_backend", "lo_unlink", "lowrite", "pg_sleep",
              "pg_notify", "pg_advisory_lock", "query_to_xml", "pg_reload_conf", "pg_stat_reset", "ts_stat"})
            QCOMPARE(functionKind(name), FunctionKind::Volatile);
        for (const char *name : {"dblink", "dblink_exec", "no_such_function", "", "NOW"})
            QCOMPARE(functionKind(name), FunctionKind::Stranger);
    }

    // What is called safe really cannot write: the server itself, in the wrapping a read-only connection uses, lets it run or
    // not, but the tables stay as they were.
    void plainReadsChangeNothing()
    {
        test::Server server;
        const QString database = server.newDatabase();
        server.psql(database, "create table t (a int); insert into t values (1), (2); create sequence s");
        for (const char *text : {"select * from t", "table t", "values (1)", "with x as (select a from t) select count(*) from x",
                                 "explain analyze select * from t", "show all"}) {
            const Statement facts = inspect(QString::fromUtf8(text));
            QVERIFY2(facts.effect == Effect::Read, text);
            const QByteArray before = server.psql(database, "select xmin, ctid, a from t; select last_value, is_called from s");
            server.psql(database, text);
            QCOMPARE(server.psql(database, "select xmin, ctid, a from t; select last_value, is_called from s"), before);
        }
    }
};

QTEST_GUILESS_MAIN(StatementTest)
#include "tst_statement.moc"
