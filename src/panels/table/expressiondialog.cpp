// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/expressiondialog.h"

#include "engines/sql/expression.h"
#include "panels/table/filteredit.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int dialogWidth = 64; // units
constexpr qsizetype longestName = 63;

} // namespace

ExpressionDialog::ExpressionDialog(const QList<Column> &columns, QWidget *parent)
    : QDialog(parent), m_expression(new FilterEdit(this)), m_name(new QLineEdit(this)), m_flaw(plainLabel({}, this))
{
    setObjectName(u"table.expressionDialog"_s);
    setWindowTitle(tr("Add a column"));
    m_expression->setObjectName(u"table.expression"_s);
    m_expression->setColumns(columns);
    m_expression->setPlaceholderText(u"payload ->> 'city'"_s);
    m_name->setObjectName(u"table.expressionName"_s);
    m_name->setPlaceholderText(tr("as the expression"));
    m_flaw->setObjectName(u"table.expressionFlaw"_s);
    m_flaw->setProperty("role", u"error"_s);
    m_flaw->setWordWrap(true);
    m_flaw->hide();
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *add = buttons->addButton(tr("Add"), QDialogButtonBox::ApplyRole);
    add->setProperty("primary", true);
    add->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(add, &QPushButton::clicked, this, &ExpressionDialog::ask);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_expression, &FilterEdit::asked, this, &ExpressionDialog::ask);
    connect(m_expression, &FilterEdit::left, this, &QDialog::reject);
    connect(m_expression, &QLineEdit::textEdited, m_flaw, &QWidget::hide);

    auto *form = new QFormLayout(this);
    form->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    form->setSpacing(unit);
    form->addRow(tr("SQL expression"), m_expression);
    form->addRow(tr("Name"), m_name);
    form->addRow(m_flaw);
    form->addRow(buttons);
    setMinimumWidth(dialogWidth * unit);
    m_expression->setFocus();
}

void ExpressionDialog::ask()
{
    const QString expression = m_expression->text().trimmed();
    if (const auto flaw = sql::flawOf(expression))
        return showFlaw(flaw->message, flaw->at);
    const QString name = m_name->text().trimmed();
    Q_EMIT chosen((name.isEmpty() ? expression : name).left(longestName), expression);
}

void ExpressionDialog::showFlaw(const QString &message, qsizetype at)
{
    m_expression->setFlaw(at < 0 ? std::nullopt : std::optional(at));
    m_flaw->setText(marked(message));
    m_flaw->show();
}

} // namespace oriel
