// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace oriel {

class CodeEditor;

// What stood at a place of an editor before, in a frame below its line that pushes the lines behind it down and scrolls with
// them. It does nothing by itself but close. Owned by its editor. GUI thread.
class ChangePeek final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangePeek)
public:
    struct Span // UTF-16 units of the text
    {
        qsizetype begin = 0, length = 0;
    };
    struct Content
    {
        QString title;         // "Last commit"
        QString text;          // what stood there; empty: nothing did
        QByteArray language;   // its colours
        QList<Span> words;     // what the line has lost
        bool isStaged = false; // the button says Unstage
        bool canStage = true, canRevert = true;
    };
    explicit ChangePeek(CodeEditor *editor);
    void open(int line, const Content &content); // below that line; instead of the one that was open
    void close();                                // the editor has the focus again where the peek had it
    bool isOpen() const { return m_line >= 0; }
    int line() const; // below which it stands now; −1: closed

Q_SIGNALS:
    void staged();
    void reverted();
    void copied(); // its text is in the clipboard
    void previous();
    void next();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QToolButton *addButton(const char *name, const QString &text, const char *icon);
    void reserve();
    void place();
    void showWords(const Content &content);

    CodeEditor *m_editor, *m_text;
    QLabel *m_title, *m_nothing;
    QToolButton *m_stage, *m_copy, *m_previous, *m_next, *m_revert, *m_close;
    int m_line = -1, m_marker = -1; // the handle that goes with the line
};

} // namespace oriel
