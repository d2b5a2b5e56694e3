// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/keep.h"
#include "shell/guest.h"

#include <functional>
#include <memory>

namespace oriel {

class Worktree;

// The commits of the open folder, or of one file under all its names, with their graph; what the chosen one says and changed
// below, or how two chosen ones differ. Older ones come as it is scrolled. GUI thread.
class HistoryDocument final : public Document
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HistoryDocument)
public:
    // worktree: the open folder's, null where none is; ask again after worktreeChanged().
    HistoryDocument(std::function<Worktree *()> worktree, git::Shelf shelf, QWidget *parent = nullptr);
    ~HistoryDocument() override;
    void show(const QByteArray &path); // a file from the top; empty: everything
    QByteArray path() const;
    static QString keyOf(const QByteArray &path);
    void worktreeChanged(); // another folder is open, or it is trusted now
    // Words anywhere in the message; "author:ada", "path:src/app" and "all:" (every branch) narrow it.
    void setFilter(const QString &text);

    QString kind() const override { return QStringLiteral("history"); }
    QString title() const override;
    QIcon icon() const override;
    QString key() const override;
    QWidget *home() override;
    QList<StatusItem> status() const override;
    bool can(Verb verb) const override;
    void act(Verb verb) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

protected:
    void showEvent(QShowEvent *event) override; // a restored one asks nothing before it is first shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
