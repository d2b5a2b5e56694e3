// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findbar.h"
#include "widgets/gridscene.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QVBoxLayout>

using namespace oriel;
using namespace oriel::test;

namespace {

struct Kit
{
    explicit Kit(qint64 rows) : source(std::make_shared<Made>(rows)), grid(new Grid(&window)), bar(new FindBar(grid, &window))
    {
        model.setSource(source);
        grid->setRowModel(&model);
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(grid);
        layout->addWidget(bar);
        window.resize(900, 400);
        window.show();
        window.activateWindow();
        isActive = QTest::qWaitForWindowActive(&window);
        bar->open();
    }
    ~Kit() { delete grid; } // before the bar, as it may come
    void type(const QString &text) { line()->insert(text); }
    void click(const char *name) { QTest::mouseClick(bar->findChild<QAbstractButton *>(QLatin1String(name)), Qt::LeftButton); }
    QLineEdit *line() const { return bar->findChild<QLineEdit *>(); }
    QString state() const { return bar->findChild<QLabel *>(u"find.state"_s)->text(); }
    QToolButton *button(const char *name) const { return bar->findChild<QToolButton *>(QLatin1String(name)); }
    int row() const { return grid->currentIndex().row(); }
    RowModel model;
    QWidget window;
    std::shared_ptr<Made> source;
    Grid *grid;
    FindBar *bar;
    bool isActive = false;
};

} // namespace

class TestFindBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void keysFind();
    void buttonsFind();
    void optionsChangeWhatIsFound();
    void escCloses();
    void aLongSearchCanBeStopped();
    void moreRowsAreSaid();
    void theServerIsAsked();
    void everythingHasAName();
};

void TestFindBar::keysFind()
{
    Kit k(100);
    QVERIFY(k.line()->hasFocus());
    QCOMPARE(k.state(), QString());
    QVERIFY(!k.button("find.next")->isEnabled());
    k.type(u"löv"_s);
    QTRY_COMPARE(k.state(), u"1 of 66"_s);
    QCOMPARE(k.row(), 1);
    QTest::keyClick(k.line(), Qt::Key_Return);
    QTRY_COMPARE(k.state(), u"2 of 66"_s);
    QCOMPARE(k.row(), 2);
    QTest::keyClick(k.line(), Qt::Key_Return, Qt::ShiftModifier);
    QTRY_COMPARE(k.state(), u"1 of 66"_s);
    QTest::keyClick(k.line(), Qt::Key_F3);
    QTRY_COMPARE(k.row(), 2);
    QVERIFY(k.line()->hasFocus());
    k.type(u"␊44"_s);
    QTest::keyClick(k.line(), Qt::Key_Return); // before the line has come to rest: the first of it
    QTRY_COMPARE(k.state(), u"1 of 1"_s);
    QCOMPARE(k.row(), 44);
    k.type(u"x"_s);
    QTRY_COMPARE(k.state(), u"Not found"_s);
    QCOMPARE(k.row(), 44);
    k.line()->clear();
    QTRY_COMPARE(k.state(), QString());
}

void TestFindBar::buttonsFind()
{
    Kit k(100);
    k.type(u"Ada"_s);
    QTRY_COMPARE(k.state(), u"1 of 66"_s);
    k.click("find.next");
    QTRY_COMPARE(k.state(), u"2 of 66"_s);
    k.click("find.previous");
    QTRY_COMPARE(k.state(), u"1 of 66"_s);
    k.grid->setCurrentIndex(k.model.index(0, 0));
    QCOMPARE(k.state(), u"66 found"_s);
    k.click("find.close");
    QVERIFY(!k.bar->isVisible());
    QVERIFY(k.grid->hasFocus());
}

void TestFindBar::optionsChangeWhatIsFound()
{
    Kit k(100);
    k.type(u"ada"_s);
    QTRY_COMPARE(k.state(), u"1 of 66"_s);
    k.click("find.case");
    QTRY_COMPARE(k.state(), u"Not found"_s);
    k.line()->setText(u"^9[0-4]$"_s);
    k.click("find.expression");
    QTRY_COMPARE(k.state(), u"1 of 5"_s);
    k.line()->setText(u"^9[0-4$"_s);
    QTRY_VERIFY(k.state().startsWith(u"Not a regular expression: "_s));
    QVERIFY(k.line()->property("invalid").toBool());
    QVERIFY(!k.button("find.next")->isEnabled());
    QTest::keyClick(k.line(), Qt::Key_Return);
    k.click("find.expression");
    QTRY_COMPARE(k.state(), u"Not found"_s);
    QVERIFY(!k.line()->property("invalid").toBool());
}

void TestFindBar::escCloses()
{
    Kit k(100);
    k.type(u"44"_s);
    QTRY_COMPARE(k.state(), u"1 of 2"_s);
    QKeyEvent taken(QEvent::ShortcutOverride, Qt::Key_Escape, {});
    taken.ignore();
    QCoreApplication::sendEvent(k.line(), &taken);
    QVERIFY(taken.isAccepted()); // and stops no query
    k.button("find.next")->setFocus();
    QTest::keyClick(k.button("find.next"), Qt::Key_Escape);
    QVERIFY(!k.bar->isVisible());
    QVERIFY(k.grid->hasFocus());
    k.grid->setCurrentIndex(k.model.index(0, 0));
    QCOMPARE(k.bar->find().state().count, 0); // nothing goes on unseen
    k.bar->open();                            // with what was there
    QCOMPARE(k.line()->selectedText(), u"44"_s);
    QTRY_COMPARE(k.state(), u"1 of 2"_s);
    QCOMPARE(k.row(), 44);
}

void TestFindBar::aLongSearchCanBeStopped()
{
    Kit k(50'000'000);
    k.type(u"nowhere"_s);
    QTRY_VERIFY(k.state().startsWith(u"searching: "_s));
    QVERIFY(k.button("find.stop")->isVisible());
    k.click("find.stop");
    QCOMPARE(k.state(), u"stopped"_s);
    QVERIFY(!k.button("find.stop")->isVisible());
    QTest::keyClick(k.line(), Qt::Key_Return);
    QTRY_VERIFY(k.state().startsWith(u"searching: "_s));
    k.line()->setText(u"{"_s); // found, and counted on
    QTRY_VERIFY(k.state().contains(u" of "_s) && k.state().contains(u"+ · searching: "_s));
}

void TestFindBar::moreRowsAreSaid()
{
    Kit k(100);
    k.source->cutRow = 3;
    k.bar->setMore(true);
    k.type(u"ada"_s);
    QTRY_COMPARE(k.state(), u"1 of 66+ · of cut values only what is shown"_s);
    k.type(u"x"_s);
    QTRY_COMPARE(k.state(), u"Not in the rows loaded · of cut values only what is shown"_s);
    k.bar->setMore(false);
    QCOMPARE(k.state(), u"Not found · of cut values only what is shown"_s);
}

void TestFindBar::theServerIsAsked()
{
    Kit k(100);
    QSignalSpy asked(k.bar, &FindBar::serverSearchAsked);
    auto *server = k.bar->findChild<QPushButton *>(u"find.server"_s);
    QVERIFY(!server->isVisible());
    k.bar->setServerSearch(true);
    QVERIFY(server->isVisible() && !server->isEnabled());
    k.type(u"o'clock"_s);
    QTRY_VERIFY(server->isEnabled());
    k.click("find.server");
    QCOMPARE(asked.first().first().toString(), u"o'clock"_s);
    k.click("find.expression");
    QVERIFY(!server->isEnabled());
}

void TestFindBar::everythingHasAName()
{
    Kit k(1);
    for (const QWidget *widget : k.bar->findChildren<QWidget *>())
        if (widget->focusPolicy() != Qt::NoFocus && widget->parentWidget() == k.bar)
            QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<const QPushButton *>(widget),
                     qPrintable(widget->objectName()));
}

QTEST_MAIN(TestFindBar)
#include "tst_findbar.moc"
