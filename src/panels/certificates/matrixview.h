// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/diagnosis.h"
#include "panels/certificates/card.h"

class QToolButton;
class QTableWidget;

namespace oriel {

// What libpq does with these parameters in each sslmode, now and with the remedies applied, and whether libpq itself agreed. GUI
// thread.
class MatrixView final : public Card
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MatrixView)
public:
    explicit MatrixView(QWidget *parent = nullptr);
    void show(const Diagnosis &diagnosis);
    QString text() const; // as tab-separated lines

Q_SIGNALS:
    void reportWanted(); // the user copies the report about a disagreement

private:
    void fitRows();
    QTableWidget *m_table;
    QToolButton *m_report;
};

} // namespace oriel
