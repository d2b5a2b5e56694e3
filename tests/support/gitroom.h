// SPDX-License-Identifier: GPL-3.0-or-later
// A throw-away repository and git itself as the oracle: names are bytes, no configuration but the repository's, one author, dates
// a minute apart. The engine's own runs see the same through the environment, which the first room sets for the test program.
#pragma once

#include "engines/git/place.h"

#include <QByteArrayList>
#include <QHash>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace oriel::test {

struct GitAnswer
{
    int exitCode = -1;
    QByteArray text, errors;
};

// Lines "line 1" to "line COUNT"; `others` by line number.
inline QByteArray numbered(int count, const QHash<int, QByteArray> &others = {})
{
    QByteArray text;
    for (int i = 1; i <= count; ++i)
        text += others.value(i, "line " + QByteArray::number(i)) + '\n';
    return text;
}

namespace gitroom {

// An unnamed file: no pipe to fill, no loop.
struct Scratch
{
    Q_DISABLE_COPY_MOVE(Scratch)

    explicit Scratch(const QByteArray &content = {}) : fd(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600))
    {
        if (fd < 0 || ::write(fd, content.constData(), size_t(content.size())) != content.size() || ::lseek(fd, 0, SEEK_SET) != 0)
            qFatal("no scratch file: %s", std::strerror(errno));
    }
    ~Scratch() { ::close(fd); }
    QByteArray content() const
    {
        QByteArray bytes(qsizetype(::lseek(fd, 0, SEEK_END)), Qt::Uninitialized);
        if (::pread(fd, bytes.data(), size_t(bytes.size()), 0) != bytes.size())
            qFatal("the scratch file is cut");
        return bytes;
    }

    const int fd;
};

inline GitAnswer run(const QByteArray &folder, const QByteArrayList &arguments, const QByteArray &input = {})
{
    const Scratch in(input), out, errors;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.fd, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out.fd, 1);
    ::posix_spawn_file_actions_adddup2(&actions, errors.fd, 2);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.constData());
    QByteArrayList words{"git"};
    words += arguments;
    std::vector<char *> list;
    for (QByteArray &word : words)
        list.push_back(word.data());
    list.push_back(nullptr);
    pid_t child = 0;
    const int failure = ::posix_spawnp(&child, "git", &actions, nullptr, list.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int state = 0;
    if (failure != 0 || ::waitpid(child, &state, 0) != child)
        qFatal("git could not be run in %s: %s", folder.constData(), std::strerror(failure));
    return {WIFEXITED(state) ? WEXITSTATUS(state) : -1, out.content(), errors.content()};
}

} // namespace gitroom

class GitRoom
{
    Q_DISABLE_COPY_MOVE(GitRoom)
public:
    // options: more words for `git init`, as "--object-format=sha256".
    explicit GitRoom(const QByteArrayList &options = {})
        : m_folder(std::filesystem::canonical(std::filesystem::temp_directory_path()) / "oriel-git-XXXXXX")
    {
        if (!::mkdtemp(m_folder.data()))
            qFatal("no folder: %s", std::strerror(errno));
        m_path = QByteArray::fromStdString(m_folder) + "/tree";
        for (const char *name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "XDG_CONFIG_HOME"})
            qunsetenv(name);
        qputenv("HOME", m_folder.c_str());
        qputenv("GIT_CONFIG_GLOBAL", "/dev/null");
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        for (const char *who : {"AUTHOR", "COMMITTER"}) {
            qputenv(QByteArray("GIT_") + who + "_NAME", "Ada Oriel");
            qputenv(QByteArray("GIT_") + who + "_EMAIL", "ada@example.org");
        }
        tick();
        std::filesystem::create_directory(m_path.constData());
        git(QByteArrayList{"init", "-q", "-b", "main"} + options);
    }
    ~GitRoom() { std::filesystem::remove_all(m_folder); } // QTemporaryDir loses names that are not UTF-8

    const QByteArray &path() const { return m_path; } // the work tree, canonical
    QByteArray path(const QByteArray &name) const { return m_path + '/' + name; }
    QByteArray beside(const QByteArray &name) const { return m_path.chopped(4) + name; } // goes with the room, outside its tree
    git::Place place() const { return {m_path, path(".git"), path(".git")}; }

    // What git says; ends the test program where it fails. tryGit: whatever it says.
    QByteArray git(const QByteArrayList &arguments, const QByteArray &input = {}) const
    {
        const GitAnswer answer = tryGit(arguments, input);
        if (answer.exitCode != 0)
            qFatal("git %s: %d\n%s", arguments.join(' ').constData(), answer.exitCode, answer.errors.constData());
        return answer.text;
    }
    GitAnswer tryGit(const QByteArrayList &arguments, const QByteArray &input = {}) const
    {
        return gitroom::run(m_path, arguments, input);
    }

    // Folders on the way are made.
    void write(const QByteArray &name, const QByteArray &bytes) const
    {
        const std::filesystem::path file(path(name).toStdString());
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary).write(bytes.constData(), bytes.size());
        if (QByteArray now = read(name); now != bytes)
            qFatal("%s was not written", name.constData());
    }
    QByteArray read(const QByteArray &name) const
    {
        std::ifstream file(path(name).toStdString(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        return QByteArray::fromStdString(bytes);
    }
    void remove(const QByteArray &name) const { std::filesystem::remove_all(path(name).toStdString()); }

    // All there is, as one commit; its id.
    QByteArray commit(const QByteArray &message = "a commit")
    {
        tick();
        git({"add", "-A"});
        git({"commit", "-q", "--allow-empty", "-m", message});
        return git({"rev-parse", "HEAD"}).trimmed();
    }
    // The next commit, whoever makes it, is a minute later than the last.
    void tick()
    {
        m_time += 60;
        const QByteArray when = QByteArray::number(m_time) + " +0100";
        qputenv("GIT_AUTHOR_DATE", when);
        qputenv("GIT_COMMITTER_DATE", when);
    }

private:
    std::string m_folder;
    QByteArray m_path;
    qint64 m_time = 1'700'000'000;
};

} // namespace oriel::test
