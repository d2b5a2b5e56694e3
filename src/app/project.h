// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace oriel {

class Worktree;

namespace store {
class Store;
}

// The open folder, whether the user trusts it, and the folders opened before. Nothing of a folder runs before it is trusted: no
// git, no environment, no shell in it (SAFETY 6). A consent is kept with what it was given for: another git configuration, or
// other hooks, and it is asked for again. GUI thread.
class Project final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Project)
public:
    enum class Trust { Unknown, Wanted, Given, Refused }; // Unknown: the folder is being read; Wanted: the user is to say

    Project(store::Store *store, QObject *parent = nullptr);
    ~Project() override;
    void find(const QString &folder); // ends in found() or failed()
    void open(const QString &folder); // as found() says it; empty: none
    bool isFinding() const { return m_isFinding; }
    QString folder() const { return m_folder; } // empty: none is open
    QString name() const;
    Worktree *worktree() const { return m_worktree.get(); } // null: none is open
    Trust trust() const { return m_trust; }
    void answer(bool isTrusted); // to wanted(), or later on
    QStringList recent() const;  // newest first, the open one too
    QString last() const;        // open when Oriel was used last; empty: none
    void forget(const QString &folder);

Q_SIGNALS:
    void found(const QString &folder);      // canonical
    void failed(const oriel::Error &error); // there is no such folder; nothing has changed
    void aboutToChange();                   // worktree() is still there
    void changed();
    void wanted(bool hasChanged); // does the user trust it? hasChanged: it was trusted, as it was then
    void trustChanged();

private:
    void judge();
    void setTrust(Trust trust);
    void remember(const QStringList &recent);

    store::Store *m_store;
    QString m_folder;
    std::unique_ptr<Worktree> m_worktree;
    Trust m_trust = Trust::Unknown;
    bool m_isFinding = false;
    Job m_finding;
};

} // namespace oriel
