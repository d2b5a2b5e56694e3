// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/reference.h"

#include "engines/pg/sqlfile.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace oriel::pg {

using namespace Qt::StringLiterals;

Ask references(quint32 relation) { return {sqlFile(u"references"_s), {QByteArray::number(relation)}}; }

Result<References> readReferences(const RowSource &rows, const QString &schema, const QString &name)
{
    References found;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        const auto text = [&](int column) { return QString::fromUtf8(rows.cell(row, column).text); };
        const auto names = [&](int column) {
            QStringList list;
            for (const QJsonValue value : QJsonDocument::fromJson(rows.cell(row, column).text).array())
                list << value.toString();
            return list;
        };
        const ForeignKey key{text(0),        text(2), text(3), names(4), text(5), text(6), names(7), text(8).toDouble(),
                             text(9) == u"t"};
        if (key.columns.isEmpty() || key.columns.size() != key.toColumns.size())
            return std::unexpected(Error{
                QCoreApplication::translate("oriel::pg::Catalog", "The foreign key %1 cannot be read. Refresh.").arg(key.name),
                u"form"_s,
                {}});
        if (text(1) == u"t")
            found.out << key;
        if (key.toSchema == schema && key.toTable == name)
            found.in << key;
    }
    return found;
}

} // namespace oriel::pg
