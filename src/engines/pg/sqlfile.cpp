// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/sqlfile.h"

#include <QFile>

static void openResources() { Q_INIT_RESOURCE(catalog); } // the macro declares a name outside every namespace

namespace oriel::pg {

QByteArray sqlFile(const QString &name)
{
    static const bool isOpen = [] {
        openResources();
        return true;
    }();
    Q_UNUSED(isOpen)
    QFile file(QStringLiteral(":/oriel/sql/") + name + QStringLiteral(".sql"));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? file.readAll() : QByteArray();
}

} // namespace oriel::pg
