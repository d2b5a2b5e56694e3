// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/terminal/terminalcolors.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QToolButton;

namespace oriel {

class TerminalPainter;

// A screen of a terminal as it looks in these colours.
class TerminalPreview final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalPreview)
public:
    explicit TerminalPreview(QWidget *parent);
    ~TerminalPreview() override;
    void show(const TerminalInks &inks);

protected:
    void paintEvent(QPaintEvent *) override;

private:
    void render();

    std::unique_ptr<vt::Terminal> m_terminal;
    std::unique_ptr<TerminalPainter> m_painter;
    double m_scale = 0; // device pixels, as painted
};

// A terminal's colours for the light and the dark theme: a known palette, or each colour by its button, with a preview. GUI
// thread.
class PaletteEditor final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PaletteEditor)
public:
    explicit PaletteEditor(QWidget *parent = nullptr);
    void setColors(const TerminalColors &colors);
    const TerminalColors &colors() const { return m_colors; }

private:
    QLayout *makeChoice();
    QLayout *makeButtons();
    QToolButton *makeButton(const QString &name, const QString &what);
    TerminalPalette &palette(); // of the theme that is shown
    QColor &color(int button);
    void choose(int button);
    void showColors();

    TerminalColors m_colors;
    QComboBox *m_theme, *m_known;
    QCheckBox *m_boldBright;
    QDoubleSpinBox *m_contrast;
    TerminalPreview *m_preview;
    QList<QToolButton *> m_buttons; // the sixteen, then text, background, cursor, selection
};

} // namespace oriel
