// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/gotorow.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int dialogWidth = 40; // units

}

GoToRow::GoToRow(const QStringList &columns, const QStringList &now, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"table.goToRow"_s);
    setWindowTitle(tr("Go to row"));
    auto *form = new QFormLayout(this);
    form->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    form->setSpacing(unit);
    for (int i = 0; i < columns.size(); ++i) {
        auto *value = new QLineEdit(now.value(i), this);
        value->setObjectName(u"table.key%1"_s.arg(i));
        value->setFont(Theme::dataFont());
        QLabel *name = plainLabel(withMarks(columns[i].left(63)), this);
        name->setBuddy(value);
        form->addRow(name, value);
        m_values << value;
    }
    QLabel *hint = plainLabel(tr("The first row at this key or behind it; columns left empty at the end do not count."), this);
    hint->setProperty("muted", true);
    hint->setWordWrap(true);
    form->addRow(hint);
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *go = buttons->addButton(tr("Go"), QDialogButtonBox::AcceptRole);
    go->setProperty("primary", true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &GoToRow::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
    setMinimumWidth(dialogWidth * unit);
    m_values.first()->selectAll();
    m_values.first()->setFocus();
}

void GoToRow::choose()
{
    QStringList values;
    for (const QLineEdit *value : std::as_const(m_values))
        values << value->text();
    while (values.size() > 1 && values.last().isEmpty())
        values.removeLast();
    Q_EMIT chosen(values);
    accept();
}

} // namespace oriel
