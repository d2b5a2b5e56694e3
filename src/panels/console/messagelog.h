// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace oriel {

// What the server said besides rows: command tags, notices, errors, each with its time; the newest at the end, at most 10,000
// lines. Plain text. GUI thread.
class MessageLog final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageLog)
public:
    explicit MessageLog(QWidget *parent = nullptr);
    void add(const QString &text);       // further lines of one message are indented below its time
    void setFooter(const QString &text); // the last statement's tag and time
    void clear();
    void copy();
    void selectAll();
    bool hasSelection() const;
    QString text();

private:
    void flush();

    QPlainTextEdit *m_view;
    QLabel *m_footer;
    QStringList m_waiting; // a statement may raise 100,000 notices: they reach the view ten times a second
    QTimer m_timer;
};

} // namespace oriel
