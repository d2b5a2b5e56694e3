// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QObject>
#include <QString>

namespace oriel {

class FileEditor;
class Gutter;

// What stood at a bar: shown below it, staged, unstaged, put back. What is staged is the text of the editor, saved or not,
// through git's own filters; reverting is an edit like another, and the text before it is kept for 30 days besides. Owned by the
// editor's document. GUI thread.
class GutterPeek final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GutterPeek)
public:
    GutterPeek(FileEditor *editor, Gutter *gutter, QObject *parent = nullptr);
    void setLanguage(const QByteArray &id) { m_language = id; } // its colours
    void setKept(const QString &folder, const QString &file);   // where what is reverted is kept, and of which file
    void open(int line);
    void stage();          // of the open peek; unstages what is staged
    void stageSelection(); // the lines that are selected, else the caret's
    void revert();         // of the open peek, else at the caret
    bool canStage() const;

Q_SIGNALS:
    void failed(const oriel::Error &error);
    void staged(); // or unstaged; the worktree tells when it has seen it

private:
    void show(int line);
    int partOfPeek() const; // in the gutter's parts; −1: none any more
    void follow();
    void stageLines(int first, int count);
    void unstage(int part);
    void put(const QByteArray &text); // into the index
    void revertPart(int part);
    void step(bool isForward);

    FileEditor *m_editor;
    Gutter *m_gutter;
    QByteArray m_language;
    QString m_keepFolder, m_file;
    bool m_isStaged = false; // what the peek shows
    Job m_staging, m_keeping;
};

} // namespace oriel
