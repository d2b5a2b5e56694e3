// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/vt/picture.h"
#include "panels/terminal/glyphs.h"
#include "panels/terminal/terminalcolors.h"

#include <QCache>
#include <QImage>
#include <QRegion>

#include <memory>
#include <vector>

class QPainter;

namespace oriel {

// What is shown on a picture of a terminal beside its text.
struct TerminalScene
{
    struct Stretch // columns, half open
    {
        int row = 0, from = 0, to = 0;
        bool isCurrent = false;
        bool operator==(const Stretch &) const = default;
    };
    std::vector<Stretch> hits;               // of a search
    std::vector<Stretch> link;               // under the mouse
    bool hasFocus = true;                    // none: a hollow cursor
    bool isCursorOn = true, isTextOn = true; // phases of blinking
};

// A terminal's picture as an image of device pixels. Only rows that differ from the picture before are painted, what scrolled is
// moved. Knows no widget. GUI thread.
class TerminalPainter final
{
public:
    void setGlyphs(std::unique_ptr<Glyphs>);
    void setInks(const TerminalInks &);
    const TerminalInks &inks() const { return m_inks; }
    const Glyphs &glyphs() const { return *m_glyphs; }
    bool hasBlinkingText() const { return m_hasBlink; } // in the picture painted last

    // before: the picture painted last (any, the first time). Answers what has changed, in pixels of the image. A cursor that
    // blinks is hidden by its phase only.
    QRegion paint(const vt::Picture &now, const vt::Picture &before, const TerminalScene &);
    const QImage &image() const { return m_image; }

private:
    enum class Cursor : std::uint8_t { None, Block, Hollow, Underline, Bar };
    struct RowLook // all of a row that is not in the picture's cells
    {
        std::vector<TerminalScene::Stretch> hits, link;
        int cursorColumn = -1;
        Cursor cursor = Cursor::None;
        bool isTextOn = true;
        bool operator==(const RowLook &) const = default;
    };
    struct Frame // of a row in the image: single, or of double width and height
    {
        int top = 0, scaleX = 1, scaleY = 1, offset = 0;
    };
    struct Run
    {
        int from = 0, to = 0; // columns
        std::uint32_t style = 0;
        std::uint8_t flags = 0;
        QRgb text = 0, box = 0, back = 0;
        bool isSeen = true;
    };

    std::vector<RowLook> looksOf(const vt::Picture &, const TerminalScene &);
    bool isSame(const vt::Picture &now, int row, const vt::Picture &before, int source) const;
    void paintRow(const vt::Picture &, int row, const RowLook &, QPainter &);
    void markFlags(const vt::Picture &, int row, const RowLook &);
    void findRuns(const vt::Picture &, int row, int columns, bool isTextOn);
    void resolve(Run *, const vt::Picture &, bool isTextOn) const;
    QRgb color(const vt::Color &, bool isText, bool isBold, bool isReversed) const;
    QRgb cursorColor(const vt::Picture &) const;
    void paintText(const vt::Picture &, int row, const Frame &, QPainter &);
    void paintCell(const vt::Picture &, const vt::Cell &, int column, const Run &, Glyphs::Face, const Frame &, QPainter &);
    void paintLines(const vt::Style &, const Run &, const Frame &);
    void paintUnderline(vt::Underline, const Run &, QRgb, const Frame &);
    void paintCursor(const vt::Picture &, int row, const RowLook &, const Frame &);
    void fill(const Frame &, QRect, QRgb);
    void blend(const Frame &, QPoint corner, const QImage &coverage, QRgb);
    const QImage &mask(char32_t character, const Frame &);

    std::unique_ptr<Glyphs> m_glyphs;
    TerminalInks m_inks;
    QImage m_image;
    std::vector<RowLook> m_looks; // as painted
    bool m_isStale = true, m_wasReversed = false, m_hasBlink = false;
    QCache<quint64, QImage> m_masks{1024}; // Format_RGB32, as an Ink's coverage

    std::vector<std::uint8_t> m_flags; // of the row being painted, by column
    std::vector<Run> m_runs;
    std::vector<QRgb> m_pen; // the colour that is blended, as long as needed
};

} // namespace oriel
