// SPDX-License-Identifier: GPL-3.0-or-later
// What variables stand for: environments, captured values, the project's .env; and where their secrets may go.
#include "base/report.h"
#include "engines/http/cookiejar.h"
#include "engines/keychain/keychain.h"
#include "engines/store/store.h"
#include "jobs/requestlibrary_p.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString environmentPrefix = u"environment:"_s;

QString environmentSecret(const QString &id) { return u"environment|"_s + id; }
QString originOf(const QString &origin) { return origin.toLower(); }

QJsonObject jsonOf(const ApiEnvironment &environment)
{
    QJsonArray variables;
    for (const http::Field &each : environment.variables)
        variables.append(QJsonObject{{u"name"_s, each.name},
                                     {u"value"_s, each.isSecret ? QString() : each.value},
                                     {u"secret"_s, each.isSecret},
                                     {u"off"_s, !each.isOn}});
    return {{u"name"_s, environment.name},
            {u"variables"_s, variables},
            {u"dropsBodies"_s, !environment.keepsBodies},
            {u"production"_s, environment.isProduction},
            {u"origins"_s, QJsonArray::fromStringList(environment.origins)}};
}

ApiEnvironment environmentOf(const QString &id, const QJsonObject &json)
{
    ApiEnvironment environment{id, json[u"name"_s].toString(), {}};
    for (const QJsonValue &each : json[u"variables"_s].toArray())
        environment.variables.append(
            {each[u"name"_s].toString(), each[u"value"_s].toString(), !each[u"off"_s].toBool(), each[u"secret"_s].toBool()});
    environment.keepsBodies = !json[u"dropsBodies"_s].toBool();
    environment.isProduction = json[u"production"_s].toBool();
    for (const QJsonValue &origin : json[u"origins"_s].toArray())
        environment.origins << origin.toString();
    return environment;
}

Secret secretsOf(const ApiEnvironment &environment)
{
    QJsonObject values;
    for (const http::Field &each : environment.variables)
        if (each.isSecret && !each.value.isEmpty())
            values.insert(each.name, each.value);
    return values.isEmpty() ? Secret() : Secret(QJsonDocument(values).toJson(QJsonDocument::Compact));
}

// Values that are there already stay.
void fillSecrets(ApiEnvironment &environment, const Secret &secret)
{
    const QJsonObject values = QJsonDocument::fromJson(secret.reveal()).object();
    for (http::Field &each : environment.variables)
        if (each.isSecret && each.value.isEmpty())
            each.value = values[each.name].toString();
}

ApiEnvironment withoutSecrets(ApiEnvironment environment)
{
    for (http::Field &each : environment.variables)
        if (each.isSecret)
            each.value.clear();
    return environment;
}

bool lacksSecret(const ApiEnvironment &environment)
{
    return std::ranges::any_of(environment.variables, [](const auto &each) { return each.isSecret && each.value.isEmpty(); });
}

// Of a .env everything is a secret but plain addresses, numbers and switches whose names do not say otherwise.
bool isPlain(const QString &name, const QString &value)
{
    static const QStringList switches{u"true"_s, u"false"_s, u"yes"_s, u"no"_s, u"on"_s, u"off"_s};
    if (looksSecret(name))
        return false;
    const QUrl url(value, QUrl::StrictMode);
    const bool isAddress = (url.scheme() == "http"_L1 || url.scheme() == "https"_L1) && url.userInfo().isEmpty() &&
                           !url.hasQuery() && !url.hasFragment();
    const bool isNumber = value.size() <= 6 && std::ranges::all_of(value, [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isAddress || isNumber || switches.contains(value.toLower());
}

} // namespace

void setVariable(ApiEnvironment &environment, const http::Field &variable)
{
    const auto at = std::ranges::find(environment.variables, variable.name, &http::Field::name);
    if (at == environment.variables.end()) {
        environment.variables.append(variable);
        return;
    }
    at->value = variable.value;
    at->isSecret = at->isSecret || variable.isSecret;
    at->isOn = true;
}

void RequestLibrary::Private::readEnvironments()
{
    for (const QString &key : store->valueKeys(environmentPrefix))
        environments.append(environmentOf(key.sliced(environmentPrefix.size()), store->value(key)));
    std::ranges::sort(environments, {}, &ApiEnvironment::name);
}

ApiEnvironment *RequestLibrary::Private::find(const QString &id)
{
    const auto at = std::ranges::find(environments, id, &ApiEnvironment::id);
    return id.isEmpty() || at == environments.end() ? nullptr : &*at;
}

void RequestLibrary::Private::put(const ApiEnvironment &environment)
{
    ApiEnvironment known = environment.id == current ? environment : withoutSecrets(environment);
    if (ApiEnvironment *before = find(known.id)) {
        auto &overrides = captured[known.id];
        for (const http::Field &each : std::as_const(known.variables)) // what is written now counts again
            if (!before->variables.contains(each))
                overrides.remove(each.name);
        for (const http::Field &each : environment.variables)
            if (each.isOn && overrides.value(each.name).text == each.value)
                overrides.remove(each.name);
        *before = known;
    } else {
        environments.append(known);
    }
    std::ranges::sort(environments, {}, &ApiEnvironment::name);
    store->setValue(environmentPrefix + environment.id, jsonOf(environment));
}

QList<ApiEnvironment> RequestLibrary::environments() const { return d->environments; }

void RequestLibrary::loadEnvironment(QObject *context, const QString &id,
                                     std::function<void(const Result<ApiEnvironment> &)> done)
{
    const ApiEnvironment *found = d->find(id);
    if (!found)
        return done(std::unexpected(Error{tr("This environment is not there any more."), u"missing"_s, {}}));
    if (!lacksSecret(*found))
        return done(*found);
    keychain::read(context, environmentSecret(id), [whole = *found, done = std::move(done)](const Result<Secret> &secret) {
        if (!secret)
            return done(std::unexpected(secret.error()));
        ApiEnvironment filled = whole;
        fillSecrets(filled, *secret);
        done(filled);
    });
}

void RequestLibrary::saveEnvironment(QObject *context, const ApiEnvironment &environment,
                                     std::function<void(const Result<QString> &id)> done)
{
    ApiEnvironment saved = environment;
    if (saved.id.isEmpty())
        saved.id = newLibraryId();
    for (QString &origin : saved.origins)
        origin = originOf(origin);
    const ApiEnvironment before = d->find(saved.id) ? *d->find(saved.id) : ApiEnvironment();
    const bool hadSecrets = std::ranges::any_of(before.variables, &http::Field::isSecret);
    const auto tell = [whoever = QPointer<QObject>(context), done = std::move(done)](const Result<QString> &id) {
        if (whoever)
            done(id);
    };
    const auto write = [this, hadSecrets, tell](const ApiEnvironment &whole) {
        const auto finish = [this, whole, tell](const Result<> &written) {
            if (!written)
                return tell(std::unexpected(written.error()));
            d->put(whole);
            Q_EMIT environmentsChanged();
            tell(whole.id);
        };
        if (const Secret secret = secretsOf(whole); !secret.isEmpty())
            return keychain::write(this, environmentSecret(whole.id), secret, finish);
        if (hadSecrets)
            keychain::remove(this, environmentSecret(whole.id), [](const Result<> &) {});
        finish({});
    };
    if (!hadSecrets || !lacksSecret(saved))
        return write(saved);
    keychain::read(this, environmentSecret(saved.id), [saved, write, tell](const Result<Secret> &secret) {
        if (!secret)
            return tell(std::unexpected(secret.error()));
        ApiEnvironment whole = saved;
        fillSecrets(whole, *secret);
        write(whole);
    });
}

void RequestLibrary::removeEnvironment(const QString &id)
{
    const ApiEnvironment *found = d->find(id);
    if (!found)
        return;
    if (std::ranges::any_of(found->variables, &http::Field::isSecret))
        keychain::remove(this, environmentSecret(id), [](const Result<> &) {});
    d->environments.removeIf([&](const ApiEnvironment &each) { return each.id == id; });
    d->captured.remove(id);
    d->jars.remove(id);
    d->store->setValue(environmentPrefix + id, {});
    if (id == d->current)
        return setCurrentEnvironment({});
    Q_EMIT environmentsChanged();
}

QString RequestLibrary::currentEnvironment() const { return d->current; }

void RequestLibrary::setCurrentEnvironment(const QString &id)
{
    if (id == d->current || (!id.isEmpty() && !d->find(id)))
        return;
    if (ApiEnvironment *before = d->now())
        *before = withoutSecrets(*before);
    d->current = id;
    d->asker.reset();
    d->isLoading = false;
    d->putOwn();
    d->readSecrets();
    Q_EMIT environmentsChanged();
}

// The keychain may ask its user for its password: not before somebody wants a value.
void RequestLibrary::Private::readSecrets()
{
    const ApiEnvironment *environment = now();
    if (asker || !environment || !lacksSecret(*environment))
        return;
    asker = std::make_unique<QObject>();
    isLoading = true;
    keychain::read(asker.get(), environmentSecret(current), [this](const Result<Secret> &secret) {
        isLoading = false;
        if (ApiEnvironment *read = now(); read && secret)
            fillSecrets(*read, *secret);
        if (!secret)
            Q_EMIT q->failed(secret.error());
        Q_EMIT q->environmentsChanged();
    });
}

bool RequestLibrary::isLoading() const { return d->isLoading; }

void RequestLibrary::setVariable(const QString &name, const QString &text, bool isSecret, const QString &from)
{
    d->captured[d->current].insert(name, {text, from, isSecret});
    Q_EMIT environmentsChanged();
}

QList<http::Field> RequestLibrary::captured(const QString &environment) const
{
    const ApiEnvironment *own = d->find(environment);
    const QHash<QString, http::Meaning> values = d->captured.value(environment);
    QList<http::Field> fields;
    for (auto at = values.cbegin(); at != values.cend(); ++at) {
        const auto isHeld = [&](const http::Field &each) { return each.name == at.key() && each.isOn && each.value == at->text; };
        if (!own || std::ranges::none_of(own->variables, isHeld))
            fields.append({at.key(), at->text, true, at->isSecret});
    }
    std::ranges::sort(fields, {}, &http::Field::name);
    return fields;
}

void RequestLibrary::keepCaptured(QObject *context, const QStringList &names, std::function<void(const Result<QString> &id)> done)
{
    const ApiEnvironment *environment = d->now();
    if (!environment)
        return done(
            std::unexpected(Error{tr("Choose an environment first: no variable is kept without one."), u"missing"_s, {}}));
    ApiEnvironment kept = *environment;
    for (const http::Field &each : captured(kept.id))
        if (names.contains(each.name))
            oriel::setVariable(kept, each);
    saveEnvironment(context, kept, std::move(done));
}

void RequestLibrary::setProjectEnv(ProjectEnv *env)
{
    if (d->env)
        d->env->disconnect(this);
    d->env = env;
    if (env)
        connect(env, &ProjectEnv::found, this, &RequestLibrary::environmentsChanged);
    Q_EMIT environmentsChanged();
}

QHash<QString, http::Meaning> RequestLibrary::Private::meanings()
{
    QHash<QString, http::Meaning> known;
    if (env)
        for (const EnvVariable &each : env->contents().variables)
            if (each.standing == EnvVariable::Standing::Counts) {
                const QString value = QString::fromUtf8(each.value.reveal());
                known.insert(each.name,
                             {value, u"%1:%2"_s.arg(QFileInfo(each.file).fileName()).arg(each.line), !isPlain(each.name, value)});
            }
    if (const ApiEnvironment *environment = now()) {
        const QString plain = tr("environment %1").arg(environment->name),
                      secret = tr("environment %1, keychain").arg(environment->name);
        for (const http::Field &each : environment->variables) {
            if (!each.isOn || each.name.isEmpty())
                continue;
            if (each.isSecret && each.value.isEmpty())
                known.remove(each.name); // not read yet: what stands behind it is another value
            else
                known.insert(each.name, {each.value, each.isSecret ? secret : plain, each.isSecret});
        }
    }
    known.insert(captured.value(current));
    return known;
}

http::Lookup RequestLibrary::lookup() const
{
    d->readSecrets();
    return [known = std::make_shared<const QHash<QString, http::Meaning>>(d->meanings())](
               const QString &name) -> std::optional<http::Meaning> {
        const auto found = known->constFind(name);
        return found == known->cend() ? std::nullopt : std::optional(*found);
    };
}

std::shared_ptr<http::CookieJar> RequestLibrary::jar() const
{
    auto &jar = d->jars[d->current];
    if (!jar)
        jar = std::make_shared<http::CookieJar>();
    return jar;
}

void RequestLibrary::clearCookies() { jar()->clear(); }

bool RequestLibrary::isApproved(const QString &origin) const
{
    const ApiEnvironment *environment = d->now();
    return (environment ? environment->origins : d->plainOrigins).contains(originOf(origin));
}

void RequestLibrary::approve(const QString &origin)
{
    if (isApproved(origin))
        return;
    if (ApiEnvironment *environment = d->now()) {
        environment->origins << originOf(origin);
        d->put(ApiEnvironment(*environment));
    } else {
        d->plainOrigins << originOf(origin);
        d->putOwn();
    }
    Q_EMIT environmentsChanged();
}

} // namespace oriel
