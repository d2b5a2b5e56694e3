// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tunnel/tunnel.h"

#include "base/background.h"
#include "base/text.h"
#include "engines/tunnel/listener.h"
#include "engines/tunnel/program.h"
#include "engines/tunnel/words.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

namespace oriel::tunnel {

namespace {

constexpr int lookEvery = 50;        // ms
constexpr int sshLimit = 30'000;     // ms until the port must answer
constexpr int commandLimit = 60'000; // aws and kubectl may have to renew a login first
constexpr int attempts = 3;          // a port that was free a moment ago may be taken

const QByteArray sslRequest("\0\0\0\x08\x04\xd2\x16\x2f", 8); // protocol-message-formats: SSLRequest

} // namespace

struct Tunnel::Private
{
    Private(Tunnel *tunnel, Way given) : q(tunnel), way(std::move(given)) {}

    void launch();
    void look();
    void seen(Listener listener);
    void question();
    void answered();
    void ended(bool wasStarted, int exitCode);
    void heard(const QString &line);
    void finish(State to, const Error &why = {});

    Tunnel *q;
    const Way way;
    State state = State::Stopped;
    Error error;
    int port = 0, attempt = 0;
    QPointer<Program> program; // our child object; one that was told to end deletes itself
    QTimer poll;
    Job looking; // through /proc
    bool isLooking = false;
    QElapsedTimer clock;
    std::unique_ptr<QTcpSocket> socket; // asks SSLRequest
};

Tunnel::Tunnel(Way way, QObject *parent) : QObject(parent), d(std::make_unique<Private>(this, std::move(way)))
{
    d->poll.setInterval(lookEvery);
    connect(&d->poll, &QTimer::timeout, this, [this] { d->look(); });
}

Tunnel::~Tunnel()
{
    if (d->socket)
        d->socket->disconnect(this);
    if (d->program)
        d->program->disconnect(this);
}

void Tunnel::start()
{
    if (d->state == State::Starting || d->state == State::Ready)
        return;
    d->attempt = 0;
    d->error = {};
    d->clock.start();
    d->launch();
}

void Tunnel::stop()
{
    if (d->state != State::Stopped)
        d->finish(State::Stopped);
}

State Tunnel::state() const { return d->state; }
int Tunnel::localPort() const { return d->state == State::Ready ? d->port : 0; }
Error Tunnel::error() const { return d->error; }

void Tunnel::Private::launch()
{
    ++attempt;
    looking.cancel(); // of the attempt before
    isLooking = false;
    port = unusedPort();
    const auto words = commandWords(way, port);
    if (!words)
        return finish(State::Failed, words.error());
    program = new Program(q);
    connect(program, &Program::said, q, [this](const QString &line) { heard(line); });
    connect(program, &Program::ended, q, [this](bool wasStarted, int exitCode) { ended(wasStarted, exitCode); });
    program->start(*words);
    poll.start();
    if (std::exchange(state, State::Starting) != State::Starting)
        Q_EMIT q->stateChanged(state);
}

// The port is asked only once it is known to be our program's.
void Tunnel::Private::look()
{
    const int limit = way.kind == Way::Kind::Ssh ? sshLimit : commandLimit;
    if (clock.hasExpired(limit))
        return finish(State::Failed, {Words::tr("%1 runs, but after %2 s no PostgreSQL answers through its port.")
                                          .arg(programOf(way), QString::number(limit / 1000)),
                                      u"timeout"_s, program->lastLines().join(u'\n')});
    if (socket || isLooking)
        return;
    isLooking = true;
    looking = inBackground(
        q, QThreadPool::globalInstance(),
        [at = port, leader = pid_t(program->processId())](std::stop_token) { return listenerOn(at, leader); },
        [this](Listener listener) {
            isLooking = false;
            seen(listener);
        });
}

void Tunnel::Private::seen(Listener listener)
{
    switch (listener) {
    case Listener::Nobody:
        return;
    case Listener::Ours:
        return question();
    case Listener::Foreign:
        return finish(State::Failed,
                      {Words::tr("Port %1 of this machine was taken by another program before %2 could open it. Nothing was sent "
                                 "to it. Connect again for another port.")
                           .arg(QString::number(port), programOf(way)),
                       u"squatted"_s,
                       {}});
    }
}

void Tunnel::Private::question()
{
    socket = std::make_unique<QTcpSocket>();
    connect(socket.get(), &QTcpSocket::connected, q, [this] { socket->write(sslRequest); });
    connect(socket.get(), &QTcpSocket::readyRead, q, [this] { answered(); });
    const auto again = [this] { // nobody answers at the far end yet, or ever: ssh says which, others are asked again
        if (socket)
            std::exchange(socket, nullptr).release()->deleteLater();
    };
    connect(socket.get(), &QTcpSocket::disconnected, q, again);
    connect(socket.get(), &QTcpSocket::errorOccurred, q, again);
    socket->connectToHost(u"127.0.0.1"_s, quint16(port));
}

void Tunnel::Private::answered()
{
    const QByteArray said = socket->readAll(); // S or N stand alone: the next word is ours
    if (said == "S" || said == "N" || said.startsWith('E'))
        return finish(State::Ready);
    finish(State::Failed,
           {Words::tr("What answers through %1 is not PostgreSQL. Check host and port of the database.").arg(programOf(way)),
            u"protocol"_s, shownText(said.left(80))});
}

void Tunnel::Private::heard(const QString &line)
{
    const QPointer<Tunnel> alive(q);
    Q_EMIT q->said(line);
    if (!alive || state != State::Starting)
        return;
    if (const auto refused = forwardError(way, line))
        finish(State::Failed, *refused);
}

void Tunnel::Private::ended(bool wasStarted, int exitCode)
{
    const QStringList lines = program->lastLines();
    const Error why = wasStarted ? endedError(way, lines, exitCode) : notStartedError(way);
    const bool isTaken = lines.join(u'\n').contains(u"127.0.0.1]:%1: Address already in use"_s.arg(port));
    if (state == State::Starting && isTaken && attempt < attempts) {
        program->disconnect(q);
        program->deleteLater();
        socket.reset();
        return launch();
    }
    finish(State::Failed, why);
}

void Tunnel::Private::finish(State to, const Error &why)
{
    poll.stop();
    looking.cancel();
    if (socket) { // possibly in its own signal
        socket->disconnect(q);
        socket->abort();
        std::exchange(socket, nullptr).release()->deleteLater();
    }
    if (to != State::Ready && program) { // it may take its time to go
        program->disconnect(q);
        connect(program, &Program::ended, program, &QObject::deleteLater);
        if (program->processId() == 0)
            program->deleteLater();
        program->end();
        program.clear();
    }
    error = why;
    const State before = std::exchange(state, to);
    if (before != to || to == State::Failed)
        Q_EMIT q->stateChanged(to);
}

} // namespace oriel::tunnel
