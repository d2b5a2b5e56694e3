// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recordview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>

#include <sys/stat.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

Cell whole(const QByteArray &text) { return {text, false, text.size()}; }

const QList<Column> columns{{u"id"_s, u"integer"_s, Look::Number, 23, u"PK"_s, u"NOT NULL"_s},
                            {u"name"_s, u"text"_s, Look::Text, 25, {}, {}},
                            {u"city_id"_s, u"integer"_s, Look::Number, 23, u"FK"_s, {}},
                            {u"note"_s, u"text"_s, Look::Text, 25, {}, {}}};
const QList<Cell> cells{whole("17"), whole("Möbel"), Cell{}, whole("")};

} // namespace

class TestRecordView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void init();
    void cleanup() { delete m_view; }
    void showsFields();
    void filters();
    void stepsAndKeepsTheField();
    void opensAndCopies();
    void valuesTakeUpToSixLines();
    void cutValuesSayTheirSize();
    void manyFields();
    void saysWhatToDo();
    void keysStayInside();
    void tabReachesEverything();
    void poisonStaysText();

private:
    QStringList fields() const;
    QTreeView *view() const { return m_view->findChild<QTreeView *>(u"record.fields"_s); }
    QToolButton *button(const char *name) const { return m_view->findChild<QToolButton *>(u"record."_s + QLatin1String(name)); }
    QLineEdit *filter() const { return m_view->findChild<QLineEdit *>(u"record.filter"_s); }
    QString label(const char *name) const { return m_view->findChild<QLabel *>(u"record."_s + QLatin1String(name))->text(); }
    int heightOf(const QByteArray &value);

    RecordView *m_view = nullptr;
};

void TestRecordView::init()
{
    m_view = new RecordView;
    m_view->resize(500, 300);
    m_view->show();
}

QStringList TestRecordView::fields() const
{
    QStringList rows;
    const QAbstractItemModel *model = view()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        rows << model->index(row, 0).data().toString() + u'=' + model->index(row, 1).data().toString();
    return rows;
}

void TestRecordView::showsFields()
{
    m_view->showRecord(columns, cells, u"shop.customer 17"_s);
    QCOMPARE(fields(), (QStringList{u"id=17"_s, u"name=Möbel"_s, u"city_id=NULL"_s, u"note="_s}));
    QCOMPARE(label("title"), u"shop.customer 17"_s);
    QCOMPARE(label("facts"), u"4 fields"_s);
    QCOMPARE(m_view->currentField(), 0);
    QCOMPARE(view()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), u"id, integer, PK"_s);
    QCOMPARE(view()->model()->index(0, 0).data(Qt::ToolTipRole).toString(), u"id\ninteger PK\nNOT NULL"_s);
}

void TestRecordView::filters()
{
    m_view->showRecord(columns, cells, u"1"_s);
    m_view->setCurrentField(1);
    filter()->setText(u"ID"_s);
    QTRY_COMPARE(fields(), (QStringList{u"id=17"_s, u"city_id=NULL"_s}));
    QCOMPARE(label("facts"), u"2 of 4 fields"_s);
    QCOMPARE(m_view->currentField(), 0);
    filter()->setText(u"möb"_s); // in the value
    QTRY_COMPARE(fields(), QStringList{u"name=Möbel"_s});
    filter()->clear();
    QTRY_COMPARE(fields().size(), 4);
    QCOMPARE(m_view->currentField(), 1); // where it was
    QTest::mouseClick(button("onlyFilled"), Qt::LeftButton);
    QCOMPARE(fields(), (QStringList{u"id=17"_s, u"name=Möbel"_s}));
    m_view->showRecord(columns, {Cell{}, Cell{}, whole("3"), Cell{{}, false, 900}}, u"2"_s); // the next row is filtered too
    QCOMPARE(fields(), (QStringList{u"city_id=3"_s, u"note="_s}));
}

void TestRecordView::stepsAndKeepsTheField()
{
    QList<Column> many;
    QList<Cell> values;
    for (int i = 0; i < 200; ++i) {
        many << Column{u"c%1"_s.arg(i), u"text"_s, Look::Text, 25, {}, {}};
        values << whole("x");
    }
    m_view->showRecord(many, values, u"1"_s);
    m_view->setCurrentField(120);
    const int scroll = view()->verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    QSignalSpy next(m_view, &RecordView::nextAsked), previous(m_view, &RecordView::previousAsked),
        changes(m_view, &RecordView::currentFieldChanged);
    m_view->setSteps(false, true);
    QTest::keyClick(view(), Qt::Key_PageDown, Qt::AltModifier);
    QTest::keyClick(view(), Qt::Key_PageUp, Qt::AltModifier); // there is none
    QTest::mouseClick(button("next"), Qt::LeftButton);
    QVERIFY(!button("previous")->isEnabled());
    QCOMPARE(next.count(), 2);
    QCOMPARE(previous.count(), 0);
    m_view->showLoading(u"2"_s);
    m_view->showRecord(many, values, u"2"_s);
    QCOMPARE(m_view->currentField(), 120);
    QCOMPARE(view()->verticalScrollBar()->value(), scroll);
    QCOMPARE(changes.count(), 0); // nobody moved
    QTest::keyClick(view(), Qt::Key_Down);
    QCOMPARE(changes.takeFirst(), QVariantList{121});
    m_view->showRecord(columns, cells, u"of another table"_s);
    QCOMPARE(m_view->currentField(), 0);
}

void TestRecordView::opensAndCopies()
{
    m_view->showRecord(columns, cells, u"1"_s);
    m_view->setCurrentField(1);
    QSignalSpy opens(m_view, &RecordView::fieldOpened), copies(m_view, &RecordView::copyFieldAsked),
        rowCopies(m_view, &RecordView::copyRowAsked);
    QTest::keyClick(view(), Qt::Key_Return);
    QCOMPARE(opens.takeFirst(), QVariantList{1});
    const QPoint at = view()->visualRect(view()->model()->index(2, 1)).center();
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(opens.takeFirst(), QVariantList{2});
    QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copies.takeFirst(), QVariantList{2});
    QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::mouseClick(button("copy"), Qt::LeftButton);
    QCOMPARE(rowCopies.count(), 2);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(view()->viewport(), &event);
    auto *menu = m_view->findChild<QMenu *>(u"record.menu"_s);
    QVERIFY(menu);
    menu->findChild<QAction *>(u"record.copyField"_s)->trigger();
    QCOMPARE(copies.takeFirst(), QVariantList{2});
    menu->close();
}

int TestRecordView::heightOf(const QByteArray &value)
{
    m_view->showRecord(columns, {whole("1"), whole(value), Cell{}, Cell{}}, u"1"_s);
    return view()->visualRect(view()->model()->index(1, 1)).height();
}

void TestRecordView::valuesTakeUpToSixLines()
{
    const int one = heightOf("one"), two = heightOf("one\ntwo"), six = heightOf("1\n2\n3\n4\n5\n6");
    QVERIFY(one < two && two < six);
    QCOMPARE(heightOf(QByteArray("line\n").repeated(500)), six);
    QCOMPARE(heightOf(QByteArray(1'000'000, 'x')), six);
    const QByteArray words = QByteArray("word ").repeated(25);
    const int narrow = heightOf(words);
    QVERIFY(narrow > one && narrow < six);
    m_view->resize(1600, 300); // heights follow the width
    QTRY_COMPARE(view()->visualRect(view()->model()->index(1, 1)).height(), one);
}

void TestRecordView::cutValuesSayTheirSize()
{
    const auto pictureOf = [&](const Cell &cell) {
        m_view->showRecord(columns, {whole("1"), cell, Cell{}, Cell{}}, u"1"_s);
        return view()->viewport()->grab(view()->visualRect(view()->model()->index(1, 1))).toImage();
    };
    QVERIFY(pictureOf(whole("abc")) != pictureOf(Cell{"abc", false, 5000}));
    QVERIFY(pictureOf(whole("")) != pictureOf(Cell{}));
    QVERIFY(pictureOf(whole("NULL")) != pictureOf(Cell{}));
}

void TestRecordView::manyFields()
{
    QList<Column> many;
    QList<Cell> values;
    for (int i = 0; i < 1600; ++i) {
        many << Column{u"column_%1"_s.arg(i), u"text"_s, Look::Text, 25, {}, {}};
        values << whole(QByteArray("some words of a longer text ").repeated(300));
    }
    m_view->showRecord(many, values, u"1"_s);
    QVERIFY(!m_view->grab().isNull());
    m_view->setCurrentField(1599);
    QVERIFY(!m_view->grab().isNull());
    QVERIFY(view()->visualRect(view()->model()->index(1599, 0)).isValid());
    filter()->setText(u"column_159"_s);
    QTRY_COMPARE(view()->model()->rowCount(), 11);
}

void TestRecordView::saysWhatToDo()
{
    QVERIFY(label("words").startsWith(u"Choose a row"_s));
    QVERIFY(!button("next")->isEnabled() && !button("copy")->isEnabled());
    m_view->showLoading(u"18"_s);
    QCOMPARE(label("title"), u"18"_s);
    QCOMPARE(m_view->currentField(), -1);
    m_view->showRecord(columns, cells, u"18"_s);
    QVERIFY(view()->isVisible() && button("copy")->isEnabled());
    m_view->showEmpty();
    QVERIFY(!view()->isVisible());
    QCOMPARE(label("facts"), QString());
}

void TestRecordView::keysStayInside()
{
    m_view->showRecord(columns, cells, u"1"_s);
    QSignalSpy closes(m_view, &RecordView::closeAsked);
    QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(filter()->hasFocus());
    filter()->setText(u"id"_s);
    QTest::keyClick(filter(), Qt::Key_Escape); // clears first
    QCOMPARE(filter()->text(), QString());
    QCOMPARE(closes.count(), 0);
    QTest::keyClick(filter(), Qt::Key_Escape);
    QCOMPARE(closes.count(), 1);
    QTest::mouseClick(button("close"), Qt::LeftButton);
    QCOMPARE(closes.count(), 2);
}

void TestRecordView::tabReachesEverything()
{
    m_view->activateWindow();
    QTRY_VERIFY(m_view->isActiveWindow());
    m_view->showRecord(columns, cells, u"1"_s);
    m_view->setSteps(true, true);
    m_view->setFocus();
    QVERIFY(view()->hasFocus());
    QStringList reached;
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        reached << QApplication::focusWidget()->objectName();
    }
    for (const QString &name : {u"previous"_s, u"next"_s, u"copy"_s, u"close"_s, u"filter"_s, u"onlyFilled"_s, u"fields"_s})
        QVERIFY2(reached.contains(u"record."_s + name), qPrintable(name + u" not in "_s + reached.join(u", "_s)));
}

// Every string names a FIFO that hangs whoever opens it.
void TestRecordView::poisonStaysText()
{
    QTemporaryDir folder;
    const QString fifo = folder.filePath(u"fifo"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const QString poison = u"<img src=%1>\u202E\u0001"_s.arg(fifo);
    m_view->showRecord({{poison, poison, Look::Text, 25, u"PK"_s, poison}}, {whole(poison.toUtf8())}, poison);
    const QModelIndex name = view()->model()->index(0, 0);
    QVERIFY(name.data().toString().endsWith(u"⟦U+202E⟧␁"_s));
    QVERIFY(!name.data(Qt::ToolTipRole).toString().contains(u"<img"_s));
    QCOMPARE(m_view->findChild<QLabel *>(u"record.title"_s)->textFormat(), Qt::PlainText);
    QVERIFY(!m_view->grab().isNull());
    m_view->showRecord(columns, {whole("a\xff\x80z"), Cell{}, Cell{}, Cell{}}, u"1"_s);
    QCOMPARE(view()->model()->index(0, 1).data().toString(), u"a\\xff\\x80z"_s);
}

QTEST_MAIN(TestRecordView)
#include "tst_recordview.moc"
