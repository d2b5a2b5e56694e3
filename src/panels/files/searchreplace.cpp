// SPDX-License-Identifier: GPL-3.0-or-later
// Replacing what was found: looked at before, written in the background, undone from the notice.
#include "panels/files/searchprivate.h"

#include "base/pathtext.h"
#include "base/plural.h"
#include "base/text.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"

#include <QListView>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

using Places = QHash<QByteArray, QSet<QPair<qint64, qint64>>>; // file → line and column of its matches

struct Order
{
    QByteArray root;
    project::PatternWish pattern;
    QString replacement;
    Places places;
    QSet<QByteArray> modified; // from the root: open with unsaved changes
    git::Shelf shelf;
};

QString shown(const QByteArray &path) { return withMarks(shownText(path)); }

// One file; the number of matches that were replaced.
Result<qint64> replaceIn(const Order &order, const QByteArray &path, QByteArrayList &kept, std::stop_token stop)
{
    auto plan = project::planReplacing(order.root, path, order.pattern, order.replacement, stop);
    if (!plan)
        return std::unexpected(plan.error());
    const auto &places = order.places[path];
    plan->replacements.removeIf([&](const project::Replacement &one) { return !places.contains({one.line, one.column}); });
    if (plan->replacements.size() != places.size())
        return std::unexpected(Error{SearchDocument::tr("it has changed since it was searched"), u"changed"_s, {}});
    const auto keep = [&](const QByteArray &, QByteArrayView) -> Result<> {
        const auto ids = git::keep(order.shelf, order.root, {path}, u"replace"_s, stop);
        if (!ids)
            return std::unexpected(ids.error());
        kept += *ids;
        return {};
    };
    const auto written = project::applyPlan(order.root, *plan, order.shelf.folder, keep);
    if (!written)
        return std::unexpected(written.error());
    return plan->replacements.size();
}

} // namespace

git::Shelf SearchDocument::Private::shelf() const { return {.folder = pathBytes(kit.keepFolder)}; }

void SearchDocument::Private::showReplacement()
{
    hits->setReplacement(form->isReplacing() ? std::optional(form->replacement()) : std::nullopt, pattern.isRegex);
    countChosen();
    planVisible();
}

void SearchDocument::Private::countChosen()
{
    qint64 count = 0;
    if (form->isReplacing() && !isBusy && !isWriting)
        for (const auto &places : hits->chosen())
            count += places.size();
    form->setReplaceable(count);
}

void SearchDocument::Private::planVisible()
{
    if (!hits->isReplacing() || !pattern.isRegex || hits->rowCount() == 0)
        return;
    const QModelIndex first = list->indexAt({1, 1});
    const int begin = first.isValid() ? first.row() : 0;
    const int end = std::min(hits->rowCount(), begin + 2 + list->viewport()->height() / std::max(1, list->sizeHintForRow(0)));
    for (int row = begin; row < end; ++row) {
        if (hits->isPlanned(row))
            continue;
        planning = inBackground(
            q, QThreadPool::globalInstance(),
            [root = root, path = hits->file(row).hits.path, pattern = pattern, text = form->replacement()](std::stop_token stop) {
                auto plan = project::planReplacing(root, path, pattern, text, stop);
                if (plan || plan.error().code == "bad-replacement"_L1)
                    return plan;
                return Result<project::FilePlan>(project::FilePlan{.path = path}); // replacing says what is the matter
            },
            [this](const Result<project::FilePlan> &plan) {
                if (!plan)
                    return notice->show(plan.error());
                hits->setPlan(plan->path, *plan);
                planVisible();
            });
        return;
    }
}

void SearchDocument::Private::askReplacing()
{
    qint64 count = 0;
    const Places places = hits->chosen();
    for (const auto &one : places)
        count += one.size();
    if (count == 0 || isBusy || isWriting)
        return;
    auto *box = new QMessageBox(q);
    box->setObjectName(u"search.question"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    const QString text = form->replacement();
    setPlainText(box,
                 tr("Replace %1 in %2?")
                     .arg(plural(count, tr("1 match"), tr("%n matches")), plural(places.size(), tr("1 file"), tr("%n files"))),
                 text.isEmpty()
                     ? tr("They are removed. What the files hold now is kept for 30 days and can be put back.")
                     : tr("By: %1\nWhat the files hold now is kept for 30 days and can be put back.").arg(text.left(200)));
    auto *yes = box->addButton(tr("Replace"), QMessageBox::AcceptRole);
    yes->setObjectName(u"search.yes"_s);
    box->setDefaultButton(yes);
    box->setEscapeButton(box->addButton(QMessageBox::Cancel));
    connect(box, &QMessageBox::finished, q, [this, box, yes] {
        if (box->clickedButton() == yes)
            replace();
    });
    box->open();
}

void SearchDocument::Private::replace()
{
    Order order{root, pattern, form->replacement(), hits->chosen(), {}, shelf()};
    const QStringList modified = kit.modified ? kit.modified() : QStringList();
    for (const QString &file : modified)
        if (const QByteArray bytes = pathBytes(file); bytes.startsWith(root + '/'))
            order.modified << bytes.sliced(root.size() + 1);
    isWriting = true;
    showReplacement();
    notice->show(NoticeBar::Tone::Info, tr("Replacing…"));
    writing = inBackground(
        q, QThreadPool::globalInstance(),
        [order](std::stop_token stop) {
            Replaced replaced;
            QByteArrayList paths = order.places.keys();
            std::ranges::sort(paths);
            for (const QByteArray &path : paths) {
                if (order.modified.contains(path)) {
                    replaced.leftAlone << tr("%1 is open with unsaved changes").arg(shown(path));
                    continue;
                }
                const auto done = replaceIn(order, path, replaced.kept, stop);
                if (!done) {
                    replaced.leftAlone << u"%1: %2"_s.arg(shown(path), done.error().message);
                    continue;
                }
                ++replaced.files;
                replaced.matches += *done;
            }
            (void)git::settle(order.shelf, replaced.kept); // without it undo asks more
            return replaced;
        },
        [this](const Replaced &replaced) {
            isWriting = false;
            start(); // what is left of it
            tell(replaced);
        });
}

void SearchDocument::Private::tell(const Replaced &replaced)
{
    QString words =
        tr("%1 replaced in %2.")
            .arg(plural(replaced.matches, tr("1 match"), tr("%n matches")), plural(replaced.files, tr("1 file"), tr("%n files")));
    if (!replaced.leftAlone.isEmpty())
        words += u' ' + plural(replaced.leftAlone.size(), tr("One file was left alone."), tr("%n files were left alone."));
    notice->show(replaced.leftAlone.isEmpty() ? NoticeBar::Tone::Success : NoticeBar::Tone::Warning, words,
                 replaced.leftAlone.join(u'\n'));
    if (!replaced.kept.isEmpty())
        notice->addButton(tr("Undo"), [this, ids = replaced.kept] { undo(ids); })->setObjectName(u"search.undo"_s);
}

void SearchDocument::Private::undo(const QByteArrayList &ids)
{
    writing = inBackground(
        q, QThreadPool::globalInstance(), [shelf = shelf(), ids](std::stop_token) { return git::undo(shelf, ids); },
        [this, ids](const Result<QByteArrayList> &done) {
            if (!done)
                return notice->show(done.error());
            start();
            notice->show(NoticeBar::Tone::Success,
                         plural(ids.size(), tr("The file is as it was."), tr("%n files are as they were.")));
        });
}

} // namespace oriel
