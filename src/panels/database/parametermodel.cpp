// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/parametermodel.h"

#include "base/text.h"
#include "panels/database/parameterwords.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QFont>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int indent = 7; // px, with the 3 of the style the header's 10

} // namespace

ParameterModel::ParameterModel(QObject *parent) : QAbstractTableModel(parent)
{
    for (const pg::Option &option : pg::ConnInfo::options())
        if (option.keyword != "password"_L1)
            m_rows.append({option.keyword, parameterSentence(option), option.compiledDefault, option.isSecret, true});
}

void ParameterModel::setInfo(const pg::ConnInfo &info)
{
    m_info = info;
    const qsizetype known = std::ranges::count_if(m_rows, &Row::isKnown);
    QStringList unknown;
    for (const QString &keyword : info.keywords())
        if (std::ranges::find(m_rows.begin(), m_rows.begin() + known, keyword, &Row::keyword) == m_rows.begin() + known)
            unknown.append(keyword);
    if (m_rows.size() - known != unknown.size()) {
        beginResetModel();
        m_rows.resize(known);
        for (const QString &keyword : unknown)
            m_rows.append({keyword, tr("This libpq does not know it: clear it before you connect."), {}, false, false});
        endResetModel();
    } else {
        for (qsizetype i = 0; i < unknown.size(); ++i)
            m_rows[known + i].keyword = unknown.at(i);
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
    }
}

int ParameterModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int ParameterModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant ParameterModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const QString value = m_info.value(row.keyword);
    const bool isValue = index.column() == Value;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Keyword)
            return withMarks(row.keyword);
        if (index.column() == Meaning)
            return row.meaning;
        if (value.isEmpty())
            return row.placeholder;
        return row.isSecret ? u"••••"_s : withMarks(value.left(4096));
    case Qt::EditRole:
        return isValue ? value : QVariant();
    case Qt::ToolTipRole:
        return plain(isValue && !value.isEmpty() && !row.isSecret ? value : row.meaning);
    case Qt::AccessibleTextRole:
        return isValue ? tr("Value of %1").arg(row.keyword) : QVariant();
    case Qt::FontRole: {
        QFont font = index.column() == Meaning ? Theme::interfaceFont() : Theme::dataFont();
        font.setBold(index.column() != Meaning && !value.isEmpty());
        return font;
    }
    case Qt::ForegroundRole:
        if (!row.isKnown)
            return Theme::current().colour(u"warning"_s);
        return index.column() == Meaning || value.isEmpty()
                   ? QVariant(Theme::current().colour(isValue || index.column() == Meaning ? u"muted"_s : u"text"_s))
                   : QVariant();
    case IsSecret:
        return row.isSecret;
    default:
        return {};
    }
}

bool ParameterModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Value || role != Qt::EditRole)
        return false;
    const QString keyword = m_rows.at(index.row()).keyword;
    if (value.toString() != m_info.value(keyword)) {
        m_info.set(keyword, value.toString());
        Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
        Q_EMIT edited(keyword, value.toString());
    }
    return true;
}

QVariant ParameterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    return section == Keyword ? tr("Parameter") : section == Value ? tr("Value") : tr("Meaning");
}

Qt::ItemFlags ParameterModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return index.column() == Value ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable
                                   : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

void ParameterDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, option.palette.highlight());
    QStyleOptionViewItem inner = option;
    inner.rect.adjust(indent, 0, 0, 0);
    QStyledItemDelegate::paint(painter, inner, index);
}

QSize ParameterDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * indent, 0);
}

QWidget *ParameterDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    auto *editor = new QLineEdit(parent);
    editor->setObjectName(u"connect.parameter"_s);
    editor->setFrame(false);
    editor->setFont(Theme::dataFont());
    if (index.data(ParameterModel::IsSecret).toBool())
        editor->setEchoMode(QLineEdit::Password);
    return editor;
}

} // namespace oriel
