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

constexpr auto settleFor = 150ms; // after the last scroll
constexpr auto countLimit = 5min;

} // namespace

void TableDocument::Private::connectPlace()
{
    fraction.setInterval(settleFor);
    QObject::connect(&fraction, &QTimer::timeout, q, [this] { askFraction(); });
    QObject::connect(grid->verticalScrollBar(), &QScrollBar::valueChanged, q, [this] { showFraction(); });
    QObject::connect(placeBar, &PlaceBar::jumpAsked, q, [this](double to) { jumpToFraction(to); });
}

void TableDocument::Private::showFraction()
{
    if (!fraction.isActive())
        fraction.start();
}

void TableDocument::Private::askFraction() {}
void TableDocument::Private::jumpToFraction(double) {}
void TableDocument::Private::askKey() {}
void TableDocument::Private::countRows()
{
    if (!window || !connection)
        return;
    pg::Ask question = window->count();
    question.limit = countLimit;
    ask(question, [this](const Answer &answer) {
        if (!answer)
            return fail(answer.error());
        counted = (*answer)->rowCount() > 0 ? std::optional((*answer)->cell(0, 0).text.toLongLong()) : std::nullopt;
        say(tr("%1 rows exactly").arg(exactCount(counted.value_or(0))));
        showPlace();
    });
}

} // namespace oriel
