// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/doctor.h"

#include "base/background.h"
#include "base/detach.h"
#include "jobs/examination.h"
#include "jobs/serverquestion.h"

#include <QThreadPool>

namespace oriel {

struct Doctor::Private
{
    Diagnosis diagnosis;
    Job job;
    bool isRunning = false;
    std::shared_ptr<Mailbox<Doctor>> mailbox; // of the examination under way
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
        isRunning = false;
        if (mailbox)
            mailbox->shut();
        job = {};
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
    d->isRunning = true;
    d->mailbox = std::make_shared<Mailbox<Doctor>>();
    d->mailbox->open(this);
    const auto work = [info, wanted, mailbox = d->mailbox](std::stop_token stop) {
        return oriel::examine(info, wanted, stop, [&mailbox](const Diagnosis &soFar) {
            mailbox->post([soFar](Doctor &doctor) {
                if (!doctor.d->isRunning)
                    return;
                doctor.d->take(soFar);
                Q_EMIT doctor.progressed(doctor.d->diagnosis);
            });
        });
    };
    d->job = inBackground(this, QThreadPool::globalInstance(), work, [this](const Diagnosis &diagnosis) {
        d->end();
        d->take(diagnosis);
        Q_EMIT finished(d->diagnosis);
    });
}

void Doctor::cancel()
{
    if (!d->isRunning)
        return;
    d->end();
    Q_EMIT finished(d->diagnosis);
}

bool Doctor::isRunning() const { return d->isRunning; }

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
