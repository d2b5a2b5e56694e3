// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pathtext.h"

#include "base/text.h"

#include <QDir>

#include <algorithm>

namespace oriel {
namespace {

bool isEscape(QChar c) { return c.unicode() >= 0xdc80 && c.unicode() <= 0xdcff; }

} // namespace

QString pathText(QByteArrayView path)
{
    if (isValidUtf8(path))
        return QString::fromUtf8(path);
    QString text;
    while (!path.isEmpty()) {
        qsizetype size = 1;
        while (size <= std::min<qsizetype>(4, path.size()) && !isValidUtf8(path.first(size)))
            ++size;
        if (size > std::min<qsizetype>(4, path.size())) {
            text += QChar(char16_t(0xdc00 + uchar(path[0])));
            size = 1;
        } else {
            text += QString::fromUtf8(path.first(size));
        }
        path = path.sliced(size);
    }
    return text;
}

QByteArray pathBytes(QStringView text)
{
    QByteArray bytes;
    while (!text.isEmpty()) {
        qsizetype size = 0;
        while (size < text.size() && !(isEscape(text[size]) && (size == 0 || !text[size - 1].isHighSurrogate())))
            ++size;
        bytes += text.first(size).toUtf8();
        if (size < text.size())
            bytes += char(text[size++].unicode() & 0xff);
        text = text.sliced(size);
    }
    return bytes;
}

QString tilde(const QString &path)
{
    const QString home = QDir::homePath();
    return path == home || path.startsWith(home + u'/') ? u'~' + path.sliced(home.size()) : path;
}

} // namespace oriel
