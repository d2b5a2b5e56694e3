// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QIcon>
#include <QPalette>

class QVariant;
class QWidget;

namespace oriel {

// Colours by role (resources/theme.json), fonts and icons. A value made by the shell and handed to widgets through
// Theme::current(), which the application sets once before the first window and again when the user changes it. GUI thread.
class Theme final
{
public:
    enum class Mode { Light, Dark };
    static Result<Theme> load(Mode mode); // from the resource :/oriel/theme.json
    Mode mode() const { return m_mode; }
    QColor colour(const QString &role) const; // "surface", "keyword"…
    QPalette palette() const;
    QString styleSheet() const;   // on top of Fusion: tabs, tool bars, headers, inputs, notices
    static QFont interfaceFont(); // Inter where installed, ligatures and contextual alternates off (face.h), never under 12 px
    static QFont dataFont();      // JetBrains Mono, likewise
    // Recoloured by the theme of the moment it is painted; never null: a fallback is drawn. role: all of it in that colour.
    static QIcon icon(const QString &breezeName, const QString &role = {});

    // Property of the application: what widgets paint with. A widget repaints on QEvent::PaletteChange.
    static const Theme &current();
    void apply() const; // palette, style sheet, fonts, icon theme of the QApplication

private:
    Mode m_mode = Mode::Light;
    QHash<QString, QColor> m_colours;
};

constexpr int unit = 8; // px, the one spacing unit

// Sets a property that the style sheet draws by.
void setLook(QWidget *widget, const char *property, const QVariant &value);

} // namespace oriel
