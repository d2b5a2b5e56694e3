// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalcolors.h"

#include "widgets/theme.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr std::size_t ground = 16; // of a stored list: foreground, background, cursor, selection follow

// xterm's 6×6×6 cube and 24 greys (256colres.h).
QRgb xtermEntry(int entry)
{
    if (entry >= 232) {
        const int grey = 8 + (entry - 232) * 10;
        return qRgb(grey, grey, grey);
    }
    const auto level = [](int step) { return step == 0 ? 0 : 55 + step * 40; };
    const int cube = entry - 16;
    return qRgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
}

double luminance(QRgb rgb)
{
    static const std::array<double, 256> linear = [] {
        std::array<double, 256> table{};
        for (int i = 0; i < 256; ++i)
            table[std::size_t(i)] = i / 255.0 <= 0.04045 ? i / 255.0 / 12.92 : std::pow((i / 255.0 + 0.055) / 1.055, 2.4);
        return table;
    }();
    return 0.2126 * linear[std::size_t(qRed(rgb))] + 0.7152 * linear[std::size_t(qGreen(rgb))] +
           0.0722 * linear[std::size_t(qBlue(rgb))];
}

template<typename Palette>
auto slotsOf(Palette &palette)
{
    std::vector<decltype(&palette.cursor)> all;
    for (auto &color : palette.named)
        all.push_back(&color);
    all.insert(all.end(), {&palette.foreground, &palette.background, &palette.cursor, &palette.selection});
    return all;
}

void loadPalette(QSettings &settings, const QString &key, TerminalPalette *palette)
{
    const QStringList names = settings.value(key).toStringList();
    const auto places = slotsOf(*palette);
    for (std::size_t i = 0; i < std::min(std::size_t(names.size()), places.size()); ++i)
        if (const QColor color(names.at(qsizetype(i))); color.isValid() || (i >= ground && names.at(qsizetype(i)).isEmpty()))
            *places[i] = color;
}

void savePalette(QSettings &settings, const QString &key, const TerminalPalette &palette, const TerminalPalette &defaults)
{
    if (palette == defaults)
        return settings.remove(key);
    QStringList names;
    for (const QColor *color : slotsOf(palette))
        names << (color->isValid() ? color->name() : QString());
    settings.setValue(key, names);
}

} // namespace

double contrast(QRgb one, QRgb other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QRgb mixed(QRgb one, QRgb other, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return qRgb(mix(qRed(one), qRed(other)), mix(qGreen(one), qGreen(other)), mix(qBlue(one), qBlue(other)));
}

QRgb readable(QRgb text, QRgb background, double leastContrast)
{
    if (contrast(text, background) >= leastContrast)
        return text;
    const QRgb black = qRgb(0, 0, 0), white = qRgb(255, 255, 255);
    const QRgb end = contrast(black, background) > contrast(white, background) ? black : white;
    double share = 0.1;
    while (share < 1 && contrast(mixed(text, end, share), background) < leastContrast)
        share += 0.1;
    return mixed(text, end, std::min(share, 1.0));
}

TerminalColors::TerminalColors() : light(knownPalettes().constFirst().light), dark(knownPalettes().constFirst().dark) {}

void TerminalColors::load(QSettings &settings)
{
    loadPalette(settings, u"terminal/light"_s, &light);
    loadPalette(settings, u"terminal/dark"_s, &dark);
    isBoldBright = settings.value(u"terminal/boldIsBright"_s, isBoldBright).toBool();
    leastContrast = std::clamp(settings.value(u"terminal/leastContrast"_s, leastContrast).toDouble(), 1.0, 21.0);
}

void TerminalColors::save(QSettings &settings) const
{
    const KnownPalette own = knownPalettes().constFirst();
    savePalette(settings, u"terminal/light"_s, light, own.light);
    savePalette(settings, u"terminal/dark"_s, dark, own.dark);
    settings.setValue(u"terminal/boldIsBright"_s, isBoldBright);
    settings.setValue(u"terminal/leastContrast"_s, leastContrast);
}

const TerminalPalette &TerminalColors::palette(const Theme &theme) const
{
    return theme.mode() == Theme::Mode::Dark ? dark : light;
}

TerminalInks TerminalColors::inks(const Theme &theme) const
{
    const TerminalPalette &own = palette(theme);
    const auto either = [&theme](const QColor &chosen, const QString &role) {
        return (chosen.isValid() ? chosen : theme.colour(role)).rgb();
    };
    const QRgb accent = theme.colour(u"accent"_s).rgb();
    TerminalInks inks{either(own.foreground, u"text"_s),
                      either(own.background, u"surface"_s),
                      accent,
                      either(own.selection, u"selection"_s),
                      theme.colour(u"found"_s).rgb(),
                      accent,
                      theme.colour(u"onAccent"_s).rgb(),
                      std::nullopt,
                      {},
                      isBoldBright,
                      leastContrast};
    if (own.cursor.isValid())
        inks.cursor = own.cursor.rgb();
    for (int entry = 0; entry < 256; ++entry)
        inks.entries[std::size_t(entry)] = entry < 16 ? own.named[std::size_t(entry)].rgb() : xtermEntry(entry);
    return inks;
}

void TerminalColors::set(vt::Options *options, const Theme &theme) const
{
    const auto color = [](QRgb rgb) {
        return vt::Color::rgb(std::uint8_t(qRed(rgb)), std::uint8_t(qGreen(rgb)), std::uint8_t(qBlue(rgb)));
    };
    const TerminalInks all = inks(theme);
    options->foreground = color(all.foreground);
    options->background = color(all.background);
    options->palette.clear();
    for (const QRgb rgb : all.entries)
        options->palette.push_back(color(rgb));
}

} // namespace oriel
