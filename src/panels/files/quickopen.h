// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "panels/files/quickmodel.h"
#include "shell/wish.h"
#include "widgets/picksheet.h"

#include <memory>
#include <optional>

namespace oriel {

class ProjectPaths;
class Worktree;

// "Go to anything": files of the project as one types, `name:line:column`; `@` symbols of the current file, `#` those of the
// project, `:` a line, `>` commands, `?` a list of these. Return opens, Ctrl+Return beside. Found in the background, the first of
// it before the project is read. GUI thread.
class QuickOpen final : public PickSheet
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QuickOpen)
public:
    QuickOpen(ProjectPaths *paths, QWidget *window);
    ~QuickOpen() override;
    void setWorktree(Worktree *worktree); // null: none; before the old one dies
    // recent: from the folder, newest first; current: absolute, empty: no file.
    void show(const QByteArrayList &recent, const QString &current, const QString &text = {});

Q_SIGNALS:
    void wished(const oriel::Wish &wish);
    void commandsAsked();

protected:
    void find(const QString &text) override;
    void pick(Qt::KeyboardModifiers modifiers) override;

private:
    using Rows = QList<QuickRow>;
    struct Finder;  // of paths; one thread at a time
    struct Symbols; // of the project; one thread at a time

    void search(const QString &text);
    void findFiles(const QString &text);
    void findLine(const QString &text);
    void findHelp();
    void findSymbols(const QString &text);            // quicksymbols.cpp
    void findEverywhere(const QString &text);         // quicksymbols.cpp
    void onFilesChanged(const QStringList &absolute); // quicksymbols.cpp
    void wait();                                      // for rows on their way
    void take(Rows rows, const QString &nothing = {});

    ProjectPaths *m_paths;
    QuickModel *m_model;
    Worktree *m_worktree = nullptr;
    QByteArray m_root, m_current; // absolute
    QByteArrayList m_recent;
    std::shared_ptr<Finder> m_finder; // null: of other paths
    std::shared_ptr<Symbols> m_symbols;
    std::optional<Qt::KeyboardModifiers> m_picking; // Return came before the rows
    std::optional<QString> m_shown;                 // the text that the rows answer
    bool m_isWaiting = false;
    Job m_job;
};

} // namespace oriel
