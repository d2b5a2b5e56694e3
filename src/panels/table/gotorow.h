// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;

namespace oriel {

// Asks for the key of the row to go to; of a key of several columns the first ones are enough. GUI thread.
class GoToRow final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GoToRow)
public:
    GoToRow(const QStringList &columns, const QStringList &now, QWidget *parent);

Q_SIGNALS:
    void chosen(const QStringList &values); // of the first columns, at least one

private:
    void choose();

    QList<QLineEdit *> m_values;
};

} // namespace oriel
