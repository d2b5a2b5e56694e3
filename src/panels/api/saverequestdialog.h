// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;

namespace oriel {

// How a request is called and in which folder of the library it lies. GUI thread.
class SaveRequestDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SaveRequestDialog)
public:
    SaveRequestDialog(const QStringList &folders, const QString &folder, const QString &name, QWidget *parent);
    QString name() const;
    QString folder() const; // "Users/Invites", may be a new one

private:
    QLineEdit *m_name;
    QComboBox *m_folder;
};

} // namespace oriel
