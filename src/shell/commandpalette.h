// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QFrame>
#include <QPointer>

class QListView;

namespace oriel {

class CommandModel;
class FilterLine;

// place: where it is found otherwise, "View", "Console · shop"
struct Command
{
    QPointer<QAction> action;
    QString place;
};

// The command palette: a sheet over the window that lists actions by name with their keys, filters as one types and runs one. A
// child of the window and no popup, so that the guest behind keeps being the current one. GUI thread.
class CommandPalette final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommandPalette)
public:
    explicit CommandPalette(QWidget *window);
    void show(const QList<Command> &commands); // asks for the focus
    void leave();                              // hides and gives the focus back

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void filter(const QString &text);
    void run();
    void place();
    void step(int rows);

    FilterLine *m_line;
    QListView *m_list;
    CommandModel *m_model;
    QPointer<QWidget> m_before; // had the focus
};

} // namespace oriel
