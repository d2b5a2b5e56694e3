// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace oriel {

class FilterLine;
class PaneBar;
class RecordLook;
class RecordModel;

// One row as a list of fields: name, key mark, type and value; filtered by typing over names and values. Its owner knows the
// rows: it is asked for the next one, a field's whole value and copies by signal. GUI thread.
class RecordView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecordView)
public:
    explicit RecordView(QWidget *parent = nullptr);
    void showRecord(const QList<Column> &columns, const QList<Cell> &cells, const QString &title); // the current field stays
    void showLoading(const QString &title);
    void showEmpty();
    void setSteps(bool hasPrevious, bool hasNext); // whether there are such rows
    int currentField() const;                      // −1: none
    void setCurrentField(int column);

Q_SIGNALS:
    void nextAsked(); // Alt+Page Down while the focus is inside, or the button
    void previousAsked();
    void fieldOpened(int column);         // Return, double click
    void currentFieldChanged(int column); // by the user
    void copyFieldAsked(int column);      // Ctrl+C
    void copyRowAsked();                  // as JSON: Ctrl+Shift+C, the button
    void closeAsked();

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeBar();
    void makeFields();
    void sayInstead(const QString &title, const QString &words);
    void applyFilter();
    void fitNames();
    void makeCurrent(int column);
    void showFacts();
    void showMenu(const QPoint &at);
    bool handles(const QKeyEvent *event, bool isPress);

    PaneBar *m_bar;
    QToolButton *m_previous = nullptr, *m_next = nullptr, *m_onlyFilled = nullptr, *m_copyRow = nullptr;
    FilterLine *m_filter;
    QStackedWidget *m_pages;
    QTreeView *m_fields;
    QLabel *m_words;
    RecordModel *m_model;
    RecordLook *m_look;
    QList<Column> m_columns;         // whose names are fitted
    int m_current = 0, m_scroll = 0; // field and place, kept from row to row
    bool m_isOurs = false;           // the current field changes, but not by the user
};

} // namespace oriel
