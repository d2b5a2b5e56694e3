// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/branchdialog.h"

#include "base/text.h"
#include "panels/changes/askline.h"
#include "panels/changes/changewords.h"
#include "widgets/plain.h"

#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QString standing(const git::Branch &branch)
{
    if (branch.upstream.isEmpty())
        return {};
    QString text = shownText(branch.upstream).remove(u"refs/remotes/"_s);
    if (branch.isGone)
        return BranchDialog::tr("%1 is gone").arg(text);
    if (branch.ahead > 0)
        text += u" ↑%1"_s.arg(branch.ahead);
    if (branch.behind > 0)
        text += u" ↓%1"_s.arg(branch.behind);
    return text;
}

// Untracked files (an .env, a database) stay where they are, but those that stand in the way.
Result<> stashAndSwitch(const git::Place &place, const QByteArray &name)
{
    const auto putAway = [&](git::StashWish wish) {
        wish.message = "Before switching to " + name;
        const auto done = git::stashPush(place, wish);
        return done || done.error().code == "nothing"_L1 ? Result<>() : done;
    };
    if (const auto done = putAway({}); !done)
        return done;
    const auto switched = git::switchTo(place, name);
    if (switched || switched.error().code != "overwrites"_L1)
        return switched;
    const QByteArrayList inTheWay = switched.error().detail.toUtf8().split('\n');
    if (const auto done = putAway({.paths = inTheWay, .isWithUntracked = true}); !done)
        return done;
    return git::switchTo(place, name);
}

} // namespace

BranchDialog::BranchDialog(const git::Place &place, GitQueue *queue, QWidget *parent)
    : GitPick(u"branches"_s, tr("Branches"), {tr("Branch"), tr("Upstream"), tr("Last commit"), tr("Subject")}, place, queue,
              parent)
{
    m_switch = addButton(u"switch"_s, tr("Switch"), [this] { switchToChosen(); });
    m_switch->setProperty("primary", true);
    addButton(u"create"_s, tr("New branch…"), [this] { create(filter()); });
    m_rename = addButton(u"rename"_s, tr("Rename…"), [this] { rename(); });
    m_merge = addButton(u"merge"_s, tr("Merge into current"), [this] { merge(); });
    m_delete = addButton(u"delete"_s, tr("Delete…"), [this] { askDelete(); }, true);
    connect(this, &PickList::activated, this, &BranchDialog::switchToChosen);
    connect(this, &PickList::chosenChanged, this, &BranchDialog::showButtons);
    showButtons();
    reload();
}

void BranchDialog::reload()
{
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [place = place()](std::stop_token stop) { return git::branches(place, stop); },
        [this](const Result<QList<git::Branch>> &branches) {
            if (!branches)
                return notice()->show(branches.error());
            m_branches = *branches;
            m_branches.removeIf([](const git::Branch &branch) { return !branch.target.isEmpty(); });
            QList<Row> rows;
            for (const git::Branch &branch : std::as_const(m_branches))
                rows.append(
                    {{shownText(branch.name()), standing(branch), changewords::ago(branch.when), shownText(branch.subject)},
                     branch.ref,
                     branch.isCurrent});
            setRows(rows, tr("There is no branch before the first commit."));
        });
}

const git::Branch *BranchDialog::current() const
{
    const auto at = std::ranges::find(m_branches, chosen(), &git::Branch::ref);
    return at == m_branches.end() ? nullptr : &*at;
}

QByteArray BranchDialog::localName(const git::Branch &branch)
{
    return branch.isRemote() ? branch.name().sliced(branch.name().indexOf('/') + 1) : branch.name();
}

void BranchDialog::showButtons()
{
    const git::Branch *branch = current();
    const bool isOther = branch && !branch->isCurrent;
    m_switch->setEnabled(isOther);
    m_merge->setEnabled(isOther);
    m_rename->setEnabled(branch && !branch->isRemote());
    m_delete->setEnabled(isOther && !branch->isRemote());
}

void BranchDialog::switchToChosen()
{
    if (const git::Branch *branch = current(); branch && !branch->isCurrent)
        switchTo(localName(*branch), false);
}

void BranchDialog::switchTo(const QByteArray &name, bool isStashing)
{
    act([place = place(), name, isStashing] { return isStashing ? stashAndSwitch(place, name) : git::switchTo(place, name); },
        [this, name, isStashing](const Result<> &done) {
            if (done) {
                Q_EMIT switched(name, isStashing);
                return accept();
            }
            if (done.error().code == "overwrites"_L1)
                notice()->addButton(tr("Stash and switch"), [this, name] { switchTo(name, true); }, true);
            reload();
        });
}

QString BranchDialog::wrongName(const QString &name) const
{
    const QByteArray bytes = name.toUtf8();
    if (const auto checked = git::checkBranchName(bytes); !checked)
        return checked.error().message;
    const bool isTaken = std::ranges::any_of(
        m_branches, [&bytes](const git::Branch &branch) { return !branch.isRemote() && branch.name() == bytes; });
    return isTaken ? tr("There is a branch of this name.") : QString();
}

void BranchDialog::create(const QString &name)
{
    const git::Branch *from = current();
    const QByteArray revision = from && !from->isCurrent ? from->name() : QByteArray();
    auto *ask = new AskLine(tr("New branch"),
                            tr("Name of the branch, from %1:").arg(revision.isEmpty() ? u"HEAD"_s : shownText(revision)), name,
                            tr("Create and switch"), this);
    ask->setCheck([this](const QString &text) { return wrongName(text); });
    connect(ask, &AskLine::answered, this, [this, revision](const QString &text) {
        act([place = place(), revision, made = text.toUtf8()] { return git::createBranch(place, made, revision); },
            [this, made = text.toUtf8()](const Result<> &done) {
                reload();
                if (done)
                    switchTo(made, false);
            });
    });
    ask->open();
}

void BranchDialog::rename()
{
    const git::Branch *branch = current();
    if (!branch)
        return;
    auto *ask = new AskLine(tr("Rename branch"), tr("New name of %1:").arg(shownText(branch->name())), shownText(branch->name()),
                            tr("Rename"), this);
    ask->setCheck([this](const QString &text) { return wrongName(text); });
    connect(ask, &AskLine::answered, this, [this, from = branch->name()](const QString &text) {
        act([place = place(), from, to = text.toUtf8()] { return git::renameBranch(place, from, to); },
            [this](const Result<> &) { reload(); });
    });
    ask->open();
}

void BranchDialog::merge()
{
    const git::Branch *branch = current();
    if (!branch)
        return;
    act([place = place(), name = branch->name()] { return git::merge(place, name); },
        [this, name = shownText(branch->name())](const Result<> &done) {
            if (!done && done.error().code == "conflict"_L1)
                return accept(); // the panel shows them
            reload();
            if (done)
                notice()->show(NoticeBar::Tone::Success, tr("%1 is merged.").arg(name));
        });
}

void BranchDialog::askDelete()
{
    const git::Branch *branch = current();
    if (!branch)
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Delete branch"), {}, QMessageBox::Cancel, this);
    box->setObjectName(u"branches.deleteBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    setPlainText(box, tr("Delete the branch %1?").arg(shownText(branch->name())),
                 tr("Its last commit: %1").arg(shownText(branch->subject)));
    auto *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(u"branches.deleteYes"_s);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(yes, &QPushButton::clicked, this, [this, name = branch->name()] { remove(name, false); });
    box->open();
}

void BranchDialog::remove(const QByteArray &name, bool isForced)
{
    act([place = place(), name, isForced] { return git::deleteBranch(place, name, isForced); },
        [this, name](const Result<QByteArray> &id) {
            if (!id) {
                if (id.error().code == "unmerged"_L1)
                    notice()->addButton(tr("Delete all the same"), [this, name] { remove(name, true); });
                return;
            }
            reload();
            notice()->show(NoticeBar::Tone::Info,
                           tr("%1 is deleted; it stood at %2.").arg(shownText(name), shownText(id->first(7))));
            notice()->addButton(tr("Bring it back"), [this, name, id = *id] {
                act([place = place(), name, id] { return git::createBranch(place, name, id); },
                    [this](const Result<> &) { reload(); });
            });
        });
}

} // namespace oriel
