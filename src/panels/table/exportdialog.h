// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/export.h"

#include <QDialog>

#include <memory>

namespace oriel {

// What may be exported. `plan` holds what the user does not choose (database, SQL, parameters, time zone, INSERT's table) and
// what the dialog begins with; its columns, where it names some, are the ones checked at first. A path in it is a suggestion.
struct ExportOffer
{
    QString name, filter;  // "public.invoices", "total > 100"; shown only
    QList<Column> columns; // of the SQL's result, in the order shown
    ExportPlan plan;
    double estimatedRows = -1;           // below 0: unknown
    std::optional<ExportPlan> selection; // the rows selected: its SQL and parameters count
    qint64 selectedRows = 0;
};

// Which rows and columns, which format, which file; then the progress of it, in the same window. Shown by show(): one goes on
// working beside it. Esc and Close cancel what runs and close what does not. Deleting it cancels. GUI thread.
class ExportDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExportDialog)
public:
    ExportDialog(Connection *connection, const ExportOffer &offer, QWidget *parent = nullptr);
    ~ExportDialog() override;
    bool isRunning() const;
    void reject() override;

Q_SIGNALS:
    void runningChanged(bool isRunning);
    void exported(const QString &path, const oriel::ExportSummary &summary);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// A file name from a name of the database's: no folder, no leading dot, nothing that a shell or another system minds.
QString suggestedFileName(const QString &name, TextFormat format);

} // namespace oriel
