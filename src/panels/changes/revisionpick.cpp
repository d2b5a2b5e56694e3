// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/revisionpick.h"

#include "base/text.h"
#include "engines/git/branches.h"
#include "engines/git/history.h"
#include "panels/changes/diffsubject.h"
#include "panels/changes/logmodel.h"
#include "widgets/noticebar.h"

#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostCommits = 500;

Result<QList<PickList::Row>> read(const git::Place &place, std::stop_token stop)
{
    const auto branches = git::branches(place, stop);
    if (!branches)
        return std::unexpected(branches.error());
    const auto commits = git::log(place, {.isAll = true, .most = mostCommits}, stop);
    if (!commits)
        return std::unexpected(commits.error());
    const auto day = [](const QDateTime &when) { return when.toLocalTime().toString(u"yyyy-MM-dd"_s); };
    QList<PickList::Row> rows;
    for (const git::Branch &branch : *branches)
        if (branch.target.isEmpty())
            rows.append({{shownText(branch.name()), shownText(branch.subject), day(branch.when)}, branch.ref, branch.isCurrent});
    for (const git::Commit &commit : *commits)
        for (const QByteArray &ref : commit.refs)
            if (ref.startsWith("refs/tags/"))
                rows.append({{u"◇ "_s + refText(ref), shownText(commit.subject), day(commit.committer.when)}, ref});
    for (const git::Commit &commit : *commits)
        rows.append({{shortRevision(commit.id), shownText(commit.subject), day(commit.committer.when)}, commit.id});
    return rows;
}

} // namespace

RevisionPick::RevisionPick(const QString &title, const git::Place &place, QWidget *parent)
    : PickList(u"revision"_s, title, {tr("Revision"), tr("Last commit"), tr("Date")}, parent)
{
    addButton(u"pick"_s, tr("Compare"), [this] { pick(); })->setDefault(true);
    connect(this, &PickList::activated, this, &RevisionPick::pick);
    connect(this, &PickList::filterChanged, this, &RevisionPick::fill);
    m_reading = inBackground(
        this, QThreadPool::globalInstance(), [place](std::stop_token stop) { return read(place, stop); },
        [this](const Result<QList<Row>> &rows) {
            if (!rows)
                return notice()->show(rows.error());
            m_rows = *rows;
            fill();
        });
}

void RevisionPick::fill()
{
    QList<Row> rows = m_rows;
    if (const QString typed = filter().trimmed(); !typed.isEmpty())
        rows.append({{typed, tr("as git understands it"), {}}, typed.toUtf8()});
    setRows(rows, tr("No commit yet."));
}

void RevisionPick::pick()
{
    const QByteArray revision = chosen();
    if (revision.isEmpty())
        return;
    accept();
    Q_EMIT picked(revision);
}

} // namespace oriel
