// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/searchline.h"
#include "widgets/textfinder.h"

class QToolButton;

namespace oriel {

class FileEditor;

// The lines below an editor that find and replace in it: case, whole words, regular expressions, only in the selection; hits are
// counted and marked while it is open. It goes before its editor. GUI thread.
class TextFindBar final : public SearchLine
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TextFindBar)
public:
    explicit TextFindBar(FileEditor *editor, QWidget *parent = nullptr);
    void find();    // opens, with what is selected; a selection of lines is where to look
    void replace(); // likewise, with the line of what to put there
    void step(bool isForward);
    const TextFinder &finder() const { return m_finder; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void openWith(bool isReplacing);
    void apply();
    void applyTyped(); // what the timer waits for, now
    void showState();
    void showPlaces();

    FileEditor *m_editor;
    TextFinder m_finder;
    QToolButton *m_case, *m_word, *m_expression, *m_selection;
    QWidget *m_replaceRow;
    QLineEdit *m_by;
    QString m_wrong, m_done; // what is wrong in the expression; what was replaced
    QTimer m_typed;
    bool m_isFromHere = true;
};

} // namespace oriel
