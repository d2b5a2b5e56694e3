// SPDX-License-Identifier: GPL-3.0-or-later
// What has changed in a table since it was marked, shown in its rows: + ~ −.
#include "base/text.h"
#include "jobs/comparedrows.h"
#include "panels/table/columnchecks.h"
#include "panels/table/tableprivate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array intervals{2, 5, 10, 30, 60}; // s

QString countsText(const pg::RowDiff &diff)
{
    QStringList parts;
    for (const auto &[sign, count] : {std::pair(RowSign::Added, diff.added), std::pair(RowSign::Changed, diff.changed),
                                      std::pair(RowSign::Removed, diff.removed)})
        if (count > 0)
            parts << signText(sign) + exactCount(count);
    return parts.isEmpty() ? TableDocument::tr("no changes") : parts.join(u' ');
}

QString shownNames(const QStringList &names)
{
    QStringList shown;
    for (const QString &name : names)
        shown << withMarks(name.left(63));
    return shown.join(u", ");
}

} // namespace

void TableDocument::Private::makeBaseline()
{
    baseline = new Baseline(q);
    compared = new RowModel(q);
    markCommand =
        command("table.baseline", tr("Mark as baseline"), u"bookmark-new"_s, u"Ctrl+Shift+B"_s, [this] { markRows({}); });
    compareCommand =
        command("table.compare", tr("Compare with baseline now"), u"view-refresh"_s, u"Shift+F5"_s, [this] { q->compareNow(); });
    onlyChanges = command("table.onlyChanges", tr("Show only changes"), {}, {}, [this] { showCompared(); });
    onlyChanges->setCheckable(true);
    clearCommand = command("table.clearBaseline", tr("Clear baseline"), u"edit-clear"_s, {}, [this] { dropBaseline(); });
    matchCommand = command("table.matchBy", tr("Mark as baseline, matched by…"), {}, {}, [this] { askMatching(); });
    everyChoice = new QActionGroup(q);
    const auto add = [this](int seconds, const QString &text) {
        QAction *action =
            command(qPrintable(u"table.every%1"_s.arg(seconds)), text, {}, {}, [this, seconds] { compareEvery(seconds); });
        action->setCheckable(true);
        everyChoice->addAction(action);
    };
    add(0, tr("Compare by hand only"));
    for (const int seconds : intervals)
        add(seconds, tr("Compare every %1 s").arg(seconds));
    everyChoice->actions().first()->setChecked(true);
    QObject::connect(&again, &QTimer::timeout, q, [this] {
        if (q->isVisible() && q->window()->isActiveWindow())
            q->compareNow();
    });
    QObject::connect(baseline, &Baseline::wasMarked, q, [this] { onMarked(); });
    QObject::connect(baseline, &Baseline::wasCompared, q, [this] {
        clearNotice(Showing::Comparing);
        showCompared();
    });
    QObject::connect(baseline, &Baseline::busyChanged, q, [this] {
        showBaseline();
        Q_EMIT q->changed();
    });
    QObject::connect(baseline, &Baseline::failed, q, [this](const Error &error) { onCompareFailed(error); });
    QObject::connect(baseline, &Baseline::outdated, q, [this](const QString &why) {
        endBaseline(tr("The baseline is dropped, because the table is another one now: %1.").arg(why));
    });
}

void TableDocument::Private::makeBaselineButton(QToolButton *button)
{
    baselineButton = button;
    baselineButton->setPopupMode(QToolButton::InstantPopup);
    baselineButton->setAutoRaise(true);
    auto *menu = new QMenu(baselineButton);
    menu->addActions({compareCommand, onlyChanges, clearCommand});
    menu->addSeparator();
    menu->addActions({markCommand, matchCommand});
    menu->addSeparator();
    menu->addActions(everyChoice->actions());
    baselineButton->setMenu(menu);
}

void TableDocument::Private::markRows(const QStringList &by)
{
    if (!heldWindow || !connection)
        return;
    if (wanted != held)
        return say(tr("Other rows are on their way: mark them once they are here"));
    clearNotice(Showing::Comparing);
    baseline->mark(connection, database, *heldWindow, by, timeZone);
    showBaseline();
}

void TableDocument::Private::onMarked()
{
    const Baseline::Mark &mark = *baseline->marked();
    QObject::disconnect(ran);
    ran = QObject::connect(connection, &Connection::ran, q, &TableDocument::compareNow);
    if (shown() == compared)
        load(); // its signs were of another baseline
    say(tr("Baseline marked: %1, matched by %2")
            .arg(scopeText(), mark.how.by.isEmpty() ? tr("whole rows") : shownNames(mark.how.by)));
    showBaseline();
    Q_EMIT q->changed();
}

// "newest 100,000 of about 40 M", "2,140 rows"
QString TableDocument::Private::scopeText() const
{
    const Baseline::Mark &mark = *baseline->marked();
    const QString count = exactCount(mark.rows.count);
    if (!mark.rows.isBounded)
        return mark.rows.count == 1 ? tr("1 row") : tr("%1 rows").arg(count);
    const double all = mark.window.choice().conditions.isEmpty() ? mark.window.rows() : -1;
    const QString which = mark.window.choice().sort           ? tr("first %1").arg(count)
                          : mark.how.isByPlace                ? tr("last stored %1").arg(count)
                          : mark.how.matching.order.isEmpty() ? tr("some %1").arg(count)
                                                              : tr("newest %1").arg(count);
    return all < 0 ? tr("%1 of more").arg(which) : tr("%1 of about %2").arg(which, countText(qint64(all)));
}

void TableDocument::compareWith(const Baseline::Mark &mark)
{
    d->given = mark;
    if (d->heldWindow && d->wanted == d->held)
        d->takeGiven();
}

void TableDocument::Private::takeGiven()
{
    if (!given || !connection || !(given->window.choice() == held.choice()))
        return given.reset();
    baseline->take(connection, *std::exchange(given, std::nullopt));
    QObject::disconnect(ran);
    ran = QObject::connect(connection, &Connection::ran, q, &TableDocument::compareNow);
    showBaseline();
    q->compareNow();
}

void TableDocument::compareNow()
{
    if (!d->baseline->marked() || d->wanted != d->held) // nothing to compare, or other rows are on their way
        return;
    d->isCompareDue = !isVisible();
    if (!d->isCompareDue && !d->isCopying)
        d->baseline->compare();
}

void TableDocument::Private::showCompared()
{
    const auto result = baseline->compared();
    if (!result)
        return;
    ++token; // what is being read is of other rows
    reading.reset();
    jumping.reset();
    endStream();
    const Baseline::Mark &mark = *baseline->marked();
    const QModelIndex now = grid->currentIndex();
    const int sideways = grid->horizontalScrollBar()->value(), down = grid->verticalScrollBar()->value();
    const bool isFirst = shown() != compared;
    const auto keyOf = [&mark](const RowModel &rows, int row) {
        QByteArrayList key;
        for (const int column : mark.how.matching.key)
            key << rows.cell(row, column).text;
        return key;
    };
    const QByteArrayList key = now.isValid() ? keyOf(*shown(), now.row()) : QByteArrayList();
    const int y = now.isValid() ? grid->rowViewportPosition(now.row()) : 0;
    compared->setSource(std::make_shared<ComparedRows>(result, mark.window.columns(), onlyChanges->isChecked()));
    firstNumber = 1;
    onward.reset();
    backward.reset();
    compared->setOrder(model->order());
    if (isFirst) {
        fitted.clear();
        grid->setRowModel(compared);
        fitOnce();
    }
    int row = compared->rowCount() > 0 ? 0 : -1;
    for (int i = 0; i < compared->rowCount(); ++i) // what has changed comes in sight; later the current row stays where it is
        if (isFirst ? compared->sign(i) != RowSign::None : !key.isEmpty() && keyOf(*compared, i) == key) {
            row = i;
            break;
        }
    if (row >= 0)
        grid->setCurrentIndex(compared->index(row, std::max(0, now.column())));
    const bool wasInSight = y >= 0 && y < grid->viewport()->height();
    if (!isFirst)
        grid->verticalScrollBar()->setValue(wasInSight ? row * grid->rowHeight() - y : down);
    grid->horizontalScrollBar()->setValue(sideways);
    saying.stop();
    showPlace();
    showFraction();
    Q_EMIT q->changed();
}

void TableDocument::Private::dropBaseline()
{
    const bool wasShown = shown() == compared;
    baseline->clear();
    compareEvery(0);
    QObject::disconnect(ran);
    clearNotice(Showing::Comparing);
    showBaseline();
    if (wasShown)
        load();
    Q_EMIT q->changed();
}

void TableDocument::Private::endBaseline(const QString &why)
{
    dropBaseline();
    notify(Showing::Comparing, NoticeBar::Tone::Warning, why);
    notice->addButton(tr("Mark as baseline"), [this] { markRows({}); }, true)->setObjectName(u"table.markAgain"_s);
}

void TableDocument::Private::onCompareFailed(const Error &error)
{
    if (error.code == "cancelled"_L1)
        return;
    const bool wasWatching = again.isActive();
    compareEvery(0);
    notify(Showing::Comparing, NoticeBar::Tone::Error,
           wasWatching ? tr("The rows could not be compared, and are not any more by themselves. %1").arg(error.message)
                       : tr("The rows could not be compared. %1").arg(error.message));
    if (baseline->marked())
        notice
            ->addButton(
                tr("Compare again"),
                [this] {
                    clearNotice(Showing::Comparing);
                    q->compareNow();
                },
                true)
            ->setObjectName(u"table.compareAgain"_s);
    showBaseline();
}

void TableDocument::Private::compareEvery(int seconds)
{
    const auto choose = [this](int chosen) {
        chosen > 0 ? again.start(std::chrono::seconds(chosen)) : again.stop();
        everyChoice->actions()
            .at(chosen > 0 ? 1 + (std::ranges::find(intervals, chosen) - intervals.begin()) : 0)
            ->setChecked(true);
    };
    if (seconds == 0 || !q->isProduction() || mayRepeat)
        return choose(seconds);
    choose(0);
    notify(Showing::Comparing, NoticeBar::Tone::Warning,
           tr("This is production: reading up to %1 rows every %2 s is work for its server.")
               .arg(exactCount(Baseline::mostRows))
               .arg(seconds));
    notice
        ->addButton(tr("Compare every %1 s").arg(seconds),
                    [this, choose, seconds] {
                        mayRepeat = true;
                        clearNotice(Showing::Comparing);
                        choose(seconds);
                    })
        ->setObjectName(u"table.repeat"_s);
}

void TableDocument::Private::showBaseline()
{
    const auto &mark = baseline->marked();
    const auto result = baseline->compared();
    baselineButton->setVisible(mark || baseline->isBusy());
    const QString what = !mark                ? tr("marking a baseline…")
                         : baseline->isBusy() ? tr("comparing…")
                         : result             ? countsText(result->diff)
                                              : scopeText();
    const QString at = mark ? QLocale().toString(mark->at.time(), u"HH:mm"_s) : QString();
    baselineButton->setText(mark ? tr("baseline %1: %2").arg(at, what) : what);
    if (mark) {
        QStringList lines{
            tr("%1, matched by %2").arg(scopeText(), mark->how.by.isEmpty() ? tr("whole rows") : shownNames(mark->how.by)),
            tr("Each comparison reads at most %1 rows or %2, in one short transaction that only reads.")
                .arg(exactCount(Baseline::mostRows), sizeText(Baseline::mostBytes))};
        if (result && result->diff.repeated > 0)
            lines << tr("%1 rows share what they are matched by with others: equal ones were matched first.")
                         .arg(exactCount(result->diff.repeated));
        if (result && result->diff.crossed > 0)
            lines << tr("%1 rows only crossed the bound: no changes.").arg(exactCount(result->diff.crossed));
        setPlainToolTip(baselineButton, lines.join(u'\n'));
    }
    for (QAction *action : {compareCommand, clearCommand, onlyChanges})
        action->setEnabled(mark.has_value());
    for (QAction *action : everyChoice->actions())
        action->setEnabled(mark.has_value());
}

// The rows matched by columns that are no key: a delete-and-reload gives the same rows new ids.
void TableDocument::Private::askMatching()
{
    if (!window)
        return;
    const pg::TableWindow &of = heldWindow ? *heldWindow : *window;
    const QList<Column> columns = of.columns();
    const QStringList now = of.newest({}, 0).by;
    QSet<int> checked;
    for (int i = 0; i < columns.size(); ++i)
        if (now.contains(columns[i].name))
            checked << i;
    auto *dialog = new QDialog(q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"table.matching"_s);
    dialog->setWindowTitle(tr("Mark as baseline"));
    auto *checks = new ColumnChecks(dialog);
    checks->setColumns(columns, checked);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    layout->setSpacing(unit);
    QLabel *hint = plainLabel(tr("Two rows are the same one where these columns are equal. Without one checked, rows are matched "
                                 "whole."),
                              dialog);
    hint->setWordWrap(true);
    layout->addWidget(hint);
    layout->addWidget(checks, 1);
    auto *buttons = new QDialogButtonBox(dialog);
    QPushButton *mark = buttons->addButton(tr("Mark"), QDialogButtonBox::AcceptRole);
    mark->setProperty("primary", true);
    buttons->addButton(QDialogButtonBox::Cancel);
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(dialog, &QDialog::accepted, q, [this, checks, columns] {
        QStringList by;
        for (const int column : checks->checked())
            by << columns[column].name;
        if (by.isEmpty())
            for (const Column &column : columns)
                by << column.name;
        markRows(by);
    });
    dialog->open();
}

} // namespace oriel
