// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/vt/terminal.h"

#include <QColor>

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

// The 16 named colours as the user has them for each theme; foreground and background are the theme's text and surface, the other
// 240 are xterm's.
struct TerminalColors
{
    TerminalColors();
    std::array<QColor, 16> light, dark;
    bool isBoldBright = false;  // bold text in the first eight shows the second eight
    double leastContrast = 4.5; // WCAG's ratio, 1–21: a named colour that would not read on its background is moved until it does

    void load(QSettings &);
    void save(QSettings &) const; // what differs from the defaults

    const std::array<QColor, 16> &named(const Theme &) const;
    TerminalInks inks(const Theme &) const;
    void set(vt::Options *, const Theme &) const; // what the terminal answers when it is asked for its colours
    bool operator==(const TerminalColors &) const = default;
};

// WCAG 2's contrast ratio, 1–21.
double contrast(QRgb, QRgb);
// `text` moved towards black or white until it has that contrast on `background`.
QRgb readable(QRgb text, QRgb background, double leastContrast);
QRgb mixed(QRgb, QRgb, double share); // share of the second, 0–1

} // namespace oriel
