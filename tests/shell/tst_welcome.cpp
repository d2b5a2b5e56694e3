// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/welcome.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;

class TestWelcome final : public QObject
{
    Q_OBJECT

private:
    template<typename T>
    static T last(const QSignalSpy &spy)
    {
        return std::get<T>(spy.constLast()[0].value<Wish>());
    }

private Q_SLOTS:
    void wishes()
    {
        WelcomePage page;
        page.show();
        QSignalSpy wished(&page, &WelcomePage::wished);
        QTest::mouseClick(page.findChild<QAbstractButton *>(u"welcome.sample"_s), Qt::LeftButton);
        QVERIFY(std::holds_alternative<OpenSample>(wished.constLast()[0].value<Wish>()));
        QTest::mouseClick(page.findChild<QAbstractButton *>(u"welcome.connect"_s), Qt::LeftButton);
        QVERIFY(last<EditConnection>(wished).connection.isEmpty());
        QVERIFY(last<EditConnection>(wished).text.isEmpty());
    }

    void aPastedUrlIsDataAndDoesNotStay()
    {
        WelcomePage page;
        page.show();
        QSignalSpy wished(&page, &WelcomePage::wished);
        auto *line = page.findChild<QLineEdit *>(u"welcome.url"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(wished.size(), 0);
        line->setText(u"  postgresql://app:p%40ss@db/shop "_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(wished.size(), 1);
        QCOMPARE(last<EditConnection>(wished).text, u"postgresql://app:p%40ss@db/shop"_s);
        QVERIFY(line->text().isEmpty());
    }

    void recentConnections()
    {
        WelcomePage page;
        page.show();
        QSignalSpy wished(&page, &WelcomePage::wished);
        QList<RecentConnection> recent;
        for (int i = 0; i < 20; ++i)
            recent.append({u"id%1"_s.arg(i), u"<b>name %1</b>"_s.arg(i), u"app@localhost"_s, i == 1});
        page.setRecent(recent);
        QVERIFY(!page.findChild<QAbstractButton *>(u"welcome.recent.id8"_s)); // eight are enough
        QVERIFY(page.minimumSizeHint().height() < 300);                       // and they force no tall window
        auto *second = page.findChild<QAbstractButton *>(u"welcome.recent.id1"_s);
        QVERIFY(second->accessibleName().contains(u"production"_s));
        QTest::mouseClick(second, Qt::LeftButton);
        QCOMPARE(last<ConnectTo>(wished).connection, u"id1"_s);
        QTest::keyClick(page.findChild<QAbstractButton *>(u"welcome.recent.id7"_s), Qt::Key_Return);
        QCOMPARE(last<ConnectTo>(wished).connection, u"id7"_s);
        connect(&page, &WelcomePage::wished, &page, [&page] { page.setRecent({}); }); // the list changes under its own click
        QTest::mouseClick(page.findChild<QAbstractButton *>(u"welcome.recent.id0"_s), Qt::LeftButton);
        QTRY_VERIFY(!page.findChild<QAbstractButton *>(u"welcome.recent.id0"_s));
    }

    void everythingIsReachedByKey()
    {
        QWidget window;
        WelcomePage page(&window);
        auto *other = new QLineEdit(&window);
        other->setObjectName(u"other"_s);
        page.setRecent({{u"shop"_s, u"shop"_s, {}, false}});
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        page.setFocus();
        QStringList passed;
        for (int i = 0; i < 5; ++i) {
            passed.append(QApplication::focusWidget()->objectName());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(passed, (QStringList{u"welcome.url"_s, u"welcome.recent.shop"_s, u"other"_s, u"welcome.sample"_s,
                                      u"welcome.connect"_s}));
    }
};

QTEST_MAIN(TestWelcome)
#include "tst_welcome.moc"
