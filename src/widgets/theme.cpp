// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/face.h"
#include "widgets/iconengine.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <QWidget>

#include <algorithm>
#include <utility>

// In a static library nothing else refers to the resource's object file.
static void useResources() { Q_INIT_RESOURCE(oriel_widgets); }

namespace oriel {

namespace {

constexpr double interfacePixels = 13, dataPixels = 13, leastPixels = 12; // at 96 dpi
constexpr double pointsPerPixel = 72.0 / 96;

QString modeName(Theme::Mode mode) { return mode == Theme::Mode::Dark ? QStringLiteral("dark") : QStringLiteral("light"); }

// The theme that widgets paint with: light until apply() is called.
Theme &applied()
{
    static Theme theme = Theme::load(Theme::Mode::Light).value_or(Theme{});
    return theme;
}

QString installedFamily(const QString &wanted, QFontDatabase::SystemFont otherwise)
{
    return QFontDatabase::hasFamily(wanted) ? wanted : QFontInfo(QFontDatabase::systemFont(otherwise)).family();
}

QFont themeFont(const QString &family, const QString &plainFamily, double pixels)
{
    QFont font(QStringList{plainFamily.isEmpty() ? family : plainFamily});
    font.setPointSizeF(std::max(pixels, leastPixels) * pointsPerPixel);
    if (plainFamily.isEmpty())
        font.setStyleStrategy(QFont::PreferNoShaping); // second best: no kerning either
    return font;
}

} // namespace

Result<Theme> Theme::load(Mode mode)
{
    useResources();
    QFile file(QStringLiteral(":/oriel/theme.json"));
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(Error{QStringLiteral("The theme file is missing from this build of Oriel."),
                                     QStringLiteral("ENOENT"), file.errorString()});
    QJsonParseError parse;
    const QJsonObject roles = QJsonDocument::fromJson(file.readAll(), &parse)
                                  .object()
                                  .value(QLatin1String("roles"))
                                  .toObject()
                                  .value(modeName(mode))
                                  .toObject();
    Theme theme;
    theme.m_mode = mode;
    for (auto role = roles.begin(); role != roles.end(); ++role)
        theme.m_colours.insert(role.key(), QColor(role.value().toString()));
    if (theme.m_colours.isEmpty())
        return std::unexpected(
            Error{QStringLiteral("The theme file names no colours."), QStringLiteral("theme"), parse.errorString()});
    return theme;
}

QColor Theme::colour(const QString &role) const
{
    const auto found = m_colours.constFind(role);
    return found == m_colours.constEnd() ? m_colours.value(QStringLiteral("text")) : *found;
}

QPalette Theme::palette() const
{
    static constexpr std::pair<QPalette::ColorRole, const char *> roles[] = {{QPalette::Window, "window"},
                                                                             {QPalette::WindowText, "text"},
                                                                             {QPalette::Base, "surface"},
                                                                             {QPalette::AlternateBase, "window"},
                                                                             {QPalette::Text, "text"},
                                                                             {QPalette::Button, "raised"},
                                                                             {QPalette::ButtonText, "text"},
                                                                             {QPalette::BrightText, "error"},
                                                                             {QPalette::ToolTipBase, "raised"},
                                                                             {QPalette::ToolTipText, "text"},
                                                                             {QPalette::PlaceholderText, "muted"},
                                                                             {QPalette::Highlight, "selection"},
                                                                             {QPalette::HighlightedText, "text"},
                                                                             {QPalette::Link, "accent"},
                                                                             {QPalette::LinkVisited, "keyword"},
                                                                             {QPalette::Light, "raised"},
                                                                             {QPalette::Midlight, "sunken"},
                                                                             {QPalette::Mid, "border"},
                                                                             {QPalette::Dark, "outline"},
                                                                             {QPalette::Shadow, "outline"}};
    QPalette palette;
    for (const auto &[role, name] : roles)
        palette.setColor(role, colour(QString::fromLatin1(name)));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour(QStringLiteral("muted")));
    return palette;
}

QString Theme::styleSheet() const
{
    useResources();
    QFile file(QStringLiteral(":/oriel/theme.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString pattern = QString::fromUtf8(file.readAll());
    static const QRegularExpression role(QStringLiteral("@(\\w+)"));
    QString sheet;
    qsizetype end = 0;
    for (auto it = role.globalMatch(pattern); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString name = match.captured(1);
        sheet += QStringView(pattern).sliced(end, match.capturedStart() - end);
        sheet += name == QLatin1String("mode") ? modeName(m_mode) : colour(name).name();
        end = match.capturedEnd();
    }
    sheet += QStringView(pattern).sliced(end);
    return sheet;
}

QFont Theme::interfaceFont()
{
    static const QString family = installedFamily(QStringLiteral("Inter"), QFontDatabase::GeneralFont),
                         face = addPlainFace(family);
    return themeFont(family, face, interfacePixels);
}

QFont Theme::dataFont()
{
    static const QString family = installedFamily(QStringLiteral("JetBrains Mono"), QFontDatabase::FixedFont),
                         face = addPlainFace(family);
    QFont font = themeFont(family, face, dataPixels);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

QIcon Theme::icon(const QString &breezeName, const QString &role) { return QIcon(new IconEngine(breezeName, role)); }

const Theme &Theme::current() { return applied(); }

void Theme::apply() const
{
    const bool isFirst = qApp->property("orielTheme").isNull();
    qApp->setProperty("orielTheme", modeName(m_mode));
    applied() = *this;
    if (isFirst) {
        QIcon::setThemeSearchPaths(QStringList{QStringLiteral("/usr/share/icons"), QStringLiteral(":/icons")} +
                                   QIcon::themeSearchPaths());
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setFont(interfaceFont());
        QToolTip::setFont(interfaceFont());
    }
    QIcon::setThemeName(m_mode == Mode::Dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
    QApplication::setPalette(palette());
    QToolTip::setPalette(palette());
    qApp->setStyleSheet(styleSheet());
}

void setLook(QWidget *widget, const char *property, const QVariant &value)
{
    if (widget->property(property) == value)
        return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace oriel
