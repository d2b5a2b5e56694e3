// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QDialog>

class QLabel;
class QLineEdit;

namespace oriel {

class FilterEdit;

// Asks for an SQL expression that a table is to show as one more column. GUI thread.
class ExpressionDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExpressionDialog)
public:
    ExpressionDialog(const QList<Column> &columns, QWidget *parent);
    void showFlaw(const QString &message, qsizetype at); // at < 0: unknown

Q_SIGNALS:
    void chosen(const QString &name, const QString &expression);

private:
    void ask();

    FilterEdit *m_expression;
    QLineEdit *m_name;
    QLabel *m_flaw;
};

} // namespace oriel
