// SPDX-License-Identifier: GPL-3.0-or-later
#include "opened.h"

#include "engines/pg/typenames.h"

#include <csignal>
#include <sys/resource.h>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestQuery final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
    }

    void init()
    {
        m_session = std::make_unique<Session>();
        mustOpen(*m_session, m_server->url(m_database));
    }

    void cleanup()
    {
        m_session.reset();
        QVERIFY(Session::awaitWorkers(10s));
    }

    void cleanupTestCase() { m_server.reset(); }

    void rowsStreamIn()
    {
        Ran ran(*m_session, u"select g, md5(g::text), null, '' from generate_series(1, 300000) g"_s);
        QSignalSpy columns(ran.query.get(), &Query::columnsArrived);
        QList<qint64> totals;
        QElapsedTimer timer;
        timer.start();
        connect(ran.query.get(), &Query::rowsArrived, this, [&](qint64 total) {
            totals.append(total);
            QCOMPARE(columns.size(), 1);
            QVERIFY(!ran.value(total - 1).isEmpty()); // what is told can be read
        });
        const Outcome &outcome = ran.outcome();
        const qint64 tenths = timer.elapsed() / 100;
        QCOMPARE(outcome.tag, u"SELECT 300000"_s);
        QCOMPARE(outcome.rows, 300'000);
        QVERIFY(outcome.isComplete && !outcome.isCancelled && !outcome.isReleased && !outcome.error);
        QVERIFY(outcome.firstRow > 0us && outcome.firstRow < outcome.total);
        QCOMPARE(totals.last(), 300'000);
        QVERIFY(std::ranges::is_sorted(totals));
        QVERIFY2(totals.size() <= tenths + 3, qPrintable(u"%1 in %2 tenths of a second"_s.arg(totals.size()).arg(tenths)));
        const auto rows = ran.query->rows();
        QCOMPARE(rows->bytes(), outcome.bytes);
        for (const qint64 row : {0, 777, 299'999}) {
            QCOMPARE(rows->cell(row, 0).text, QByteArray::number(row + 1));
            QCOMPARE(rows->cell(row, 1).text.size(), 32);
            QVERIFY(rows->cell(row, 2).isNull);
            QVERIFY(!rows->cell(row, 3).isNull);
            QCOMPARE(rows->cell(row, 3).text, ""_ba);
        }
        QCOMPARE(m_session->state(), SessionState::Idle);
        QCOMPARE(ran.ends, 1);
    }

    void aSlowServersFirstRowsAreTold() // the notification must not wait for more rows
    {
        Ran ran(*m_session,
                u"select g, pg_sleep(case when g = 10 then 30 else 0 end), repeat('x', 9000) from generate_series(1, 10) g"_s);
        QSignalSpy arrived(ran.query.get(), &Query::rowsArrived);
        QTRY_VERIFY_WITH_TIMEOUT(!arrived.isEmpty() && arrived.last().at(0).toLongLong() >= 8, 10'000);
        QVERIFY(!ran.end);
        ran.query->cancel();
        QVERIFY(ran.outcome().isCancelled);
    }

    void statementsRunInOrder()
    {
        Ran first(*m_session, u"select pg_sleep(0.2), 'first'"_s), second(*m_session, u"select 'second'"_s),
            third(*m_session, u"select 'third'"_s);
        QStringList order;
        for (Ran *each : {&third, &first, &second})
            connect(each->query.get(), &Query::finished, this, [&order, each] {
                order.append(QString::fromUtf8(each->value(0, each->query->rows()->columns().size() - 1)));
            });
        third.outcome();
        QCOMPARE(order, QStringList({u"first"_s, u"second"_s, u"third"_s}));
    }

    void aTextWithSeveralStatementsHasSeveralResults()
    {
        Ran ran(
            *m_session,
            u"select 1 as a; create temp table several(x int); insert into several values (7) returning x; ; select 2 where false; select 'last' as z, 5"_s);
        QCOMPARE(ran.outcome().tag, u"SELECT 1"_s);
        QCOMPARE(ran.query->results().size(), 4);
        QCOMPARE(ran.value(0, 0, 0), "1"_ba);
        QCOMPARE(ran.value(0, 0, 1), "7"_ba);
        QCOMPARE(ran.query->results()[2]->rowCount(), 0);
        QCOMPARE(ran.query->results()[2]->columns().size(), 1);
        QCOMPARE(ran.value(0, 1, 3), "5"_ba);
        QCOMPARE(ran.query->rows()->columns().first().name, u"a"_s);
    }

    void nothingAndCommandsHaveNoRows()
    {
        Ran empty(*m_session, u"-- nothing"_s);
        QCOMPARE(empty.outcome().tag, QString());
        QVERIFY(!empty.query->rows());
        Ran command(*m_session, u"create temp table made(x int)"_s);
        QCOMPARE(command.outcome().tag, u"CREATE TABLE"_s);
        QVERIFY(!command.query->rows());
    }

    void writesWithReturningAreReadToTheirEnd()
    {
        valueOf(*m_session, u"create temp table marked as select g as id, false as done from generate_series(1, 30000) g"_s);
        RunOptions options;
        options.pauseRows = 10; // mayPause is false: no pause, whatever the budget
        Ran ran(*m_session, u"update marked set done = true returning id"_s, options);
        QSignalSpy paused(ran.query.get(), &Query::paused);
        QCOMPARE(ran.outcome().tag, u"UPDATE 30000"_s);
        QCOMPARE(ran.query->rows()->rowCount(), 30'000);
        QVERIFY(paused.isEmpty());
        QCOMPARE(valueOf(*m_session, u"select count(*) from marked where done"_s), "30000"_ba);
    }

    void serverErrorsSayAllTheyKnow()
    {
        Ran ran(*m_session, u"select '😀ä' as \"e\", nosuch from pg_class"_s);
        const auto &error = ran.outcome().error;
        QVERIFY(error);
        QCOMPARE(error->code, u"42703"_s);
        QCOMPARE(error->severity, u"ERROR"_s);
        QVERIFY(error->message.contains(u"nosuch"_s));
        QCOMPARE(error->position, ran.query ? int(u"select '😀ä' as \"e\", "_s.size()) + 1 : 0);
        QCOMPARE(m_session->state(), SessionState::Idle);

        valueOf(*m_session, u"create temp table unique_one(x int constraint only_once unique)"_s);
        Ran twice(*m_session, u"insert into unique_one values (1), (1)"_s);
        QCOMPARE(twice.outcome().error->code, u"23505"_s);
        QCOMPARE(twice.outcome().error->constraint, u"only_once"_s);
        QCOMPARE(twice.outcome().error->table, u"unique_one"_s);
        QVERIFY(!twice.outcome().error->detail.isEmpty());
    }

    void rowsBeforeAnErrorAreKept()
    {
        Ran ran(*m_session, u"select 10 / (5 - g) from generate_series(1, 9) g"_s);
        QCOMPARE(ran.outcome().error->code, u"22012"_s);
        QCOMPARE(ran.query->rows()->rowCount(), 4);
    }

    void theStateFollowsTheTransaction()
    {
        QList<SessionState> states;
        connect(m_session.get(), &Session::stateChanged, this, [&states](SessionState state) { states.append(state); });
        valueOf(*m_session, u"begin"_s);
        QCOMPARE(m_session->state(), SessionState::InTransaction);
        valueOf(*m_session, u"select 1/0"_s);
        QCOMPARE(m_session->state(), SessionState::Failed);
        valueOf(*m_session, u"rollback"_s);
        QCOMPARE(m_session->state(), SessionState::Idle);
        using enum SessionState;
        QCOMPARE(states, QList<SessionState>({Running, InTransaction, Running, Failed, Running, Idle}));
    }

    void beforeAndAfterSurroundTheStatement()
    {
        RunOptions options;
        options.before = {"begin read only", "set local statement_timeout = '7s'"};
        options.after = {"rollback"};
        Ran inside(*m_session,
                   u"select current_setting('transaction_read_only') || ' ' || current_setting('statement_timeout')"_s, options);
        inside.outcome();
        QCOMPARE(inside.value(), "on 7s"_ba);
        QCOMPARE(inside.query->results().size(), 1);
        QCOMPARE(m_session->state(), SessionState::Idle);
        QCOMPARE(valueOf(*m_session, u"show statement_timeout"_s), "0"_ba);

        options.after = {"select 1/0", "commit"}; // of no use once the statement failed
        Ran write(*m_session, u"create table never_made(x int)"_s, options);
        QCOMPARE(write.outcome().error->code, u"25006"_s);
        QCOMPARE(m_session->state(), SessionState::Idle);

        options = {};
        options.before = {"begin", "nonsense"};
        options.after = {"commit"};
        Ran broken(*m_session, u"create table never_made(x int)"_s, options);
        QCOMPARE(broken.outcome().error->code, u"42601"_s);
        QCOMPARE(m_session->state(), SessionState::Idle);
        QCOMPARE(valueOf(*m_session, u"select to_regclass('never_made') is null"_s), "t"_ba);
    }

    void anErrorOfTheCommitIsTheOutcomes()
    {
        valueOf(
            *m_session,
            u"create temp table p(id int primary key); create temp table c(p int references p deferrable initially deferred)"_s);
        RunOptions options;
        options.before = {"begin"};
        options.after = {"commit"};
        Ran ran(*m_session, u"insert into c values (1)"_s, options);
        QVERIFY(ran.outcome().error);
        QCOMPARE(ran.outcome().error->code, u"23503"_s);
    }

    void extendedTakesOneStatementOnly()
    {
        RunOptions options;
        options.isExtended = true;
        Ran two(*m_session, u"select 1; select 2"_s, options);
        QCOMPARE(two.outcome().error->code, u"42601"_s);
        options.parameters = {"7"_ba, std::nullopt, "it's"_ba};
        Ran with(*m_session, u"select $1::int + 1, $2::text is null, $3::text"_s, options);
        with.outcome();
        QCOMPARE(with.value(0, 0), "8"_ba);
        QCOMPARE(with.value(0, 1), "t"_ba);
        QCOMPARE(with.value(0, 2), "it's"_ba);
    }

    void aNulNeverCutsAStatementShort()
    {
        Ran ran(*m_session, u"delete from pg_class"_s + QChar(0) + u" where false"_s);
        QCOMPARE(ran.error().code, u"guard"_s);
        QVERIFY(ran.query->isFinished());
    }

    void noticesArrive()
    {
        QList<Notice> notices;
        connect(m_session.get(), &Session::noticeArrived, this, [&notices](const Notice &notice) { notices.append(notice); });
        valueOf(
            *m_session,
            u"do $$ begin raise notice 'first %', 1; raise warning 'second' using hint = 'look', errcode = '01ABC'; end $$"_s);
        QCOMPARE(notices.size(), 2);
        QCOMPARE(notices[0].severity, u"NOTICE"_s);
        QCOMPARE(notices[0].message, u"first 1"_s);
        QCOMPARE(notices[1].code, u"01ABC"_s);
        QCOMPARE(notices[1].hint, u"look"_s);
    }

    void copyToStdoutIsAResult()
    {
        Ran ran(*m_session, u"copy (select g, null, 'a' || g from generate_series(1, 20000) g) to stdout"_s);
        QCOMPARE(ran.outcome().tag, u"COPY 20000"_s);
        QCOMPARE(ran.query->rows()->rowCount(), 20'000);
        QCOMPARE(ran.value(1), "2\t\\N\ta2"_ba);
        QCOMPARE(ran.query->rows()->columns().size(), 1);
        QCOMPARE(valueOf(*m_session, u"select 'goes on'"_s), "goes on"_ba);
    }

    void copyFromStdinIsRefused()
    {
        valueOf(*m_session, u"create temp table target(x int)"_s);
        for (const bool isExtended : {false, true}) {
            RunOptions options;
            options.isExtended = isExtended;
            Ran ran(*m_session, u"copy target from stdin"_s, options);
            QSignalSpy refused(ran.query.get(), &Query::copyInRefused);
            QVERIFY(ran.outcome().error);
            QVERIFY2(ran.outcome().error->message.contains(u"use Import"_s), qPrintable(ran.outcome().error->message));
            QVERIFY(!ran.outcome().isCancelled);
            QCOMPARE(refused.size(), 1);
        }
        QCOMPARE(valueOf(*m_session, u"select count(*) from target"_s), "0"_ba);
    }

    void noColumnsAndManyColumns()
    {
        Ran none(*m_session, u"select from generate_series(1, 3)"_s);
        none.outcome();
        QCOMPARE(none.query->rows()->rowCount(), 3);
        QCOMPARE(none.query->rows()->columns().size(), 0);
        QStringList terms;
        for (int i = 0; i < 1600; ++i)
            terms.append(u"g + %1 as c%1"_s.arg(i));
        Ran many(*m_session, u"select "_s + terms.join(u", "_s) + u" from generate_series(1, 50) g"_s);
        many.outcome();
        QCOMPARE(many.query->rows()->columns().size(), 1600);
        QCOMPARE(many.value(49, 1599), "1649"_ba);
        QCOMPARE(many.value(49, 0), "50"_ba);
    }

    void everyByteOfAnSqlAsciiDatabaseArrives()
    {
        m_server->psql(u"postgres"_s,
                       "create database raw encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0 owner oriel");
        Session session;
        mustOpen(session, m_server->url(u"raw"_s));
        QCOMPARE(valueOf(session, u"select convert_from('\\x61ff62c3'::bytea, 'SQL_ASCII')"_s), "a\xff"
                                                                                                "b\xc3"_ba);
        Ran error(session, u"select convert_from('\\x61ff62'::bytea, 'SQL_ASCII')::int"_s);
        QVERIFY2(error.outcome().error->message.contains(u"\\xFF"_s, Qt::CaseInsensitive),
                 qPrintable(error.outcome().error->message));
    }

    void textOfAnyDatabaseArrivesAsUtf8()
    {
        m_server->psql(u"postgres"_s,
                       "create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0 owner oriel");
        Session session;
        mustOpen(session, m_server->url(u"latin"_s));
        QCOMPARE(session.facts().encoding, u"LATIN1"_s);
        QCOMPARE(valueOf(session, u"select 'Grüße' || chr(233)"_s), "Grüßeé"_ba);
        Ran ran(session,
                u"copy (select 1) to stdout; copy pg_class from stdin"_s); // our refusal must not be one that LATIN1 cannot hold
        QVERIFY(ran.outcome().error);
    }

    void clientEncodingStaysUtf8()
    {
        QStringList notices;
        connect(m_session.get(), &Session::noticeArrived, this,
                [&notices](const Notice &notice) { notices.append(notice.message); });
        valueOf(*m_session, u"set client_encoding to 'LATIN1'"_s);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(valueOf(*m_session, u"select 'ü'"_s), "ü"_ba);
    }

    void largeValuesSurvive()
    {
        RunOptions options;
        options.memoryBudget = 8 << 20;
        Ran ran(*m_session, u"select repeat('0123456789abcdef', 1000000) as big, 'beside' from generate_series(1, 2)"_s, options);
        QCOMPARE(ran.outcome().rows, 2);
        QCOMPARE(ran.query->rows()->cell(1, 0, 10).size, 16'000'000);
        QVERIFY(ran.value(1, 0).endsWith("abcdef"));
        QCOMPARE(ran.value(0, 1), "beside"_ba);
        QVERIFY(ran.query->rows()->bytesInMemory() <= 8 << 20);
    }

    void spilledRowsReadBack()
    {
        RunOptions options;
        options.memoryBudget = 2 << 20;
        Ran ran(*m_session, u"select g, repeat(chr(97 + g % 26), g % 300) from generate_series(1, 80000) g"_s, options);
        ran.outcome();
        const auto rows = ran.query->rows();
        QVERIFY(rows->bytesOnDisk() > 8 << 20);
        for (qint64 row = 0; row < 80'000; row += 173)
            QCOMPARE(rows->cell(row, 1).text, QByteArray(int((row + 1) % 300), char('a' + (row + 1) % 26)));
    }

    // A plain read ends; a write is carried out all the same, and both say what was kept.
    void aFullDiskSaysWhatWasKept()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{6 << 20, before.rlim_max};
        valueOf(*m_session, u"create temp table filled(x text)"_s);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        RunOptions options;
        options.memoryBudget = 4 << 20;
        options.mayPause = true;
        options.pauseRows = options.pauseBytes = qint64(1) << 40;
        Ran read(*m_session, u"select repeat('x', 1000) from generate_series(1, 10000000)"_s, options);
        const Error readError = read.error();
        options.mayPause = false;
        Ran write(*m_session, u"insert into filled select repeat('x', 1000) from generate_series(1, 20000) returning x"_s,
                  options);
        const Error writeError = write.error();
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(readError.code, u"EFBIG"_s);
        QVERIFY2(readError.message.startsWith(u"Kept "_s), qPrintable(readError.message));
        QVERIFY(read.query->rows()->rowCount() > 5000);
        QCOMPARE(writeError.code, u"EFBIG"_s);
        QVERIFY2(writeError.message.contains(u"INSERT 0 20000"_s), qPrintable(writeError.message));
        QCOMPARE(valueOf(*m_session, u"select count(*) from filled"_s), "20000"_ba);
    }

    void builtInTypesAreNamedAsTheServerNamesThem()
    {
        Ran all(*m_session, u"select oid, format_type(oid, -1) from pg_type where oid < 10000"_s);
        all.outcome();
        int known = 0;
        for (qint64 row = 0; row < all.query->rows()->rowCount(); ++row) {
            const QString name = TypeNames::builtIn(all.value(row).toUInt(), -1);
            if (!name.isEmpty()) {
                QCOMPARE(name, QString::fromUtf8(all.value(row, 1)));
                ++known;
            }
        }
        QVERIFY2(known > 140, qPrintable(QString::number(known)));

        QString select =
            u"select 1::numeric(12,2), 'a'::varchar(7), 'b'::char(3), 'c'::bpchar, b'101'::bit(3), b'1'::varbit(9), "
            "now()::timestamp(3), now()::timestamptz(0), now()::time(2), now()::timetz(1), now()::date, '1 d'::interval, "
            "'1 d'::interval day to second(3), '1'::interval(2), '1'::interval year, '{1}'::numeric(5,1)[], "
            "'{a}'::varchar(4)[], 1::numeric(3,-2), "
            "true, '{}'::jsonb, '\\x00'::bytea, array['x'], 1.5::float4, 1::int8, 'n'::name, "
            "'{2020-01-01}'::timestamptz(3)[], row(1,2), 'c'::\"char\", int4range(1,2)"_s;
        const bool hasNegativeScale = m_session->facts().serverVersion >= 150000;
        if (!hasNegativeScale)
            select.replace(u"(3,-2)"_s, u"(3,2)"_s);
        Ran shown(*m_session, select);
        shown.outcome();
        const auto columns = shown.query->rows()->columns();
        const QStringList expected{u"numeric(12,2)"_s,
                                   u"character varying(7)"_s,
                                   u"character(3)"_s,
                                   u"bpchar"_s,
                                   u"bit(3)"_s,
                                   u"bit varying(9)"_s,
                                   u"timestamp(3) without time zone"_s,
                                   u"timestamp(0) with time zone"_s,
                                   u"time(2) without time zone"_s,
                                   u"time(1) with time zone"_s,
                                   u"date"_s,
                                   u"interval"_s,
                                   u"interval day to second(3)"_s,
                                   u"interval(2)"_s,
                                   u"interval year"_s,
                                   u"numeric(5,1)[]"_s,
                                   u"character varying(4)[]"_s,
                                   hasNegativeScale ? u"numeric(3,-2)"_s : u"numeric(3,2)"_s,
                                   u"boolean"_s,
                                   u"jsonb"_s,
                                   u"bytea"_s,
                                   u"text[]"_s,
                                   u"real"_s,
                                   u"bigint"_s,
                                   u"name"_s,
                                   u"timestamp(3) with time zone[]"_s,
                                   u"record"_s,
                                   u"\"char\""_s,
                                   u"int4range"_s};
        QStringList types;
        for (const Column &column : columns)
            types.append(column.type);
        QCOMPARE(types, expected);
        QCOMPARE(columns[0].look, Look::Number);
        QCOMPARE(columns[6].look, Look::Time);
        QCOMPARE(columns[15].look, Look::Text);
        QCOMPARE(columns[18].look, Look::Boolean);
        QCOMPARE(columns[19].look, Look::Json);
        QCOMPARE(columns[20].look, Look::Binary);
    }

    void typesOfTheDatabaseAreAskedForOnce()
    {
        valueOf(*m_session, u"create schema other; create type mood as enum ('calm'); create type other.mood as enum ('odd'); "
                            "create type pair as (a int, b int)"_s);
        Ran ran(*m_session, u"select 'calm'::mood, 'odd'::other.mood, row(1, 2)::pair, array['calm'::mood]"_s);
        QSignalSpy columns(ran.query.get(), &Query::columnsArrived);
        ran.outcome();
        QCOMPARE(columns.size(), 2);
        const auto shown = ran.query->rows()->columns();
        QCOMPARE(shown[0].type, u"mood"_s);
        QCOMPARE(shown[1].type, u"other.mood"_s);
        QCOMPARE(shown[2].type, u"pair"_s);
        QCOMPARE(shown[3].type, u"mood[]"_s);
        Ran again(*m_session, u"select 'calm'::mood"_s);
        QSignalSpy columnsAgain(again.query.get(), &Query::columnsArrived);
        again.outcome();
        QCOMPARE(columnsAgain.size(), 1);
        QCOMPARE(again.query->rows()->columns()[0].type, u"mood"_s);
    }

    void aUsersTransactionIsNotTouchedByOurQuestion()
    {
        valueOf(*m_session, u"create type hue as enum ('red')"_s);
        valueOf(*m_session, u"begin"_s);
        Ran ran(*m_session, u"select 'red'::hue"_s);
        ran.outcome();
        QCOMPARE(ran.query->rows()->columns()[0].type, u"…"_s);
        QCOMPARE(valueOf(*m_session, u"select query from pg_stat_activity where pid = pg_backend_pid()"_s),
                 "select query from pg_stat_activity where pid = pg_backend_pid()"_ba);
        valueOf(*m_session, u"commit"_s);
        QTRY_COMPARE(ran.query->rows()->columns()[0].type, u"hue"_s);
    }

    void parametersThatChangeAreTold()
    {
        QSignalSpy changed(m_session.get(), &Session::parameterChanged);
        valueOf(*m_session, u"set timezone to 'Asia/Tokyo'"_s);
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed[0], QVariantList({u"TimeZone"_s, u"Asia/Tokyo"_s}));
        QCOMPARE(m_session->facts().timeZone, u"Asia/Tokyo"_s);
    }

private:
    std::unique_ptr<Server> m_server;
    QString m_database;
    std::unique_ptr<Session> m_session;
};

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"
