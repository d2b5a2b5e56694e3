// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/foldertree.h"

#include "base/pathtext.h"
#include "base/text.h"
#include "widgets/plain.h"

#include <QMimeData>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

struct FolderTree::Node
{
    enum class Reading : quint8 { Not, Now, Again, Done }; // Again: now, and once more

    project::FolderEntry entry = {};
    Node *above = nullptr;
    int row = 0;
    Reading reading = Reading::Not;
    bool isOnWay = false; // to what a filter found: not read from the disk
    std::vector<std::unique_ptr<Node>> below = {};
    QList<int> letters = {};
    Job job = {};

    Node *add(project::FolderEntry one)
    {
        auto &made = below.emplace_back(std::make_unique<Node>());
        made->entry = std::move(one);
        made->above = this;
        made->row = int(below.size()) - 1;
        return made.get();
    }
};

FolderTree::FolderTree(QObject *parent) : QAbstractItemModel(parent), m_top(std::make_unique<Node>()), m_shown(m_top.get()) {}

FolderTree::~FolderTree() = default;

void FolderTree::setWorktree(Worktree *worktree)
{
    if (m_worktree)
        m_worktree->disconnect(this);
    m_worktree = worktree;
    m_root = worktree ? pathBytes(worktree->folder()) : QByteArray();
    beginResetModel();
    m_draft = nullptr;
    m_found.reset();
    m_top = std::make_unique<Node>();
    m_shown = m_top.get();
    m_isFiltered = false;
    endResetModel();
    if (!worktree)
        return;
    connect(worktree, &Worktree::filesChanged, this, &FolderTree::onFilesChanged);
    connect(worktree, &Worktree::statusChanged, this, &FolderTree::onStates);
    connect(worktree, &Worktree::found, this, &FolderTree::onStates);
    read(m_shown);
}

void FolderTree::setFound(const QList<Found> &found)
{
    auto top = std::make_unique<Node>();
    top->isOnWay = true;
    QHash<QByteArray, Node *> folders{{QByteArray(), top.get()}};
    const std::function<Node *(const QByteArray &)> folderAt = [&](const QByteArray &path) {
        Node *&known = folders[path];
        if (known)
            return known;
        const qsizetype slash = path.lastIndexOf('/');
        Node *made = folderAt(path.first(std::max<qsizetype>(slash, 0)))->add({.name = path.sliced(slash + 1), .isFolder = true});
        made->isOnWay = true;
        return folders[path] = made;
    };
    for (const Found &one : found) {
        const qsizetype slash = one.path.lastIndexOf('/');
        Node *above = folderAt(one.path.first(std::max<qsizetype>(slash, 0)));
        Node *node = one.isFolder ? folderAt(one.path) : above->add({.name = one.path.sliced(slash + 1)});
        node->letters = one.letters;
    }
    for (Node *folder : std::as_const(folders)) {
        if (folder->below.empty())
            folder->isOnWay = false; // found itself, and nothing in it: it can be unfolded
        QList<project::FolderEntry> entries;
        for (const auto &node : folder->below)
            entries << node->entry;
        project::sortEntries(entries);
        QHash<QByteArray, qsizetype> order;
        for (qsizetype i = 0; i < entries.size(); ++i)
            order.insert(entries[i].name, i);
        std::ranges::sort(folder->below, {}, [&](const auto &node) { return order.value(node->entry.name); });
        number(folder, 0);
    }
    beginResetModel();
    m_draft = nullptr;
    m_found = std::move(top);
    m_shown = m_found.get();
    m_isFiltered = true;
    endResetModel();
}

void FolderTree::clearFound()
{
    if (!m_isFiltered)
        return;
    beginResetModel();
    m_draft = nullptr;
    m_shown = m_top.get();
    m_found.reset();
    m_isFiltered = false;
    endResetModel();
    Q_EMIT listed({});
    reread(); // what changed meanwhile was not told to it
}

void FolderTree::refresh(const QByteArray &folder)
{
    Node *node = find(folder);
    if (node && !node->isOnWay && node->reading != Node::Reading::Not)
        read(node);
}

void FolderTree::reread()
{
    const std::function<void(Node *)> again = [&](Node *node) {
        if (!node->isOnWay && node->reading != Node::Reading::Not)
            read(node);
        for (const auto &one : node->below)
            if (one->entry.isFolder)
                again(one.get());
    };
    again(m_shown);
}

void FolderTree::read(Node *folder)
{
    if (folder->reading == Node::Reading::Now || folder->reading == Node::Reading::Again) {
        folder->reading = Node::Reading::Again;
        return;
    }
    folder->reading = Node::Reading::Now;
    const QByteArray path = pathOf(folder);
    folder->job = inBackground(
        this, QThreadPool::globalInstance(),
        [absolute = path.isEmpty() ? m_root : m_root + '/' + path](std::stop_token stop) {
            return project::listFolder(absolute, stop);
        },
        [this, folder](Result<QList<project::FolderEntry>> entries) { // the job dies with its node
            const bool isAgain = std::exchange(folder->reading, Node::Reading::Done) == Node::Reading::Again;
            if (!isShown(folder))
                return; // a filter came over it; it is read again
            if (entries)
                take(folder, std::move(*entries));
            else if (entries.error().code != "ENOENT"_L1)
                Q_EMIT failed(entries.error());
            if (isAgain)
                read(folder);
            else
                Q_EMIT listed(indexOf(folder));
        });
}

bool FolderTree::isShown(const Node *node) const
{
    while (node->above)
        node = node->above;
    return node == m_shown;
}

void FolderTree::take(Node *folder, QList<project::FolderEntry> entries)
{
    entries.removeIf([](const project::FolderEntry &entry) { return entry.name == ".git"; });
    removeOthers(folder, entries);
    insertNew(folder, entries);
}

void FolderTree::removeOthers(Node *folder, const QList<project::FolderEntry> &entries)
{
    auto &below = folder->below;
    if (below.empty())
        return;
    QHash<QByteArray, const project::FolderEntry *> there;
    there.reserve(entries.size());
    for (const project::FolderEntry &entry : entries)
        there.insert(entry.name, &entry);
    const auto stays = [&](const Node &node) {
        const auto *entry = there.value(node.entry.name);
        return &node == m_draft || (entry && entry->isFolder == node.entry.isFolder && entry->isLink == node.entry.isLink);
    };
    for (std::size_t end = below.size(); end > 0;) {
        if (stays(*below[end - 1])) {
            --end;
            continue;
        }
        std::size_t begin = end - 1;
        while (begin > 0 && !stays(*below[begin - 1]))
            --begin;
        beginRemoveRows(indexOf(folder), int(begin), int(end) - 1);
        below.erase(below.begin() + std::ptrdiff_t(begin), below.begin() + std::ptrdiff_t(end));
        number(folder, begin);
        endRemoveRows();
        end = begin;
    }
}

void FolderTree::insertNew(Node *folder, QList<project::FolderEntry> &entries)
{
    auto &below = folder->below;
    std::size_t at = m_draft && m_draft->above == folder ? 1 : 0;
    for (qsizetype i = 0; i < entries.size();) {
        if (at < below.size() && below[at]->entry.name == entries[i].name) {
            below[at++]->entry = std::move(entries[i++]);
            continue;
        }
        qsizetype end = i + 1;
        while (end < entries.size() && (at == below.size() || below[at]->entry.name != entries[end].name))
            ++end;
        std::vector<std::unique_ptr<Node>> made;
        made.reserve(std::size_t(end - i));
        beginInsertRows(indexOf(folder), int(at), int(at) + int(end - i) - 1);
        for (; i < end; ++i) {
            made.push_back(std::make_unique<Node>());
            made.back()->entry = std::move(entries[i]);
            made.back()->above = folder;
        }
        const std::size_t count = made.size();
        below.insert(below.begin() + std::ptrdiff_t(at), std::make_move_iterator(made.begin()),
                     std::make_move_iterator(made.end()));
        number(folder, at);
        endInsertRows();
        at += count;
    }
}

void FolderTree::number(Node *folder, std::size_t from)
{
    for (std::size_t i = from; i < folder->below.size(); ++i)
        folder->below[i]->row = int(i);
}

void FolderTree::onFilesChanged(const QStringList &absolute)
{
    if (absolute.isEmpty())
        return reread();
    QSet<QByteArray> folders;
    for (const QString &path : absolute) {
        const QByteArray bytes = pathBytes(path);
        if (bytes != m_root && !bytes.startsWith(m_root + '/'))
            continue;
        const QByteArray own = bytes.sliced(std::min(bytes.size(), m_root.size() + 1));
        folders << own << own.first(std::max<qsizetype>(own.lastIndexOf('/'), 0));
    }
    for (const QByteArray &folder : std::as_const(folders))
        refresh(folder);
}

// What is painted of every row that is there.
void FolderTree::onStates()
{
    const std::function<void(const Node *)> tell = [&](const Node *node) {
        if (node->below.empty())
            return;
        Q_EMIT dataChanged(indexOf(node->below.front().get()), indexOf(node->below.back().get()), {StateRole});
        for (const auto &one : node->below)
            if (one->entry.isFolder)
                tell(one.get());
    };
    tell(m_shown);
}

FolderTree::Node *FolderTree::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_shown;
}

QModelIndex FolderTree::indexOf(const Node *node) const
{
    return !node->above ? QModelIndex() : createIndex(node->row, 0, const_cast<Node *>(node));
}

QByteArray FolderTree::pathOf(const Node *node) const
{
    if (!node->above)
        return {};
    return node->above->above ? pathOf(node->above) + '/' + node->entry.name : node->entry.name;
}

FolderTree::Node *FolderTree::find(const QByteArray &path) const
{
    Node *at = m_shown;
    if (path.isEmpty())
        return at;
    for (const QByteArray &name : path.split('/')) {
        const auto found = std::ranges::find_if(at->below, [&](const auto &one) { return one->entry.name == name; });
        if (found == at->below.end())
            return nullptr;
        at = found->get();
    }
    return at;
}

QByteArray FolderTree::path(const QModelIndex &index) const { return pathOf(nodeOf(index)); }

QString FolderTree::absolute(const QByteArray &path) const { return pathText(path.isEmpty() ? m_root : m_root + '/' + path); }

QByteArray FolderTree::relative(const QString &absolute) const
{
    const QByteArray path = pathBytes(absolute);
    return !m_root.isEmpty() && path.startsWith(m_root + '/') ? path.sliced(m_root.size() + 1) : QByteArray();
}

bool FolderTree::isFolder(const QModelIndex &index) const { return !index.isValid() || nodeOf(index)->entry.isFolder; }

QModelIndex FolderTree::indexOf(const QByteArray &path) const
{
    const Node *node = find(path);
    return node ? indexOf(node) : QModelIndex();
}

bool FolderTree::isRead(const QModelIndex &folder) const { return nodeOf(folder)->reading == Node::Reading::Done; }

QModelIndex FolderTree::beginDraft(const QModelIndex &folder, bool isFolder)
{
    endDraft();
    Node *above = nodeOf(folder);
    beginInsertRows(folder, 0, 0);
    auto draft = std::make_unique<Node>();
    draft->above = above;
    draft->entry.isFolder = isFolder;
    m_draft = draft.get();
    above->below.insert(above->below.begin(), std::move(draft));
    number(above, 0);
    endInsertRows();
    return indexOf(m_draft);
}

void FolderTree::endDraft()
{
    if (!m_draft)
        return;
    Node *above = m_draft->above;
    beginRemoveRows(indexOf(above), m_draft->row, m_draft->row);
    above->below.erase(above->below.begin() + std::exchange(m_draft, nullptr)->row);
    number(above, 0);
    endRemoveRows();
}

QModelIndex FolderTree::index(int row, int column, const QModelIndex &parent) const
{
    const Node *above = nodeOf(parent);
    if (row < 0 || column != 0 || std::size_t(row) >= above->below.size())
        return {};
    return createIndex(row, column, above->below[std::size_t(row)].get());
}

QModelIndex FolderTree::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->above) : QModelIndex();
}

int FolderTree::rowCount(const QModelIndex &parent) const { return parent.column() > 0 ? 0 : int(nodeOf(parent)->below.size()); }

int FolderTree::columnCount(const QModelIndex &) const { return 1; }

bool FolderTree::hasChildren(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (!parent.isValid())
        return !node->below.empty();
    return node->entry.isFolder && node != m_draft && (node->reading != Node::Reading::Done || !node->below.empty());
}

bool FolderTree::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return parent.isValid() && node->entry.isFolder && node != m_draft && !node->isOnWay && node->reading == Node::Reading::Not;
}

void FolderTree::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(nodeOf(parent));
}

QVariant FolderTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    const auto state = [&] { return m_worktree ? m_worktree->state(absolute(pathOf(node))) : FileState::Clean; };
    switch (role) {
    case Qt::DisplayRole:
        return withMarks(shownText(node->entry.name));
    case Qt::EditRole:
        return pathText(node->entry.name);
    case Qt::ToolTipRole: {
        const QString words = wordsOf(state());
        const QString path = shownText(m_root + '/' + pathOf(node));
        return plain(words.isEmpty() ? path : path + u" · "_s + words);
    }
    case Qt::AccessibleDescriptionRole:
        return wordsOf(state());
    case StateRole:
        return int(node == m_draft ? FileState::Clean : state());
    case IsFolderRole:
        return node->entry.isFolder;
    case IsLinkRole:
        return node->entry.isLink;
    case MatchRole:
        return QVariant::fromValue(node->letters);
    default:
        return {};
    }
}

bool FolderTree::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const Node *node = nodeOf(index);
    QByteArray name = pathBytes(value.toString());
    while (name.endsWith('/'))
        name.chop(1);
    const QByteArray above = pathOf(node->above), path = above.isEmpty() ? name : above + '/' + name;
    if (name.isEmpty() || name == node->entry.name)
        return false;
    if (node == m_draft)
        Q_EMIT named(path, node->entry.isFolder);
    else
        Q_EMIT renamed(pathOf(node), path);
    return true;
}

Qt::ItemFlags FolderTree::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
}

QStringList FolderTree::mimeTypes() const { return {u"text/uri-list"_s}; }

QMimeData *FolderTree::mimeData(const QModelIndexList &indexes) const
{
    QByteArray list;
    QStringList words;
    for (const QModelIndex &index : indexes) {
        const QByteArray absolute = m_root + '/' + path(index);
        list += "file://" + absolute.toPercentEncoding("/") + "\r\n";
        words << pathText(absolute);
    }
    auto *data = new QMimeData;
    data->setData(u"text/uri-list"_s, list);
    data->setText(words.join(u'\n'));
    return data;
}

QString letterOf(FileState state)
{
    switch (state) {
    case FileState::Untracked:
        return u"U"_s;
    case FileState::Added:
        return u"A"_s;
    case FileState::Deleted:
        return u"D"_s;
    case FileState::Renamed:
        return u"R"_s;
    case FileState::Modified:
        return u"M"_s;
    case FileState::Conflicted:
        return u"!"_s;
    case FileState::Clean:
    case FileState::Ignored:
        break;
    }
    return {};
}

QString wordsOf(FileState state)
{
    switch (state) {
    case FileState::Clean:
        break;
    case FileState::Ignored:
        return FolderTree::tr("ignored by git");
    case FileState::Untracked:
        return FolderTree::tr("untracked");
    case FileState::Added:
        return FolderTree::tr("added");
    case FileState::Deleted:
        return FolderTree::tr("deleted");
    case FileState::Renamed:
        return FolderTree::tr("renamed");
    case FileState::Modified:
        return FolderTree::tr("modified");
    case FileState::Conflicted:
        return FolderTree::tr("in conflict");
    }
    return {};
}

QString colourOf(FileState state)
{
    switch (state) {
    case FileState::Clean:
        return u"text"_s;
    case FileState::Ignored:
        return u"muted"_s;
    case FileState::Untracked:
    case FileState::Added:
        return u"added"_s;
    case FileState::Modified:
    case FileState::Renamed:
        return u"changed"_s;
    case FileState::Deleted:
        return u"removed"_s;
    case FileState::Conflicted:
        return u"error"_s;
    }
    return u"text"_s;
}

} // namespace oriel
