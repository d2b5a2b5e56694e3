// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalcolors.h"

#include "widgets/theme.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

using Named = std::array<QRgb, 16>;

constexpr Named lightNamed{0xFF1B2330, 0xFFB4231A, 0xFF17692F, 0xFF7A4E00, 0xFF1F5FCC, 0xFF7634AE, 0xFF0A6273, 0xFFD5DAE1,
                           0xFF667080, 0xFFCC3329, 0xFF1C7C39, 0xFF8F5F00, 0xFF2F6FDD, 0xFF8E45CC, 0xFF0B7A8F, 0xFFFFFFFF};
constexpr Named darkNamed{0xFF2A303C, 0xFFF4776E, 0xFF6CC67F, 0xFFE0B252, 0xFF78A9F8, 0xFFBE93F2, 0xFF5CC3D3, 0xFFC6CDD8,
                          0xFF8A95A6, 0xFFFF9A92, 0xFF8FE3A2, 0xFFF5D38A, 0xFF9CC2FF, 0xFFD9BBFF, 0xFF93E0EB, 0xFFF5F7FA};

std::array<QColor, 16> colors(const Named &named)
{
    std::array<QColor, 16> result;
    std::transform(named.begin(), named.end(), result.begin(), [](QRgb rgb) { return QColor(rgb); });
    return result;
}

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

void loadNamed(QSettings &settings, const QString &key, std::array<QColor, 16> *colors)
{
    const QStringList names = settings.value(key).toStringList();
    for (qsizetype i = 0; i < std::min<qsizetype>(names.size(), 16); ++i)
        if (const QColor color(names.at(i)); color.isValid())
            (*colors)[std::size_t(i)] = color;
}

void saveNamed(QSettings &settings, const QString &key, const std::array<QColor, 16> &colors, const Named &defaults)
{
    if (colors == oriel::colors(defaults))
        return settings.remove(key);
    QStringList names;
    for (const QColor &color : colors)
        names << color.name();
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

TerminalColors::TerminalColors() : light(colors(lightNamed)), dark(colors(darkNamed)) {}

void TerminalColors::load(QSettings &settings)
{
    loadNamed(settings, u"terminal/light"_s, &light);
    loadNamed(settings, u"terminal/dark"_s, &dark);
    isBoldBright = settings.value(u"terminal/boldIsBright"_s, isBoldBright).toBool();
    leastContrast = std::clamp(settings.value(u"terminal/leastContrast"_s, leastContrast).toDouble(), 1.0, 21.0);
}

void TerminalColors::save(QSettings &settings) const
{
    saveNamed(settings, u"terminal/light"_s, light, lightNamed);
    saveNamed(settings, u"terminal/dark"_s, dark, darkNamed);
    settings.setValue(u"terminal/boldIsBright"_s, isBoldBright);
    settings.setValue(u"terminal/leastContrast"_s, leastContrast);
}

const std::array<QColor, 16> &TerminalColors::named(const Theme &theme) const
{
    return theme.mode() == Theme::Mode::Dark ? dark : light;
}

TerminalInks TerminalColors::inks(const Theme &theme) const
{
    const auto role = [&theme](const QString &name) { return theme.colour(name).rgb(); };
    TerminalInks inks{role(u"text"_s),      role(u"surface"_s), role(u"accent"_s),
                      role(u"selection"_s), role(u"found"_s),   role(u"accent"_s),
                      role(u"onAccent"_s),  std::nullopt,       {},
                      isBoldBright,         leastContrast};
    for (int entry = 0; entry < 256; ++entry)
        inks.entries[std::size_t(entry)] = entry < 16 ? named(theme)[std::size_t(entry)].rgb() : xtermEntry(entry);
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
