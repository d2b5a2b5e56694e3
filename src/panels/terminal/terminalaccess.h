// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace oriel {

class TerminalCanvas;

// A terminal for a screen reader: the rows that are seen, as text with a cursor. GUI thread.
class TerminalAccess final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit TerminalAccess(TerminalCanvas *canvas);
    static void install(); // once for the application, however often it is called
    // What differs from *before, which becomes what is there now. Costs nothing where nobody listens.
    static void tell(TerminalCanvas *canvas, QString *before);

    void *interface_cast(QAccessible::InterfaceType) override;
    QAccessible::State state() const override;
    QString text(QAccessible::Text) const override;

    int characterCount() const override;
    int cursorPosition() const override;
    QString text(int startOffset, int endOffset) const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    QString attributes(int offset, int *startOffset, int *endOffset) const override;
    // The selection is the terminal's own: it reaches beyond the rows seen.
    void selection(int, int *startOffset, int *endOffset) const override { *startOffset = *endOffset = 0; }
    int selectionCount() const override { return 0; }
    void addSelection(int, int) override {}
    void removeSelection(int) override {}
    void setSelection(int, int, int) override {}
    void setCursorPosition(int) override {}
    void scrollToSubstring(int, int) override {}

private:
    QString whole() const;            // rows by LF
    QPoint placeOf(int offset) const; // column and row
    TerminalCanvas *canvas() const;
};

} // namespace oriel
