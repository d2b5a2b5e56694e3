// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/sessioncard.h"

#include "panels/certificates/certificatewords.h"
#include "panels/certificates/factlist.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

SessionCard::SessionCard(QWidget *parent)
    : Card(parent),
      m_facts(new FactList(this)),
      m_logIn(new QPushButton(this)),
      m_plaintext(new QPushButton(tr("Try plaintext"), this)),
      m_direct(new QPushButton(tr("Try direct TLS"), this)),
      m_answer(plainLabel({}, this))
{
    setTitle(tr("Session"));
    m_logIn->setObjectName(u"certificate.logIn"_s);
    m_plaintext->setObjectName(u"certificate.tryPlaintext"_s);
    setPlainToolTip(m_plaintext, tr("Asks the server without TLS and without a password, and says what it answers"));
    m_direct->setObjectName(u"certificate.tryDirect"_s);
    setPlainToolTip(m_direct,
                    tr("TLS at once, without SSLRequest, with ALPN postgresql: sslnegotiation=direct, PostgreSQL 17 and newer"));
    m_answer->setObjectName(u"certificate.answer"_s);
    m_answer->setWordWrap(true);
    m_answer->setContentsMargins(unit * 3 / 2, 0, unit * 3 / 2, unit);
    m_answer->hide();
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(unit * 3 / 2, unit / 2, unit * 3 / 2, unit * 3 / 2);
    buttons->setSpacing(unit);
    buttons->addWidget(m_logIn);
    buttons->addWidget(m_plaintext);
    buttons->addWidget(m_direct);
    buttons->addStretch(1);
    body()->addWidget(m_facts);
    body()->addWidget(m_answer);
    body()->addLayout(buttons);
    body()->addStretch(1);
    connect(m_logIn, &QPushButton::clicked, this, &SessionCard::logInAsked);
    connect(m_plaintext, &QPushButton::clicked, this, &SessionCard::plaintextAsked);
    connect(m_direct, &QPushButton::clicked, this, &SessionCard::directAsked);
}

void SessionCard::show(const Diagnosis &diagnosis)
{
    m_facts->setFacts(words::sessionFacts(diagnosis));
    const tls::Verdict &verdict = diagnosis.verdicts[size_t(diagnosis.mode)];
    const words::Leg leg = words::passwordLeg(diagnosis);
    const bool isSafe = leg == words::Leg::Verified || leg == words::Leg::Local;
    m_logIn->setText(isSafe                          ? tr("Log in and ask the server")
                     : leg == words::Leg::Unverified ? tr("Send password to an unverified server…")
                                                     : tr("Send password in plaintext…"));
    setPlainToolTip(
        m_logIn, isSafe ? tr("Logs in with the password and reads pg_stat_ssl, ssl, rds.force_ssl and the rules for this address")
                        : tr("The server that answers is not verified: whoever stands in between can read the password"));
    setLook(m_logIn, "destructive", !isSafe);
    m_logIn->setEnabled(diagnosis.isComplete && verdict.connects);
    for (QPushButton *button : {m_plaintext, m_direct})
        button->setEnabled(diagnosis.isComplete && !diagnosis.evidence.report.address.isEmpty());
    m_answer->hide();
}

void SessionCard::setAnswer(const QString &answer)
{
    m_answer->setText(answer.isEmpty() ? tr("Asking the server…") : marked(answer));
    m_answer->show();
    for (QPushButton *button : {m_plaintext, m_direct})
        button->setEnabled(!answer.isEmpty());
}

} // namespace oriel
