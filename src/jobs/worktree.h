// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "engines/git/blobs.h"
#include "engines/git/status.h"
#include "engines/project/watcher.h"
#include "jobs/worktreestates.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace oriel {

// The open project folder, live: its watcher and, once the user trusts it, what git says of it. Status is asked in the
// background, newest wins: one to a hundred changed paths by `git status -- paths`, a burst as a whole. Nothing is written or
// locked but by refresh(true). GUI thread.
//
// Paths as text lead back to their bytes (base/pathtext.h): open a file by its bytes, show it by shownText() of them.
class Worktree final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Worktree)
public:
    enum class Base { Head, Index };

    explicit Worktree(const QString &folder, QObject *parent = nullptr); // absolute; looks for the repository at once
    ~Worktree() override;
    QString folder() const;
    std::optional<git::Place> place() const; // nothing: no repository, or not found out yet (found())
    bool isFound() const;                    // whether there is a repository is known
    QByteArray fingerprint() const;          // of the place: what a consent is stored with
    void setTrusted(bool isTrusted);         // git runs from now on
    bool isTrusted() const;
    project::Watcher *watcher() const;

    std::shared_ptr<const git::Status> status() const; // null: not known yet, not trusted, no repository
    FileState state(const QString &absolute) const;    // of a file; of a folder the most telling of what it holds
    bool hasChangesBelow(const QString &absolute) const;
    QByteArray pathOf(const QString &absolute) const; // from the top, git's bytes; empty: not inside
    QString absolute(const QByteArray &path) const;

    void refresh(bool isLocked = false);       // asks again for everything; isLocked: may rewrite the index (the user's Refresh)
    bool isSlow() const;                       // the last whole status took three times the usual: "refresh the index?"
    void setShown(const QStringList &folders); // unfolded in the tree or holding an open file: watched though they are ignored

    using Text = Result<std::optional<QByteArray>>; // nothing: the path is not in the base (a new file)
    // Kept by object id. `done` comes later, on this thread, never after the owner is gone. Error code "untrusted",
    // "no-repository", "outside", else git's.
    void base(QObject *owner, const QString &absolute, Base base, std::function<void(const Text &)> done);

Q_SIGNALS:
    void found();                                   // place() and fingerprint() are known, or there is none
    void statusChanged();                           // HEAD, index, states: ask base() again where ids differ
    void filesChanged(const QStringList &absolute); // empty: any. A folder's own path: all in it
    void fingerprintChanged();                      // programs git would run are others: it is not trusted any more
    void failed(const oriel::Error &error);         // git's own word; status() stays what it was
    void slow();                                    // isSlow() became true

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
