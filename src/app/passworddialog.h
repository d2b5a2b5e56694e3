// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;

namespace oriel {

// Asks for a connection's password: why, who receives it, and whether to keep it. Opened with open(); answers exactly once.
class PasswordDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PasswordDialog)
public:
    PasswordDialog(const QString &who, const QString &reason, bool canKeep, QWidget *parent);

Q_SIGNALS:
    void answered(const oriel::Secret &secret, bool isKept); // empty: given up

private:
    QLineEdit *m_field;
    QCheckBox *m_keep;
};

} // namespace oriel
