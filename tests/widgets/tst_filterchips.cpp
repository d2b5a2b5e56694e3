// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterchips.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

struct Kit
{
    explicit Kit(int count, int width = 900) : chips(new FilterChips(&window))
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(chips);
        layout->addWidget(new QLineEdit(&window));
        layout->addStretch();
        window.resize(width, 300);
        window.show();
        window.activateWindow();
        isActive = QTest::qWaitForWindowActive(&window);
        set(count);
    }
    void set(int count)
    {
        QList<FilterChips::Chip> list;
        for (int i = 0; i < count; ++i)
            list << FilterChips::Chip{u"total > %1"_s.arg(i)};
        chips->setChips(list);
        settle();
    }
    void settle() { QCoreApplication::processEvents(); }
    template<typename T>
    T *part(int index, const char *name) const
    {
        for (T *part : chips->findChildren<T *>(QLatin1String(name)))
            if (part->property("chipIndex").toInt() == index && !part->parentWidget()->isHidden())
                return part;
        return nullptr;
    }
    QToolButton *edit(int index) const { return part<QToolButton>(index, "chip.edit"); }
    QToolButton *remove(int index) const { return part<QToolButton>(index, "chip.remove"); }
    QCheckBox *use(int index) const { return part<QCheckBox>(index, "chip.use"); }
    QToolButton *button(const char *name) const { return chips->findChild<QToolButton *>(QLatin1String(name)); }
    QWidget window;
    FilterChips *chips;
    bool isActive = false;
};

} // namespace

class TestFilterChips : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void clicksAreTold();
    void keysWork();
    void theFocusStays();
    void offIsStruckOut();
    void aHandlerMaySetThemAnew();
    void rowsWrapAndTheRestIsCounted();
    void clearAllIsForSeveral();
    void textIsPlain();
};

void TestFilterChips::clicksAreTold()
{
    Kit k(3);
    QSignalSpy removed(k.chips, &FilterChips::removed), edited(k.chips, &FilterChips::editAsked),
        toggled(k.chips, &FilterChips::toggled), cleared(k.chips, &FilterChips::clearAsked);
    QTest::mouseClick(k.remove(1), Qt::LeftButton);
    QTest::mouseClick(k.edit(2), Qt::LeftButton);
    QTest::mouseClick(k.use(0), Qt::LeftButton, {}, {8, k.use(0)->height() / 2});
    QTest::mouseClick(k.button("chips.clear"), Qt::LeftButton);
    QCOMPARE(removed.value(0).value(0).toInt(), 1);
    QCOMPARE(edited.value(0).value(0).toInt(), 2);
    QCOMPARE(toggled.value(0), (QVariantList{0, false}));
    QCOMPARE(cleared.count(), 1);
    QCOMPARE(k.chips->chips().size(), 3); // removing is its owner's
    QVERIFY(!k.chips->chips().at(0).isOn);
    k.set(0);
    QVERIFY(!k.chips->isVisible());
}

void TestFilterChips::keysWork()
{
    Kit k(2);
    QSignalSpy removed(k.chips, &FilterChips::removed), edited(k.chips, &FilterChips::editAsked);
    k.use(0)->setFocus();
    QList<QWidget *> order{k.edit(0), k.remove(0), k.use(1), k.edit(1), k.remove(1), k.button("chips.clear")};
    for (QWidget *next : order) {
        QTest::keyClick(k.window.focusWidget(), Qt::Key_Tab);
        QCOMPARE(k.window.focusWidget(), next);
    }
    k.edit(1)->setFocus();
    QTest::keyClick(k.edit(1), Qt::Key_Return);
    QTest::keyClick(k.edit(1), Qt::Key_Space);
    QCOMPARE(edited.count(), 2);
    QTest::keyClick(k.edit(1), Qt::Key_Delete);
    QCOMPARE(removed.value(0).value(0).toInt(), 1);
    QTest::keyClick(k.use(0), Qt::Key_Space);
    QVERIFY(!k.chips->chips().at(0).isOn);
    for (const QWidget *part : k.chips->findChildren<QWidget *>())
        QVERIFY(part->focusPolicy() == Qt::NoFocus || !part->accessibleName().isEmpty() ||
                !qobject_cast<const QToolButton *>(part)->text().isEmpty());
}

void TestFilterChips::theFocusStays()
{
    Kit k(3);
    k.remove(1)->setFocus();
    k.set(2);
    QCOMPARE(k.window.focusWidget(), k.remove(1));
    k.set(1);
    QCOMPARE(k.window.focusWidget(), k.remove(0));
    k.set(0);
    k.set(2);
    QVERIFY(qobject_cast<QLineEdit *>(k.window.focusWidget())); // it is not taken back
}

void TestFilterChips::offIsStruckOut()
{
    Kit k(1);
    QVERIFY(!k.edit(0)->font().strikeOut());
    const auto middle = [&] { return k.chips->grab().toImage().pixelColor(4, 14); };
    QCOMPARE(middle(), Theme::current().colour(u"selection"_s));
    QTest::mouseClick(k.use(0), Qt::LeftButton, {}, {8, k.use(0)->height() / 2});
    QVERIFY(k.edit(0)->font().strikeOut());
    QVERIFY(middle() != Theme::current().colour(u"selection"_s));
    k.chips->setChips({{u"a"_s, false}, {u"b"_s, true}});
    QVERIFY(k.edit(0)->font().strikeOut() && !k.use(0)->isChecked());
    QVERIFY(!k.edit(1)->font().strikeOut() && k.use(1)->isChecked());
}

void TestFilterChips::aHandlerMaySetThemAnew()
{
    Kit k(3);
    connect(k.chips, &FilterChips::removed, k.chips, [&](int index) {
        QList<FilterChips::Chip> rest = k.chips->chips();
        rest.removeAt(index);
        k.chips->setChips(rest);
    });
    connect(k.chips, &FilterChips::toggled, k.chips, [&] { k.chips->setChips({{u"other"_s, true}}); });
    QTest::mouseClick(k.remove(0), Qt::LeftButton);
    QCOMPARE(k.chips->chips().size(), 2);
    QTest::keyClick(k.edit(1), Qt::Key_Delete);
    QCOMPARE(k.chips->chips(), QList<FilterChips::Chip>{{u"total > 1"_s}});
    QTest::mouseClick(k.use(0), Qt::LeftButton, {}, {8, k.use(0)->height() / 2});
    QCOMPARE(k.chips->chips().first().text, u"other"_s);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestFilterChips::rowsWrapAndTheRestIsCounted()
{
    Kit k(3, 900);
    const int oneRow = k.chips->height();
    QCOMPARE(k.edit(0)->mapTo(k.chips, QPoint()).y(), k.edit(2)->mapTo(k.chips, QPoint()).y());
    k.window.resize(320, 300);
    k.settle();
    QVERIFY(k.chips->height() > oneRow);
    const int twoRows = k.chips->height();
    k.set(20);
    QCOMPARE(k.chips->height(), twoRows);
    QToolButton *more = k.button("chips.more");
    QVERIFY(more->isVisible());
    int shown = 0;
    for (int i = 0; i < 20; ++i)
        shown += k.edit(i) != nullptr;
    QVERIFY(shown >= 2);
    QCOMPARE(more->text(), u"+%1"_s.arg(20 - shown));
    for (const QWidget *child : k.chips->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        QVERIFY(child->isHidden() || k.chips->rect().contains(child->geometry()));
    more->setFocus();
    QTest::mouseClick(more, Qt::LeftButton);
    k.settle();
    QVERIFY(k.edit(19) && k.chips->height() > twoRows);
    QVERIFY(more->hasFocus());
    QTest::mouseClick(more, Qt::LeftButton);
    k.settle();
    QVERIFY(!k.edit(19));
    QCOMPARE(k.chips->height(), twoRows);
    k.set(1);
    QVERIFY(!more->isVisible());
    QCOMPARE(k.chips->height(), oneRow);
}

void TestFilterChips::clearAllIsForSeveral()
{
    Kit k(1);
    QVERIFY(!k.button("chips.clear")->isVisible());
    k.set(2);
    QVERIFY(k.button("chips.clear")->isVisible());
}

void TestFilterChips::textIsPlain()
{
    Kit k(0);
    const QString poison = u"note = '<img src=\"file:///tmp/fifo\">\u202E' & "_s + QString(400, u'x');
    k.chips->setChips({{poison}, {u"a\nb"_s}});
    k.settle();
    const QString shown = k.edit(0)->text();
    QVERIFY(shown.startsWith(u"note = '<img src="_s) && shown.endsWith(u'…') && !shown.contains(u'\u202E'));
    QVERIFY(k.edit(0)->width() < 320);
    QVERIFY(k.edit(0)->toolTip().startsWith(u"<qt>"_s) && k.edit(0)->toolTip().contains(u"&lt;img"_s));
    QCOMPARE(k.edit(1)->text(), u"a␊b"_s);
    k.chips->setChips({{u"a && b"_s}});
    QCOMPARE(k.edit(0)->text(), u"a &&&& b"_s); // no key of its own
}

QTEST_MAIN(TestFilterChips)
#include "tst_filterchips.moc"
