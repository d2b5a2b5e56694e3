// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/consoledocument.h"
#include "panels/console/messagelog.h"
#include "support/server.h"
#include "widgets/codeeditor.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QJsonDocument>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000; // ms, for a machine under load

// A console on a database of its own, with what the application would connect it to.
struct Kit
{
    explicit Kit(const test::Server &server, const QString &database, std::function<void(Profile &)> change = {})
    {
        Profile profile{.id = u"c1"_s, .name = u"shop"_s, .info = pg::ConnInfo::read(server.url(database))->info};
        if (change)
            change(profile);
        connection = std::make_unique<Connection>(profile);
        console = make();
        console->openConsole(u"c1"_s, {}, {});
        console->resize(900, 640);
        console->show();
    }

    std::unique_ptr<ConsoleDocument> make()
    {
        ConsoleTexts how;
        how.read = [this](const QString &key) { return texts.contains(key) ? std::optional(texts[key]) : std::nullopt; };
        how.write = [this](const QString &key, const QString &text) { texts[key] = text; };
        how.ran = [this](const QString &, const QString &sql, const QString &outcome, qint64) {
            history << sql + u" → "_s + outcome;
        };
        return std::make_unique<ConsoleDocument>([this](const QString &id) { return id == u"c1"_s ? connection.get() : nullptr; },
                                                 how);
    }

    template<typename T>
    T *find(const char *name) const
    {
        return console->findChild<T *>(QLatin1String(name));
    }
    QAction *action(const char *name) const { return find<QAction>(name); }
    CodeEditor *editor() const { return find<CodeEditor>("console.editor"); }
    QString notice() const { return find<NoticeBar>("console.notice")->message(); }
    QString messages() const { return console->findChild<MessageLog *>()->text(); }
    QString state() const { return console->status().first().text; }
    QTabWidget *results() const { return find<QTabWidget>("console.results"); }
    QWidget *result(int tab) const { return results()->widget(tab); }
    Grid *grid(int tab = 0) const
    {
        return tab < results()->count() ? result(tab)->findChild<Grid *>(u"result.grid"_s) : nullptr;
    }
    QString label(const char *name, int tab = 0) const
    {
        auto *found = result(tab)->findChild<QLabel *>(QLatin1String(name));
        return found ? found->text() : QString();
    }
    QString cell(int row, int column, int tab = 0) const { return grid(tab)->model()->index(row, column).data().toString(); }
    bool isIdle() const { return action("console.run")->isEnabled() || editor()->wholeText().isEmpty(); }
    bool isBusy() const { return action("console.stop")->isEnabled(); }
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }

    bool ready()
    {
        return QTest::qWaitFor([this] { return !isBusy() && connection->state() == LinkState::Connected; }, patience);
    }
    void write(const QString &text) { editor()->setText(text); }
    // Runs the whole text and waits for its end.
    bool run(const QString &text)
    {
        if (!ready())
            return false;
        write(text);
        action("console.runAll")->trigger();
        return QTest::qWaitFor([this] { return !isBusy(); }, patience);
    }

    QHash<QString, QString> texts;
    QStringList history;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<ConsoleDocument> console;
};

} // namespace

class tst_ConsoleDocument final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Server> m_server;
    QString m_database;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql).trimmed(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::Server>();
        Theme::load(Theme::Mode::Light)->apply();
    }

    void init() { m_database = m_server->newDatabase(); }
    void cleanupTestCase() { m_server.reset(); }

    void runsTheStatementAtTheCaret()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"select 1 as first;\n\nselect 'two' as second, null as none;\n"_s);
        k.editor()->setCaret(30);
        k.editor()->setFocus();
        QTest::keyClick(k.editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy() && k.results()->count() == 2, patience);
        QCOMPARE(k.cell(0, 0), u"two"_s);
        QCOMPARE(k.label("result.counts"), u"1 row, all"_s);
        QVERIFY(k.label("result.times").contains(u"first row"_s));
        QCOMPARE(k.label("result.zone"), u"TimeZone UTC"_s);
        QCOMPARE(k.state(), u"idle, no transaction"_s);
        QCOMPARE(k.history, QStringList{u"select 'two' as second, null as none → SELECT 1"_s});

        k.editor()->select(0, 8); // the selection goes before the statement at the caret
        k.action("console.run")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy() && k.cell(0, 0) == u"1"_s, patience);
        QCOMPARE(k.results()->count(), 2); // results are replaced
    }

    void runsAScriptAndStopsAtTheFirstError()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.run(
            u"create table t (a int);\ninsert into t values (1), (2);\nselect a, nix from t;\ninsert into t values (3);"_s));
        QVERIFY2(k.notice().contains(u"\"nix\" does not exist"_s), qPrintable(k.notice()));
        QVERIFY(k.notice().contains(u"line 3"_s));
        QVERIFY(k.notice().contains(u"42703"_s));
        QVERIFY(k.messages().contains(u"INSERT 0 2"_s));
        QCOMPARE(psql("select count(*) from t"), QByteArray("2"));

        QVERIFY(k.run(u"select a from t order by a;\nupdate t set a = a + 1;\nselect a * 10 from t order by a"_s));
        QCOMPARE(k.notice(), QString());
        QCOMPARE(k.results()->count(), 3);
        QCOMPARE(k.cell(1, 0, 0), u"2"_s);
        QCOMPARE(k.cell(1, 0, 1), u"30"_s);
        QVERIFY(k.messages().contains(u"UPDATE 2"_s));
    }

    void pausesAndGoesOnByScrolling()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"select * from generate_series(1, 45000) n"_s);
        k.action("console.runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(k.state() == u"paused"_s, patience);
        QTRY_COMPARE(k.grid()->model()->rowCount(), 10'000);
        QVERIFY(k.label("result.stripText").startsWith(u"paused at 10,000 rows; the server may hold a snapshot · "_s));
        auto *bar = k.grid()->verticalScrollBar();
        bar->setValue(bar->maximum());
        QTRY_VERIFY_WITH_TIMEOUT(k.grid()->model()->rowCount() == 20'000 && k.state() == u"paused"_s, patience);
        k.action("console.fetchAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), patience);
        QCOMPARE(k.label("result.counts"), u"45,000 rows, all"_s);
        QCOMPARE(k.cell(44'999, 0), u"45000"_s);
        QVERIFY(!k.action("console.fetchAll")->isEnabled());
    }

    void releasesAPauseAndFetchesAllAgain()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"select * from generate_series(1, 30000) n"_s);
        k.action("console.runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(k.state() == u"paused"_s, patience);
        k.result(0)->findChild<QPushButton *>(u"result.release"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), patience);
        QCOMPARE(k.label("result.counts"), u"10,000 rows, more on the server"_s);
        QCOMPARE(k.grid()->model()->rowCount(), 10'000);
        k.result(0)->findChild<QPushButton *>(u"result.fetchAll"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(k.label("result.counts"), u"30,000 rows, all"_s, patience);
    }

    void marksAWriteUntilItsLastRow()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.run(u"create table t (a int)"_s));
        k.write(u"insert into t select n from generate_series(1, 200000) n returning a"_s);
        QStringList seen;
        connect(k.console.get(), &Guest::changed, k.console.get(), [&] {
            if (k.grid())
                seen << k.label("result.stripText");
        });
        k.action("console.runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy() && k.grid(), patience);
        QVERIFY(seen.contains(u"not committed until the last row"_s));
        QVERIFY(!k.result(0)->findChild<QWidget *>(u"result.strip"_s)->isVisible());
        QCOMPARE(k.label("result.counts"), u"INSERT 0 200000 · 200,000 rows, all"_s);
    }

    void asksForAnOpenTransaction_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("commit") << Answer::Keep << QByteArray("1");
        QTest::newRow("roll back") << Answer::Drop << QByteArray("0");
    }

    void asksForAnOpenTransaction()
    {
        QFETCH(Answer, answer);
        QFETCH(QByteArray, left);
        psql("create table t (a int); grant all on t to public");
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        QVERIFY(k.console->stakes(Leaving::Tab).isEmpty());
        QVERIFY(!k.action("console.commit")->isVisible());
        QVERIFY(k.run(u"begin; insert into t values (1)"_s));
        QVERIFY(k.state().startsWith(u"in transaction"_s));
        QVERIFY(k.button("console.commitButton")->isVisible());
        const auto stakes = k.console->stakes(Leaving::Window);
        QCOMPARE(stakes.size(), 1);
        QCOMPARE(stakes[0].what, u"1 statement not committed"_s);
        QCOMPARE(stakes[0].keep, u"Commit"_s);
        QCOMPARE(stakes[0].drop, u"Roll back"_s);
        QCOMPARE(psql("select count(*) from t"), QByteArray("0"));
        int settled = 0;
        k.console->settle(answer, [&](const Result<> &result) { settled += result ? 1 : 100; });
        QTRY_COMPARE_WITH_TIMEOUT(settled, 1, patience);
        QVERIFY(k.console->stakes(Leaving::Tab).isEmpty());
        QCOMPARE(psql("select count(*) from t"), left);
    }

    void stopsByEscape()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"select pg_sleep(60)"_s);
        k.action("console.runAll")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(k.state().left(7), u"running"_s, patience);
        k.editor()->setFocus();
        QTest::keyClick(k.editor(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), 10'000);
        QVERIFY(k.run(u"select 7"_s)); // the session goes on
        QCOMPARE(k.cell(0, 0), u"7"_s);
    }

    void production()
    {
        psql("create table t (a int); grant all on t to public");
        Kit k(*m_server, m_database, [](Profile &profile) { profile.isProduction = true; });
        QVERIFY(k.ready());
        QVERIFY(k.find<QLabel>("console.production")->isVisible());
        k.write(u"insert into t values (1)"_s);
        const auto answer = [&](const char *button) {
            k.action("console.runAll")->trigger();
            QVERIFY(QTest::qWaitFor([&] { return k.find<QMessageBox>("console.productionQuestion"); }, patience));
            auto *box = k.find<QMessageBox>("console.productionQuestion");
            box->setObjectName({});
            if (button)
                box->findChild<QPushButton *>(QLatin1String(button))->click();
            else
                box->reject();
            QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), patience);
        };
        answer(nullptr);
        QCOMPARE(psql("select count(*) from t"), QByteArray("0"));
        answer("console.runOnProduction");
        QCOMPARE(psql("select count(*) from t"), QByteArray("1"));
        QVERIFY(k.run(u"select count(*) from t"_s)); // a plain read is not asked about
        QCOMPARE(k.cell(0, 0), u"1"_s);
    }

    void readOnlyRefuses()
    {
        psql("create table t (a int); grant all on t to public");
        Kit k(*m_server, m_database, [](Profile &profile) { profile.isReadOnly = true; });
        QVERIFY(k.run(u"insert into t values (1)"_s));
        QVERIFY2(k.notice().contains(u"read-only"_s), qPrintable(k.notice()));
        QCOMPARE(psql("select count(*) from t"), QByteArray("0"));
        QVERIFY(k.run(u"select 5"_s));
        QCOMPARE(k.cell(0, 0), u"5"_s);
        QCOMPARE(k.notice(), QString());
    }

    void saysWhatWasLostAndReconnects()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.run(u"create table t (a int); begin; insert into t values (1); select pg_backend_pid()"_s));
        const QByteArray pid = k.cell(0, 0).toLatin1();
        psql("select pg_terminate_backend(" + pid + ")");
        QTRY_VERIFY_WITH_TIMEOUT(k.state() == u"connection lost"_s, patience);
        QVERIFY2(k.notice().contains(u"transaction"_s), qPrintable(k.notice()));
        QVERIFY(k.console->stakes(Leaving::Tab).isEmpty());
        QVERIFY(k.run(u"select count(*) from t"_s));
        QCOMPARE(k.cell(0, 0), u"0"_s);
        QCOMPARE(k.state(), u"idle, no transaction"_s);
        QCOMPARE(k.notice(), QString());
    }

    void keepsTheText()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        QSignalSpy states(k.console.get(), &Guest::stateChanged);
        k.write(u"select '🐘';\n"_s);
        k.editor()->setCaret(12);
        QTest::keyClicks(k.editor(), u"select 1"_s);
        const QString text = k.editor()->wholeText();
        QTRY_COMPARE_WITH_TIMEOUT(k.texts.values(), QStringList{text}, 2000);
        const auto state = k.console->state();
        QVERIFY(!QString::fromUtf8(QJsonDocument(state).toJson()).contains(u"select"_s));
        const QString key = k.console->key();

        k.console = k.make(); // as after kill -9: only the state and the texts are left
        k.console->restore(state);
        QCOMPARE(k.console->key(), key);
        QCOMPARE(k.editor()->wholeText(), text);
        QCOMPARE(k.console->title(), u"Console · shop"_s);
    }

    void restoringConnectsNothing()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        const auto state = k.console->state();
        k.console.reset();
        k.connection->disconnectNow();
        k.console = k.make();
        k.console->restore(state);
        k.console->show();
        QCOMPARE(k.connection->state(), LinkState::Disconnected);
        k.write(u"select 3"_s);
        k.action("console.runAll")->trigger(); // the first run does
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy() && k.grid(), patience);
        QCOMPARE(k.cell(0, 0), u"3"_s);
    }

    void copyInAndOut()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.run(u"create table t (a int); insert into t values (1), (2)"_s));
        QVERIFY(k.run(u"copy t from stdin"_s));
        QVERIFY2(k.messages().contains(u"COPY … FROM STDIN"_s), qPrintable(k.messages()));
        QVERIFY(k.run(u"copy t to stdout"_s));
        QVERIFY(k.grid());
        QCOMPARE(k.grid()->model()->rowCount(), 2);
        QCOMPARE(k.cell(1, 0), u"2"_s);
    }

    void showsNotices()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.run(u"do $$ begin raise notice 'look <b>here</b>' using hint = 'there'; end $$"_s));
        QVERIFY2(k.messages().contains(u"NOTICE: look <b>here</b>"_s), qPrintable(k.messages()));
        QVERIFY(k.messages().contains(u"Hint: there"_s));
    }

    void saysWhomItWaitsFor()
    {
        psql("create table t (a int); grant all on t to public");
        Kit holder(*m_server, m_database);
        QVERIFY(holder.run(u"begin; insert into t values (1); select pg_backend_pid()"_s));
        const QString pid = holder.cell(0, 0);
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"truncate t"_s);
        k.action("console.runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(k.notice().contains(pid), patience);
        holder.action("console.rollback")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), patience);
        QCOMPARE(k.notice(), QString());
    }

    void failsInPlaceWithRetry()
    {
        Kit k(*m_server, m_database, [](Profile &profile) { profile.info.set(u"port"_s, u"1"_s); });
        QSignalSpy wishes(k.console.get(), &Guest::wished);
        QTRY_VERIFY_WITH_TIMEOUT(k.button("console.retry"), patience);
        QVERIFY(!k.notice().isEmpty());
        k.button("console.editConnection")->click();
        QCOMPARE(wishes.size(), 1);
        QCOMPARE(std::get<EditConnection>(wishes[0][0].value<Wish>()).connection, u"c1"_s);
        Profile profile = k.connection->profile();
        profile.info.set(u"port"_s, QString::number(m_server->info().port));
        k.connection->setProfile(profile);
        k.write(u"select 8"_s);
        k.action("console.runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy() && k.grid(), patience);
        QCOMPARE(k.cell(0, 0), u"8"_s);
    }

    void statusAndVerbs()
    {
        Kit k(*m_server, m_database);
        QVERIFY(k.ready());
        k.write(u"select 1;\nselect 2"_s);
        k.editor()->setCaret(12);
        QCOMPARE(k.console->status().last().text, u"Ln 2, Col 3"_s);
        QVERIFY(k.console->can(Verb::Run));
        QVERIFY(!k.console->can(Verb::Stop));
        k.console->act(Verb::SelectAll);
        QVERIFY(k.console->can(Verb::Copy));
        k.console->act(Verb::Find);
        QVERIFY(k.find<QWidget>("console.find")->isVisible());
        k.editor()->setFocus();
        k.editor()->select(0, 0);
        QTest::keyClick(k.editor(), Qt::Key_Slash, Qt::ControlModifier);
        QVERIFY(k.editor()->wholeText().startsWith(u"-- select 1"_s));
        k.write({});
        QVERIFY(!k.console->can(Verb::Run));
    }

    void endsInTheMiddle_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("state"); // to be reached first; empty: at once
        QTest::newRow("connecting") << u"select 1"_s << u"connecting"_s;
        QTest::newRow("sleeping") << u"select pg_sleep(60)"_s << u"running"_s;
        QTest::newRow("streaming") << u"select n, n from generate_series(1, 5000000) n; select pg_sleep(0)"_s << u"running"_s;
        QTest::newRow("paused") << u"select * from generate_series(1, 5000000) n"_s << u"paused"_s;
        QTest::newRow("in transaction") << u"begin; select 1"_s << u"in transaction"_s;
        QTest::newRow("preparing") << u"select 1"_s << QString();
    }

    void endsInTheMiddle()
    {
        QFETCH(QString, sql);
        QFETCH(QString, state);
        for (const bool isConnectionFirst : {false, true}) {
            Kit k(*m_server, m_database);
            if (state != u"connecting"_s) {
                QVERIFY(k.ready());
                k.write(sql);
                k.action("console.runAll")->trigger();
                QTRY_VERIFY_WITH_TIMEOUT(state.isEmpty() || k.state().startsWith(state), patience);
            }
            if (isConnectionFirst) {
                k.connection.reset();
                QTRY_VERIFY_WITH_TIMEOUT(!k.isBusy(), patience);
                k.write(u"select 1"_s);
                k.action("console.runAll")->trigger();
                QVERIFY2(k.notice().contains(u"removed"_s), qPrintable(k.notice()));
            }
            k.console.reset();
        }
    }
};

QTEST_MAIN(tst_ConsoleDocument)
#include "tst_consoledocument.moc"
