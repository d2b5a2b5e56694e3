// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/serverquestion.h"

#include "engines/pg/catalog.h"
#include "jobs/connection.h"

namespace oriel {

ServerQuestion::ServerQuestion(QObject *parent) : QObject(parent)
{
    connect(&m_session, &pg::Session::openFailed, this, &ServerQuestion::fail);
    connect(&m_session, &pg::Session::opened, this, [this](const pg::SessionFacts &facts) {
        const auto ms = [](std::chrono::microseconds time) { return double(time.count()) / 1000; };
        m_word = {.versionText = facts.versionText,
                  .psqlLine = facts.tlsLine,
                  .isPooled = facts.isPooled,
                  .authenticationMs = ms(facts.authentication),
                  .firstQueryMs = ms(facts.firstQuestion)};
        ask(pg::tlsFactsQuestion(), &ServerQuestion::takeFacts);
    });
}

void ServerQuestion::start(const pg::ConnInfo &withPassword) { m_session.open(withPassword); }

void ServerQuestion::ask(const QByteArray &sql, void (ServerQuestion::*then)(const pg::ResultStore &rows))
{
    pg::RunOptions options;
    options.before = {browsePrelude({.sql = sql})};
    options.after = {"ROLLBACK"};
    options.isExtended = true;
    m_query = m_session.run(QString::fromUtf8(sql), options);
    connect(m_query.get(), &pg::Query::finished, this, [this, then](const Result<pg::Outcome> &outcome) {
        const auto rows = m_query->rows();
        m_query.release()->deleteLater(); // we are in its signal
        if (!outcome)
            fail(outcome.error());
        else if (outcome->error || !rows)
            fail(outcome->error ? errorOf(*outcome->error)
                                : Error{tr("The server answered nothing."), QStringLiteral("empty"), {}});
        else
            (this->*then)(*rows);
    });
}

void ServerQuestion::takeFacts(const pg::ResultStore &rows)
{
    m_facts = pg::tlsFactsOf(rows);
    m_word.isEncrypted = m_facts.isEncrypted;
    m_word.protocol = m_facts.protocol;
    m_word.cipher = m_facts.cipher;
    m_word.ssl = m_facts.ssl;
    m_word.forceSsl = m_facts.forceSsl;
    if (m_facts.areRulesReadable)
        ask(pg::hostRulesQuestion(), &ServerQuestion::takeRules);
    else
        finish();
}

void ServerQuestion::takeRules(const pg::ResultStore &rows)
{
    if (const auto rules = pg::hostRulesOf(rows)) {
        const pg::Admission admission = pg::admissionOf(*rules, m_facts);
        m_word.refusesPlaintext = admission.refusesPlaintext;
        m_word.hostRules = admission.lines;
    }
    finish();
}

void ServerQuestion::finish()
{
    m_word.isKnown = true;
    m_session.close();
    Q_EMIT answered(m_word);
}

void ServerQuestion::fail(const Error &error)
{
    m_word.failure = error;
    m_session.close();
    Q_EMIT answered(m_word);
}

} // namespace oriel
