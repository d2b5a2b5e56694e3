// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/variablesdialog.h"

#include "jobs/shellsetup.h"
#include "panels/terminal/envvariablesview.h"
#include "ui_variablesdialog.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHeaderView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

QString variableFlaw(const QString &name)
{
    if (!isVariableName(name))
        return VariablesDialog::tr("A name has letters, digits and _ only, and does not begin with a digit.");
    if (name.startsWith("ORIEL_"_L1) || name == "TERM"_L1 || name == "PWD"_L1 || name == "SHELL"_L1)
        return VariablesDialog::tr("%1 is set by the terminal itself. Take another name.").arg(name);
    return {};
}

QString variableWarning(const QString &name)
{
    static const QStringList loads{u"PYTHONSTARTUP"_s, u"PYTHONPATH"_s,       u"PYTHONHOME"_s, u"NODE_OPTIONS"_s,
                                   u"NODE_PATH"_s,     u"PERL5OPT"_s,         u"PERL5LIB"_s,   u"RUBYOPT"_s,
                                   u"RUBYLIB"_s,       u"JAVA_TOOL_OPTIONS"_s};
    static const QStringList runs{u"BASH_ENV"_s,        u"ENV"_s,        u"PROMPT_COMMAND"_s, u"PS4"_s,    u"ZDOTDIR"_s,
                                  u"GIT_SSH_COMMAND"_s, u"GIT_EDITOR"_s, u"PAGER"_s,          u"EDITOR"_s, u"VISUAL"_s};
    static const QStringList reads{u"HOME"_s,           u"IFS"_s, u"SHELLOPTS"_s, u"BASHOPTS"_s, u"XDG_CONFIG_HOME"_s,
                                   u"XDG_RUNTIME_DIR"_s};
    if (name == "PATH"_L1)
        return VariablesDialog::tr("⚠ PATH as a whole is replaced: programs outside of it are not found any more.");
    if (name.startsWith("LD_"_L1) || loads.contains(name))
        return VariablesDialog::tr("⚠ %1 has programs load code that it names, every time one starts in these terminals.")
            .arg(name);
    if (runs.contains(name))
        return VariablesDialog::tr("⚠ %1 names what shells or programs run by themselves.").arg(name);
    if (reads.contains(name))
        return VariablesDialog::tr("⚠ %1 changes how shells and programs read commands and their own files.").arg(name);
    return {};
}

VariablesDialog::VariablesDialog(const QString &folder, const QList<ProjectVariable> &variables, const ProjectEnv *env,
                                 QWidget *parent)
    : QDialog(parent),
      m_ui(std::make_unique<Ui::VariablesDialog>()),
      m_files(new EnvVariablesView(env, this)),
      m_variables(variables)
{
    m_ui->setupUi(this);
    for (QWidget *widget : findChildren<QWidget *>())
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_"_L1) && !m_files->isAncestorOf(widget))
            widget->setObjectName(u"variables."_s + widget->objectName());
    setObjectName(u"variables"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->filesWhole->addWidget(m_files);
    connect(m_files, &EnvVariablesView::lineAsked, this, &VariablesDialog::lineAsked);
    m_ui->about->setText(marked(tr("Terminals of %1 have these, beside what they inherit. They are kept by Oriel; no file of the "
                                   "folder is written. An exported .env comes after them.")
                                    .arg(folder)));
    m_ui->list->setColumnCount(2);
    m_ui->list->setHeaderLabels({tr("Name"), tr("Value")});
    m_ui->list->setProperty("roomy", true);
    m_ui->list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_ui->says->setMinimumHeight(2 * m_ui->says->fontMetrics().lineSpacing());
    m_ui->ok->setProperty("primary", true);
    m_ui->value->setFont(Theme::dataFont());
    m_ui->name->setFont(Theme::dataFont());
    connectFields();
    fill({});
    showChosen();
    m_ui->name->setFocus();
}

VariablesDialog::~VariablesDialog() = default;

void VariablesDialog::connectFields()
{
    connect(m_ui->list, &QTreeWidget::itemSelectionChanged, this, &VariablesDialog::showChosen);
    connect(m_ui->name, &QLineEdit::textChanged, this, &VariablesDialog::judge);
    connect(m_ui->value, &QLineEdit::textChanged, this, &VariablesDialog::judge);
    connect(m_ui->secret, &QCheckBox::clicked, this, [this](bool isSecret) {
        if (const int row = rowOf(typedName()); !isSecret && row >= 0 && m_variables.at(row).isSecret)
            m_ui->value->clear(); // it is never shown: typed again, or it stays a secret
        showSecret(isSecret);
    });
    for (QLineEdit *line : {m_ui->name, m_ui->value})
        connect(line, &QLineEdit::returnPressed, m_ui->set, &QPushButton::click);
    connect(m_ui->set, &QPushButton::clicked, this, &VariablesDialog::set);
    connect(m_ui->remove, &QPushButton::clicked, this, [this] {
        m_variables.removeAt(rowOf(typedName()));
        fill({});
        showChosen();
    });
    connect(m_ui->ok, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_variables);
        accept();
    });
    connect(m_ui->cancel, &QPushButton::clicked, this, &QDialog::reject);
}

QString VariablesDialog::typedName() const { return m_ui->name->text().trimmed(); }

int VariablesDialog::rowOf(const QString &name) const
{
    const auto at = std::ranges::find(m_variables, name, &ProjectVariable::name);
    return at == m_variables.end() ? -1 : int(at - m_variables.begin());
}

void VariablesDialog::fill(const QString &current)
{
    QStringList names;
    for (const ProjectVariable &each : m_variables)
        names << each.name;
    m_files->setOwn(names);
    const QSignalBlocker quiet(m_ui->list);
    m_ui->list->clear();
    for (const ProjectVariable &each : m_variables) {
        auto *item = new QTreeWidgetItem(
            m_ui->list, {each.name, each.isSecret ? tr("••••••  secret") : marked(QString::fromUtf8(each.value).left(200))});
        item->setFont(0, Theme::dataFont());
        if (!each.isSecret)
            item->setFont(1, Theme::dataFont());
        item->setSelected(each.name == current);
    }
}

void VariablesDialog::showChosen()
{
    const auto items = m_ui->list->selectedItems();
    const int row = items.isEmpty() ? -1 : rowOf(items.constFirst()->text(0));
    const ProjectVariable shown = row < 0 ? ProjectVariable() : m_variables.at(row);
    m_ui->name->setText(shown.name);
    m_ui->secret->setChecked(shown.isSecret);
    showSecret(shown.isSecret);
    m_ui->value->setText(shown.isSecret ? QString() : QString::fromUtf8(shown.value));
    judge();
}

void VariablesDialog::showSecret(bool isSecret)
{
    m_ui->value->setEchoMode(isSecret ? QLineEdit::Password : QLineEdit::Normal);
    const int row = rowOf(typedName());
    m_ui->value->setPlaceholderText(isSecret && row >= 0 && m_variables.at(row).isSecret ? tr("unchanged") : QString());
    judge();
}

void VariablesDialog::judge()
{
    const QString name = typedName(), flaw = name.isEmpty() ? QString() : variableFlaw(name);
    const int row = rowOf(name);
    m_ui->says->setText(marked(flaw.isEmpty() ? variableWarning(name) : flaw));
    setLook(m_ui->says, "role", flaw.isEmpty() ? u"warning"_s : u"error"_s);
    setLook(m_ui->name, "invalid", !flaw.isEmpty());
    m_ui->set->setText(row < 0 ? tr("Add") : tr("Change"));
    m_ui->set->setEnabled(!name.isEmpty() && flaw.isEmpty());
    m_ui->remove->setEnabled(row >= 0);
}

void VariablesDialog::set()
{
    if (!m_ui->set->isEnabled())
        return;
    ProjectVariable wanted{typedName(), m_ui->value->text().toUtf8(), m_ui->secret->isChecked()};
    const int row = rowOf(wanted.name);
    if (row < 0)
        m_variables.append(wanted);
    else if (const bool isKept = wanted.isSecret && m_variables.at(row).isSecret && wanted.value.isEmpty(); !isKept)
        m_variables[row] = wanted;
    fill({});
    showChosen(); // ready for the next one
    m_ui->name->setFocus();
}

} // namespace oriel
