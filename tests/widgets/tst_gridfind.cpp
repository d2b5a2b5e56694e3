// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridfind.h"
#include "widgets/gridscene.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QSignalSpy>

using namespace oriel;
using namespace oriel::test;

namespace {

GridMatch match(const QString &text, bool isCaseSensitive = false, bool isExpression = false)
{
    return GridMatch::of(text, isCaseSensitive, isExpression).value_or(GridMatch());
}

Cell cellOf(const QByteArray &text, qint64 size = 0) { return {text, false, std::max<qint64>(size, text.size())}; }

// "n" in the first column; "even", "odd" or every tenth NULL in the second. Rows come and go at both ends.
class Numbers final : public RowSource
{
public:
    QList<Column> columns() const override
    {
        return {{u"n"_s, u"bigint"_s, Look::Number, 20, {}, {}}, {u"kind"_s, u"text"_s, Look::Text, 25, {}, {}}};
    }
    qint64 rowCount() const override { return last - first; }
    Cell cell(qint64 row, int column) const override
    {
        const qint64 n = first + row;
        if (column == 0)
            return cellOf(QByteArray::number(n));
        return n % 10 == 0 ? Cell() : cellOf(n % 2 == 0 ? "even" : "odd");
    }
    qint64 first = 0, last = 0;
};

class Sliding final : public RowModel
{
public:
    using RowModel::RowModel;
    void begin(qint64 first, qint64 last)
    {
        numbers->first = first;
        numbers->last = last;
        shown = int(last - first);
        setSource(numbers);
    }
    void prepend(int rows)
    {
        beginInsertRows({}, 0, rows - 1);
        numbers->first -= rows;
        shown += rows;
        endInsertRows();
    }
    void append(int rows)
    {
        beginInsertRows({}, shown, shown + rows - 1);
        numbers->last += rows;
        shown += rows;
        endInsertRows();
    }
    void dropFirst(int rows)
    {
        beginRemoveRows({}, 0, rows - 1);
        numbers->first += rows;
        shown -= rows;
        endRemoveRows();
    }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : shown; }

    std::shared_ptr<Numbers> numbers = std::make_shared<Numbers>();
    int shown = 0;
};

struct Kit
{
    Kit(qint64 first, qint64 last) : find(&grid)
    {
        model.begin(first, last);
        grid.setRowModel(&model);
        grid.resize(500, 300);
        grid.show();
    }
    void seek(const QString &text, bool isExpression = false)
    {
        find.setMatch(match(text, true, isExpression));
        find.step(true, true);
    }
    bool ends() const
    {
        return QTest::qWaitFor([this] { return !find.state().isSeeking && !find.state().isCounting; }, 60'000);
    }
    bool step(bool isForward)
    {
        find.step(isForward);
        return ends();
    }
    QString where() const // "12 n 3/40": the row's number, its column, which match of how many
    {
        const QModelIndex now = grid.currentIndex();
        return u"%1 %2 %3/%4"_s.arg(model.numbers->first + now.row())
            .arg(now.column() == 0 ? u"n"_s : u"kind"_s)
            .arg(find.state().at)
            .arg(find.state().count);
    }
    Sliding model;
    Grid grid;
    GridFind find;
};

} // namespace

class TestGridFind : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void whatIsShownMatches_data();
    void whatIsShownMatches();
    void spansAreThoseOfTheText();
    void wrongAndEndlessExpressions();
    void nextAndPreviousGoAroundTheEnd();
    void theOneMatchIsFoundAgain();
    void columnsAreReadAsTheyStand();
    void rowsThatArriveAreCounted();
    void rowsThatSlideAreCountedAnew();
    void modelsAreSwapped();
    void fiftyMillionRowsHoldNobodyUp();
    void selectionIsOnlyTheFoundCell();
    void matchesAreMarked();
};

void TestGridFind::whatIsShownMatches_data()
{
    QTest::addColumn<QByteArray>("cell");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isCaseSensitive");
    QTest::addColumn<bool>("isExpression");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("part") << QByteArray("overdue") << u"DUE"_s << false << false << true;
    QTest::newRow("case") << QByteArray("overdue") << u"DUE"_s << true << false << false;
    QTest::newRow("not plain") << QByteArray("Löv") << u"LÖ"_s << false << false << true;
    QTest::newRow("not plain, case") << QByteArray("Löv") << u"LÖ"_s << true << false << false;
    QTest::newRow("no letter of it is plain") << QByteArray("abc") << u"ö"_s << false << false << false;
    QTest::newRow("no expression") << QByteArray("a.c abc") << u"a.d"_s << false << false << false;
    QTest::newRow("point") << QByteArray("a.c") << u"a.c"_s << true << false << true;
    QTest::newRow("expression") << QByteArray("A-17") << u"^a-\\d+$"_s << false << true << true;
    QTest::newRow("expression, case") << QByteArray("A-17") << u"^a-\\d+$"_s << true << true << false;
    QTest::newRow("nothing is no match") << QByteArray("abc") << u"x*"_s << true << true << false;
    QTest::newRow("empty") << QByteArray() << u"a"_s << true << false << false;
    QTest::newRow("a mark, as shown") << QByteArray("a\nb") << u"␊b"_s << true << false << true;
    QTest::newRow("a bad byte, as shown") << QByteArray("a\xffz") << u"\\xff"_s << false << false << true;
    QTest::newRow("the end of what is shown") << QByteArray(4094, 'x') + "ab" << u"ab"_s << true << false << true;
    QTest::newRow("behind what is shown") << QByteArray(4095, 'x') + "ab" << u"ab"_s << true << false << false;
    QTest::newRow("behind it, expression") << QByteArray(4095, 'x') + "ab" << u"ab"_s << true << true << false;
}

void TestGridFind::whatIsShownMatches()
{
    QFETCH(QByteArray, cell);
    QFETCH(QString, text);
    QFETCH(bool, isCaseSensitive);
    QFETCH(bool, isExpression);
    QFETCH(bool, isFound);
    const GridMatch wanted = match(text, isCaseSensitive, isExpression);
    QCOMPARE(wanted.isIn(cellOf(cell)), isFound);
    QCOMPARE(!wanted.spans(cellText(cell)).isEmpty(), isFound); // what is marked is what is found
    QVERIFY(!wanted.isIn(Cell()));
}

void TestGridFind::spansAreThoseOfTheText()
{
    const auto of = [](const GridMatch &wanted, const QString &text) {
        QStringList found;
        for (const auto &[begin, length] : wanted.spans(text))
            found << u"%1+%2"_s.arg(begin).arg(length);
        return found.join(u' ');
    };
    QCOMPARE(of(match(u"aa"_s), u"aaaaa b aa"_s), u"0+2 2+2 8+2"_s);
    QCOMPARE(of(match(u"\\d+"_s, true, true), u"a1 b22"_s), u"1+1 4+2"_s);
    QCOMPARE(of(match(u"b*"_s, true, true), u"abba"_s), u"1+2"_s);
    QCOMPARE(of(GridMatch(), u"abba"_s), QString());
    QVERIFY(!GridMatch().isIn(cellOf("abba")));
}

void TestGridFind::wrongAndEndlessExpressions()
{
    const auto wrong = GridMatch::of(u"a(b"_s, true, true);
    QVERIFY(!wrong && wrong.error().message.contains(u"regular expression"_s));
    QVERIFY(GridMatch::of(u"a(b"_s, true, false));
    const GridMatch endless = match(u"^(a+)+$"_s, true, true);
    for (int i = 0; i < 50; ++i) // with the usual limit each takes a second
        QVERIFY(!endless.isIn(cellOf(QByteArray(200, 'a') + 'b')));
    QVERIFY(!match(u"^(a?){20}a{20}$"_s, true, true).isIn(cellOf(QByteArray(20, 'a')))); // some million steps: given up
    QVERIFY(match(u"^(a+)+$"_s, true, true).isIn(cellOf("aaaa")));
}

void TestGridFind::nextAndPreviousGoAroundTheEnd()
{
    Kit k(0, 5000);
    k.grid.setCurrentIndex(k.model.index(15, 0));
    k.seek(u"77"_s); // 77, 177, … 770 to 779, …: 95 a thousand less overlaps
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"77 n 1/95"_s);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"177 n 2/95"_s);
    QVERIFY(k.step(false) && k.step(false));
    QCOMPARE(k.where(), u"4977 n 95/95"_s);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"77 n 1/95"_s);
    k.grid.setCurrentIndex(k.model.index(777, 0)); // by hand
    QCOMPARE(k.where(), u"777 n 15/95"_s);
    k.grid.setCurrentIndex(k.model.index(776, 1));
    QCOMPARE(k.where(), u"776 kind 0/95"_s);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"777 n 15/95"_s);
    k.seek(u"nowhere"_s);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"777 n 0/0"_s);
    QVERIFY(k.find.state().isWhole);
}

void TestGridFind::theOneMatchIsFoundAgain()
{
    Kit k(0, 100);
    k.seek(u"57"_s);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"57 n 1/1"_s);
    QVERIFY(k.step(true) && k.step(false));
    QCOMPARE(k.where(), u"57 n 1/1"_s);
    k.grid.setCurrentIndex({});
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"57 n 1/1"_s);
    k.seek(u"99"_s); // from the current row on, and around
    QVERIFY(k.ends());
    k.seek(u"0"_s);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"0 n 1/10"_s);
}

void TestGridFind::columnsAreReadAsTheyStand()
{
    Kit k(0, 40);
    k.seek(u"[1o]"_s, true); // n with a 1, and odd
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"1 n 1/33"_s);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"1 kind 2/33"_s);
    k.grid.moveColumn(0, 1);
    QVERIFY(k.step(true)); // kind, n
    QCOMPARE(k.where(), u"1 n 2/33"_s);
    k.grid.setHidden(0, true);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"3 kind 2/20"_s);
    QVERIFY(k.step(false));
    QCOMPARE(k.where(), u"1 kind 1/20"_s);
}

void TestGridFind::rowsThatArriveAreCounted()
{
    Kit k(0, 100);
    k.seek(u"5"_s);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"5 n 1/19"_s);
    QVERIFY(k.step(false));
    QCOMPARE(k.where(), u"95 n 19/19"_s);
    k.model.append(100);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"95 n 19/38"_s);
    QVERIFY(k.step(true));
    QCOMPARE(k.where(), u"105 n 20/38"_s);
    k.find.setMatch({});
    k.model.append(100);
    QVERIFY(!k.find.state().isCounting);
    QCOMPARE(k.find.state().count, 0);
}

void TestGridFind::rowsThatSlideAreCountedAnew()
{
    Kit k(1000, 3000);
    k.seek(u"odd"_s);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"1001 kind 1/1000"_s);
    k.model.prepend(500);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"1001 kind 251/1250"_s); // the cell stayed with its row
    k.model.dropFirst(400);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"1001 kind 51/1050"_s);
    k.model.begin(0, 50'000);
    k.seek(u"49999"_s);
    k.model.prepend(100); // while it is sought
    k.model.append(100);
    QVERIFY(k.ends());
    QCOMPARE(k.where(), u"49999 n 1/1"_s);
    k.model.setSource(nullptr);
    k.model.shown = 0;
    QVERIFY(k.step(true));
}

void TestGridFind::modelsAreSwapped()
{
    Kit k(0, 100);
    k.seek(u"5"_s);
    QVERIFY(k.ends());
    {
        Sliding other;
        other.begin(0, 1000);
        k.grid.setRowModel(&other);
        QVERIFY(k.ends());
        QCOMPARE(k.find.state().count, 271);
        k.find.step(true);
    }
    QVERIFY(k.ends());
    QCOMPARE(k.find.state().count, 0);
    k.grid.setRowModel(&k.model);
    QVERIFY(k.ends());
    QCOMPARE(k.find.state().count, 19);
}

void TestGridFind::fiftyMillionRowsHoldNobodyUp()
{
    Kit k(0, 50'000'000);
    QSignalSpy changed(&k.find, &GridFind::changed);
    k.seek(u"never"_s); // the test would not end if a turn did
    QTRY_VERIFY(changed.count() > 3);
    QVERIFY(k.find.state().isSeeking && !k.find.state().isWhole);
    k.find.stop();
    QVERIFY(!k.find.state().isSeeking && !k.find.state().isCounting);
    changed.clear();
    k.model.append(10); // stopped is stopped
    QCoreApplication::processEvents();
    QCOMPARE(changed.count(), 0);
    k.seek(u"49999999"_s); // near the end: found at once, backwards
    k.find.step(false);
    QTRY_COMPARE(k.grid.currentIndex().row(), 49'999'999);
    QVERIFY(k.find.state().isCounting);
}

void TestGridFind::selectionIsOnlyTheFoundCell()
{
    Kit k(0, 100);
    k.grid.selectColumn(0);
    k.seek(u"odd"_s);
    QVERIFY(k.ends());
    QVERIFY(k.step(true));
    QCOMPARE(k.grid.selectionModel()->selectedIndexes(), QModelIndexList{k.model.index(3, 1)});
    QTest::keyClick(&k.grid, Qt::Key_Down, Qt::ShiftModifier); // and goes on from there
    QCOMPARE(k.grid.selectionModel()->selection(), QItemSelection(k.model.index(3, 1), k.model.index(4, 1)));
}

void TestGridFind::matchesAreMarked()
{
    Kit k(0, 100);
    k.grid.fitColumns();
    k.grid.setCurrentIndex(k.model.index(50, 0));
    k.grid.scrollToTop();
    const auto marked = [&](int row, int column) {
        const QImage picture = k.grid.viewport()->grab(k.grid.visualRect(k.model.index(row, column))).toImage();
        int width = 0;
        for (int x = 0; x < picture.width(); ++x)
            width += picture.pixelColor(x, 4) == Theme::current().colour(u"found"_s);
        return width;
    };
    QCOMPARE(marked(1, 1), 0);
    k.grid.setHighlight(match(u"od"_s));
    const int two = marked(1, 1);
    QVERIFY(two > 8 && marked(2, 1) == 0);
    k.grid.setHighlight(match(u"odd"_s));
    QVERIFY(marked(1, 1) > two);
    k.grid.setHighlight(match(u"NULL"_s));
    QCOMPARE(marked(0, 1), 0); // NULL is no text
    k.grid.setHighlight(match(u"1"_s));
    QVERIFY(marked(1, 0) > 4);                       // on the right
    k.grid.horizontalHeader()->resizeSection(1, 40); // "od…"
    k.grid.setHighlight(match(u"dd"_s));
    QVERIFY(marked(1, 1) > 0);
    k.grid.setHighlight({});
    QCOMPARE(marked(1, 1), 0);
}

QTEST_MAIN(TestGridFind)
#include "tst_gridfind.moc"
