// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diffviewprivate.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QFontMetrics>
#include <QHash>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace oriel {

using namespace Qt::StringLiterals;

DiffView::DiffView(QWidget *parent) : QAbstractScrollArea(parent), d(std::make_unique<Private>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Differences"));
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    setFrameShape(NoFrame);
    d->measure();
}

DiffView::~DiffView() = default;

void DiffView::setDresser(Dresser dresser) { d->dresser = std::move(dresser); }

DiffEntry DiffView::Private::entryOf(const DiffFile &of) const
{
    DiffEntry entry{.file = of, .isFolded = of.isFolded};
    entry.layOut(look);
    return entry;
}

void DiffView::append(const QList<DiffFile> &files)
{
    const int first = fileCount();
    d->entries.reserve(d->entries.size() + size_t(files.size()));
    for (const DiffFile &file : files)
        d->entries.push_back(d->entryOf(file));
    d->placeFrom(first);
    if (first == 0 && !files.isEmpty())
        d->file = 0, d->hunk = files.first().hunks.isEmpty() ? -1 : 0;
    viewport()->update();
}

void DiffView::setFiles(const QList<DiffFile> &files)
{
    const Private::Anchor anchor = d->anchor();
    const QByteArray currentKey = d->file < 0 ? QByteArray() : d->entries[size_t(d->file)].file.key;
    QHash<QByteArray, DiffEntry *> known;
    for (DiffEntry &entry : d->entries)
        known.insert(entry.file.key, &entry);
    std::vector<DiffEntry> entries;
    entries.reserve(size_t(files.size()));
    d->from = d->to = {};
    d->file = -1;
    for (const DiffFile &file : files) {
        DiffEntry *const was = known.take(file.key);
        if (was && was->file == file) {
            entries.push_back(std::move(*was));
        } else {
            entries.push_back(d->entryOf(file));
            if (was && was->isFolded != entries.back().isFolded) {
                entries.back().isFolded = was->isFolded;
                entries.back().layOut(d->look);
            }
        }
        if (file.key == currentKey)
            d->file = int(entries.size()) - 1;
    }
    d->entries = std::move(entries);
    if (d->file < 0 && !d->entries.empty())
        d->file = 0, d->hunk = 0;
    d->hunk = d->file < 0 ? -1 : std::min(d->hunk, int(d->entries[size_t(d->file)].file.hunks.size()) - 1);
    d->isDressing = false;
    d->dressing = {};
    for (DiffEntry &entry : d->entries) { // an answer on its way may have been for what was there before: asked for again
        entry.isDressAsked = entry.dresses != nullptr;
        entry.arePicturesAsked = entry.pictures != nullptr;
        entry.isWholeAsked = entry.whole != nullptr;
        if (!entry.whole)
            entry.openGaps.clear();
    }
    d->placeFrom(0);
    d->restore(anchor);
    if (!d->wanted.isEmpty())
        find(d->wanted);
    viewport()->update();
}

int DiffView::fileCount() const { return int(d->entries.size()); }

const DiffFile &DiffView::file(int index) const { return d->entries[size_t(index)].file; }

int DiffView::indexOf(const QByteArray &key) const
{
    const auto found = std::ranges::find_if(d->entries, [&](const DiffEntry &entry) { return entry.file.key == key; });
    return found == d->entries.end() ? -1 : int(found - d->entries.begin());
}

void DiffView::setWhole(int file, const QByteArray &text)
{
    auto lines = std::make_shared<QByteArrayList>();
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        *lines << text.sliced(at, next - at);
        at = next;
    }
    d->entries[size_t(file)].whole = std::move(lines);
    d->layOutFrom(file);
}

void DiffView::setPictures(int file, const DiffPictures &pictures)
{
    d->entries[size_t(file)].pictures = std::make_shared<const DiffPictures>(pictures);
    viewport()->update();
}

void DiffView::setSideBySide(bool isSideBySide)
{
    d->look.isSideBySide = isSideBySide;
    d->layOutAll();
}

bool DiffView::isSideBySide() const { return d->look.isSideBySide; }

void DiffView::setWrapped(bool isWrapped)
{
    d->look.isWrapped = isWrapped;
    d->layOutAll();
}

void DiffView::setBlanksShown(bool areShown)
{
    d->look.areBlanksShown = areShown;
    viewport()->update();
}

void DiffView::setTabWidth(int columns)
{
    d->look.tabWidth = std::max(1, columns);
    d->layOutAll();
}

void DiffView::setEmptyText(const QString &text)
{
    d->emptyText = text;
    viewport()->update();
}

void DiffView::setFolded(int file, bool isFolded)
{
    DiffEntry &entry = d->entries[size_t(file)];
    if (entry.isFolded == isFolded)
        return;
    const bool isAbove = d->tops[file] < d->scrolled();
    entry.isFolded = isFolded;
    d->layOutFrom(file);
    if (isAbove && isFolded) // its header was held on top
        verticalScrollBar()->setValue(d->tops[file]);
}

void DiffView::foldAll(bool isFolded)
{
    for (DiffEntry &entry : d->entries)
        entry.isFolded = isFolded;
    d->layOutAll();
}

void DiffView::Private::measure()
{
    const QFontMetrics metrics(Theme::dataFont());
    cell = metrics.horizontalAdvance(u'0');
    look.lineHeight = metrics.height() + 2;
    look.headerHeight = std::max(look.lineHeight, QFontMetrics(Theme::interfaceFont()).height()) + 2 * unit;
}

void DiffView::Private::layOutAll()
{
    const Anchor top = anchor();
    from = to = {};
    fitBars(); // the columns
    for (DiffEntry &entry : entries)
        entry.layOut(look);
    placeFrom(0);
    restore(top);
    q->viewport()->update();
}

void DiffView::Private::layOutFrom(int first)
{
    const Anchor top = anchor();
    from = to = {};
    entries[size_t(first)].layOut(look);
    placeFrom(first);
    restore(top);
    q->viewport()->update();
}

void DiffView::Private::placeFrom(int first)
{
    tops.resize(qsizetype(entries.size()) + 1);
    if (first == 0)
        mostColumns = 0;
    for (size_t i = size_t(first); i < entries.size(); ++i) {
        mostColumns = std::max(mostColumns, entries[i].mostColumns);
        tops[qsizetype(i) + 1] =
            int(std::min<qint64>(qint64(tops[qsizetype(i)]) + entries[i].height(), std::numeric_limits<int>::max() / 2));
        const QList<DiffHunk> &hunks = entries[i].file.hunks;
        if (!hunks.isEmpty())
            digits = std::max(digits, int(QByteArray::number(hunks.last().firstAfter() + hunks.last().lines.size()).size()));
    }
    fitBars();
}

void DiffView::Private::fitBars()
{
    const QSize size = q->viewport()->size();
    q->verticalScrollBar()->setRange(0, std::max(0, tops.last() - size.height()));
    q->verticalScrollBar()->setPageStep(size.height() - look.headerHeight);
    q->verticalScrollBar()->setSingleStep(3 * look.lineHeight);
    const Column column = columns().first();
    look.columns = std::max(20, (column.right - column.text - unit) / cell);
    q->horizontalScrollBar()->setRange(0, look.isWrapped ? 0 : std::max(0, (mostColumns + 4 - look.columns) * cell));
    q->horizontalScrollBar()->setPageStep(look.columns * cell);
    q->horizontalScrollBar()->setSingleStep(4 * cell);
}

DiffView::Private::Anchor DiffView::Private::anchor() const
{
    if (entries.empty())
        return {};
    const int at = fileAt(scrolled());
    const DiffEntry &entry = entries[size_t(at)];
    const int row = entry.rowAt(scrolled() - tops[at]);
    const DiffRow &top = entry.rows[row];
    return {entry.file.key, top.hunk, std::max(top.left, top.right), scrolled() - tops[at] - entry.tops[row], top.kind};
}

void DiffView::Private::restore(const Anchor &was)
{
    const int at = was.key.isEmpty() ? -1 : q->indexOf(was.key);
    if (at < 0)
        return;
    const DiffEntry &entry = entries[size_t(at)];
    int best = 0;
    for (int row = 0; row < entry.rows.size(); ++row) {
        const DiffRow &each = entry.rows[row];
        if (each.kind == was.kind && each.hunk == was.hunk && std::max(each.left, each.right) >= was.line) {
            best = row;
            break;
        }
        if (each.hunk >= 0 && each.hunk <= was.hunk && each.kind != DiffRow::Context)
            best = row;
    }
    q->verticalScrollBar()->setValue(tops[at] + entry.tops[best] + was.above);
}

int DiffView::Private::scrolled() const { return q->verticalScrollBar()->value(); }

int DiffView::Private::fileAt(int y) const
{
    const auto behind = std::ranges::upper_bound(tops, y);
    return std::clamp(int(behind - tops.begin()) - 1, 0, int(entries.size()) - 1);
}

int DiffView::Private::topOf(int of, int row) const { return tops[of] + entries[size_t(of)].tops[row] - scrolled(); }

int DiffView::Private::stickyFile() const { return entries.empty() ? -1 : fileAt(scrolled()); }

QRect DiffView::Private::headerRect(int of) const
{
    int top = tops[of] - scrolled();
    if (of == stickyFile())
        top = std::min(std::max(0, top), tops[of + 1] - scrolled() - look.headerHeight);
    return {0, top, q->viewport()->width(), look.headerHeight};
}

QList<DiffView::Private::Column> DiffView::Private::columns() const
{
    const int width = q->viewport()->width(), number = digits * cell + 12, sign = 2 * cell, edge = 4;
    if (!look.isSideBySide) {
        const int after = edge + 2 * number;
        return {{0, width, after + cell / 2, after + sign, {edge + number, after}}};
    }
    const int middle = width / 2;
    return {{0, middle, edge + number + cell / 2, edge + number + sign, {edge + number, -1}},
            {middle, width, middle + number + cell / 2, middle + number + sign, {-1, middle + number}}};
}

void DiffView::showFile(int file)
{
    setFolded(file, false);
    setCurrent(file, d->entries[size_t(file)].file.hunks.isEmpty() ? -1 : 0);
    verticalScrollBar()->setValue(d->tops[file]);
}

std::pair<int, int> DiffView::current() const { return {d->file, d->hunk}; }

void DiffView::setCurrent(int file, int hunk)
{
    d->file = file;
    d->hunk = hunk;
    const int row = hunk < 0 ? 0 : std::max(0, d->entries[size_t(file)].rowOfHunk(hunk));
    const int top = d->topOf(file, row), least = row == 0 ? 0 : d->look.headerHeight;
    if (top < least || top > viewport()->height() * 3 / 4)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + top - least - (row == 0 ? 0 : d->look.lineHeight));
    d->say();
    viewport()->update();
    Q_EMIT currentChanged();
}

void DiffView::stepHunk(bool isForward)
{
    int file = d->file, hunk = d->hunk + (isForward ? 1 : -1);
    while (file >= 0 && file < fileCount()) {
        const DiffEntry &entry = d->entries[size_t(file)];
        if (!entry.isFolded && hunk >= 0 && hunk < entry.file.hunks.size())
            return setCurrent(file, hunk);
        file += isForward ? 1 : -1;
        if (file >= 0 && file < fileCount())
            hunk = isForward ? 0 : int(d->entries[size_t(file)].file.hunks.size()) - 1;
    }
}

void DiffView::stepFile(bool isForward)
{
    const int file = d->file + (isForward ? 1 : -1);
    if (file < 0 || file >= fileCount())
        return;
    setCurrent(file, this->file(file).hunks.isEmpty() ? -1 : 0);
    verticalScrollBar()->setValue(d->tops[file]);
}

// For those who listen instead of looking.
void DiffView::Private::say()
{
    if (file < 0)
        return q->setAccessibleDescription({});
    const DiffFile &of = entries[size_t(file)].file;
    QStringList words{of.path, tr("%1 added, %2 removed").arg(of.added).arg(of.removed)};
    if (hunk >= 0 && hunk < of.hunks.size()) {
        words << tr("hunk %1 of %2").arg(hunk + 1).arg(of.hunks.size());
        for (const DiffLine &line : of.hunks[hunk].lines)
            if (line.sign != ' ' && words.size() < 40)
                words << (line.sign == '+' ? tr("added: %1") : tr("removed: %1"))
                             .arg(diffText(line.text, look.tabWidth, false).shown);
    }
    q->setAccessibleDescription(words.join(u'\n'));
    QAccessibleEvent event(q, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (d->look.isWrapped)
        d->layOutAll();
    else
        d->fitBars();
}

void DiffView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        d->measure();
        d->layOutAll();
    }
}

} // namespace oriel
