// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/environments.h"

#include "jobs/shellsetup.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString versionOf(const QString &environment)
{
    static const QRegularExpression line(u"^version(?:_info)?\\s*=\\s*(\\d+(?:\\.\\d+){1,2})"_s,
                                         QRegularExpression::MultilineOption); // version_info: virtualenv, uv
    QFile file(environment + "/pyvenv.cfg"_L1);
    const bool isRegular = QFileInfo(file).isFile() && file.open(QIODevice::ReadOnly);
    return isRegular ? line.match(QString::fromUtf8(file.read(1 << 16))).captured(1) : QString();
}

} // namespace

Environments Environments::in(const QString &folder, const std::optional<QString> &wished)
{
    Environments found{.folder = folder};
    if (folder.isEmpty())
        return found;
    for (const QString &path : virtualEnvironments(folder))
        found.all.append({path, versionOf(path)});
    const auto chosen = std::ranges::find(found.all, wished.value_or(QString()), &One::path);
    if (chosen != found.all.end())
        found.used = *chosen;
    else if (!found.all.isEmpty() && (!wished || !wished->isEmpty()))
        found.used = found.all.first();
    if (!found.used.path.isEmpty())
        found.hash = environmentHash(found.used.path);
    return found;
}

} // namespace oriel
