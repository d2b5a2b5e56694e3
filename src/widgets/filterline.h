// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QTimer;

namespace oriel {

// A line that filters a list as one types: search sign, clear button, Down and Return go to the list (moved()), Esc clears.
class FilterLine final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterLine)
public:
    explicit FilterLine(const QString &placeholder, QWidget *parent = nullptr);

Q_SIGNALS:
    void filterChanged(const QString &text); // 120 ms after the last key, at once when the focus goes
    void moved();                            // Down or Return: focus goes to the list

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void flush();
    void flushTyped();
    QTimer *m_timer;
};

} // namespace oriel
