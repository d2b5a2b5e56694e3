// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of a table, and the menu of a cell.
#include "base/text.h"
#include "panels/table/tableprivate.h"
#include "widgets/command.h"
#include "widgets/theme.h"

#include <QInputDialog>
#include <QMenu>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestFilter = 10'000; // bytes of a value that a filter may hold

}

QAction *TableDocument::Private::command(const char *name, const QString &text, const QString &icon, const QString &keys,
                                         std::function<void()> run)
{
    QAction *action = addCommand(q, name, text, {QKeySequence(keys)}, std::move(run));
    if (!icon.isEmpty())
        action->setIcon(Theme::icon(icon));
    return action;
}

void TableDocument::Private::makeCommands()
{
    back = command("table.back", tr("Back"), u"go-previous"_s, u"Alt+Left"_s, [this] { step(&Trail::behind, &Trail::ahead); });
    forward =
        command("table.forward", tr("Forward"), u"go-next"_s, u"Alt+Right"_s, [this] { step(&Trail::ahead, &Trail::behind); });
    first = command("table.first", tr("First"), u"go-top"_s, u"Ctrl+Home"_s, [this] { toEdge(pg::Way::Forward); });
    last = command("table.last", tr("Last"), u"go-bottom"_s, u"Ctrl+End"_s, [this] { toEdge(pg::Way::Backward); });
    reload = command("table.refresh", tr("Refresh"), u"view-refresh"_s, u"F5"_s, [this] { refresh(); });
    toConsole = command("table.console", tr("Open in console"), u"dialog-scripts"_s, {}, [this] {
        if (window)
            Q_EMIT q->wished(OpenConsole{connectionId, database, window->selectText() + u";\n"_s});
    });
    ascending = command("table.sortAscending", tr("Sort ascending"), {}, {}, [this] { sortByColumn(sortableColumn(), false); });
    descending = command("table.sortDescending", tr("Sort descending"), {}, {}, [this] { sortByColumn(sortableColumn(), true); });
    unsorted = command("table.unsorted", tr("Unsorted"), {}, {}, [this] { sortBy({}); });

    const auto ofRow = [this](auto run) {
        return [this, run] {
            if (grid->currentIndex().isValid())
                run(grid->currentIndex());
        };
    };
    using pg::Compare;
    const auto compare = [this, ofRow](Compare how) {
        return ofRow([this, how](const QModelIndex &index) { filterBy(index, how); });
    };
    QAction *toFilter = command("table.filter", tr("Filter…"), u"view-filter"_s, u"Ctrl+Shift+L"_s, [this] { filter->edit(); });
    followKey = command("table.follow", tr("Go to referenced row"), u"go-jump"_s, u"F4"_s, [this] { follow(false); });
    peek = command("table.peek", tr("Peek at referenced row"), {}, u"Alt+F12"_s, [this] { follow(true); });
    referrers = command("table.referrers", tr("Rows that refer to this…"), {}, u"Shift+F4"_s, [this] { showReferrers(); });
    ofCell = {
        command("table.filterByValue", tr("Filter by this value"), u"view-filter"_s, {}, compare(Compare::Equal)),
        command("table.exclude", tr("Exclude this value"), {}, {}, compare(Compare::Other)),
        command("table.atMost", tr("At most this value"), {}, {}, compare(Compare::Less)),
        command("table.atLeast", tr("At least this value"), {}, {}, compare(Compare::Greater)),
        command("table.isNull", tr("Is NULL"), {}, {}, ofRow([this](const QModelIndex &index) {
                    addCondition(pg::condition(columnAt(index.column()), Compare::Equal, {}));
                })),
        command("table.contains", tr("Contains…"), {}, {}, ofRow([this](const QModelIndex &index) { askContained(index); })),
        command("table.record", tr("Record view"), u"view-list-details"_s, u"Shift+Return"_s,
                ofRow([this](const QModelIndex &index) { openRecord(index); }))};
    ofTable = {first,
               last,
               toConsole,
               toFilter,
               command("table.count", tr("Count the rows exactly"), {}, {}, [this] { countRows(); }),
               command("table.definition", tr("Definition…"), u"documentinfo"_s, u"Ctrl+I"_s, [this] { showDefinition(); }),
               command("table.report", tr("Copy for a report…"), {}, {}, [this] { showReport(); })};
    makeColumnCommands();
}

void TableDocument::Private::fillCellMenu(QMenu *menu, const QModelIndex &index)
{
    if (!window)
        return;
    grid->setCurrentIndex(index);
    const Cell cell = shown()->cell(index.row(), index.column());
    menu->addAction(ofCell.last()); // the record
    menu->addSeparator();
    for (QAction *action : std::as_const(ofCell))
        if (action != ofCell.last() && (!cell.isNull || action->objectName() != "table.isNull"_L1))
            menu->addAction(action);
    menu->addSeparator();
    for (QAction *action : {followKey, peek, referrers})
        menu->addAction(action);
}

void TableDocument::Private::addCondition(const QString &condition)
{
    Wanted next = wanted;
    next.chips.removeIf([&](const Chip &chip) { return chip.text == condition; });
    next.chips << Chip{condition, true};
    choose(next);
}

void TableDocument::Private::withWhole(const QModelIndex &index, std::function<void(const Result<Cell> &)> done)
{
    const Cell cell = shown()->cell(index.row(), index.column());
    if (!cell.isCut() || shown() != model)
        return done(cell);
    askAside(q, model->rows()->wholeValue(index.row(), index.column()), [done = std::move(done)](const Answer &answer) {
        if (!answer)
            done(std::unexpected(answer.error()));
        else if ((*answer)->rowCount() > 0)
            done((*answer)->cell(0, 0));
        else
            done(std::unexpected(Error{tr("This row was changed or deleted since it was read: refresh first"), u"gone"_s, {}}));
    });
}

void TableDocument::Private::filterBy(const QModelIndex &index, pg::Compare compare)
{
    if (!window)
        return;
    if (shown()->cell(index.row(), index.column()).size > longestFilter)
        return say(tr("This value is too long to filter by: use Contains with a part of it"));
    withWhole(index, [this, compare, asked = token, column = columnAt(index.column())](const Result<Cell> &cell) {
        if (asked != token)
            return;
        if (cell)
            addCondition(pg::condition(column, compare, *cell));
        else
            say(cell.error().message);
    });
}

void TableDocument::Private::askContained(const QModelIndex &index)
{
    auto *dialog = new QInputDialog(q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"table.containsDialog"_s);
    dialog->setWindowTitle(tr("Filter"));
    const Column column = columnAt(index.column());
    dialog->setLabelText(tr("Rows whose %1 contains:").arg(withMarks(column.name.left(63)).toHtmlEscaped()));
    const Cell cell = shown()->cell(index.row(), index.column());
    dialog->setTextValue(cell.isNull || cell.isCut() ? QString() : QString::fromUtf8(cell.text).section(u'\n', 0, 0));
    QObject::connect(dialog, &QInputDialog::textValueSelected, q, [this, column](const QString &text) {
        if (!text.isEmpty())
            addCondition(pg::condition(column, pg::Compare::Contains, {text.toUtf8(), false, text.toUtf8().size()}));
    });
    dialog->open();
}

void TableDocument::Private::searchServer(const QString &text)
{
    if (!window || text.isEmpty())
        return;
    QList<Column> among = window->columns();
    among.resize(among.size() - window->choice().extras.size()); // those of the table
    among.removeIf([](const Column &column) { return column.look != Look::Text && column.look != Look::Json; });
    if (among.isEmpty())
        say(tr("This table has no column of text"));
    else
        addCondition(pg::containsAnywhere(among, text));
}

} // namespace oriel
