// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QStringList>

#include <functional>

class QBoxLayout;
class QPushButton;
class QTreeWidget;

namespace oriel {

class FilterLine;
class NoticeBar;

// A list one picks from, filtered as one types, with what can be done to the chosen row as buttons. It stays open: the list shows
// what came of it. GUI thread.
class PickList : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PickList)
public:
    struct Row
    {
        QStringList columns; // text from outside
        QByteArray id;       // stable: the chosen row stays chosen
        bool isStrong = false;
    };
    // name: of the dialog and, before a dot, of its parts: "branches.list"
    PickList(const QString &name, const QString &title, const QStringList &columns, QWidget *parent);
    void setRows(const QList<Row> &rows, const QString &empty); // empty: said where there is none
    QByteArray chosen() const;                                  // id; empty: none
    QString filter() const;
    NoticeBar *notice() const { return m_notice; }
    void setBusy(bool isBusy); // its buttons wait

Q_SIGNALS:
    void chosenChanged();
    void activated(); // Return or double click
    void filterChanged(const QString &text);

protected:
    QPushButton *addButton(const QString &name, const QString &text, std::function<void()> clicked, bool isApart = false);
    QTreeWidget *list() const { return m_list; }

private:
    void show(const QString &filter);

    FilterLine *m_filter;
    NoticeBar *m_notice;
    QTreeWidget *m_list;
    QWidget *m_side;
    QBoxLayout *m_buttons, *m_apart;
    QString m_empty;
};

} // namespace oriel
