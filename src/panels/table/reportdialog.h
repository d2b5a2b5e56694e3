// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/report.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;

namespace oriel {

class ColumnChecks;

// "Copy for a report": which columns are masked, what it will look like, Copy. It holds its own copy of the rows. Opened with
// open(), never exec(). GUI thread.
class ReportDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReportDialog)
public:
    // report: title, SQL, server, time zone and moment; what is masked is chosen here, beginning with names that look secret.
    ReportDialog(const RowSource &rows, const Report &report, QWidget *parent = nullptr);

Q_SIGNALS:
    void copied(qint64 rows);

private:
    void build();
    QByteArray text() const;
    void preview();
    void copy();

    const ReportRows m_rows;
    Report m_report;
    QLineEdit *m_title;
    QCheckBox *m_withSql;
    ColumnChecks *m_masks;
    QPlainTextEdit *m_preview;
};

// The statement with its strings and its numbers of six digits or more as '••••': a masked value may stand in a condition.
QString withoutLiterals(const QString &sql);

} // namespace oriel
