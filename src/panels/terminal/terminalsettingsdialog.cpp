// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalsettingsdialog.h"

#include "jobs/shellsetup.h"
#include "ui_terminalsettingsdialog.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace oriel {

TerminalSettingsDialog::TerminalSettingsDialog(const TerminalSettings &settings, const TerminalColors &colors, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::TerminalSettingsDialog>()), m_settings(settings)
{
    m_ui->setupUi(this);
    for (QWidget *widget : findChildren<QWidget *>())
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_"_L1) &&
            !widget->objectName().startsWith("terminalSettings."_L1))
            widget->setObjectName(u"terminalSettings."_s + widget->objectName());
    setObjectName(u"terminalSettings"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->ok->setProperty("primary", true);
    fill();
    show(settings, colors);
    m_ui->shell->setFocus();
}

TerminalSettingsDialog::~TerminalSettingsDialog() = default;

void TerminalSettingsDialog::fill()
{
    m_ui->askLines->addItems({tr("asks each time"), tr("asks where each line would run at once"), tr("never asks")});
    m_ui->clipboard->addItems({tr("ask each time"), tr("may"), tr("may not")});
    m_ui->shell->lineEdit()->setPlaceholderText(tr("your own: %1").arg(userShell()));
    m_ui->historyLines->setGroupSeparatorShown(true);
    m_ui->flaw->hide();
    m_shells = inBackground(
        this, QThreadPool::globalInstance(), [](std::stop_token) { return loginShells(); },
        [this](const QStringList &shells) {
            const QString typed = m_ui->shell->currentText();
            m_ui->shell->addItems(shells);
            m_ui->shell->setCurrentText(typed);
        });
    connect(m_ui->shell, &QComboBox::editTextChanged, m_ui->flaw, &QWidget::hide);
    connect(m_ui->reset, &QPushButton::clicked, this, [this] { show({}, {}); });
    connect(m_ui->ok, &QPushButton::clicked, this, &TerminalSettingsDialog::check);
    connect(m_ui->cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void TerminalSettingsDialog::show(const TerminalSettings &settings, const TerminalColors &colors)
{
    m_ui->shell->setCurrentText(settings.shell);
    m_ui->fontSize->setValue(settings.fontSize);
    m_ui->historyLines->setValue(settings.historyLines);
    m_ui->wordCharacters->setText(settings.wordCharacters);
    m_ui->askLines->setCurrentIndex(int(settings.askLines));
    m_ui->clipboard->setCurrentIndex(int(settings.clipboard));
    m_ui->noticedAfter->setValue(settings.noticedAfter);
    m_ui->isBellSeen->setChecked(settings.isBellSeen);
    m_ui->copiesSelection->setChecked(settings.copiesSelection);
    m_ui->keys->setKeys(settings.windowKeys);
    m_ui->colours->setColors(colors);
}

TerminalSettings TerminalSettingsDialog::settings() const
{
    TerminalSettings settings = m_settings;
    settings.shell = m_ui->shell->currentText().trimmed();
    settings.fontSize = m_ui->fontSize->value();
    settings.historyLines = m_ui->historyLines->value();
    settings.wordCharacters = m_ui->wordCharacters->text();
    settings.askLines = TerminalSettings::Ask(m_ui->askLines->currentIndex());
    settings.clipboard = TerminalSettings::Clipboard(m_ui->clipboard->currentIndex());
    settings.noticedAfter = m_ui->noticedAfter->value();
    settings.isBellSeen = m_ui->isBellSeen->isChecked();
    settings.copiesSelection = m_ui->copiesSelection->isChecked();
    settings.windowKeys = m_ui->keys->keys();
    return settings;
}

void TerminalSettingsDialog::check()
{
    const TerminalSettings wanted = settings();
    m_checking = inBackground(
        this, QThreadPool::globalInstance(), [shell = wanted.shell](std::stop_token) { return shellFlaw(shell); },
        [this, wanted](const QString &flaw) {
            if (flaw.isEmpty()) {
                Q_EMIT chosen(wanted, m_ui->colours->colors());
                return accept();
            }
            m_ui->pages->setCurrentWidget(m_ui->general);
            m_ui->flaw->setText(marked(flaw));
            setLook(m_ui->flaw, "role", u"error"_s);
            m_ui->flaw->show();
            m_ui->shell->setFocus();
        });
}

} // namespace oriel
