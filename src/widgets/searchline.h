// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace oriel {

// A line that searches in what stands beside it: Return or F3 on, with Shift back, Esc closes; a count of what was found. Its
// owner does the search. GUI thread.
class SearchLine : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchLine)
public:
    SearchLine(const QString &name, const QString &placeholder, QWidget *parent = nullptr);
    void open(const QString &text = {}); // with that text where there is one
    QString text() const;
    // current counts from 1; 0: none is chosen. isMore: the search stopped there.
    void setCount(qsizetype current, qsizetype total, bool isMore = false);

Q_SIGNALS:
    void changed(const QString &text);
    void stepped(bool isForward);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void close();
    QToolButton *addOption(const QString &name, const QString &sign, const QString &text); // a check button before the count
    QHBoxLayout *addRow();                                                                 // below
    QLineEdit *line() const { return m_text; }
    void setMessage(const QString &text, bool isError); // instead of the count

private:
    QHBoxLayout *m_row;
    QLineEdit *m_text;
    QLabel *m_count;
};

} // namespace oriel
