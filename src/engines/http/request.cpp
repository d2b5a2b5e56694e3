// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/request.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <array>
#include <utility>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

// In the order of the enums.
constexpr std::array authKinds{"none", "basic", "bearer", "apikey", "digest", "oauth2", "aws4"};
constexpr std::array bodyKinds{"none", "json", "form", "multipart", "raw", "file"};

template<typename Kind, size_t N>
Kind kindFrom(const QJsonValue &value, const std::array<const char *, N> &names)
{
    for (size_t i = 0; i < N; ++i)
        if (value.toString() == QLatin1String(names[i]))
            return Kind(i);
    return Kind{};
}

template<typename Kind, size_t N>
QString kindName(Kind kind, const std::array<const char *, N> &names)
{
    return QString::fromLatin1(names[size_t(kind)]);
}

void put(QJsonObject &into, const QString &key, const QString &value) // what is empty is not written
{
    if (!value.isEmpty())
        into[key] = value;
}

void put(QJsonObject &into, const QString &key, bool value, bool usual = false)
{
    if (value != usual)
        into[key] = value;
}

template<typename Item, typename Write>
void put(QJsonObject &into, const QString &key, const QList<Item> &items, Write write)
{
    QJsonArray array;
    for (const Item &item : items)
        array.append(write(item));
    if (!array.isEmpty())
        into[key] = array;
}

template<typename Item>
QList<Item> listFrom(const QJsonValue &value, Item (*read)(const QJsonObject &))
{
    QList<Item> items;
    for (const QJsonArray array = value.toArray(); const QJsonValue &one : array)
        if (one.isObject())
            items.append(read(one.toObject()));
    return items;
}

QJsonObject fieldJson(const Field &field)
{
    QJsonObject json{{u"name"_s, field.name}};
    put(json, u"value"_s, field.isSecret ? QString() : field.value);
    put(json, u"on"_s, field.isOn, true);
    put(json, u"secret"_s, field.isSecret);
    put(json, u"file"_s, field.file);
    put(json, u"type"_s, field.type);
    put(json, u"unnamed"_s, field.isUnnamed);
    return json;
}

Field fieldFrom(const QJsonObject &json)
{
    return {json[u"name"_s].toString(), json[u"value"_s].toString(), json[u"on"_s].toBool(true), json[u"secret"_s].toBool(),
            json[u"file"_s].toString(), json[u"type"_s].toString(),  json[u"unnamed"_s].toBool()};
}

QJsonObject captureJson(const Capture &capture)
{
    QJsonObject json{{u"variable"_s, capture.variable}, {u"from"_s, capture.from}};
    put(json, u"on"_s, capture.isOn, true);
    put(json, u"secret"_s, capture.isSecret);
    return json;
}

Capture captureFrom(const QJsonObject &json)
{
    return {json[u"variable"_s].toString(), json[u"from"_s].toString(), json[u"on"_s].toBool(true), json[u"secret"_s].toBool()};
}

QJsonObject authJson(const Auth &auth)
{
    QJsonObject json{{u"kind"_s, kindName(auth.kind, authKinds)}};
    put(json, u"user"_s, auth.user);
    put(json, u"in_query"_s, auth.isInQuery);
    put(json, u"token_url"_s, auth.tokenUrl);
    put(json, u"scope"_s, auth.scope);
    put(json, u"in_body"_s, auth.isInBody);
    put(json, u"region"_s, auth.region);
    put(json, u"service"_s, auth.service);
    return json;
}

Auth authFrom(const QJsonObject &json)
{
    Auth auth;
    auth.kind = kindFrom<Auth::Kind>(json[u"kind"_s], authKinds);
    auth.user = json[u"user"_s].toString();
    auth.isInQuery = json[u"in_query"_s].toBool();
    auth.tokenUrl = json[u"token_url"_s].toString();
    auth.scope = json[u"scope"_s].toString();
    auth.isInBody = json[u"in_body"_s].toBool();
    auth.region = json[u"region"_s].toString();
    auth.service = json[u"service"_s].toString();
    return auth;
}

// Where "user:password@" of a URL has its password; empty where it is a {{variable}} or not there.
std::pair<qsizetype, qsizetype> passwordIn(const QString &url)
{
    static const QRegularExpression pattern(
        u"^(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#:@]*:((?!//)(?!\\{\\{[^{}]*\\}\\}@)[^/?#@]+)@"_s);
    const QRegularExpressionMatch match = pattern.match(url);
    return {match.capturedStart(1), match.capturedLength(1)};
}

QString withoutPassword(QString url)
{
    const auto [at, length] = passwordIn(url);
    return at < 0 ? url : url.remove(at, length);
}

QString passwordOf(const QString &url)
{
    const auto [at, length] = passwordIn(url);
    return at < 0 ? QString() : url.mid(at, length);
}

void setPassword(QString &url, const QString &password)
{
    static const QRegularExpression place(u"^(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#:@]*:(?=@)"_s);
    if (const QRegularExpressionMatch match = place.match(url); match.hasMatch() && !password.isEmpty())
        url.insert(match.capturedEnd(), password);
}

QJsonArray secretsOfFields(const QList<Field> &fields)
{
    QJsonArray secrets;
    for (const Field &field : fields)
        if (field.isSecret && !field.value.isEmpty())
            secrets.append(QJsonObject{{u"name"_s, field.name}, {u"value"_s, field.value}});
    return secrets;
}

// By name, those of one name in their order: a row that was added since does not get another's secret.
void setSecretsOfFields(QList<Field> &fields, QJsonArray secrets)
{
    for (Field &field : fields)
        for (qsizetype i = 0; field.isSecret && i < secrets.size(); ++i)
            if (const QJsonObject one = secrets[i].toObject(); one[u"name"_s].toString() == field.name) {
                field.value = one[u"value"_s].toString();
                secrets.removeAt(i);
                break;
            }
}

QString text(const Secret &secret) { return QString::fromUtf8(secret.reveal()); }

} // namespace

QJsonObject toJson(const Request &request)
{
    QJsonObject json{{u"method"_s, request.method}, {u"url"_s, withoutPassword(request.url)}};
    put(json, u"id"_s, request.id);
    put(json, u"name"_s, request.name);
    put(json, u"folder"_s, request.folder);
    put(json, u"query"_s, request.query, fieldJson);
    put(json, u"headers"_s, request.headers, fieldJson);
    put(json, u"captures"_s, request.captures, captureJson);
    put(json, u"note"_s, request.note);
    if (request.auth.kind != Auth::Kind::None)
        json[u"auth"_s] = authJson(request.auth);

    if (request.body != Body()) {
        QJsonObject body{{u"kind"_s, kindName(request.body.kind, bodyKinds)}};
        put(body, u"text"_s, request.body.text);
        put(body, u"type"_s, request.body.type);
        put(body, u"fields"_s, request.body.fields, fieldJson);
        put(body, u"file"_s, request.body.file);
        json[u"body"_s] = body;
    }

    QJsonObject options;
    put(options, u"following"_s, request.options.isFollowing, true);
    if (request.options.timeout != Options().timeout)
        options[u"timeout"_s] = request.options.timeout;
    put(options, u"proxy"_s, withoutPassword(request.options.proxy));
    put(options, u"ca"_s, request.options.caFile);
    put(options, u"certificate"_s, request.options.certificateFile);
    put(options, u"key"_s, request.options.keyFile);
    if (!options.isEmpty())
        json[u"options"_s] = options;
    return json;
}

Request requestFromJson(const QJsonObject &json)
{
    Request request;
    request.id = json[u"id"_s].toString();
    request.name = json[u"name"_s].toString();
    request.folder = json[u"folder"_s].toString();
    request.method = json[u"method"_s].toString(request.method);
    request.url = json[u"url"_s].toString();
    request.query = listFrom(json[u"query"_s], fieldFrom);
    request.headers = listFrom(json[u"headers"_s], fieldFrom);
    request.auth = authFrom(json[u"auth"_s].toObject());
    request.captures = listFrom(json[u"captures"_s], captureFrom);
    request.note = json[u"note"_s].toString();

    const QJsonObject body = json[u"body"_s].toObject();
    request.body = {kindFrom<Body::Kind>(body[u"kind"_s], bodyKinds), body[u"text"_s].toString(), body[u"type"_s].toString(),
                    listFrom(body[u"fields"_s], fieldFrom), body[u"file"_s].toString()};

    const QJsonObject options = json[u"options"_s].toObject();
    request.options.isFollowing = options[u"following"_s].toBool(true);
    if (const int timeout = options[u"timeout"_s].toInt(); timeout > 0)
        request.options.timeout = timeout;
    request.options.proxy = options[u"proxy"_s].toString();
    request.options.caFile = options[u"ca"_s].toString();
    request.options.certificateFile = options[u"certificate"_s].toString();
    request.options.keyFile = options[u"key"_s].toString();
    return request;
}

Secret secretsOf(const Request &request)
{
    QJsonObject json;
    put(json, u"auth"_s, text(request.auth.secret));
    put(json, u"session"_s, text(request.auth.sessionToken));
    put(json, u"passphrase"_s, text(request.options.keyPassphrase));
    put(json, u"url"_s, passwordOf(request.url));
    put(json, u"proxy"_s, passwordOf(request.options.proxy));
    const auto fields = [&](const QString &key, const QList<Field> &of) {
        if (const QJsonArray secrets = secretsOfFields(of); !secrets.isEmpty())
            json[key] = secrets;
    };
    fields(u"query"_s, request.query);
    fields(u"headers"_s, request.headers);
    fields(u"fields"_s, request.body.fields);
    return json.isEmpty() ? Secret() : Secret(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

void setSecrets(Request &request, const Secret &secrets)
{
    const QJsonObject json = QJsonDocument::fromJson(secrets.reveal()).object();
    const auto secret = [&](const QString &key) { return Secret(json[key].toString().toUtf8()); };
    request.auth.secret = secret(u"auth"_s);
    request.auth.sessionToken = secret(u"session"_s);
    request.options.keyPassphrase = secret(u"passphrase"_s);
    setPassword(request.url, json[u"url"_s].toString());
    setPassword(request.options.proxy, json[u"proxy"_s].toString());
    setSecretsOfFields(request.query, json[u"query"_s].toArray());
    setSecretsOfFields(request.headers, json[u"headers"_s].toArray());
    setSecretsOfFields(request.body.fields, json[u"fields"_s].toArray());
}

} // namespace oriel::http
