// SPDX-License-Identifier: GPL-3.0-or-later
// What exports write, against psql's \copy and read back; tst_exportfaults.cpp holds how they fail.
#include "jobs/exported.h"

#include "support/wait.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QString everything = u"select * from nasty order by id"_s;

} // namespace

class TestExport final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<Connection> m_connection;
    QTemporaryDir m_folder;
    QString m_database, m_url, m_path;

    ExportPlan plan(const QString &sql, TextFormat format = TextFormat::Csv) const
    {
        return {.sql = sql, .format = format, .path = m_path, .mayReplace = true};
    }
    QByteArray written(const ExportPlan &how)
    {
        Exported exported(*m_connection, how);
        exported.rows();
        return contentOf(how.path);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, contentOf(QStringLiteral(ORIEL_SOURCE_DIR "/tests/jobs/data/nasty.sql")));
        m_url = m_server->url(m_database);
        m_connection = linked({.id = u"export"_s, .info = infoOf(m_url)});
        m_path = m_folder.filePath(u"out"_s);
    }
    void cleanup()
    {
        QCOMPARE(namesIn(m_folder.path()).size() - int(QFile::exists(m_path)), 0); // nothing beside it
        QFile::remove(m_path);
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        QVERIFY(pg::Session::awaitWorkers(std::chrono::seconds(10)));
        m_server.reset();
    }

    void csvIsWhatPsqlCopies_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("nasty") << everything;
        QTest::newRow("one column") << u"select v from lonely"_s;
        QTest::newRow("no rows") << u"select * from nasty where false"_s;
        QTest::newRow("no columns") << u"select from lonely"_s;
        QTest::newRow("many") << u"select * from big"_s;
    }
    void csvIsWhatPsqlCopies()
    {
        QFETCH(QString, sql);
        for (const bool withHeader : {true, false}) {
            for (const QByteArray &nullText : {QByteArray(), "NULL"_ba, "\\N"_ba}) {
                ExportPlan how = plan(sql);
                how.withHeader = withHeader;
                how.nullText = nullText;
                const QString options =
                    u"format csv, header %1, null '%2'"_s.arg(withHeader ? u"on"_s : u"off"_s, QString::fromUtf8(nullText));
                QVERIFY(written(how) == psqlCopy(m_url, sql, options));
                how.sql += u" -- "_s + QString::number(int(withHeader)); // a comment at the end
                how.format = TextFormat::Tsv;
                QVERIFY(written(how) == psqlCopy(m_url, sql, options + u", delimiter E'\\t'"_s));
            }
        }
    }

    // Where COPY cannot go, the same bytes come from rowtext.
    void csvWithParameters()
    {
        ExportPlan how = plan(u"select * from nasty where id < $1::int order by id"_s);
        how.parameters = {"100"_ba};
        how.nullText = "NULL";
        QVERIFY(written(how) == psqlCopy(m_url, everything, u"format csv, header on, null 'NULL'"_s));
        how.sql = u"select v from lonely where $1 = 'x'"_s;
        how.parameters = {"x"_ba};
        how.nullText = {};
        QCOMPARE(written(how), psqlCopy(m_url, u"select v from lonely"_s, u"format csv, header on"_s));
    }

    void jsonIsExact()
    {
        const QByteArray text = written(plan(everything, TextFormat::Json));
        for (const char *part : {"\"n\": 1.10", "\"big\": 12345678901234567890", "123456789012345678901234567890.5", "\"NaN\"",
                                 "\"raw\": 1e400", "{\"a\":1,\"a\":2}", "\"empty\": null", "\"empty\": \"\""})
            QVERIFY2(text.contains(part), part);
        QJsonParseError failed;
        const QJsonArray rows =
            QJsonDocument::fromJson(QByteArray(text).replace("1e400", "1"), &failed).array(); // more than Qt's numbers hold
        QVERIFY2(rows.size() == 8, qPrintable(failed.errorString()));
        QCOMPARE(rows[3][u"na\"me, or\ntwo"_s].toString(), u"line\nend\r\nand\rtab\t"_s);
        QCOMPARE(rows[6][u"na\"me, or\ntwo"_s].toString().size(), 1'000'000);
        QCOMPARE(written(plan(u"select * from nasty where false"_s, TextFormat::Json)), "[\n]\n"_ba);
    }

    void ndjsonHasALineForEachRow()
    {
        const QByteArrayList lines = written(plan(everything, TextFormat::NdJson)).split('\n');
        QCOMPARE(lines.size(), 9); // and the end of the last
        for (int i = 0; i < 8; ++i)
            QCOMPARE(QJsonDocument::fromJson(QByteArray(lines[i]).replace("1e400", "1"))[u"id"_s].toInt(), i + 1);
    }

    void insertsMakeTheSameTable()
    {
        ExportPlan how = plan(everything, TextFormat::Insert);
        how.insertTable = u"\"public\".\"nasty2\""_s;
        const QByteArray text = written(how);
        for (const char *strings : {"on", "off"}) {
            m_server->psql(m_database, "drop table if exists nasty2; create table nasty2 (like nasty); "
                                       "set escape_string_warning = off; set standard_conforming_strings = "_ba +
                                           strings + ";\n" + text);
            QCOMPARE(m_server->psql(m_database, "select count(*) from nasty2"), "8"_ba);
            QCOMPARE(m_server->psql(m_database,
                                    "select count(*) from (select nasty::text from nasty except all select nasty2::text "
                                    "from nasty2) differ"),
                     "0"_ba);
        }
        m_server->psql(m_database, "drop table nasty2");
    }

    void markdown()
    {
        const QByteArrayList lines = written(plan(everything, TextFormat::Markdown)).split('\n');
        QCOMPARE(lines.size(), 11);
        QVERIFY(lines[0].startsWith("| id | na\"me, or<br>two | doc |"));
        QVERIFY(lines[6].contains("&lt;b>\\|&lt;/b>"));
    }

    void someColumns()
    {
        ExportPlan how = plan(u"table nasty order by id; "_s);
        how.columns = {u"ok"_s, u"na\"me, or\ntwo"_s};
        QVERIFY(written(how) ==
                psqlCopy(m_url, u"select ok, \"na\"\"me, or\ntwo\" from nasty order by id"_s, u"format csv, header"_s));
        how.columns = {u"no such"_s};
        QCOMPARE(Exported(*m_connection, how).error().code, u"42703"_s);
    }

    void summaryAndProgress()
    {
        Exported slow(*m_connection, plan(u"select repeat('x', 1000), pg_sleep(0.001) from generate_series(1, 400)"_s));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(slow.rows(), 400);
        QCOMPARE(slow.wait()->bytes, QFile(m_path).size());
        QVERIFY(slow.wait()->duration.count() > 400'000);
        QVERIFY(slow.progress.size() >= 2 && slow.progress.size() <= timer.elapsed() / 100 + 2);
        QVERIFY(std::ranges::is_sorted(slow.progress));
        QCOMPARE(slow.progress.last(), 400);
        QCOMPARE(slow.ends, 1);
        ExportPlan how = plan(u"select * from big"_s, TextFormat::Json);
        Exported large(*m_connection, how);
        QCOMPARE(large.rows(), 300'000);
        QCOMPARE(large.wait()->bytes, QFile(m_path).size());
    }

    void timesAreInTheZoneAskedFor()
    {
        ExportPlan how = plan(u"select timestamptz '2024-02-29 12:00:00+00' as t"_s);
        how.timeZone = u"Asia/Tokyo"_s;
        QCOMPARE(written(how), "t\n2024-02-29 21:00:00+09\n"_ba);
        how.timeZone = u"O'Higgins/\\"_s;
        QCOMPARE(Exported(*m_connection, how).error().code, u"22023"_s);
    }

    // The user's filter means what it means in a console: the session's own search_path, no time limit of the role's.
    void theSessionIsTheUsersOwn()
    {
        m_server->psql(m_database, "alter role oriel in database " + m_database.toUtf8() +
                                       " set search_path = away; alter role oriel in database " + m_database.toUtf8() +
                                       " set statement_timeout = '50ms'");
        QCOMPARE(written(plan(u"select answer from hidden, pg_sleep(0.2)"_s)), "answer\n42\n"_ba);
        m_server->psql(m_database, "alter role oriel in database " + m_database.toUtf8() + " reset all");
        QTRY_COMPARE(m_connection->sessionCount(), 1); // its session is closed
    }

    void onlyOneStatementThatReads_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::newRow("two") << u"select 1; select 2"_s << u"42601"_s;
        QTest::newRow("out of the parentheses") << u"select 1) to '/tmp/oriel-export-escaped' --"_s << u"42601"_s;
        QTest::newRow("with a list") << u"select 1) to '/tmp/oriel-export-escaped' (format csv, force_quote (a"_s << u"42601"_s;
        QTest::newRow("with a comment") << u"select 1) to '/tmp/oriel-export-escaped' /*"_s << u"42601"_s;
        QTest::newRow("with a string") << u"select 1) to '/tmp/oriel-export-escaped' $$"_s << u"42601"_s;
        QTest::newRow("a write") << u"with w as (insert into big values (0, '') returning id) select * from w"_s << u"25006"_s;
        QTest::newRow("a sequence") << u"select nextval('counter')"_s << u"25006"_s;
        QTest::newRow("no such table") << u"select * from nowhere"_s << u"42P01"_s;
        QTest::newRow("fails late") << u"select 1000 / (200000 - id) from big"_s << u"22012"_s;
    }
    void onlyOneStatementThatReads()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        m_server->psql(m_database, "create sequence if not exists counter; grant all on counter, big to public; "
                                   "grant pg_write_server_files to oriel");
        put(m_path, "before");
        for (const TextFormat format : {TextFormat::Csv, TextFormat::Json}) {
            ExportPlan how = plan(sql, format);
            const Error error = Exported(*m_connection, how).error();
            QCOMPARE(error.code, code);
            QVERIFY2(error.message.contains(u"no file was changed"_s), qPrintable(error.message));
        }
        QCOMPARE(contentOf(m_path), "before"_ba);
        QVERIFY(!QFile::exists(u"/tmp/oriel-export-escaped"_s));
    }

    void aLockIsNotWaitedFor()
    {
        pg::Session other;
        mustOpen(other, m_url);
        m_server->psql(m_database, "grant all on lonely to public");
        Ran(other, u"begin; lock table lonely in access exclusive mode"_s).outcome();
        const Error error = Exported(*m_connection, plan(u"select * from lonely"_s)).error();
        QCOMPARE(error.code, u"55P03"_s);
        QVERIFY2(error.message.contains(u"Another session holds a lock"_s), qPrintable(error.message));
        QVERIFY(!QFile::exists(m_path));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
