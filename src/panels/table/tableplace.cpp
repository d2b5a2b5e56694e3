// SPDX-License-Identifier: GPL-3.0-or-later
// Where in the table one is: the bar beside the rows, a row by its key, exact counts.
#include "base/text.h"
#include "panels/table/gotorow.h"
#include "panels/table/tableprivate.h"

#include <QScrollBar>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto showEvery = 150ms; // at most, while one scrolls

} // namespace

void TableDocument::Private::connectPlace()
{
    fraction.setInterval(showEvery);
    QObject::connect(&fraction, &QTimer::timeout, q, [this] { askFraction(); });
    QObject::connect(grid->verticalScrollBar(), &QScrollBar::valueChanged, q, [this] { showFraction(); });
    QObject::connect(placeBar, &PlaceBar::jumpAsked, q, [this](double to) { jumpToFraction(to); });
}

void TableDocument::Private::showFraction()
{
    if (!fraction.isActive())
        fraction.start();
}

// The top row's and the bottom row's place, as a part of the whole.
void TableDocument::Private::askFraction()
{
    const int top = grid->rowAt(0), bottom = grid->rowAt(grid->viewport()->height() - 1);
    const int count = shown()->rowCount(), lowest = bottom < 0 ? count - 1 : bottom;
    if (!connection) {
        placing.reset();
        return placeBar->clearPlace();
    }
    if (reading || placing) // one question at a time, and the rows come first
        return showFraction();
    if (!window || isStream() || shown() != model || top < 0 || !holdsOrder()) {
        placeBar->setJumpable(false, tr("One query: its rows have no place that could be jumped to"));
        return placeBar->clearPlace();
    }
    const bool isStart = top == 0 && !backward, isEnd = lowest == count - 1 && !onward;
    const pg::Place at = model->rows()->placeOf(top);
    const pg::Ask question = window->fractionOf(at);
    const auto show = [this, isStart, isEnd](std::optional<double> known) {
        if (!known && !isStart && !isEnd)
            return placeBar->clearPlace();
        const double from = isStart ? 0 : known.value_or(1);
        placeBar->setPlace(from, isEnd ? 1 : from);
    };
    const auto known = [this](bool isKnown) {
        placeBar->setJumpable(isKnown,
                              isKnown ? QString() : tr("Not known how the rows are spread: the table was never analysed"));
    };
    if (question.sql.isEmpty()) {
        known(false);
        return show({});
    }
    placing = std::make_unique<QObject>();
    askAside(placing.get(), question, [this, show, known, at, asked = token](const Answer &answer) {
        const std::unique_ptr<QObject> answered = std::move(placing);
        if (asked != token || !window)
            return;
        known(answer && window->readPlaceAt(**answer, 0.5));
        show(answer ? window->readFraction(**answer, at) : std::nullopt);
    });
}

void TableDocument::Private::jumpToFraction(double to)
{
    if (!heldWindow)
        return;
    revert();
    if (isStream())
        return;
    if (to <= 0 || to >= 1)
        return toEdge(to <= 0 ? pg::Way::Forward : pg::Way::Backward);
    ++token;
    placeBar->setBusy(true);
    ask(window->placeAt(to), [this, to](const Answer &answer) {
        if (!answer)
            return fail(answer.error());
        if (const auto found = window->readPlaceAt(**answer, to))
            jumpTo(*found);
        else
            say(tr("The place is not known: the table was never analysed"));
        showPlace();
    });
}

void TableDocument::Private::askKey()
{
    if (!window || window->keyColumns().isEmpty())
        return;
    QStringList now;
    if (const QModelIndex current = grid->currentIndex(); current.isValid() && shown() == model)
        for (const QString &name : window->keyColumns())
            for (int i = 0; i < shown()->columns().size(); ++i)
                if (columnAt(i).name == name)
                    now << QString::fromUtf8(shown()->cell(current.row(), i).text);
    auto *dialog = new GoToRow(window->keyColumns(), now, q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &GoToRow::chosen, q, [this](const QStringList &values) {
        if (!heldWindow)
            return;
        revert();
        if (const auto found = window->placeAtKey(values))
            jumpTo(*found);
    });
    dialog->open();
}

// Beside the reading: the rows can be scrolled meanwhile.
void TableDocument::Private::countRows()
{
    if (!heldWindow || !connection)
        return;
    pg::Ask question = heldWindow->count();
    question.limit = countLimit;
    counting = std::make_unique<QObject>();
    sinceCounting.start();
    ticking.start();
    showPlace();
    Q_EMIT q->changed();
    askAside(counting.get(), question, [this](const Answer &answer) {
        const std::unique_ptr<QObject> answered = std::move(counting);
        if (answer && (*answer)->rowCount() > 0) {
            counted = (*answer)->cell(0, 0).text.toLongLong();
            say(tr("%1 rows exactly").arg(exactCount(*counted)));
        } else if (!answer) {
            notify(Showing::Other, NoticeBar::Tone::Error, tr("The rows were not counted: %1").arg(answer.error().message));
        }
        showPlace();
        Q_EMIT q->changed();
    });
}

} // namespace oriel
