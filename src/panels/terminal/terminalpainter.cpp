// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalpainter.h"

#include "panels/terminal/boxdrawing.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cstring>
#include <utility>

namespace oriel {

namespace {

enum Flag : std::uint8_t { Selected = 1, Hit = 2, CurrentHit = 4, UnderCursor = 8, Linked = 16 };

constexpr double dimShare = 0.45;           // of the background in dim text
constexpr double leastMarkedContrast = 4.5; // of any text on a selection, a hit or the cursor
constexpr char32_t curlyMask = 0x110000;    // no code point

const vt::Cell *cellsOf(const vt::Picture &picture, int row)
{
    return picture.cells.data() + std::size_t(row) * std::size_t(picture.size.columns);
}

const vt::Style &styleOf(const vt::Picture &picture, std::uint32_t number)
{
    static const vt::Style none;
    return number < picture.styles.size() ? picture.styles[number] : none;
}

// How far the rows went up between two pictures (down: negative). A guess: rows are compared afterwards.
int shiftBetween(const vt::Picture &now, const vt::Picture &before)
{
    if (now.rows.empty() || before.rows.empty() || now.rows.front().begin == before.rows.front().begin)
        return 0;
    for (int row = 1; row < int(before.rows.size()); ++row) {
        if (before.rows[std::size_t(row)].begin == now.rows.front().begin)
            return row;
        if (row < int(now.rows.size()) && now.rows[std::size_t(row)].begin == before.rows.front().begin)
            return -row;
    }
    return 0;
}

QImage curl(QSize cell, int line)
{
    QImage mask(cell, QImage::Format_Grayscale8);
    mask.fill(0);
    const double width = cell.width(), amplitude = std::max(1.0, line * 1.0), middle = cell.height() - amplitude - line / 2.0;
    QPainterPath path(QPointF(-width / 2, middle));
    for (double x = -width / 2; x < width * 1.5; x += width / 2) { // one period in each cell, so that cells join
        const double side = qRound(x * 2 / width) & 1 ? amplitude : -amplitude;
        path.quadTo(x + width / 4, middle + 2 * side, x + width / 2, middle);
    }
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.strokePath(path, QPen(Qt::white, line));
    return mask;
}

// Of 255, rounded as Qt's own painting is.
uchar share(uchar value, uchar part)
{
    const auto product = std::uint16_t(value * part);
    return uchar(std::uint16_t(product + (product >> 8) + 0x80) >> 8);
}

} // namespace

void TerminalPainter::setGlyphs(std::unique_ptr<Glyphs> glyphs)
{
    m_glyphs = std::move(glyphs);
    m_masks.clear();
    m_isStale = true;
}

void TerminalPainter::setInks(const TerminalInks &inks)
{
    m_isStale |= !(inks == m_inks);
    m_inks = inks;
}

QRegion TerminalPainter::paint(const vt::Picture &now, const vt::Picture &before, const TerminalScene &scene)
{
    const Glyphs::CellBox &cell = m_glyphs->cell();
    const QSize size(now.size.columns * cell.width, now.size.rows * cell.height);
    const bool isNewSize = m_image.size() != size;
    if (isNewSize)
        m_image = QImage(size, QImage::Format_RGB32);
    const bool isWhole = std::exchange(m_isStale, false) || isNewSize || now.epoch != before.epoch ||
                         now.rows.size() != before.rows.size() || now.cells.size() != before.cells.size() ||
                         m_looks.size() != now.rows.size() || m_wasReversed != now.isReversed;
    m_wasReversed = now.isReversed;
    std::vector<RowLook> looks = looksOf(now, scene);
    const int rows = now.size.rows, shift = isWhole ? 0 : shiftBetween(now, before);
    const qsizetype band = m_image.bytesPerLine() * cell.height;
    if (shift != 0)
        std::memmove(m_image.bits() + std::max(0, -shift) * band, m_image.constBits() + std::max(0, shift) * band,
                     std::size_t((rows - std::abs(shift)) * band));

    QRegion changed = shift != 0 ? QRegion(m_image.rect()) : QRegion();
    QPainter painter(&m_image);
    for (int row = 0; row < rows; ++row) {
        const int source = row + shift;
        if (!isWhole && source >= 0 && source < rows && looks[std::size_t(row)] == m_looks[std::size_t(source)] &&
            isSame(now, row, before, source))
            continue;
        paintRow(now, row, looks[std::size_t(row)], painter);
        changed += QRect(0, row * cell.height, size.width(), cell.height);
    }
    m_looks = std::move(looks);
    return changed;
}

std::vector<TerminalPainter::RowLook> TerminalPainter::looksOf(const vt::Picture &picture, const TerminalScene &scene)
{
    std::vector<RowLook> looks(std::size_t(picture.size.rows));
    const auto spread = [&](const std::vector<TerminalScene::Stretch> &stretches, auto member) {
        for (TerminalScene::Stretch stretch : stretches)
            if (stretch.row >= 0 && stretch.row < picture.size.rows) {
                auto &ofRow = looks[std::size_t(std::exchange(stretch.row, 0))].*member;
                ofRow.push_back(stretch);
            }
    };
    spread(scene.hits, &RowLook::hits);
    spread(scene.link, &RowLook::link);
    const bool isOn = picture.isCursorVisible && (scene.isCursorOn || !picture.isCursorBlinking || !scene.hasFocus);
    if (isOn && picture.cursorRow >= 0 && picture.cursorRow < picture.size.rows) {
        static constexpr Cursor shapes[]{Cursor::Block, Cursor::Underline, Cursor::Bar};
        RowLook &look = looks[std::size_t(picture.cursorRow)];
        look.cursorColumn = std::clamp(picture.cursorColumn, 0, picture.size.columns - 1);
        look.cursor = scene.hasFocus ? shapes[int(picture.cursorShape)] : Cursor::Hollow;
    }
    m_hasBlink = false;
    const auto blinks = [](const vt::Style &style) { return (style.attributes & vt::Blink) != 0; };
    if (std::none_of(picture.styles.begin(), picture.styles.end(), blinks))
        return looks;
    for (int row = 0; row < picture.size.rows; ++row) {
        const vt::Cell *cells = cellsOf(picture, row);
        const bool isBlinking = std::any_of(cells, cells + picture.size.columns,
                                            [&](const vt::Cell &cell) { return blinks(styleOf(picture, cell.style)); });
        m_hasBlink |= isBlinking;
        looks[std::size_t(row)].isTextOn = scene.isTextOn || !isBlinking;
    }
    return looks;
}

bool TerminalPainter::isSame(const vt::Picture &now, int row, const vt::Picture &before, int source) const
{
    const vt::PictureRow &one = now.rows[std::size_t(row)], &other = before.rows[std::size_t(source)];
    return one.size == other.size && one.selectedFrom == other.selectedFrom && one.selectedTo == other.selectedTo &&
           std::memcmp(cellsOf(now, row), cellsOf(before, source), std::size_t(now.size.columns) * sizeof(vt::Cell)) == 0;
}

void TerminalPainter::paintRow(const vt::Picture &picture, int row, const RowLook &look, QPainter &painter)
{
    const Glyphs::CellBox &cell = m_glyphs->cell();
    const vt::RowSize size = picture.rows[std::size_t(row)].size;
    const bool isWide = size != vt::RowSize::Single;
    const bool isHigh = size == vt::RowSize::DoubleHeightTop || size == vt::RowSize::DoubleHeightBottom;
    const Frame frame{row * cell.height, isWide ? 2 : 1, isHigh ? 2 : 1,
                      size == vt::RowSize::DoubleHeightBottom ? cell.height : 0};
    markFlags(picture, row, look);
    findRuns(picture, row, isWide ? (picture.size.columns + 1) / 2 : picture.size.columns, look.isTextOn);
    for (const Run &run : m_runs)
        fill(frame, QRect(run.from * cell.width, 0, (run.to - run.from) * cell.width, cell.height), run.back);

    painter.resetTransform();
    painter.setClipRect(0, frame.top, m_image.width(), cell.height);
    painter.setTransform(QTransform(frame.scaleX, 0, 0, frame.scaleY, 0, frame.top - frame.offset));
    paintText(picture, row, frame, painter);
    paintCursor(picture, row, look, frame);
}

void TerminalPainter::markFlags(const vt::Picture &picture, int row, const RowLook &look)
{
    m_flags.assign(std::size_t(picture.size.columns), 0);
    const auto mark = [this](int from, int to, std::uint8_t flag) {
        for (int column = std::max(0, from); column < std::min(to, int(m_flags.size())); ++column)
            m_flags[std::size_t(column)] |= flag;
    };
    const vt::PictureRow &line = picture.rows[std::size_t(row)];
    mark(line.selectedFrom, line.selectedTo, Selected);
    for (const auto &hit : look.hits)
        mark(hit.from, hit.to, hit.isCurrent ? CurrentHit : Hit);
    for (const auto &link : look.link)
        mark(link.from, link.to, Linked);
    if (look.cursor == Cursor::Block) {
        const vt::Cell &cell = cellsOf(picture, row)[look.cursorColumn];
        mark(look.cursorColumn, look.cursorColumn + std::max(1, int(cell.width)), UnderCursor);
    }
}

void TerminalPainter::findRuns(const vt::Picture &picture, int row, int columns, bool isTextOn)
{
    m_runs.clear();
    const vt::Cell *cells = cellsOf(picture, row);
    for (int column = 0; column < columns; ++column) {
        const std::uint8_t flags = m_flags[std::size_t(column)];
        if (!m_runs.empty() && m_runs.back().style == cells[column].style && m_runs.back().flags == flags) {
            m_runs.back().to = column + 1;
            continue;
        }
        Run run{column, column + 1, cells[column].style, flags};
        resolve(&run, picture, isTextOn);
        m_runs.push_back(run);
    }
}

QRgb TerminalPainter::color(const vt::Color &color, bool isText, bool isBold, bool isReversed) const
{
    switch (color.kind) {
    case vt::Color::Kind::Default:
        return isText != isReversed ? m_inks.foreground : m_inks.background;
    case vt::Color::Kind::Indexed:
        return m_inks.entries[color.red + (isText && isBold && m_inks.isBoldBright && color.red < 8 ? 8 : 0)];
    case vt::Color::Kind::Rgb:
        return qRgb(color.red, color.green, color.blue);
    }
    return m_inks.foreground;
}

QRgb TerminalPainter::cursorColor(const vt::Picture &picture) const
{
    return m_inks.cursor.value_or(color({}, true, false, picture.isReversed));
}

void TerminalPainter::resolve(Run *run, const vt::Picture &picture, bool isTextOn) const
{
    const vt::Style &style = styleOf(picture, run->style);
    const vt::Color *used = &style.foreground;
    run->text = color(style.foreground, true, style.attributes & vt::Bold, picture.isReversed);
    run->back = color(style.background, false, false, picture.isReversed);
    if (style.attributes & vt::Inverse) {
        std::swap(run->text, run->back);
        used = &style.background;
    }
    if (style.attributes & vt::Dim)
        run->text = mixed(run->text, run->back, dimShare);
    run->isSeen = !(style.attributes & vt::Conceal) && (isTextOn || !(style.attributes & vt::Blink));
    const bool isMovable = used->kind == vt::Color::Kind::Default || (used->kind == vt::Color::Kind::Indexed && used->red < 16);
    const bool isHidden = style.foreground == style.background; // meant to be unseen
    double least = isMovable && !isHidden ? m_inks.leastContrast : 1;
    if (run->flags & UnderCursor) {
        run->text = std::exchange(run->back, cursorColor(picture));
        if (run->text == run->back) // on an inverse cell it would not be seen
            run->back = color({}, false, false, picture.isReversed);
        least = leastMarkedContrast;
    } else if (run->flags & (CurrentHit | Hit | Selected)) {
        run->back = run->flags & CurrentHit ? m_inks.current : run->flags & Selected ? m_inks.selection : m_inks.found;
        if (run->flags & CurrentHit)
            run->text = m_inks.currentText;
        least = leastMarkedContrast;
    }
    run->box = run->text; // a box goes on into its neighbours: never moved
    run->text = least > 1 ? readable(run->text, run->back, least) : run->text;
}

void TerminalPainter::paintText(const vt::Picture &picture, int row, const Frame &frame, QPainter &painter)
{
    const vt::Cell *cells = cellsOf(picture, row);
    for (const Run &run : m_runs) {
        if (!run.isSeen)
            continue;
        const vt::Style &style = styleOf(picture, run.style);
        const auto face =
            Glyphs::Face((style.attributes & vt::Bold ? Glyphs::Bold : 0) | (style.attributes & vt::Italic ? Glyphs::Italic : 0));
        paintLines(style, run, frame);
        for (int column = run.from; column < run.to; ++column)
            if (cells[column].text > U' ' && cells[column].width > 0)
                paintCell(picture, cells[column], column, run, face, frame, painter);
    }
}

void TerminalPainter::paintCell(const vt::Picture &picture, const vt::Cell &cell, int column, const Run &run, Glyphs::Face face,
                                const Frame &frame, QPainter &painter)
{
    const Glyphs::CellBox &box = m_glyphs->cell();
    const QPointF baseline(column * box.width, box.baseline);
    const bool isCluster = cell.text & vt::Cell::clusterBit;
    const char32_t character = isCluster ? 0 : char32_t(cell.text);
    if (!isCluster && isBoxCharacter(character)) {
        const QImage &shape = mask(character, frame);
        return blend(frame, {column * shape.width(), -frame.offset}, shape, run.box);
    }
    const Glyphs::Ink *ink = isCluster || cell.width > 1 ? nullptr : m_glyphs->ink(character, face);
    if (ink && frame.scaleX == 1)
        return blend(frame, ink->corner + QPoint(column * box.width, 0), ink->coverage, run.text);
    painter.setPen(QColor(run.text));
    if (ink)
        return m_glyphs->draw(painter, character, face, baseline);
    const std::size_t number = cell.text & ~vt::Cell::clusterBit;
    const std::u32string_view text = !isCluster                         ? std::u32string_view(&character, 1)
                                     : number < picture.clusters.size() ? std::u32string_view(picture.clusters[number])
                                                                        : std::u32string_view();
    m_glyphs->drawShaped(painter, face, text, baseline, int(cell.width));
}

void TerminalPainter::paintLines(const vt::Style &style, const Run &run, const Frame &frame)
{
    const Glyphs::CellBox &cell = m_glyphs->cell();
    const QRect line(run.from * cell.width, 0, (run.to - run.from) * cell.width, cell.line);
    const bool isMarked = run.flags & (UnderCursor | CurrentHit);
    const QRgb under = style.underlineColor.kind == vt::Color::Kind::Default || isMarked
                           ? run.text
                           : color(style.underlineColor, true, false, false);
    if (style.underline != vt::Underline::None)
        paintUnderline(style.underline, run, under, frame);
    else if (run.flags & Linked)
        paintUnderline(vt::Underline::Single, run, run.text, frame);
    if (style.attributes & vt::Strike)
        fill(frame, line.translated(0, cell.strike), run.text);
    if (style.attributes & vt::Overline)
        fill(frame, line, run.text);
}

void TerminalPainter::paintUnderline(vt::Underline kind, const Run &run, QRgb rgb, const Frame &frame)
{
    const Glyphs::CellBox &cell = m_glyphs->cell();
    const int from = run.from * cell.width, to = run.to * cell.width, t = cell.line;
    const auto draw = [&](int x, int width, int y) { fill(frame, QRect(x, y, std::min(width, to - x), t), rgb); };
    switch (kind) {
    case vt::Underline::None:
        break;
    case vt::Underline::Single:
        draw(from, to - from, cell.underline);
        break;
    case vt::Underline::Double: {
        const int lower = std::min(cell.underline + t, cell.height - t);
        draw(from, to - from, lower);
        draw(from, to - from, std::max(0, lower - 2 * t));
        break;
    }
    case vt::Underline::Curly:
        for (int column = run.from; column < run.to; ++column)
            blend(frame, {column * cell.width * frame.scaleX, -frame.offset}, mask(curlyMask, frame), rgb);
        break;
    case vt::Underline::Dotted: // counted from the row's begin, so that runs join
        for (int x = (from + 2 * t - 1) / (2 * t) * 2 * t; x < to; x += 2 * t)
            draw(x, t, cell.underline);
        break;
    case vt::Underline::Dashed: {
        const int dash = std::max(2, cell.width * 5 / 8);
        for (int x = from; x < to; x += cell.width)
            draw(x, dash, cell.underline);
        break;
    }
    }
}

void TerminalPainter::paintCursor(const vt::Picture &picture, int row, const RowLook &look, const Frame &frame)
{
    if (look.cursor == Cursor::None || look.cursor == Cursor::Block)
        return;
    const Glyphs::CellBox &box = m_glyphs->cell();
    const vt::Cell &cell = cellsOf(picture, row)[look.cursorColumn];
    const QRect area(look.cursorColumn * box.width, 0, box.width * std::max(1, int(cell.width)), box.height);
    const QRgb rgb = cursorColor(picture);
    const int t = look.cursor == Cursor::Hollow ? box.line : std::max(2, 2 * box.line);
    const auto edge = [&](int dx, int dy, int width, int height) {
        fill(frame, QRect(area.left() + dx, dy, width, height), rgb);
    };
    if (look.cursor == Cursor::Bar || look.cursor == Cursor::Hollow)
        edge(0, 0, t, box.height);
    if (look.cursor == Cursor::Underline || look.cursor == Cursor::Hollow)
        edge(0, box.height - t, area.width(), t);
    if (look.cursor == Cursor::Hollow) {
        edge(area.width() - t, 0, t, box.height);
        edge(0, 0, area.width(), t);
    }
}

void TerminalPainter::fill(const Frame &frame, QRect area, QRgb rgb)
{
    const QRect row(0, frame.top, m_image.width(), m_glyphs->cell().height);
    const QRect scaled(area.x() * frame.scaleX, frame.top - frame.offset + area.y() * frame.scaleY, area.width() * frame.scaleX,
                       area.height() * frame.scaleY);
    const QRect target = scaled & row;
    for (int y = target.top(); y <= target.bottom() && !target.isEmpty(); ++y)
        std::fill_n(reinterpret_cast<QRgb *>(m_image.scanLine(y)) + target.left(), target.width(), rgb);
}

// corner: pixels from the row's.
void TerminalPainter::blend(const Frame &frame, QPoint corner, const QImage &coverage, QRgb rgb)
{
    const QRect row(0, frame.top, m_image.width(), m_glyphs->cell().height);
    const QRect target = QRect(corner + QPoint(0, frame.top), coverage.size()) & row;
    const std::size_t left = std::size_t(target.left()) * 4, bytes = std::size_t(target.width()) * 4;
    if (target.isEmpty())
        return;
    m_pen.assign(std::size_t(target.width()), rgb);
    const auto *const pen = reinterpret_cast<const uchar *>(m_pen.data());
    for (int y = target.top(); y <= target.bottom(); ++y) {
        const uchar *const covered = coverage.constScanLine(y - frame.top - corner.y()) + (target.left() - corner.x()) * 4;
        uchar *__restrict const pixels = m_image.scanLine(y) + left;
        for (std::size_t i = 0; i < bytes; ++i) {
            pixels[i] = uchar(share(pen[i], covered[i]) + share(pixels[i], uchar(255 - covered[i])));
        }
    }
}

const QImage &TerminalPainter::mask(char32_t character, const Frame &frame)
{
    const Glyphs::CellBox &cell = m_glyphs->cell();
    const quint64 key = quint64(character) << 8 | quint64(frame.scaleX << 4 | frame.scaleY);
    if (const QImage *known = m_masks.object(key))
        return *known;
    const QSize size(cell.width * frame.scaleX, cell.height * frame.scaleY);
    const int line = cell.line * std::max(frame.scaleX, frame.scaleY);
    const QImage shape = character == curlyMask ? curl(size, line) : boxMask(character, size, line);
    auto *made = new QImage(shape.convertToFormat(QImage::Format_RGB32));
    m_masks.insert(key, made);
    return *made;
}

} // namespace oriel
