// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QImage>

#include <stop_token>

namespace oriel {

// The only door of pictures from outside (SAFETY 5): PNG, JPEG, GIF and BMP, told by their first bytes, never SVG. Any thread but
// the GUI thread for decodedPicture().
QByteArray pictureFormat(QByteArrayView head); // "png"; empty: none of these

struct Picture
{
    QImage image; // the first frame
    QSize size;   // as stored; the image is smaller where that is more than 32 million pixels
    QString format;
};
Result<Picture> decodedPicture(const QByteArray &bytes, std::stop_token stop = {});

} // namespace oriel
