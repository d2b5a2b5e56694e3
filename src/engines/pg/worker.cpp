// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a session's worker thread: dial, then run what is queued and listen to the server in between.
#include "engines/pg/peercertificate.h"
#include "engines/pg/run.h"

#include "base/text.h"

#include <libpq-fe.h>

#include <poll.h>

#include <new>

namespace oriel::pg {
namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::Clock;
using wire::Words;

struct Listener
{
    Line *line;
    Host *host;
}; // what libpq hands back with a notice

void takeNotice(void *context, const PGresult *notice)
{
    const auto [line, host] = *static_cast<const Listener *>(context);
    const ServerError said = wire::serverError(notice, {});
    if (wire::isFatal(notice)) // without a statement under way its last words come as a notice
        host->fatal = said;
    else if (!host->isQuiet && said.code != "25P01"_L1)
        line->notice({said.severity, said.message, said.code, said.detail, said.hint});
}

// ParameterStatus has no callback: what changed is found by comparing.
class Parameters final
{
public:
    explicit Parameters(Host &host) : m_host(host) { look(nullptr); }

    void look(Line *line)
    {
        for (const char *name : {"TimeZone", "standard_conforming_strings", "client_encoding", "DateStyle", "IntervalStyle",
                                 "search_path", "application_name", "session_authorization", "is_superuser", "in_hot_standby",
                                 "default_transaction_read_only", "server_version"}) {
            const char *now = PQparameterStatus(m_host.link.get(), name);
            QByteArray &known = m_known[name];
            if (!now || known == now)
                continue;
            known = now;
            if (line && QByteArrayView(name) == "in_hot_standby") // promoted meanwhile
                m_host.facts.inRecovery = known == "on";
            if (line)
                line->parameter(QString::fromLatin1(name), wire::shown(now));
        }
    }

private:
    Host &m_host;
    QHash<QByteArray, QByteArray> m_known;
};

// Nothing runs: notices, parameters and the end of the connection may still come. False: it ended.
bool listen(Host &host, const Line &line)
{
    pg_conn *const link = host.link.get();
    if (wire::await(PQsocket(link), POLLIN, *line.ear.bell, Clock::now() + 1h) == 0)
        return true;
    const bool isAlive = PQconsumeInput(link) && PQstatus(link) == CONNECTION_OK;
    PQisBusy(link); // takes in what came
    while (PGnotify *note = PQnotifies(link))
        PQfreemem(note);
    return isAlive && PQstatus(link) == CONNECTION_OK;
}

Error idleLoss(const Host &host)
{
    const QString words = redacted(wire::shown(PQerrorMessage(host.link.get())).trimmed());
    if (host.fatal)
        return {Words::tr("The server ended the connection: %1. The next run connects again.").arg(host.fatal->message),
                host.fatal->code, words};
    return {Words::tr("The connection to %1 was lost: the server crashed, was restarted, or the network is gone. The next run "
                      "connects again.")
                .arg(host.facts.host),
            u"lost"_s, words};
}

void serve(const std::shared_ptr<Line> &line, Host &host)
{
    const Listener listener{line.get(), &host};
    PQsetNoticeReceiver(host.link.get(), takeNotice, const_cast<Listener *>(&listener));
    Parameters parameters(host);
    while (!*line->ear.isClosing) {
        std::optional<Error> loss;
        const auto query = line->next();
        if (query)
            loss = Run(*line, host, *query).execute();
        else if (!listen(host, *line))
            loss = idleLoss(host);
        if (loss) {
            line->end(*loss);
            line->changeState(SessionState::Lost);
            if (query)
                query->finish(std::unexpected(*loss));
            line->lost(*loss);
            return;
        }
        parameters.look(line.get());
    }
}

void live(const std::shared_ptr<Line> &line)
{
    auto dialled = wire::dial(line->info, line->deadline, line->ear);
    if (dialled) {
        Host host{
            std::move(dialled->link), dialled->keywords, dialled->facts, {}, dialled->facts.statementTimeout, false, {}, {}};
        line->opened(host.facts);
        serve(line, host);
    } else {
        line->end(dialled.error());
        line->openFailed(dialled.error());
    }
}

} // namespace

void runWorker(const std::shared_ptr<Line> &line)
{
    const wire::English english; // connectError() reads libpq's texts
    try {
        live(line);
    } catch (const std::bad_alloc &) { // what it held is gone with the stack; the link is closed
        const Error error{
            Words::tr("There was not enough memory to go on, and the connection was closed. Close something first."),
            u"ENOMEM"_s,
            {}};
        line->end(error);
        line->lost(error);
    }
    wire::endThread();
}

} // namespace oriel::pg
