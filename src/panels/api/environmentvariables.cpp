// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/environmentvariables.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QLineEdit>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestShown = 400; // characters of a value

} // namespace

void EnvironmentVariables::setVariables(const QList<http::Field> &variables)
{
    beginResetModel();
    m_variables = variables;
    endResetModel();
}

void EnvironmentVariables::setRevealed(bool isRevealed)
{
    m_isRevealed = isRevealed;
    Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value));
}

QVariant EnvironmentVariables::text(const http::Field &variable, int column, bool isEdited) const
{
    if (column == IsSecret)
        return {};
    if (isEdited)
        return column == Name ? variable.name : variable.isSecret && !m_isRevealed ? QString() : variable.value;
    if (column == Name)
        return withMarks(variable.name.left(longestShown));
    const bool isMasked = variable.isSecret && (!m_isRevealed || variable.value.isEmpty());
    return isMasked ? u"••••••"_s : withMarks(variable.value.left(longestShown));
}

QVariant EnvironmentVariables::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isNew = index.row() == m_variables.size();
    if (role == Qt::FontRole && !isNew)
        return Theme::dataFont();
    if (isNew) {
        if (role == Qt::DisplayRole && index.column() == Name)
            return tr("New variable");
        return role == Qt::ForegroundRole ? QVariant(Theme::current().colour(u"muted"_s)) : QVariant();
    }
    const http::Field &variable = m_variables.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(variable, index.column(), role == Qt::EditRole);
    case Qt::CheckStateRole:
        if (index.column() == Value)
            return {};
        return (index.column() == Name ? variable.isOn : variable.isSecret) ? Qt::Checked : Qt::Unchecked;
    case Qt::AccessibleTextRole:
        return index.column() == IsSecret ? tr("Secret") : QVariant();
    case Qt::ForegroundRole:
        return variable.isOn ? QVariant() : QVariant(Theme::current().colour(u"muted"_s));
    default:
        return {};
    }
}

QVariant EnvironmentVariables::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : section == Value ? tr("Value") : tr("Secret");
}

Qt::ItemFlags EnvironmentVariables::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.row() == m_variables.size())
        return index.column() == Name ? usual | Qt::ItemIsEditable : usual;
    const http::Field &variable = m_variables.at(index.row());
    const bool isKept = variable.isSecret && variable.value.isEmpty(); // in the keychain, by its name
    switch (index.column()) {
    case Name:
        return usual | Qt::ItemIsUserCheckable | (isKept ? Qt::NoItemFlags : Qt::ItemIsEditable);
    case Value:
        return usual | Qt::ItemIsEditable;
    default:
        return usual | Qt::ItemIsUserCheckable;
    }
}

bool EnvironmentVariables::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString text = value.toString();
    if (index.row() == m_variables.size()) {
        if (role != Qt::EditRole || text.trimmed().isEmpty())
            return false;
        beginInsertRows({}, index.row(), index.row()); // the row for a new one moves down
        m_variables.append({text.trimmed(), {}});
        endInsertRows();
        Q_EMIT edited();
        return true;
    }
    http::Field &variable = m_variables[index.row()];
    const bool isOn = value.toInt() == Qt::Checked;
    if (role == Qt::CheckStateRole && index.column() == Name)
        variable.isOn = isOn;
    else if (role == Qt::CheckStateRole && index.column() == IsSecret)
        variable.isSecret = isOn;
    else if (role == Qt::EditRole && index.column() == Name && !text.trimmed().isEmpty())
        variable.name = text.trimmed();
    else if (role == Qt::EditRole && index.column() == Value && !(variable.isSecret && text.isEmpty()))
        variable.value = text;
    else
        return false;
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), IsSecret));
    Q_EMIT edited();
    return true;
}

bool EnvironmentVariables::removeRows(int row, int count, const QModelIndex &)
{
    if (row < 0 || row + count > m_variables.size())
        return false;
    beginRemoveRows({}, row, row + count - 1);
    m_variables.remove(row, count);
    endRemoveRows();
    Q_EMIT edited();
    return true;
}

QWidget *EnvironmentVariableDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                                   const QModelIndex &index) const
{
    QWidget *editor = QStyledItemDelegate::createEditor(parent, option, index);
    const auto *model = qobject_cast<const EnvironmentVariables *>(index.model());
    if (auto *line = qobject_cast<QLineEdit *>(editor)) {
        line->setObjectName(u"environments.editor"_s);
        line->setFont(Theme::dataFont());
        if (model && index.column() == EnvironmentVariables::Value && model->isSecret(index.row())) {
            line->setEchoMode(QLineEdit::PasswordEchoOnEdit);
            line->setPlaceholderText(tr("unchanged"));
        }
    }
    return editor;
}

} // namespace oriel
