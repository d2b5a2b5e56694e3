// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/placebar.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QToolTip>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

struct Kit
{
    Kit() : asked(&bar, &PlaceBar::jumpAsked)
    {
        bar.resize(14, 206); // 3 px at both ends
        bar.show();
        bar.activateWindow();
        isActive = QTest::qWaitForWindowActive(&bar);
        bar.setJumpable(true);
        bar.setPlace(0.5, 0.52);
    }
    static QPoint at(int percent) { return {7, 3 + 2 * percent}; }
    int percent(int which = 0) const { return asked.size() > which ? qRound(100 * asked.at(which).first().toDouble()) : -1; }
    QColor pixel(QPoint point) { return bar.grab().toImage().pixelColor(point); }
    PlaceBar bar;
    QSignalSpy asked;
    bool isActive = false;
};

} // namespace

class TestPlaceBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void aClickJumps();
    void aDragJumpsOnRelease();
    void keysChooseAndReturnJumps();
    void aBusyBarIsNotAskedAgain();
    void withoutAJumpItOnlyShows();
    void theHandThatHoversIsTold();
    void thePlaceIsPainted();
    void assistiveToolsReadAndMoveIt();
};

void TestPlaceBar::aClickJumps()
{
    Kit k;
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, k.at(63));
    QCOMPARE(k.percent(), 63);
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, {7, 0});
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, {7, 205});
    QCOMPARE(k.percent(1), 0);
    QCOMPARE(k.percent(2), 100);
    QTest::mouseClick(&k.bar, Qt::RightButton, {}, k.at(10));
    QCOMPARE(k.asked.size(), 3);
    QCOMPARE(k.bar.text(), u"≈ 51 %"_s); // where it is: the owner says when it moved
}

void TestPlaceBar::aDragJumpsOnRelease()
{
    Kit k;
    const auto move = [&](int percent) {
        QMouseEvent event(QEvent::MouseMove, k.at(percent), k.bar.mapToGlobal(k.at(percent)), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&k.bar, &event);
    };
    QTest::mousePress(&k.bar, Qt::LeftButton, {}, k.at(20));
    move(30);
    QCOMPARE(QToolTip::text(), u"≈ 30 %"_s);
    move(40);
    QCOMPARE(QToolTip::text(), u"≈ 40 %"_s);
    QCOMPARE(k.asked.size(), 0);
    QTest::mouseRelease(&k.bar, Qt::LeftButton, {}, k.at(40));
    QCOMPARE(k.percent(), 40);
    QTest::mousePress(&k.bar, Qt::LeftButton, {}, k.at(20));
    move(80);
    QTest::keyClick(&k.bar, Qt::Key_Escape); // given up
    QTest::mouseRelease(&k.bar, Qt::LeftButton, {}, k.at(80));
    QCOMPARE(k.asked.size(), 1);
}

void TestPlaceBar::keysChooseAndReturnJumps()
{
    Kit k;
    k.bar.setFocus();
    QTest::keyClick(&k.bar, Qt::Key_Return); // nothing chosen
    QTest::keyClick(&k.bar, Qt::Key_PageDown);
    QTest::keyClick(&k.bar, Qt::Key_Down);
    QTest::keyClick(&k.bar, Qt::Key_Down);
    QTest::keyClick(&k.bar, Qt::Key_Up);
    QCOMPARE(QToolTip::text(), u"≈ 62 %"_s);
    QCOMPARE(k.asked.size(), 0);
    QTest::keyClick(&k.bar, Qt::Key_Return);
    QCOMPARE(k.percent(), 62);
    QTest::keyClick(&k.bar, Qt::Key_End);
    QTest::keyClick(&k.bar, Qt::Key_PageDown); // no further
    QTest::keyClick(&k.bar, Qt::Key_Space);
    QCOMPARE(k.percent(1), 100);
    QTest::keyClick(&k.bar, Qt::Key_Home);
    QTest::keyClick(&k.bar, Qt::Key_Escape);
    QTest::keyClick(&k.bar, Qt::Key_Return);
    QCOMPARE(k.asked.size(), 2);
}

void TestPlaceBar::aBusyBarIsNotAskedAgain()
{
    Kit k;
    QObject::connect(&k.bar, &PlaceBar::jumpAsked, &k.bar, [&] { k.bar.setBusy(true); });
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, k.at(20));
    QCOMPARE(k.asked.size(), 1);
    const QColor target = Theme::current().colour(u"text"_s);
    QCOMPARE(k.pixel(k.at(20)), target);
    QTRY_VERIFY(k.pixel(k.at(20)) != target); // blinks
    QTRY_COMPARE(k.pixel(k.at(20)), target);
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, k.at(80));
    QTest::keyClick(&k.bar, Qt::Key_End);
    QTest::keyClick(&k.bar, Qt::Key_Return);
    QCOMPARE(k.asked.size(), 1);
    k.bar.setPlace(0.19, 0.21);
    k.bar.setBusy(false);
    k.bar.setBusy(true); // by another way than this bar: where it stands blinks
    const QColor place = Theme::current().colour(u"accent"_s);
    QCOMPARE(k.pixel(k.at(20)), place);
    QTRY_VERIFY(k.pixel(k.at(20)) != place);
    k.bar.setBusy(false);
    QCOMPARE(k.pixel(k.at(20)), place);
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, k.at(80));
    QCOMPARE(k.asked.size(), 2);
}

void TestPlaceBar::withoutAJumpItOnlyShows()
{
    Kit k;
    k.bar.setFocus();
    k.bar.setJumpable(false, u"No order is known to jump in"_s);
    QTest::mouseClick(&k.bar, Qt::LeftButton, {}, k.at(63));
    QTest::keyClick(&k.bar, Qt::Key_End);
    QTest::keyClick(&k.bar, Qt::Key_Return);
    QCOMPARE(k.asked.size(), 0);
    QCOMPARE(k.bar.focusPolicy(), Qt::NoFocus);
    QCOMPARE(k.pixel(k.at(51)), Theme::current().colour(u"outline"_s));
}

void TestPlaceBar::theHandThatHoversIsTold()
{
    Kit k;
    const auto hover = [&](int percent) {
        QHelpEvent ask(QEvent::ToolTip, k.at(percent), k.bar.mapToGlobal(k.at(percent)));
        QCoreApplication::sendEvent(&k.bar, &ask);
        return QToolTip::text();
    };
    QCOMPARE(hover(63), u"Jump to ≈ 63 %\nIn sight: ≈ 51 %"_s);
    k.bar.clearPlace();
    QCOMPARE(hover(5), u"Jump to ≈ 5 %\nPlace in the table: not known"_s);
    k.bar.setJumpable(false, u"<b>why</b>"_s);
    QVERIFY(hover(5).contains(u"&lt;b&gt;why"_s));
}

void TestPlaceBar::thePlaceIsPainted()
{
    Kit k;
    for (const Theme::Mode mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::load(mode)->apply();
        const QColor accent = Theme::current().colour(u"accent"_s), back = Theme::current().colour(u"window"_s);
        k.bar.clearFocus();
        k.bar.setPlace(0.25, 0.75);
        QCOMPARE(k.pixel(k.at(30)), accent);
        QCOMPARE(k.pixel(k.at(70)), accent);
        QCOMPARE(k.pixel(k.at(20)), back);
        k.bar.setPlace(0.9999, 1.4); // the last screen of very many
        QCOMPARE(k.pixel({7, 201}), accent);
        QCOMPARE(k.bar.text(), u"≈ 100 %"_s);
        k.bar.setPlace(-1, 0);
        QCOMPARE(k.pixel({7, 5}), accent);
        k.bar.clearPlace();
        QCOMPARE(k.pixel({7, 5}), back);
        QCOMPARE(k.bar.text(), QString());
        k.bar.setFocus();
        QTRY_COMPARE(k.pixel({7, 0}), accent); // the focus is visible
    }
}

void TestPlaceBar::assistiveToolsReadAndMoveIt()
{
    Kit k;
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&k.bar);
    QVERIFY(face && face->valueInterface());
    QCOMPARE(face->text(QAccessible::Name), u"Place in the whole table"_s);
    QCOMPARE(face->text(QAccessible::Description), u"≈ 51 %"_s);
    QCOMPARE(face->valueInterface()->currentValue().toInt(), 510);
    QCOMPARE(k.asked.size(), 0);
    face->valueInterface()->setCurrentValue(250);
    QCOMPARE(k.percent(), 25);
}

QTEST_MAIN(TestPlaceBar)
#include "tst_placebar.moc"
