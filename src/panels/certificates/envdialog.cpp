// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/envdialog.h"

#include "base/text.h"
#include "panels/certificates/spantext.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QStringList linesOf(const QByteArray &text) { return QString::fromUtf8(text).split(u'\n'); }

// The lines that differ: all between the first and the last difference.
QList<TextSpan> difference(const EnvChange &change)
{
    const QStringList before = linesOf(change.before), after = linesOf(change.after);
    qsizetype head = 0, tail = 0;
    const qsizetype shorter = std::min(before.size(), after.size());
    while (head < shorter && before[head] == after[head])
        ++head;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    QList<TextSpan> spans;
    const auto add = [&](const QStringList &lines, const QString &sign, const QString &role) {
        for (qsizetype i = head; i < lines.size() - tail; ++i)
            spans << TextSpan{(spans.isEmpty() ? QString() : u"\n"_s) + sign + redacted(lines[i]), role, false, true};
    };
    add(before, u"− "_s, u"removed"_s);
    add(after, u"+ "_s, u"added"_s);
    return spans;
}

// With the corrected parameters' password, else the one in the file.
Result<EnvChange> planned(const QString &path, const QString &name, pg::ConnInfo corrected)
{
    auto plan = planEnvChange(path, name, corrected.toUrl(pg::ConnInfo::Show::WithPassword));
    if (!plan || !corrected.password().isEmpty())
        return plan;
    const auto old = pg::ConnInfo::read(plan->oldValue);
    if (!old || old->info.password().isEmpty())
        return plan;
    corrected.setPassword(old->info.password());
    return planEnvChange(path, name, corrected.toUrl(pg::ConnInfo::Show::WithPassword));
}

} // namespace

EnvDialog::EnvDialog(const QString &path, const pg::ConnInfo &corrected, QWidget *parent)
    : QDialog(parent),
      m_path(path),
      m_corrected(corrected),
      m_name(new QLineEdit(u"DATABASE_URL"_s, this)),
      m_difference(new SpanText(this))
{
    setObjectName(u"certificate.envDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Change .env"));
    m_name->setObjectName(u"certificate.envName"_s);
    m_name->setFont(Theme::dataFont());
    m_difference->setObjectName(u"certificate.envDifference"_s);
    auto *file = plainLabel(path, this);
    file->setFont(Theme::dataFont());
    file->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = buttons->addButton(tr("Write this line"), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(u"certificate.envApply"_s);
    m_apply->setProperty("primary", true);
    m_apply->setEnabled(false);
    auto *form = new QFormLayout;
    form->setSpacing(unit);
    form->addRow(tr("File"), file);
    form->addRow(tr("&Variable"), m_name);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    whole->setSpacing(2 * unit);
    whole->addLayout(form);
    whole->addWidget(m_difference);
    whole->addStretch(1);
    whole->addWidget(buttons);
    resize(90 * unit, 32 * unit);
    connect(m_name, &QLineEdit::textChanged, this, [this] { plan(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { write(); });
    plan();
}

void EnvDialog::plan()
{
    m_change.reset();
    m_apply->setEnabled(false);
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [path = m_path, name = m_name->text().trimmed(), corrected = m_corrected](std::stop_token) {
            return planned(path, name, corrected);
        },
        [this](const Result<EnvChange> &change) { showPlan(change); });
}

void EnvDialog::showPlan(const Result<EnvChange> &plan)
{
    if (!plan) {
        m_difference->setSpans({TextSpan{plan.error().message, u"error"_s}});
        return;
    }
    if (plan->before == plan->after) {
        m_difference->setSpans({TextSpan{tr("The file says so already."), u"muted"_s}});
        return;
    }
    m_change = *plan;
    QList<TextSpan> spans{
        {plan->line > 0 ? tr("Line %1 of the file, nothing else:\n").arg(plan->line) : tr("A new line at the end of the file:\n"),
         u"muted"_s}};
    m_difference->setSpans(spans + difference(*plan));
    m_apply->setEnabled(true);
    m_apply->setFocus();
}

void EnvDialog::write()
{
    if (!m_change)
        return;
    m_apply->setEnabled(false);
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [change = *m_change](std::stop_token) { return apply(change); },
        [this](const Result<> &written) {
            if (!written) {
                m_difference->setSpans({TextSpan{written.error().message, u"error"_s}});
                return;
            }
            Q_EMIT applied(*m_change);
            accept();
        });
}

} // namespace oriel
