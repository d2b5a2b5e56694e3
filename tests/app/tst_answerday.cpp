// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a body in the whole application: how the time went by, who the server is, where it sent us on, what it
// gave us to keep, and what the request changed in the database.
#include "requesttab.h"

#include "app/workspace.h"
#include "panels/api/requestdocument.h"
#include "panels/api/timingbar.h"
#include "panels/table/tabledocument.h"
#include "shell/window.h"
#include "support/homefile.h"
#include "support/pki.h"
#include "support/scriptedweb.h"
#include "support/server.h"
#include "widgets/grid.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int waitMs = 400, downloadMs = 1'000; // of the slow answer, at least

QSslConfiguration serving(const Identity &identity, const Identity &issuer)
{
    QSslConfiguration tls;
    tls.setLocalCertificateChain({QSslCertificate(identity.certificate), QSslCertificate(issuer.certificate)});
    tls.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
    return tls;
}

double milliseconds(const QString &text) { return text.section(u' ', 0, 0).toDouble() * (text.endsWith(u" s"_s) ? 1000 : 1); }

// A line of a tree, its columns by " | ".
QString line(const QTreeWidgetItem *item)
{
    QStringList columns;
    for (int i = 0; item && i < 2; ++i)
        columns << item->text(i);
    return columns.join(u" | "_s);
}

} // namespace

class TestAnswerDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    QString m_shop;
    std::unique_ptr<Day> m_day;
    std::unique_ptr<RequestTab> m_tab;
    Identity m_root = makeIdentity("Test Root");
    QString m_rootFile;

    QHash<QString, double> timing() const // ms, by name
    {
        QHash<QString, double> phases;
        for (const QString &part : m_tab->part<TimingBar>("response.timing")->accessibleName().split(u", "_s)) {
            static const QRegularExpression form(u"^(.+?) ([0-9.]+ (?:ms|s))$"_s);
            if (const auto found = form.match(part); found.hasMatch())
                phases.insert(found.captured(1), milliseconds(found.captured(2)));
        }
        return phases;
    }
    QString facts(const char *name, int row) const // a row of a grid of facts
    {
        const auto *rows = m_tab->part<QWidget>(name)->findChild<Grid *>()->rowModel();
        QStringList cells;
        for (int column = 0; row < rows->rowCount() && column < rows->columnCount(); ++column)
            cells << rows->index(row, column).data().toString();
        return cells.join(u" | "_s);
    }
    QString allFacts(const char *name) const
    {
        QStringList rows;
        for (int row = 0; !facts(name, row).isEmpty(); ++row)
            rows << facts(name, row);
        return rows.join(u'\n');
    }
    QString dataSays() const { return m_tab->part<QLabel>("response.data.about")->text(); }
    QString counts() const // of all tables that changed, in their order
    {
        QStringList all;
        for (const QLabel *label : m_tab->document()->findChildren<QLabel *>(u"response.data.counts"_s))
            all << label->text();
        return all.join(u", "_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_rootFile = homeFile(u"root.pem"_s, m_root.certificate);
        m_server = std::make_unique<Server>();
        m_shop = m_server->newDatabase();
        m_server->psql(m_shop,
                       "create table invoices (id int primary key, total numeric(12,2), note text); "
                       "create table items (id int primary key, invoice int); create table untouched (id int primary key); "
                       "insert into invoices values (1, 10, 'first'), (2, 20, 'second'), (3, 30, 'third'); "
                       "grant all on all tables in schema public to public; analyze");
        m_day = std::make_unique<Day>();
        m_tab = std::make_unique<RequestTab>(m_day.get());
    }
    void cleanupTestCase()
    {
        m_tab.reset();
        m_day.reset();
        m_server.reset();
    }

    void whereTheTimeWent();
    void theServersChain();
    void aCertificateForAnotherName();
    void whereItSentUsOn();
    void redirectsByHand();
    void headersAndCookies();
    void noDatabaseIsSaid();
    void whatARequestChanged();
    void aRequestThatOnlyReads();
};

// Against curl in the order of magnitude: both wait for the same server.
void TestAnswerDay::whereTheTimeWent()
{
    const QByteArray body = '"' + QByteArray("x").repeated(20'000) + '"';
    Script slow([](const Asked &) { return Said{{}, false}; });
    QTimer watch;
    qsizetype answered = 0;
    connect(&watch, &QTimer::timeout, &slow, [&] {
        if (slow.asked.size() == answered)
            return;
        answered = slow.asked.size();
        const QPointer<QSslSocket> socket = slow.last;
        QTimer::singleShot(waitMs, &slow, [&slow, socket, body] {
            if (!socket)
                return;
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                          QByteArray::number(body.size()) + "\r\n\r\n" + body.first(10'000));
            socket->flush();
            QTimer::singleShot(downloadMs, &slow, [socket, body] {
                if (socket)
                    socket->write(body.sliced(10'000));
            });
        });
    });
    watch.start(1);

    m_tab->open({.url = slow.url()});
    QVERIFY(m_tab->send());
    QCOMPARE(m_tab->status(), u"200 OK"_s);
    QVERIFY(m_tab->showTab(u"Timing"_s));
    const QHash<QString, double> phases = timing();
    const double whole = phases.value(u"Response time"_s);
    double sum = 0;
    for (const auto &[name, length] : phases.asKeyValueRange())
        sum += name == u"Response time"_s ? 0 : length;
    const QString said = m_tab->part<TimingBar>("response.timing")->accessibleName();
    QVERIFY2(std::abs(sum - whole) <= whole / 10 + 10, qPrintable(said)); // each is rounded to what is shown
    QVERIFY2(phases.value(u"Wait"_s) >= waitMs - 20 && phases.value(u"Download"_s) >= downloadMs / 2, qPrintable(said));
    QVERIFY2(phases.contains(u"Connect"_s) && phases.contains(u"Send"_s) && !phases.contains(u"TLS"_s), qPrintable(said));
    QVERIFY(m_day->words("response.figures").contains(u"20,002 B"_s) || m_day->words("response.figures").contains(u"20 kB"_s));
    m_tab->picture(u"timing"_s);

    QProcess curl;
    curl.start(u"curl"_s, {u"-s"_s, u"-o"_s, u"/dev/null"_s, u"--noproxy"_s, u"*"_s, u"--write-out"_s,
                           u"%{time_starttransfer} %{time_total}"_s, slow.url()});
    QVERIFY(m_day->waitUntil([&] { return curl.state() == QProcess::NotRunning; }));
    QCOMPARE(curl.exitCode(), 0);
    const QString told = QString::fromUtf8(curl.readAllStandardOutput());
    const double first = told.section(u' ', 0, 0).toDouble() * 1000, total = told.section(u' ', 1, 1).toDouble() * 1000;
    QVERIFY2(first >= waitMs && total >= first, qPrintable(told));
    QVERIFY2(whole < 10 * total && total < 10 * whole, qPrintable(told + said));
    QVERIFY2(phases.value(u"Wait"_s) < 10 * first && first < 10 * phases.value(u"Wait"_s), qPrintable(told + said));
}

void TestAnswerDay::theServersChain()
{
    const QSslConfiguration tls = serving(makeIdentity("127.0.0.1", &m_root), m_root);
    Script server([](const Asked &) { return okay("[1]", "Content-Type: application/json\r\n"); }, &tls);
    m_tab->open({.url = server.url(), .options = {.caFile = m_rootFile}});
    QVERIFY(m_tab->send());
    QVERIFY2(m_tab->status() == u"200 OK"_s, qPrintable(m_tab->notice()));
    QVERIFY(timing().contains(u"TLS"_s));
    QVERIFY(m_tab->showTab(u"TLS"_s));
    QVERIFY2(m_day->words("response.tls.about").startsWith(u"TLS 1.3 with TLS_"_s),
             qPrintable(m_day->words("response.tls.about")));
    QVERIFY(m_day->words("response.tls.about").endsWith(u"127.0.0.1:%1"_s.arg(server.serverPort())));
    const auto *chain = m_tab->part<QTreeWidget>("response.tls.chain");
    QCOMPARE(chain->topLevelItemCount(), 2);
    QCOMPARE(line(chain->topLevelItem(0)), u"127.0.0.1 | Test Root"_s);
    QCOMPARE(line(chain->topLevelItem(1)), u"Test Root | Test Root"_s);
    const QSslCertificate leaf = tls.localCertificate();
    QCOMPARE(chain->topLevelItem(0)->text(3), leaf.expiryDate().toUTC().date().toString(Qt::ISODate));
    m_tab->picture(u"tls"_s);
}

// Said by its cause, in the words of the certificate tab; the chain can be looked at; nothing was sent.
void TestAnswerDay::aCertificateForAnotherName()
{
    const QSslConfiguration tls = serving(makeIdentity("db.test", &m_root), m_root);
    Script server([](const Asked &) { return okay("PLANTED"); }, &tls);
    m_tab->open({.url = server.url(), .options = {.caFile = m_rootFile}});
    QVERIFY(m_tab->send());
    QVERIFY2(m_tab->notice().startsWith(u"The certificate is for db.test, not for 127.0.0.1."_s), qPrintable(m_tab->notice()));
    QVERIFY(server.asked.isEmpty());
    QVERIFY(m_tab->status().isEmpty());
    QVERIFY2(m_tab->showTab(u"TLS"_s), qPrintable(m_tab->tabs()));
    const auto *chain = m_tab->part<QTreeWidget>("response.tls.chain");
    QCOMPARE(line(chain->topLevelItem(0)), u"db.test | Test Root"_s);
    m_tab->picture(u"tls-wrong-name"_s);
    m_day->click("response.tls.open");
    QVERIFY(m_day->waitUntil([this] { return m_day->words("bundle.what") == u"As the server sent them, 2 certificates"_s; }));
    QCOMPARE(m_day->window()->currentDocument()->title(), u"127.0.0.1:%1"_s.arg(server.serverPort()));
    auto *list = m_day->see<QTreeView>("bundle.list");
    QCOMPARE(list->model()->rowCount(), 2);
    QVERIFY2(list->model()->index(0, 0).data().toString().contains(u"db.test"_s),
             qPrintable(list->model()->index(0, 0).data().toString()));
    m_tab->picture(u"tls-chain"_s);
}

void TestAnswerDay::whereItSentUsOn()
{
    Script other([](const Asked &) { return okay("{}", "Content-Type: application/json\r\n"); });
    Script server([&](const Asked &asked) {
        return asked.line().contains(" /old ") ? redirect("/newer", 301) : redirect(other.url(u"/new"_s).toUtf8(), 302);
    });
    m_tab->open({.url = server.url(u"/old"_s), .headers = {{u"Authorization"_s, u"Bearer hush"_s}, {u"X-Trace"_s, u"t"_s}}});
    QVERIFY(m_tab->start());
    m_tab->press(u"Send"_s); // its secrets may go there
    QVERIFY(m_day->waitUntil([this] { return m_tab->status() == u"200 OK"_s && m_tab->isDone(); }));
    QCOMPARE(other.asked.size(), 1);
    QCOMPARE(other.asked[0].value("Authorization"), QByteArray()); // another origin
    QCOMPARE(other.asked[0].value("X-Trace"), "t");
    QVERIFY2(m_tab->tabs().contains(u"Redirects 2"_s), qPrintable(m_tab->tabs()));
    QVERIFY(m_tab->showTab(u"Redirects"_s));
    QVERIFY2(
        facts("response.redirects", 0).startsWith(u"301 | GET | %1 | %2"_s.arg(server.url(u"/old"_s), server.url(u"/newer"_s))),
        qPrintable(allFacts("response.redirects")));
    QVERIFY2(
        facts("response.redirects", 1).startsWith(u"302 | GET | %1 | %2"_s.arg(server.url(u"/newer"_s), other.url(u"/new"_s))),
        qPrintable(allFacts("response.redirects")));
    QVERIFY2(facts("response.redirects", 1).contains(u"Authorization"_s), qPrintable(allFacts("response.redirects")));
    QVERIFY2(facts("response.redirects", 2).startsWith(u"200 | GET | "_s + other.url(u"/new"_s)),
             qPrintable(allFacts("response.redirects")));
    m_tab->picture(u"redirects"_s);
    QVERIFY(m_tab->showTab(u"Timing"_s));
    QCOMPARE(m_day->words("response.timing.about"), u"Of the last request; 2 redirects came before it."_s);
}

void TestAnswerDay::redirectsByHand()
{
    Script server([&](const Asked &asked) {
        return asked.line().contains(" /old ") ? redirect("/new") : okay("{}", "Content-Type: application/json\r\n");
    });
    m_tab->open({.url = server.url(u"/old"_s), .options = {.isFollowing = false}});
    QVERIFY(m_tab->send());
    QCOMPARE(m_tab->status(), u"302 Go"_s);
    QCOMPARE(server.asked.size(), 1);
    m_tab->picture(u"redirect-by-hand"_s);
    m_tab->press(u"Follow"_s);
    QVERIFY(m_day->waitUntil([this] { return m_tab->status() == u"200 OK"_s && m_tab->isDone(); }));
    QCOMPARE(server.asked.size(), 2);
    QVERIFY2(m_tab->tabs().contains(u"Redirects 1"_s), qPrintable(m_tab->tabs()));
}

void TestAnswerDay::headersAndCookies()
{
    Script server([](const Asked &) {
        return okay("{}", "Content-Type: application/json\r\nX-Served-By: a\r\nX-Served-By: b\r\n"
                          "Set-Cookie: session=s3cr3t; Path=/; HttpOnly\r\nSet-Cookie: theme=dark; Max-Age=3600\r\n");
    });
    m_tab->open({.url = server.url(u"/login"_s), .headers = {{u"X-Trace"_s, u"t"_s}}});
    QVERIFY(m_tab->send());
    QVERIFY(m_tab->showTab(u"Headers"_s));
    QVERIFY2(allFacts("response.headers").contains(u"X-Served-By | a\nX-Served-By | b"_s),
             qPrintable(allFacts("response.headers")));
    m_tab->picture(u"headers"_s);
    m_day->click("response.headers.sent");
    QVERIFY2(allFacts("response.headers").contains(u"X-Trace | t"_s), qPrintable(allFacts("response.headers")));
    m_day->click("response.headers.received");
    QVERIFY2(m_tab->tabs().contains(u"Cookies 2"_s), qPrintable(m_tab->tabs()));
    QVERIFY(m_tab->showTab(u"Cookies"_s));
    QVERIFY2(allFacts("response.cookies").contains(u"session | s3cr3t | 127.0.0.1 | / | session | HttpOnly"_s),
             qPrintable(allFacts("response.cookies")));
    QVERIFY(allFacts("response.cookies").contains(u"theme | dark | "_s));
    m_tab->picture(u"cookies"_s);
    QVERIFY(m_tab->send()); // and they go back
    QVERIFY2(server.asked.last().value("Cookie").contains("session=s3cr3t"), server.asked.last().head.constData());
    QVERIFY(server.asked.last().value("Cookie").contains("theme=dark"));
}

void TestAnswerDay::noDatabaseIsSaid()
{
    Script server([](const Asked &) { return okay("{}", "Content-Type: application/json\r\n"); });
    m_tab->open({.method = u"POST"_s, .url = server.url()});
    QVERIFY(m_tab->send());
    QVERIFY(m_tab->showTab(u"Data"_s));
    QVERIFY2(dataSays().startsWith(u"No database is connected"_s), qPrintable(dataSays()));
    m_tab->picture(u"data-none"_s);
}

// The server of this API writes to the database the window is connected to; somebody else writes in that time, too.
void TestAnswerDay::whatARequestChanged()
{
    QVERIFY(m_day->connectTo(m_server->url(m_shop), u"shop"_s));
    Script api([this](const Asked &) {
        m_server->psql(m_shop,
                       "insert into invoices values (4, 40.50, 'by the API'); update invoices set total = 21 where id = 2; "
                       "delete from invoices where id = 3");
        m_server->psql(m_shop, "insert into items values (1, 4)");
        return okay(R"({"id": 4})", "Content-Type: application/json\r\n");
    });
    m_tab->open({.method = u"POST"_s, .url = api.url(u"/invoices"_s)});
    QVERIFY(m_tab->send());
    QCOMPARE(m_tab->status(), u"200 OK"_s);
    QVERIFY2(m_day->waitUntil([this] { return counts() == u"+1 ~1 −1, +1"_s; }), qPrintable(counts() + u' ' + dataSays()));
    QVERIFY2(m_tab->tabs().endsWith(u"Data +2 ~1 −1"_s), qPrintable(m_tab->tabs()));
    QVERIFY(m_tab->showTab(u"Data"_s));
    QVERIFY2(dataSays().contains(m_shop) && dataSays().contains(u"other clients' changes in that time are included"_s),
             qPrintable(dataSays()));
    const auto *rows = m_tab->document()->findChild<Grid *>(u"response.data.rows"_s)->rowModel();
    QStringList signs;
    for (int row = 0; row < rows->rowCount(); ++row)
        signs << signText(rows->sign(row)) + rows->index(row, 0).data().toString() + u' ' + rows->index(row, 1).data().toString();
    signs.sort();
    QCOMPARE(signs.join(u", "_s), u"+4 40.50, ~2 21.00, −3 30.00"_s);
    m_tab->picture(u"data"_s);
    auto *head = m_tab->part<QToolButton>("response.data.table");
    QCOMPARE(head->text(), u"invoices"_s);
    QTest::mouseClick(head, Qt::LeftButton);
    QVERIFY(m_day->waitUntil([this] { return qobject_cast<TableDocument *>(m_day->window()->currentDocument()) != nullptr; }));
    QVERIFY(m_day->window()->currentDocument()->title().startsWith(u"invoices"_s));
}

void TestAnswerDay::aRequestThatOnlyReads()
{
    Script api([](const Asked &) { return okay("[]", "Content-Type: application/json\r\n"); });
    m_tab->open({.url = api.url()});
    QVERIFY(m_tab->send());
    QVERIFY(m_tab->showTab(u"Data"_s));
    QVERIFY2(dataSays().startsWith(u"Requests that may write"_s) && dataSays().contains(m_shop), qPrintable(dataSays()));
    QCOMPARE(counts(), QString());
    m_tab->open({.method = u"POST"_s, .url = api.url()}); // and one that may, and does not
    QVERIFY(m_tab->send());
    QVERIFY(m_tab->showTab(u"Data"_s));
    QVERIFY2(m_day->waitUntil([this] { return dataSays() == u"No row of %1 has changed since Send."_s.arg(m_shop); }),
             qPrintable(dataSays()));
    m_tab->picture(u"data-nothing"_s);
}

QTEST_MAIN(TestAnswerDay)
#include "tst_answerday.moc"
