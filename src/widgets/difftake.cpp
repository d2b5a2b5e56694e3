// SPDX-License-Identifier: GPL-3.0-or-later
// What a DiffView gives away (selected text, what was found) and what it asks for (colours, pictures).
#include "widgets/diffviewprivate.h"

#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

std::optional<DiffLine> DiffView::Private::lineAt(int of, int row, int at) const
{
    const DiffEntry &entry = entries[size_t(of)];
    const DiffRow &what = entry.rows[row];
    if (what.kind == DiffRow::Context)
        return entry.gapLine(what.hunk, what.left);
    const DiffLine *const line = entry.line(what, at == 1, look.isSideBySide);
    return line ? std::optional(*line) : std::nullopt;
}

const DiffDress *DiffView::Private::dressAt(int of, int row, int at) const
{
    const DiffEntry &entry = entries[size_t(of)];
    const DiffRow &what = entry.rows[row];
    const int line = at == 1 ? what.right : what.left;
    if (!entry.dresses || what.kind != DiffRow::Line || line < 0)
        return nullptr;
    const DiffDresses &all = *entry.dresses;
    return what.hunk < all.size() && line < all[what.hunk].size() ? &all[what.hunk][line] : nullptr;
}

DiffView::Private::Spot DiffView::Private::spotAt(QPoint at, int on) const
{
    const auto [of, row] = rowAt(at.y());
    Spot spot{of, row, 0};
    const auto line = lineAt(of, row, on);
    if (!line)
        return spot;
    const DiffText text = diffText(line->text, look.tabWidth, look.areBlanksShown);
    const Column column = columns()[std::min(on, int(columns().size()) - 1)];
    int begin = 0;
    if (look.isWrapped) {
        const QList<int> pieces = diffPieces(text.shown, look.columns);
        begin = pieces[std::clamp((at.y() - topOf(of, row)) / look.lineHeight, 0, int(pieces.size()) - 1)];
    }
    const QString rest = text.shown.mid(begin);
    QTextLayout layout(rest, Theme::dataFont());
    layout.beginLayout();
    const QTextLine laid = layout.createLine();
    layout.endLayout();
    const int scroll = look.isWrapped ? 0 : q->horizontalScrollBar()->value();
    const int place = laid.isValid() ? laid.xToCursor(at.x() - column.text + scroll) : 0;
    spot.unit = text.sourceAt(begin + place);
    return spot;
}

std::pair<DiffView::Private::Spot, DiffView::Private::Spot> DiffView::Private::selection() const { return std::minmax(from, to); }

QString DiffView::selectedText() const
{
    const auto [first, last] = d->selection();
    if (first == last || first.file < 0)
        return {};
    QStringList lines;
    for (int file = first.file; file <= last.file; ++file) {
        const int rows = int(d->entries[size_t(file)].rows.size());
        const int begin = file == first.file ? first.row : 0, end = file == last.file ? last.row : rows - 1;
        for (int row = begin; row <= end; ++row) {
            const auto line = d->lineAt(file, row, d->side);
            if (!line)
                continue;
            QString text = withoutEnd(QString::fromUtf8(line->text)).toString();
            if (file == last.file && row == last.row)
                text = text.first(std::min<qsizetype>(last.unit, text.size()));
            if (file == first.file && row == first.row)
                text = text.mid(first.unit);
            lines << text;
        }
    }
    return lines.join(u'\n');
}

void DiffView::copy() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void DiffView::selectAll()
{
    if (d->entries.empty())
        return;
    const int file = fileCount() - 1, row = int(d->entries.back().rows.size()) - 1;
    d->from = {0, 0, 0};
    d->to = {file, row, int(longestDiffLine)};
    viewport()->update();
}

int DiffView::find(const QString &text)
{
    const auto was = d->found.value(d->foundIndex, {-1, -1});
    d->wanted = text;
    d->found.clear();
    d->foundIndex = -1;
    for (int file = 0; !text.isEmpty() && file < fileCount(); ++file) {
        int place = 0;
        for (const DiffHunk &hunk : this->file(file).hunks) {
            for (const DiffLine &line : hunk.lines) {
                if (QString::fromUtf8(withoutEnd(QByteArrayView(line.text))).contains(text, Qt::CaseInsensitive))
                    d->found.emplaceBack(file, place);
                ++place;
            }
        }
    }
    d->foundIndex = int(d->found.indexOf(was));
    viewport()->update();
    return int(d->found.size());
}

int DiffView::foundAt() const { return d->foundIndex + 1; }

void DiffView::stepFound(bool isForward)
{
    if (d->found.isEmpty())
        return;
    const int count = int(d->found.size());
    if (d->foundIndex < 0) // from what is seen on
        d->foundIndex =
            int(std::ranges::lower_bound(d->found, std::pair(d->stickyFile(), 0)) - d->found.begin()) - (isForward ? 1 : 0);
    d->foundIndex = (d->foundIndex + (isForward ? 1 : count - 1) + count) % count;
    const auto [file, place] = d->found[d->foundIndex];
    setFolded(file, false);
    const DiffEntry &entry = d->entries[size_t(file)];
    int hunk = 0;
    while (hunk + 1 < entry.file.hunks.size() && entry.placeOf(hunk + 1, 0) <= place)
        ++hunk;
    const int line = place - entry.placeOf(hunk, 0);
    d->file = file;
    d->hunk = hunk;
    const auto row = std::ranges::find_if(entry.rows, [&](const DiffRow &each) {
        return each.kind == DiffRow::Line && each.hunk == hunk && (each.left == line || each.right == line);
    });
    const int top = d->topOf(file, int(row - entry.rows.begin()));
    if (top < d->look.headerHeight || top + d->look.lineHeight > viewport()->height())
        verticalScrollBar()->setValue(d->scrolled() + top - viewport()->height() / 3);
    viewport()->update();
    Q_EMIT currentChanged();
}

QPoint DiffView::placeOf(int file, int hunk, int line) const
{
    const DiffEntry &entry = d->entries[size_t(file)];
    for (int row = 0; row < entry.rows.size(); ++row) {
        const DiffRow &each = entry.rows[row];
        if (each.kind != DiffRow::Line || each.hunk != hunk || (each.left != line && each.right != line))
            continue;
        const auto columns = d->columns();
        return {columns[each.left == line ? 0 : columns.size() - 1].text, d->topOf(file, row) + d->look.lineHeight / 2};
    }
    return {};
}

void DiffView::Private::askForSeen()
{
    const int last = rowAt(q->viewport()->height()).first;
    for (int i = stickyFile(); i <= last; ++i) {
        DiffEntry &entry = entries[size_t(i)];
        if (entry.file.isPicture && !entry.isFolded && !std::exchange(entry.arePicturesAsked, true))
            QMetaObject::invokeMethod(
                q,
                [this, key = entry.file.key] {
                    if (const int at = q->indexOf(key); at >= 0)
                        Q_EMIT q->picturesAsked(at);
                },
                Qt::QueuedConnection);
    }
    dressNext();
}

// One file at a time, what is seen first.
void DiffView::Private::dressNext()
{
    if (isDressing || !dresser || entries.empty())
        return;
    const int last = rowAt(q->viewport()->height()).first;
    for (int i = stickyFile(); i <= last; ++i) {
        DiffEntry &entry = entries[size_t(i)];
        if (entry.isFolded || entry.file.hunks.isEmpty() || std::exchange(entry.isDressAsked, true))
            continue;
        isDressing = true;
        dressing = inBackground(
            q, QThreadPool::globalInstance(),
            [dresser = dresser, of = entry.file](std::stop_token) { return std::make_shared<const DiffDresses>(dresser(of)); },
            [this, key = entry.file.key](std::shared_ptr<const DiffDresses> made) {
                isDressing = false;
                if (const int at = q->indexOf(key); at >= 0)
                    entries[size_t(at)].dresses = std::move(made);
                q->viewport()->update();
            });
        return;
    }
}

} // namespace oriel
