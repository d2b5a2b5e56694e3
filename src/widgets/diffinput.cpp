// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and the mouse do in a DiffView, and its buttons.
#include "widgets/diffviewprivate.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

std::pair<int, int> DiffView::Private::rowAt(int viewY) const
{
    const int y = std::clamp(scrolled() + viewY, 0, std::max(0, tops.last() - 1)), of = fileAt(y);
    return {of, entries[size_t(of)].rowAt(y - tops[of])};
}

// From the right: Discard alone at the edge, with room before what is harmless.
void DiffView::Private::addActs(QList<Button> *buttons, const DiffFile &of, const Button &made, int right,
                                const QRect &rect) const
{
    const QFontMetrics metrics(Theme::interfaceFont());
    const int height = std::min(rect.height() - 4, metrics.height() + 6);
    const auto count = hasChosen(made.file, made.hunk) ? entries[size_t(made.file)].chosen.count(true) : 0;
    const auto add = [&](Button::What what, const QString &text) {
        const int width = metrics.horizontalAdvance(text) + 2 * unit;
        Button button = made;
        button.what = what;
        button.text = text;
        button.rect = {right - width, rect.top() + (rect.height() - height) / 2, width, height};
        right -= width + unit / 2;
        buttons->append(button);
    };
    const auto words = [&](const QString &ofFile, const QString &ofHunk, const QString &ofLines) {
        return made.hunk < 0 ? ofFile : count > 0 ? ofLines.arg(count) : ofHunk;
    };
    if (of.canDiscard) {
        add(Button::Discard, u"⌫ "_s + words(tr("Discard file"), tr("Discard"), tr("Discard chosen (%1)")));
        right -= 4 * unit;
    }
    if (of.canUnstage)
        add(Button::Unstage, u"− "_s + words(tr("Unstage file"), tr("Unstage"), tr("Unstage chosen (%1)")));
    if (of.canStage)
        add(Button::Stage, u"+ "_s + words(tr("Stage file"), tr("Stage"), tr("Stage chosen (%1)")));
    if (of.canOpen && made.hunk < 0)
        add(Button::Open, tr("Open"));
}

QList<DiffView::Private::Button> DiffView::Private::buttonsOf(int of, int row, const QRect &rect) const
{
    const DiffEntry &entry = entries[size_t(of)];
    const DiffRow &what = entry.rows[row];
    QList<Button> buttons;
    if (what.kind == DiffRow::Header) {
        buttons.append(
            {Button::Fold, {unit, rect.top() + 2, 5 * unit / 2, rect.height() - 4}, entry.isFolded ? u"▸"_s : u"▾"_s, of, -1});
        addActs(&buttons, entry.file, {.file = of, .hunk = -1}, rect.right() - unit, rect);
    } else if (what.kind == DiffRow::Hunk || what.kind == DiffRow::Rest) {
        if (const QString text = hunkText(entry, what.hunk); !text.isEmpty()) {
            const int width = QFontMetrics(Theme::interfaceFont()).horizontalAdvance(text) + unit;
            buttons.append({Button::Gap, {unit, rect.top() + 2, width, rect.height() - 4}, text, of, what.hunk});
        }
        if (what.kind == DiffRow::Hunk)
            addActs(&buttons, entry.file, {.file = of, .hunk = what.hunk}, rect.right() - unit, rect);
    }
    return buttons;
}

QList<DiffView::Private::Button> DiffView::Private::buttonsAt(QPoint at) const
{
    if (entries.empty())
        return {};
    const int sticky = stickyFile();
    for (int i = sticky; i < std::min(sticky + 2, int(entries.size())); ++i)
        if (const QRect rect = headerRect(i); rect.contains(at))
            return buttonsOf(i, 0, rect);
    const auto [of, row] = rowAt(at.y());
    const DiffEntry &entry = entries[size_t(of)];
    return buttonsOf(of, row, {0, topOf(of, row), q->viewport()->width(), entry.tops[row + 1] - entry.tops[row]});
}

QBitArray DiffView::Private::hunkLines(int of, int at) const
{
    const DiffEntry &entry = entries[size_t(of)];
    const int begin = entry.placeOf(at, 0), end = entry.placeOf(at + 1, 0);
    QBitArray lines(entry.placeOf(int(entry.file.hunks.size()), 0));
    lines.fill(true, begin, end);
    return lines;
}

bool DiffView::Private::hasChosen(int of, int at) const
{
    const QBitArray &chosen = entries[size_t(of)].chosen;
    return at >= 0 && !chosen.isEmpty() && (chosen & hunkLines(of, at)).count(true) > 0;
}

QBitArray DiffView::chosenLines(int file) const { return d->entries[size_t(file)].chosen; }

void DiffView::choose(int file, int hunk, int line, bool isChosen)
{
    DiffEntry &entry = d->entries[size_t(file)];
    if (entry.file.hunks[hunk].lines[line].sign == ' ')
        return;
    entry.chosen.resize(entry.placeOf(int(entry.file.hunks.size()), 0));
    entry.chosen.setBit(entry.placeOf(hunk, line), isChosen);
    if (entry.chosen.count(true) == 0)
        entry.chosen.clear();
    viewport()->update();
}

void DiffView::actHere(Act act)
{
    const int file = d->file, hunk = d->hunk;
    if (file < 0)
        return;
    const DiffFile &of = this->file(file);
    if (act == Act::Stage ? !of.canStage : act == Act::Unstage ? !of.canUnstage : !of.canDiscard)
        return;
    Q_EMIT acted(act, file, hunk < 0 ? QBitArray() : d->hasChosen(file, hunk) ? chosenLines(file) : d->hunkLines(file, hunk));
}

void DiffView::Private::press(const Button &button)
{
    switch (button.what) {
    case Button::Fold:
        return q->setFolded(button.file, !entries[size_t(button.file)].isFolded);
    case Button::Open:
        return Q_EMIT q->openAsked(button.file, 0);
    case Button::Gap:
        return toggleGap(button.file, button.hunk);
    case Button::Stage:
    case Button::Unstage:
    case Button::Discard:
        break;
    }
    const Act act = button.what == Button::Stage ? Act::Stage : button.what == Button::Unstage ? Act::Unstage : Act::Discard;
    if (button.hunk < 0)
        return Q_EMIT q->acted(act, button.file, {});
    file = button.file;
    hunk = button.hunk;
    q->actHere(act);
}

void DiffView::Private::toggleGap(int of, int at)
{
    DiffEntry &entry = entries[size_t(of)];
    if (!entry.openGaps.remove(at))
        entry.openGaps.insert(at);
    if (entry.whole)
        return layOutFrom(of);
    if (!std::exchange(entry.isWholeAsked, true))
        Q_EMIT q->wholeAsked(of);
}

int DiffView::Private::sideAt(int x) const { return look.isSideBySide && x >= columns()[1].left ? 1 : 0; }

// Chooses what changed between the row the button went down on and this one.
void DiffView::Private::chooseTo(int of, int row)
{
    const DiffEntry &entry = entries[size_t(of)];
    for (int i = std::min(chosenFrom, row); i <= std::max(chosenFrom, row); ++i) {
        const DiffRow &each = entry.rows[i];
        if (each.kind != DiffRow::Line)
            continue;
        const int line = look.isSideBySide && side == 1 ? each.right : each.left;
        if (line >= 0)
            q->choose(of, each.hunk, line, choosesOn);
    }
}

// What is there becomes the current file and hunk; its row.
std::pair<int, int> DiffView::Private::setCurrentAt(QPoint at)
{
    const int sticky = stickyFile();
    const auto [of, row] = headerRect(sticky).contains(at) ? std::pair(sticky, 0) : rowAt(at.y());
    const DiffEntry &entry = entries[size_t(of)];
    const DiffRow &what = entry.rows[row];
    file = of;
    hunk = what.kind == DiffRow::Line || what.kind == DiffRow::Hunk ? what.hunk
           : entry.file.hunks.isEmpty()                             ? -1
                                                                    : std::clamp(hunk, 0, int(entry.file.hunks.size()) - 1);
    return {of, row};
}

void DiffView::mousePressEvent(QMouseEvent *event)
{
    if (d->entries.empty())
        return;
    const QPoint at = event->position().toPoint();
    if (event->button() == Qt::RightButton) { // the menu is of what is there
        d->setCurrentAt(at);
        viewport()->update();
        return Q_EMIT currentChanged();
    }
    if (event->button() != Qt::LeftButton)
        return;
    const QList<Private::Button> buttons = d->buttonsAt(at);
    for (const Private::Button &button : buttons)
        if (button.rect.contains(at))
            return d->press(button);
    const auto [file, row] = d->setCurrentAt(at);
    const DiffEntry &entry = d->entries[size_t(file)];
    const DiffRow &what = entry.rows[row];
    d->side = d->sideAt(at.x());
    d->from = d->to = {};
    if (what.kind == DiffRow::Line && at.x() < d->columns()[d->side].text) {
        const int line = d->look.isSideBySide && d->side == 1 ? what.right : what.left;
        const int place = line < 0 ? -1 : entry.placeOf(what.hunk, line);
        d->isChoosing = entry.file.canStage || entry.file.canUnstage || entry.file.canDiscard;
        d->choosesOn = place >= 0 && (entry.chosen.isEmpty() || !entry.chosen.testBit(place));
        d->chosenFrom = row;
        if (d->isChoosing)
            d->chooseTo(file, row);
    } else if (what.kind == DiffRow::Line || what.kind == DiffRow::Context) {
        d->isSelecting = true;
        d->from = d->to = d->spotAt(at, d->side);
    }
    d->say();
    viewport()->update();
    Q_EMIT currentChanged();
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    d->hover = at;
    if (d->entries.empty())
        return;
    if (d->isSelecting || d->isChoosing) {
        if (at.y() < d->look.headerHeight || at.y() > viewport()->height()) // the mouse pulls the text along
            verticalScrollBar()->setValue(d->scrolled() + (at.y() < d->look.headerHeight ? -1 : 1) * d->look.lineHeight);
        const auto [file, row] = d->rowAt(at.y());
        if (d->isSelecting)
            d->to = d->spotAt(at, d->side);
        else if (file == d->file)
            d->chooseTo(file, row);
    }
    const QList<Private::Button> buttons = d->buttonsAt(at);
    const bool isOnButton =
        std::ranges::any_of(buttons, [at](const Private::Button &button) { return button.rect.contains(at); });
    const auto [file, row] = d->rowAt(at.y());
    const auto kind = d->entries[size_t(file)].rows[row].kind;
    const bool isText = (kind == DiffRow::Line || kind == DiffRow::Context) && at.x() >= d->columns()[d->sideAt(at.x())].text;
    viewport()->setCursor(isOnButton                                               ? Qt::PointingHandCursor
                          : isText && !d->headerRect(d->stickyFile()).contains(at) ? Qt::IBeamCursor
                                                                                   : Qt::ArrowCursor);
    viewport()->update();
}

void DiffView::mouseReleaseEvent(QMouseEvent *) { d->isSelecting = d->isChoosing = false; }

void DiffView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (d->entries.empty() || event->button() != Qt::LeftButton)
        return;
    const auto [file, row] = d->rowAt(at.y());
    const int side = d->sideAt(at.x());
    const auto line = d->lineAt(file, row, side);
    if (!line || d->headerRect(d->stickyFile()).contains(at) || at.x() < d->columns()[side].text)
        return mousePressEvent(event);
    const DiffText text = diffText(line->text, d->look.tabWidth, false); // the word
    const auto isWord = [&](int i) { return text.source[i].isLetterOrNumber() || text.source[i] == u'_'; };
    d->side = side;
    d->from = d->to = d->spotAt(at, side);
    while (d->from.unit > 0 && isWord(d->from.unit - 1))
        --d->from.unit;
    while (d->to.unit < text.source.size() && isWord(d->to.unit))
        ++d->to.unit;
    viewport()->update();
}

void DiffView::leaveEvent(QEvent *)
{
    d->hover = {-1, -1};
    viewport()->update();
}

void DiffView::focusInEvent(QFocusEvent *) { viewport()->update(); }

void DiffView::focusOutEvent(QFocusEvent *) { viewport()->update(); }

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    const bool isShifted = event->modifiers() & Qt::ShiftModifier;
    QScrollBar *const bar = verticalScrollBar();
    const auto scroll = [bar](QAbstractSlider::SliderAction action) { bar->triggerAction(action); };
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return event->key() == Qt::Key_Home  ? scroll(QAbstractSlider::SliderToMinimum)
               : event->key() == Qt::Key_End ? scroll(QAbstractSlider::SliderToMaximum)
                                             : event->ignore();
    switch (event->key()) {
    case Qt::Key_N:
    case Qt::Key_P:
        return stepHunk(event->key() == Qt::Key_N);
    case Qt::Key_F7:
        return stepHunk(!isShifted);
    case Qt::Key_BracketRight:
    case Qt::Key_BracketLeft:
        return stepFile(event->key() == Qt::Key_BracketRight);
    case Qt::Key_Space:
        return actHere(d->file >= 0 && !file(d->file).canStage ? Act::Unstage : Act::Stage);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->file >= 0 && file(d->file).canOpen)
            Q_EMIT openAsked(d->file, d->hunk < 0 ? 0 : file(d->file).hunks[d->hunk].firstAfter());
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (d->file >= 0 && horizontalScrollBar()->maximum() == 0)
            return setFolded(d->file, event->key() == Qt::Key_Left);
        break;
    case Qt::Key_Home:
        return scroll(QAbstractSlider::SliderToMinimum);
    case Qt::Key_End:
        return scroll(QAbstractSlider::SliderToMaximum);
    case Qt::Key_Escape:
        if (d->file >= 0 && (!d->entries[size_t(d->file)].chosen.isEmpty() || d->from != d->to)) {
            d->entries[size_t(d->file)].chosen.clear();
            d->from = d->to = {};
            return viewport()->update();
        }
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

} // namespace oriel
