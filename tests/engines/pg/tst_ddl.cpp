// SPDX-License-Identifier: GPL-3.0-or-later
// The oracle is pg_dump itself: every relation of a database, whole text against whole text.
#include "asker.h"
#include "base/hostprocess.h"
#include "engines/pg/ddl.h"
#include "support/server.h"
#include "traps.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <future>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::pg;

class TestDdl final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Server> m_server;

    // pg_dump's text without what is not about the relation: banners, psql commands, opening SETs, and SETs that change nothing.
    static QString core(QString dump)
    {
        if (const qsizetype at = dump.indexOf(u"SET row_security = off;\n"); at >= 0)
            dump.remove(0, at + 24);
        QString space = u"''"_s, method = u"heap"_s;
        QStringList lines;
        for (const QString &line : dump.split(u'\n')) {
            const auto changes = [&](const QString &start, QString &now) {
                return line.startsWith(start) && std::exchange(now, line.mid(start.size()).chopped(1)) == now;
            };
            if (line.startsWith(u"--") || line.startsWith(u'\\') || changes(u"SET default_tablespace = "_s, space) ||
                changes(u"SET default_table_access_method = "_s, method))
                continue;
            lines << line;
        }
        return lines.join(u'\n').replace(QRegularExpression(u"\n{3,}"_s), u"\n\n"_s).trimmed();
    }
    // pg_dump 15 leaves extended statistics out where it is asked for one table.
    static QString withoutStatistics(const QString &text)
    {
        QStringList entries = text.split(u"\n\n"_s);
        entries.removeIf([](const QString &entry) { return isStatistics(entry); });
        return entries.join(u"\n\n"_s);
    }
    static bool isStatistics(const QString &entry)
    {
        return QRegularExpression(u"^(CREATE|ALTER|COMMENT ON) STATISTICS "_s).match(entry).hasMatch();
    }
    QString dump(const QString &database, const QStringList &arguments) const
    {
        HostCall call;
        call.program = m_server->info().programs + u"/pg_dump"_s;
        call.arguments = QStringList{u"--schema-only"_s, u"-d"_s, m_server->info().superuserKeywords(database)} + arguments;
        const auto answer = std::async(std::launch::async, [call] { return runHost(call); }).get();
        if (!answer)
            qFatal("%s %s", qPrintable(answer.error().message), qPrintable(answer.error().detail));
        return core(QString::fromUtf8(answer->output));
    }
    QString textOf(const QString &database, const char *name) const
    {
        test::Asker asker(m_server->url(database));
        const auto rows = asker.ask(ddl(m_server->psql(database, "select '" + QByteArray(name) + "'::regclass::oid").toUInt()));
        const auto text = rows ? readDdl(*rows) : std::unexpected(Error{asker.error, {}, {}});
        return text ? *text : text.error().message;
    }
    void compare(const QString &database, int least) // every relation; those that differ are logged with both texts
    {
        test::Asker asker(m_server->url(database));
        const auto list =
            asker.ask({"select c.oid, n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                       "where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_|information_schema' "
                       "and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass "
                       "and (d.deptype = 'e' or d.deptype = 'i' and c.relkind = 'S')) order by 3",
                       {}},
                      "pg_catalog");
        QVERIFY2(list, qPrintable(asker.error));
        QStringList wrong;
        for (qint64 row = 0; row < list->rowCount(); ++row) {
            const auto name = [&](int column) { return quotedIdentifierAlways(QString::fromUtf8(list->cell(row, column).text)); };
            const auto rows = asker.ask(ddl(list->cell(row, 0).text.toUInt()));
            const auto ours = rows ? readDdl(*rows) : std::unexpected(Error{asker.error, {}, {}});
            const QString text = ours ? core(withoutStatistics(*ours)) : ours.error().message;
            const QString theirs = dump(database, {u"-t"_s, name(1) + u'.' + name(2)});
            if (text == theirs)
                continue;
            wrong << name(2);
            qWarning().noquote() << u"=== ours:\n%1\n=== pg_dump's:\n%2"_s.arg(text, theirs);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u' ')));
        QVERIFY2(list->rowCount() >= least, qPrintable(QString::number(list->rowCount())));
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void cleanupTestCase() { m_server.reset(); }

    void everyRelationIsAsPgDumpHasIt()
    {
        const QString database = m_server->newDatabase();
        QFile wide(QFINDTESTDATA("data/wide.sql"));
        QVERIFY(wide.open(QIODevice::ReadOnly));
        m_server->psql(database, wide.readAll());
        compare(database, 54);
    }
    void extendedStatisticsAreAsInAWholeDump()
    {
        const QString database = m_server->newDatabase();
        m_server->psql(
            database,
            R"(create table t (a int, b int, c text); create statistics "S 1" on a, b from t; alter statistics "S 1" set statistics 42;
            create schema other; create statistics other.s (mcv, dependencies) on lower(c), a from t; comment on statistics other.s is 'it''s one')");
        const auto statistics = [](const QString &text) {
            QStringList entries = core(text).split(u"\n\n"_s);
            entries.removeIf([](const QString &entry) { return !isStatistics(entry); });
            return entries;
        };
        QCOMPARE(statistics(textOf(database, "t")), statistics(dump(database, {})));
        QCOMPARE(statistics(textOf(database, "t")).size(), 5);
    }
    void anIdentitysSequenceIsMadeByItsColumn()
    {
        const QString database = m_server->newDatabase();
        m_server->psql(database, "create table t (id int generated always as identity)");
        const QString text = textOf(database, "t_id_seq");
        QVERIFY2(
            text.startsWith(
                u"ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (\n    SEQUENCE NAME public.t_id_seq\n"),
            qPrintable(text));
    }
    void labelsAreSaid() // no provider of them is installed: put into the catalog by hand
    {
        const QString database = m_server->newDatabase();
        m_server->psql(database, R"(create table t ("A" int); create view v as select 1;
            set allow_system_table_mods = on; insert into pg_seclabel select oid, 'pg_class'::regclass, 0, 'dummy', 'it''s secret' from pg_class where relname in ('t', 'v');
            insert into pg_seclabel select oid, 'pg_class'::regclass, 1, 'dummy', 'top' from pg_class where relname = 't')");
        for (const char *name : {"t", "v"})
            QCOMPARE(core(textOf(database, name)), dump(database, {u"-t"_s, QString::fromLatin1(name)}));
        QVERIFY(textOf(database, "t").contains(u"SECURITY LABEL FOR dummy ON COLUMN public.t.\"A\" IS 'top';"));
    }
    void whatIsNotThereIsMissing()
    {
        const QString database = m_server->newDatabase();
        test::Asker asker(m_server->url(database));
        for (const quint32 oid : {quint32(4'000'000'000), quint32(1255)}) { // the second is pg_proc, a table
            const auto rows = asker.ask(ddl(oid));
            QVERIFY2(rows, qPrintable(asker.error));
            const auto text = readDdl(*rows);
            QCOMPARE(text.has_value(), oid == 1255);
            QVERIFY(text || text.error().code == u"missing");
        }
    }
    void nothingOfTheUsersIsCalled()
    {
        const QString database = m_server->newDatabase();
        m_server->psql(database, test::traps);
        m_server->psql(
            database,
            "create schema shop; grant usage on schema shop to public; set search_path = ''; create table shop.t (id bigint "
            "generated always as identity primary key, note text default 'x' check (note operator(pg_catalog.<>) 'y'), no "
            "serial)");
        test::Asker asker(m_server->url(database));
        const auto found =
            asker.ask({"select oid from pg_catalog.pg_class where relname operator(pg_catalog.=) 't'", {}}, "public, pg_catalog");
        QVERIFY2(found, qPrintable(asker.error));
        const quint32 oid = found->cell(0, 0).text.toUInt();
        for (const auto which :
             {Part::Facts, Part::Indexes, Part::Constraints, Part::References, Part::Triggers, Part::Partitions})
            QVERIFY2(asker.ask(part(which, oid), "public, pg_catalog"), qPrintable(asker.error));
        const auto rows = asker.ask(ddl(oid), "public, pg_catalog");
        QVERIFY2(rows, qPrintable(asker.error));
        QVERIFY(readDdl(*rows)->contains(u"CREATE TABLE shop.t ("));
    }
    void theSampleIsAsPgDumpHasIt() { compare(m_server->newDatabase(true), 8); }
    void pagilaIsAsPgDumpHasIt()
    {
        QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/sql/pagila-schema.sql"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("Pagila is not at ../shared/data/sql");
        const QString database = m_server->newDatabase();
        m_server->psql(database, "\\set ON_ERROR_STOP 0\n" + file.readAll());
        compare(database, 30);
    }
};

QTEST_GUILESS_MAIN(TestDdl)
#include "tst_ddl.moc"
