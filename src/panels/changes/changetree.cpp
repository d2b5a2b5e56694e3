// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changetree.h"

#include "panels/changes/changewords.h"

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSteps = 200; // stretches of rows that come or go one by one; beyond, the group is filled anew

// A stretch of old rows that goes, or of new rows that comes before `at`; in the order of the old rows.
struct Step
{
    bool isRemoval;
    qsizetype at;    // in the old rows
    qsizetype begin; // in the new rows
    qsizetype count;
};

QList<Step> stepsBetween(const QList<Change> &before, const QList<Change> &after)
{
    QList<Step> steps;
    const auto add = [&steps](bool isRemoval, qsizetype at, qsizetype begin) {
        if (!steps.isEmpty() && steps.last().isRemoval == isRemoval &&
            (isRemoval ? steps.last().at + steps.last().count == at
                       : steps.last().at == at && steps.last().begin + steps.last().count == begin))
            ++steps.last().count;
        else
            steps.append({isRemoval, at, begin, 1});
    };
    qsizetype b = 0, a = 0;
    while (b < before.size() || a < after.size()) {
        const int order = b == before.size() ? 1 : a == after.size() ? -1 : before[b].path.compare(after[a].path);
        if (order < 0)
            add(true, b++, a);
        else if (order > 0)
            add(false, b, a++);
        else
            ++b, ++a;
    }
    return steps;
}

} // namespace

void ChangeTree::setStatus(const git::Status &status)
{
    std::array<QList<Change>, groups> rows;
    for (const git::Entry &entry : status.entries) {
        using Kind = git::Entry::Kind;
        if (entry.kind == Kind::Unmerged)
            rows[Conflicted].append({entry.path, {}, 'U', QByteArray{} + entry.index + entry.work, entry.submodule});
        else if (entry.kind == Kind::Untracked)
            rows[Untracked].append({entry.path, {}, '?', {}, {}});
        if (entry.isStaged())
            rows[Staged].append({entry.path,
                                 QByteArrayView("RC").contains(entry.index) ? entry.from : QByteArray(),
                                 entry.index,
                                 {},
                                 entry.submodule});
        if (entry.isChanged())
            rows[Unstaged].append({entry.path,
                                   QByteArrayView("RC").contains(entry.work) ? entry.from : QByteArray(),
                                   entry.work,
                                   {},
                                   entry.submodule});
    }
    for (int group = 0; group < groups; ++group)
        setRows(Group(group), rows[size_t(group)]);
}

void ChangeTree::setRows(Group group, const QList<Change> &rows)
{
    QList<Change> &own = m_rows[size_t(group)];
    const qsizetype before = own.size();
    QList<Step> steps = stepsBetween(own, rows);
    if (steps.size() > mostSteps) // from the end: all of before goes first
        steps = {{false, 0, 0, rows.size()}, {true, 0, 0, before}};
    steps.removeIf([](const Step &step) { return step.count == 0; });
    const QModelIndex parent = groupIndex(group);
    for (auto step = steps.crbegin(); step != steps.crend(); ++step) { // from the end: places before it stay what they are
        const int first = int(step->at), last = int(step->at + step->count - 1);
        if (step->isRemoval) {
            beginRemoveRows(parent, first, last);
            own.remove(first, step->count);
            endRemoveRows();
        } else {
            beginInsertRows(parent, first, last);
            own.insert(first, step->count, {});
            std::copy_n(rows.begin() + step->begin, step->count, own.begin() + first);
            endInsertRows();
        }
    }
    takeStates(group, rows);
    if (!steps.isEmpty())
        Q_EMIT dataChanged(parent, parent);
}

void ChangeTree::takeStates(Group group, const QList<Change> &rows)
{
    QList<Change> &own = m_rows[size_t(group)];
    qsizetype first = own.size(), last = -1;
    for (qsizetype row = 0; row < own.size(); ++row) {
        if (own[row].isSameState(rows[row]))
            continue;
        own[row] = rows[row];
        first = std::min(first, row);
        last = row;
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(int(first), 0, groupIndex(group)), index(int(last), 0, groupIndex(group)));
}

void ChangeTree::setLines(Group group, const QHash<QByteArray, LineCount> &lines)
{
    for (auto known = lines.begin(); known != lines.end(); ++known) {
        const QModelIndex at = find(group, known.key());
        if (!at.isValid() || m_rows[size_t(group)][at.row()].lines == *known)
            continue;
        m_rows[size_t(group)][at.row()].lines = *known;
        Q_EMIT dataChanged(at, at);
    }
}

QModelIndex ChangeTree::find(Group group, const QByteArray &path) const
{
    const QList<Change> &rows = m_rows[size_t(group)];
    const auto at = std::ranges::lower_bound(rows, path, {}, &Change::path);
    return at != rows.end() && at->path == path ? index(int(at - rows.begin()), 0, groupIndex(group)) : QModelIndex();
}

const Change *ChangeTree::change(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() > 0 ? &m_rows[index.internalId() - 1][index.row()] : nullptr;
}

ChangeTree::Group ChangeTree::groupOf(const QModelIndex &index)
{
    return Group(index.internalId() > 0 ? int(index.internalId()) - 1 : index.row());
}

QModelIndex ChangeTree::index(int row, int column, const QModelIndex &parent) const
{
    return column == 0 && row >= 0 && row < rowCount(parent)
               ? createIndex(row, 0, parent.isValid() ? quintptr(parent.row() + 1) : 0)
               : QModelIndex();
}

QModelIndex ChangeTree::parent(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() > 0 ? createIndex(int(index.internalId()) - 1, 0, quintptr(0)) : QModelIndex();
}

int ChangeTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return groups;
    return parent.internalId() == 0 ? count(Group(parent.row())) : 0;
}

QVariant ChangeTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Change *change = this->change(index);
    if (!change) {
        const QString names[] = {tr("Conflicted"), tr("Staged"), tr("Unstaged"), tr("Untracked")};
        if (role == Qt::DisplayRole)
            return names[index.row()];
        if (role == Qt::AccessibleTextRole)
            return tr("%1, %2 files").arg(names[index.row()]).arg(count(Group(index.row())));
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return changewords::name(change->path);
    case FolderRole:
        return changewords::folder(change->path);
    case LetterRole:
        return QChar::fromLatin1(change->letter);
    case FromRole:
        return change->from.isEmpty() ? QString() : changewords::shown(change->from);
    case LinesRole:
        return change->lines ? QVariant::fromValue(*change->lines) : QVariant();
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(changewords::shown(change->path), change->letter == 'U' ? changewords::conflict(change->sides)
                                                                                        : changewords::state(change->letter));
    default:
        return {};
    }
}

Qt::ItemFlags ChangeTree::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.internalId() > 0 ? flags | Qt::ItemNeverHasChildren : flags;
}

} // namespace oriel
