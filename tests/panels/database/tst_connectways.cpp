// SPDX-License-Identifier: GPL-3.0-or-later
// The connection dialog's ways in: typed by hand, tried by Test, kept in the profile.
#include "panels/database/connectdialog.h"
#include "support/pki.h"
#include "support/server.h"
#include "support/sshd.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryFile>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    explicit Shown(const Profile &profile) : dialog(std::make_unique<ConnectDialog>(profile, QStringList()))
    {
        dialog->show();
        if (!QTest::qWaitForWindowActive(dialog.get()))
            qFatal("the dialog did not become active");
        pages()->setCurrentIndex(1);
    }
    template<typename T>
    T *find(const char *name) const
    {
        T *found = dialog->findChild<T *>(u"connect."_s + QString::fromLatin1(name));
        if (!found)
            qFatal("no connect.%s", name);
        return found;
    }
    QTabWidget *pages() const { return find<QTabWidget>("pages"); }
    QLineEdit *line(const char *name) const { return find<QLineEdit>(name); }
    QString notice() const { return find<NoticeBar>("notice")->isVisible() ? find<NoticeBar>("notice")->message() : QString(); }
    void choose(const char *name, int row) const
    {
        auto *box = find<QComboBox>(name);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < row; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(box->currentIndex(), row);
    }
    void type(const char *name, const QString &keys) const
    {
        line(name)->setFocus();
        line(name)->selectAll();
        QTest::keyClicks(line(name), keys);
    }
    void click(const char *name) const { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

    std::unique_ptr<ConnectDialog> dialog;
};

Profile profileOf(const QString &url) { return {.id = u"id"_s, .name = u"mine"_s, .info = pg::ConnInfo::read(url)->info}; }

} // namespace

class TestConnectWays final : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;

private Q_SLOTS:
    void initTestCase()
    {
        const auto theme = Theme::load(Theme::Mode::Light);
        QVERIFY(theme);
        theme->apply();
        m_server = std::make_unique<test::Server>();
    }
    void fieldsOfTheChosenWay()
    {
        const Shown shown(profileOf(u"postgres://app@db.example/shop"_s));
        QVERIFY(!shown.line("sshHost")->isVisible() && !shown.line("wayCommand")->isVisible());
        QCOMPARE(shown.pages()->tabText(1), u"Way in"_s);
        shown.choose("way", 1);
        QVERIFY(shown.line("sshHost")->isVisible() && !shown.line("wayCommand")->isVisible());
        QVERIFY(shown.find<QLabel>("waySays")->text().contains(u"db.example"_s));
        shown.type("sshHost", u"me@bastion"_s);
        QCOMPARE(shown.pages()->tabText(1), u"Way in: ssh me@bastion"_s);
        QVERIFY(shown.find<QComboBox>("sslmode")->itemText(0).contains(u"verify-full"_s));
        QCOMPARE(shown.dialog->profile().way, (tunnel::Way{.kind = tunnel::Way::Kind::Ssh, .sshHost = u"me@bastion"_s}));
        shown.choose("way", 2);
        QVERIFY(!shown.line("sshHost")->isVisible() && shown.line("wayCommand")->isVisible());
        shown.type("wayCommand", u"kubectl port-forward svc/db {port}:5432"_s);
        QCOMPARE(shown.dialog->profile().way.command, u"kubectl port-forward svc/db {port}:5432"_s);
        shown.choose("way", 0);
        QCOMPARE(shown.dialog->profile().way, tunnel::Way());

        QVERIFY(shown.find<QCheckBox>("keep")->isEnabled());
        shown.choose("passwordFrom", 2);
        shown.type("passwordCommand", u"pass show db"_s);
        QCOMPARE(shown.dialog->profile().password, (PasswordSource{PasswordSource::Kind::Command, u"pass show db"_s}));
        QVERIFY(!shown.line("password")->isEnabled() && !shown.find<QCheckBox>("keep")->isEnabled());
        shown.choose("passwordFrom", 1);
        QCOMPARE(shown.dialog->profile().password, (PasswordSource{PasswordSource::Kind::Ask, {}}));
        QVERIFY(shown.line("password")->isEnabled() && !shown.find<QCheckBox>("keep")->isEnabled());
    }
    void profilesComeBack()
    {
        Profile given = profileOf(u"postgres://app@db.example/shop"_s);
        given.way = {.kind = tunnel::Way::Kind::Command, .command = u"a {port}"_s};
        given.password = {PasswordSource::Kind::Command, u"b c"_s};
        const Shown shown(given);
        QCOMPARE(shown.dialog->profile().way, given.way);
        QCOMPARE(shown.dialog->profile().password, given.password);
        QCOMPARE(shown.line("wayCommand")->text(), u"a {port}"_s);
        QCOMPARE(shown.line("passwordCommand")->text(), u"b c"_s);
        // A text from outside changes parameters, never what would be run.
        shown.dialog->setText(u"postgres://app@other.example/shop?way=ssh%20evil&password_command=id"_s);
        QCOMPARE(shown.dialog->profile().way, given.way);
        QCOMPARE(shown.dialog->profile().password, given.password);
    }
    void localhostBehindATunnelIsNotLocal()
    {
        const Shown shown(profileOf(u"postgres://app@localhost/shop?sslmode=require"_s));
        QVERIFY(shown.find<QCheckBox>("keep")->isEnabled());
        shown.choose("way", 1);
        QVERIFY(!shown.find<QCheckBox>("keep")->isEnabled());
    }
    void whatCannotRunIsNotSaved_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("password");
        QTest::addColumn<QString>("says");
        QTest::newRow("no host") << 1 << u""_s << 0 << u"Name the SSH host"_s;
        QTest::newRow("an option") << 1 << u"-oProxyCommand=id"_s << 0 << u"is no SSH host"_s;
        QTest::newRow("no port") << 2 << u"kubectl port-forward svc/db 5432"_s << 0 << u"{port}"_s;
        QTest::newRow("a shell's line") << 2 << u"a {port} | b"_s << 0 << u"without a shell"_s;
        QTest::newRow("no password command") << 0 << u""_s << 2 << u"Name the command"_s;
    }
    void whatCannotRunIsNotSaved()
    {
        QFETCH(int, way);
        QFETCH(QString, text);
        QFETCH(int, password);
        QFETCH(QString, says);
        const Shown shown(profileOf(u"postgres://app@db.example/shop"_s));
        QSignalSpy chosen(shown.dialog.get(), &ConnectDialog::chosen);
        shown.choose("way", way);
        if (way > 0)
            shown.type(way == 1 ? "sshHost" : "wayCommand", text);
        shown.choose("passwordFrom", password);
        for (const char *button : {"save", "connect", "test"}) {
            shown.pages()->setCurrentIndex(0);
            shown.click(button);
            QVERIFY2(shown.notice().contains(says), qPrintable(shown.notice()));
            QCOMPARE(shown.pages()->currentIndex(), 1);
        }
        QVERIFY(chosen.isEmpty());
    }
    void testsThroughTheTunnel()
    {
        if (test::Sshd::program().isEmpty())
            QSKIP("no sshd: installer/debian/unpack-peer openssh-server");
        const test::Sshd sshd(*m_server);
        const Shown shown(profileOf(m_server->url(u"postgres"_s)));
        const auto before = test::descendantsOf(QCoreApplication::applicationPid()).size();
        shown.choose("way", 1);
        shown.type("sshHost", u"locked"_s);
        shown.click("test");
        QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().contains(u"ssh-add"_s), qPrintable(shown.notice()), 30'000);
        shown.type("sshHost", u"bastion"_s);
        shown.click("test");
        QCOMPARE(shown.notice(), u"Starting ssh bastion…"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().startsWith(u"Connected in"_s), qPrintable(shown.notice()), 30'000);
        QVERIFY(shown.notice().contains(u"TLS"_s));
        shown.click("test");
        shown.click("test"); // stopped in the middle
        QCOMPARE(shown.notice(), u"The test was stopped."_s);
        QTRY_VERIFY(test::descendantsOf(QCoreApplication::applicationPid()).size() <= before);
    }
    // The doctor goes where the test went: through the tunnel, which ends with its word.
    void whyATunnelledTestFails()
    {
        if (test::Sshd::program().isEmpty())
            QSKIP("no sshd: installer/debian/unpack-peer openssh-server");
        const test::Sshd sshd(*m_server);
        QTemporaryFile other;
        QVERIFY(other.open() && other.write(test::makeIdentity("Another authority").certificate) > 0 && other.flush());
        Profile given = profileOf(m_server->url(u"postgres"_s));
        given.info.set(u"sslrootcert"_s, other.fileName());
        const Shown shown(given);
        const QSignalSpy wanted(shown.dialog.get(), &ConnectDialog::certificateWanted); // somebody could open the tab
        const auto before = test::descendantsOf(QCoreApplication::applicationPid()).size();
        shown.choose("way", 1);
        shown.type("sshHost", u"bastion"_s);
        shown.click("test");
        QTRY_VERIFY2_WITH_TIMEOUT(shown.notice().contains(u"ends in Oriel sandbox CA"_s), qPrintable(shown.notice()), 30'000);
        QVERIFY(!shown.dialog->findChild<QPushButton *>(u"connect.certificate"_s)); // its URL would lead nowhere
        QTRY_VERIFY(test::descendantsOf(QCoreApplication::applicationPid()).size() <= before);
    }
    void testsThePasswordCommand()
    {
        Profile given = profileOf(m_server->url(u"postgres"_s));
        given.info.setPassword({});
        const Shown shown(given);
        shown.choose("passwordFrom", 2);
        shown.type("passwordCommand", u"sh -c 'echo no token today >&2; exit 7'"_s);
        shown.click("test");
        QTRY_VERIFY2(shown.notice().contains(u"no token today"_s), qPrintable(shown.notice()));
        shown.type("passwordCommand", u"printf %s "_s + m_server->info().password);
        shown.click("test");
        QTRY_VERIFY2(shown.notice().startsWith(u"Connected in"_s), qPrintable(shown.notice()));
    }
    void closedInTheMiddle()
    {
        Profile given = profileOf(m_server->url(u"postgres"_s));
        given.password = {PasswordSource::Kind::Command, u"sleep 60"_s};
        auto shown = std::make_unique<Shown>(given);
        shown->click("test");
        QVERIFY(shown->notice().startsWith(u"Running sleep"_s));
        shown.reset();
    }
};

QTEST_MAIN(TestConnectWays)
#include "tst_connectways.moc"
