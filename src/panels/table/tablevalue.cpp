// SPDX-License-Identifier: GPL-3.0-or-later
// The viewer pane: whole values, also of cells that the windows show cut.
#include "base/text.h"
#include "panels/table/tableprivate.h"

#include <QSplitter>

namespace oriel {

using namespace Qt::StringLiterals;

QString TableDocument::Private::titleOf(const QModelIndex &index) const
{
    const QString column = withMarks(shown()->columns().at(index.column()).name.left(80));
    QStringList keys;
    if (shown() == model)
        for (const QByteArray &part : model->rows()->placeOf(index.row()).key)
            keys << shownText(part, 80);
    if (!keys.isEmpty())
        return tr("%1 of %2").arg(column, withMarks(keys.join(u", ")));
    return firstNumber ? tr("%1, row %2").arg(column, exactCount(*firstNumber + index.row())) : column;
}

void TableDocument::Private::openValue(const QModelIndex &index)
{
    const int asked = ++valueToken;
    if (!index.isValid()) {
        value->showEmpty();
        return;
    }
    const Column column = shown()->columns().at(index.column());
    const Cell cell = shown()->cell(index.row(), index.column());
    const QString title = titleOf(index);
    if (!value->isVisible()) {
        value->show();
        split->setSizes({q->height() * 2 / 3, q->height() / 3});
        grid->scrollTo(index);
    }
    if (!cell.isCut() || shown() != model || !connection) {
        value->showValue(column, cell, title);
        return;
    }
    value->showLoading(title);
    connection->ask(
        q, model->rows()->wholeValue(index.row(), index.column()),
        [this, asked, column, cell, title](const Answer &answer) {
            if (asked != valueToken)
                return;
            if (answer && (*answer)->rowCount() > 0) {
                value->showValue(column, (*answer)->cell(0, 0), title);
                return;
            }
            value->showValue(column, cell, title); // as far as it is known
            if (answer)
                notify(Showing::Other, NoticeBar::Tone::Warning,
                       tr("This row was changed or deleted since it was read, so only the value's beginning is known. Refresh to "
                          "read it anew."));
            else
                notify(Showing::Other, NoticeBar::Tone::Warning,
                       tr("The whole value could not be read: %1").arg(answer.error().message));
        },
        database);
}

void TableDocument::Private::closeValue()
{
    ++valueToken;
    value->hide();
    grid->setFocus();
}

} // namespace oriel
