// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal gets another size: the text stays, with its styles, the cursor and everything that is anchored to it.
#include "engines/vt/grids.h"

#include <QTest>

#include <random>

using namespace oriel::vt;

namespace {

// All rows with the blank ones at the end off.
std::vector<std::vector<Cell>> writtenRows(const Screen &screen)
{
    std::vector<std::vector<Cell>> rows = allRows(screen);
    while (!rows.empty() && std::ranges::all_of(rows.back(), [](Cell cell) { return cell == Cell{}; }))
        rows.pop_back();
    return rows;
}

// Lines of letters, wide characters and colours, as a program that knows no width prints them.
void writeAtRandom(Screen &screen, Tables &tables, std::mt19937 &random, int lines)
{
    const auto below = [&](unsigned n) { return int(random() % n); };
    for (int line = 0; line < lines; ++line) {
        for (int pieces = below(4); pieces > 0; --pieces) {
            screen.cursor.style = tables.style({.foreground = Color::rgb(std::uint8_t(below(3)), 0, 0)});
            std::u32string text;
            for (int length = below(below(5) == 0 ? 200 : 30); length > 0; --length)
                text += below(6) == 0 ? U'中' : below(9) == 0 ? U' ' : char32_t('a' + below(26));
            write(screen, text);
        }
        screen.cursor.style = 0;
        write(screen, U"\n");
    }
    write(screen, U"$ ");
}

} // namespace

class ReflowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void narrowerAndWider();
    void thereAndBackIsTheSame();
    void theCursorStaysOnItsCharacter();
    void aPendingWrapStays();
    void wideCharactersInOneColumn();
    void heightTakesFromTheHistoryWhatItGave();
    void whatWasClearedStaysCleared();
    void theCursorIsNeverPushedOut();
    void marginsAreReset();
    void doubleWidthRowsAreNotReflowed();
    void theAlternateScreenIsClipped();
    void selectionAndMarksStayOnTheirText();
    void hundredThousandLinesAreCountedLater();
};

void ReflowTest::narrowerAndWider()
{
    Tables tables;
    Screen screen(tables, {4, 6}, Screen::Kind::Primary);
    write(screen, U"abcdefgh\n中中中中\nx");
    QCOMPARE(shown(screen), std::u32string(U"gh....|中<中<中<|中<....|x.....|"));
    screen.resize({5, 5});
    QCOMPARE(shown(screen), std::u32string(U"abcde|fgh..|中<中<_|中<中<.|x....|"));
    screen.resize({4, 9});
    QCOMPARE(shown(screen), std::u32string(U"abcdefgh.|中<中<中<中<.|x........|.........|"));
    QCOMPARE(allText(screen), std::string("abcdefgh\n中中中中\nx\n"));
}

void ReflowTest::thereAndBackIsTheSame()
{
    for (unsigned seed = 0; seed < 120; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](unsigned n) { return int(random() % n); };
        Tables tables;
        const Size size{2 + below(20), 2 + below(50)};
        Screen screen(tables, size, Screen::Kind::Primary);
        writeAtRandom(screen, tables, random, below(40));
        const std::string text = allText(screen);
        const std::vector<std::vector<Cell>> rows = writtenRows(screen);
        const Anchor cursor = screen.anchorAtCursor();
        for (int step = 0; step < 4; ++step) {
            const Size other{1 + below(30), 1 + below(70)};
            screen.resize(other);
            const auto where = QStringLiteral("seed %1: %2×%3").arg(seed).arg(other.rows).arg(other.columns).toUtf8();
            std::string now = allText(screen); // blank rows below are lines too
            now.resize(std::min(now.size(), now.find_last_not_of('\n') + 1));
            QVERIFY2(now == text.substr(0, text.find_last_not_of('\n') + 1), where.constData());
        }
        screen.resize(size);
        const auto where = QStringLiteral("seed %1").arg(seed).toUtf8();
        QVERIFY2(writtenRows(screen) == rows, where.constData());
        QVERIFY2(screen.anchorAtCursor() == cursor, where.constData());
    }
}

void ReflowTest::theCursorStaysOnItsCharacter()
{
    Tables tables;
    Screen screen(tables, {6, 10}, Screen::Kind::Primary);
    write(screen, U"first\nabcdefghijklmn\nlast");
    screen.cursor = {.row = 2, .column = 1}; // l
    Cursor saved{.row = 1, .column = 4};     // e
    Cursor *const others[] = {&saved};
    for (const int columns : {4, 7, 3, 30, 10}) {
        screen.resize({6, columns}, others);
        QCOMPARE(char32_t(screen.cell(screen.cursor.row, screen.cursor.column).text), U'l');
        QCOMPARE(char32_t(screen.cell(saved.row, saved.column).text), U'e');
    }
    QCOMPARE(screen.cursor.row, 2);
}

void ReflowTest::aPendingWrapStays()
{
    Tables tables;
    Screen screen(tables, {4, 4}, Screen::Kind::Primary);
    screen.print("abcdefgh");
    QVERIFY(screen.cursor.isWrapPending);
    screen.resize({4, 8});
    QVERIFY(screen.cursor.isWrapPending);
    QCOMPARE(screen.cursor.column, 7);
    screen.resize({4, 6});
    QVERIFY(!screen.cursor.isWrapPending);
    QCOMPARE(screen.cursor.column, 2);
    screen.resize({4, 4});
    screen.print("i");
    QCOMPARE(shown(screen), std::u32string(U"abcd|efgh|i...|....|"));
    QCOMPARE(allText(screen), std::string("abcdefghi\n"));
}

void ReflowTest::wideCharactersInOneColumn()
{
    Tables tables;
    Screen screen(tables, {3, 6}, Screen::Kind::Primary);
    write(screen, U"a中b中");
    screen.resize({3, 1});
    QCOMPARE(shown(screen), std::u32string(U"中|b|中|"));
    Picture picture;
    screen.look({Anchor{0, 0}}, picture);
    for (const Cell cell : picture.cells)
        QCOMPARE(cell.width, 1u);
    screen.resize({3, 6});
    QCOMPARE(shown(screen), std::u32string(U"a中<b中<|......|......|"));
    QCOMPARE(screen.cell(0, 1).isSqueezed, 0u);
}

void ReflowTest::heightTakesFromTheHistoryWhatItGave()
{
    Tables tables;
    Screen screen(tables, {4, 5}, Screen::Kind::Primary);
    write(screen, U"1\n2\n3\n4");
    screen.resize({2, 5});
    QCOMPARE(shown(screen), std::u32string(U"3....|4....|"));
    QCOMPARE(screen.firstLine(), 0);
    QCOMPARE(screen.anchorAt({}, 0, 0).line, 2);
    screen.resize({3, 5});
    QCOMPARE(shown(screen), std::u32string(U"2....|3....|4....|"));
    screen.resize({6, 5});
    QCOMPARE(shown(screen), std::u32string(U"1....|2....|3....|4....|.....|.....|"));
}

void ReflowTest::whatWasClearedStaysCleared()
{
    Tables tables;
    Screen screen(tables, {3, 5}, Screen::Kind::Primary);
    write(screen, U"1\n2\n3\n4");
    screen.erase({0, 0, 2, 4});
    screen.cursor = {};
    screen.print("$");
    screen.resize({2, 5});
    screen.resize({6, 5});
    QCOMPARE(rowText(screen, 0), std::u32string(U"$...."));
    QCOMPARE(screen.cursor.row, 0);
}

void ReflowTest::theCursorIsNeverPushedOut()
{
    Tables tables;
    Screen screen(tables, {5, 4}, Screen::Kind::Primary);
    write(screen, U"1\n2\n3\n4\n5");
    screen.cursor = {.row = 1, .column = 0};
    screen.resize({2, 4});
    QCOMPARE(shown(screen), std::u32string(U"2...|3...|"));
    QCOMPARE(screen.cursor.row, 0);
}

void ReflowTest::marginsAreReset()
{
    Tables tables;
    Screen screen(tables, {5, 8}, Screen::Kind::Primary);
    screen.setMargins({1, 3, 2, 5});
    screen.resize({3, 9});
    QCOMPARE(screen.margins(), (Margins{0, 2, 0, 8}));
}

void ReflowTest::doubleWidthRowsAreNotReflowed()
{
    Tables tables;
    Screen screen(tables, {3, 8}, Screen::Kind::Primary);
    screen.setRowSize(0, RowSize::DoubleHeightTop);
    write(screen, U"abcd\nxyz");
    screen.resize({3, 2});
    QCOMPARE(shown(screen), std::u32string(U"ab|xy|z.|"));
    QCOMPARE(screen.rowSize(0), RowSize::DoubleHeightTop);
    QCOMPARE(screen.rowSize(1), RowSize::Single);
}

void ReflowTest::theAlternateScreenIsClipped()
{
    Tables tables;
    Screen screen(tables, {4, 6}, Screen::Kind::Alternate);
    write(screen, U"abcdef\n中中中\n3\n4");
    screen.resize({3, 3});
    QCOMPARE(shown(screen), std::u32string(U"中<.|3..|4..|"));
    QCOMPARE(screen.cursor.row, 2);
    screen.resize({4, 6});
    QCOMPARE(shown(screen), std::u32string(U"中<....|3.....|4.....|......|"));
    QCOMPARE(screen.firstLine(), screen.anchorAt({}, 0, 0).line);
}

void ReflowTest::selectionAndMarksStayOnTheirText()
{
    Tables tables;
    Screen screen(tables, {6, 20}, Screen::Kind::Primary);
    write(screen, U"one two three four five six seven eight\nprompt\nmore");
    const Span word = screen.wordAt({0, 9}, U"");
    QCOMPARE(screen.text(word), std::string("three"));
    screen.select(word);
    const int prompt = screen.track({1, 0});
    for (const Size size : {Size{6, 7}, Size{2, 5}, Size{1, 1}, Size{3, 90}, Size{6, 20}}) {
        screen.resize(size);
        QVERIFY(screen.selection().has_value());
        QCOMPARE(screen.text(*screen.selection()), std::string("three"));
        QCOMPARE(screen.text(screen.wordAt(screen.tracked(prompt).value(), U"")), std::string("prompt"));
    }
}

// What is looked at is right at once, whatever has been counted.
void ReflowTest::hundredThousandLinesAreCountedLater()
{
    Tables tables;
    Screen screen(tables, {10, 100}, Screen::Kind::Primary);
    for (int line = 0; line < 100'000; ++line) {
        screen.print("0123456789012345678901234567890123456789");
        screen.print(std::to_string(line));
        screen.cursor.column = 0;
        screen.lineFeed();
    }
    QVERIFY(screen.extent({}).isExact || !screen.countOn(std::chrono::hours(1)));
    QCOMPARE(screen.extent({}).total, 100'001);
    screen.resize({10, 20});
    QVERIFY(!screen.extent({}).isExact);
    Picture picture;
    screen.look(screen.scrolled({}, -3), picture);
    QCOMPARE(rowText({picture.cells.data(), 20}), std::u32string(U"01234567890123456789"));
    QCOMPARE(rowText({picture.cells.data() + 40, 20}), std::u32string(U"99996..............."));
    // Scrolling all the way is exact whether counted or not.
    View view = screen.scrolled({}, -299'990);
    QCOMPARE(screen.lineText(view.top->line).text.substr(40), std::u32string(U"0"));
    QCOMPARE(view.top->cell, 20);
    while (screen.countOn(std::chrono::microseconds(50))) {
    }
    const Extent extent = screen.extent(view);
    QVERIFY(extent.isExact);
    QCOMPARE(extent.top, 1);
    QCOMPARE(extent.total, 300'001);
    view = screen.scrolledTo(150'000);
    QCOMPARE(screen.extent(view).top, 150'000);
    QCOMPARE(screen.lineText(view.top->line).text.substr(40), std::u32string(U"50000"));
}

QTEST_GUILESS_MAIN(ReflowTest)
#include "tst_reflow.moc"
