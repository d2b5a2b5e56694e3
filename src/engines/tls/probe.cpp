// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/probe.h"

#include "engines/tls/greeting.h"
#include "engines/tls/handshake.h"
#include "engines/tls/streamed.h"

#include <algorithm>
#include <system_error>
#include <thread>

namespace oriel::tls {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum Step { Dns, Tcp, SslRequest, Handshake, Chain, HostName, Authentication, FirstQuery };

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

// The start-up message and the answer to it, over any conversation that can send() and receive().
template<typename Send, typename Receive>
Greeting greet(const Target &target, Send send, Receive receive, std::optional<Error> *problem = nullptr)
{
    const auto start = Clock::now();
    GreetingReader reader;
    std::optional<Error> error;
    if (const Result<> sent = send(startupMessage(target)); !sent && sent.error().code != "closed"_L1)
        error = sent.error();
    while (!error && !reader.isSettled()) {
        const Result<QByteArray> got = receive();
        if (got)
            reader.feed(*got);
        else
            error = got.error();
    }
    Greeting greeting = reader.greeting();
    if (error && greeting.kind == Greeting::Kind::Silent)
        greeting.message = error->message;
    greeting.ms = milliseconds(Clock::now() - start);
    if (problem)
        *problem = error;
    return greeting;
}

Greeting greetInPlaintext(const Target &target, const Endpoint &endpoint, const Patience &patience)
{
    const auto start = Clock::now();
    const auto socket = Socket::connect(endpoint, patience);
    if (!socket)
        return {.kind = Greeting::Kind::Silent, .message = socket.error().message, .ms = milliseconds(Clock::now() - start)};
    Greeting greeting = greet(
        target, [&](const QByteArray &bytes) { return socket->send(bytes, patience); },
        [&] { return socket->receive(16 << 10, patience); });
    if (greeting.kind == Greeting::Kind::LetsIn)
        static_cast<void>(socket->send(terminateMessage(), patience));
    greeting.ms = milliseconds(Clock::now() - start);
    return greeting;
}

// The plaintext connection beside the encrypted one, on a thread of its own; without one it waits its turn.
class PlaintextLeg final
{
public:
    void start(const Target &target, const Endpoint &endpoint, std::stop_token stop, Clock::time_point until)
    {
        m_work = [this, target, endpoint, stop = std::move(stop), until] {
            m_greeting = greetInPlaintext(target, endpoint, Patience(stop, until));
        };
        try {
            m_thread = std::jthread(m_work);
        } catch (const std::system_error &) {
        }
    }
    Greeting finish()
    {
        if (m_thread.joinable())
            m_thread.join();
        else if (m_work)
            m_work();
        return m_greeting;
    }

private:
    Greeting m_greeting;
    std::function<void()> m_work;
    std::jthread m_thread; // last: ends before what it writes to
};

// What a server that is none of PostgreSQL's says of itself.
Error strangerError(const QByteArray &reply)
{
    const QString shown = shownBeginning(reply);
    const auto error = [&](const QString &message) { return Error{message, u"not-postgresql"_s, shown}; };
    if (reply.startsWith("HTTP/"))
        return error(Words::tr("A web server or an HTTP proxy (a captive portal?) answers there, not PostgreSQL: %1")
                         .arg(shownBeginning(reply.split('\r').first())));
    if (reply.startsWith("SSH-"))
        return error(Words::tr("An SSH server answers there, not PostgreSQL. For a tunnel give its local end as the port."));
    if (reply.contains("mysql") || reply.contains("MariaDB"))
        return error(Words::tr("A MySQL or MariaDB server answers there, not PostgreSQL. Check the port."));
    return error(Words::tr("Something that is not PostgreSQL answers there: %1. Check the host and the port.").arg(shown));
}

class Prober final
{
public:
    Prober(const Target &target, std::stop_token stop, const std::function<void(const Report &)> &progress)
        : m_stop(std::move(stop)), m_patience(m_stop, Clock::now() + target.limit), m_progress(progress)
    {
        m_report.target = target;
        m_report.at = QDateTime::currentDateTimeUtc();
        for (const char *name : {"dns", "tcp", "ssl-request", "handshake", "chain", "host-name", "authentication", "first-query"})
            m_report.stages.append({.name = QString::fromLatin1(name)});
    }

    Report run()
    {
        walk();
        m_report.plaintext = m_plaintext.finish();
        if (m_stop.stop_requested() && !m_report.failure)
            m_report.failure = cancelledError();
        return m_report;
    }

private:
    void walk()
    {
        if (const auto checked = checkParameters(target()); !checked)
            return fail(Handshake, checked.error());
        const auto endpoints = lookUp();
        if (endpoints.isEmpty() || !dial(endpoints))
            return;
        if (target().opening == Opening::SslRequest && !isTlsAgreed())
            return;
        const auto context = makeContext(target());
        if (!context)
            return fail(Handshake, context.error());
        Channel channel(makeSession(*context, target()), m_socket);
        if (!shakeHands(channel))
            return;
        if (!target().user.isEmpty())
            return logIn(channel);
        channel.close(m_patience);
    }

    const Target &target() const { return m_report.target; }

    // The stages share their time stamps: what lies between two of them belongs to the later one.
    void finish(Step step, Stage::State state, const QString &message)
    {
        const auto now = Clock::now();
        Stage &stage = m_report.stages[step];
        stage.state = state;
        stage.ms = milliseconds(now - m_last);
        stage.message = message;
        m_last = now;
        m_report.totalMs = milliseconds(now - m_start);
        if (m_progress)
            m_progress(m_report);
    }

    void fail(Step step, const Error &error)
    {
        m_report.failure = error;
        finish(step, Stage::State::Failed, error.message);
    }

    QList<Endpoint> lookUp()
    {
        const auto found = resolve(target(), m_patience);
        if (!found) {
            fail(Dns, found.error());
            return {};
        }
        finish(Dns, Stage::State::Ok,
               isAddress(target())
                   ? Words::tr("an address, no name to look up")
                   : (found->size() == 1 ? Words::tr("1 address") : Words::tr("%1 addresses").arg(found->size())));
        return *found;
    }

    // One after the other, as libpq does; each has its share of the time that is left.
    bool dial(const QList<Endpoint> &endpoints)
    {
        std::optional<Error> first;
        for (qsizetype i = 0; i < endpoints.size(); ++i) {
            const auto start = Clock::now();
            const auto share = (m_patience.until() - start) / (endpoints.size() - i);
            auto connected = Socket::connect(endpoints[i], Patience(m_stop, start + share));
            m_report.attempts.append({endpoints[i].text, milliseconds(Clock::now() - start),
                                      connected                            ? Words::tr("connected")
                                      : connected.error().detail.isEmpty() ? connected.error().message
                                                                           : connected.error().detail,
                                      connected.has_value()});
            if (connected) {
                m_socket = std::move(*connected);
                m_report.address = endpoints[i].text;
                if (target().triesPlaintext && !target().user.isEmpty())
                    m_plaintext.start(target(), endpoints[i], m_stop, m_patience.until());
                finish(Tcp, i == 0 ? Stage::State::Ok : Stage::State::Warning,
                       (i == 0   ? Words::tr("%1 port %2")
                        : i == 1 ? Words::tr("%1 port %2, after another address failed")
                                 : Words::tr("%1 port %2, after %3 other addresses failed"))
                           .replace(u"%3"_s, QString::number(i))
                           .arg(m_report.address)
                           .arg(target().port));
                return true;
            }
            if (!first || first->code == "unreachable"_L1 ||
                m_stop.stop_requested()) // a family that this machine lacks says nothing
                first = connected.error();
            if (m_stop.stop_requested())
                break;
        }
        fail(Tcp, *first);
        return false;
    }

    bool isTlsAgreed()
    {
        const auto first = askForTls(m_socket, m_patience);
        if (!first) {
            fail(SslRequest, first.error());
            return false;
        }
        m_report.reply = QByteArray(1, *first);
        if (*first == 'S') {
            m_report.reply += m_socket.peek(511); // anything that came with it was not encrypted
            if (m_report.reply == "S") {
                finish(SslRequest, Stage::State::Ok, u"S"_s);
                return true;
            }
            fail(SslRequest,
                 m_report.reply.startsWith("SSH-")
                     ? strangerError(m_report.reply)
                     : Error{Words::tr("The server sent unencrypted bytes behind its agreement to TLS: something between you "
                                       "and the server is broken, or attacks the connection."),
                             u"injected"_s, shownBeginning(m_report.reply)});
        } else if (*first == 'N') {
            fail(
                SslRequest,
                {Words::tr("The server does not speak TLS. Turn it on there (ssl=on), or look for the pooler or proxy in between "
                           "that has it off."),
                 u"no-tls"_s, u"N"_s});
        } else if (*first == 'E') {
            readRefusal();
        } else {
            const auto moment = m_patience.shorter(Clock::now() + 500ms);
            while (m_report.reply.size() < 512) {
                const auto more = m_socket.receive(512 - m_report.reply.size(), moment);
                if (!more)
                    break;
                m_report.reply += *more;
            }
            fail(SslRequest, m_stop.stop_requested() ? cancelledError() : strangerError(m_report.reply));
        }
        return false;
    }

    void readRefusal()
    {
        GreetingReader reader;
        const auto moment = m_patience.shorter(Clock::now() + 2s);
        for (Result<QByteArray> more = m_report.reply; more && !reader.feed(*more);)
            more = m_socket.receive(4096, moment);
        if (m_stop.stop_requested())
            return fail(SslRequest, cancelledError());
        m_report.serverRefusal = reader.greeting().message;
        fail(SslRequest,
             {m_report.serverRefusal.isEmpty()
                  ? Words::tr("The server answered the request for TLS with an error.")
                  : Words::tr("The server answered the request for TLS with an error: %1").arg(m_report.serverRefusal),
              u"no-tls"_s, reader.greeting().sqlState});
    }

    bool shakeHands(Channel &channel)
    {
        const auto shaken = channel.shakeHands(m_patience);
        channel.describe(m_report);
        if (!shaken) {
            if (target().opening == Opening::SslRequest && shaken.error().code == "injected"_L1)
                m_report.reply += channel.firstBytes().first(std::min<qsizetype>(channel.firstBytes().size(), 511));
            fail(Handshake, worded(shaken.error(), channel));
            return false;
        }
        m_report.isEncrypted = true;
        const bool lacksAlpn = target().opening == Opening::Direct && m_report.negotiated.alpn != "postgresql"_L1;
        finish(Handshake, lacksAlpn ? Stage::State::Warning : Stage::State::Ok,
               lacksAlpn ? Words::tr("%1, but without ALPN: libpq refuses that").arg(m_report.negotiated.protocol)
                         : m_report.negotiated.protocol);
        return true;
    }

    Error worded(Error error, const Channel &channel) const
    {
        const bool isDirect = target().opening == Opening::Direct;
        if (isDirect && (error.code == "closed"_L1 || error.code == "injected"_L1) && !channel.wasAnswered())
            error.message =
                Words::tr("The server did not take TLS without being asked for it first. Direct TLS needs PostgreSQL 17 "
                          "or newer there: use sslnegotiation=postgres.");
        else if (error.code == "closed"_L1)
            error.message =
                Words::tr("The server closed the connection in the middle of the TLS handshake. A firewall or proxy in "
                          "between may do that.");
        else if (error.code == "timeout"_L1)
            error.message = Words::tr("The server began with TLS but is too slow or fell silent; the time limit of %1 s is over.")
                                .arg(double(target().limit.count()) / 1000);
        return error;
    }

    void logIn(Channel &channel)
    {
        std::optional<Error> problem;
        const Greeting greeting = greet(
            target(), [&](const QByteArray &bytes) { return channel.send(bytes, m_patience); },
            [&] { return channel.receive(m_patience); }, &problem);
        m_report.encrypted = greeting;
        if (problem && problem->code == "tls"_L1) { // TLS 1.3 refuses a client certificate only now
            m_report.alert = channel.alert();
            m_report.isAlertFromServer = channel.isAlertFromServer();
        }
        if (problem && problem->code == "cancelled"_L1)
            m_report.failure = problem;
        if (greeting.kind == Greeting::Kind::LetsIn) // in the middle of a log-in it would be a line in the server's log
            static_cast<void>(channel.send(terminateMessage(), m_patience));
        channel.close(m_patience);
        const auto end = [&](Stage::State state, const QString &message) { finish(Authentication, state, message); };
        switch (greeting.kind) {
        case Greeting::Kind::Asks:
            return end(Stage::State::Ok, Words::tr("asks for %1").arg(greeting.method));
        case Greeting::Kind::LetsIn:
            return greeting.message.isEmpty() ? end(Stage::State::Ok, Words::tr("lets in without a password"))
                                              : end(Stage::State::Warning, greeting.message);
        default:
            return end(Stage::State::Failed, greeting.message);
        }
    }

    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_last = m_start;
    const std::stop_token m_stop;
    const Patience m_patience;
    const std::function<void(const Report &)> &m_progress;
    Report m_report;
    Socket m_socket;
    PlaintextLeg m_plaintext;
};

} // namespace

Report probe(const Target &target, std::stop_token stop, const std::function<void(const Report &)> &progress)
{
    return Prober(target, std::move(stop), progress).run();
}

struct Probe::Private
{
    Private(Probe *probe, Target to) : target(std::move(to)), stream(probe) {}
    const Target target;
    Streamed<Probe> stream;
};

Probe::Probe(Target target, QObject *parent) : QObject(parent), d(std::make_unique<Private>(this, std::move(target))) {}

Probe::~Probe() = default;

void Probe::start()
{
    d->stream.start([target = d->target](std::stop_token stop, const auto &mailbox) {
        const Report report =
            probe(target, stop, [&](const Report &soFar) { mailbox->post([soFar](Probe &to) { Q_EMIT to.progressed(soFar); }); });
        return [report](Probe &to) { Q_EMIT to.finished(report); };
    });
}

void Probe::cancel() { d->stream.cancel(); }

} // namespace oriel::tls
