// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/outside.h"

#include "base/text.h"

#include <QFileInfo>

namespace oriel {

using namespace Qt::StringLiterals;

Outside fromOutside(const pg::ConnInfo &info)
{
    static const QStringList harmless{u"host"_s,           u"port"_s, u"user"_s, u"dbname"_s, u"sslmode"_s, u"application_name"_s,
                                      u"connect_timeout"_s};
    Outside outside;
    outside.taken.setPassword(info.password());
    for (const QString &keyword : info.keywords()) {
        const QString value = info.value(keyword);
        if (harmless.contains(keyword) || (keyword == "sslrootcert"_L1 && (value == "system"_L1 || QFileInfo(value).isFile())))
            outside.taken.set(keyword, value);
        else
            outside.held.append({keyword, value});
    }
    return outside;
}

QString heldText(const QList<QPair<QString, QString>> &held)
{
    QStringList shown;
    for (const auto &[keyword, value] : held) {
        const bool isSecret = keyword.contains("password"_L1) || keyword.contains("secret"_L1);
        shown.append(keyword + u'=' + (isSecret ? u"••••"_s : withMarks(value.left(120))));
    }
    return shown.join(u", "_s);
}

} // namespace oriel
