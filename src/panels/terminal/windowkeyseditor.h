// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QKeySequenceEdit;
class QLabel;
class QListWidget;
class QPushButton;

namespace oriel {

// The keys that stay with the window while a terminal has the focus (TerminalSettings::windowKeys). GUI thread.
class WindowKeysEditor final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowKeysEditor)
public:
    explicit WindowKeysEditor(QWidget *parent = nullptr);
    void setKeys(const QStringList &keys);
    QStringList keys() const;

private:
    void append(const QString &pattern);
    QString wanted() const; // what Add would add; empty: nothing
    void showWanted();

    QListWidget *m_list;
    QKeySequenceEdit *m_key;
    QComboBox *m_kind;
    QPushButton *m_add, *m_remove;
    QLabel *m_says;
};

} // namespace oriel
