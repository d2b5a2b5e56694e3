// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace oriel {

class FileEditor;

// The line below an editor that goes to "12", "12:5" or ":5" as it is typed; Return stays there, Esc goes back. It goes before
// its editor. GUI thread.
class GoToLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GoToLine)
public:
    explicit GoToLine(FileEditor *editor, QWidget *parent = nullptr);
    void open();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void close(bool isBack);

    FileEditor *m_editor;
    QLineEdit *m_place;
    long m_anchor = 0, m_caret = 0; // bytes, where it was opened
    int m_top = 0;
};

} // namespace oriel
