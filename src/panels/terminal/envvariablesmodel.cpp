// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/envvariablesmodel.h"

#include "base/report.h"
#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr qsizetype longestShown = 200; // characters of a value
const QString mask = u"••••••"_s;

QString placeOf(const EnvVariable &variable) { return u"%1:%2"_s.arg(QFileInfo(variable.file).fileName()).arg(variable.line); }

} // namespace

QString maskedValue(const QString &name, const QString &value)
{
    static const QRegularExpression names(uR"((^|_)(key|pass|auth|credentials?|salt|dsn|cookie|license|cert|pem)(_|$))"_s,
                                          QRegularExpression::CaseInsensitiveOption),
        random(uR"(^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+_=-]{20,}$)"_s); // hex, base64, tokens; no paths
    if (value.isEmpty())
        return value;
    const bool isSecret = looksSecret(name) || names.match(name).hasMatch() || random.match(value).hasMatch();
    return isSecret ? mask : redacted(value);
}

void EnvVariablesModel::setVariables(const QList<EnvVariable> &variables)
{
    if (variables == m_variables)
        return;
    beginResetModel();
    m_variables = variables;
    endResetModel();
}

void EnvVariablesModel::setOwn(const QStringList &names)
{
    m_own = names;
    if (!m_variables.isEmpty())
        Q_EMIT dataChanged(index(0, Effect), index(rowCount() - 1, Effect));
}

void EnvVariablesModel::setRevealed(bool isRevealed)
{
    m_isRevealed = isRevealed;
    if (!m_variables.isEmpty())
        Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value));
}

int EnvVariablesModel::rowOf(const QString &file, const QString &name) const
{
    const auto at = std::ranges::find_if(m_variables, [&](const auto &each) { return each.file == file && each.name == name; });
    return at == m_variables.end() ? -1 : int(at - m_variables.begin());
}

QString EnvVariablesModel::effect(const EnvVariable &variable) const
{
    switch (variable.standing) {
    case EnvVariable::Standing::Counts:
        return {};
    case EnvVariable::Standing::BehindEnvironment:
        return m_own.contains(variable.name) ? tr("hidden: set in Oriel") : tr("hidden: set in the environment");
    case EnvVariable::Standing::BehindFile:
        break;
    }
    const auto winner = std::ranges::find(m_variables, variable.name, &EnvVariable::name); // the files stand in their order
    return winner->file == variable.file ? tr("hidden: unset in .env") : tr("hidden by %1").arg(placeOf(*winner));
}

QString EnvVariablesModel::text(const EnvVariable &variable, int column) const
{
    switch (column) {
    case Name:
        return variable.name;
    case Value: {
        const QString value = QString::fromUtf8(variable.value.reveal());
        return m_isRevealed ? value : maskedValue(variable.name, value);
    }
    case Place:
        return placeOf(variable);
    default:
        return effect(variable);
    }
}

QVariant EnvVariablesModel::data(const QModelIndex &index, int role) const
{
    const EnvVariable &variable = m_variables.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return withMarks(text(variable, column).left(longestShown));
    case Qt::ToolTipRole:
        return column == Place ? plain(tr("Open %1 at line %2").arg(variable.file).arg(variable.line)) : QVariant();
    case Qt::FontRole: {
        QFont font = column == Effect ? Theme::interfaceFont() : Theme::dataFont();
        font.setStrikeOut(column == Name && variable.standing != EnvVariable::Standing::Counts);
        return font;
    }
    case Qt::ForegroundRole:
        if (column == Place)
            return Theme::current().colour(u"accent"_s);
        return variable.standing == EnvVariable::Standing::Counts ? QVariant() : Theme::current().colour(u"muted"_s);
    default:
        return {};
    }
}

QVariant EnvVariablesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Name"), tr("Value"), tr("Stands in"), tr("For the application")}.value(section);
}

} // namespace oriel
