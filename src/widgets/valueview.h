// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace oriel {

// The viewer pane: one whole value as text (wrapped or not), formatted JSON with its exact digits, or bytea as hex. Empty: says
// what to do. Values above 4 MB show their first 4 MB and say so.
class ValueView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ValueView)
public:
    explicit ValueView(QWidget *parent = nullptr);
    void showValue(const Column &column, const Cell &cell, const QString &title);
    void showLoading(const QString &title);
    void showEmpty();

private:
    QLabel *m_title;
    QPlainTextEdit *m_text;
    QToolButton *m_wrap, *m_copy;
    QByteArray m_value; // as the server sent it: what Copy copies
};

} // namespace oriel
