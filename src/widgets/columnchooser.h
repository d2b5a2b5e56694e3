// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QTreeView;

namespace oriel {

class ColumnList;
class FilterLine;
class Grid;

// Finds a column of a grid among hundreds and says which are shown. Typing filters by name and type; Return goes to the column;
// Down goes into the list, where Space shows or hides and Alt+Up, Alt+Down move. It deletes itself when it closes; owned by its
// grid until then. GUI thread.
class ColumnChooser final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ColumnChooser)
public:
    explicit ColumnChooser(Grid *grid);
    void popup(const QPoint &global); // its top left, moved where the screen ends

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool keyInLine(int key);
    bool keyInList(const QKeyEvent *event);
    void filter(const QString &text);
    void go();
    void hideOthers();
    void moveColumn(int by);
    void showCount();

    Grid *m_grid;
    ColumnList *m_columns;
    FilterLine *m_line;
    QTreeView *m_list;
    QLabel *m_count;
    QPushButton *m_all, *m_only;
};

} // namespace oriel
