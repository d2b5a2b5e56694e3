// SPDX-License-Identifier: GPL-3.0-or-later
// What is taken away from a table, and what is known of it beyond its rows.
#include "base/text.h"
#include "panels/table/definitiondialog.h"
#include "panels/table/exportdialog.h"
#include "panels/table/reportdialog.h"
#include "panels/table/statisticsview.h"
#include "panels/table/tableprivate.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

void TableDocument::Private::exportRows()
{
    if (!window || !connection)
        return;
    ExportOffer offer;
    offer.name = wanted.schema + u'.' + wanted.name;
    offer.filter = window->choice().conditions.join(u" AND "_s);
    offer.columns = window->columns();
    offer.estimatedRows = counted ? double(*counted) : isFiltered() ? -1 : window->rows();
    offer.plan.database = database;
    offer.plan.sql = window->selectText();
    offer.plan.timeZone = timeZone;
    offer.plan.insertTable = pg::qualified(wanted.schema, wanted.name);
    for (const ColumnPlace &column : grid->columnPlaces()) // as they stand
        if (!column.isHidden)
            offer.plan.columns << column.name;
    auto *dialog = new ExportDialog(connection, offer, q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &ExportDialog::runningChanged, q, &Guest::changed);
    dialog->show();
}

void TableDocument::Private::showReport()
{
    if (!window || !connection || !shown()->source())
        return;
    if (!grid->canCopy())
        grid->selectEverything();
    const std::unique_ptr<RowSource> rows = grid->chosen();
    if (!rows)
        return;
    const pg::SessionFacts facts = connection->facts();
    const Report report{wanted.schema + u'.' + wanted.name,   window->selectText(),
                        u"PostgreSQL "_s + facts.versionText, timeZone.isEmpty() ? facts.timeZone : timeZone,
                        QDateTime::currentDateTime(),         {}};
    auto *dialog = new ReportDialog(*rows, report, q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &ReportDialog::copied, q,
                     [this](qint64 count) { say(tr("%1 rows copied for a report").arg(exactCount(count))); });
    dialog->open();
}

void TableDocument::Private::showDefinition()
{
    if (!window || !connection)
        return;
    auto *dialog = new DefinitionDialog(connection, database, window->relation(), q);
    QObject::connect(dialog, &DefinitionDialog::consoleAsked, q,
                     [this](const QString &text) { Q_EMIT q->wished(OpenConsole{connectionId, database, text}); });
    dialog->show();
}

void TableDocument::Private::showStatistics(int column)
{
    if (!window || !connection)
        return;
    const QList<pg::TableColumn> &known = window->relation().columns;
    const auto found = std::ranges::find(known, columnAt(column).name, &pg::TableColumn::name);
    if (found == known.end())
        return say(tr("A column from an expression has no statistics"));
    showPane(statistics);
    statistics->showColumn(connection, database, window->relation(), *found, window->choice().conditions);
}

} // namespace oriel
