// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objecttree.h"
#include "support/server.h"
#include "treetext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

const QByteArray sample = R"(
create table customers (id bigint primary key, name text not null, note text default 'x');
create type status as enum ('draft', 'paid');
create domain percent as numeric(5,2) check (value between 0 and 100);
create table invoices (id bigint generated always as identity primary key, customer_id bigint not null references customers,
  state status not null default 'draft', total numeric(12,2), twice numeric generated always as (total * 2) stored);
create index invoices_state_idx on invoices (state);
create table t10 (); create table t2 (a int);
create table payments (at date not null, amount int) partition by range (at);
create table payments_2 partition of payments for values from ('2026-02-01') to ('2026-03-01');
create table payments_10 partition of payments for values from ('2026-10-01') to ('2026-11-01');
create view open_invoices as select * from invoices where state = 'draft';
create materialized view totals as select sum(total) from invoices;
create sequence counter;
create function double(a integer) returns integer language sql immutable as 'select a * 2';
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger invoices_touch before update on invoices for each row execute function touch();
insert into customers select n, 'c' || n from generate_series(1, 5000) n;
analyze customers;
create schema "Odd ""names"""; create table "Odd ""names"""."T.1 <b>" ("<img src=x>" int, "é🐘" text);
)";

} // namespace

class tst_ObjectTree final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    QString m_database;

    Profile profile(const QString &id = u"c1"_s) const
    {
        return {.id = id, .name = u"shop"_s, .colour = {}, .info = pg::ConnInfo::read(m_server->url(m_database))->info};
    }
    // Opens every row of the way to `names`, that one included.
    static bool open(ObjectTree &tree, const QStringList &names)
    {
        const auto isRead = [&] {
            for (qsizetype depth = 1; depth <= names.size(); ++depth) { // an answer may have made the rows anew
                const auto index = rowAt(tree, names.first(depth));
                if (!index.isValid())
                    return false;
                if (tree.canFetchMore(index))
                    tree.fetchMore(index);
            }
            return !treeText(tree, rowAt(tree, names)).contains(u"reading…"_s);
        };
        if (QTest::qWaitFor(isRead, patience))
            return true;
        qWarning("not reached: %s\n%s", qPrintable(names.join(u'/')), qPrintable(treeText(tree)));
        return false;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<Server>(); }
    void cleanupTestCase() { m_server.reset(); }
    void init() { m_database = m_server->newDatabase(); }

    void namesAndDetails()
    {
        m_server->psql(m_database, sample);
        Connection connection(profile());
        ObjectTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false); // it would open rows from inside the signals of opened ones
        tree.addConnection(&connection);
        QCOMPARE(treeText(tree), u"shop\n"_s);
        QVERIFY(!tree.hasChildren(tree.index(0, 0))); // nothing connects by itself
        connection.connectNow();
        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s, u"Indexes"_s}));
        const QString invoices = treeText(tree, rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}));
        QVERIFY2(invoices.startsWith(u"PK id (identity) | bigint\n"
                                     "FK customer_id (not null) | bigint\n"
                                     "state (not null, = 'draft'::public.status) | public.status\n"
                                     "total | numeric(12,2)\n"
                                     "twice (generated) | numeric\n"
                                     "Indexes | 2\n"_s) ||
                     invoices.contains(u"FK customer_id (not null) | bigint\n"_s),
                 qPrintable(invoices));
        QVERIFY2(invoices.contains(u"invoices_state_idx"_s), qPrintable(invoices));
        QVERIFY(invoices.contains(u"Constraints | 2\n"_s));
        QVERIFY(invoices.contains(u"Triggers | 1\n"_s));

        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Functions"_s}));
        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Types"_s}));
        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"payments"_s, u"Partitions"_s}));
        const QString all = treeText(tree, rowAt(tree, {u"shop"_s, u"public"_s}));
        QVERIFY2(all.contains(u"double ((a integer))"_s) || all.contains(u"double ((integer))"_s), qPrintable(all));
        QVERIFY2(all.contains(u"status | enum"_s), qPrintable(all));
        QVERIFY2(all.contains(u"percent | domain"_s), qPrintable(all));
        QVERIFY2(all.contains(u"customers | 5 k · "_s) || all.contains(u"customers | 5,000 · "_s), qPrintable(all));
        QVERIFY2(all.contains(u"payments (2 parts) | "_s), qPrintable(all));
        QVERIFY(all.indexOf(u"t2 |"_s) < all.indexOf(u"t10 |"_s)); // natural order
        QVERIFY(all.indexOf(u"payments_2"_s) < all.indexOf(u"payments_10"_s));
        QVERIFY(!rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"payments_2"_s}).isValid()); // below its parent only
        for (const auto *group : {"Views", "Materialized views", "Sequences"})
            QVERIFY2(all.contains(QLatin1String(group) + u" | "_s), group);

        const auto place =
            tree.place(rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"payments"_s, u"Partitions"_s, u"payments_2"_s}));
        QVERIFY(place.isRelation);
        QCOMPARE(place.schema, u"public"_s);
        QCOMPARE(place.name, u"payments_2"_s);
    }

    void poisonNames()
    {
        m_server->psql(m_database, sample);
        Connection connection(profile());
        ObjectTree tree;
        tree.addConnection(&connection);
        connection.connectNow();
        const QString schema = u"Odd \"names\""_s;
        QVERIFY(open(tree, {u"shop"_s, schema, u"Tables"_s, u"T.1 <b>"_s}));
        const auto table = rowAt(tree, {u"shop"_s, schema, u"Tables"_s, u"T.1 <b>"_s});
        QCOMPARE(tree.place(table).name, u"T.1 <b>"_s);
        QCOMPARE(tree.place(table).schema, schema);
        const QString columns = treeText(tree, table);
        QVERIFY2(columns.startsWith(u"<img src=x> | integer\né🐘 | text\n"_s), qPrintable(columns));
        QVERIFY(!table.data(Qt::ToolTipRole).toString().contains(u"<b>"_s)); // escaped for a sink that reads rich text
    }

    void filterKeepsWhatMatchesAndTheWay()
    {
        m_server->psql(m_database, sample);
        Connection connection(profile());
        ObjectTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false); // it would open rows from inside the signals of opened ones
        tree.addConnection(&connection);
        connection.connectNow();
        QVERIFY(QTest::qWaitFor(
            [&] { return rowAt(tree, {u"shop"_s, u"public"_s, u"Types"_s}).isValid() || open(tree, {u"shop"_s, u"public"_s}); },
            patience));
        QTRY_VERIFY_WITH_TIMEOUT(!treeText(tree).contains(u"reading…"_s), patience);
        tree.setFilter(u"INV"_s);
        QString text = treeText(tree);
        QVERIFY2(text.startsWith(u"shop\n  public | "_s), qPrintable(text));
        QVERIFY(text.contains(u"    Tables | 1\n      invoices | "_s));
        QVERIFY(text.contains(u"    Views | 1\n      open_invoices\n"_s));
        QVERIFY(!text.contains(u"customers"_s));
        QVERIFY(tree.isOnFilteredPath(rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s})));
        tree.setFilter(u"payments_10"_s); // a partition, below its parent
        text = treeText(tree);
        QVERIFY2(text.contains(u"payments (2 parts)"_s) && text.contains(u"payments_10"_s) && !text.contains(u"payments_2"_s),
                 qPrintable(text));
        tree.setFilter(u"no such name"_s);
        QCOMPARE(tree.rowCount(), 0);
        tree.setFilter({});
        QVERIFY(rowAt(tree, {u"shop"_s, u"public"_s}).isValid());

        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s}));
        tree.setFilter(u"note"_s); // a column of what was opened
        QVERIFY2(treeText(tree).contains(u"      customers | "_s) && treeText(tree).contains(u"note (= 'x'::text) | text"_s),
                 qPrintable(treeText(tree)));
    }

    void systemSchemasOnlyWhenAsked()
    {
        Connection connection(profile());
        ObjectTree tree;
        tree.addConnection(&connection);
        connection.connectNow();
        QVERIFY(open(tree, {u"shop"_s, u"public"_s}));
        QVERIFY(!rowAt(tree, {u"shop"_s, u"pg_catalog"_s}).isValid());
        tree.setShowSystem(true);
        QVERIFY(rowAt(tree, {u"shop"_s, u"pg_catalog"_s}).isValid());
        QVERIFY(rowAt(tree, {u"shop"_s, u"public"_s}).row() < rowAt(tree, {u"shop"_s, u"pg_catalog"_s}).row());
    }

    void otherDatabases()
    {
        const QString other = m_server->newDatabase();
        m_server->psql(other, "create table there (a int)");
        Connection connection(profile());
        ObjectTree tree;
        tree.addConnection(&connection);
        connection.connectNow();
        QVERIFY(open(tree, {u"shop"_s, u"Other databases"_s, other, u"public"_s, u"Tables"_s}));
        const auto there = rowAt(tree, {u"shop"_s, u"Other databases"_s, other, u"public"_s, u"Tables"_s, u"there"_s});
        QVERIFY2(there.isValid(), qPrintable(treeText(tree)));
        QCOMPARE(tree.place(there).database, other);
        QVERIFY(!treeText(tree).contains(u"template0"_s));
    }

    void refreshesAfterDdl()
    {
        m_server->psql(m_database, sample);
        Connection connection(profile());
        ObjectTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false); // it would open rows from inside the signals of opened ones
        tree.addConnection(&connection);
        connection.connectNow();
        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s}));
        const QString key = tree.key(rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s, u"note"_s}));
        m_server->psql(m_database, "create table brand_new (a int); alter table customers add column added int");
        Q_EMIT connection.schemaChanged();
        QTRY_VERIFY_WITH_TIMEOUT(open(tree, {u"shop"_s, u"public"_s}) && open(tree, {u"shop"_s, u"public"_s, u"Tables"_s}) &&
                                     rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"brand_new"_s}).isValid(),
                                 patience);
        QVERIFY(open(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(rowAt(tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"customers"_s, u"added"_s}).isValid(),
                                 patience);
        QVERIFY(tree.indexOf(key).isValid()); // the same key names the same row
    }

    void errorsStandInPlace()
    {
        Profile wrong = profile();
        wrong.info.set(u"port"_s, u"1"_s);
        Connection connection(wrong);
        ObjectTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false); // it would open rows from inside the signals of opened ones
        tree.addConnection(&connection);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Failed, patience);
        QVERIFY2(treeText(tree).startsWith(u"shop | failed\n"_s), qPrintable(treeText(tree)));
        QCOMPARE(tree.rowCount(tree.index(0, 0)), 2);
        const auto note = tree.index(0, 0, tree.index(0, 0));
        QCOMPARE(tree.place(note).remedy, ObjectTree::Remedy::Retry);
        QVERIFY(note.data().toString().endsWith(u"· Retry"_s));
        Profile right = profile();
        connection.setProfile(right);
        tree.addConnection(&connection); // the same id twice changes nothing
        QCOMPARE(tree.rowCount(), 1);
        connection.connectNow();
        QVERIFY(open(tree, {u"shop"_s, u"public"_s}));
        connection.disconnectNow();
        QCOMPARE(treeText(tree), u"shop\n"_s);
    }

    void endsInTheMiddle()
    {
        m_server->psql(m_database, sample);
        for (int step = 0; step < 4; ++step) {
            auto connection = std::make_unique<Connection>(profile());
            auto tree = std::make_unique<ObjectTree>();
            QAbstractItemModelTester tester(tree.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
            tester.setUseFetchMore(false); // it would open rows from inside the signals of opened ones
            tree->addConnection(connection.get());
            connection->connectNow();
            if (step >= 2)
                QVERIFY(open(*tree, {u"shop"_s, u"public"_s, u"Tables"_s}));
            if (step >= 2)
                tree->fetchMore(rowAt(*tree, {u"shop"_s, u"public"_s, u"Tables"_s, u"invoices"_s}));
            if (step % 2 == 0) {
                connection.reset();
                QCOMPARE(tree->rowCount(), 0);
                QTest::qWait(0);
            }
            tree.reset();
        }
    }
};

QTEST_GUILESS_MAIN(tst_ObjectTree)
#include "tst_objecttree.moc"
