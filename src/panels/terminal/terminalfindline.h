// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/searchline.h"

#include <QTimer>

class QToolButton;

namespace oriel {

class TerminalCanvas;

// The line below a terminal that finds in its text and history, plain or by expression. GUI thread.
class TerminalFindLine final : public SearchLine
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalFindLine)
public:
    explicit TerminalFindLine(TerminalCanvas *canvas, QWidget *parent = nullptr);
    void find(); // opens

private:
    void apply();
    void showCount();

    TerminalCanvas *m_canvas;
    QToolButton *m_case, *m_expression;
    QTimer m_typed;
    bool m_isFresh = false; // the first hit is not chosen yet
};

} // namespace oriel
