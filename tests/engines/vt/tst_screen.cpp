// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal's grid: printing, scrolling, editing; by example, and by chance against a grid that is too simple to be wrong.
#include "engines/vt/grids.h"
#include "engines/vt/naivegrid.h"

#include <QTest>

#include <climits>
#include <random>

using namespace oriel::vt;

namespace {

constexpr char32_t wide = U'中';

std::u32string rowOf(std::u32string_view cells) { return std::u32string(cells); }

} // namespace

class ScreenTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrapsWhenTheNextCharacterComes();
    void withoutAutowrapTheLastColumnIsWrittenAgain();
    void aWideCharacterGoesToTheNextRowWhole();
    void overwritingHalfOfAWideCharacterTakesBoth();
    void aClusterTakesTheCellBefore();
    void sideMargins();
    void whatIsErasedHasTheBackground();
    void protectedTextStays();
    void areas();
    void attributesOfAreas();
    void doubleWidthRows();
    void asTheNaiveGrid();
    void extremeArguments();
};

void ScreenTest::wrapsWhenTheNextCharacterComes()
{
    Tables tables;
    Screen screen(tables, {3, 5}, Screen::Kind::Primary);
    screen.print("abcde");
    QCOMPARE(screen.cursor.column, 4);
    QVERIFY(screen.cursor.isWrapPending);
    QVERIFY(!screen.isWrapped(0));
    screen.print("fg");
    QCOMPARE(shown(screen), rowOf(U"abcde|fg...|.....|"));
    QVERIFY(screen.isWrapped(0));
    // What is written into the last column without going on ends the line there.
    screen.cursor = {.row = 0, .column = 4};
    screen.print("E");
    QVERIFY(!screen.isWrapped(0));
}

void ScreenTest::withoutAutowrapTheLastColumnIsWrittenAgain()
{
    Tables tables;
    Screen screen(tables, {2, 5}, Screen::Kind::Primary);
    screen.isAutowrapping = false;
    screen.print("abcdefgh");
    QCOMPARE(shown(screen), rowOf(U"abcdh|.....|"));
    screen.print(wide, 2);
    QCOMPARE(shown(screen), rowOf(U"abc中<|.....|"));
}

void ScreenTest::aWideCharacterGoesToTheNextRowWhole()
{
    Tables tables;
    Screen screen(tables, {3, 5}, Screen::Kind::Primary);
    write(screen, U"abcd中e");
    QCOMPARE(shown(screen), rowOf(U"abcd_|中<e..|.....|"));
    QVERIFY(screen.isWrapped(0));
    QCOMPARE(allText(screen), std::string("abcd中e\n"));

    Screen narrow(tables, {3, 1}, Screen::Kind::Primary);
    write(narrow, U"a中b");
    QCOMPARE(shown(narrow), rowOf(U"a|中|b|"));
    QCOMPARE(narrow.cell(1, 0).width, 1u);
    QVERIFY(narrow.cell(1, 0).isSqueezed);
    QCOMPARE(allText(narrow), std::string("a中b"));
}

void ScreenTest::overwritingHalfOfAWideCharacterTakesBoth()
{
    Tables tables;
    Screen screen(tables, {1, 8}, Screen::Kind::Primary);
    write(screen, U"中中中中");
    screen.cursor = {.row = 0, .column = 1};
    screen.print("xy");
    QCOMPARE(shown(screen), rowOf(U".xy.中<中<|"));
    screen.cursor = {.row = 0, .column = 5};
    screen.deleteCharacters(2);
    QCOMPARE(shown(screen), rowOf(U".xy.....|"));
}

void ScreenTest::aClusterTakesTheCellBefore()
{
    Tables tables;
    Screen screen(tables, {2, 4}, Screen::Kind::Primary);
    QVERIFY(!screen.extend(U"e\u0301", 1));
    screen.print("e");
    QVERIFY(screen.extend(U"e\u0301", 1));
    QVERIFY(tables.cluster(screen.cell(0, 0).text) == U"e\u0301");
    QVERIFY(screen.cellBefore() == screen.cell(0, 0));
    screen.print("xy");
    screen.print(U'\u2764', 1);
    QVERIFY(screen.cursor.isWrapPending);
    QVERIFY(screen.extend(U"\u2764\ufe0f", 2)); // wider now than the row is
    QCOMPARE(screen.cell(0, 3).isSpacer, 1u);
    QVERIFY(tables.cluster(screen.cell(1, 0).text) == U"\u2764\ufe0f");
    QCOMPARE(screen.cell(1, 0).width, 2u);
    QCOMPARE(screen.cursor.column, 2);
    QCOMPARE(allText(screen), std::string("e\u0301xy\u2764\ufe0f"));
    QVERIFY(screen.extend(U"\u2764\ufe0e", 1));
    QCOMPARE(screen.cursor.column, 1);
    QCOMPARE(screen.cell(1, 1), Cell{});
}

void ScreenTest::sideMargins()
{
    Tables tables;
    Screen screen(tables, {3, 6}, Screen::Kind::Primary);
    write(screen, U"abcdef\nghijkl\nmnopqr");
    screen.setMargins({0, 2, 1, 3});
    screen.scrollUp(1);
    QCOMPARE(shown(screen), rowOf(U"ahijef|gnopkl|m...qr|"));
    QCOMPARE(screen.lastLine(), 2); // nothing went into the history
    screen.cursor = {.row = 2, .column = 2};
    screen.print("XYZ");
    QCOMPARE(shown(screen), rowOf(U"anopef|g.XYkl|mZ..qr|"));
    screen.cursor = {.row = 1, .column = 5};
    screen.insertLines(1); // out of the margins
    QCOMPARE(shown(screen), rowOf(U"anopef|g.XYkl|mZ..qr|"));
    screen.cursor = {.row = 0, .column = 2};
    screen.insertColumns(1);
    QCOMPARE(shown(screen), rowOf(U"an.oef|g..Xkl|mZ..qr|"));
    screen.scrollLeft(2);
    QCOMPARE(shown(screen), rowOf(U"ao..ef|gX..kl|m...qr|"));
}

void ScreenTest::whatIsErasedHasTheBackground()
{
    Tables tables;
    Screen screen(tables, {3, 4}, Screen::Kind::Primary);
    screen.cursor.style = tables.style({.foreground = Color::indexed(1), .background = Color::indexed(4), .attributes = Bold});
    const std::uint32_t blue = tables.style({.background = Color::indexed(4)});
    write(screen, U"abcd\nabcd\nabcd");
    screen.erase({0, 2, 0, 3});
    screen.erase({1, 0, 1, 3});
    screen.lineFeed();
    QCOMPARE(shown(screen), rowOf(U"....|abcd|....|"));
    for (int column = 0; column < 4; ++column) {
        QCOMPARE(std::uint32_t(screen.cell(0, column).style), blue);
        QCOMPARE(std::uint32_t(screen.cell(2, column).style), blue);
    }
    const std::vector<std::vector<Cell>> rows = allRows(screen);
    QCOMPARE(rowText(rows[0]), rowOf(U"ab.."));
    QCOMPARE(std::uint32_t(rows[0][3].style), blue); // in the history too
}

void ScreenTest::protectedTextStays()
{
    Tables tables;
    Screen screen(tables, {1, 6}, Screen::Kind::Primary);
    screen.print("ab");
    screen.cursor.isProtected = true;
    screen.print("cd");
    screen.cursor.isProtected = false;
    screen.print("ef");
    screen.erase({0, 0, 0, 5}, true);
    QCOMPARE(shown(screen), rowOf(U"..cd..|"));
    screen.erase({0, 0, 0, 5});
    QCOMPARE(shown(screen), rowOf(U"......|"));
}

void ScreenTest::areas()
{
    Tables tables;
    Screen screen(tables, {3, 6}, Screen::Kind::Primary);
    write(screen, U"abcdef\nghijkl\nmnopqr");
    screen.copy({0, 0, 1, 3}, 1, 1); // onto itself
    QCOMPARE(shown(screen), rowOf(U"abcdef|gabcdl|mghijr|"));
    screen.fill({0, 4, 9, 9}, U'*');
    QCOMPARE(shown(screen), rowOf(U"abcd**|gabc**|mghi**|"));
    screen.copy({0, 0, 2, 5}, 2, 4);
    QCOMPARE(shown(screen), rowOf(U"abcd**|gabc**|mghiab|"));
    QCOMPARE(screen.checksum({0, 0, 0, 1}), std::uint16_t('a' + 'b'));
    screen.erase({0, 0, 0, 0});
    QCOMPARE(screen.checksum({0, 0, 0, 1}), std::uint16_t(' ' + 'b'));
}

void ScreenTest::attributesOfAreas()
{
    Tables tables;
    Screen screen(tables, {3, 4}, Screen::Kind::Primary);
    write(screen, U"abcd\nabcd\nabcd");
    const auto bold = [&](int row, int column) { return tables.style(screen.cell(row, column).style).attributes & Bold; };
    screen.change({0, 2, 2, 1}, true, {.set = Bold});
    QVERIFY(!bold(0, 1) && bold(0, 2) && bold(1, 0) && bold(1, 3) && bold(2, 1) && !bold(2, 2));
    screen.change({0, 1, 2, 2}, false, {.toggle = Bold, .underline = StyleChange::Line::Toggle});
    QVERIFY(bold(0, 1) && !bold(0, 2) && bold(1, 0) && !bold(1, 1) && bold(2, 2));
    QCOMPARE(tables.style(screen.cell(1, 1).style).underline, Underline::Single);
    QCOMPARE(screen.checksum({0, 1, 0, 1}), std::uint16_t('b' + 0x80 + 0x10));
}

void ScreenTest::doubleWidthRows()
{
    Tables tables;
    Screen screen(tables, {3, 6}, Screen::Kind::Primary);
    screen.print("abcdef");
    screen.setRowSize(0, RowSize::DoubleWidth);
    QCOMPARE(shown(screen), rowOf(U"abc...|......|......|"));
    QCOMPARE(screen.lastColumn(0), 2);
    screen.cursor = {};
    screen.print("wxyz");
    QCOMPARE(shown(screen), rowOf(U"wxy...|z.....|......|"));
    QVERIFY(!screen.isWrapped(0));
    screen.erase({0, 0, 0, 5}); // EL 2
    QCOMPARE(screen.rowSize(0), RowSize::DoubleWidth);
    screen.scrollUp(1);
    QCOMPARE(screen.rowSize(0), RowSize::Single);
    screen.setRowSizes(RowSize::DoubleHeightTop);
    screen.erase({1, 0, 2, 5}); // ED 0
    QCOMPARE(screen.rowSize(0), RowSize::DoubleHeightTop);
    QCOMPARE(screen.rowSize(1), RowSize::Single);
    Picture picture;
    screen.look({Anchor{0, 0}}, picture);
    QCOMPARE(picture.rows[0].size, RowSize::DoubleWidth);
}

// The same at random on both; margins, wide characters, colours, protection.
void ScreenTest::asTheNaiveGrid()
{
    for (unsigned seed = 0; seed < 150; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](int n) { return int(random() % unsigned(n)); };
        const bool hasWide = seed % 2;
        const int rowCount = 1 + below(12), columnCount = 1 + below(20);
        Tables tables;
        Screen screen(tables, {rowCount, columnCount}, Screen::Kind::Primary);
        NaiveGrid naive(rowCount, columnCount);
        const auto area = [&] {
            const int top = below(rowCount), left = below(columnCount);
            return Area{top, left, top + below(rowCount - top), left + below(columnCount - left)};
        };
        for (int step = 0; step < 250; ++step) {
            const int n = 1 + below(below(5) == 0 ? 30 : 4), kind = below(26);
            switch (kind) {
            case 0:
            case 1:
            case 2: {
                const std::string text(std::size_t(n * 3), char('a' + below(26)));
                screen.print(text);
                for (const char character : text)
                    naive.print(char32_t(character), 1);
                break;
            }
            case 3:
            case 4:
                for (int i = 0; hasWide && i < n; ++i) {
                    screen.print(wide, 2);
                    if (columnCount == 1) { // squeezed
                        naive.print(wide, 1);
                        continue;
                    }
                    naive.print(wide, 2);
                }
                break;
            case 5:
            case 6:
                for (int i = 0; i < n; ++i) {
                    screen.lineFeed();
                    naive.lineFeed();
                }
                break;
            case 7:
                screen.reverseLineFeed(), naive.reverseLineFeed();
                break;
            case 8:
                screen.scrollUp(n), naive.scrollUp(n);
                break;
            case 9:
                screen.scrollDown(n), naive.scrollDown(n);
                break;
            case 10:
                screen.scrollLeft(n), naive.scrollSideways(-n);
                break;
            case 11:
                screen.scrollRight(n), naive.scrollSideways(n);
                break;
            case 12:
                screen.insertLines(n), naive.insertLines(n);
                break;
            case 13:
                screen.deleteLines(n), naive.deleteLines(n);
                break;
            case 14:
                screen.insertCharacters(n), naive.insertCharacters(n);
                break;
            case 15:
                screen.deleteCharacters(n), naive.insertCharacters(-n);
                break;
            case 16:
                screen.eraseCharacters(n), naive.eraseCharacters(n);
                break;
            case 17:
                screen.insertColumns(n), naive.shiftColumns(n);
                break;
            case 18:
                screen.deleteColumns(n), naive.shiftColumns(-n);
                break;
            case 19: {
                const Area erased = area();
                const bool isSelective = below(2);
                screen.erase(erased, isSelective), naive.erase(erased, isSelective);
                break;
            }
            case 20: {
                const Area filled = area();
                screen.fill(filled, U'#'), naive.fill(filled, U'#');
                break;
            }
            case 21: {
                const Area source = area();
                const int row = below(rowCount), column = below(columnCount);
                screen.copy(source, row, column), naive.copy(source, row, column);
                break;
            }
            case 22:
                screen.cursor.row = naive.cursor.row = below(rowCount);
                screen.cursor.column = naive.cursor.column = below(columnCount);
                screen.cursor.isWrapPending = naive.cursor.isWrapPending = false;
                break;
            case 23: {
                const Area inside = below(3) ? area() : Area{0, 0, rowCount - 1, columnCount - 1};
                screen.setMargins({inside.top, inside.bottom, inside.left, inside.right});
                naive.margins = screen.margins();
                break;
            }
            case 24: {
                const Color background = Color::indexed(std::uint8_t(below(3)));
                screen.cursor.style = naive.cursor.style = tables.style({.background = background, .attributes = Bold});
                screen.cursor.isProtected = naive.cursor.isProtected = below(2);
                naive.blankStyle = tables.style({.background = background});
                break;
            }
            default:
                screen.isAutowrapping = naive.isAutowrapping = below(4) != 0;
                screen.isInserting = naive.isInserting = below(4) == 0;
            }
            const auto where = QStringLiteral("seed %1, step %2, kind %3").arg(seed).arg(step).arg(kind).toUtf8();
            QVERIFY2(screen.cursor.row == naive.cursor.row && screen.cursor.column == naive.cursor.column &&
                         screen.cursor.isWrapPending == naive.cursor.isWrapPending,
                     where.constData());
            for (int row = 0; row < rowCount; ++row) {
                for (int column = 0; column < columnCount; ++column) {
                    Cell cell = screen.cell(row, column), expected = naive.rows[std::size_t(row)][std::size_t(column)];
                    cell.isSpacer = cell.isSqueezed = expected.isSpacer = 0;
                    QVERIFY2(cell == expected, where.constData());
                }
            }
        }
        // What went up is the history, row by row; where a wide character was overwritten after its line had begun to go up, its
        // rows may break elsewhere.
        const std::vector<std::vector<Cell>> rows = allRows(screen);
        std::u32string text, expectedText;
        for (std::size_t row = 0; row + std::size_t(rowCount) < rows.size(); ++row)
            text += rowText(rows[row]);
        for (const std::vector<Cell> &row : naive.history)
            expectedText += rowText(row);
        if (hasWide) {
            for (std::u32string *each : {&text, &expectedText})
                std::erase_if(*each, [](char32_t character) { return character == U'.' || character == U'_'; });
        }
        QCOMPARE(text, expectedText);
    }
}

void ScreenTest::extremeArguments()
{
    Tables tables;
    for (const auto &[rows, columns] : {std::pair{1, 1}, std::pair{1000, 1000}, std::pair{INT_MAX, INT_MIN}, std::pair{24, 80}}) {
        Screen screen(tables, {rows, columns}, Screen::Kind::Primary);
        QVERIFY(screen.rows() <= 1000 && screen.columns() >= 1);
        for (const int n : {INT_MIN, -1, 0, INT_MAX}) {
            screen.cursor = {.row = n, .column = n, .isWrapPending = true, .style = std::uint32_t(n)};
            write(screen, U"x中\n");
            for (const auto operation :
                 {&Screen::scrollUp, &Screen::scrollDown, &Screen::scrollLeft, &Screen::scrollRight, &Screen::insertLines,
                  &Screen::deleteLines, &Screen::insertCharacters, &Screen::deleteCharacters, &Screen::eraseCharacters,
                  &Screen::insertColumns, &Screen::deleteColumns})
                (screen.*operation)(n);
            screen.setMargins({n, n, n, n});
            screen.erase({n, n, INT_MAX, INT_MAX});
            screen.fill({INT_MIN, INT_MIN, n, n}, U'x');
            screen.copy({n, n, INT_MAX, INT_MAX}, n, n);
            screen.change({n, n, INT_MAX, n}, true, {.set = Bold});
            screen.checksum({n, n, INT_MAX, INT_MAX});
            screen.setRowSize(n, RowSize::DoubleWidth);
            screen.anchorAt({Anchor{n, n}}, n, n);
            screen.scrolled({Anchor{n, n}}, n);
            screen.text({{n, n}, {INT_MAX, INT_MAX}, true});
            screen.select(Span{{n, n}, {INT_MAX, n}});
            screen.track({n, n});
            Picture picture;
            screen.look({Anchor{n, n}}, picture);
            QCOMPARE(int(picture.rows.size()), screen.rows());
        }
    }
}

QTEST_GUILESS_MAIN(ScreenTest)
#include "tst_screen.moc"
