// SPDX-License-Identifier: GPL-3.0-or-later
// The palettes a terminal can be given at once: Oriel's, and those whose names everybody knows, as their authors published them.
#include "panels/terminal/terminalcolors.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::TerminalColors)
};

using Named = std::array<QRgb, 16>;

constexpr Named orielLight{0xFF1B2330, 0xFFB4231A, 0xFF17692F, 0xFF7A4E00, 0xFF1F5FCC, 0xFF7634AE, 0xFF0A6273, 0xFFD5DAE1,
                           0xFF667080, 0xFFCC3329, 0xFF1C7C39, 0xFF8F5F00, 0xFF2F6FDD, 0xFF8E45CC, 0xFF0B7A8F, 0xFFFFFFFF};
constexpr Named orielDark{0xFF2A303C, 0xFFF4776E, 0xFF6CC67F, 0xFFE0B252, 0xFF78A9F8, 0xFFBE93F2, 0xFF5CC3D3, 0xFFC6CDD8,
                          0xFF8A95A6, 0xFFFF9A92, 0xFF8FE3A2, 0xFFF5D38A, 0xFF9CC2FF, 0xFFD9BBFF, 0xFF93E0EB, 0xFFF5F7FA};
constexpr Named solarized{0xFF073642, 0xFFDC322F, 0xFF859900, 0xFFB58900, 0xFF268BD2, 0xFFD33682, 0xFF2AA198, 0xFFEEE8D5,
                          0xFF002B36, 0xFFCB4B16, 0xFF586E75, 0xFF657B83, 0xFF839496, 0xFF6C71C4, 0xFF93A1A1, 0xFFFDF6E3};
constexpr Named tango{0xFF2E3436, 0xFFCC0000, 0xFF4E9A06, 0xFFC4A000, 0xFF3465A4, 0xFF75507B, 0xFF06989A, 0xFFD3D7CF,
                      0xFF555753, 0xFFEF2929, 0xFF8AE234, 0xFFFCE94F, 0xFF729FCF, 0xFFAD7FA8, 0xFF34E2E2, 0xFFEEEEEC};
constexpr Named gruvboxLight{0xFFFBF1C7, 0xFFCC241D, 0xFF98971A, 0xFFD79921, 0xFF458588, 0xFFB16286, 0xFF689D6A, 0xFF7C6F64,
                             0xFF928374, 0xFF9D0006, 0xFF79740E, 0xFFB57614, 0xFF076678, 0xFF8F3F71, 0xFF427B58, 0xFF3C3836};
constexpr Named gruvboxDark{0xFF282828, 0xFFCC241D, 0xFF98971A, 0xFFD79921, 0xFF458588, 0xFFB16286, 0xFF689D6A, 0xFFA89984,
                            0xFF928374, 0xFFFB4934, 0xFFB8BB26, 0xFFFABD2F, 0xFF83A598, 0xFFD3869B, 0xFF8EC07C, 0xFFEBDBB2};
constexpr Named xterm{0xFF000000, 0xFFCD0000, 0xFF00CD00, 0xFFCDCD00, 0xFF0000EE, 0xFFCD00CD, 0xFF00CDCD, 0xFFE5E5E5,
                      0xFF7F7F7F, 0xFFFF0000, 0xFF00FF00, 0xFFFFFF00, 0xFF5C5CFF, 0xFFFF00FF, 0xFF00FFFF, 0xFFFFFFFF};

TerminalPalette made(const Named &named, const QColor &foreground = {}, const QColor &background = {}, const QColor &cursor = {},
                     const QColor &selection = {})
{
    TerminalPalette palette{{}, foreground, background, cursor, selection};
    std::ranges::transform(named, palette.named.begin(), [](QRgb rgb) { return QColor(rgb); });
    return palette;
}

} // namespace

QList<KnownPalette> knownPalettes()
{
    return {{Words::tr("Oriel, as the window"), made(orielLight), made(orielDark)},
            {u"Solarized"_s, made(solarized, 0xFF657B83, 0xFFFDF6E3, 0xFF586E75, 0xFFEEE8D5),
             made(solarized, 0xFF839496, 0xFF002B36, 0xFF93A1A1, 0xFF073642)},
            {u"Tango"_s, made(tango, 0xFF2E3436, 0xFFEEEEEC, 0xFF2E3436, 0xFFD3D7CF),
             made(tango, 0xFFD3D7CF, 0xFF2E3436, 0xFFD3D7CF, 0xFF555753)},
            {u"Gruvbox"_s, made(gruvboxLight, 0xFF3C3836, 0xFFFBF1C7, 0xFF3C3836, 0xFFEBDBB2),
             made(gruvboxDark, 0xFFEBDBB2, 0xFF282828, 0xFFEBDBB2, 0xFF504945)},
            {u"xterm"_s, made(xterm, 0xFF000000, 0xFFFFFFFF, 0xFF000000, 0xFFC6DEF8),
             made(xterm, 0xFFE5E5E5, 0xFF000000, 0xFFE5E5E5, 0xFF264F78)}};
}

} // namespace oriel
