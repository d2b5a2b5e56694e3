// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jobs.
#pragma once

#include "engines/pg/serverword.h"
#include "engines/pg/session.h"
#include "jobs/diagnosis.h"

#include <QObject>

namespace oriel {

// Logs in and asks the server about its end of the connection. A stream: answered exactly once, deleting it cancels. GUI thread.
class ServerQuestion final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ServerQuestion)
public:
    explicit ServerQuestion(QObject *parent = nullptr);
    void start(const pg::ConnInfo &withPassword);

Q_SIGNALS:
    void answered(const oriel::ServerWord &word);

private:
    void ask(const QByteArray &sql, void (ServerQuestion::*then)(const pg::ResultStore &rows));
    void takeFacts(const pg::ResultStore &rows);
    void takeRules(const pg::ResultStore &rows);
    void finish();
    void fail(const Error &error);

    pg::Session m_session;
    std::unique_ptr<pg::Query> m_query;
    pg::TlsFacts m_facts;
    ServerWord m_word;
};

} // namespace oriel
