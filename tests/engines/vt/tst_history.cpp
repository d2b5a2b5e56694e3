// SPDX-License-Identifier: GPL-3.0-or-later
// What went up out of the terminal's screen: its lines, its bounds, what is anchored to it; and the tables behind the cells.
#include "engines/vt/grids.h"

#include <QTest>

#include <random>

using namespace oriel::vt;

namespace {

void writeLines(Screen &screen, int from, int to)
{
    for (int line = from; line < to; ++line) {
        screen.print("line " + std::to_string(line));
        screen.cursor.column = 0;
        screen.lineFeed();
    }
}

Span whole(const Screen &screen) { return {{screen.firstLine(), 0}, {screen.lastLine() + 1, 0}}; }

} // namespace

class HistoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrappedRowsAreOneLine();
    void onlyTheTopFeedsIt();
    void isBoundedByLines();
    void isBoundedByBytes();
    void isCleared();
    void aLineWithoutEndIsCutAndReadWhole();
    void noneForTheAlternateScreen();
    void isScrolledThrough();
    void shapesStayWithTheirLines();

    void selectionMovesWithItsText();
    void selectionGoesWithItsText_data();
    void selectionGoesWithItsText();
    void whateverHappensItIsTheSameText();
    void selectionIsTrimmedWithTheHistory();
    void tracksGoIntoTheHistory();
    void rectangles();
    void words();
    void charactersAndTheirCells();
    void theSelectionInThePicture();

    void numbersOfLivingStylesStay();
    void aFloodOfStylesIsBounded();
    void aFloodOfClustersIsBounded();
    void picturesFollowTheTables();
};

void HistoryTest::wrappedRowsAreOneLine()
{
    Tables tables;
    Screen screen(tables, {2, 4}, Screen::Kind::Primary);
    write(screen, U"abcdefghij\nx  \n");
    QCOMPARE(shown(screen), std::u32string(U"x  .|....|"));
    QCOMPARE(screen.anchorAt({}, 0, 0).line, 1);
    QVERIFY(screen.lineText(0).text == U"abcdefghij");
    QCOMPARE(screen.text(whole(screen)), std::string("abcdefghij\nx\n"));
    // A line may stand in both.
    write(screen, U"klmnop");
    QCOMPARE(shown(screen), std::u32string(U"klmn|op..|"));
    write(screen, U"\n");
    QCOMPARE(shown(screen), std::u32string(U"op..|....|"));
    QCOMPARE(screen.anchorAt({}, 0, 1), (Anchor{2, 5}));
    QVERIFY(screen.lineText(2).text == U"klmnop");
    // Cut off from its begin, what is left is a line of its own.
    screen.cursor = {};
    screen.insertLines(1);
    QVERIFY(screen.lineText(2).text == U"klmn");
    QVERIFY(screen.lineText(4).text == U"op");
}

void HistoryTest::onlyTheTopFeedsIt()
{
    Tables tables;
    Screen screen(tables, {4, 4}, Screen::Kind::Primary);
    write(screen, U"a\nb\nc\nd");
    screen.setMargins({1, 3, 0, 3});
    screen.scrollUp(1);
    QCOMPARE(screen.anchorAt({}, 0, 0).line, 0);
    screen.setMargins({0, 2, 0, 3});
    screen.scrollUp(1);
    QCOMPARE(screen.anchorAt({}, 0, 0).line, 1);
    QCOMPARE(shown(screen), std::u32string(U"c...|d...|....|....|"));
    screen.cursor.row = 0;
    screen.deleteLines(1);
    QCOMPARE(screen.anchorAt({}, 0, 0).line, 1);
    screen.reverseLineFeed();
    QCOMPARE(shown(screen), std::u32string(U"....|d...|....|....|"));
    QCOMPARE(screen.text(whole(screen)), std::string("a\n\nd\n\n"));
}

void HistoryTest::isBoundedByLines()
{
    Tables tables;
    Screen screen(tables, {2, 10}, Screen::Kind::Primary, {.lines = 1000});
    writeLines(screen, 0, 5000);
    QCOMPARE(screen.lastLine(), 5000);
    QCOMPARE(screen.firstLine(), 5000 - 1 - 1000);
    QVERIFY(screen.lineText(screen.firstLine()).text == U"line 3999");
    screen.setLimits({.lines = 10});
    QCOMPARE(screen.firstLine(), 4989);
    screen.setLimits({.lines = 0});
    QCOMPARE(screen.firstLine(), 4999);
    writeLines(screen, 5000, 5002);
    QCOMPARE(screen.firstLine(), 5001);
    QVERIFY(screen.lineText(5001).text == U"line 5001");
}

void HistoryTest::isBoundedByBytes()
{
    History history({.lines = 1'000'000, .bytes = 1 << 20}, 80);
    const std::vector<Cell> row(200, Cell{.text = U'x'});
    for (int line = 0; line < 20'000; ++line) {
        history.append({row.data(), std::size_t(line % 200)}, {}, false);
        QVERIFY(history.bytes() <= 1 << 20);
    }
    QVERIFY(history.bytes() > (1 << 19));
    QCOMPARE(history.end(), 20'000);
    QCOMPARE(history.at(history.first()).cells.size(), std::size_t(history.first() % 200));
}

void HistoryTest::isCleared()
{
    Tables tables;
    Screen screen(tables, {2, 4}, Screen::Kind::Primary);
    write(screen, U"a\nb\nabcdefghij");
    QCOMPARE(screen.anchorAt({}, 0, 0), (Anchor{2, 4}));
    screen.clearHistory();
    QCOMPARE(screen.firstLine(), 2);
    QCOMPARE(screen.text(whole(screen)), std::string("efghij"));
    write(screen, U"\nc");
    QCOMPARE(screen.text(whole(screen)), std::string("efghij\nc"));
    screen.clear();
    QCOMPARE(shown(screen), std::u32string(U"....|....|"));
    QCOMPARE(screen.text({{0, 0}, {2, 9}}), std::string("efgh"));
}

void HistoryTest::aLineWithoutEndIsCutAndReadWhole()
{
    Tables tables;
    Screen screen(tables, {4, 80}, Screen::Kind::Primary);
    const std::string text(200'000, 'x');
    screen.print(text);
    QVERIFY(screen.lastLine() > 1);
    QCOMPARE(screen.text(whole(screen)), text);
    screen.resize({4, 33});
    screen.resize({50, 200});
    QCOMPARE(screen.text(whole(screen)).size(), text.size());
}

void HistoryTest::noneForTheAlternateScreen()
{
    Tables tables;
    Screen screen(tables, {2, 10}, Screen::Kind::Alternate);
    writeLines(screen, 0, 100);
    QCOMPARE(screen.extent({}).total, 2);
    QCOMPARE(screen.text(whole(screen)), std::string("line 99\n"));
    QVERIFY(!screen.scrolled({}, -5).top);
}

void HistoryTest::isScrolledThrough()
{
    Tables tables;
    Screen screen(tables, {3, 4}, Screen::Kind::Primary);
    write(screen, U"1\nabcdef\n2\n3\n4\n5");
    View view = screen.scrolled({}, -2);
    QCOMPARE(*view.top, (Anchor{1, 4}));
    Picture picture;
    screen.look(view, picture);
    QCOMPARE(rowText(picture.cells), std::u32string(U"ef..2...3..."));
    QCOMPARE(picture.cursorRow, 3); // out of the view
    QCOMPARE(screen.extent(view).top, 2);
    QCOMPARE(screen.extent(view).total, 7);
    view = screen.scrolled(view, -100);
    QCOMPARE(*view.top, (Anchor{0, 0}));
    screen.look(view, picture);
    QVERIFY(picture.rows[1].isWrapped && !picture.rows[2].isWrapped);
    QCOMPARE(screen.anchorAt(view, 2, 1), (Anchor{1, 5}));
    QVERIFY(!screen.scrolled(view, 4).top);
    QCOMPARE(*screen.scrolledTo(1).top, (Anchor{1, 0}));
    // The view stays on its text while output runs.
    view = screen.scrolled({}, -1);
    write(screen, U"\n6\n7");
    screen.look(view, picture);
    QCOMPARE(rowText(picture.cells), std::u32string(U"2...3...4..."));
}

void HistoryTest::shapesStayWithTheirLines()
{
    Tables tables;
    Screen screen(tables, {2, 6}, Screen::Kind::Primary);
    screen.setPrompt(true);
    write(screen, U"prompt and more\n");
    screen.setRowSize(screen.cursor.row, RowSize::DoubleWidth);
    write(screen, U"big\n\n\n");
    Picture picture;
    screen.look({Anchor{0, 0}}, picture);
    QVERIFY(picture.rows[0].isPrompt && !picture.rows[1].isPrompt);
    screen.look({Anchor{1, 0}}, picture);
    QCOMPARE(picture.rows[0].size, RowSize::DoubleWidth);
    QCOMPARE(picture.rows[1].size, RowSize::Single);
}

void HistoryTest::selectionMovesWithItsText()
{
    Tables tables;
    Screen screen(tables, {5, 10}, Screen::Kind::Primary);
    write(screen, U"zero\none\ntwo\nthree\nfour");
    screen.select(Span{{1, 1}, {2, 2}});
    const auto selected = [&] { return screen.selection() ? screen.text(*screen.selection()) : std::string("-"); };
    QCOMPARE(selected(), std::string("ne\ntw"));
    screen.cursor.row = 0;
    screen.insertLines(1);
    QCOMPARE(selected(), std::string("ne\ntw"));
    screen.cursor = {.row = 4, .column = 0};
    writeLines(screen, 0, 2); // its first line is history now
    QCOMPARE(selected(), std::string("ne\ntw"));
    screen.print("below");
    screen.erase({2, 0, 4, 9});
    QCOMPARE(selected(), std::string("ne\ntw"));
    writeLines(screen, 0, 100);
    QCOMPARE(selected(), std::string("ne\ntw"));
    screen.clear();
    QCOMPARE(selected(), std::string("ne\ntw"));
    screen.clearHistory();
    QCOMPARE(selected(), std::string("-"));
}

void HistoryTest::selectionGoesWithItsText_data()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < 9; ++kind)
        QTest::addRow("%d", kind) << kind;
}

void HistoryTest::selectionGoesWithItsText()
{
    QFETCH(int, kind);
    Tables tables;
    Screen screen(tables, {5, 10}, Screen::Kind::Primary);
    write(screen, U"zero\none\ntwo\nthree\nfour");
    screen.select(Span{{1, 1}, {3, 2}});
    screen.cursor = {.row = 2, .column = 0};
    switch (kind) {
    case 0:
        screen.print("x");
        break;
    case 1:
        screen.print(U'中', 2);
        break;
    case 2:
        screen.erase({3, 1, 3, 1});
        break;
    case 3:
        screen.deleteLines(1);
        break;
    case 4:
        screen.insertLines(1);
        break;
    case 5:
        screen.deleteCharacters(1);
        break;
    case 6:
        screen.fill({1, 5, 1, 5}, U'x');
        break;
    case 7:
        screen.copy({0, 0, 0, 0}, 3, 0);
        break;
    default:
        screen.setMargins({2, 4, 0, 9});
        screen.scrollUp(1);
    }
    QVERIFY(!screen.selection());
}

// Random output, editing and sizes: the selection keeps its text or is gone.
void HistoryTest::whateverHappensItIsTheSameText()
{
    int survived = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](int n) { return int(random() % unsigned(n)); };
        Tables tables;
        Screen screen(tables, {3 + below(10), 3 + below(20)}, Screen::Kind::Primary);
        const auto print = [&](int length) {
            for (; length > 0; --length)
                write(screen, below(6) == 0 ? U"中" : below(12) == 0 ? U"\n" : std::u32string(1, char32_t('!' + below(90))));
        };
        print(400);
        const LineId line = screen.firstLine() + below(int(screen.lastLine() - screen.firstLine() + 1));
        const int length = int(screen.lineAt({line, 0}).to.cell);
        const int from = below(length + 1);
        screen.select(Span{{line, from}, {line, from + below(length - from + 1)}});
        const auto selected = [&] {
            std::string text = screen.selection() ? screen.text(*screen.selection()) : std::string();
            std::erase_if(text, [](char c) { return c == '\n' || c == ' '; }); // rows may part, a spacer may become a blank
            return text;
        };
        const std::string text = selected();
        for (int step = 0; step < 30 && screen.selection(); ++step) {
            screen.cursor = {.row = below(screen.rows()), .column = below(screen.columns())};
            const int n = 1 + below(3), kind = below(14);
            switch (kind) {
            case 0:
                print(n);
                break;
            case 1:
                screen.insertLines(n);
                break;
            case 2:
                screen.deleteLines(n);
                break;
            case 3:
                screen.insertCharacters(n);
                break;
            case 4:
                screen.deleteCharacters(n);
                break;
            case 5:
                screen.scrollUp(n);
                break;
            case 6:
                screen.scrollDown(n);
                break;
            case 7:
                screen.eraseCharacters(n);
                break;
            case 8:
                screen.erase({screen.cursor.row, 0, screen.cursor.row + n, screen.columns() - 1});
                break;
            case 9:
                screen.setMargins({below(screen.rows()), screen.rows() - below(3), below(3), screen.columns() - below(3)});
                break;
            case 10:
                screen.setMargins({0, screen.rows() - 1 - below(3), 0, screen.columns()});
                break;
            case 11:
                screen.copy({0, 0, 1, n}, screen.cursor.row, screen.cursor.column);
                break;
            case 12:
                screen.resize({1 + below(15), 1 + below(30)});
                break;
            default:
                screen.setMargins({}), write(screen, U"\n");
            }
            const auto where = QStringLiteral("seed %1, step %2, kind %3").arg(seed).arg(step).arg(kind).toUtf8();
            if (screen.selection())
                QVERIFY2(selected() == text, where.constData());
        }
        survived += screen.selection() ? 1 : 0;
    }
    QVERIFY2(survived > 20, qPrintable(QString::number(survived)));
}

void HistoryTest::selectionIsTrimmedWithTheHistory()
{
    Tables tables;
    Screen screen(tables, {2, 10}, Screen::Kind::Primary, {.lines = 10});
    writeLines(screen, 0, 5);
    screen.select(Span{{1, 0}, {3, 6}});
    writeLines(screen, 5, 13);
    QCOMPARE(screen.firstLine(), 2);
    QCOMPARE(screen.text(*screen.selection()), std::string("line 2\nline 3"));
    writeLines(screen, 13, 20);
    QVERIFY(!screen.selection());
}

void HistoryTest::tracksGoIntoTheHistory()
{
    Tables tables;
    Screen screen(tables, {3, 4}, Screen::Kind::Primary, {.lines = 20});
    write(screen, U"a\nabcdef");
    const int id = screen.track(screen.anchorAtCursor());
    QCOMPARE(screen.tracked(id).value(), (Anchor{1, 6}));
    writeLines(screen, 0, 5);
    QCOMPARE(screen.tracked(id).value(), (Anchor{1, 6}));
    writeLines(screen, 5, 50);
    QVERIFY(!screen.tracked(id));
    screen.release(id);
    QCOMPARE(screen.track({screen.lastLine(), 0}), id);
    QVERIFY(!screen.tracked(-1) && !screen.tracked(1) && !screen.tracked(99));
}

void HistoryTest::rectangles()
{
    Tables tables;
    Screen screen(tables, {3, 8}, Screen::Kind::Primary);
    write(screen, U"abcdefgh\nij\nqrstuvwx\nyz");
    QCOMPARE(screen.text({{0, 1}, {2, 4}, true}), std::string("bcd\nj\nrst"));
    screen.select(Span{{0, 1}, {2, 4}, true});
    Picture picture;
    screen.look({Anchor{0, 0}}, picture);
    for (const PictureRow &row : picture.rows)
        QVERIFY(row.selectedFrom == 1 && row.selectedTo == 4);
    screen.cursor = {.row = 1, .column = 5};
    screen.print("x");
    QVERIFY(screen.selection());
    screen.cursor.column = 3;
    screen.print("x");
    QVERIFY(!screen.selection());
}

void HistoryTest::words()
{
    Tables tables;
    Screen screen(tables, {3, 8}, Screen::Kind::Primary);
    write(screen, U"ls /usr/share  'größe中文'");
    const auto word = [&](int cell, std::u32string_view extra) { return screen.text(screen.wordAt({0, cell}, extra)); };
    QCOMPARE(word(5, U""), std::string("usr"));
    QCOMPARE(word(5, U"/"), std::string("/usr/share"));
    QCOMPARE(word(3, U""), std::string("/"));
    QCOMPARE(screen.wordAt({0, 13}, U""), (Span{{0, 13}, {0, 15}}));
    QCOMPARE(word(17, U""), std::string("größe中文"));
    QCOMPARE(screen.wordAt({0, 22}, U""), (Span{{0, 16}, {0, 25}}));
    QCOMPARE(screen.text(screen.lineAt({0, 3})), std::string("ls /usr/share  'größe中文'"));
    QCOMPARE(screen.wordAt({0, 70}, U""), (Span{{0, 70}, {0, 70}}));
}

void HistoryTest::charactersAndTheirCells()
{
    Tables tables;
    Screen screen(tables, {2, 5}, Screen::Kind::Primary);
    write(screen, U"a中b中e  \n");
    screen.cursor = {.row = 0, .column = 2};
    const LineText text = screen.lineText(0);
    QVERIFY(text.text == U"a中b中e");
    QCOMPARE(text.cells, (std::vector<int>{0, 1, 3, 4, 6}));
    QVERIFY(screen.lineText(99).text.empty());
    QVERIFY(screen.lineText(-1).text.empty());
}

void HistoryTest::theSelectionInThePicture()
{
    Tables tables;
    Screen screen(tables, {4, 4}, Screen::Kind::Primary);
    write(screen, U"abcdefghij\nxy");
    screen.select(Span{{0, 2}, {1, 1}});
    Picture picture;
    screen.look({}, picture);
    const int expected[][2] = {{2, 4}, {0, 4}, {0, 4}, {0, 1}};
    for (int row = 0; row < 4; ++row) {
        QCOMPARE(picture.rows[std::size_t(row)].selectedFrom, expected[row][0]);
        QCOMPARE(picture.rows[std::size_t(row)].selectedTo, expected[row][1]);
    }
    screen.select(Span{{0, 1}, {0, 4}});
    screen.look({}, picture);
    QCOMPARE(picture.rows[0].selectedTo, 4);
    QCOMPARE(picture.rows[1].selectedTo, 0);
}

void HistoryTest::numbersOfLivingStylesStay()
{
    Tables tables;
    Screen screen(tables, {2, 10}, Screen::Kind::Primary);
    const Style seen{.foreground = Color::indexed(3), .attributes = Bold}, old{.foreground = Color::indexed(4)};
    const Style saved{.attributes = Dim}, unused{.attributes = Italic};
    screen.cursor.style = tables.style(old);
    screen.print("old");
    screen.print(char32_t(tables.cluster(U"e\u0301")), 1);
    screen.scrollUp(1);
    screen.cursor.style = tables.style(seen);
    screen.print("x");
    const std::uint32_t cluster = tables.cluster(U"o\u0308\u0301"), number = tables.style(unused), kept[] = {tables.style(saved)};
    const std::uint64_t epoch = tables.epoch();
    const Screen *const screens[] = {&screen};
    tables.sweep(screens, kept);
    QCOMPARE(tables.epoch(), epoch);
    QCOMPARE(tables.style(screen.cell(0, 4).style), seen);
    QCOMPARE(tables.style(saved), kept[0]);
    QCOMPARE(tables.style(seen), std::uint32_t(screen.cell(0, 4).style));
    QCOMPARE(screen.text({{0, 0}, {1, 0}}), std::string("olde\u0301\n"));
    QVERIFY(tables.cluster(cluster).empty());
    QCOMPARE(tables.style({.attributes = Strike}), number); // given anew
    QCOMPARE(tables.epoch(), epoch + 1);
    QCOMPARE(tables.cluster(U"a\u0301"), cluster);
}

void HistoryTest::aFloodOfStylesIsBounded()
{
    Tables tables;
    Screen screen(tables, {50, 100}, Screen::Kind::Primary);
    const Screen *const screens[] = {&screen};
    int sweeps = 0;
    for (std::uint32_t i = 1; i <= 600'000; ++i) {
        const Style style{.foreground = Color::rgb(std::uint8_t(i), std::uint8_t(i >> 8), std::uint8_t(i >> 16)),
                          .attributes = Bold};
        screen.cursor.style = tables.style(style);
        screen.print("x");
        QVERIFY(tables.style(screen.cursor.style).attributes == Bold);
        if (tables.isSweepDue()) {
            tables.sweep(screens, {});
            ++sweeps;
        }
        if (i < 10'000)
            QCOMPARE(tables.style(screen.cursor.style), style);
    }
    Picture picture;
    screen.look({}, picture);
    QVERIFY(picture.styles.size() <= Tables::mostStyles);
    QVERIFY2(sweeps > 0 && sweeps < 40, qPrintable(QString::number(sweeps)));
    // Once nothing of it is left, styles are exact again.
    screen.clear();
    screen.clearHistory();
    tables.sweep(screens, {});
    const Style exact{.foreground = Color::rgb(1, 2, 3)};
    QCOMPARE(tables.style(tables.style(exact)), exact);
}

void HistoryTest::aFloodOfClustersIsBounded()
{
    Tables tables;
    for (char32_t i = 0; i < 200'000; ++i) {
        const char32_t cluster[] = {U'e', 0x300 + i % 100, 0x10000 + i};
        const std::uint32_t text = tables.cluster({cluster, 3});
        QVERIFY(text == U'e' || text & Cell::clusterBit);
    }
    Picture picture;
    tables.show(picture);
    QCOMPARE(picture.clusters.size(), Tables::mostClusters);
    QVERIFY(tables.isSweepDue());
    tables.sweep({}, {});
    const std::u32string tall(100, U'\u0301');
    QCOMPARE(tables.cluster(tables.cluster(tall)).size(), Tables::longestCluster);
}

void HistoryTest::picturesFollowTheTables()
{
    Tables tables;
    Screen screen(tables, {1, 4}, Screen::Kind::Primary);
    Picture picture;
    screen.look({}, picture);
    const std::uint32_t first = tables.style({.attributes = Bold});
    screen.look({}, picture);
    QCOMPARE(picture.styles.at(first).attributes, std::uint16_t(Bold));
    const Screen *const screens[] = {&screen};
    tables.sweep(screens, {});
    screen.look({}, picture);
    const std::uint64_t epoch = picture.epoch;
    QCOMPARE(tables.style({.attributes = Dim}), first);
    screen.look({}, picture);
    QCOMPARE(picture.styles.at(first).attributes, std::uint16_t(Dim));
    QVERIFY(picture.epoch > epoch);
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
