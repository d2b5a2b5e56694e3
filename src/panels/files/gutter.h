// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/worktree.h"
#include "panels/files/gutterparts.h"

#include <QPointer>
#include <QTimer>

namespace oriel {

class FileEditor;

// Bars beside a text that may not be saved: what differs from the last commit, or from the index, compared in the background some
// milliseconds after each keystroke; only what was found of the present text is shown. No bars and no work outside a trusted
// repository, of ignored and untracked files. Owned by the editor's document; goes before the editor. GUI thread.
class Gutter final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Gutter)
public:
    explicit Gutter(FileEditor *editor, QObject *parent = nullptr);
    void setWorktree(Worktree *worktree);                              // null: none; it may die before
    void setFile(const QString &absolute, project::Encoding encoding); // empty: none
    void setBase(Worktree::Base base);
    Worktree::Base base() const { return m_base; }
    // Instead of git's: what stands on the disk. No value: git's again.
    void setOther(const std::optional<QByteArray> &utf8);
    bool isOther() const { return m_other.has_value(); }

    bool hasBase() const;                         // there is something to compare with
    const GutterParts &parts() const;             // of the text of the last compared()
    void whenCurrent(std::function<void()> done); // at once, or after the text was compared
    QByteArray baseText() const;                  // UTF-8
    const std::optional<QByteArray> &head() const { return m_head; }
    const std::optional<QByteArray> &index() const { return m_index; }
    project::Encoding encoding() const { return m_encoding; }
    Worktree *worktree() const { return m_worktree; }
    QByteArray path() const; // git's; empty: none

Q_SIGNALS:
    void compared(); // the bars are those of the present text

private:
    void ask();
    void take(Worktree::Base base, const Worktree::Text &text);
    void clear();
    void compare();
    void show(const GutterParts &parts, qint64 version);

    FileEditor *m_editor;
    QPointer<Worktree> m_worktree;
    QString m_file;
    project::Encoding m_encoding = project::Encoding::Utf8;
    Worktree::Base m_base = Worktree::Base::Head;
    std::optional<QByteArray> m_head, m_index, m_other; // UTF-8; no value: not there, or not known
    std::unique_ptr<QObject> m_asking;                  // owner of the questions: its end forgets them
    int m_asked = 0;                                    // answers that are awaited
    std::optional<QByteArray> m_newHead, m_newIndex;    // those that have come: both are taken at once
    GutterParts m_parts;
    QList<std::function<void()>> m_then;
    qint64 m_version = 0, m_shown = -1; // of the text, and what is compared with
    bool m_isComparing = false;
    QTimer m_pause;
    Job m_job;
};

} // namespace oriel
