// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/boxdrawing.h"

#include <QTest>

#include <array>

using namespace oriel;

// Cells as JetBrains Mono 13 px gives them at 1, 1.25, 1.5 and 2, and odd ones.
static const std::array<std::pair<QSize, int>, 7> sizes{
    {{{8, 18}, 1}, {{10, 22}, 1}, {{12, 26}, 1}, {{16, 35}, 2}, {{7, 13}, 1}, {{9, 21}, 2}, {{1, 1}, 1}}};

enum Side { Left, Top, Right, Bottom };

static QByteArray edge(const QImage &mask, Side side)
{
    QByteArray pixels;
    const bool isColumn = side == Left || side == Right;
    for (int i = 0; i < (isColumn ? mask.height() : mask.width()); ++i)
        pixels += char(isColumn ? mask.constScanLine(i)[side == Left ? 0 : mask.width() - 1]
                                : mask.constScanLine(side == Top ? 0 : mask.height() - 1)[i]);
    return pixels;
}

static int covered(const QImage &mask)
{
    int sum = 0;
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            sum += mask.constScanLine(y)[x];
    return sum;
}

static QString show(const QImage &mask)
{
    QString text;
    for (int y = 0; y < mask.height(); ++y, text += u'\n')
        for (int x = 0; x < mask.width(); ++x)
            text += mask.constScanLine(y)[x] > 127 ? u'#' : u'.';
    return text;
}

class BoxDrawingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesReachTheirEdges_data();
    void linesReachTheirEdges();
    void cornersHaveNoHole();
    void halvesAndEighthsTile();
    void shapesAreTheirOwn();
    void sextantsFollowUnicode();
    void othersAreNotDrawn();
};

// Two neighbours join when both cover the same pixels of their common edge.
void BoxDrawingTest::linesReachTheirEdges_data()
{
    QTest::addColumn<QString>("characters");
    QTest::addColumn<int>("side");
    QTest::newRow("light right") << QStringLiteral("─┌└├┬┴┼╭╰╶╟╙╓╥╨╫┎┖┠╀╁╂╾") << int(Right);
    QTest::newRow("light left") << QStringLiteral("─┐┘┤┬┴┼╮╯╴╢╜╖╥╨╫┒┚┨╀╁╂╼") << int(Left);
    QTest::newRow("light down") << QStringLiteral("│┌┐├┤┬┼╭╮╷╤╒╕╪╞╡┍┑┝┥┯┿╿") << int(Bottom);
    QTest::newRow("light up") << QStringLiteral("│└┘├┤┴┼╰╯╵╧╘╛╪╞╡┕┙┝┥┷┿╽") << int(Top);
    QTest::newRow("heavy right") << QStringLiteral("━┏┗┣┳┻╋╺┍┕┝┯┷┿╼") << int(Right);
    QTest::newRow("heavy left") << QStringLiteral("━┓┛┫┳┻╋╸┑┙┥┯┷┿╾") << int(Left);
    QTest::newRow("heavy down") << QStringLiteral("┃┏┓┣┫┳╋╻┎┒┠┨┰╂╽") << int(Bottom);
    QTest::newRow("heavy up") << QStringLiteral("┃┗┛┣┫┻╋╹┖┚┠┨┸╂╿") << int(Top);
    QTest::newRow("double right") << QStringLiteral("═╔╚╠╦╩╬╒╘╞╤╧╪") << int(Right);
    QTest::newRow("double left") << QStringLiteral("═╗╝╣╦╩╬╕╛╡╤╧╪") << int(Left);
    QTest::newRow("double down") << QStringLiteral("║╔╗╠╣╦╬╓╖╟╢╥╫") << int(Bottom);
    QTest::newRow("double up") << QStringLiteral("║╚╝╠╣╩╬╙╜╟╢╨╫") << int(Top);
}

void BoxDrawingTest::linesReachTheirEdges()
{
    QFETCH(const QString, characters);
    QFETCH(const int, side);
    for (const auto &[size, line] : sizes) {
        if (size.width() < 7)
            continue;
        const QByteArray expected = edge(boxMask(characters.front().unicode(), size, line), Side(side));
        QVERIFY(expected.contains(char(-1)));
        for (const QChar character : characters)
            QVERIFY2(edge(boxMask(character.unicode(), size, line), Side(side)) == expected,
                     qPrintable(QString(character) + u'\n' + show(boxMask(character.unicode(), size, line))));
    }
}

// The lines of every character hang together with those of the straight ones around it: as many pieces as strokes.
void BoxDrawingTest::cornersHaveNoHole()
{
    const auto pieces = [](QImage mask) {
        int count = 0;
        for (int y = 0; y < mask.height(); ++y)
            for (int x = 0; x < mask.width(); ++x) {
                if (mask.constScanLine(y)[x] < 128)
                    continue;
                ++count;
                QList<QPoint> open{{x, y}};
                while (!open.isEmpty()) {
                    const QPoint at = open.takeLast();
                    if (!mask.rect().contains(at) || mask.constScanLine(at.y())[at.x()] < 128)
                        continue;
                    mask.scanLine(at.y())[at.x()] = 0;
                    open << at + QPoint(1, 0) << at + QPoint(-1, 0) << at + QPoint(0, 1) << at + QPoint(0, -1);
                }
            }
        return count;
    };
    const QHash<char32_t, int> parts{{U'═', 2}, {U'║', 2}, {U'╔', 2}, {U'╗', 2}, {U'╚', 2}, {U'╝', 2}, {U'╠', 3}, {U'╣', 3},
                                     {U'╦', 3}, {U'╩', 3}, {U'╬', 4}, {U'╟', 2}, {U'╢', 2}, {U'╤', 2}, {U'╧', 2}};
    for (const auto &[size, line] : sizes) {
        if (size.width() < 7)
            continue;
        for (char32_t character = 0x2500; character <= 0x257F; ++character) {
            const bool isBroken = (character >= 0x2504 && character <= 0x250B) || (character >= 0x254C && character <= 0x254F);
            const bool isSlanted = character >= 0x256D && character <= 0x2573;
            if (isBroken || isSlanted)
                continue;
            const QImage mask = boxMask(character, size, line);
            QVERIFY2(pieces(mask) == parts.value(character, 1),
                     qPrintable(QString::fromUcs4(&character, 1) + u'\n' + show(mask)));
        }
    }
}

void BoxDrawingTest::halvesAndEighthsTile()
{
    for (const auto &[size, line] : sizes) {
        const int whole = size.width() * size.height() * 255;
        const auto area = [&, s = size, l = line](char32_t character) { return covered(boxMask(character, s, l)); };
        QCOMPARE(area(U'█'), whole);
        if (size.width() < 7)
            continue;
        QCOMPARE(area(U'▀') + area(U'▄'), whole);
        QCOMPARE(area(U'▌') + area(U'▐'), whole);
        QCOMPARE(area(U'▘') + area(U'▟'), whole);
        QCOMPARE(area(U'▚') + area(U'▞'), whole);
        for (char32_t eighth = 0x2581; eighth < 0x2588; ++eighth) {
            QVERIFY(area(eighth) <= area(eighth + 1));
            QVERIFY(area(0x2589 + (eighth - 0x2581)) <= area(0x2588 + (eighth - 0x2581)));
        }
        QVERIFY(area(U'░') < area(U'▒') && area(U'▒') < area(U'▓') && area(U'▓') < whole);
        QVERIFY(std::abs(area(0xE0B0) - area(0xE0B2)) < whole / 100);
    }
}

// Every character that is drawn is drawn, and no two alike.
void BoxDrawingTest::shapesAreTheirOwn()
{
    QHash<QByteArray, char32_t> seen;
    for (char32_t character = 0x2500; character <= 0x1FBFF; ++character) {
        if (!isBoxCharacter(character) || character == 0x2800 || character == 0xE0BD || character == 0xE0BF)
            continue; // blank; the diagonals have two numbers
        const QImage mask = boxMask(character, {16, 35}, 2);
        QByteArray bytes;
        for (int y = 0; y < mask.height(); ++y)
            bytes.append(reinterpret_cast<const char *>(mask.constScanLine(y)), mask.width());
        QVERIFY2(covered(mask) > 0, qPrintable(QString::number(character, 16)));
        QVERIFY2(!seen.contains(bytes), qPrintable(QStringLiteral("%1 = %2").arg(QString::number(character, 16),
                                                                                 QString::number(seen.value(bytes), 16))));
        seen.insert(bytes, character);
    }
}

void BoxDrawingTest::sextantsFollowUnicode()
{
    const auto dots = [](char32_t character) {
        QString set;
        const QImage mask = boxMask(character, {2, 3}, 1);
        for (int i = 0; i < 6; ++i)
            if (mask.constScanLine(i / 2)[i % 2] == 255)
                set += QString::number(i + 1);
        return set;
    };
    QCOMPARE(dots(0x1FB00), QStringLiteral("1"));
    QCOMPARE(dots(0x1FB13), QStringLiteral("35")); // BLOCK SEXTANT-35, the last before the left half
    QCOMPARE(dots(0x1FB14), QStringLiteral("235"));
    QCOMPARE(dots(0x1FB27), QStringLiteral("146"));
    QCOMPARE(dots(0x1FB28), QStringLiteral("1246")); // behind the right half
    QCOMPARE(dots(0x1FB3B), QStringLiteral("23456"));
}

void BoxDrawingTest::othersAreNotDrawn()
{
    for (const char32_t character : {U'a', U'■', char32_t(0x24FF), char32_t(0x2900), char32_t(0xE0C0), char32_t(0x1FB3C)})
        QVERIFY(!isBoxCharacter(character));
}

QTEST_APPLESS_MAIN(BoxDrawingTest)
#include "tst_boxdrawing.moc"
