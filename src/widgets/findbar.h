// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/gridfind.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace oriel {

// The line below a grid that finds in its rows: Return or F3 next, with Shift back, Esc closes. Matches are marked and counted
// while it is open. It goes before its grid. GUI thread.
class FindBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FindBar)
public:
    explicit FindBar(Grid *grid, QWidget *parent = nullptr);
    void open();
    void close(); // the grid has the focus again
    void step(bool isForward);
    void setMore(bool isMore);            // there are more rows than the grid holds: counts end in +
    void setServerSearch(bool isOffered); // a button for its owner
    const GridFind &find() const { return m_find; }

Q_SIGNALS:
    void serverSearchAsked(const QString &text); // that button; not for a regular expression

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QToolButton *addButton(const QString &name, const QString &icon, const QString &text);
    void addOption(QToolButton *button, const QString &sign);
    void apply();
    void showState();
    QString stateText() const;

    GridFind m_find;
    Grid *m_grid;
    QLineEdit *m_text;
    QToolButton *m_case, *m_expression, *m_previous, *m_next, *m_stop, *m_close;
    QLabel *m_state;
    QPushButton *m_server;
    QString m_wrong; // what is wrong in the expression
    QTimer m_typed;
    bool m_isMore = false, m_isOffered = false;
};

} // namespace oriel
