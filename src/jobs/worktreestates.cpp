// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/worktreestates.h"

namespace oriel {
namespace {

FileState stateOf(const git::Entry &entry)
{
    using Kind = git::Entry::Kind;
    if (entry.kind == Kind::Unmerged)
        return FileState::Conflicted;
    if (entry.kind == Kind::Untracked)
        return FileState::Untracked;
    if (entry.kind == Kind::Ignored)
        return FileState::Ignored;
    if (entry.work == 'D' || (entry.index == 'D' && entry.work == '.'))
        return FileState::Deleted;
    if (entry.index == 'R' || entry.work == 'R')
        return FileState::Renamed;
    if (entry.index == 'A' || entry.index == 'C' || entry.work == 'A' || entry.work == 'C')
        return FileState::Added;
    return FileState::Modified;
}

} // namespace

WorktreeStates::WorktreeStates(const git::Status &status)
{
    m_known.reserve(status.entries.size() * 2);
    for (const git::Entry &entry : status.entries) {
        if (entry.kind == git::Entry::Kind::Ignored)
            continue;
        const bool isFolder = entry.path.endsWith('/');
        const QByteArray path = isFolder ? entry.path.chopped(1) : entry.path;
        put(path, stateOf(entry));
        Known &known = m_known[path];
        known.isFolder = known.isFolder || isFolder;
        if (!known.entry ||
            known.entry->kind == git::Entry::Kind::Untracked) // removed from the index, there again: the index says
            known.entry = &entry;
        if (!entry.from.isEmpty() && stateOf(entry) == FileState::Renamed)
            put(entry.from, FileState::Deleted);
    }
}

void WorktreeStates::put(const QByteArray &path, FileState state)
{
    Known &own = m_known[path];
    own.state = std::max(own.state, state);
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        Known &above = m_known[path.first(slash)];
        if (above.isFolder && above.state >= state)
            break; // and so are those above it
        above.isFolder = true;
        above.state = std::max(above.state, state);
    }
}

FileState WorktreeStates::state(const QByteArray &path) const
{
    if (const auto it = m_known.constFind(path); it != m_known.cend())
        return it->state;
    return isUntracked(path) ? FileState::Untracked : FileState::Clean;
}

bool WorktreeStates::hasChangesBelow(const QByteArray &path) const
{
    if (path.isEmpty())
        return !m_known.isEmpty();
    return m_known.value(path).isFolder || isUntracked(path);
}

const git::Entry *WorktreeStates::entry(const QByteArray &path) const { return m_known.value(path).entry; }

bool WorktreeStates::isUntracked(const QByteArray &path) const
{
    for (qsizetype end = path.size(); end > 0; end = path.first(end).lastIndexOf('/')) {
        const git::Entry *entry = this->entry(path.first(end));
        if (entry && (end == path.size() || entry->path.endsWith('/')))
            return entry->kind == git::Entry::Kind::Untracked;
    }
    return false;
}

} // namespace oriel
