// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/connectioncolour.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <array>

namespace oriel {

namespace {

struct Named
{
    const char *name, *text, *light, *dark;
};
constexpr std::array palette{
    Named{"blue", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Blue"), "#2F6FDB", "#7FB0FF"},
    Named{"teal", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Teal"), "#0B7F8C", "#5CC8D4"},
    Named{"green", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Green"), "#2C7D3F", "#7FD794"},
    Named{"yellow", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Yellow"), "#957000", "#E6C65A"},
    Named{"orange", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Orange"), "#BD5B12", "#F5A862"},
    Named{"red", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Red"), "#C2362E", "#FF8F86"},
    Named{"grey", QT_TRANSLATE_NOOP("oriel::ConnectDialog", "Grey"), "#6A7484", "#A5B0BF"},
};

const Named *find(const QString &colour)
{
    const auto found = std::ranges::find_if(palette, [&](const Named &named) { return colour == QLatin1String(named.name); });
    return found == palette.end() ? nullptr : &*found;
}

} // namespace

QStringList connectionColours()
{
    QStringList names;
    for (const Named &named : palette)
        names.append(QString::fromLatin1(named.name));
    return names;
}

QString connectionColourName(const QString &colour)
{
    const Named *named = find(colour);
    return named ? QCoreApplication::translate("oriel::ConnectDialog", named->text)
                 : QCoreApplication::translate("oriel::ConnectDialog", "None");
}

QColor connectionColour(const QString &colour, Theme::Mode mode)
{
    const Named *named = find(colour);
    return named ? QColor(QLatin1String(mode == Theme::Mode::Dark ? named->dark : named->light)) : QColor();
}

QIcon connectionColourIcon(const QString &colour, Theme::Mode mode)
{
    constexpr int side = 16, scale = 2;
    QPixmap picture(side * scale, side * scale);
    picture.setDevicePixelRatio(scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor paint = connectionColour(colour, mode);
    painter.setPen(paint.isValid() ? QPen(Qt::NoPen) : QPen(Theme::current().colour(QStringLiteral("outline")), 1.5));
    painter.setBrush(paint.isValid() ? QBrush(paint) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QRectF(3, 3, 10, 10));
    return QIcon(picture);
}

} // namespace oriel
