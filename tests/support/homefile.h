// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace oriel::test {

// Writes the file `name` of the test's HOME, which only its owner may read then, as libpq wants of keys; answers its path.
inline QString homeFile(const QString &name, const QByteArray &text)
{
    const QString path = QDir::homePath() + u'/' + name;
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size() ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        qFatal("%s cannot be written", qPrintable(name));
    return path;
}

} // namespace oriel::test
