// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/doctor.h"

#include "base/detach.h"
#include "engines/tls/threadend.h"
#include "jobs/examination.h"
#include "jobs/serverquestion.h"

#include <QThreadPool>

namespace oriel {

struct Doctor::Private
{
    Diagnosis diagnosis;
    std::stop_source stop;
    std::shared_ptr<Mailbox<Doctor>> mailbox; // of the examination under way; null: none
    std::unique_ptr<ServerQuestion> question;
    ServerWord word; // the last answer; an examination replaces all else

    void take(const Diagnosis &arrived)
    {
        diagnosis = arrived;
        if (word.isKnown || word.failure)
            takeServerWord(diagnosis, word);
    }
    void end()
    {
        stop.request_stop();
        if (mailbox)
            mailbox->shut();
        mailbox.reset();
    }
};

Doctor::Doctor(QObject *parent) : QObject(parent), d(std::make_unique<Private>()) {}

Doctor::~Doctor() { d->end(); }

void Doctor::examine(const pg::ConnInfo &info, const Wanted &wanted)
{
    d->end();
    d->word = {};
    d->question.reset();
    d->diagnosis = {.info = info};
    d->stop = {};
    d->mailbox = std::make_shared<Mailbox<Doctor>>();
    d->mailbox->open(this);
    // What was posted before an end arrives after it: only the letters of the one under way are read.
    const auto work = [info, wanted, mailbox = d->mailbox, stop = d->stop.get_token()] {
        const auto isOf = [from = mailbox](const Doctor &doctor) { return doctor.d->mailbox == from; };
        const Diagnosis whole = oriel::examine(info, wanted, stop, [&](const Diagnosis &soFar) {
            mailbox->post([soFar, isOf](Doctor &doctor) {
                if (!isOf(doctor))
                    return;
                doctor.d->take(soFar);
                Q_EMIT doctor.progressed(doctor.d->diagnosis);
            });
        });
        tls::endThread();
        mailbox->post([whole, isOf](Doctor &doctor) {
            if (!isOf(doctor))
                return;
            doctor.d->end();
            doctor.d->take(whole);
            Q_EMIT doctor.finished(doctor.d->diagnosis);
        });
    };
    if (!detach(work))
        QThreadPool::globalInstance()->start(work);
}

void Doctor::cancel()
{
    if (!isRunning())
        return;
    d->end();
    Q_EMIT finished(d->diagnosis);
}

bool Doctor::isRunning() const { return d->mailbox != nullptr; }

const Diagnosis &Doctor::diagnosis() const { return d->diagnosis; }

void Doctor::askServer(const pg::ConnInfo &withPassword)
{
    d->question = std::make_unique<ServerQuestion>();
    connect(d->question.get(), &ServerQuestion::answered, this, [this](const ServerWord &word) {
        d->question.release()->deleteLater(); // we are in its signal
        d->word = word;
        takeServerWord(d->diagnosis, word);
        Q_EMIT progressed(d->diagnosis);
    });
    d->question->start(withPassword);
}

Diagnosis Doctor::examineNow(const pg::ConnInfo &info, const Wanted &wanted, std::stop_token stop)
{
    return oriel::examine(info, wanted, std::move(stop));
}

} // namespace oriel
