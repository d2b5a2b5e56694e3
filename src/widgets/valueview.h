// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/rows.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QSyntaxHighlighter;
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

Q_SIGNALS:
    void closeAsked(); // the close button or Esc; hiding the pane is its owner's

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void present(const QString &title, const QString &facts, const QString &placeholder);
    void setText(const QString &text, bool isColoured);
    void fill();

    QLabel *m_title, *m_facts;
    QPlainTextEdit *m_text;
    QSyntaxHighlighter *m_colours = nullptr;
    QToolButton *m_wrap, *m_copy, *m_close;
    QByteArray m_value; // as the server sent it: what Copy copies
    QString m_rest;     // what is still to be shown of it, from m_restAt on
    qsizetype m_restAt = 0;
    QTimer m_fill;
    Job m_reading;
};

} // namespace oriel
