// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/envreference.h"

#include <QAbstractTableModel>

namespace oriel {

// The variables of a project's .env and .flaskenv as rows: what each is, where it stands, what hides it from the application.
// GUI thread.
class EnvVariablesModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvVariablesModel)
public:
    enum Column { Name, Value, Place, Effect };
    using QAbstractTableModel::QAbstractTableModel;
    void setVariables(const QList<EnvVariable> &variables);
    void setOwn(const QStringList &names); // set in Oriel for this project
    void setRevealed(bool isRevealed);
    const EnvVariable &at(int row) const { return m_variables.at(row); }
    int rowOf(const QString &file, const QString &name) const; // −1: none

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_variables.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : Effect + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const EnvVariable &variable, int column) const;
    QString effect(const EnvVariable &variable) const;

    QList<EnvVariable> m_variables;
    QStringList m_own;
    bool m_isRevealed = false;
};

// A value as it may stand on a screen that others see: whole where neither it nor its name looks like a secret.
QString maskedValue(const QString &name, const QString &value);

} // namespace oriel
