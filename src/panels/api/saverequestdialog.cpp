// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/saverequestdialog.h"

#include "widgets/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

SaveRequestDialog::SaveRequestDialog(const QStringList &folders, const QString &folder, const QString &name, QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit(name, this)), m_folder(new QComboBox(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"saveRequest"_s);
    setWindowTitle(tr("Save the request"));
    m_name->setObjectName(u"saveRequest.name"_s);
    m_name->selectAll();
    m_folder->setObjectName(u"saveRequest.folder"_s);
    m_folder->setEditable(true);
    m_folder->addItems(folders);
    m_folder->setCurrentText(folder);
    m_folder->lineEdit()->setPlaceholderText(tr("none; Users/Invites is a folder in a folder"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    auto *rows = new QFormLayout(this);
    rows->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    rows->setSpacing(unit);
    rows->addRow(tr("Name"), m_name);
    rows->addRow(tr("Folder"), m_folder);
    rows->addRow(buttons);
    setMinimumWidth(50 * unit);
    const auto check = [this, buttons] { buttons->button(QDialogButtonBox::Save)->setEnabled(!this->name().isEmpty()); };
    connect(m_name, &QLineEdit::textChanged, this, check);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
}

QString SaveRequestDialog::name() const { return m_name->text().trimmed(); }

QString SaveRequestDialog::folder() const { return m_folder->currentText().trimmed(); }

} // namespace oriel
