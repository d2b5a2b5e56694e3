// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/verdictnotice.h"

#include "panels/certificates/certificatewords.h"
#include "panels/certificates/spantext.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

constexpr qsizetype mostPath = 44; // signs

// As a shell would write it, the middle left out where it is long: only for reading, libpq expands no ~.
QString shortened(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    const QString whole = path.startsWith(home) ? u"~/"_s + path.sliced(home.size()) : path;
    const qsizetype name = whole.lastIndexOf(u'/');
    return whole.size() <= mostPath || name < 0
               ? whole
               : whole.left(std::max<qsizetype>(4, mostPath - whole.size() + name)) + u'…' + whole.sliced(name);
}

QString toneOf(const Diagnosis &diagnosis)
{
    if (words::isGood(diagnosis))
        return u"success"_s;
    return diagnosis.cause.isWarning ? u"warning"_s : u"error"_s;
}

} // namespace

VerdictNotice::VerdictNotice(QWidget *parent)
    : QFrame(parent),
      m_message(new SpanText(this)),
      m_libpq(new SpanText(this)),
      m_url(new SpanText(this)),
      m_steps(new QVBoxLayout),
      m_buttons(new QWidget(this)),
      m_apply(new QPushButton(tr("Apply and test"), m_buttons)),
      m_copy(new QToolButton(m_buttons)),
      m_env(new QPushButton(tr("Change .env…"), m_buttons)),
      m_psql(new QPushButton(tr("Open psql here"), m_buttons))
{
    m_message->setObjectName(u"certificate.cause"_s);
    m_libpq->setObjectName(u"certificate.libpqSays"_s);
    m_url->setObjectName(u"certificate.corrected"_s);
    m_steps->setContentsMargins(0, unit / 2, 0, unit / 2);
    m_steps->setSpacing(unit / 2);
    makeButtons();
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(unit * 2, unit + 2, unit * 2, unit + 2);
    whole->setSpacing(unit / 2);
    whole->addWidget(m_message);
    whole->addWidget(m_libpq);
    whole->addLayout(m_steps);
    whole->addWidget(m_url);
    whole->addWidget(m_buttons);
}

void VerdictNotice::makeButtons()
{
    m_apply->setObjectName(u"certificate.apply"_s);
    m_apply->setProperty("primary", true);
    m_copy->setObjectName(u"certificate.copyUrl"_s);
    m_copy->setText(tr("Copy URL"));
    m_copy->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_copy);
    const auto add = [this, menu](const QString &name, const QString &text, bool withPassword) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, withPassword] { Q_EMIT copyUrlAsked(withPassword); });
    };
    add(u"certificate.copyUrlWithout"_s, tr("Without the password"), false);
    add(u"certificate.copyUrlWith"_s, tr("With the password"), true);
    m_copy->setMenu(menu);
    m_env->setObjectName(u"certificate.changeEnv"_s);
    setPlainToolTip(m_env, tr("Writes the corrected URL into a .env file; the difference is shown first"));
    m_psql->setObjectName(u"certificate.openPsql"_s);
    setPlainToolTip(m_psql, tr("psql in a terminal, with the parameters of the field above"));
    auto *line = new QHBoxLayout(m_buttons);
    line->setContentsMargins(0, unit / 2, 0, unit / 2);
    line->setSpacing(unit);
    line->addWidget(m_apply);
    line->addWidget(m_copy);
    line->addWidget(m_env);
    line->addWidget(m_psql);
    line->addStretch(1);
    connect(m_apply, &QPushButton::clicked, this, &VerdictNotice::applyAsked);
    connect(m_env, &QPushButton::clicked, this, &VerdictNotice::envChangeAsked);
    connect(m_psql, &QPushButton::clicked, this, &VerdictNotice::psqlAsked);
}

void VerdictNotice::begin(const QString &tone)
{
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // its menu may have asked for this
        delete item;
    }
    m_libpq->hide();
    m_url->hide();
    m_buttons->hide();
    setLook(this, "tone", tone);
    setVisible(true);
}

void VerdictNotice::showProgress(const QString &what)
{
    begin(u"info"_s);
    m_message->setSpans({{what}});
    setAccessibleName(marked(what));
}

void VerdictNotice::showProblem(const Error &error)
{
    begin(u"error"_s);
    m_message->setSpans(emphasised(error.message, {}, u"error"_s));
    m_libpq->setSpans({{error.detail, u"muted"_s, false, true}});
    m_libpq->setVisible(!error.detail.isEmpty() && error.detail != error.message);
    setAccessibleName(marked(error.message));
}

void VerdictNotice::show(const Diagnosis &diagnosis, const pg::ConnInfo &corrected, const QString &bundlePath)
{
    const QString tone = toneOf(diagnosis);
    begin(tone);
    const tls::Cause &cause = diagnosis.cause;
    const QString bug = words::ourBug(diagnosis);
    QList<TextSpan> spans = emphasised(bug.isEmpty() ? cause.message : bug + u' ' + tr("Predicted: %1").arg(cause.message),
                                       bug.isEmpty() ? cause.emphasis : QStringList{bug}, tone);
    if (words::isGood(diagnosis) && cause.emphasis.isEmpty() && !spans.isEmpty())
        spans.first() = {spans.first().text, tone, true};
    m_message->setSpans(spans);
    const bool connectsVerified = diagnosis.verdicts[size_t(tls::Mode::VerifyFull)].connects;
    const QString libpq = words::libpqSays(diagnosis);
    if (!libpq.isEmpty())
        m_libpq->setSpans({{tr("libpq says: "), u"muted"_s}, {libpq, u"muted"_s, false, true}});
    else if (connectsVerified)
        m_libpq->setSpans({{tr("psql: "), u"muted"_s}, {words::psqlLine(diagnosis), u"text"_s, false, true}});
    m_libpq->setVisible(!libpq.isEmpty() || (connectsVerified && !words::psqlLine(diagnosis).isEmpty()));
    addSteps(diagnosis, bundlePath);
    const bool hasRemedy = !cause.remedies.isEmpty();
    const bool isChanged = hasRemedy && !(corrected == diagnosis.info);
    if (isChanged)
        m_url->setSpans(words::urlSpans(diagnosis.info, corrected));
    m_url->setVisible(isChanged);
    const auto isDone = [](const tls::Remedy &remedy) { return remedy.action != tls::Remedy::Action::None; };
    m_apply->setText(std::ranges::any_of(cause.remedies, isDone) ? tr("Apply and test") : tr("Test again"));
    m_apply->setVisible(isChanged || hasRemedy);
    m_apply->setEnabled(diagnosis.isComplete);
    m_psql->setVisible(diagnosis.isComplete && isConnecting(diagnosis, diagnosis.mode));
    m_buttons->setVisible(true);
    setAccessibleName(marked(cause.message));
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void VerdictNotice::addSteps(const Diagnosis &diagnosis, const QString &bundlePath)
{
    int number = 0;
    for (const tls::Remedy &remedy : diagnosis.cause.remedies) {
        const QString text = u"%1 %2"_s.arg(++number).arg(remedy.text);
        if (remedy.action == tls::Remedy::Action::DownloadBundle) {
            m_steps->addWidget(downloadStep(text, bundlePath));
            continue;
        }
        auto *step = plainLabel(text, this);
        step->setFont(Theme::dataFont());
        step->setWordWrap(true);
        step->setObjectName(u"certificate.step"_s);
        m_steps->addWidget(step);
    }
}

// "1 bundle for us-east-1, from Amazon … to ~/.local/share/oriel/ca/us-east-1.pem ▾"
QWidget *VerdictNotice::downloadStep(const QString &text, const QString &bundlePath)
{
    auto *step = new QWidget(this);
    auto *what = plainLabel(text, step);
    what->setFont(Theme::dataFont());
    what->setWordWrap(true);
    what->setMinimumWidth(1);
    what->setObjectName(u"certificate.step"_s);
    auto *place = new QToolButton(step);
    place->setObjectName(u"certificate.bundlePlace"_s);
    place->setAutoRaise(true);
    place->setFont(Theme::dataFont());
    place->setText(tr("to %1").arg(marked(shortened(bundlePath))));
    setPlainToolTip(place, bundlePath);
    place->setAccessibleName(tr("Where the bundle goes: %1").arg(marked(bundlePath)));
    place->setProperty("muted", true);
    place->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(place);
    const auto add = [this, menu](const QString &name, const QString &label, bool isInProject) {
        QAction *action = menu->addAction(label);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, isInProject] { Q_EMIT bundlePlaceAsked(isInProject); });
    };
    add(u"certificate.bundleToData"_s, tr("Oriel's data folder"), false);
    add(u"certificate.bundleToProject"_s, tr("A file in the project…"), true);
    place->setMenu(menu);
    auto *lines = new QVBoxLayout(step);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(what);
    lines->addWidget(place, 0, Qt::AlignLeft);
    return step;
}

QString VerdictNotice::message() const { return m_message->toPlainText(); }

} // namespace oriel
