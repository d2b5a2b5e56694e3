// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/envdialog.h"

#include "base/text.h"
#include "engines/pg/forms.h"
#include "panels/certificates/spantext.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QThreadPool>
#include <QUrl>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

QStringList linesOf(const QByteArray &text) { return QString::fromUtf8(text).split(u'\n'); }

// The lines that differ: all between the first and the last difference; of a single one, what differs in it is bold.
QList<TextSpan> difference(const EnvChange &change)
{
    const auto shared = [](const auto &one, const auto &other) { // at the begin, and behind that at the end
        const auto shorter = std::min(one.size(), other.size());
        auto head = 0 * shorter, tail = head;
        while (head < shorter && one[head] == other[head])
            ++head;
        while (tail < shorter - head && one[one.size() - 1 - tail] == other[other.size() - 1 - tail])
            ++tail;
        return std::pair(head, tail);
    };
    const QStringList before = linesOf(change.before), after = linesOf(change.after);
    const auto [head, tail] = shared(before, after);
    const QString removed = redacted(before.mid(head, before.size() - tail - head).join(u"\n− "_s)),
                  added = redacted(after.mid(head, after.size() - tail - head).join(u"\n+ "_s));
    const auto [same, rest] = shared(removed, added);
    QList<TextSpan> spans;
    const auto add = [&](const QString &text, const QString &sign, const QString &role) {
        if (text.isEmpty())
            return;
        spans << TextSpan{(spans.isEmpty() ? QString() : u"\n"_s) + sign + text.first(same), role, false, true};
        spans << TextSpan{text.sliced(same).chopped(rest), role, true, true};
        spans << TextSpan{text.last(rest), role, false, true};
    };
    add(removed, u"− "_s, u"removed"_s);
    add(added, u"+ "_s, u"added"_s);
    return spans;
}

// The corrected parameters as the application reads them: with the scheme that stands there (SQLAlchemy's names its driver) and
// the parameters that are none of libpq's.
QString inTheWordsOf(const QString &old, const pg::ConnInfo &corrected)
{
    using Show = pg::ConnInfo::Show;
    static const QRegularExpression scheme(u"^[a-z0-9+]+(?=://)"_s);
    const auto reading = pg::ConnInfo::read(old);
    if (old.startsWith("jdbc:"_L1))
        return pg::write(corrected, u"jdbc"_s, Show::WithPassword).text;
    const auto written = scheme.match(old);
    if (!written.hasMatch())
        return reading ? corrected.toKeywords(Show::WithPassword) : corrected.toUrl(Show::WithPassword);
    QString url = corrected.toUrl(Show::WithPassword);
    url.replace(0, scheme.match(url).capturedLength(), written.captured());
    for (const auto &[keyword, value] : reading ? reading->unknown : QList<QPair<QString, QString>>())
        url += (url.contains(u'?') ? u'&' : u'?') + keyword + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value, "/"));
    return url;
}

QString driverOf(const QString &url) // "asyncpg" of SQLAlchemy's postgresql+asyncpg://
{
    static const QRegularExpression scheme(u"^[a-z0-9]+\\+([a-z0-9]+)://"_s);
    return scheme.match(url).captured(1);
}

// With the corrected parameters' password, else the one in the file.
Result<EnvChange> planned(const QString &path, const QString &name, pg::ConnInfo corrected)
{
    const auto plan = planEnvChange(path, name, corrected.toUrl());
    if (!plan)
        return plan;
    const auto old = pg::ConnInfo::read(plan->oldValue);
    if (old && corrected.password().isEmpty())
        corrected.setPassword(old->info.password());
    return planEnvChange(path, name, inTheWordsOf(plan->oldValue, corrected));
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
    m_apply->setDefault(true);
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

void EnvDialog::plan(const QString &remark)
{
    m_change.reset();
    m_apply->setEnabled(false);
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [path = m_path, name = m_name->text().trimmed(), corrected = m_corrected](std::stop_token) {
            return planned(path, name, corrected);
        },
        [this, remark](const Result<EnvChange> &change) { showPlan(change, remark); });
}

void EnvDialog::showPlan(const Result<EnvChange> &plan, const QString &remark)
{
    QList<TextSpan> spans;
    if (!remark.isEmpty())
        spans << TextSpan{remark + u'\n', u"error"_s};
    if (!plan) {
        m_difference->setSpans(spans << TextSpan{plan.error().message, u"error"_s});
        return;
    }
    if (plan->before == plan->after) {
        m_difference->setSpans(spans << TextSpan{tr("The file says so already."), u"muted"_s});
        return;
    }
    m_change = *plan;
    spans << TextSpan{plan->line > 0 ? tr("Line %1 of the file, nothing else:\n").arg(plan->line)
                                     : tr("A new line at the end of the file:\n"),
                      u"muted"_s};
    spans += difference(*plan);
    if (const QString driver = driverOf(plan->oldValue); !driver.isEmpty() && !driver.startsWith("psycopg"_L1))
        spans << TextSpan{
            tr("\n%1 may know these parameters by other names: try them with it in \"With my application's driver\".")
                .arg(driver),
            u"warning"_s};
    m_difference->setSpans(spans);
    m_apply->setEnabled(true);
}

void EnvDialog::write()
{
    if (!m_change)
        return;
    m_apply->setEnabled(false);
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [change = *m_change](std::stop_token) { return apply(change); },
        [this](const Result<> &written) {
            if (!written && written.error().code == "changed"_L1)
                return plan(written.error().message);
            if (!written) {
                m_difference->setSpans({TextSpan{written.error().message, u"error"_s}});
                return;
            }
            Q_EMIT applied(*m_change);
            accept();
        });
}

} // namespace oriel
