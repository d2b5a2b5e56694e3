// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/listing.h"

#include "base/owned.h"
#include "base/text.h"
#include "engines/project/beneath.h"

#include <QCoreApplication>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace oriel::project {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Files)
};

using Folder = Owned<DIR, ::closedir>;

const dirent *nextOf(const Folder &folder) // without . and ..
{
    const dirent *entry = ::readdir(folder.get());
    while (entry && (!qstrcmp(entry->d_name, ".") || !qstrcmp(entry->d_name, "..")))
        entry = ::readdir(folder.get());
    return entry;
}

// Compares as people count: a run of digits becomes its length and its digits.
QString orderOf(const QByteArray &name)
{
    const QString folded = QString::fromUtf8(name).toCaseFolded();
    QString order;
    order.reserve(folded.size() + 4);
    for (qsizetype i = 0; i < folded.size();) {
        const auto isDigit = [&](qsizetype at) { return at < folded.size() && folded[at] >= u'0' && folded[at] <= u'9'; };
        if (!isDigit(i)) {
            order += folded[i++];
            continue;
        }
        while (folded[i] == u'0' && isDigit(i + 1))
            ++i;
        qsizetype end = i;
        while (isDigit(end))
            ++end;
        order += u'0';
        order += QChar(char16_t(end - i));
        order += QStringView(folded).sliced(i, end - i);
        i = end;
    }
    return order;
}

struct Item
{
    QByteArray name;
    bool isFolder = false;
};
struct Level // of a walk
{
    Descriptor folder;
    QByteArray prefix; // "" or with a slash at its end
    qsizetype rules;   // how many there were before it
    std::vector<Item> items = {};
    std::size_t at = 0;
};

void fill(Level &level, const IgnoreRules *rules)
{
    const Folder folder(::fdopendir(::openat(level.folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    while (const dirent *entry = folder ? nextOf(folder) : nullptr) {
        auto type = entry->d_type;
        struct stat facts{};
        if (type == DT_UNKNOWN && ::fstatat(level.folder.get(), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0)
            type = S_ISREG(facts.st_mode) ? DT_REG : S_ISDIR(facts.st_mode) ? DT_DIR : DT_LNK;
        Item item{entry->d_name, type == DT_DIR};
        if ((type != DT_REG && type != DT_DIR) || item.name == ".git")
            continue;
        if (!rules || rules->verdict(level.prefix + item.name, item.isFolder) != IgnoreRules::Verdict::Ignored)
            level.items.push_back(std::move(item));
    }
    std::ranges::sort(level.items, {}, &Item::name);
}

} // namespace

Result<QList<FolderEntry>> listFolder(const QByteArray &path, std::stop_token stop)
{
    const Folder folder(::opendir(path.constData()));
    if (!folder)
        return std::unexpected(failure(Words::tr("%1 cannot be read").arg(shownText(path)), errno));
    QList<FolderEntry> found;
    while (const dirent *entry = nextOf(folder)) {
        if (stop.stop_requested())
            return std::unexpected(Error{Words::tr("Cancelled."), QStringLiteral("cancelled"), {}});
        struct stat facts{};
        const int file = ::dirfd(folder.get());
        if (::fstatat(file, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
            continue; // gone meanwhile
        FolderEntry one{.name = entry->d_name,
                        .isFolder = S_ISDIR(facts.st_mode),
                        .isLink = S_ISLNK(facts.st_mode),
                        .size = facts.st_size,
                        .mtime = qint64(facts.st_mtim.tv_sec) * 1000 + facts.st_mtim.tv_nsec / 1'000'000};
        if (one.isLink && ::fstatat(file, entry->d_name, &facts, 0) == 0)
            one.isFolder = S_ISDIR(facts.st_mode);
        found << std::move(one);
    }
    sortEntries(found);
    return found;
}

void sortEntries(QList<FolderEntry> &entries)
{
    std::vector<std::pair<QString, FolderEntry>> ordered;
    ordered.reserve(std::size_t(entries.size()));
    for (FolderEntry &entry : entries)
        ordered.emplace_back(orderOf(entry.name), std::move(entry));
    std::ranges::sort(ordered, [](const auto &a, const auto &b) {
        if (a.second.isFolder != b.second.isFolder)
            return a.second.isFolder;
        return a.first != b.first ? a.first < b.first : a.second.name < b.second.name;
    });
    for (qsizetype i = 0; i < entries.size(); ++i)
        entries[i] = std::move(ordered[std::size_t(i)].second);
}

namespace {

struct Visit // what a walk tells; false: it ends
{
    std::function<bool(const QByteArray &path)> file = [](const QByteArray &) { return true; };
    std::function<bool(const QByteArray &path)> folder = [](const QByteArray &) { return true; };
};

Result<> descend(const QByteArray &root, const IgnoreRules *ignore, const Visit &visit, std::stop_token stop,
                 const QByteArray &below)
{
    constexpr std::size_t deepest = 256;
    auto start = openBeneath(root, below);
    if (!start)
        return std::unexpected(start.error());
    std::optional<IgnoreRules> rules;
    if (ignore)
        rules = *ignore;
    std::vector<Level> levels;
    const auto enter = [&](Descriptor folder, const QByteArray &path) {
        Level level{std::move(folder), path.isEmpty() ? path : path + '/', rules ? rules->count() : 0};
        if (rules)
            rules->addFolder(root, path);
        fill(level, rules ? &*rules : nullptr);
        levels.push_back(std::move(level));
        return visit.folder(path);
    };
    if (rules && !below.isEmpty()) // what the folders above say
        for (qsizetype slash = 0; slash >= 0; slash = below.indexOf('/', slash + 1))
            rules->addFolder(root, below.first(slash));
    bool isGoingOn = enter(std::move(*start), below);
    while (isGoingOn && !levels.empty() && !stop.stop_requested()) {
        Level &level = levels.back();
        if (level.at == level.items.size()) {
            if (rules)
                rules->cut(level.rules);
            levels.pop_back();
            continue;
        }
        const Item &item = level.items[level.at++];
        const QByteArray path = level.prefix + item.name;
        if (!item.isFolder) {
            isGoingOn = visit.file(path);
        } else if (levels.size() < deepest) {
            Descriptor next(::openat(level.folder.get(), item.name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
            isGoingOn = !next || enter(std::move(next), path);
        }
    }
    return {};
}

} // namespace

Result<> walk(const QByteArray &root, const IgnoreRules *ignore, const std::function<bool(const QByteArray &path)> &each,
              std::stop_token stop, const QByteArray &below)
{
    return descend(root, ignore, {.file = each}, stop, below);
}

Result<> walkFolders(const QByteArray &root, const IgnoreRules *ignore, const std::function<bool(const QByteArray &path)> &each,
                     std::stop_token stop, const QByteArray &below)
{
    return descend(root, ignore, {.folder = each}, stop, below);
}

IgnoreRules rulesAt(const QByteArray &top, const QByteArrayList &common, const QByteArray &folder)
{
    IgnoreRules rules;
    for (const QByteArray &file : common)
        rules.addFile(file);
    rules.addFolder(top);
    for (qsizetype slash = folder.indexOf('/'); !folder.isEmpty(); slash = folder.indexOf('/', slash + 1)) {
        rules.addFolder(top, slash < 0 ? folder : folder.first(slash));
        if (slash < 0)
            break;
    }
    return rules;
}

} // namespace oriel::project
