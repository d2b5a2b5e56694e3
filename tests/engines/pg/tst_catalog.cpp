// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/asker.h"
#include "engines/pg/plan.h"
#include "engines/pg/reference.h"
#include "engines/pg/traps.h"
#include "support/server.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

const Object *find(const QList<Object> &objects, const QString &name)
{
    for (const Object &object : objects)
        if (object.name == name)
            return &object;
    return nullptr;
}

QStringList names(const QList<Object> &objects, quint32 schema)
{
    QStringList list;
    for (const Object &object : objects)
        if (object.schema == schema)
            list << kindName(object.kind) + u' ' + object.name + object.arguments;
    list.sort();
    return list;
}

QString tree(const Relation &relation)
{
    QStringList lines{kindName(relation.kind) + u' ' + qualified(relation.schema, relation.name)};
    for (const TableColumn &column : relation.columns) {
        QStringList marks;
        for (const auto &[is, mark] : {std::pair(column.isPrimary, "PK"), std::pair(column.isForeign, "FK"),
                                       std::pair(column.isNotNull, "not null"), std::pair(column.isUnbounded, "unbounded"),
                                       std::pair(column.isGenerated, "generated"), std::pair(column.isIdentity, "identity")})
            if (is)
                marks << QString::fromLatin1(mark);
        lines << u"  "_s + column.name + u' ' + column.type + (marks.isEmpty() ? QString() : u" ["_s + marks.join(u',') + u']') +
                     (column.defaultText.isEmpty() ? QString() : u" = "_s + column.defaultText);
    }
    for (const TableKey &key : relation.keys)
        lines << u"  key "_s + key.name + u" ("_s + key.columns.join(u',') + u')' + (key.isPrimary ? u" primary"_s : QString());
    for (const auto &[kind, details] : {std::pair("index", relation.indexes), std::pair("constraint", relation.constraints),
                                        std::pair("trigger", relation.triggers)})
        for (const Detail &detail : details)
            lines << u"  "_s + QString::fromLatin1(kind) + u' ' + detail.name + u": "_s + detail.definition +
                         (detail.state.isEmpty() ? QString() : u" ["_s + detail.state + u']');
    return lines.join(u'\n');
}

} // namespace

class TestCatalog : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;

    std::unique_ptr<test::Asker> asker() const { return std::make_unique<test::Asker>(m_server->url(m_database)); }
    QList<Object> relations(test::Asker &asker) const
    {
        const auto rows = asker.ask(catalog::relations());
        return rows ? catalog::readRelations(*rows).value_or(QList<Object>()) : QList<Object>();
    }
    quint32 publicSchema(test::Asker &asker, const QString &name = u"public"_s) const
    {
        const auto rows = asker.ask(catalog::schemas());
        const QList<Schema> listed = rows ? catalog::readSchemas(*rows).value_or(QList<Schema>()) : QList<Schema>();
        for (const Schema &schema : listed)
            if (schema.name == name)
                return schema.oid;
        return 0;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void init() { m_database = m_server->newDatabase(); }

    void identifiersAgreeWithTheServer()
    {
        test::Asker asker(m_server->url(m_database));
        QStringList tried{u"a"_s,   u"A"_s,   u""_s,  u"1a"_s, u"a1"_s, u"a b"_s,  u"a\"b"_s,
                          u"a.b"_s, u"a$b"_s, u"_"_s, u"é"_s,  u"🙂"_s, u"a\\b"_s, u"a'b"_s};
        const auto words = asker.ask({"select word, catcode from pg_catalog.pg_get_keywords()", {}});
        QVERIFY(words && words->rowCount() > 400);
        for (qint64 row = 0; row < words->rowCount(); ++row)
            tried << QString::fromUtf8(words->cell(row, 0).text);
        QRandomGenerator random(7);
        for (int i = 0; i < 300; ++i) {
            QString word;
            for (int k = random.bounded(1, 6); k > 0; --k)
                word += u"abz_09AZ \"'.\\$é"_s[random.bounded(15)];
            tried << word;
        }
        const QStringList later{u"json"_s,           u"json_array"_s,   u"json_arrayagg"_s, u"json_exists"_s,    u"json_object"_s,
                                u"json_objectagg"_s, u"json_query"_s,   u"json_scalar"_s,   u"json_serialize"_s, u"json_table"_s,
                                u"json_value"_s,     u"merge_action"_s, u"system_user"_s};
        for (const QString &name : tried) {
            const auto server = asker.ask({"select pg_catalog.quote_ident($1), pg_catalog.quote_literal($1)", {name.toUtf8()}});
            QVERIFY2(server, qPrintable(asker.error));
            if (!later.contains(name))
                QCOMPARE(quotedIdentifier(name), QString::fromUtf8(server->cell(0, 0).text));
            QCOMPARE(quotedLiteral(name).trimmed(), QString::fromUtf8(server->cell(0, 1).text));
        }
        for (const QString &name : later)
            QCOMPARE(quotedIdentifier(name), u'"' + name + u'"');
        QCOMPARE(qualified(u"Web Shop"_s, u"order"_s), u"\"Web Shop\".\"order\""_s);
    }
    void names()
    {
        m_server->psql(m_database, R"(
            create schema "Web.Shop 🛒"; grant all on schema "Web.Shop 🛒" to public; set search_path = "Web.Shop 🛒";
            create table "a""b" (id int); create table "Upper.Dot 🙂" (id int); create view v as select 1 one; create materialized view m as select 1 one;
            create sequence s; create foreign data wrapper w; create server away foreign data wrapper w; create foreign table far (a int) server away;
            create function f(int, text) returns int language sql as 'select 1'; create procedure p(int) language sql as '';
            create aggregate agg(int) (sfunc = int4pl, stype = int);
            create type colour as enum ('red'); create domain mail as text; create type pair as (a int, b int); create type public.span as range (subtype = int4);
            create table part (a int, b int) partition by range (a); create table part_1 partition of part for values from (1) to (10) partition by list (b);
            create table part_1_1 partition of part_1 for values in (1); create table part_2 partition of part for values from (10) to (20);
            insert into part_1_1 select 1, 1 from generate_series(1, 1000); insert into part_2 select 11, 1 from generate_series(1, 500);
            vacuum analyze part_1_1; vacuum analyze part_2;
        )");
        const auto asks = asker();
        const quint32 schema = publicSchema(*asks, u"Web.Shop 🛒"_s);
        QVERIFY(schema);
        const auto objects = relations(*asks);
        QCOMPARE(::names(objects, schema),
                 QStringList({u"foreign table far"_s, u"materialized view m"_s, u"partition part_1_1"_s, u"partition part_2"_s,
                              u"partitioned table part"_s, u"partitioned table part_1"_s, u"sequence s"_s,
                              u"table Upper.Dot 🙂"_s, u"table a\"b"_s, u"view v"_s}));
        const Object *part = find(objects, u"part"_s);
        QCOMPARE(part->rows, 1500.0);
        QVERIFY(part->bytes > 0);
        QCOMPARE(find(objects, u"part_1"_s)->parent, part->oid);
        QCOMPARE(find(objects, u"part_1"_s)->rows, 1000.0);
        QCOMPARE(find(objects, u"part_1_1"_s)->parent, find(objects, u"part_1"_s)->oid);
        QCOMPARE(find(objects, u"a\"b"_s)->rows, -1.0);
        QCOMPARE(find(objects, u"a\"b"_s)->bytes, qint64(-1));

        const auto routines = asks->ask(catalog::routines());
        QVERIFY2(routines, qPrintable(asks->error));
        QCOMPARE(::names(*catalog::readRoutines(*routines), schema),
                 QStringList({u"aggregate agg(integer)"_s, u"function f(integer, text)"_s, u"procedure p(integer)"_s}));
        const auto types = asks->ask(catalog::types());
        QVERIFY2(types, qPrintable(asks->error));
        QCOMPARE(::names(*catalog::readTypes(*types), schema),
                 QStringList({u"composite type pair"_s, u"domain mail"_s, u"enum colour"_s}));
        QCOMPARE(::names(*catalog::readTypes(*types), publicSchema(*asks)), QStringList({u"type span"_s}));

        const auto databases = asks->ask(catalog::databases());
        QVERIFY2(databases, qPrintable(asks->error));
        bool isFound = false;
        const QList<Database> listed = catalog::readDatabases(*databases).value_or(QList<Database>());
        for (const Database &database : listed)
            isFound |= database.name == m_database && database.isCurrent && database.allowsConnections &&
                       database.owner == m_server->info().user;
        QVERIFY(isFound);
    }
    void details()
    {
        m_server->psql(m_database, R"(
            create domain mail as text; create domain short as varchar(12); create type status as enum ('draft', 'sent');
            create table customers (id bigint generated always as identity primary key, mail mail not null unique, code short, tags text[], note char(300));
            create table "in voices" (no int, pos int, customer bigint references customers, status status not null default 'draft', total numeric(12,2) check (total >= 0),
                big numeric, half numeric generated always as (total / 2) stored, doc jsonb, raw bytea, primary key (no, pos), unique (customer), unique (status, total) deferrable);
            comment on table "in voices" is 'what is owed'; comment on column "in voices".total is 'gross';
            alter table "in voices" drop column big;
            create unique index partial on "in voices" (pos) where pos > 0; create unique index mixed on "in voices" (no desc, pos); create unique index down on "in voices" (no desc, pos desc);
            create function stamp() returns trigger language plpgsql as 'begin return new; end';
            create trigger stamped before insert on "in voices" for each row execute function stamp();
            alter table "in voices" disable trigger stamped;
        )");
        const auto asks = asker();
        auto rows = asks->ask(catalog::relation(u"public"_s, u"in voices"_s));
        QVERIFY2(rows, qPrintable(asks->error));
        const auto invoices = catalog::readRelation(*rows);
        QVERIFY(invoices);
        QCOMPARE(tree(*invoices), uR"(table public."in voices"
  no integer [PK,not null]
  pos integer [PK,not null]
  customer bigint [FK]
  status status [not null] = 'draft'::public.status
  total numeric(12,2)
  half numeric [unbounded,generated] = (total / (2)::numeric)
  doc jsonb [unbounded]
  raw bytea [unbounded]
  key in voices_pkey (no,pos) primary
  key down (no,pos)
  index in voices_pkey: CREATE UNIQUE INDEX "in voices_pkey" ON public."in voices" USING btree (no, pos)
  index down: CREATE UNIQUE INDEX down ON public."in voices" USING btree (no DESC, pos DESC)
  index in voices_customer_key: CREATE UNIQUE INDEX "in voices_customer_key" ON public."in voices" USING btree (customer)
  index in voices_status_total_key: CREATE UNIQUE INDEX "in voices_status_total_key" ON public."in voices" USING btree (status, total)
  index mixed: CREATE UNIQUE INDEX mixed ON public."in voices" USING btree (no DESC, pos)
  index partial: CREATE UNIQUE INDEX partial ON public."in voices" USING btree (pos) WHERE (pos > 0)
  constraint in voices_pkey: PRIMARY KEY (no, pos)
  constraint in voices_customer_key: UNIQUE (customer)
  constraint in voices_status_total_key: UNIQUE (status, total) DEFERRABLE [deferrable]
  constraint in voices_customer_fkey: FOREIGN KEY (customer) REFERENCES public.customers(id)
  constraint in voices_total_check: CHECK ((total >= (0)::numeric))
  trigger stamped: CREATE TRIGGER stamped BEFORE INSERT ON public."in voices" FOR EACH ROW EXECUTE FUNCTION public.stamp() [disabled])"_s);
        QCOMPARE(invoices->comment, u"what is owed"_s);
        QCOMPARE(invoices->columns[4].comment, u"gross"_s);
        QCOMPARE(invoices->columns[6].look, Look::Json);
        QCOMPARE(invoices->columns[7].look, Look::Binary);
        QCOMPARE(invoices->rows, -1.0);
        QVERIFY(!invoices->isReadable); // the superuser's, not granted

        rows = asks->ask(catalog::relation(u"public"_s, u"customers"_s));
        const auto customers = catalog::readRelation(*rows);
        QVERIFY(customers);
        QCOMPARE(tree(*customers).section(u"\n  index"_s, 0, 0), uR"(table public.customers
  id bigint [PK,not null,identity]
  mail mail [not null,unbounded]
  code short
  tags text[] [unbounded]
  note character(300) [unbounded]
  key customers_pkey (id) primary
  key customers_mail_key (mail))"_s);
        QCOMPARE(customers->keys[1].steps[0].greater, u"OPERATOR(pg_catalog.>)"_s);
        QCOMPARE(customers->columns[1].baseType, u"pg_catalog.text"_s);

        rows = asks->ask(catalog::relation(u"public"_s, u"gone"_s));
        QVERIFY(rows);
        QCOMPARE(catalog::readRelation(*rows).error().code, u"missing"_s);
        m_server->psql(m_database,
                       "create table none (); grant select on none to public; grant select (id) on customers to public");
        rows = asks->ask(catalog::relation(u"public"_s, u"none"_s));
        QCOMPARE(tree(*catalog::readRelation(*rows)), u"table public.\"none\""_s);
        rows = asks->ask(catalog::relation(customers->oid));
        const auto narrow = catalog::readRelation(*rows);
        QVERIFY(narrow && !narrow->isReadable && narrow->columns[0].isReadable && !narrow->columns[1].isReadable);
    }
    void partitionsComeInBoundOrder()
    {
        m_server->psql(m_database, R"(
            create table r (a int, b text) partition by range (a);
            create table r_z partition of r for values from (minvalue) to (2); create table r_default partition of r default;
            create table r_b partition of r for values from (10) to (100); create table r_c partition of r for values from (2) to (10) partition by list (b);
            create table r_a partition of r for values from (100) to (maxvalue);
            create table r_c2 partition of r_c for values in ('b''), (', null); create table r_c1 partition of r_c for values in ('y', 'a');
            create table d (a date, b int) partition by range (a, b);
            create table d_3 partition of d for values from ('2024-02-01', 7) to ('2024-03-01', minvalue);
            create table d_2 partition of d for values from ('2024-01-01', 10) to ('2024-02-01', 7);
            create table d_1 partition of d for values from ('2024-01-01', 9) to ('2024-01-01', 10);
            create table h (a int) partition by hash (a);
            create table h_x partition of h for values with (modulus 12, remainder 2);
            create table h_a partition of h for values with (modulus 12, remainder 10); create table h_y partition of h for values with (modulus 12, remainder 0);
            create table i (a int); create table i_2 (b int) inherits (i); create table i_3 () inherits (i_2, i);
        )");
        const auto asks = asker();
        const auto leaves = [&](const QString &name) {
            const auto rows = asks->ask(catalog::relation(u"public"_s, name));
            const auto relation = rows ? catalog::readRelation(*rows) : std::unexpected(Error{asks->error, {}, {}});
            if (!relation)
                return relation.error().message;
            const auto brief = asks->ask(catalog::leaves(relation->leaves));
            const auto list = brief ? catalog::readLeaves(*brief, relation->leaves) : std::unexpected(Error{asks->error, {}, {}});
            if (!list)
                return list.error().message;
            QStringList found;
            for (const Relation &leaf : *list)
                found << leaf.name;
            return found.join(u' ');
        };
        QCOMPARE(leaves(u"r"_s), u"r_z r_c1 r_c2 r_b r_a r_default"_s);
        QCOMPARE(leaves(u"d"_s), u"d_1 d_2 d_3"_s);
        QCOMPARE(leaves(u"h"_s), u"h_y h_x h_a"_s);
        QCOMPARE(leaves(u"i"_s), u"i i_2 i_3"_s);
    }
    void nothingOfTheUsersIsCalled_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("public first") << QByteArray("public") << QByteArray("public, pg_catalog");
        QTest::newRow("as we ask") << QByteArray("public") << QByteArray("''");
        QTest::newRow("temporary") << QByteArray("pg_temp") << QByteArray("''");
    }
    void nothingOfTheUsersIsCalled()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, path);
        const auto asks = asker();
        if (schema == "pg_temp")
            QVERIFY2(asks->tell(test::temporaryTraps), qPrintable(asks->error));
        else
            m_server->psql(m_database, test::traps);
        m_server->psql(m_database, "create schema shop; grant usage on schema shop to public; set search_path = ''; create table "
                                   "shop.t (id bigint primary key, note text, doc jsonb)");
        if (path.startsWith("public")) { // the traps do snap
            QVERIFY(!asks->ask({"select format('%s', 'a')", {}}, path));
            QVERIFY2(asks->error.contains(u"captured: format"_s), qPrintable(asks->error));
            QVERIFY(!asks->ask({"select 1 = 1", {}}, path));
            QVERIFY2(asks->error.contains(u"captured: ="_s), qPrintable(asks->error));
        }
        const auto found = asks->ask({"select oid from pg_catalog.pg_class where relname operator(pg_catalog.=) 't'", {}}, path);
        QVERIFY2(found && found->rowCount() == 1, qPrintable(asks->error));
        const quint32 oid = found->cell(0, 0).text.toUInt();
        const auto definition = [](Kind kind, quint32 of) {
            Object object;
            object.kind = kind;
            object.oid = of;
            return catalog::definition(object);
        };
        const QList<Ask> all{catalog::databases(),
                             catalog::schemas(),
                             catalog::relations(),
                             catalog::routines(),
                             catalog::types(),
                             catalog::relation(oid),
                             catalog::relation(u"shop"_s, u"t"_s),
                             catalog::leaves({oid}),
                             catalog::blockers(1),
                             catalog::waiters(1),
                             catalog::holders(oid),
                             catalog::fields({oid}),
                             references(oid),
                             tuplesOf({.scans = {{u"shop"_s, u"t"_s, true}}}),
                             definition(Kind::View, oid),
                             definition(Kind::Function, 1299),
                             definition(Kind::Aggregate, 2108),
                             definition(Kind::Sequence, oid),
                             definition(Kind::Enum, 25),
                             definition(Kind::Domain, 25)};
        const int version = m_server->psql(m_database, "show server_version_num").toInt();
        for (const Ask &ask : all) {
            // The server's own SQL inside these names = unqualified: a view's text, before 14 every comment.
            const bool isCapturedInside =
                ask.sql.contains("pg_get_viewdef") || (version < 140000 && ask.sql.contains("_description("));
            if (!path.startsWith("public") || !isCapturedInside)
                QVERIFY2(asks->ask(ask, path), qPrintable(asks->error + QString::fromUtf8(ask.sql)));
        }
    }
    void definitionsMakeTheSameAgain()
    {
        m_server->psql(m_database, R"(
            create schema "S"; set search_path = "S"; create type colour as enum ('red', 'o''range'); create type pair as (a int, "B" text[]);
            create domain short as varchar(12) default 'x' not null check (value <> ''); create type span as range (subtype = float8);
            create sequence seq as int increment 5 minvalue -3 maxvalue 300 start 2 cache 4 cycle;
            create view v as select 1 as one, 'red'::colour as c; create materialized view m as select 2 as two;
            create function f(a int, b colour) returns int language sql as 'select 1'; create procedure p(int) language sql as '';
            create aggregate agg(int) (sfunc = int4pl, stype = int, initcond = '7', combinefunc = int4pl);
        )");
        const auto asks = asker();
        const quint32 schema = publicSchema(*asks, u"S"_s);
        QList<Object> objects = relations(*asks);
        objects += *catalog::readRoutines(*asks->ask(catalog::routines()));
        objects += *catalog::readTypes(*asks->ask(catalog::types()));
        objects.removeIf([&](const Object &object) { return object.schema != schema || object.name.startsWith(u"span"); });
        QCOMPARE(objects.size(), 9);
        // Views and the function with an enum go first, types come back first.
        const QList<Kind> order{Kind::Enum,     Kind::Domain,    Kind::Composite,
                                Kind::Sequence, Kind::View,      Kind::MaterializedView,
                                Kind::Function, Kind::Procedure, Kind::Aggregate};
        std::ranges::sort(objects, {}, [&](const Object &object) { return order.indexOf(object.kind); });
        QByteArrayList before, after;
        for (const Object &object : std::as_const(objects)) {
            const auto rows = asks->ask(catalog::definition(object));
            QVERIFY2(rows && rows->rowCount() == 1, qPrintable(asks->error + object.name));
            before << rows->cell(0, 0).text;
        }
        m_server->psql(
            m_database,
            "drop schema \"S\" cascade; create schema \"S\"; set check_function_bodies = off; set search_path = \"S\";" +
                before.join(";\n"));
        QList<Object> again = relations(*asks);
        again += *catalog::readRoutines(*asks->ask(catalog::routines()));
        again += *catalog::readTypes(*asks->ask(catalog::types()));
        for (const Object &object : std::as_const(objects)) {
            const auto found = std::ranges::find_if(again, [&](const Object &other) {
                return other.name == object.name && other.kind == object.kind && other.oid > object.oid;
            });
            QVERIFY2(found != again.end(), qPrintable(object.name));
            after << asks->ask(catalog::definition(*found))->cell(0, 0).text;
        }
        QCOMPARE(after, before);
    }
    void namesWhoseLockItIs()
    {
        m_server->psql(m_database, "create table t (id int) partition by range (id); create table t_1 partition of t for values "
                                   "from (1) to (9); grant all on t, t_1 to public");
        const auto asks = asker();
        const auto oid = asks->ask({"select 't_1'::regclass::oid, 't'::regclass::oid", {}}, "public")->cell(0, 1).text.toUInt();
        Session holder, waiter;
        for (Session *session : {&holder, &waiter})
            session->open(ConnInfo::read(m_server->url(m_database))->info);
        const auto lock =
            holder.run(u"begin; set application_name = 'migration'; lock table only t_1 in access exclusive mode"_s);
        QTRY_VERIFY(lock->isFinished());
        QVERIFY(asks->ask(catalog::holders(oid)));
        auto rows = asks->ask(catalog::holders(oid));
        QVERIFY2(rows, qPrintable(asks->error));
        QList<catalog::Blocker> named = catalog::readBlockers(*rows);
        QCOMPARE(named.size(), 1);
        QCOMPARE(named[0].processId, holder.facts().processId);
        QCOMPARE(named[0].application, u"migration"_s);
        QCOMPARE(named[0].state, u"idle in transaction"_s);
        QVERIFY2(named[0].query.contains(u"lock table"_s), qPrintable(named[0].query));
        QVERIFY(named[0].waitedMs >= 0 && named[0].waitedMs < 60'000);

        QTRY_VERIFY(waiter.isOpen());
        const auto waiting = waiter.run(u"select * from public.t"_s);
        const auto blockers = [&] { return catalog::readBlockers(*asks->ask(catalog::blockers(waiter.facts().processId))); };
        QTRY_COMPARE(blockers().size(), 1);
        QCOMPARE(blockers()[0].processId, holder.facts().processId);
        rows = asks->ask(catalog::waiters(holder.facts().processId));
        QVERIFY2(rows, qPrintable(asks->error));
        named = catalog::readBlockers(*rows);
        QCOMPARE(named.size(), 1);
        QCOMPARE(named[0].processId, waiter.facts().processId);
        const auto end = holder.run(u"rollback"_s);
        QTRY_VERIFY(waiting->isFinished());
        QVERIFY(blockers().isEmpty());
        QVERIFY(catalog::readBlockers(*asks->ask(catalog::holders(oid))).isEmpty());
    }
    void namesAloneAreAskedForFirst() { QVERIFY(!catalog::relations().sql.contains("pg_attribute")); }
    void answersOfAnotherFormAreErrors()
    {
        const auto asks = asker();
        const auto rows = asks->ask({"select 1", {}});
        QCOMPARE(catalog::readRelations(*rows).error().code, u"form"_s);
        QCOMPARE(catalog::readSchemas(*rows).error().code, u"form"_s);
        QCOMPARE(catalog::readDatabases(*rows).error().code, u"form"_s);
        QCOMPARE(catalog::readRelation(*rows).error().code, u"form"_s);
        QVERIFY(catalog::readBlockers(*rows).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
