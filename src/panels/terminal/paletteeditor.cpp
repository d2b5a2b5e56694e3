// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/paletteeditor.h"

#include "panels/terminal/terminalpainter.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int sampleRows = 6, sampleColumns = 68;
constexpr int swatch = 18; // px
constexpr int grounds = 16;

constexpr char sample[] = "\x1b[1;32mdev@shop\x1b[0m:\x1b[1;34m~/shop\x1b[0m$ git diff --stat\r\n"
                          " app.py | 7 \x1b[32m+++++\x1b[31m--\x1b[0m\r\n"
                          "\x1b[33mwarning:\x1b[0m \x1b[35mpytest\x1b[0m \x1b[36m3 passed\x1b[0m \x1b[90m(0.12 s)\x1b[0m "
                          "\x1b[91merror\x1b[92m ok\x1b[93m slow\x1b[94m link\x1b[95m key\x1b[96m name\x1b[97m white\x1b[0m\r\n"
                          "\x1b[41m  \x1b[42m  \x1b[43m  \x1b[44m  \x1b[45m  \x1b[46m  \x1b[47m  \x1b[100m  \x1b[101m  "
                          "\x1b[102m  \x1b[103m  \x1b[104m  \x1b[105m  \x1b[106m  \x1b[107m  \x1b[0m \x1b[7m reverse \x1b[0m "
                          "\x1b[2mdim\x1b[0m \x1b[4munderlined\x1b[0m\r\n"
                          "this is selected\r\n"
                          "\x1b[1;32mdev@shop\x1b[0m:\x1b[1;34m~/shop\x1b[0m$ ";

Theme themeOf(Theme::Mode mode) { return Theme::load(mode).value_or(Theme::current()); }

} // namespace

TerminalPreview::TerminalPreview(QWidget *parent)
    : QWidget(parent),
      m_terminal(std::make_unique<vt::Terminal>(vt::Size{sampleRows, sampleColumns, 8, 16})),
      m_painter(std::make_unique<TerminalPainter>())
{
    setObjectName(u"terminalSettings.preview"_s);
    m_terminal->feed(sample);
}

TerminalPreview::~TerminalPreview() = default;

void TerminalPreview::show(const TerminalInks &inks)
{
    m_painter->setInks(inks);
    render();
}

void TerminalPreview::render()
{
    if (std::exchange(m_scale, devicePixelRatioF()) != devicePixelRatioF())
        m_painter->setGlyphs(std::make_unique<Glyphs>(Theme::dataFont(), m_scale));
    m_terminal->select(vt::Span{m_terminal->anchorAt({}, sampleRows - 2, 0), m_terminal->anchorAt({}, sampleRows - 2, 16)});
    vt::Picture picture;
    m_terminal->look({}, picture);
    m_painter->paint(picture, {}, {});
    setMinimumSize(m_painter->image().size() / m_scale + QSize(2 * unit, 2 * unit));
    update();
}

void TerminalPreview::paintEvent(QPaintEvent *)
{
    if (m_scale != devicePixelRatioF())
        render();
    QPainter painter(this);
    painter.fillRect(rect(), QColor(m_painter->inks().background));
    QImage image = m_painter->image();
    image.setDevicePixelRatio(m_scale);
    painter.drawImage(QPoint(unit, unit), image);
}

PaletteEditor::PaletteEditor(QWidget *parent)
    : QWidget(parent),
      m_theme(new QComboBox(this)),
      m_known(new QComboBox(this)),
      m_boldBright(new QCheckBox(tr("&Bold text in the first eight colours is shown in their bright ones"), this)),
      m_contrast(new QDoubleSpinBox(this)),
      m_preview(new TerminalPreview(this))
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    whole->setSpacing(2 * unit);
    whole->addLayout(makeChoice());
    whole->addLayout(makeButtons());
    whole->addWidget(m_preview);
    auto *legible = new QFormLayout;
    legible->addRow(m_boldBright);
    m_contrast->setObjectName(u"terminalSettings.leastContrast"_s);
    m_contrast->setRange(1, 21);
    m_contrast->setDecimals(1);
    m_contrast->setSingleStep(0.5);
    m_contrast->setSuffix(tr(" : 1   (4.5 reads well, 1 changes no colour)"));
    legible->addRow(tr("&Least contrast of text"), m_contrast);
    whole->addLayout(legible);
    whole->addStretch();
    m_boldBright->setObjectName(u"terminalSettings.boldBright"_s);
    connect(m_boldBright, &QCheckBox::toggled, this, [this](bool isOn) {
        m_colors.isBoldBright = isOn;
        showColors();
    });
    connect(m_contrast, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_colors.leastContrast = value;
        showColors();
    });
    m_theme->setCurrentIndex(Theme::current().mode() == Theme::Mode::Dark);
    showColors();
}

QLayout *PaletteEditor::makeChoice()
{
    m_theme->setObjectName(u"terminalSettings.theme"_s);
    m_theme->addItems({tr("Light theme"), tr("Dark theme")});
    m_known->setObjectName(u"terminalSettings.palette"_s);
    for (const KnownPalette &known : knownPalettes())
        m_known->addItem(known.name);
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    row->addWidget(plainLabel(tr("Colours of the"), this));
    row->addWidget(m_theme);
    row->addWidget(m_known, 1);
    connect(m_theme, &QComboBox::currentIndexChanged, this, &PaletteEditor::showColors);
    connect(m_known, &QComboBox::activated, this, [this](int chosen) {
        if (const auto all = knownPalettes(); chosen < all.size())
            palette() = m_theme->currentIndex() ? all.at(chosen).dark : all.at(chosen).light;
        showColors();
    });
    return row;
}

QToolButton *PaletteEditor::makeButton(const QString &name, const QString &what)
{
    auto *button = new QToolButton(this);
    button->setObjectName(u"terminalSettings.colour."_s + name);
    button->setAccessibleName(what);
    button->setIconSize({swatch, swatch});
    setPlainToolTip(button, what);
    connect(button, &QToolButton::clicked, this, [this, at = int(m_buttons.size())] { choose(at); });
    m_buttons.append(button);
    return button;
}

QLayout *PaletteEditor::makeButtons()
{
    const QStringList names{tr("black"), tr("red"),     tr("green"), tr("yellow"),
                            tr("blue"),  tr("magenta"), tr("cyan"),  tr("white")};
    auto *grid = new QGridLayout;
    grid->setSpacing(unit / 2);
    for (int row = 0; row < 2; ++row) {
        grid->addWidget(plainLabel(row ? tr("Bright") : tr("Normal"), this), row, 0);
        for (int column = 0; column < 8; ++column)
            grid->addWidget(
                makeButton(QString::number(8 * row + column), row ? tr("bright %1").arg(names.at(column)) : names.at(column)),
                row, 1 + column);
    }
    const std::pair<QString, QString> own[] = {{u"foreground"_s, tr("Text")},
                                               {u"background"_s, tr("Background")},
                                               {u"cursor"_s, tr("Cursor")},
                                               {u"selection"_s, tr("Selection")}};
    for (int at = 0; at < 4; ++at) {
        const int row = at % 2, column = 10 + 2 * (at / 2);
        grid->addWidget(plainLabel(own[at].second, this), row, column);
        grid->addWidget(makeButton(own[at].first, own[at].second), row, column + 1);
        grid->setColumnMinimumWidth(column - 1, column == 10 ? 2 * unit : 0);
    }
    grid->setColumnStretch(14, 1);
    return grid;
}

TerminalPalette &PaletteEditor::palette() { return m_theme->currentIndex() ? m_colors.dark : m_colors.light; }

QColor &PaletteEditor::color(int button)
{
    TerminalPalette &own = palette();
    QColor *const others[] = {&own.foreground, &own.background, &own.cursor, &own.selection};
    return button < grounds ? own.named[std::size_t(button)] : *others[button - grounds];
}

void PaletteEditor::choose(int button)
{
    auto *dialog = new QColorDialog(m_buttons.at(button)->property("shown").value<QColor>(), this);
    dialog->setObjectName(u"terminalSettings.chooser"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(m_buttons.at(button)->accessibleName());
    connect(dialog, &QColorDialog::colorSelected, this, [this, button](const QColor &chosen) {
        color(button) = QColor(chosen.rgb());
        showColors();
    });
    dialog->open();
}

void PaletteEditor::setColors(const TerminalColors &colors)
{
    m_colors = colors;
    m_boldBright->setChecked(colors.isBoldBright);
    m_contrast->setValue(colors.leastContrast);
    showColors();
}

void PaletteEditor::showColors()
{
    const bool isDark = m_theme->currentIndex();
    const TerminalInks inks = m_colors.inks(themeOf(isDark ? Theme::Mode::Dark : Theme::Mode::Light));
    const QRgb others[] = {inks.foreground, inks.background, inks.cursor.value_or(inks.foreground), inks.selection};
    for (int button = 0; button < m_buttons.size(); ++button) {
        const QColor shown(button < grounds ? inks.entries[std::size_t(button)] : others[button - grounds]);
        QPixmap pixmap(swatch, swatch);
        pixmap.fill(shown);
        QPainter(&pixmap).drawRect(0, 0, swatch - 1, swatch - 1);
        m_buttons.at(button)->setIcon(pixmap);
        m_buttons.at(button)->setProperty("shown", shown);
    }
    const auto all = knownPalettes();
    int known = int(all.size()); // their own
    for (int each = 0; each < all.size(); ++each)
        if (palette() == (isDark ? all.at(each).dark : all.at(each).light))
            known = each;
    if (known < all.size())
        m_known->removeItem(int(all.size()));
    else if (m_known->count() == all.size())
        m_known->addItem(tr("Your own"));
    m_known->setCurrentIndex(known);
    m_preview->show(inks);
}

} // namespace oriel
