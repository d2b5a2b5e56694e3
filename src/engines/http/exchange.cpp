// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/exchange.h"

#include "engines/http/course.h"

#include <QPointer>

namespace oriel::http {

using namespace Qt::StringLiterals;

// The side of the caller's thread: a course on a thread of its own tells it what happens.
struct Exchange::Private final : Listener
{
    Private(Exchange *exchange, const Outgoing &what, std::shared_ptr<CookieJar> cookies) : q(exchange), jar(std::move(cookies))
    {
        journey.what = what;
    }
    void go();

    void onPhase(const QString &phase) override { Q_EMIT q->phaseChanged(phase); }
    void onHeaders(const QList<Answered> &all, const std::shared_ptr<const BodyFile> &body) override
    {
        answers = all;
        file = body;
        Q_EMIT q->headersArrived();
    }
    void onBody(qint64 wire, qint64 decoded) override
    {
        wireBytes = wire;
        bodyBytes = decoded;
        Q_EMIT q->bodyGrew(decoded);
    }
    void onEnd(const End &end) override;

    Exchange *const q;
    const std::shared_ptr<CookieJar> jar;
    Journey journey;
    std::optional<Journey> next;
    QList<Answered> answers;
    std::optional<Error> error;
    std::shared_ptr<const BodyFile> file;
    qint64 wireBytes = 0, bodyBytes = 0;
    QDateTime startedAt;
    std::shared_ptr<Stop> stop;
    ListenerBox box;
    bool isRunning = false, isFinished = false;
};

void Exchange::Private::go()
{
    isRunning = true;
    isFinished = false;
    stop = std::make_shared<Stop>();
    box = std::make_shared<Mailbox<Listener>>();
    box->open(this);
    const auto work = [journey = journey, answers = answers, jar = jar, stop = stop, box = box] {
        Course(journey, answers, jar, stop, box).run();
    };
    if (!detach(work))
        box->post([](Listener &listener) {
            End end;
            end.error = Error{Exchange::tr("This machine has no thread left. Close something and send again."), u"thread"_s, {}};
            listener.onEnd(end);
        });
}

void Exchange::Private::onEnd(const End &end)
{
    const bool hasGrown = bodyBytes != end.decoded;
    answers = end.answers;
    error = end.error;
    next = end.next;
    wireBytes = end.wire;
    bodyBytes = end.decoded;
    isRunning = false;
    isFinished = true;
    const QPointer<Exchange> exchange = q;
    if (hasGrown)
        Q_EMIT q->bodyGrew(bodyBytes);
    if (exchange)
        Q_EMIT exchange->finished();
}

Exchange::Exchange(const Outgoing &what, std::shared_ptr<CookieJar> jar, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, what, std::move(jar)))
{}

Exchange::~Exchange()
{
    if (d->box)
        d->box->shut();
    cancel();
}

void Exchange::start()
{
    if (d->isRunning || d->isFinished)
        return;
    d->startedAt = QDateTime::currentDateTime();
    d->go();
}

void Exchange::cancel()
{
    if (d->isRunning)
        d->stop->ask();
}

void Exchange::followRedirect()
{
    if (!isRedirect())
        return;
    d->journey = *std::exchange(d->next, std::nullopt);
    d->file = nullptr;
    d->wireBytes = d->bodyBytes = 0;
    d->go();
}

const Outgoing &Exchange::outgoing() const { return d->journey.what; }
bool Exchange::isFinished() const { return d->isFinished; }
bool Exchange::isRedirect() const { return d->isFinished && d->next.has_value(); }
const QList<Answered> &Exchange::answers() const { return d->answers; }
std::optional<Error> Exchange::error() const { return d->error; }
qint64 Exchange::wireBytes() const { return d->wireBytes; }
qint64 Exchange::bodyBytes() const { return d->bodyBytes; }
Descriptor Exchange::bodyFile() const { return d->file ? d->file->duplicate() : Descriptor(); }
QDateTime Exchange::startedAt() const { return d->startedAt; }

QByteArray Exchange::bodyType() const
{
    for (const Header &header : d->answers.isEmpty() ? QList<Header>() : d->answers.last().headers)
        if (header.name.compare("content-type", Qt::CaseInsensitive) == 0)
            return header.value.split(';').first().trimmed().toLower();
    return {};
}

} // namespace oriel::http
