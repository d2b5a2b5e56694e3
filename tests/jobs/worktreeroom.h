// SPDX-License-Identifier: GPL-3.0-or-later
// A repository, open as a Worktree, and a `git` on the PATH that writes down every run before it is the real one.
#pragma once

#include "base/pathtext.h"
#include "jobs/worktree.h"
#include "support/gitroom.h"
#include "support/wait.h"

#include <QSignalSpy>
#include <QThreadPool>

#include <algorithm>
#include <optional>

namespace oriel::test {

class WorktreeRoom final : public GitRoom
{
public:
    explicit WorktreeRoom(const QByteArrayList &options = {}) : GitRoom(options)
    {
        static const QByteArray path = qgetenv("PATH");
        const auto bin = beside("bin");
        std::filesystem::create_directories(bin.toStdString());
        std::ofstream(bin.toStdString() + "/git")
            << "#!/bin/sh\nPATH='" << path.toStdString() << "'\ncase \"$*\" in --git-dir*|*' --git-dir'*)\n"
            << "  echo \"begin $$ $*\" >> '" << log().toStdString() << "'\n"
            << "  [ -e '" << beside("wait").toStdString() << "' ] && sleep 0.6\n"
            << "  git \"$@\"; code=$?\n"
            << "  echo \"end $$\" >> '" << log().toStdString() << "'; exit $code\nesac\nexec git \"$@\"\n";
        ::chmod((bin + "/git").constData(), 0755);
        qputenv("PATH", bin + ':' + path);
    }
    ~WorktreeRoom()
    {
        tree.reset();
        QThreadPool::globalInstance()->waitForDone(); // who still runs writes into the room
    }
    QByteArray log() const { return beside("log"); }
    QByteArrayList runs(const QByteArray &word = {}) const // command lines of our own runs that hold the word
    {
        QByteArrayList lines;
        for (const QByteArray &line : read("../log").split('\n'))
            if (line.startsWith("begin ") && line.contains(word))
                lines << line.mid(line.indexOf(' ', 6) + 1);
        return lines;
    }
    void forgetRuns() const { std::filesystem::remove(log().toStdString()); }

    // Opens it, trusted, and waits for the first status.
    bool open(const QByteArray &folder = {})
    {
        tree.reset();
        tree = std::make_unique<Worktree>(pathText(folder.isEmpty() ? path() : folder));
        tree->setTrusted(true);
        return waitUntil([this] { return tree->status() != nullptr; }) && (!folder.isEmpty() || settle());
    }
    FileState state(const QByteArray &name) const { return tree->state(pathText(path(name))); }
    bool becomes(const QByteArray &name, FileState wanted) const
    {
        return waitUntil([&] { return state(name) == wanted; }, 20'000);
    }
    // What it knows is what git says.
    bool isAsGitSays() const
    {
        return waitUntil(
            [this] {
                const auto said = git::status(place());
                if (!said || !tree->status())
                    return false;
                return said->entries == tree->status()->entries && said->head == tree->status()->head &&
                       said->branch == tree->status()->branch;
            },
            20'000);
    }
    // A change that surely is told has been told: so all before it.
    bool settle()
    {
        const QByteArray mark = "mark" + QByteArray::number(++m_marks);
        write(mark, "");
        if (!becomes(mark, FileState::Untracked))
            return false;
        remove(mark);
        return becomes(mark, FileState::Clean);
    }
    std::optional<Worktree::Text> base(const QByteArray &name, Worktree::Base base = Worktree::Base::Head) const
    {
        std::optional<Worktree::Text> answer;
        QObject owner;
        tree->base(&owner, pathText(path(name)), base, [&](const Worktree::Text &text) { answer = text; });
        waitUntil([&] { return answer.has_value(); });
        return answer;
    }
    QByteArray text(const QByteArray &name, Worktree::Base which = Worktree::Base::Head) const // "none", "error CODE"
    {
        const auto answer = base(name, which);
        if (!answer)
            return "no answer";
        if (!*answer)
            return "error " + answer->error().code.toUtf8();
        return (**answer).value_or("none");
    }

    std::unique_ptr<Worktree> tree;

private:
    int m_marks = 0;
};

} // namespace oriel::test
