// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>
#include <QStyledItemDelegate>

class QListView;

namespace oriel {

class FilterLine;

// A sheet over the window with a line and the list it finds in: arrows and pages move in the list while the line keeps the focus,
// Esc or a click elsewhere leaves. A child of the window and no popup, so that the guest behind keeps being the current one. GUI
// thread.
class PickSheet : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PickSheet)
public:
    void leave(); // hides and gives the focus back

protected:
    PickSheet(const QString &name, const QString &placeholder, QWidget *window); // name: of the widgets, NAME.line, NAME.list
    void open(const QString &text);                                              // asks for the focus
    void fit();                                                                  // to the rows of the list
    virtual void find(const QString &text) = 0;                                  // at once: Return may follow the last letter
    virtual void pick(Qt::KeyboardModifiers modifiers) = 0;                      // Return or a click
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    FilterLine *line() const { return m_line; }
    QListView *list() const { return m_list; }

private:
    void step(int rows);

    FilterLine *m_line;
    QListView *m_list;
    QPointer<QWidget> m_before; // had the focus
};

// Roles of a sheet's model beside its name. MatchRole: QList<int> into the display text.
enum PickRole { PlaceRole = Qt::UserRole, KeyRole, MatchRole };

// Name (matched letters in the accent colour and bold), place, key at the right.
class PickDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace oriel
