// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace oriel {

class CodeEditor;

// The line below an editor that finds in it: Return on, Shift+Return back, Esc closes. GUI thread.
class FindLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FindLine)
public:
    FindLine(CodeEditor *editor, QWidget *parent = nullptr);
    void open(); // with the editor's selection, where it is one line
    void step(bool forward);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void close();

    CodeEditor *m_editor;
    QLineEdit *m_text;
};

} // namespace oriel
