// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictureview.h"

#include "widgets/theme.h"

#include <QPainter>

namespace oriel {

PictureView::PictureView(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("value.picture"));
    setFocusPolicy(Qt::StrongFocus);
}

void PictureView::show(const QByteArray &hex)
{
    m_decoding.cancel();
    m_image = {};
    m_words = hex.isEmpty() ? QString() : tr("Reading the picture…");
    update();
    if (hex.isEmpty())
        return;
    m_decoding = inBackground(
        this, QThreadPool::globalInstance(),
        [hex](std::stop_token stop) { return decodedPicture(QByteArray::fromHex(hex.mid(2)), stop); },
        [this](const Result<Picture> &picture) { take(picture); });
}

void PictureView::take(const Result<Picture> &picture)
{
    m_words.clear();
    if (picture) {
        m_image = picture->image;
        const QString facts = tr("%1, %2 × %3").arg(picture->format).arg(picture->size.width()).arg(picture->size.height());
        setAccessibleName(tr("Picture: %1").arg(facts));
        Q_EMIT decoded(facts);
    } else {
        const Error &error = picture.error();
        m_words = error.detail.isEmpty() ? error.message : error.message + u'\n' + error.detail;
        setAccessibleName(m_words);
    }
    update();
}

void PictureView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.colour(QStringLiteral("surface")));
    const QRect room = rect().adjusted(unit, unit, -unit, -unit);
    if (m_image.isNull()) {
        painter.setPen(theme.colour(QStringLiteral("muted")));
        painter.drawText(room, int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_words);
    } else {
        QSize size = m_image.size();
        if (size.width() > room.width() || size.height() > room.height())
            size.scale(room.size(), Qt::KeepAspectRatio);
        QRect place({}, size);
        place.moveCenter(room.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(place, m_image);
        painter.setPen(theme.colour(QStringLiteral("border")));
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(QStringLiteral("accent")), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace oriel
