// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/glyphs.h"

#include <QFontDatabase>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace oriel {

namespace {

// VS16 asks for an emoji, VS15 for text; without either the wide ones among the symbols are emoji (Emoji_Presentation).
bool isEmoji(std::u32string_view text, int cells)
{
    if (text.find(U'\ufe0f') != text.npos)
        return true;
    const char32_t first = text.empty() ? 0 : text.front();
    const bool isSymbol =
        (first >= 0x231a && first <= 0x2bff && first != 0x2329 && first != 0x232a) || (first >= 0x1f000 && first <= 0x1faff);
    return cells == 2 && isSymbol && text.find(U'\ufe0e') == text.npos;
}

QFont scaled(const QFont &font, qreal scale)
{
    QFont scaledFont(font);
    if (font.pointSizeF() > 0)
        scaledFont.setPointSizeF(font.pointSizeF() * scale);
    else
        scaledFont.setPixelSize(std::max(1, qRound(font.pixelSize() * scale)));
    scaledFont.setKerning(false);
    return scaledFont;
}

// The first family that is made for emoji; empty: none is installed.
QString emojiFamily()
{
    static const QString first = QFontDatabase::families().filter(QStringLiteral("Emoji")).value(0);
    return first;
}

Glyphs::CellBox boxOf(const QRawFont &font)
{
    const QList<quint32> glyphs = font.glyphIndexesForString(QStringLiteral("0"));
    const QList<QPointF> advances = font.advancesForGlyphIndexes(glyphs);
    const qreal high = font.ascent() + font.descent() + font.leading();
    Glyphs::CellBox box;
    box.width = std::max(1, qRound(advances.isEmpty() ? font.averageCharWidth() : advances.first().x()));
    box.height = std::max(1, int(std::ceil(high - 0.01)));
    box.baseline = std::clamp(qRound(font.ascent() + (box.height - high + font.leading()) / 2), 1, box.height);
    box.line = std::clamp(qRound(font.lineThickness()), 1, std::max(1, box.width / 4));
    const int below = std::max(box.line, qRound(font.underlinePosition() - box.line / 2.0));
    box.underline = std::max(0, std::min(box.baseline + below, box.height - box.line));
    box.strike = std::max(0, box.baseline - qRound(font.xHeight() / 2) - box.line / 2);
    return box;
}

} // namespace

Glyphs::Glyphs(const QFont &font, qreal scale)
{
    for (int face = Regular; face <= BoldItalic; ++face) {
        m_fonts[face] = scaled(font, scale);
        m_fonts[face].setBold(face & Bold);
        m_fonts[face].setItalic(face & Italic);
        m_raw[face] = QRawFont::fromFont(m_fonts[face]);
        m_table[std::size_t(face)].resize(tableSize);
    }
    m_cell = boxOf(m_raw[Regular]);
}

const Glyphs::Ink *Glyphs::ink(char32_t character, Face face)
{
    if (character >= tableSize)
        return nullptr;
    Glyph &glyph = m_table[face][character];
    if (glyph.number == unknown) {
        glyph.number = m_raw[face].glyphIndexesForString(QString::fromUcs4(&character, 1)).value(0);
        if (glyph.number != 0)
            glyph.ink = drawn(glyph.number, face);
    }
    return glyph.ink.get();
}

std::unique_ptr<Glyphs::Ink> Glyphs::drawn(quint32 glyph, Face face) const
{
    const int over = m_cell.width; // an outline that is slanted or made bold goes beyond its box
    const QRect box =
        m_raw[face].boundingRect(glyph).translated(0, m_cell.baseline).toAlignedRect().adjusted(-over, -over, over, over);
    QImage image(box.size(), QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.setPen(Qt::white);
    drawGlyph(painter, glyph, face, QPointF(0, m_cell.baseline) - box.topLeft());
    painter.end();
    QRect inked;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) != qRgb(0, 0, 0))
                inked |= QRect(x, y, 1, 1);
    return std::make_unique<Ink>(box.topLeft() + inked.topLeft(), inked.isEmpty() ? QImage() : image.copy(inked));
}

void Glyphs::draw(QPainter &painter, char32_t character, Face face, QPointF baseline)
{
    drawGlyph(painter, m_table[face][character].number, face, baseline);
}

void Glyphs::drawGlyph(QPainter &painter, quint32 glyph, Face face, QPointF baseline) const
{
    QGlyphRun run;
    run.setRawFont(m_raw[face]);
    run.setRawData(&glyph, &baseline, 1);
    painter.drawGlyphRun({}, run);
}

const Glyphs::Shaped &Glyphs::shaped(Face face, std::u32string_view text, int cells)
{
    const std::pair key(QString::fromUcs4(text.data(), qsizetype(text.size())), int(face) | cells << 2);
    if (const Shaped *known = m_shaped.object(key))
        return *known;
    auto made = std::make_unique<Shaped>();
    QFont font = m_fonts[face];
    if (isEmoji(text, cells)) { // a text font may have the character too, without its colours
        if (const QString family = emojiFamily(); !family.isEmpty())
            font.setFamilies(QStringList(family) + font.families());
    }
    QTextLayout layout(key.first, font);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.setCacheEnabled(false);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    if (line.isValid()) {
        made->width = line.naturalTextWidth();
        made->runs = layout.glyphRuns();
        for (QGlyphRun &run : made->runs) { // Qt counts from the line's top
            QList<QPointF> positions = run.positions();
            for (QPointF &position : positions)
                position.ry() -= line.ascent();
            run.setPositions(positions);
        }
    }
    const Shaped &shaped = *made;
    m_shaped.insert(key, made.release());
    return shaped;
}

void Glyphs::drawShaped(QPainter &painter, Face face, std::u32string_view text, QPointF baseline, int cells)
{
    const Shaped &text_ = shaped(face, text, cells);
    const qreal room = cells * m_cell.width;
    const QTransform before = painter.transform();
    painter.translate(baseline);
    if (text_.width > room)
        painter.scale(room / text_.width, 1);
    else
        painter.translate(std::floor((room - text_.width) / 2), 0);
    for (const QGlyphRun &run : text_.runs)
        painter.drawGlyphRun({}, run);
    painter.setTransform(before);
}

} // namespace oriel
