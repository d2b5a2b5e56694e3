// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QPainter;

namespace oriel {

class CodeEditor;

// Lines from 0. Removed has no lines (count 0): something stood before `line`, which is the number of lines where it was the end.
struct ChangeMark
{
    enum class Kind { Added, Changed, Removed };
    int line = 0, count = 0;
    Kind kind = Kind::Added;
    bool isStaged = false;

    bool operator==(const ChangeMark &) const = default;
};

// Bars in a margin beside an editor's text, of values only: added is a bar, changed a broken one, removed a wedge between two
// lines; what is staged is hollow. They go with their lines while the text is edited. Owned by its editor. GUI thread.
class ChangeBar final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeBar)
public:
    explicit ChangeBar(CodeEditor *editor);
    void setChanges(const QList<ChangeMark> &marks); // in order
    bool isChanged(int line) const;
    int stepFrom(int line, bool isForward) const; // to the first line of another change, around the end; −1: there is none
    QList<int> firstLines() const;                // of each change, where it is now

Q_SIGNALS:
    void clicked(int line); // one that has a mark
    void marksSet();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateMargin();
    void hover(int line);
    void paint(QPainter &painter) const;
    void paintLine(QPainter &painter, int line, int set) const;
    int left() const;
    int setAt(int line) const;

    CodeEditor *m_editor;
    QList<ChangeMark> m_marks;
    bool m_isEdited = false; // since these were set
    int m_hovered = -1;
};

} // namespace oriel
