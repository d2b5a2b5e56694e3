// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/keep.h"
#include "panels/changes/gitpick.h"

class QPlainTextEdit;

namespace oriel {

// What was discarded and overwritten in a folder, or of one file, to be looked at and had back. No git runs. GUI thread.
class KeptDialog final : public GitPick
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(KeptDialog)
public:
    // trees: the folder and its repository's, where that is another; file: absolute, empty: all there is of those
    KeptDialog(QByteArrayList trees, QByteArray file, git::Shelf shelf, GitQueue *queue, QWidget *parent);
    void reload();

private:
    void restore(const QByteArray &id, git::Since since);
    void showChosen();

    const git::Shelf m_shelf;
    const QByteArrayList m_trees;
    const QByteArray m_file;
    QPlainTextEdit *m_text;
    QPushButton *m_restore, *m_forget;
    Job m_job, m_reading;
};

} // namespace oriel
