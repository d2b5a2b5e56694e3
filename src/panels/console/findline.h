// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/searchline.h"

namespace oriel {

class CodeEditor;

// The line below an editor that finds in it. GUI thread.
class FindLine final : public SearchLine
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FindLine)
public:
    FindLine(CodeEditor *editor, QWidget *parent = nullptr);
    void find(); // opens, with the editor's selection where it is one line
    void step(bool isForward);

private:
    CodeEditor *m_editor;
};

} // namespace oriel
