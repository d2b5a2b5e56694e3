// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QFont>
#include <QGlyphRun>
#include <QImage>
#include <QRawFont>

#include <array>
#include <memory>
#include <string_view>
#include <vector>

class QPainter;

namespace oriel {

// A monospaced font cut into glyphs, each drawn once and kept, so that cells are painted without shaping: no ligature, no
// kerning, one glyph for one cell. What the font has no glyph for, and clusters of several code points, are shaped once and kept.
// Device pixels throughout. GUI thread.
class Glyphs final
{
public:
    enum Face : std::uint8_t { Regular, Bold, Italic, BoldItalic };

    // Whole pixels at any scale. baseline, underline, strike: from the cell's top; line: thickness of lines.
    struct CellBox
    {
        int width = 1, height = 1, baseline = 1, underline = 1, strike = 1, line = 1;
        bool operator==(const CellBox &) const = default;
    };

    Glyphs(const QFont &font, qreal scale); // scale: device pixels per pixel
    const CellBox &cell() const { return m_cell; }

    struct Ink // of one glyph
    {
        QPoint corner;   // from the cell's
        QImage coverage; // Format_RGB32, how much of each pixel's red, green and blue; null: a blank
    };
    const Ink *ink(char32_t character, Face);                          // none: not in the font
    void draw(QPainter &, char32_t character, Face, QPointF baseline); // of what has ink
    // Centred in that many cells; what is wider is made to fit.
    void drawShaped(QPainter &, Face, std::u32string_view text, QPointF baseline, int cells);

private:
    struct Shaped
    {
        QList<QGlyphRun> runs; // from the baseline's begin
        qreal width = 0;
    };
    struct Glyph
    {
        quint32 number = unknown;
        std::unique_ptr<Ink> ink;
    };
    static constexpr char32_t tableSize = 0x3000; // beyond: CJK, symbols outside the BMP
    static constexpr quint32 unknown = ~0u;
    static constexpr int shapedLimit = 4096;

    std::unique_ptr<Ink> drawn(quint32 glyph, Face) const;
    void drawGlyph(QPainter &, quint32 glyph, Face, QPointF baseline) const;
    const Shaped &shaped(Face, std::u32string_view text, int cells);

    QRawFont m_raw[4];
    QFont m_fonts[4];
    std::array<std::vector<Glyph>, 4> m_table;                     // by character
    QCache<std::pair<QString, int>, Shaped> m_shaped{shapedLimit}; // by text, face and cells
    CellBox m_cell;
};

} // namespace oriel
