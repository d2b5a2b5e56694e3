// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QAbstractTableModel>

namespace oriel {

// Fields as rows that are edited in place, and an empty one behind them that becomes a new one. GUI thread.
class FieldModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FieldModel)
public:
    enum Column { Name, Value, File, Type, IsSecret, Remove, ColumnCount };

    FieldModel(const QString &nameTitle, const QString &valueTitle, QObject *parent = nullptr);
    void setFields(const QList<http::Field> &fields);
    const QList<http::Field> &fields() const { return m_fields; }
    void remove(int row);
    void setSecret(int row, bool isSecret);
    void setValuesAreOpen(bool areOpen) { m_areOpen = areOpen; }
    bool isHidden(const http::Field &field) const; // its value

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void edited(); // by the user

private:
    bool isField(const QModelIndex &index) const { return index.isValid() && index.row() < m_fields.size(); }
    void grow();
    static void setFile(http::Field &field, const QString &text); // "< name": its content is sent as a field
    QString textOf(const http::Field &field, int column) const;

    QList<http::Field> m_fields;
    bool m_hasEmpty = true, m_areOpen = false;
    const QString m_nameTitle, m_valueTitle;
};

} // namespace oriel
