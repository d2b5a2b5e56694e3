// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fuzzy.h"

#include <QString>

#include <vector>

namespace oriel {

namespace {

constexpr int limit = 120;
constexpr int none = -1'000'000;

bool isWordStart(QStringView text, int at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

struct Step
{
    int score = none;
    int before = -1;
}; // before: where the letter before this one was matched

} // namespace

std::optional<int> fuzzyScore(QStringView typed, QStringView text, QList<int> *at)
{
    if (at)
        at->clear();
    const QString wanted = typed.left(limit).toString().remove(u' ').toCaseFolded();
    text = text.left(limit);
    const int rows = int(wanted.size()), columns = int(text.size());
    if (rows == 0)
        return 0;
    std::vector<Step> steps(wanted.size() * text.size()); // row by row
    const auto step = [&steps, columns](int row, int column) -> Step & { return steps[std::size_t(row * columns + column)]; };
    for (int row = 0; row < rows; ++row) {
        Step best; // of the row above, left of this column
        for (int column = 0; column < columns; ++column) {
            const Step *above = row > 0 && column > 0 ? &step(row - 1, column - 1) : nullptr;
            if (above && above->score > best.score)
                best = {above->score, column - 1};
            if (text[column].toCaseFolded() != wanted[row] || (row > 0 && best.score == none))
                continue;
            const int own = isWordStart(text, column) ? 10 : 1;
            Step here = row == 0 ? Step{own - column / 4, -1} : Step{best.score + own, best.before};
            if (above && above->score != none && above->score + own + 12 > here.score)
                here = {above->score + own + 12, column - 1};
            step(row, column) = here;
        }
    }
    int last = -1;
    for (int column = 0; column < columns; ++column) {
        if (step(rows - 1, column).score > (last < 0 ? none : step(rows - 1, last).score))
            last = column;
    }
    if (last < 0)
        return {};
    const int score = step(rows - 1, last).score - columns / 8;
    for (int row = rows - 1, column = last; at && row >= 0; --row) {
        at->prepend(column);
        column = step(row, column).before;
    }
    return score;
}

} // namespace oriel
