// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/iconengine.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPixmapCache>

#include <algorithm>

namespace oriel {

namespace {

constexpr int largestSymbolic = 24; // px: larger Breeze pictures are paintings, not signs

bool isMonochrome(const QImage &picture)
{
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor colour = picture.pixelColor(x, y);
            if (colour.alpha() > 64 && colour.saturation() > 60 && colour.value() > 60)
                return false;
        }
    }
    return true;
}

QImage tinted(QImage picture, const QColor &colour)
{
    QPainter painter(&picture);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(picture.rect(), colour);
    return picture;
}

// What Breeze does not have, or where it is not installed: the few signs a window cannot do without, else a small frame.
void drawSign(QPainter *painter, const QString &name)
{
    const auto has = [&name](QLatin1String part) { return name.contains(part); };
    if (has(QLatin1String("add")) || has(QLatin1String("new"))) {
        painter->drawLine(QPointF(8, 3), QPointF(8, 13));
        painter->drawLine(QPointF(3, 8), QPointF(13, 8));
    } else if (has(QLatin1String("remove"))) {
        painter->drawLine(QPointF(3, 8), QPointF(13, 8));
    } else if (has(QLatin1String("close")) || has(QLatin1String("clear")) || has(QLatin1String("delete"))) {
        painter->drawLine(QPointF(4, 4), QPointF(12, 12));
        painter->drawLine(QPointF(12, 4), QPointF(4, 12));
    } else if (has(QLatin1String("start")) || has(QLatin1String("run"))) {
        painter->drawPolygon(QPolygonF{{5, 3}, {12, 8}, {5, 13}});
    } else if (has(QLatin1String("stop"))) {
        painter->drawRect(QRectF(4, 4, 8, 8));
    } else if (has(QLatin1String("search")) || has(QLatin1String("find"))) {
        painter->drawEllipse(QPointF(7, 7), 4, 4);
        painter->drawLine(QPointF(10, 10), QPointF(13, 13));
    } else if (has(QLatin1String("down"))) {
        painter->drawPolyline(QPolygonF{{4, 6}, {8, 10}, {12, 6}});
    } else if (has(QLatin1String("up"))) {
        painter->drawPolyline(QPolygonF{{4, 10}, {8, 6}, {12, 10}});
    } else if (has(QLatin1String("ok")) || has(QLatin1String("apply"))) {
        painter->drawPolyline(QPolygonF{{3, 8}, {7, 12}, {13, 4}});
    } else if (has(QLatin1String("warning"))) {
        painter->drawPolygon(QPolygonF{{8, 2}, {14.5, 13.5}, {1.5, 13.5}});
        painter->drawLine(QPointF(8, 6.5), QPointF(8, 9.5));
        painter->drawPoint(QPointF(8, 11.6));
    } else if (has(QLatin1String("error"))) {
        painter->drawEllipse(QPointF(8, 8), 6.2, 6.2);
        painter->drawLine(QPointF(5.8, 5.8), QPointF(10.2, 10.2));
        painter->drawLine(QPointF(10.2, 5.8), QPointF(5.8, 10.2));
    } else if (has(QLatin1String("information"))) {
        painter->drawEllipse(QPointF(8, 8), 6.2, 6.2);
        painter->drawLine(QPointF(8, 7.8), QPointF(8, 11.2));
        painter->drawPoint(QPointF(8, 5));
    } else {
        painter->drawRoundedRect(QRectF(3, 3, 10, 10), 2, 2);
    }
}

// Breeze fills these with a colour of its own (a red disc to close) or with a shape that a tint makes a blot.
bool isOurs(const QString &name)
{
    static const QStringList names{QStringLiteral("window-close"),   QStringLiteral("dialog-close"),
                                   QStringLiteral("tab-close"),      QStringLiteral("dialog-error"),
                                   QStringLiteral("dialog-warning"), QStringLiteral("dialog-information")};
    return names.contains(name);
}

QImage signPicture(const QString &name, const QSize &size)
{
    QImage picture(size, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal side = std::min(size.width(), size.height());
    painter.translate((size.width() - side) / 2, (size.height() - side) / 2);
    painter.scale(side / 16, side / 16);
    painter.setPen(QPen(Qt::black, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    drawSign(&painter, name);
    return picture;
}

} // namespace

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    if (size.isEmpty())
        return {};
    const Theme &theme = Theme::current();
    const QString key = QStringLiteral("oriel:%1:%2:%3x%4:%5:%6:%7")
                            .arg(m_name, m_role)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(int(mode))
                            .arg(int(theme.mode()))
                            .arg(QIcon::themeName());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QImage picture = signPicture(m_name, size);
    if (!isOurs(m_name) &&
        QIcon::hasThemeIcon(m_name)) { // asked for as large as it is: a smaller file is scaled up by the SVG engine
        const QImage themed =
            QIcon::fromTheme(m_name).pixmap(size, 1.0).toImage().convertToFormat(QImage::Format_ARGB32_Premultiplied);
        if (!themed.isNull())
            picture = themed.size() == size ? themed : themed.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    const bool isSymbolic = !m_role.isEmpty() || (size.height() <= 2 * largestSymbolic && isMonochrome(picture));
    const QString usual = m_role.isEmpty() ? QStringLiteral("text") : m_role;
    if (isSymbolic)
        picture = tinted(picture, theme.colour(mode == QIcon::Disabled ? QStringLiteral("outline") : usual));
    pixmap = QPixmap::fromImage(picture);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void IconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    QPixmap shown = pixmap(rect.size() * ratio, mode, state);
    shown.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect, shown);
}

} // namespace oriel
