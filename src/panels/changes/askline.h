// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace oriel {

// Asks for one line; what is wrong with it is said while it is typed. GUI thread.
class AskLine final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AskLine)
public:
    AskLine(const QString &title, const QString &label, const QString &text, const QString &button, QWidget *parent);
    void setCheck(std::function<QString(const QString &text)> wrong); // what is wrong; empty: it will do
    void addOption(const QString &text);
    bool isOptionOn() const;
    QString text() const;

Q_SIGNALS:
    void answered(const QString &text);

private:
    void check();

    QLineEdit *m_line;
    QLabel *m_wrong;
    QCheckBox *m_option;
    QPushButton *m_yes;
    std::function<QString(const QString &)> m_check;
};

} // namespace oriel
