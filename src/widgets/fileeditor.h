// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/codeeditor.h"

#include <memory>

namespace oriel {

class ChangeBar;
class ChangePeek;
class ScrollMarks;

// The editor of a file: folds, several carets, commands on lines, bars of what changed, a peek at what stood there. Its commands
// are actions of its own, named "editor.…"; whoever holds it gives them to the window. Text is UTF-8, line ends as they are;
// nothing is trimmed, closed or reformatted by itself. GUI thread.
class FileEditor final : public CodeEditor
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileEditor)
public:
    struct Comments
    {
        QString line, open, close; // "#", "<!--", "-->"; empty: the language has none
    };
    explicit FileEditor(QWidget *parent = nullptr);
    ~FileEditor() override;

    void load(const QByteArray &utf8); // another file: nothing to undo, the caret on top, new lines end as most of its lines do
    // The file as it is now on disk, as one step to undo: only what differs is replaced, so caret, folds, marks and scroll stay.
    void setTextKeepingPlace(const QByteArray &utf8);
    QByteArray bytes() const;
    void attach(void *document); // Scintilla's, which is the editor's from now on; see BigLoad
    bool isBig() const;          // it came so: without colours

    void setComments(const Comments &comments) { m_comments = comments; }
    void setIndent(bool isByTabs, int width);
    bool goTo(const QString &place); // "12", "12:5", ":5", from 1; false: none of these
    void goToLine(int line);         // from 0; its first non-blank, in the middle of the view where it was not seen

    ChangeBar *changes() const { return m_changes; }
    ChangePeek *peek() const { return m_peek; }
    ScrollMarks *scrollMarks() const { return m_marks; }
    // Words behind the end of the caret's line, until it leaves that line; empty: none.
    void setLineHint(int line, const QString &text);
    QRect hintRect() const; // in the viewport; empty: there is none
    int caretCount() const;
    int caretLine() const;

Q_SIGNALS:
    void peekAsked(int line); // a bar was clicked, or the command at a changed line
    void caretLineChanged(int line);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void addCommands();
    QAction *addCommand(const char *name, const QString &text, const QString &keys, std::function<void()> run);
    void setUpFolds();
    void dressFolds();
    void showOpenFolds(bool isShown);
    void onMarginClick(int position, int margin);
    void onCharAdded(int character);
    void onUpdate();
    std::pair<int, int> selectedLines() const; // of the main selection; a line of which nothing is selected does not count
    void addNextOccurrence(bool isAll);
    void deleteLines();
    void joinLines();
    void foldHere(bool isExpanded);
    bool canEscape() const;
    void toOneCaret(); // where there is one, closes the peek
    void stepChange(bool isForward);
    void paintHint(QPainter &painter) const;

    Comments m_comments;
    ChangeBar *m_changes;
    ChangePeek *m_peek;
    ScrollMarks *m_marks;
    QString m_hint;
    int m_hintLine = -1, m_caretLine = 0;
    bool m_areOpenFoldsShown = false;
    std::pair<long, long> m_word{-1, -1}; // that Add the next occurrence has selected
    struct Press;                         // of the mouse, with Alt
    std::unique_ptr<Press> m_press;
};

} // namespace oriel
