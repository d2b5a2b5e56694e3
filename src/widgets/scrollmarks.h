// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace oriel {

class CodeEditor;

// Thin marks on an editor's scroll bar: where in the text changes and hits are. It takes no clicks. Owned by the scroll bar. GUI
// thread.
class ScrollMarks final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ScrollMarks)
public:
    explicit ScrollMarks(CodeEditor *editor);
    // Lines from 0, in order; `role` is a theme role. Each side has its own: left "changed", right "found".
    void setLines(const char *role, bool isLeft, const QList<int> &lines);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row
    {
        QByteArray role;
        QList<int> lines;
    };
    CodeEditor *m_editor;
    Row m_rows[2];
};

} // namespace oriel
