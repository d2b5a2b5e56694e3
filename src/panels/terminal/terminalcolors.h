// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/vt/terminal.h"

#include <QColor>
#include <QList>
#include <QString>

#include <array>
#include <optional>

class QSettings;

namespace oriel {

class Theme;

// Every colour of a picture, ready to be written into pixels.
struct TerminalInks
{
    QRgb foreground = 0, background = 0, accent = 0;
    QRgb selection = 0, found = 0, current = 0, currentText = 0; // backgrounds; current: the hit one stands on
    std::optional<QRgb> cursor;                                  // none: the foreground
    std::array<QRgb, 256> entries{};
    bool isBoldBright = false;
    double leastContrast = 1; // of text in the default or one of the 16 named colours

    bool operator==(const TerminalInks &) const = default;
};

// The colours a user may choose for one theme; an invalid one is the theme's own (text, surface, the text's, selection).
struct TerminalPalette
{
    std::array<QColor, 16> named;
    QColor foreground, background, cursor, selection;
    bool operator==(const TerminalPalette &) const = default;
};

// The palettes of both themes. The other 240 colours are xterm's.
struct TerminalColors
{
    TerminalColors();
    TerminalPalette light, dark;
    bool isBoldBright = false;  // bold text in the first eight shows the second eight
    double leastContrast = 4.5; // WCAG's ratio, 1–21: a named colour that would not read on its background is moved until it does

    void load(QSettings &);
    void save(QSettings &) const; // what differs from the defaults

    const TerminalPalette &palette(const Theme &) const;
    TerminalInks inks(const Theme &) const;
    void set(vt::Options *, const Theme &) const; // what the terminal answers when it is asked for its colours
    bool operator==(const TerminalColors &) const = default;
};

struct KnownPalette
{
    QString name; // "Solarized"
    TerminalPalette light, dark;
};
QList<KnownPalette> knownPalettes(); // Oriel's own first

// WCAG 2's contrast ratio, 1–21.
double contrast(QRgb, QRgb);
// `text` moved towards black or white until it has that contrast on `background`.
QRgb readable(QRgb text, QRgb background, double leastContrast);
QRgb mixed(QRgb, QRgb, double share); // share of the second, 0–1

} // namespace oriel
