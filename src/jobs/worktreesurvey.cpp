// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/worktreesurvey.h"

#include "engines/git/command.h"
#include "engines/project/listing.h"

#include <sys/stat.h>

#include <algorithm>

namespace oriel {
namespace {

QByteArray parentOf(const QByteArray &path) // "": the root
{
    return path.first(std::max<qsizetype>(0, path.lastIndexOf('/')));
}

} // namespace

WorktreeSurvey::WorktreeSurvey(QByteArray root, std::optional<git::Place> place)
    : m_root(std::move(root)), m_place(std::move(place))
{}

Result<> WorktreeSurvey::readAll(bool isTrusted, std::stop_token stop)
{
    m_common = {};
    QByteArrayList files = project::commonIgnoreFiles(m_place ? m_place->commonDir : QByteArray());
    if (isTrusted) {
        const auto named = git::answer(*m_place, {.arguments = {"config", "-z", "--path", "--get", "core.excludesFile"}}, stop);
        if (named && named->size() > 1)
            files[0] = named->chopped(1);
    }
    for (const QByteArray &file : std::as_const(files))
        m_common.addFile(file);
    m_rules = m_common;
    m_folders = {QByteArray()}; // watched even while it is not there
    walk({}, stop);
    readGitFolders();
    return isTrusted ? readTracked(stop) : Result<>();
}

Result<> WorktreeSurvey::readTracked(std::stop_token stop)
{
    m_tracked.clear();
    m_submodules.clear();
    m_last = {};
    QByteArray pending;
    const auto each = [&](QByteArrayView piece) {
        pending += piece;
        qsizetype begin = 0;
        for (qsizetype end; (end = pending.indexOf('\0', begin)) >= 0; begin = end + 1)
            take(QByteArrayView(pending).sliced(begin, end - begin));
        pending.remove(0, begin);
        return true;
    };
    const git::Command command{.arguments = {"ls-files", "-z", "-s", "-t"}, .outputLimit = 0, .each = each};
    const auto output = git::run(*m_place, command, stop);
    if (!output)
        return std::unexpected(output.error());
    if (output->exitCode != 0)
        return std::unexpected(git::failure(*m_place, command, *output));
    std::ranges::sort(m_tracked);
    return {};
}

void WorktreeSurvey::take(QByteArrayView record) // "H 100644 <id> 0<tab>path"; S: not in the tree (sparse)
{
    const qsizetype tab = record.indexOf('\t');
    if (tab < 0)
        return;
    const QByteArray path = record.sliced(tab + 1).toByteArray();
    m_tracked.push_back(qHash(path));
    if (record.startsWith('S'))
        return;
    if (record.sliced(2).startsWith("160000")) {
        if (const auto submodule = git::findPlace(m_root + '/' + path);
            submodule && *submodule && (*submodule)->gitDir != m_place->gitDir)
            m_submodules << (*submodule)->gitDir << (*submodule)->gitDir + "/logs"; // which has a HEAD of its own
    }
    QByteArray folder = parentOf(path);
    if (folder == m_last)
        return;
    m_last = folder;
    while (!m_folders.contains(folder)) {
        m_folders.insert(folder);
        if (folder.isEmpty())
            break;
        folder = parentOf(folder);
    }
}

bool WorktreeSurvey::isNew(const QByteArray &path) const
{
    struct stat facts{};
    return !m_folders.contains(path) && m_folders.contains(parentOf(path)) && !path.endsWith("/.git") && path != ".git" &&
           ::lstat((m_root + '/' + path).constData(), &facts) == 0 && S_ISDIR(facts.st_mode) && !m_rules.isIgnored(path, true);
}

void WorktreeSurvey::extend(const QByteArray &path) { walk(path, {}); }

void WorktreeSurvey::walk(const QByteArray &below, std::stop_token stop)
{
    qsizetype count = 0;
    const auto take = [&](const QByteArray &folder) {
        if (!m_folders.contains(folder) || folder.isEmpty()) {
            m_folders.insert(folder);
            m_rules.addFolder(m_root, folder);
        }
        return ++count < most && m_folders.size() < 2 * most;
    };
    [[maybe_unused]] const auto done = project::walkFolders(m_root, &m_common, take, stop, below); // gone: nothing to watch
}

void WorktreeSurvey::readGitFolders()
{
    m_gitFolders = {m_root + "/.git"}; // where a repository may be made
    if (!m_place)
        return;
    m_gitFolders.clear();
    for (const QByteArray &folder :
         {m_place->gitDir, m_place->commonDir, m_place->commonDir + "/hooks", m_place->commonDir + "/info",
          m_place->commonDir + "/logs/refs", m_place->commonDir + "/reftable"})
        if (!m_gitFolders.contains(folder))
            m_gitFolders << folder;
    const auto take = [this](const QByteArray &folder) {
        m_gitFolders << m_place->commonDir + '/' + folder;
        return m_gitFolders.size() < most;
    };
    [[maybe_unused]] const auto done = project::walkFolders(m_place->commonDir, nullptr, take, {}, "refs");
}

QByteArrayList WorktreeSurvey::watched() const
{
    QByteArrayList all = m_gitFolders + m_submodules;
    for (const QByteArray &folder : m_folders)
        all << (folder.isEmpty() ? m_root : m_root + '/' + folder);
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

bool WorktreeSurvey::isIgnored(const QByteArray &path, bool isFolder) const
{
    return !m_folders.contains(path) && !std::ranges::binary_search(m_tracked, qHash(path)) && m_rules.isIgnored(path, isFolder);
}

bool WorktreeSurvey::isSubmodule(const QByteArray &absolute) const
{
    const qsizetype slash = absolute.lastIndexOf('/');
    const QByteArray name = absolute.sliced(slash + 1);
    return (name == "HEAD" || name == "index") && m_submodules.contains(absolute.first(slash));
}

} // namespace oriel
