// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/boxdrawing.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <utility>

namespace oriel {

namespace {

// Weights of the arms to the left, up, right and down, one hexadecimal digit each: 1 light, 2 heavy, 3 double. 0: drawn
// otherwise. Unicode's names, U+2500–257F.
constexpr std::array<quint16, 128> armsOf{
    0x1010, 0x2020, 0x0101, 0x0202, 0,      0,      0,      0,      0,      0,      0,      0,      0x0011, 0x0021, 0x0012,
    0x0022, 0x1001, 0x2001, 0x1002, 0x2002, 0x0110, 0x0120, 0x0210, 0x0220, 0x1100, 0x2100, 0x1200, 0x2200, 0x0111, 0x0121,
    0x0211, 0x0112, 0x0212, 0x0221, 0x0122, 0x0222, 0x1101, 0x2101, 0x1201, 0x1102, 0x1202, 0x2201, 0x2102, 0x2202, 0x1011,
    0x2011, 0x1021, 0x2021, 0x1012, 0x2012, 0x1022, 0x2022, 0x1110, 0x2110, 0x1120, 0x2120, 0x1210, 0x2210, 0x1220, 0x2220,
    0x1111, 0x2111, 0x1121, 0x2121, 0x1211, 0x1112, 0x1212, 0x2211, 0x1221, 0x2112, 0x1122, 0x2221, 0x2122, 0x2212, 0x1222,
    0x2222, 0,      0,      0,      0,      0x3030, 0x0303, 0x0031, 0x0013, 0x0033, 0x3001, 0x1003, 0x3003, 0x0130, 0x0310,
    0x0330, 0x3100, 0x1300, 0x3300, 0x0131, 0x0313, 0x0333, 0x3101, 0x1303, 0x3303, 0x3031, 0x1013, 0x3033, 0x3130, 0x1310,
    0x3330, 0x3131, 0x1313, 0x3333, 0,      0,      0,      0,      0,      0,      0,      0x1000, 0x0100, 0x0010, 0x0001,
    0x2000, 0x0200, 0x0020, 0x0002, 0x1020, 0x0102, 0x2010, 0x0201};

constexpr int light = 1, heavy = 2, twice = 3;

class Mask
{
public:
    Mask(QSize cell, int line) : m_image(cell, QImage::Format_Grayscale8), m_line(line) { m_image.fill(0); }
    int width() const { return m_image.width(); }
    int height() const { return m_image.height(); }
    int line() const { return m_line; }
    QImage take() { return std::move(m_image); }

    void fill(int left, int top, int right, int bottom, uchar coverage = 255) // right and bottom excluded
    {
        left = std::max(left, 0);
        right = std::min(right, width());
        for (int y = std::max(top, 0); left < right && y < std::min(bottom, height()); ++y)
            std::fill_n(m_image.scanLine(y) + left, right - left, coverage);
    }

    template<typename Paint>
    void paint(Paint paint)
    {
        QPainter painter(&m_image);
        painter.setRenderHint(QPainter::Antialiasing);
        paint(painter);
    }

private:
    QImage m_image;
    int m_line;
};

// One axis of a cell: where lines of each weight run across it. The same parity for light and heavy keeps both on one centre.
struct Axis
{
    int size = 0, line = 0;
    int low() const { return (size - line) / 2; }
    int more(int weight) const { return weight == heavy ? std::max(1, line / 2) : weight == twice ? line : 0; }
    int begin(int weight) const { return low() - more(weight); }
    int end(int weight) const { return low() + line + more(weight); }
};

// Fills from..to along the arm, across..acrossEnd the other way.
void stroke(Mask &mask, bool isHorizontal, int from, int to, int across, int acrossEnd)
{
    if (isHorizontal)
        mask.fill(from, across, to, acrossEnd);
    else
        mask.fill(across, from, acrossEnd, to);
}

// The arm of `weight` towards the cell's begin (left, up) or its end; opposite: the arm that continues it; before, after: the
// arms that leave it towards begin and end of the other axis. Its inner end meets what it joins.
void drawArm(Mask &mask, bool isHorizontal, bool isToBegin, int weight, int opposite, int before, int after)
{
    const Axis along{isHorizontal ? mask.width() : mask.height(), mask.line()};
    const Axis across{isHorizontal ? mask.height() : mask.width(), mask.line()};
    const int t = mask.line(), low = along.low();
    const auto draw = [&](int inner, int begin, int end) { // inner: how far it reaches over the centre line's near edge
        if (isToBegin)
            stroke(mask, isHorizontal, 0, low + t - inner, begin, end);
        else
            stroke(mask, isHorizontal, low + inner, along.size, begin, end);
    };
    if (weight == twice) {
        const auto inner = [&](int near, int far) { return near == twice ? t : far == twice ? -t : 0; };
        draw(inner(before, after), across.low() - t, across.low());
        draw(inner(after, before), across.low() + t, across.low() + 2 * t);
        return;
    }
    const int joined = std::max(before, after);
    int inner = -along.more(std::min(joined, heavy));
    if (joined == twice)
        inner = opposite != 0 ? 0 : before == after ? t : -t;
    draw(inner, across.begin(weight), across.end(weight));
}

void drawArms(Mask &mask, quint16 arms)
{
    const int left = arms >> 12, up = arms >> 8 & 15, right = arms >> 4 & 15, down = arms & 15;
    if (left)
        drawArm(mask, true, true, left, right, up, down);
    if (right)
        drawArm(mask, true, false, right, left, up, down);
    if (up)
        drawArm(mask, false, true, up, down, left, right);
    if (down)
        drawArm(mask, false, false, down, up, left, right);
}

void drawDashes(Mask &mask, bool isHorizontal, int weight, int count)
{
    const int length = isHorizontal ? mask.width() : mask.height();
    const Axis across{isHorizontal ? mask.height() : mask.width(), mask.line()};
    const int gap = std::max(1, length / (count * 3));
    for (int i = 0; i < count; ++i) {
        const int from = length * i / count + gap / 2, to = length * (i + 1) / count - (gap - gap / 2);
        stroke(mask, isHorizontal, from, std::max(to, from + 1), across.begin(weight), across.end(weight));
    }
}

void drawDashes(Mask &mask, char32_t character)
{
    const bool isDouble = character >= 0x254C;
    const int index = int(character - (isDouble ? 0x254C : 0x2504));
    drawDashes(mask, !(index & 2), index & 1 ? heavy : light, isDouble ? 2 : index < 4 ? 3 : 4);
}

QPen linePen(const Mask &mask) { return {Qt::white, double(mask.line()), Qt::SolidLine, Qt::FlatCap}; }

// ╭ ╮ ╯ ╰ : U+256D–2570
void drawArc(Mask &mask, char32_t character)
{
    const double width = mask.width(), height = mask.height();
    const double x = Axis{mask.width(), mask.line()}.low() + mask.line() / 2.0;
    const double y = Axis{mask.height(), mask.line()}.low() + mask.line() / 2.0;
    const bool isRight = character == 0x256D || character == 0x2570, isDown = character <= 0x256E;
    const double toX = isRight ? 1 : -1, toY = isDown ? 1 : -1;
    const double radius = std::max(0.0, std::min(isRight ? width - x : x, isDown ? height - y : y) - 1); // straight at the edges
    QPainterPath path(QPointF(x, isDown ? height : 0));
    path.lineTo(x, y + toY * radius);
    path.quadTo(x, y, x + toX * radius, y);
    path.lineTo(isRight ? width : 0, y);
    mask.paint([&](QPainter &painter) { painter.strokePath(path, linePen(mask)); });
}

void drawDiagonals(Mask &mask, char32_t character) // U+2571–2573
{
    const double width = mask.width(), height = mask.height();
    mask.paint([&](QPainter &painter) {
        painter.setPen(QPen(Qt::white, mask.line(), Qt::SolidLine, Qt::SquareCap));
        if (character != 0x2572)
            painter.drawLine(QPointF(width, 0), QPointF(0, height));
        if (character != 0x2571)
            painter.drawLine(QPointF(0, 0), QPointF(width, height));
    });
}

// Cells of a grid over the cell, row by row from the left: bit 0 first.
void drawGrid(Mask &mask, int columns, int rows, unsigned bits)
{
    const auto edge = [](int size, int at, int of) { return (size * at + of / 2) / of; };
    for (int i = 0; i < columns * rows; ++i) {
        const int column = i % columns, row = i / columns;
        if (bits >> i & 1)
            mask.fill(edge(mask.width(), column, columns), edge(mask.height(), row, rows),
                      edge(mask.width(), column + 1, columns), edge(mask.height(), row + 1, rows));
    }
}

void drawBlock(Mask &mask, char32_t character) // U+2580–259F
{
    static constexpr std::array<quint8, 10> quadrants{4, 8, 1, 13, 9, 7, 11, 2, 6, 14}; // from 2596: bits of drawGrid
    const int width = mask.width(), height = mask.height(), index = int(character - 0x2580);
    const auto eighths = [](int size, int count) { return std::max(1, (size * count + 4) / 8); };
    if (index >= 0x16)
        drawGrid(mask, 2, 2, quadrants[std::size_t(index - 0x16)]);
    else if (index == 0)
        drawGrid(mask, 2, 2, 3);
    else if (index == 4)
        drawGrid(mask, 2, 2, 12);
    else if (index == 0x0C)
        drawGrid(mask, 2, 2, 5);
    else if (index == 0x10)
        drawGrid(mask, 2, 2, 10);
    else if (index <= 8)
        mask.fill(0, height - eighths(height, index), width, height);
    else if (index <= 0x0F)
        mask.fill(0, 0, eighths(width, 0x10 - index), height);
    else if (index <= 0x13)
        mask.fill(0, 0, width, height, uchar(64 * (index - 0x10) - (index == 0x13)));
    else if (index == 0x14)
        mask.fill(0, 0, width, eighths(height, 1));
    else
        mask.fill(width - eighths(width, 1), 0, width, height);
}

void drawBraille(Mask &mask, unsigned dots)
{
    static constexpr std::array<std::pair<int, int>, 8> places{
        {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}}; // column, row of dots 1–8
    const int size = std::max(1, std::min(mask.width() / 4, mask.height() / 8));
    for (std::size_t i = 0; i < places.size(); ++i) {
        const int x = mask.width() * (2 * places[i].first + 1) / 4 - size / 2;
        const int y = mask.height() * (2 * places[i].second + 1) / 8 - size / 2;
        if (dots >> i & 1)
            mask.fill(x, y, x + size, y + size);
    }
}

void drawPowerline(Mask &mask, char32_t character) // U+E0B0–E0BF
{
    const double width = mask.width(), height = mask.height(), middle = height / 2;
    const int index = int(character - 0xE0B0);
    const bool isLine = index & 1, isMirrored = (index & 2) != 0;
    QPainterPath path;
    if (index < 4) { // a triangle that points to the right
        path.moveTo(0, 0);
        path.lineTo(width - isLine * mask.line() / 2.0, middle);
        path.lineTo(0, height);
    } else if (index < 8) { // half a disc
        const double reach = width - isLine * mask.line() / 2.0;
        path.moveTo(0, isLine * mask.line() / 2.0);
        path.arcTo(QRectF(-reach, path.currentPosition().y(), 2 * reach, height - 2 * path.currentPosition().y()), 90, -180);
    } else { // half of the cell along its diagonal: the lower (8–B), the upper (C–F)
        const bool isUpper = index >= 12;
        path.moveTo(0, isUpper ? height : 0);
        path.lineTo(width, isUpper ? 0 : height);
        if (!isLine)
            path.lineTo(0, isUpper ? 0 : height);
    }
    mask.paint([&](QPainter &painter) {
        if (isMirrored)
            painter.setTransform(QTransform(-1, 0, 0, 1, width, 0));
        if (isLine)
            painter.strokePath(path, linePen(mask));
        else
            painter.fillPath(path, Qt::white);
    });
}

unsigned sextantBits(char32_t character) // the two halves have characters of their own and no number here
{
    const unsigned number = character - 0x1FB00 + 1;
    return number + (number >= 0x15) + (number >= 0x29);
}

} // namespace

bool isBoxCharacter(char32_t character)
{
    const auto isIn = [character](char32_t first, char32_t last) { return character >= first && character <= last; };
    return isIn(0x2500, 0x259F) || isIn(0x2800, 0x28FF) || isIn(0xE0B0, 0xE0BF) || isIn(0x1FB00, 0x1FB3B);
}

QImage boxMask(char32_t character, QSize cell, int line)
{
    Mask mask(cell, line);
    if (character >= 0x1FB00)
        drawGrid(mask, 2, 3, sextantBits(character));
    else if (character >= 0xE0B0)
        drawPowerline(mask, character);
    else if (character >= 0x2800)
        drawBraille(mask, character - 0x2800);
    else if (character >= 0x2580)
        drawBlock(mask, character);
    else if (const quint16 arms = armsOf[character - 0x2500])
        drawArms(mask, arms);
    else if (character >= 0x2571)
        drawDiagonals(mask, character);
    else if (character >= 0x256D)
        drawArc(mask, character);
    else
        drawDashes(mask, character);
    return mask.take();
}

} // namespace oriel
