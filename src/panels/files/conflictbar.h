// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/conflict.h"

#include <QObject>
#include <QTimer>

class QWidget;

namespace oriel {

class FileEditor;

// Where a merge has left its marks: both sides tinted, and behind the first mark buttons that take ours, theirs or both. Taking
// one is an edit like another. Owned by the editor's document. GUI thread.
class ConflictBar final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConflictBar)
public:
    explicit ConflictBar(FileEditor *editor, QObject *parent = nullptr);
    qsizetype count() const { return m_conflicts.size(); }
    void take(qsizetype conflict, git::Side side);
    void goToNext(); // behind the caret, around the end

Q_SIGNALS:
    void changed(); // count()

private:
    void look();
    void tint();
    void place();
    QWidget *makeButtons(qsizetype conflict);

    FileEditor *m_editor;
    QList<git::Conflict> m_conflicts;
    QList<QWidget *> m_buttons; // of each; the viewport's
    QTimer m_pause;
};

} // namespace oriel
