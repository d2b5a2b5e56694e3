// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/passworddialog.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace oriel {

PasswordDialog::PasswordDialog(const QString &who, const QString &reason, bool canKeep, QWidget *parent)
    : QDialog(parent), m_field(new QLineEdit(this)), m_keep(new QCheckBox(tr("Keep it in the desktop's keychain"), this))
{
    setObjectName(QStringLiteral("password"));
    setWindowTitle(tr("Password"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_field->setObjectName(QStringLiteral("password.field"));
    m_field->setEchoMode(QLineEdit::Password);
    m_keep->setObjectName(QStringLiteral("password.keep"));
    m_keep->setVisible(canKeep);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *connectButton = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    connectButton->setObjectName(QStringLiteral("password.connect"));
    connectButton->setProperty("primary", true);
    connectButton->setEnabled(false);
    connect(m_field, &QLineEdit::textChanged, connectButton,
            [connectButton](const QString &text) { connectButton->setEnabled(!text.isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, [this](int result) {
        Q_EMIT answered(result == Accepted ? Secret(m_field->text().toUtf8()) : Secret(), m_keep->isChecked());
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    layout->setSpacing(unit);
    auto *to = plainLabel(tr("Password of %1").arg(who), this);
    QFont bold = to->font();
    bold.setBold(true);
    to->setFont(bold);
    auto *why = plainLabel(reason, this);
    why->setObjectName(QStringLiteral("password.why"));
    why->setWordWrap(true);
    why->setMinimumWidth(52 * unit);
    layout->addWidget(to);
    layout->addWidget(why);
    layout->addWidget(m_field);
    layout->addWidget(m_keep);
    layout->addSpacing(unit);
    layout->addWidget(buttons);
    m_field->setFocus();
}

} // namespace oriel
