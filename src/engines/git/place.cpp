// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/place.h"

#include "base/owned.h"
#include "base/text.h"
#include "engines/git/config.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Place)
};

QByteArray canonical(const QByteArray &path) // empty: it is not there
{
    const Owned<char, ::free> found(::realpath(path.constData(), nullptr));
    return QByteArray(found.get());
}

bool isFolder(const QByteArray &path)
{
    struct stat facts = {};
    return ::stat(path.constData(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

QByteArray resolved(const QByteArray &path, const QByteArray &from)
{
    return canonical(path.startsWith('/') ? path : from + '/' + path);
}

QByteArray firstLine(QByteArray text)
{
    while (text.endsWith('\n') || text.endsWith('\r'))
        text.chop(1);
    return text;
}

QByteArray commonDirOf(const QByteArray &gitDir)
{
    const auto text = readFile(gitDir + "/commondir");
    return text ? resolved(firstLine(*text), gitDir) : gitDir;
}

bool isHead(const QByteArray &path)
{
    char target[16] = {};
    if (::readlink(path.constData(), target, sizeof target) > 0) // as git once made it
        return std::strncmp(target, "refs/", 5) == 0;
    const auto text = readFile(path);
    if (!text)
        return false;
    if (text->startsWith("ref:"))
        return text->sliced(4).trimmed().startsWith("refs/");
    const QByteArray id = text->trimmed();
    return (id.size() == 40 || id.size() == 64) && QByteArray::fromHex(id).toHex() == id.toLower();
}

bool isGitDir(const QByteArray &path) // setup.c, is_git_directory()
{
    const QByteArray common = commonDirOf(path);
    return isHead(path + "/HEAD") && !common.isEmpty() && isFolder(common + "/objects") && isFolder(common + "/refs");
}

Error placeError(const QString &message, const QString &code, int number = 0)
{
    return {message, code, number == 0 ? QString() : QString::fromLocal8Bit(std::strerror(number))};
}

// gitDir from a file `.git`: "gitdir: PATH".
Result<QByteArray> pointedAt(const QByteArray &folder)
{
    const QByteArray file = folder + "/.git";
    const auto text = readFile(file, 64 * 1024);
    if (!text)
        return std::unexpected(placeError(Words::tr("%1 cannot be read. Check its permissions.").arg(shownText(file)),
                                          u"unreadable"_s, text.error()));
    if (!text->startsWith("gitdir: "))
        return std::unexpected(placeError(
            Words::tr("%1 is a file that names no repository (“gitdir: …”). Remove it, or clone again.").arg(shownText(file)),
            u"malformed"_s));
    const QByteArray target = firstLine(text->sliced(8)), gitDir = resolved(target, folder);
    if (gitDir.isEmpty() || !isGitDir(gitDir))
        return std::unexpected(placeError(
            Words::tr(
                "%1 leads to %2, where no repository is. Was it moved? “git worktree repair” or “git submodule update” mends it.")
                .arg(shownText(file), shownText(target)),
            u"malformed"_s));
    return gitDir;
}

// What its own configuration says of the tree that belongs to it.
Result<std::optional<Place>> withTree(const QByteArray &tree, const QByteArray &gitDir, const QByteArray &asked)
{
    Place place{tree, gitDir, commonDirOf(gitDir)};
    bool isBare = false, hasOwnFile = false;
    QByteArray other;
    const auto look = [&](const QByteArray &path) {
        for (const Setting &setting : settingsOf(path)) {
            if (setting.key == "core.bare")
                isBare = isTrue(setting.value);
            else if (setting.key == "core.worktree")
                other = setting.value;
            else if (setting.key == "extensions.worktreeconfig")
                hasOwnFile = isTrue(setting.value);
        }
    };
    look(place.commonDir + "/config");
    if (place.gitDir != place.commonDir)
        isBare = false, other.clear(); // git leaves both to the main tree
    if (hasOwnFile)
        look(place.gitDir + "/config.worktree");
    if (isBare && other.isEmpty())
        return std::unexpected(placeError(Words::tr("%1 is a bare repository: it has no files of its own. Open one of its "
                                                    "worktrees, or make one with “git worktree add”.")
                                              .arg(shownText(tree)),
                                          u"bare"_s));
    if (other.isEmpty())
        return place;
    place.workTree = resolved(other, gitDir);
    const QByteArray within = place.workTree + '/';
    if (place.workTree.isEmpty() || !(asked + '/').startsWith(within))
        return std::unexpected(
            placeError(Words::tr("The repository of %1 keeps its files elsewhere: core.worktree is %2. Open that folder.")
                           .arg(shownText(tree), shownText(other)),
                       u"malformed"_s));
    return place;
}

bool canNameAProgram(const Setting &setting)
{
    const auto &key = setting.key;
    const QByteArray section = key.left(key.indexOf('.')), name = key.sliced(key.lastIndexOf('.') + 1);
    const auto isOneOf = [&name](std::initializer_list<const char *> names) {
        return std::ranges::any_of(names, [&name](const char *each) { return name == each; });
    };
    if (section == "user")
        return false;
    if (section == "branch") // written by every `git switch -c`
        return !isOneOf({"remote", "merge", "rebase", "pushremote", "description"});
    if (section == "remote") // ext:: is forbidden in every run
        return !isOneOf({"url", "pushurl", "fetch", "tagopt", "prune"});
    return section != "submodule" || !isOneOf({"url", "active"});
}

void addText(QCryptographicHash &hash, const QByteArray &text)
{
    hash.addData(QByteArray::number(text.size()) + ':');
    hash.addData(text);
}

void addHooks(QCryptographicHash &hash, const QByteArray &folder)
{
    addText(hash, folder);
    QByteArrayList names;
    if (const Owned<DIR, ::closedir> listing(::opendir(folder.constData())); listing) {
        while (const dirent *entry = ::readdir(listing.get())) {
            if (const QByteArray name(entry->d_name); !name.startsWith('.') && !name.endsWith(".sample"))
                names += name;
        }
    }
    std::ranges::sort(names);
    for (const QByteArray &name : names.first(std::min<qsizetype>(names.size(), 1000))) {
        struct stat facts = {};
        const QByteArray path = folder + '/' + name;
        if (::stat(path.constData(), &facts) != 0 || !S_ISREG(facts.st_mode))
            continue;
        addText(hash, name + ((facts.st_mode & 0111) ? '*' : ' '));
        const auto text = readFile(path);
        addText(hash,
                text ? *text : QByteArray::number(qint64(facts.st_size)) + ' ' + QByteArray::number(qint64(facts.st_mtime)));
    }
}

} // namespace

Result<std::optional<Place>> findPlace(const QByteArray &folder)
{
    const QByteArray asked = canonical(folder);
    struct stat facts = {};
    if (asked.isEmpty() || ::stat(asked.constData(), &facts) != 0)
        return std::unexpected(
            placeError(Words::tr("%1 cannot be entered. Is it gone?").arg(shownText(folder)), u"unreadable"_s, errno));
    const dev_t device = facts.st_dev;
    QByteArray bare;
    for (QByteArray tree = asked == "/" ? QByteArray() : asked;; tree.truncate(tree.lastIndexOf('/'))) {
        if (::stat(tree.isEmpty() ? "/" : tree.constData(), &facts) != 0 || facts.st_dev != device)
            break; // git does not look across file systems
        const QByteArray at = tree + "/.git", top = tree.isEmpty() ? "/" : tree;
        if (::stat(at.constData(), &facts) == 0) {
            if (S_ISREG(facts.st_mode)) {
                const auto gitDir = pointedAt(tree);
                if (!gitDir)
                    return std::unexpected(gitDir.error());
                return withTree(top, *gitDir, asked);
            }
            if (S_ISDIR(facts.st_mode) && ::access(at.constData(), R_OK | X_OK) != 0)
                return std::unexpected(placeError(Words::tr("%1 cannot be read. Check its permissions.").arg(shownText(at)),
                                                  u"unreadable"_s, errno));
            if (S_ISDIR(facts.st_mode) && isGitDir(at)) // an empty one is passed over, as git does
                return withTree(top, canonical(at), asked);
        } else if (errno == EACCES) {
            return std::unexpected(
                placeError(Words::tr("%1 cannot be read. Check its permissions.").arg(shownText(tree)), u"unreadable"_s, errno));
        }
        if (bare.isEmpty() && isGitDir(tree)) // inside a tree it is a folder like others: SAFETY 6
            bare = tree;
        if (tree.isEmpty())
            break;
    }
    if (bare.isEmpty())
        return std::optional<Place>();
    return std::unexpected(placeError(
        Words::tr("%1 is a bare repository: it has no files of its own. Clone it, or make a tree with “git worktree add”.")
            .arg(shownText(bare)),
        u"bare"_s));
}

QByteArray fingerprint(const Place &place)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray hooks = place.commonDir + "/hooks";
    for (const QByteArray &path : {place.commonDir + "/config", place.gitDir + "/config.worktree"}) {
        addText(hash, "file");
        for (const Setting &setting : settingsOf(path)) {
            if (!canNameAProgram(setting))
                continue;
            addText(hash, setting.key);
            addText(hash, setting.value);
            if (setting.key == "core.hookspath")
                hooks = setting.value.startsWith("~/")  ? qgetenv("HOME") + setting.value.sliced(1)
                        : setting.value.startsWith('/') ? setting.value
                                                        : place.workTree + '/' + setting.value;
        }
    }
    addHooks(hash, hooks);
    return hash.result();
}

} // namespace oriel::git
