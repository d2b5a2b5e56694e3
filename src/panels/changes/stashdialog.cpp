// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/stashdialog.h"

#include "base/text.h"
#include "panels/changes/askline.h"
#include "panels/changes/changewords.h"

#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

StashDialog::StashDialog(const git::Place &place, GitQueue *queue, QWidget *parent)
    : GitPick(u"stashes"_s, tr("Stashes"), {tr("Put away"), tr("What")}, place, queue, parent)
{
    m_apply = addButton(u"apply"_s, tr("Apply"), [this] { apply(false); });
    m_pop = addButton(u"pop"_s, tr("Apply and drop"), [this] { apply(true); });
    addButton(u"push"_s, tr("Stash changes…"), [this] { askPush(); });
    m_drop = addButton(u"drop"_s, tr("Drop"), [this] { drop(); }, true);
    connect(this, &PickList::chosenChanged, this, &StashDialog::showButtons);
    showButtons();
    reload();
}

void StashDialog::reload()
{
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [place = place()](std::stop_token stop) { return git::stashes(place, stop); },
        [this](const Result<QList<git::Stash>> &stashes) {
            if (!stashes)
                return notice()->show(stashes.error());
            m_stashes = *stashes;
            QList<Row> rows;
            for (const git::Stash &stash : std::as_const(m_stashes))
                rows.append({{changewords::ago(stash.when), shownText(stash.subject)}, stash.id});
            setRows(rows, tr("Nothing is put away."));
        });
}

const git::Stash *StashDialog::current() const
{
    const auto at = std::ranges::find(m_stashes, chosen(), &git::Stash::id);
    return at == m_stashes.end() ? nullptr : &*at;
}

void StashDialog::showButtons()
{
    for (QPushButton *button : {m_apply, m_pop, m_drop})
        button->setEnabled(current());
}

void StashDialog::apply(bool isDropping)
{
    if (const git::Stash *stash = current())
        act([place = place(), id = stash->id, isDropping] { return git::stashApply(place, id, isDropping); },
            [this](const Result<> &done) {
                if (!done && done.error().code == "conflict"_L1)
                    return accept(); // the panel shows them; it is not dropped
                reload();
            });
}

void StashDialog::drop()
{
    const git::Stash *stash = current();
    if (!stash)
        return;
    act([place = place(), id = stash->id] { return git::stashDrop(place, id); },
        [this, dropped = *stash](const Result<> &done) {
            reload();
            if (!done)
                return;
            notice()->show(NoticeBar::Tone::Info, tr("Dropped: %1").arg(shownText(dropped.subject)));
            notice()->addButton(tr("Bring it back"), [this, dropped] {
                act([place = place(), dropped] { return git::stashStore(place, dropped); },
                    [this](const Result<> &) { reload(); });
            });
        });
}

void StashDialog::askPush()
{
    auto *ask = new AskLine(tr("Stash changes"), tr("A word for what is put away (may stay empty):"), {}, tr("Stash"), this);
    ask->addOption(tr("Untracked files too"));
    connect(ask, &AskLine::answered, this, [this, ask](const QString &text) {
        act(
            [place = place(), wish = git::StashWish{.message = text.toUtf8(), .isWithUntracked = ask->isOptionOn()}] {
                return git::stashPush(place, wish);
            },
            [this](const Result<> &) { reload(); });
    });
    ask->open();
}

} // namespace oriel
