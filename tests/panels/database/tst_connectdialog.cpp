// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/cabundle.h"
#include "panels/database/connectdialog.h"
#include "panels/database/connecttext.h"
#include "panels/database/parametermodel.h"
#include "support/pki.h"
#include "support/server.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// The dialog as a user has it: shown, with short ways to its parts.
struct Shown
{
    explicit Shown(const Profile &profile = {}, const QStringList &services = {})
        : dialog(std::make_unique<ConnectDialog>(profile, services))
    {
        dialog->show();
        if (!QTest::qWaitForWindowActive(dialog.get()))
            qFatal("the dialog did not become active");
    }

    template<typename T>
    T *find(const char *name) const
    {
        T *found = dialog->findChild<T *>(u"connect."_s + QString::fromLatin1(name));
        if (!found)
            qFatal("no connect.%s", name);
        return found;
    }
    QLineEdit *line(const char *name) const { return find<QLineEdit>(name); }
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }
    QString text(const char *name) const { return line(name)->text(); }
    QString says() const { return find<QLabel>("urlSays")->isVisible() ? find<QLabel>("urlSays")->text() : QString(); }
    QString notice() const { return find<NoticeBar>("notice")->isVisible() ? find<NoticeBar>("notice")->message() : QString(); }
    void type(const char *name, const QString &keys) const
    {
        line(name)->setFocus();
        QTest::keyClicks(line(name), keys);
    }
    void paste(const QString &given) const
    {
        line("url")->setFocus();
        line("url")->selectAll();
        QApplication::clipboard()->setText(given);
        QTest::keySequence(line("url"), QKeySequence::Paste);
    }
    void click(const char *name) const { QTest::mouseClick(button(name), Qt::LeftButton); }

    std::unique_ptr<ConnectDialog> dialog;
};

Profile profileOf(const QString &url)
{
    return {.id = u"id"_s, .name = u"mine"_s, .colour = u"teal"_s, .info = pg::ConnInfo::read(url)->info};
}

const QString rds = u"postgres://app:pw@db.c1.eu-west-1.rds.amazonaws.com/shop"_s;

} // namespace

class TestConnectDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void urlFillsFields();
    void fieldsFillUrl();
    void caretStays();
    void pastedPasswordMoves();
    void typedPasswordMoves();
    void dotsKeepThePassword();
    void errorsStandUnderTheField();
    void rewritesAreTold();
    void auditIsSaid();
    void parametersTable();
    void outsideTextIsData();
    void droppedTextIsOutside();
    void profileComesBack();
    void saveAndConnect();
    void keepsOnlyForVerified();
    void modeWords();
    void services();
    void amazonsBundleFirst();
    void downloadFails();
    void testConnects();
    void testFails();
    void whyTheTestFails();
    void testIsStopped();
    void closedInTheMiddle();
    void pastedOrTyped();

private:
    test::Server &server()
    {
        if (!m_server)
            m_server = std::make_unique<test::Server>();
        return *m_server;
    }
    std::unique_ptr<test::Server> m_server;
};

void TestConnectDialog::initTestCase()
{
    const auto theme = Theme::load(Theme::Mode::Light);
    QVERIFY(theme);
    theme->apply();
}

void TestConnectDialog::urlFillsFields()
{
    const Shown shown;
    QVERIFY(!shown.button("connect")->isEnabled());
    shown.type("url", u"postgres://app@db.example:5433/shop?sslmode=verify-ca&sslrootcert=/x.pem"_s);
    QCOMPARE(shown.text("host"), u"db.example"_s);
    QCOMPARE(shown.text("port"), u"5433"_s);
    QCOMPARE(shown.text("database"), u"shop"_s);
    QCOMPARE(shown.text("user"), u"app"_s);
    QCOMPARE(shown.text("rootCert"), u"/x.pem"_s);
    QCOMPARE(shown.find<QComboBox>("sslmode")->currentData().toString(), u"verify-ca"_s);
    QVERIFY(shown.button("connect")->isEnabled());
}

void TestConnectDialog::fieldsFillUrl()
{
    const Shown shown(profileOf(u"postgres://h/d?options=-c%20geqo%3Doff"_s));
    QCOMPARE(shown.text("url"), u"postgresql://h/d?options=-c%20geqo%3Doff"_s);
    shown.type("user", u"a@b"_s);
    shown.type("port", u"5433 "_s);
    shown.type("password", u"p/w"_s);
    QCOMPARE(shown.text("url"), u"postgresql://a%40b:••••@h:5433/d?options=-c%20geqo%3Doff"_s);
    auto *mode = shown.find<QComboBox>("sslmode");
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Down);
    QCOMPARE(shown.text("url"), u"postgresql://a%40b:••••@h:5433/d?options=-c%20geqo%3Doff&sslmode=verify-full"_s);
    QTest::keyClick(mode, Qt::Key_Up);
    QCOMPARE(shown.text("url"), u"postgresql://a%40b:••••@h:5433/d?options=-c%20geqo%3Doff"_s);
    QCOMPARE(QString::fromUtf8(shown.dialog->profile().info.password().reveal()), QString());
}

void TestConnectDialog::caretStays()
{
    const Shown shown(profileOf(u"postgres://db.example/shop"_s));
    shown.line("url")->setFocus();
    shown.line("url")->setCursorPosition(QStringLiteral("postgresql://db").size());
    QTest::keyClicks(shown.line("url"), u"7x"_s);
    QCOMPARE(shown.text("url"), u"postgresql://db7x.example/shop"_s);
    QCOMPARE(shown.line("url")->cursorPosition(), QStringLiteral("postgresql://db7x").size());
    QCOMPARE(shown.text("host"), u"db7x.example"_s);
    shown.line("host")->setFocus();
    shown.line("host")->setCursorPosition(2);
    QTest::keyClick(shown.line("host"), Qt::Key_Backspace);
    QCOMPARE(shown.line("host")->cursorPosition(), 1);
    QCOMPARE(shown.text("url"), u"postgresql://d7x.example/shop"_s);
}

void TestConnectDialog::pastedPasswordMoves()
{
    const Shown shown;
    shown.paste(u"postgres://app:s3cret@db.example/shop"_s);
    QCOMPARE(shown.text("url"), u"postgresql://app:••••@db.example/shop"_s);
    QCOMPARE(shown.text("password"), u"s3cret"_s);
    QCOMPARE(shown.line("password")->echoMode(), QLineEdit::Password);
    QVERIFY(!shown.says().contains("s3cret"_L1));
}

void TestConnectDialog::typedPasswordMoves()
{
    const Shown shown;
    shown.type("url", u"postgres://app:s3cret@db.example/shop"_s);
    QCOMPARE(shown.text("url"), u"postgres://app:••••@db.example/shop"_s); // the rest not under the user's hands
    QCOMPARE(shown.text("password"), u"s3cret"_s);
    shown.line("host")->setFocus();
    QCOMPARE(shown.text("url"), u"postgresql://app:••••@db.example/shop"_s);
    QCOMPARE(shown.text("password"), u"s3cret"_s);
}

void TestConnectDialog::dotsKeepThePassword()
{
    const Shown shown;
    shown.paste(u"postgres://app:s3cret@db.example/shop?sslpassword=k3y"_s);
    QCOMPARE(shown.text("url"), u"postgresql://app:••••@db.example/shop?sslpassword=••••"_s);
    shown.line("url")->setCursorPosition(int(shown.text("url").indexOf(u"db.example"_s)));
    QTest::keyClicks(shown.line("url"), u"x"_s);
    QCOMPARE(shown.text("host"), u"xdb.example"_s);
    QCOMPARE(shown.text("password"), u"s3cret"_s);
    QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
    shown.click("save");
    QCOMPARE(chosen.first().at(1).value<Secret>().reveal(), "s3cret"_qba);
    QCOMPARE(chosen.first().at(0).value<Profile>().info.value(u"sslpassword"_s), u"k3y"_s);

    const Shown without;
    without.paste(u"postgres://app:s3cret@h/d"_s);
    without.paste(u"postgres://app@h/d"_s);
    QCOMPARE(without.text("password"), QString());
}

void TestConnectDialog::errorsStandUnderTheField()
{
    const Shown shown;
    shown.paste(u"mysql://h/d"_s);
    QVERIFY(shown.says().contains("mysql"_L1));
    QVERIFY(!shown.button("connect")->isEnabled());
    QVERIFY(!shown.button("test")->isEnabled());
    QCOMPARE(shown.text("url"), u"mysql://h/d"_s);
    shown.type("host", u"db.example"_s); // a field takes over
    QCOMPARE(shown.says(), QString());
    QCOMPARE(shown.text("url"), u"postgresql://db.example"_s);
    QVERIFY(shown.button("connect")->isEnabled());
}

void TestConnectDialog::rewritesAreTold()
{
    const Shown shown;
    shown.paste(u"PGPASSWORD=pw psql -X -h db.example -U app 'dbname=shop foo=1'"_s);
    QCOMPARE(shown.text("url"), u"postgresql://app:••••@db.example/shop"_s);
    QVERIFY(shown.says().contains("psql"_L1));
    QVERIFY(shown.says().contains("foo"_L1));
    QVERIFY(!shown.says().contains("pw"_L1));
    shown.paste(u"psql \\\n  -h db.example \\\n  -U app -d shop\n"_s);
    QCOMPARE(shown.text("url"), u"postgresql://app@db.example/shop"_s);
    shown.paste(u"postgresql+asyncpg://app:a@b@db.example/shop?ssl=require&prepared_statement_cache_size=0"_s);
    for (const QString &part : {u"postgresql+asyncpg:// → postgresql://"_s, u"ssl=require → sslmode=require"_s, u"@ → %40"_s,
                                u"prepared_statement_cache_size"_s})
        QVERIFY2(shown.says().contains(part), qPrintable(shown.says()));
    QCOMPARE(shown.text("password"), u"a@b"_s);
}

// What reading cannot mend is underlined and said, and one click corrects it; what was typed wrong is corrected the same way.
void TestConnectDialog::auditIsSaid()
{
    const Shown shown;
    const auto *says = shown.find<QLabel>("says");
    shown.paste(u"postgres://app:pw@db.example"_s);
    QTRY_VERIFY(shown.line("url")->accessibleDescription().contains("No database is named"_L1));
    QVERIFY(!says->isVisible()); // Oriel takes verify-full by itself, and the dialog says so at sslmode
    shown.paste(u"postgres://app:pw@db.example/shop?sslmode=require"_s);
    QTRY_VERIFY(says->isVisible());
    QVERIFY2(says->text().contains("checks nobody"_L1), qPrintable(says->text()));
    QCOMPARE(shown.says(), QString());
    QVERIFY(shown.line("url")->accessibleDescription().contains("checks nobody"_L1));
    shown.click("correct");
    QCOMPARE(shown.find<QComboBox>("sslmode")->currentData().toString(), u"verify-full"_s);
    QCOMPARE(shown.text("password"), u"pw"_s);
    QTRY_VERIFY(!says->isVisible());

    shown.line("url")->selectAll();
    shown.type("url", u"postgres://app:p@w@db.example/shop?sslmode=verify-full"_s);
    QTRY_VERIFY2(says->isVisible() && says->text().contains("@ as %40"_L1), qPrintable(says->text()));
    QVERIFY(!says->text().contains("p@w"_L1));
    shown.click("correct");
    QCOMPARE(shown.text("url"), u"postgres://app:••••@db.example/shop?sslmode=verify-full"_s);
    QCOMPARE(shown.text("password"), u"p@w"_s);
    QTRY_VERIFY(!says->isVisible());
}

void TestConnectDialog::parametersTable()
{
    Profile profile = profileOf(u"postgres://h/d"_s);
    profile.info.set(u"from_newer_libpq"_s, u"1"_s);
    const Shown shown(profile);
    auto *table = shown.find<QTableView>("parameters");
    new QAbstractItemModelTester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, table);
    shown.find<QTabWidget>("pages")->setCurrentIndex(1);
    QCOMPARE(table->model()->rowCount(), int(pg::ConnInfo::options().size())); // all but the password, and the unknown one
    for (int row = 0; row < table->model()->rowCount(); ++row)
        QVERIFY2(table->model()->index(row, ParameterModel::Meaning).data().toString().size() > 10,
                 qPrintable(table->model()->index(row, 0).data().toString()));
    shown.type("filter", u"target_sess"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QTest::keyClick(shown.line("filter"), Qt::Key_Down);
    QVERIFY(table->hasFocus());
    QTest::keyClick(table, Qt::Key_F2);
    auto *editor = table->findChild<QLineEdit *>(u"connect.parameter"_s);
    QVERIFY(editor);
    QTest::keyClicks(editor, u"standby"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(shown.text("url"), u"postgresql://h/d?from_newer_libpq=1&target_session_attrs=standby"_s);
    QVERIFY(shown.dialog->isVisible()); // Return ended the cell, not the dialog
    QVERIFY(shown.find<QLabel>("meaning")->text().contains("primary"_L1));

    shown.line("filter")->selectAll();
    shown.type("filter", u"from_newer"_s);
    QTRY_VERIFY(table->model()->rowCount() == 1 && table->model()->index(0, 0).data().toString() == "from_newer_libpq"_L1);
    QVERIFY(table->model()->setData(table->model()->index(0, ParameterModel::Value), QString()));
    QCOMPARE(shown.text("url"), u"postgresql://h/d?target_session_attrs=standby"_s);

    shown.line("filter")->selectAll();
    shown.type("filter", u"sslpassword"_s);
    QTRY_COMPARE(table->model()->index(0, 0).data().toString(), u"sslpassword"_s);
    QVERIFY(table->model()->setData(table->model()->index(0, ParameterModel::Value), u"k3y"_s));
    QCOMPARE(table->model()->index(0, ParameterModel::Value).data().toString(), u"••••"_s);
}

void TestConnectDialog::outsideTextIsData()
{
    const Shown shown;
    shown.dialog->setText(
        u"postgres://app:pw@db.example/shop?connect_timeout=5&hostaddr=192.0.2.66&passfile=/x&sslkey=evil:key&sslrootcert=/dev/zero"_s);
    QCOMPARE(shown.text("url"), u"postgresql://app:••••@db.example/shop?connect_timeout=5"_s);
    for (const QString &part : {u"hostaddr=192.0.2.66"_s, u"passfile=/x"_s, u"sslkey=evil:key"_s, u"sslrootcert=/dev/zero"_s})
        QVERIFY2(shown.notice().contains(part), qPrintable(shown.notice()));
    shown.click("takeHeld");
    QVERIFY(shown.text("url").contains("hostaddr=192.0.2.66"_L1));
    QCOMPARE(shown.notice(), QString());
    shown.dialog->setText(u"postgres://db.example/shop"_s);
    QCOMPARE(shown.notice(), QString());
}

void TestConnectDialog::droppedTextIsOutside()
{
    const Shown shown;
    QMimeData data;
    data.setText(u"DATABASE_URL=postgres://db.example/shop?hostaddr=192.0.2.66"_s);
    QDragEnterEvent enter(QPoint(20, 60), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(shown.dialog.get(), &enter);
    QDropEvent drop(QPointF(20, 60), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(shown.dialog.get(), &drop);
    QCOMPARE(shown.text("url"), u"postgresql://db.example/shop"_s);
    QVERIFY(shown.notice().contains("hostaddr"_L1));
    QVERIFY(!shown.line("url")->acceptDrops());
}

void TestConnectDialog::profileComesBack()
{
    Profile profile = profileOf(u"postgres://u@h1:1,h2:2/d?application_name=x&options=-c%20a%3Db"_s);
    profile.isReadOnly = profile.isProduction = true;
    const Shown shown(profile);
    const Profile back = shown.dialog->profile();
    QCOMPARE(back.id, profile.id);
    QCOMPARE(back.name, profile.name);
    QCOMPARE(back.colour, profile.colour);
    QVERIFY(back.isReadOnly && back.isProduction);
    QCOMPARE(back.info.toUrl(), profile.info.toUrl());

    const Shown fresh;
    fresh.paste(u"postgres://app@db.example/shop"_s);
    QCOMPARE(fresh.dialog->profile().name, u"shop on db.example"_s);
    fresh.type("name", u"My shop"_s);
    QCOMPARE(fresh.dialog->profile().name, u"My shop"_s);
    QTest::mouseClick(fresh.find<QCheckBox>("production"), Qt::LeftButton, {},
                      QPoint(10, fresh.find<QCheckBox>("production")->height() / 2));
    QVERIFY(fresh.dialog->profile().isProduction && !fresh.dialog->profile().isReadOnly);
}

void TestConnectDialog::saveAndConnect()
{
    for (const bool connects : {false, true}) {
        const Shown shown;
        QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
        shown.paste(u"postgres://app:pw@db.example/shop"_s);
        QTest::mouseClick(shown.find<QCheckBox>("keep"), Qt::LeftButton, {},
                          QPoint(10, shown.find<QCheckBox>("keep")->height() / 2));
        shown.click(connects ? "connect" : "save");
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(shown.dialog->wantsConnection(), connects);
        QVERIFY(chosen.first().at(0).value<Profile>().info.password().isEmpty());
        QCOMPARE(chosen.first().at(1).value<Secret>().reveal(), "pw"_qba);
        QVERIFY(chosen.first().at(2).toBool());
        QVERIFY(!shown.dialog->isVisible());
    }
    const Shown shown;
    QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
    shown.paste(u"postgres://db.example/shop"_s);
    shown.click("cancel");
    QCOMPARE(chosen.size(), 0);
}

void TestConnectDialog::keepsOnlyForVerified()
{
    const Shown shown;
    auto *keep = shown.find<QCheckBox>("keep");
    shown.paste(u"postgres://app:pw@db.example/shop"_s);
    QVERIFY(keep->isEnabled());
    keep->setChecked(true);
    shown.paste(u"postgres://app:pw@db.example/shop?sslmode=require"_s);
    QVERIFY(!keep->isEnabled());
    QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
    shown.click("save");
    QVERIFY(!chosen.first().at(2).toBool());
}

void TestConnectDialog::modeWords()
{
    const Shown shown;
    auto *mode = shown.find<QComboBox>("sslmode");
    shown.paste(u"postgres://db.example/shop"_s);
    QVERIFY(mode->currentText().contains("verify-full"_L1) && mode->currentText().contains("psql would use prefer"_L1));
    shown.paste(u"postgres://localhost/shop"_s);
    QVERIFY(!mode->currentText().contains("verify-full"_L1));
    QCOMPARE(mode->count(), 7);
}

void TestConnectDialog::services()
{
    const Shown none;
    QVERIFY(!none.find<QComboBox>("service")->isVisible());
    const Shown shown({}, {u"shop"_s, u"other"_s});
    auto *service = shown.find<QComboBox>("service");
    QVERIFY(service->isVisible());
    service->setFocus();
    QTest::keyClick(service, Qt::Key_Down);
    QCOMPARE(shown.text("url"), u"postgresql:///?service=shop"_s);
    QCOMPARE(shown.dialog->profile().name, u"shop"_s);
}

void TestConnectDialog::amazonsBundleFirst()
{
    QFile pem(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/pg/data/amazon-rds-eu-west-1.pem"));
    QVERIFY(pem.open(QIODevice::ReadOnly));
    const QByteArray body = pem.readAll();
    QTcpServer web;
    QVERIFY(web.listen(QHostAddress::LocalHost));
    connect(&web, &QTcpServer::newConnection, &web, [&] {
        auto *socket = web.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, body] {
            if (!socket->readAll().endsWith("\r\n\r\n"))
                return;
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            socket->disconnectFromHost();
        });
    });
    const Shown shown;
    QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
    shown.dialog->setBundleAddress(QUrl(u"http://127.0.0.1:%1/b.pem"_s.arg(web.serverPort())));
    shown.paste(rds);
    QVERIFY(shown.button("download")->isVisible());
    shown.click("connect");
    QCOMPARE(chosen.size(), 0); // asked for before anything is sent
    QVERIFY(shown.notice().contains("eu-west-1"_L1));
    shown.click("bundle.download");
    QTRY_COMPARE(shown.text("rootCert"), pg::cabundle::savedPath(u"eu-west-1"_s));
    QVERIFY(shown.text("url").contains("sslrootcert=/"_L1));
    QCOMPARE(shown.text("password"), u"pw"_s);
    shown.click("connect");
    QCOMPARE(chosen.size(), 1);

    const Shown again; // the bundle is there already
    again.paste(rds);
    again.click("test");
    again.click("bundle.use");
    QCOMPARE(again.text("rootCert"), pg::cabundle::savedPath(u"eu-west-1"_s));
    QVERIFY(QFile::remove(pg::cabundle::savedPath(u"eu-west-1"_s)));
    again.paste(u"postgres://db.example/shop"_s);
    QVERIFY(!again.button("download")->isVisible());
}

void TestConnectDialog::downloadFails()
{
    const Shown shown;
    shown.dialog->setBundleAddress(QUrl(u"http://127.0.0.1:1/b.pem"_s));
    shown.paste(rds);
    shown.click("download");
    QTRY_VERIFY(shown.dialog->findChild<QPushButton *>(u"connect.bundle.again"_s));
    QCOMPARE(shown.text("rootCert"), QString());
    QVERIFY(shown.button("download")->isEnabled());
}

void TestConnectDialog::testConnects()
{
    const Shown shown;
    shown.paste(server().url(server().newDatabase()));
    shown.click("test");
    QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().contains("SSL connection (protocol: TLSv1.3, cipher: "_L1),
                              qPrintable(shown.notice()), 20'000);
    QVERIFY(shown.notice().contains("Connected in"_L1));
    QVERIFY(shown.notice().contains("PostgreSQL"_L1));
    QCOMPARE(shown.button("test")->text(), u"T&est"_s);
    shown.type("user", u"x"_s); // what was said belonged to the old values
    QCOMPARE(shown.notice(), QString());
}

void TestConnectDialog::testFails()
{
    const Shown shown;
    pg::ConnInfo info = pg::ConnInfo::read(server().url(server().newDatabase()))->info;
    info.setPassword(Secret("wrong"));
    shown.paste(info.toUrl(pg::ConnInfo::Show::WithPassword));
    shown.click("test");
    QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().size() > 20 && shown.button("test")->text() == "T&est"_L1,
                              qPrintable(shown.notice()), 20'000);
    QVERIFY(!shown.notice().contains("Connected"_L1));
    shown.line("password")->selectAll();
    shown.line("password")->setFocus();
    QTest::keyClick(shown.line("password"), Qt::Key_Delete);
    shown.click("test");
    QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().contains("asks for a password"_L1), qPrintable(shown.notice()), 20'000);
}

// libpq's one sentence becomes the doctor's: which authority, and what to do.
void TestConnectDialog::whyTheTestFails()
{
    const Shown shown;
    pg::ConnInfo info = pg::ConnInfo::read(server().url(server().newDatabase()))->info;
    QTemporaryFile other;
    QVERIFY(other.open() && other.write(test::makeIdentity("Another authority").certificate) > 0 && other.flush());
    info.set(u"sslrootcert"_s, other.fileName());
    shown.paste(info.toUrl(pg::ConnInfo::Show::WithPassword));
    QString wanted;
    connect(shown.dialog.get(), &ConnectDialog::certificateWanted, this, [&](const QString &url) { wanted = url; });
    shown.click("test");
    QTRY_VERIFY2_WITH_TIMEOUT(shown.dialog->findChild<QPushButton *>(u"connect.certificate"_s), qPrintable(shown.notice()),
                              20'000);
    QVERIFY2(shown.notice().contains("ends in Oriel sandbox CA"_L1) && !shown.notice().contains("or it has expired"_L1),
             qPrintable(shown.notice()));
    QTest::mouseClick(shown.dialog->findChild<QPushButton *>(u"connect.certificate"_s), Qt::LeftButton);
    QVERIFY2(wanted.contains(other.fileName()) && !wanted.contains(server().info().password), qPrintable(wanted));
}

void TestConnectDialog::testIsStopped()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const Shown shown;
    shown.paste(u"postgres://app@127.0.0.1:%1/d"_s.arg(silent.serverPort()));
    shown.click("test");
    QTRY_VERIFY(silent.hasPendingConnections());
    QCOMPARE(shown.button("test")->text(), u"Stop t&est"_s);
    shown.click("test");
    QCOMPARE(shown.button("test")->text(), u"T&est"_s);
    QVERIFY(shown.notice().contains("stopped"_L1));
}

void TestConnectDialog::closedInTheMiddle()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    {
        const Shown shown;
        shown.paste(u"postgres://app@127.0.0.1:%1/d"_s.arg(silent.serverPort()));
        shown.click("test");
        QTRY_VERIFY(silent.hasPendingConnections());
    }
    {
        const Shown shown;
        shown.dialog->setBundleAddress(QUrl(u"http://127.0.0.1:%1/b.pem"_s.arg(silent.serverPort())));
        shown.paste(rds);
        shown.click("download");
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestConnectDialog::pastedOrTyped()
{
    using connecttext::wasPasted;
    QVERIFY(wasPasted({}, u"postgres://"_s));
    QVERIFY(!wasPasted({}, u"p"_s));
    QVERIFY(!wasPasted(u"ab"_s, u"axb"_s));
    QVERIFY(!wasPasted(u"abcdef"_s, u"af"_s));
    QVERIFY(!wasPasted(u"abcdef"_s, u"x"_s));
    QVERIFY(wasPasted(u"abcdef"_s, u"axyf"_s));
    QVERIFY(!wasPasted(u"aaa"_s, u"aaaa"_s));
    QVERIFY(!wasPasted(u"ab"_s, u"ab"_s));
}

QTEST_MAIN(TestConnectDialog)
#include "tst_connectdialog.moc"
