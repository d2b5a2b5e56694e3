// SPDX-License-Identifier: GPL-3.0-or-later
// Messages to a desktop of our own on a private D-Bus, and what becomes of them where there is none.
#include "shell/desktopnotice.h"
#include "support/keyring.h"
#include "support/wait.h"

#include <QApplication>
#include <QDBusConnection>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class Desktop final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown
    {
        QString title, body;
        QStringList actions;
    };
    QStringList capabilities;
    QList<Shown> shown;

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &body, const QStringList &actions,
                const QVariantMap &, int)
    {
        shown.append({title, body, actions});
        return uint(shown.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void ActivationToken(uint id, const QString &token);
    void NotificationClosed(uint id, uint reason);
};

class WithoutDesktopTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingComesOfIt()
    {
        auto notice = std::make_unique<DesktopNotice>();
        notice->show(u"a"_s, u"b"_s, [] { QFAIL("nobody clicked"); });
        notice->show(u"c"_s, u"d"_s, [] { QFAIL("nobody clicked"); });
        QVERIFY(QThreadPool::globalInstance()->waitForDone(10'000));
        QCoreApplication::processEvents();
        notice->show(u"e"_s, u"f"_s, {}); // asks again
        notice.reset();
    }
};

class DesktopNoticeTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isShownAndClicked_data()
    {
        QTest::addColumn<bool>("isMarkup");
        QTest::addColumn<QString>("body");
        QTest::newRow("plain") << false << u"<b>make</b> && test"_s;
        QTest::newRow("markup") << true << u"&lt;b&gt;make&lt;/b&gt; &amp;&amp; test"_s;
    }
    void isShownAndClicked()
    {
        QFETCH(bool, isMarkup);
        QFETCH(QString, body);
        Desktop desktop;
        if (isMarkup)
            desktop.capabilities = {u"actions"_s, u"body-markup"_s};
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"desktop"_s);
        QVERIFY(bus.registerObject(u"/org/freedesktop/Notifications"_s, &desktop,
                                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(u"org.freedesktop.Notifications"_s));
        DesktopNotice notice;
        QStringList clicked;
        notice.show(u"Ended after 12 s"_s, u"<b>make</b> && test"_s, [&] { clicked << u"one"_s; });
        notice.show(u"Another"_s, {}, [&] { clicked << u"two"_s; }); // before anybody has answered
        QTRY_COMPARE(desktop.shown.size(), 2);
        QCOMPARE(desktop.shown.at(0).title, u"Ended after 12 s"_s);
        QCOMPARE(desktop.shown.at(0).body, body);
        QCOMPARE(desktop.shown.at(0).actions.value(0), u"default"_s);
        QVERIFY(clicked.isEmpty());
        QTRY_VERIFY((Q_EMIT desktop.ActionInvoked(2, u"default"_s), !clicked.isEmpty())); // its number is on the way
        QVERIFY(clicked.constFirst() == u"two"_s && !clicked.contains(u"one"_s));
        Q_EMIT desktop.ActivationToken(1, u"token"_s);
        QTRY_COMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), "token");
        qunsetenv("XDG_ACTIVATION_TOKEN");
        clicked.clear();
        Q_EMIT desktop.ActionInvoked(77, u"default"_s); // another program's
        Q_EMIT desktop.NotificationClosed(1, 2);
        Q_EMIT desktop.ActionInvoked(1, u"default"_s); // it is gone
        Q_EMIT desktop.ActionInvoked(2, u"default"_s);
        QTRY_VERIFY(!clicked.isEmpty());
        QVERIFY(!clicked.contains(u"one"_s));
        notice.show(u"Third"_s, {}, {});
        QTRY_COMPARE(desktop.shown.size(), 3);
        QDBusConnection::disconnectFromBus(u"desktop"_s);
        QDBusConnection::disconnectFromBus(u"oriel-notices"_s);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--in-session") == 0) {
        DesktopNoticeTest test;
        return QTest::qExec(&test);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    WithoutDesktopTest without;
    const int failures = QTest::qExec(&without, argc, argv);
    return failures + inKeyring({u"--in-session"_s}).value_or(0);
}
#include "tst_desktopnotice.moc"
