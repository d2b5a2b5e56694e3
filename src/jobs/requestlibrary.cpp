// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/background.h"
#include "engines/keychain/keychain.h"
#include "engines/store/store.h"
#include "jobs/requestlibrary_p.h"

#include <QJsonArray>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <tuple>

#include <fcntl.h>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString requestPrefix = u"request:"_s, ownKey = u"requests"_s;

QString requestSecret(const QString &id) { return u"request|"_s + id; }

QString tidy(const QString &folder)
{
    QStringList parts = folder.split(u'/');
    for (QString &part : parts)
        part = part.simplified();
    parts.removeAll(QString());
    return parts.join(u'/');
}

bool isWithin(const QString &folder, const QString &path) { return folder == path || folder.startsWith(path + u'/'); }

QStringList textsOf(const QJsonValue &json)
{
    QStringList texts;
    for (const QJsonValue &each : json.toArray())
        texts << each.toString();
    return texts;
}

// What a request itself holds of secrets, beside what variables stand for.
QList<QByteArray> secretTextsOf(const http::Request &request)
{
    QList<QByteArray> secrets{request.auth.secret.reveal(), request.auth.sessionToken.reveal(),
                              request.options.keyPassphrase.reveal(), QUrl(request.url).password().toUtf8()};
    for (const auto *fields : {&request.query, &request.headers, &request.body.fields})
        for (const http::Field &field : *fields)
            if (field.isSecret)
                secrets << field.value.toUtf8();
    secrets.removeIf([](const QByteArray &each) { return each.contains("{{"); });
    return secrets;
}

} // namespace

RequestLibrary::RequestLibrary(store::Store *store, QString folder, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, store, std::move(folder)))
{
    d->onDisk([](RequestHistory &history) { return history.read(); });
}

RequestLibrary::~RequestLibrary() = default;

void RequestLibrary::Private::read()
{
    for (const QString &key : store->valueKeys(requestPrefix)) {
        const QJsonObject json = store->value(key);
        http::Request request = http::requestFromJson(json[u"request"_s].toObject());
        request.id = key.sliced(requestPrefix.size());
        requests.insert(request.id, {request, json[u"secret"_s].toBool()});
    }
    readEnvironments();
    const QJsonObject own = store->value(ownKey);
    folders = textsOf(own[u"folders"_s]);
    plainOrigins = textsOf(own[u"origins"_s]);
    current = own[u"environment"_s].toString();
    if (!now())
        current.clear();
}

void RequestLibrary::Private::putOwn()
{
    store->setValue(ownKey, {{u"folders"_s, QJsonArray::fromStringList(folders)},
                             {u"origins"_s, QJsonArray::fromStringList(plainOrigins)},
                             {u"environment"_s, current}});
}

void RequestLibrary::Private::put(const http::Request &request, bool hasSecrets)
{
    const QJsonObject json = http::toJson(request);
    http::Request known = http::requestFromJson(json);
    known.id = request.id;
    requests.insert(known.id, {known, hasSecrets});
    store->setValue(requestPrefix + known.id, {{u"request"_s, json}, {u"secret"_s, hasSecrets}});
}

void RequestLibrary::Private::change(const QString &id, const std::function<void(http::Request &)> &how)
{
    if (const auto at = requests.constFind(id); at != requests.cend()) {
        Saved saved = *at;
        how(saved.request);
        put(saved.request, saved.hasSecrets);
    }
}

void RequestLibrary::Private::drop(const QString &id)
{
    if (requests.take(id).hasSecrets)
        keychain::remove(q, requestSecret(id), [](const Result<> &) {});
    store->setValue(requestPrefix + id, {});
}

QList<http::Request> RequestLibrary::requests() const
{
    QList<http::Request> all;
    all.reserve(d->requests.size());
    for (const Private::Saved &saved : std::as_const(d->requests))
        all.append(saved.request);
    std::ranges::sort(all, [](const http::Request &a, const http::Request &b) {
        return std::tuple(a.folder, a.name.toCaseFolded(), a.name, a.id) <
               std::tuple(b.folder, b.name.toCaseFolded(), b.name, b.id);
    });
    return all;
}

QStringList RequestLibrary::folders() const
{
    QSet<QString> all;
    const auto add = [&all](QString path) {
        for (; !path.isEmpty() && !all.contains(path); path.truncate(std::max<qsizetype>(0, path.lastIndexOf(u'/'))))
            all.insert(path);
    };
    for (const QString &folder : std::as_const(d->folders))
        add(folder);
    for (const Private::Saved &saved : std::as_const(d->requests))
        add(saved.request.folder);
    QStringList sorted = all.values();
    sorted.sort();
    return sorted;
}

void RequestLibrary::addFolder(const QString &path)
{
    const QString folder = tidy(path);
    if (folder.isEmpty() || folders().contains(folder))
        return;
    d->folders << folder;
    d->putOwn();
    Q_EMIT requestsChanged();
}

void RequestLibrary::renameFolder(const QString &path, const QString &to)
{
    const QString target = tidy(to);
    if (path.isEmpty() || target.isEmpty() || isWithin(target, path))
        return; // the same, or into itself
    if (!d->folders.contains(path))
        d->folders << path;
    for (QString &folder : d->folders)
        if (isWithin(folder, path))
            folder = target + folder.sliced(path.size());
    d->folders.removeDuplicates();
    for (const http::Request &request : requests())
        if (isWithin(request.folder, path))
            d->change(request.id, [&](http::Request &moved) { moved.folder = target + moved.folder.sliced(path.size()); });
    d->putOwn();
    Q_EMIT requestsChanged();
}

void RequestLibrary::removeFolder(const QString &path)
{
    d->folders.removeIf([&](const QString &folder) { return isWithin(folder, path); });
    d->putOwn();
    for (const http::Request &request : requests())
        if (isWithin(request.folder, path))
            d->drop(request.id);
    Q_EMIT requestsChanged();
}

void RequestLibrary::load(QObject *context, const QString &id, std::function<void(const Result<http::Request> &)> done)
{
    const auto at = d->requests.constFind(id);
    if (at == d->requests.cend())
        return done(std::unexpected(Error{tr("This request is not in the library any more."), u"missing"_s, {}}));
    if (!at->hasSecrets)
        return done(at->request);
    keychain::read(context, requestSecret(id), [request = at->request, done = std::move(done)](const Result<Secret> &secret) {
        if (!secret)
            return done(std::unexpected(secret.error()));
        http::Request whole = request;
        http::setSecrets(whole, *secret);
        done(whole);
    });
}

void RequestLibrary::save(QObject *context, const http::Request &request, std::function<void(const Result<QString> &id)> done)
{
    http::Request saved = request;
    if (saved.id.isEmpty())
        saved.id = newLibraryId();
    saved.folder = tidy(saved.folder);
    const Secret secret = http::secretsOf(saved);
    const auto finish = [this, saved, hasSecrets = !secret.isEmpty(), whoever = QPointer<QObject>(context),
                         done = std::move(done)](const Result<> &written) {
        if (written) {
            d->put(saved, hasSecrets);
            Q_EMIT requestsChanged();
        }
        if (whoever)
            done(written ? Result<QString>(saved.id) : std::unexpected(written.error()));
    };
    if (!secret.isEmpty())
        return keychain::write(this, requestSecret(saved.id), secret, finish);
    if (d->requests.value(saved.id).hasSecrets)
        keychain::remove(this, requestSecret(saved.id), [](const Result<> &) {});
    finish({});
}

void RequestLibrary::remove(const QString &id)
{
    d->drop(id);
    Q_EMIT requestsChanged();
}

void RequestLibrary::rename(const QString &id, const QString &name)
{
    d->change(id, [&](http::Request &request) { request.name = name; });
    Q_EMIT requestsChanged();
}

void RequestLibrary::move(const QString &id, const QString &folder)
{
    d->change(id, [&](http::Request &request) { request.folder = tidy(folder); });
    Q_EMIT requestsChanged();
}

void RequestLibrary::Private::onDisk(std::function<Result<>(RequestHistory &)> work)
{
    struct Done
    {
        Result<> result;
        QList<PastExchange> past;
    };
    const auto job = std::make_shared<Job>(); // lives until it is answered
    *job = inBackground(
        q, &disk,
        [kept = history, work = std::move(work)](std::stop_token) {
            const Result<> result = work(*kept);
            return Done{result, kept->all()};
        },
        [this, job](const Done &done) {
            past = done.past;
            if (!done.result)
                Q_EMIT q->failed(done.result.error());
            Q_EMIT q->historyChanged();
        });
}

void RequestLibrary::keep(const http::Exchange &exchange, const http::Request &request)
{
    PastExchange past{
        {}, request.id, {}, request, exchange.answers(), exchange.startedAt(), exchange.wireBytes(), exchange.bodyBytes()};
    if (const auto error = exchange.error())
        past.error = error->message;
    past.bodyType = exchange.bodyType();
    keep(past, exchange.bodyFile());
}

void RequestLibrary::keep(PastExchange past, const Descriptor &body)
{
    const ApiEnvironment *environment = d->now();
    if (past.id.isEmpty())
        past.id = newLibraryId();
    if (past.requestId.isEmpty())
        past.requestId = past.request.id;
    if (past.environment.isEmpty() && environment)
        past.environment = environment->name;
    if (!past.at.isValid())
        past.at = QDateTime::currentDateTimeUtc();
    QList<QByteArray> secrets = secretTextsOf(past.request);
    for (const http::Meaning &each : d->meanings())
        if (each.isSecret)
            secrets << each.text.toUtf8();
    for (const http::Answered &answer : std::as_const(past.answers))
        for (const http::Header &header : answer.sent)
            if (header.isSecret || isHushed(QString::fromUtf8(header.name))) // "Bearer …", "Basic …"
                secrets << header.value << header.value.sliced(header.value.indexOf(' ') + 1);
    const bool isCaught =
        std::ranges::any_of(past.request.captures, [](const http::Capture &each) { return each.isOn && each.isSecret; });
    const auto file = std::make_shared<Descriptor>(
        body && !isCaught && (!environment || environment->keepsBodies) ? ::fcntl(body, F_DUPFD_CLOEXEC, 0) : -1);
    d->onDisk([past, file, secrets](RequestHistory &history) { return history.add(past, *file, spellingsOf(secrets)); });
}

QList<PastExchange> RequestLibrary::history(const QString &requestId) const
{
    QList<PastExchange> found = d->past;
    if (!requestId.isEmpty())
        found.removeIf([&](const PastExchange &each) { return each.requestId != requestId; });
    return found;
}

void RequestLibrary::forget(const QString &id)
{
    d->onDisk([id](RequestHistory &history) { return history.forget(id); });
}

} // namespace oriel
