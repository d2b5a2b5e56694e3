// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/basetexts.h"

#include "base/background.h"

#include <QCoreApplication>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::BaseTexts)
};

struct Answer
{
    QByteArray id;
    BaseTexts::Text text;
};

} // namespace

BaseTexts::BaseTexts(const git::Place &place, QByteArray fingerprint)
    : m_place(place), m_fingerprint(std::move(fingerprint)), m_blobs(std::make_shared<git::Blobs>(place)), m_kept(most)
{}

void BaseTexts::ask(QObject *owner, const Wish &wish, std::function<void(const Text &)> done)
{
    const auto keyOf = [path = wish.path](const QByteArray &id) { return QByteArray(id + '\0' + path); };
    if (wish.id) {
        const QByteArray *kept = wish.id->isEmpty() ? nullptr : m_kept.object(keyOf(*wish.id));
        if (kept || wish.id->isEmpty()) {
            const Text text = kept ? Text(*kept) : Text(std::nullopt);
            QMetaObject::invokeMethod(owner, [done, text] { done(text); }, Qt::QueuedConnection);
            return;
        }
    }
    const auto work = [wish, place = m_place, fingerprint = m_fingerprint, blobs = m_blobs](std::stop_token stop) -> Answer {
        if (git::fingerprint(place) != fingerprint)
            return {{},
                    std::unexpected(Error{
                        Words::tr("What git would run here has changed. Trust this folder again first."), u"untrusted"_s, {}})};
        Answer answer{wish.id.value_or(QByteArray()), {}};
        if (!wish.id) {
            const auto id = blobs->id(wish.isIndex ? ":0" : "HEAD", wish.path, stop);
            if (!id)
                return {{}, std::unexpected(id.error())};
            answer.id = *id;
        }
        if (answer.id.isEmpty())
            return answer;
        auto text = blobs->filtered(answer.id, wish.path, stop);
        answer.text = text ? Text(std::move(*text)) : Text(std::unexpected(text.error()));
        return answer;
    };
    const auto job = std::make_shared<Job>(); // lives as long as the owner waits
    *job = inBackground(owner, QThreadPool::globalInstance(), work,
                        [self = shared_from_this(), job, keyOf, done = std::move(done)](const Answer &answer) {
                            if (answer.text && *answer.text)
                                self->m_kept.insert(keyOf(answer.id), new QByteArray(**answer.text), (*answer.text)->size() + 1);
                            done(answer.text);
                        });
}

} // namespace oriel
