// SPDX-License-Identifier: GPL-3.0-or-later
#include "pictures.h"

#include <QFontDatabase>
#include <QPainter>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;

class TerminalPainterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void glyphsStayInTheirCells_data() { scales(); }
    void glyphsStayInTheirCells();
    void glyphsAreAsQtDrawsThem_data() { scales(); }
    void glyphsAreAsQtDrawsThem();
    void cellsAreAlikeEverywhere_data() { scales(); }
    void cellsAreAlikeEverywhere();
    void noLigature();
    void linesJoinBetweenCells_data() { scales(); }
    void linesJoinBetweenCells();
    void attributesShow();
    void underlines_data();
    void underlines();
    void blinkingFollowsItsPhase();
    void concealedIsNotSeen();
    void namedColorsAreMadeReadable();
    void selectionHitsAndLinks();
    void cursorShapes();
    void reversedScreen();
    void wideAndCombinedCharacters();
    void emojiStyle();
    void doubleSizedRows();
    void onlyWhatDiffersIsPainted();
    void everyWayLeadsToTheSamePixels();
    void paletteIsLegible();

private:
    void scales()
    {
        QTest::addColumn<qreal>("scale");
        for (const qreal scale : {1.0, 1.25, 1.5, 2.0})
            QTest::addRow("%g", scale) << scale;
    }
};

void TerminalPainterTest::glyphsStayInTheirCells()
{
    QFETCH(const qreal, scale);
    Canvas canvas(scale);
    for (const std::uint16_t attributes : {0, int(vt::Bold)}) {
        vt::Picture picture = blankPicture(3, 3);
        const std::uint32_t style = addStyle(picture, {.attributes = attributes});
        for (char16_t character = u'!'; character <= u'~'; ++character) {
            write(picture, 1, 1, QString(QChar(character)), style);
            canvas.paint(picture);
            const int over = attributes ? 1 : 0; // bold % is wider than its cell
            const int inside = canvas.ink(canvas.cell(1, 1).adjusted(-over, 0, over, 0));
            QVERIFY(inside > 0);
            QVERIFY2(canvas.ink(canvas.painter.image().rect()) == inside, qPrintable(QString(QChar(character))));
        }
    }
}

void TerminalPainterTest::glyphsAreAsQtDrawsThem()
{
    QFETCH(const qreal, scale);
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Canvas canvas(scale, mode);
        Glyphs glyphs(Theme::dataFont(), scale);
        const QString text = u"%gj@WÄßŁжΩ .:;fi->"_s;
        for (const auto &[attributes, face] : {std::pair(0, Glyphs::Regular), std::pair(int(vt::Bold), Glyphs::Bold),
                                               std::pair(int(vt::Italic), Glyphs::Italic)}) {
            canvas.paint(pictureOf({text}, {.attributes = std::uint16_t(attributes)}));
            QImage drawn(canvas.painter.image().size(), QImage::Format_RGB32);
            drawn.fill(canvas.painter.inks().background);
            QPainter painter(&drawn);
            painter.setPen(QColor(canvas.painter.inks().foreground));
            for (int column = 0; column < text.size(); ++column)
                if (glyphs.ink(text.at(column).unicode(), face))
                    glyphs.draw(painter, text.at(column).unicode(), face,
                                QPointF(column * glyphs.cell().width, glyphs.cell().baseline));
            QVERIFY(canvas.ink(drawn.rect()) > 100);
            QCOMPARE(canvas.painter.image(), drawn);
        }
    }
}

void TerminalPainterTest::cellsAreAlikeEverywhere()
{
    QFETCH(const qreal, scale);
    Canvas canvas(scale);
    QString line;
    for (int i = 0; i < 40; ++i)
        line += u"Wg@x│"_s;
    canvas.paint(pictureOf({line, line, line}));
    QCOMPARE(canvas.painter.image().width(), 200 * canvas.painter.glyphs().cell().width);
    for (int column = 5; column < 200; ++column)
        for (int row = 0; row < 3; ++row)
            QCOMPARE(canvas.at(row, column), canvas.at(0, column % 5));
}

void TerminalPainterTest::noLigature()
{
    Canvas canvas;
    canvas.paint(pictureOf({u"-> != === |> www 1x2"_s, u"- > ! = = = | > w w w"_s.leftJustified(20).left(20)}));
    QCOMPARE(canvas.at(0, 1), canvas.at(1, 2)); // >
    QCOMPARE(canvas.at(0, 0), canvas.at(1, 0)); // -
    QCOMPARE(canvas.at(0, 3), canvas.at(1, 4)); // !
    QCOMPARE(canvas.at(0, 4), canvas.at(1, 6)); // =
    QCOMPARE(canvas.at(0, 7), canvas.at(0, 8));
}

void TerminalPainterTest::linesJoinBetweenCells()
{
    QFETCH(const qreal, scale);
    Canvas canvas(scale);
    const QImage image = canvas.paint(pictureOf({u"┌──┬──┐"_s, u"├──┼──┤"_s, u"│  │  │"_s, u"└──┴──┘"_s}));
    const QRgb ink = canvas.painter.inks().foreground;
    const QRect corner = canvas.cell(0, 0), last = canvas.cell(3, 6);
    int lines = 0, columns = 0;
    for (int y = 0; y < image.height(); ++y) // rows of pixels that go from corner to corner without a gap
        lines += canvas.count(QRect(QPoint(corner.center().x() + 1, y), QPoint(last.center().x() - 1, y)), ink) ==
                 last.center().x() - corner.center().x() - 1;
    for (int x = 0; x < image.width(); ++x)
        columns += canvas.count(QRect(QPoint(x, corner.center().y() + 1), QPoint(x, last.center().y() - 1)), ink) ==
                   last.center().y() - corner.center().y() - 1;
    const int line = canvas.painter.glyphs().cell().line;
    QCOMPARE(lines, 3 * line);
    QCOMPARE(columns, 3 * line);
}

void TerminalPainterTest::attributesShow()
{
    Canvas canvas;
    const TerminalInks &inks = canvas.painter.inks();
    const auto look = [&](const vt::Style &style) {
        canvas.paint(pictureOf({u"M"_s}, style));
        return canvas.painter.image().copy();
    };
    const QRect cell = canvas.cell(0, 0);
    const QImage plain = look({});
    QVERIFY(look({.attributes = vt::Bold}) != plain);
    QVERIFY(look({.attributes = vt::Italic}) != plain);
    QVERIFY(look({.attributes = vt::Bold | vt::Italic}) != look({.attributes = vt::Italic}));
    QCOMPARE(canvas.count(cell, inks.foreground) > 0, true);
    look({.attributes = vt::Dim});
    QCOMPARE(canvas.count(cell, inks.foreground), 0);
    look({.attributes = vt::Inverse});
    QVERIFY(canvas.count(cell, inks.foreground) > cell.width() * cell.height() / 3);
    look(
        {.foreground = vt::Color::rgb(250, 0, 0), .background = vt::Color::indexed(22), .attributes = vt::Strike | vt::Overline});
    QCOMPARE(canvas.count(QRect(0, 0, cell.width(), 1), qRgb(250, 0, 0)), cell.width()); // overline
    QCOMPARE(canvas.count(QRect(0, canvas.painter.glyphs().cell().strike, cell.width(), 1), qRgb(250, 0, 0)), cell.width());
    QVERIFY(canvas.count(cell, qRgb(0, 95, 0)) > 0); // xterm's 22
    look({.foreground = vt::Color::indexed(255)});
    QVERIFY(canvas.count(cell, qRgb(238, 238, 238)) > 0);
}

void TerminalPainterTest::underlines_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("lines"); // rows of pixels with ink
    QTest::addColumn<int>("least"); // percent of pixels in the fullest one, at least and at most
    QTest::addColumn<int>("most");
    QTest::newRow("single") << int(vt::Underline::Single) << 1 << 100 << 100;
    QTest::newRow("double") << int(vt::Underline::Double) << 2 << 100 << 100;
    QTest::newRow("curly") << int(vt::Underline::Curly) << 3 << 0 << 90;
    QTest::newRow("dotted") << int(vt::Underline::Dotted) << 1 << 45 << 55;
    QTest::newRow("dashed") << int(vt::Underline::Dashed) << 1 << 60 << 70;
}

void TerminalPainterTest::underlines()
{
    QFETCH(const int, kind);
    QFETCH(const int, lines);
    Canvas canvas;
    const QRgb red = qRgb(255, 0, 0);
    const QImage image = canvas.paint(pictureOf({u"        "_s, u"        "_s},
                                                {.underlineColor = vt::Color::rgb(255, 0, 0), .underline = vt::Underline(kind)}));
    int inked = 0, fullest = 0;
    for (int y = 0; y < image.height() / 2; ++y) {
        inked += canvas.ink(QRect(0, y, image.width(), 1)) > 0;
        fullest = std::max(fullest, canvas.count(QRect(0, y, image.width(), 1), red) * 100 / image.width());
    }
    QVERIFY2(kind == int(vt::Underline::Curly) ? inked >= lines : inked == lines, qPrintable(QString::number(inked)));
    QFETCH(const int, least);
    QFETCH(const int, most);
    QVERIFY2(fullest >= least && fullest <= most, qPrintable(QString::number(fullest)));
}

void TerminalPainterTest::blinkingFollowsItsPhase()
{
    Canvas canvas;
    vt::Picture picture = pictureOf({u"ab"_s, u"cd"_s});
    cellAt(picture, 1, 0).style = addStyle(picture, {.attributes = vt::Blink});
    canvas.paint(picture);
    QVERIFY(canvas.painter.hasBlinkingText());
    QVERIFY(canvas.ink(canvas.cell(1, 0)) > 0);
    TerminalScene off;
    off.isTextOn = false;
    canvas.paint(picture, off);
    QCOMPARE(canvas.changed, QRegion(0, canvas.cell(1, 0).top(), canvas.painter.image().width(), canvas.cell(1, 0).height()));
    QCOMPARE(canvas.ink(canvas.cell(1, 0)), 0);
    QVERIFY(canvas.ink(canvas.cell(1, 1)) > 0);
    canvas.paint(pictureOf({u"ab"_s, u"cd"_s}));
    QVERIFY(!canvas.painter.hasBlinkingText());
}

void TerminalPainterTest::concealedIsNotSeen()
{
    Canvas canvas;
    canvas.paint(pictureOf({u"A"_s}, {.underline = vt::Underline::Single, .attributes = vt::Conceal}));
    QCOMPARE(canvas.ink(canvas.cell(0, 0)), 0);
    vt::Style hidden{.foreground = vt::Color::indexed(4), .background = vt::Color::indexed(4)};
    canvas.paint(pictureOf({u"A"_s}, hidden)); // as programs hide text: it is not made readable
    QCOMPARE(canvas.count(canvas.cell(0, 0), canvas.painter.inks().entries[4]),
             canvas.cell(0, 0).width() * canvas.cell(0, 0).height());
}

void TerminalPainterTest::namedColorsAreMadeReadable()
{
    Canvas canvas;
    const QRect cell = canvas.cell(0, 0);
    canvas.paint(pictureOf({u"█M"_s}, {.foreground = vt::Color::indexed(15)})); // white on white
    QCOMPARE(canvas.ink(cell), 0);                                              // a block keeps its colour
    QVERIFY(canvas.ink(canvas.cell(0, 1)) > 0);
    canvas.paint(pictureOf({u"█M"_s}, {.foreground = vt::Color::rgb(255, 255, 255)})); // as the program wants it
    QCOMPARE(canvas.ink(canvas.cell(0, 1)), 0);
    QVERIFY(contrast(readable(qRgb(255, 255, 255), qRgb(250, 250, 250), 4.5), qRgb(250, 250, 250)) >= 4.5);
    QCOMPARE(contrast(qRgb(0, 0, 0), qRgb(255, 255, 255)), 21.0);
}

void TerminalPainterTest::selectionHitsAndLinks()
{
    Canvas canvas;
    const TerminalInks &inks = canvas.painter.inks();
    vt::Picture picture = pictureOf({u"abcdefgh"_s, u"abcdefgh"_s});
    picture.rows[0].selectedFrom = 1;
    picture.rows[0].selectedTo = 3;
    TerminalScene scene;
    scene.hits = {{.row = 1, .from = 2, .to = 4}, {.row = 1, .from = 5, .to = 6, .isCurrent = true}};
    scene.link = {{.row = 0, .from = 5, .to = 8}};
    canvas.paint(picture, scene);
    const auto back = [&](int row, int column) { return canvas.painter.image().pixel(canvas.cell(row, column).topLeft()); };
    QCOMPARE(back(0, 0), inks.background);
    QCOMPARE(back(0, 1), inks.selection);
    QCOMPARE(back(0, 2), inks.selection);
    QCOMPARE(back(0, 3), inks.background);
    QCOMPARE(back(1, 2), inks.found);
    QCOMPARE(back(1, 4), inks.background);
    QCOMPARE(back(1, 5), inks.current);
    const int underline = canvas.painter.glyphs().cell().underline;
    const QRect link(canvas.cell(0, 5).left(), underline, 3 * canvas.cell(0, 0).width(), 1);
    QCOMPARE(canvas.count(link, inks.foreground), link.width());
    canvas.paint(picture);
    QCOMPARE(back(1, 5), inks.background);
}

void TerminalPainterTest::cursorShapes()
{
    Canvas canvas(2);
    const QRgb ink = canvas.painter.inks().foreground;
    const QRect cell = canvas.cell(0, 1);
    vt::Picture picture = pictureOf({u"   "_s});
    picture.isCursorVisible = true;
    picture.cursorColumn = 1;
    const auto covered = [&](vt::CursorShape shape, const TerminalScene &scene = {}) {
        picture.cursorShape = shape;
        canvas.paint(picture, scene);
        return canvas.count(cell, ink);
    };
    const int all = cell.width() * cell.height(), block = covered(vt::CursorShape::Block);
    QCOMPARE(block, all);
    QCOMPARE(canvas.ink(canvas.painter.image().rect()), all);
    const int bar = covered(vt::CursorShape::Bar), line = covered(vt::CursorShape::Underline);
    QCOMPARE(bar % cell.height(), 0);
    QCOMPARE(line % cell.width(), 0);
    TerminalScene away;
    away.hasFocus = false;
    away.isCursorOn = false; // a cursor without focus does not blink
    const int hollow = covered(vt::CursorShape::Block, away);
    QVERIFY(hollow > bar && hollow < all / 2);
    TerminalScene off;
    off.isCursorOn = false;
    QCOMPARE(covered(vt::CursorShape::Block, off), 0);
    picture.isCursorBlinking = false;
    QCOMPARE(covered(vt::CursorShape::Block, off), all);
    write(picture, 0, 1, u"M"_s, addStyle(picture, {.attributes = vt::Inverse})); // seen on an inverse cell, too
    QVERIFY(covered(vt::CursorShape::Block) < all / 2);
}

void TerminalPainterTest::reversedScreen()
{
    Canvas canvas;
    vt::Picture picture = pictureOf({u"A "_s});
    picture.isReversed = true;
    canvas.paint(picture);
    const QRect blank = canvas.cell(0, 1);
    QCOMPARE(canvas.count(blank, canvas.painter.inks().foreground), blank.width() * blank.height());
    picture.isReversed = false;
    canvas.paint(picture);
    QCOMPARE(canvas.ink(blank), 0);
}

void TerminalPainterTest::wideAndCombinedCharacters()
{
    Canvas canvas;
    vt::Picture picture = blankPicture(3, 8);
    cellAt(picture, 1, 2).text = U'漢';
    cellAt(picture, 1, 2).width = 2;
    cellAt(picture, 1, 3).width = 0;
    picture.clusters = {U"e\u0301\u0323"};
    cellAt(picture, 1, 5).text = vt::Cell::clusterBit | 0;
    canvas.paint(picture);
    const QRect wide = canvas.cell(1, 2) | canvas.cell(1, 3), cluster = canvas.cell(1, 5);
    QVERIFY(canvas.ink(wide) > 0);
    write(picture, 0, 5, u"e"_s);
    canvas.paint(picture);
    QVERIFY(canvas.ink(cluster) > canvas.ink(canvas.cell(0, 5))); // the letter and its marks
    write(picture, 0, 5, u" "_s);
    canvas.paint(picture);
    QCOMPARE(canvas.ink(canvas.painter.image().rect()), canvas.ink(wide) + canvas.ink(cluster));
    cellAt(picture, 1, 5).text = vt::Cell::clusterBit | 77; // not in the table: nothing, and no crash
    cellAt(picture, 1, 6).style = 4711;
    canvas.paint(picture);
    QCOMPARE(canvas.ink(cluster), 0);
}

// ❤ is in the text font too; what VS16 follows is coloured.
void TerminalPainterTest::emojiStyle()
{
    if (!QFontDatabase::families().join(u' ').contains(u"Color Emoji"))
        QSKIP("no colour emoji font here");
    Canvas canvas;
    vt::Picture picture = pictureOf({u"❤   ⚡ "_s}); // the last one wide: an emoji of its own
    cellAt(picture, 0, 4).width = 2;
    cellAt(picture, 0, 5).width = 0;
    picture.clusters = {U"\u2764\ufe0f"};
    cellAt(picture, 0, 2).text = vt::Cell::clusterBit;
    cellAt(picture, 0, 2).width = 2;
    cellAt(picture, 0, 3).width = 0;
    canvas.paint(picture);
    const auto reds = [](const QImage &image) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                count += qRed(image.pixel(x, y)) > qBlue(image.pixel(x, y)) + 80;
        return count;
    };
    QCOMPARE(reds(canvas.at(0, 0)), 0);
    QVERIFY(reds(canvas.at(0, 2)) > 10);
    QVERIFY(reds(canvas.at(0, 4)) > 3);
}

void TerminalPainterTest::doubleSizedRows()
{
    Canvas canvas;
    vt::Picture picture = pictureOf({u"█ █ "_s, u"HHHH"_s, u"H▀  "_s, u"H▀  "_s});
    picture.rows[0].size = vt::RowSize::DoubleWidth;
    picture.rows[2].size = vt::RowSize::DoubleHeightTop;
    picture.rows[3].size = vt::RowSize::DoubleHeightBottom;
    canvas.paint(picture);
    const auto isFull = [&](int row, int column) {
        return canvas.ink(canvas.cell(row, column)) == canvas.cell(0, 0).width() * canvas.cell(0, 0).height();
    };
    QVERIFY(isFull(0, 0) && isFull(0, 1) && canvas.ink(canvas.cell(0, 2)) == 0);
    QVERIFY(isFull(2, 2) && isFull(2, 3)); // the upper half of a character twice as high
    QCOMPARE(canvas.ink(canvas.cell(3, 2)), 0);
    QVERIFY(canvas.ink(canvas.cell(2, 0) | canvas.cell(2, 1)) > canvas.ink(canvas.cell(1, 0)));
    QVERIFY(canvas.ink(canvas.cell(3, 0) | canvas.cell(3, 1)) > canvas.ink(canvas.cell(1, 0)));
}

void TerminalPainterTest::onlyWhatDiffersIsPainted()
{
    Canvas canvas;
    QStringList rows;
    for (int row = 0; row < 10; ++row)
        rows << u"row %1"_s.arg(row);
    vt::Picture picture = pictureOf(rows);
    const auto row = [&](int number) {
        return QRegion(0, canvas.cell(number, 0).top(), canvas.painter.image().width(), canvas.cell(number, 0).height());
    };
    canvas.paint(picture);
    QCOMPARE(canvas.changed, QRegion(canvas.painter.image().rect()));
    canvas.paint(picture);
    QVERIFY(canvas.changed.isEmpty());
    write(picture, 3, 2, u"X"_s);
    canvas.paint(picture);
    QCOMPARE(canvas.changed, row(3));
    picture.isCursorVisible = true;
    canvas.paint(picture);
    picture.cursorRow = 5;
    canvas.paint(picture);
    QCOMPARE(canvas.changed, row(0) + row(5));
    ++picture.epoch;
    canvas.paint(picture);
    QCOMPARE(canvas.changed, QRegion(canvas.painter.image().rect()));
}

// Whatever was painted before, by moving and by rows: it is as if painted anew.
void TerminalPainterTest::everyWayLeadsToTheSamePixels()
{
    QRandomGenerator random(20260301);
    const auto any = [&](int below) { return int(random.bounded(below)); };
    Canvas canvas(1.25);
    vt::Picture picture = blankPicture(12, 30);
    for (int i = 1; i < 60; ++i)
        addStyle(picture, {.foreground = vt::Color::indexed(std::uint8_t(any(256))),
                           .background = any(2) ? vt::Color{} : vt::Color::indexed(std::uint8_t(any(256))),
                           .underline = vt::Underline(any(6)),
                           .attributes = std::uint16_t(any(256))});
    for (int step = 0; step < 300; ++step) {
        if (const int by = any(5) - 2; any(3) == 0 && by != 0) { // scrolled
            const vt::Picture old = picture;
            for (int row = 0; row < 12; ++row) {
                const int from = row + by;
                picture.rows[std::size_t(row)] = vt::PictureRow{.begin = {old.rows[0].begin.line + from, 0}};
                for (int column = 0; column < 30; ++column)
                    cellAt(picture, row, column) =
                        from >= 0 && from < 12 ? old.cells[std::size_t(from) * 30 + std::size_t(column)] : vt::Cell();
            }
        }
        write(picture, any(12), any(20), u"a│g█Wß"_s.left(1 + any(6)), std::uint32_t(any(60)));
        picture.rows[std::size_t(any(12))].size = any(20) == 0 ? vt::RowSize(any(4)) : vt::RowSize::Single;
        picture.rows[std::size_t(any(12))].selectedTo = any(4) == 0 ? any(30) : 0;
        picture.isCursorVisible = any(2);
        picture.cursorRow = any(14) - 1;
        picture.cursorColumn = any(31);
        picture.cursorShape = vt::CursorShape(any(3));
        picture.isReversed = any(30) == 0;
        TerminalScene scene;
        scene.hasFocus = any(4);
        scene.isCursorOn = any(2);
        scene.isTextOn = any(2);
        if (any(2))
            scene.hits = {{.row = any(14) - 1, .from = any(10), .to = any(40), .isCurrent = any(2) == 1}};
        Canvas fresh(1.25);
        QVERIFY2(canvas.paint(picture, scene) == fresh.paint(picture, scene), qPrintable(QString::number(step)));
    }
}

void TerminalPainterTest::paletteIsLegible()
{
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        const TerminalInks inks = TerminalColors().inks(*Theme::load(mode));
        for (const int entry : {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14}) {
            QVERIFY2(contrast(inks.entries[std::size_t(entry)], inks.background) >= 4.5, qPrintable(QString::number(entry)));
            QVERIFY2(contrast(inks.entries[std::size_t(entry)], inks.selection) >= 3, qPrintable(QString::number(entry)));
        }
    }
}

QTEST_MAIN(TerminalPainterTest)
#include "tst_terminalpainter.moc"
