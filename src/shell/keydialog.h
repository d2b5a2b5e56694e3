// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/keymap.h"

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace oriel {

// Every action with its key, filtered by typing; in Edit mode a key can be changed, and what else has it is said before. Opened
// with open(). GUI thread.
class KeyDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(KeyDialog)
public:
    enum class Mode { Edit, Read };
    KeyDialog(Keymap *keymap, Mode mode, QWidget *parent); // the keymap outlives it

private:
    QWidget *makeEditor();
    void fill();
    void filter(const QString &text);
    void showChosen();
    void warn();
    QString chosenName() const;

    Keymap *m_keymap;
    QTreeWidget *m_tree;
    QKeySequenceEdit *m_key = nullptr;
    QLabel *m_warning = nullptr;
    QPushButton *m_set = nullptr, *m_none = nullptr, *m_reset = nullptr;
};

} // namespace oriel
