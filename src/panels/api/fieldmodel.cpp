// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/fieldmodel.h"

#include "base/text.h"
#include "widgets/theme.h"

namespace oriel {

using namespace Qt::StringLiterals;

FieldModel::FieldModel(const QString &nameTitle, const QString &valueTitle, QObject *parent)
    : QAbstractTableModel(parent), m_nameTitle(nameTitle), m_valueTitle(valueTitle)
{}

void FieldModel::setFields(const QList<http::Field> &fields)
{
    if (fields == m_fields)
        return;
    beginResetModel();
    m_fields = fields;
    endResetModel();
}

void FieldModel::remove(int row)
{
    if (row < 0 || row >= m_fields.size())
        return;
    beginRemoveRows({}, row, row);
    m_fields.removeAt(row);
    endRemoveRows();
    Q_EMIT edited();
}

bool FieldModel::isHidden(const http::Field &field) const
{
    return !m_areOpen && field.isSecret && !field.value.startsWith(u"{{");
}

void FieldModel::setSecret(int row, bool isSecret)
{
    if (row < 0 || row >= m_fields.size() || m_fields[row].isSecret == isSecret)
        return;
    m_fields[row].isSecret = isSecret;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT edited();
}

int FieldModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_fields.size()) + (m_hasEmpty ? 1 : 0);
}

// The empty row, which may be edited at this moment, is a field from now on; another empty one stands behind it.
void FieldModel::grow()
{
    m_hasEmpty = false;
    m_fields.append(http::Field{});
    const int row = int(m_fields.size());
    Q_EMIT dataChanged(index(row - 1, 0), index(row - 1, ColumnCount - 1));
    beginInsertRows({}, row, row);
    m_hasEmpty = true;
    endInsertRows();
}

QString FieldModel::textOf(const http::Field &field, int column) const
{
    switch (column) {
    case Name:
        return field.name;
    case Value:
        return field.value;
    case File:
        return field.isUnnamed ? u"< "_s + field.file : field.file;
    case Type:
        return field.type;
    default:
        return {};
    }
}

void FieldModel::setFile(http::Field &field, const QString &text)
{
    field.isUnnamed = text.startsWith(u'<');
    field.file = field.isUnnamed ? text.sliced(1).trimmed() : text;
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    if (!isField(index))
        return role == Qt::DisplayRole && index.column() == Name ? tr("Add…")
               : role == Qt::ForegroundRole && index.isValid()   ? Theme::current().colour(u"muted"_s)
                                                                 : QVariant();
    const http::Field &field = m_fields[index.row()];
    switch (role) {
    case Qt::EditRole:
        return textOf(field, index.column());
    case Qt::DisplayRole: {
        const QString text = textOf(field, index.column());
        return index.column() == Value && isHidden(field) && !text.isEmpty() ? u"••••"_s : withMarks(text.left(4096));
    }
    case Qt::CheckStateRole:
        return index.column() == Name ? QVariant(field.isOn ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::DecorationRole:
        if (index.column() == Remove)
            return Theme::icon(u"edit-delete-remove"_s);
        return index.column() == IsSecret ? Theme::icon(field.isSecret ? u"object-locked"_s : u"object-unlocked"_s,
                                                        field.isSecret ? u"accent"_s : u"muted"_s)
                                          : QVariant();
    case Qt::ForegroundRole:
        return field.isOn ? QVariant() : Theme::current().colour(u"muted"_s);
    case Qt::AccessibleTextRole:
        return index.column() == Remove     ? tr("Remove")
               : index.column() == IsSecret ? (field.isSecret ? tr("Secret") : tr("Not secret"))
                                            : QVariant();
    default:
        return {};
    }
}

bool FieldModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString text = value.toString();
    if (role == Qt::CheckStateRole && isField(index)) {
        m_fields[index.row()].isOn = value.toInt() == Qt::Checked;
    } else if (role == Qt::EditRole && index.isValid()) {
        if (isField(index) ? text == textOf(m_fields[index.row()], index.column()) : text.isEmpty())
            return false;
        if (!isField(index))
            grow();
        http::Field &field = m_fields[index.row()];
        if (index.column() == File)
            setFile(field, text);
        else
            (index.column() == Name ? field.name : index.column() == Value ? field.value : field.type) = text;
    } else {
        return false;
    }
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
    Q_EMIT edited();
    return true;
}

Qt::ItemFlags FieldModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() <= Type)
        flags |= Qt::ItemIsEditable;
    if (index.column() == Name && isField(index))
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant FieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return m_nameTitle;
    case Value:
        return m_valueTitle;
    case File:
        return tr("File");
    case Type:
        return tr("Content type");
    default:
        return QString();
    }
}

} // namespace oriel
