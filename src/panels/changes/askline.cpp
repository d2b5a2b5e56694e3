// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/askline.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

AskLine::AskLine(const QString &title, const QString &label, const QString &text, const QString &button, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"ask"_s);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(unit * 52);
    m_line = new QLineEdit(text, this);
    m_line->setObjectName(u"ask.line"_s);
    m_line->setAccessibleName(label);
    m_wrong = plainLabel({}, this);
    m_wrong->setObjectName(u"ask.wrong"_s);
    m_wrong->setWordWrap(true);
    m_option = new QCheckBox(this);
    m_option->setObjectName(u"ask.option"_s);
    m_option->hide();
    auto *box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_yes = box->addButton(button, QDialogButtonBox::AcceptRole);
    m_yes->setObjectName(u"ask.yes"_s);
    m_yes->setProperty("primary", true);
    m_yes->setDefault(true);
    auto *rows = new QVBoxLayout(this);
    rows->setSpacing(unit);
    rows->addWidget(plainLabel(label, this));
    rows->addWidget(m_line);
    rows->addWidget(m_wrong);
    rows->addWidget(m_option);
    rows->addWidget(box);
    connect(m_line, &QLineEdit::textChanged, this, &AskLine::check);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(box, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT answered(m_line->text());
        accept();
    });
    m_line->selectAll();
}

void AskLine::setCheck(std::function<QString(const QString &)> wrong)
{
    m_check = std::move(wrong);
    check();
}

void AskLine::addOption(const QString &text)
{
    m_option->setText(text);
    m_option->show();
}

bool AskLine::isOptionOn() const { return m_option->isChecked(); }

QString AskLine::text() const { return m_line->text(); }

void AskLine::check()
{
    const QString wrong = m_check ? m_check(m_line->text()) : QString();
    m_wrong->setText(m_line->text().isEmpty() ? QString() : marked(wrong));
    m_yes->setEnabled(wrong.isEmpty());
}

} // namespace oriel
