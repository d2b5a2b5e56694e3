// SPDX-License-Identifier: GPL-3.0-or-later
// The columns: their menu, where they stand, those that the user adds, the time zone they are shown in.
#include "base/text.h"
#include "engines/sql/expression.h"
#include "panels/table/expressiondialog.h"
#include "panels/table/tableprivate.h"
#include "widgets/columnchooser.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QMenu>
#include <QTimeZone>
#include <QToolButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

void TableDocument::Private::makeColumnCommands()
{
    const auto ofColumn = [this](auto run) {
        return [this, run] {
            if (const int column = sortableColumn(); column >= 0)
                run(column);
        };
    };
    ofTable << command("table.columns", tr("Columns…"), u"view-table-of-contents-ltr"_s, u"Ctrl+Shift+O"_s, [this] {
        auto *chooser = new ColumnChooser(grid);
        chooser->popup(grid->mapToGlobal(QPoint(unit, grid->horizontalHeader()->height())));
    });
    ofTable << command("table.addColumn", tr("Add a column from an expression…"), {}, {}, [this] { askExpression(); });
    ofCell.insert(0, command("table.hideColumn", tr("Hide this column"), {}, {}, ofColumn([this](int column) {
                                 grid->setHidden(column, true);
                                 keepColumns();
                             })));
    ofCell.insert(1, command("table.pinColumn", tr("Pin this column, or let it go"), {}, {}, ofColumn([this](int column) {
                                 grid->setPinned(column, !grid->isPinned(column));
                                 keepColumns();
                             })));
    ofCell.insert(2, command("table.statistics", tr("Statistics of this column"), {}, {},
                             ofColumn([this](int column) { showStatistics(column); })));
}

void TableDocument::Private::showHeaderMenu(const QPoint &at)
{
    const int column = grid->columnAt(at.x());
    if (column < 0 || !window)
        return;
    auto *menu = new QMenu(grid);
    menu->setObjectName(u"table.headerMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const char *name, const QString &text, auto run) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        QObject::connect(action, &QAction::triggered, q, run);
        return action;
    };
    add("table.sortAscendingHere", tr("Sort ascending"), [this, column] { sortByColumn(column, false); });
    add("table.sortDescendingHere", tr("Sort descending"), [this, column] { sortByColumn(column, true); });
    add("table.unsortedHere", tr("Unsorted"), [this] { sortBy({}); })->setEnabled(wanted.sort.has_value());
    menu->addSeparator();
    add("table.statisticsHere", tr("Statistics…"), [this, column] { showStatistics(column); });
    add("table.selectColumnHere", tr("Select column"), [this, column] { grid->selectColumn(column); });
    menu->addSeparator();
    menu->addActions(grid->columnActions(column, menu));
    for (const char *name : {"table.columns", "table.addColumn"})
        menu->addAction(q->findChild<QAction *>(QLatin1String(name)));
    const QString name = columnAt(column).name;
    if (std::ranges::find(wanted.extras, name, &pg::Extra::name) != wanted.extras.end())
        add("table.removeColumnHere", tr("Remove this column"), [this, name] {
            Wanted next = wanted;
            next.extras.removeIf([&](const pg::Extra &extra) { return extra.name == name; });
            choose(next);
        });
    menu->popup(grid->horizontalHeader()->mapToGlobal(at));
}

void TableDocument::Private::askExpression()
{
    if (!window)
        return;
    auto *dialog = new ExpressionDialog(window->columns(), q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &ExpressionDialog::chosen, q,
                     [this, dialog = QPointer(dialog)](const QString &name, const QString &expression) {
                         describe(
                             name, expression,
                             [dialog](const Error &error, qsizetype at) {
                                 if (dialog)
                                     dialog->showFlaw(error.message, at);
                             },
                             [dialog] {
                                 if (dialog)
                                     dialog->close();
                             });
                     });
    dialog->open();
}

// The server says what type it has, or what is wrong with it.
void TableDocument::Private::describe(const QString &name, const QString &expression,
                                      std::function<void(const Error &, qsizetype at)> refused, std::function<void()> taken)
{
    const pg::Ask question = window->describe(expression);
    askAside(q, question,
             [this, name, expression, sql = QString::fromUtf8(question.sql), refused = std::move(refused),
              taken = std::move(taken), oid = window->relation().oid](const Answer &answer) {
                 if (!window || window->relation().oid != oid)
                     return;
                 if (!answer || (*answer)->columns().isEmpty()) {
                     const Error error = answer ? Error{tr("This is no column."), u"form"_s, {}} : answer.error();
                     return refused(error, placeIn(sql, expression, error.position).value_or(-1));
                 }
                 const Column made = (*answer)->columns().first();
                 QString unique = name;
                 for (int i = 2; std::ranges::find(shown()->columns(), unique, &Column::name) != shown()->columns().end(); ++i)
                     unique = u"%1 %2"_s.arg(name).arg(i);
                 Wanted next = wanted;
                 next.extras << pg::Extra{unique, expression, made.type, made.oid, made.look};
                 taken();
                 choose(next);
             });
}

QString TableDocument::Private::memoryKey() const
{
    return u"table/%1/%2/%3/%4"_s.arg(connectionId, database, shownTable().schema, shownTable().name);
}

void TableDocument::Private::restoreMemory()
{
    filter->setMemory(memory.value ? memory.value(memoryKey()) : QJsonObject());
    fitted.clear();
}

void TableDocument::Private::keepMemory()
{
    if (memory.setValue)
        memory.setValue(memoryKey(), filter->memory());
}

void TableDocument::Private::keepColumns()
{
    QJsonArray places;
    for (const ColumnPlace &column : grid->columnPlaces())
        places << QJsonObject{
            {u"name"_s, column.name}, {u"width"_s, column.width}, {u"hidden"_s, column.isHidden}, {u"pinned"_s, column.isPinned}};
    QJsonObject kept = filter->memory();
    kept[u"columns"_s] = places;
    filter->setMemory(kept);
    keepMemory();
}

void TableDocument::Private::restoreColumns()
{
    QList<ColumnPlace> places;
    for (const QJsonValue column : filter->memory()[u"columns"_s].toArray())
        places << ColumnPlace{column[u"name"_s].toString(), column[u"width"_s].toInt(), column[u"hidden"_s].toBool(),
                              column[u"pinned"_s].toBool()};
    if (!places.isEmpty())
        grid->setColumnPlaces(places);
}

void TableDocument::Private::showTimeZone()
{
    const QString name = timeZone.isEmpty() && connection ? connection->facts().timeZone : timeZone;
    zone->setText(tr("TimeZone %1").arg(withMarks(name)));
    zone->setVisible(!name.isEmpty());
}

void TableDocument::Private::showZoneMenu()
{
    auto *menu = new QMenu(zone);
    menu->setObjectName(u"table.zoneMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString server = connection ? connection->facts().timeZone : QString();
    const QString local = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    const auto add = [&](const char *name, const QString &text, const QString &chosen) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(timeZone == chosen);
        QObject::connect(action, &QAction::triggered, q, [this, chosen] { chooseTimeZone(chosen); });
    };
    add("table.zoneServer", tr("Session: %1").arg(withMarks(server)), {});
    add("table.zoneUtc", tr("UTC"), u"UTC"_s);
    if (!local.isEmpty() && local != "UTC"_L1)
        add("table.zoneLocal", tr("Local: %1").arg(local), local);
    menu->popup(zone->mapToGlobal(zone->rect().topLeft()) - QPoint(0, menu->sizeHint().height()));
}

void TableDocument::Private::chooseTimeZone(const QString &chosen)
{
    timeZone = chosen;
    showTimeZone();
    Q_EMIT q->stateChanged();
    const bool wasMarked = baseline->marked().has_value();
    baseline->clear();
    refresh();
    if (wasMarked)
        endBaseline(tr("The baseline is dropped: its times were of another time zone."));
}

} // namespace oriel
