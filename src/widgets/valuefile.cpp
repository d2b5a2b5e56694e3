// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuefile.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <algorithm>

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::ValueView)
};

constexpr qsizetype piece = 2 << 20; // characters, an even number

} // namespace

Result<> writeValue(const QString &path, const QByteArray &text, bool isHex, std::stop_token stop)
{
    QSaveFile file(path);
    bool isGood = file.open(QIODevice::WriteOnly);
    for (qsizetype at = isHex ? 2 : 0; isGood && at < text.size() && !stop.stop_requested(); at += piece) {
        const QByteArrayView part = QByteArrayView(text).sliced(at, std::min(piece, text.size() - at));
        const QByteArray bytes = isHex ? QByteArray::fromHex(part.toByteArray()) : QByteArray();
        isGood = isHex ? file.write(bytes) == bytes.size() : file.write(part.data(), part.size()) == part.size();
    }
    if (stop.stop_requested())
        file.cancelWriting();
    if (isGood && file.commit())
        return {};
    return std::unexpected(Error{Words::tr("The value could not be saved to %1. Choose another place.").arg(path),
                                 QStringLiteral("EIO"), file.errorString()});
}

} // namespace oriel
