// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/auditline.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"
#include "widgets/urlline.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace oriel {

using namespace std::chrono_literals;

namespace {

constexpr auto typingPause = 200ms;
constexpr int mostSaid = 3; // the rest is underlined

} // namespace

AuditLine::AuditLine(QWidget *parent)
    : QWidget(parent), m_says(plainLabel({}, this)), m_correct(new QPushButton(tr("Use the corrected URL"), this))
{
    m_says->setObjectName(QStringLiteral("says"));
    m_says->setWordWrap(true);
    m_correct->setObjectName(QStringLiteral("correct"));
    m_correct->setAutoDefault(false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * unit);
    layout->addWidget(m_says, 1);
    layout->addWidget(m_correct, 0, Qt::AlignTop);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &AuditLine::look);
    connect(m_correct, &QPushButton::clicked, this, [this] { m_line->setUrl(m_corrected); });
    hide();
}

void AuditLine::follow(UrlLine *line, Judge judge)
{
    m_judge = std::move(judge);
    if (m_line != line)
        connect(line, &UrlLine::urlChanged, &m_typing, qOverload<>(&QTimer::start));
    m_line = line;
    look();
}

void AuditLine::setQuiet(bool isQuiet)
{
    m_isQuiet = isQuiet;
    setVisible(!m_isQuiet && !m_says->text().isEmpty());
}

void AuditLine::look()
{
    const QString text = m_line->url();
    m_job.cancel();
    if (text.trimmed().isEmpty())
        return show({});
    m_job = inBackground(
        this, QThreadPool::globalInstance(), [text, judge = m_judge](std::stop_token) { return judge(text); },
        [this, text](const Audit &audit) {
            if (text == m_line->url()) // else it is looked at soon
                show(audit);
        });
}

void AuditLine::show(const Audit &audit)
{
    QList<UrlLine::Mark> marks;
    QStringList said;
    for (const Remark &remark : audit.remarks) {
        marks << UrlLine::Mark{remark.offset, remark.length, remark.weight == Remark::Weight::Wrong, remark.message};
        if (remark.weight != Remark::Weight::Note)
            said << remark.message;
    }
    m_line->setMarks(marks);
    m_says->setText(marked(said.mid(0, mostSaid).join(u'\n')));
    m_corrected = audit.corrected;
    m_correct->setVisible(!m_corrected.isEmpty());
    setQuiet(m_isQuiet);
}

} // namespace oriel
