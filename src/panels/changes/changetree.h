// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/status.h"

#include <QAbstractItemModel>
#include <QHash>

#include <array>
#include <optional>

namespace oriel {

struct LineCount
{
    int added = 0, removed = 0;
    bool isBinary = false;

    bool operator==(const LineCount &) const = default;
};

// A path of a group. A file that is partly staged stands in two of them.
struct Change
{
    QByteArray path, from; // from: its old name
    char letter = 'M';
    QByteArray sides;     // in conflict: "UU", "AU"…
    QByteArray submodule; // as git::Entry has it
    std::optional<LineCount> lines = {};

    bool isSameState(const Change &other) const
    {
        return path == other.path && from == other.from && letter == other.letter && sides == other.sides &&
               submodule == other.submodule;
    }
};

// What git says has changed, in four groups of paths. An update takes away and adds only the rows that differ, so that selection,
// current row and scroll position stay. GUI thread.
class ChangeTree final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeTree)
public:
    enum Group { Conflicted, Staged, Unstaged, Untracked };
    static constexpr int groups = 4;
    enum Role { FolderRole = Qt::UserRole, LetterRole, LinesRole, FromRole }; // LinesRole: LineCount

    using QAbstractItemModel::QAbstractItemModel;
    void setStatus(const git::Status &status);
    void setLines(Group group, const QHash<QByteArray, LineCount> &lines); // of some of its paths
    int count(Group group) const { return int(m_rows[size_t(group)].size()); }
    QModelIndex groupIndex(Group group) const { return index(group, 0); }
    QModelIndex find(Group group, const QByteArray &path) const; // invalid: not there
    QList<Change> changes(Group group) const { return m_rows[size_t(group)]; }
    const Change *change(const QModelIndex &index) const; // null: a group
    static Group groupOf(const QModelIndex &index);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void setRows(Group group, const QList<Change> &rows);
    void takeStates(Group group, const QList<Change> &rows);

    std::array<QList<Change>, groups> m_rows;
};

} // namespace oriel

Q_DECLARE_METATYPE(oriel::LineCount)
