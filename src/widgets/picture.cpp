// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

#include <cmath>
#include <utility>

namespace oriel {

namespace {

constexpr int mostMegabytes = 256;          // a decoder may ask for
constexpr double mostPixels = 32'000'000.0; // shown

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ValueView)
};

} // namespace

QByteArray pictureFormat(QByteArrayView head)
{
    static constexpr std::pair<QByteArrayView, const char *> formats[] = {
        {"\x89PNG\r\n\x1a\n", "png"}, {"\xff\xd8\xff", "jpeg"}, {"GIF87a", "gif"}, {"GIF89a", "gif"}};
    for (const auto &[start, format] : formats)
        if (head.startsWith(start))
            return format;
    // "BM", the size, four zero bytes: two letters alone would be many a text
    const bool isBmp = head.startsWith("BM") && head.size() >= 10 && head.sliced(6, 4) == QByteArrayView("\0\0\0\0", 4);
    return isBmp ? "bmp" : QByteArray();
}

Result<Picture> decodedPicture(const QByteArray &bytes, std::stop_token stop)
{
    const QByteArray format = pictureFormat(bytes);
    const auto refused = [&](const QString &why) {
        return std::unexpected(Error{Words::tr("This picture cannot be shown. Look at it as hex, or save it to a file."),
                                     QString::fromLatin1(format), why});
    };
    if (format.isEmpty() || stop.stop_requested())
        return refused({});
    QImageReader::setAllocationLimit(mostMegabytes);
    QByteArray data = bytes;
    QBuffer buffer(&data);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    const double pixels = double(size.width()) * size.height();
    if (pixels * 4 > double(mostMegabytes) * 1024 * 1024)
        return refused(Words::tr("It has %1 × %2 pixels.").arg(size.width()).arg(size.height()));
    if (pixels > mostPixels)
        reader.setScaledSize(size * std::sqrt(mostPixels / pixels));
    const QImage image = reader.read();
    if (image.isNull())
        return refused(reader.errorString());
    return Picture{image, size.isValid() ? size : image.size(), QString::fromLatin1(format.toUpper())};
}

} // namespace oriel
